"""What a reader sees of a text: signs that show nothing say nothing, and turn the text around them."""

import re
import unicodedata

UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Fillers and the like that count as letters, marks or signs, and show nothing."""
NO_SIGN = ("Cf", "Cn", "Co")


def seen(text: str) -> str:
    """The text without signs that nobody sees, some of which turn the text around them."""
    rest = UNSEEN.sub("", text)
    return "".join(sign for sign in rest if unicodedata.category(sign) not in NO_SIGN)


def or_nothing(text: str) -> str:
    """The text as it is, "" where a reader would see none."""
    return text if any(seen(sign).strip() for sign in text) else ""
