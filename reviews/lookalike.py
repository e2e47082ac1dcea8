"""Names that a reader would take for one another, whatever letters they are written in: nobody who comes by a
link writes under the name of a member.

Unicode's own table of such letters has thousands; these are the ones that names in Latin, Greek and Cyrillic
letters can be made of.
"""

import unicodedata
from collections.abc import Iterable

JOINERS = "\u200c\u200d"
"""Invisible signs that some scripts need inside a word."""
ALIKE = {
    **dict(zip("авгеёзиіїјкмнорстухцшѕһԁӏԛԝ", "abreezhiijkmhopctyxuwshdiqw", strict=True)),
    **dict(zip("αβγεζηικλμνορστυχω", "abyeznikluvopotyxw", strict=True)),
    **dict(zip("\u0131l1|!0", "iiiiio", strict=True)),
}
"""Small letter or sign -> the Latin letter that it, or its capital, is taken for."""


def clean(name: str) -> str:
    """A name on one line without signs that nobody sees, some of which turn the text around them."""
    seen = (
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in name
        if unicodedata.category(sign) != "Cf" or sign in JOINERS
    )
    return " ".join("".join(seen).split())


def taken_for(name: str) -> str:
    """What a reader makes of it: equal for names that look alike."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(ALIKE.get(sign, sign) for sign in plain if sign.isalnum() or sign in "|!")
    return letters.replace("rn", "m").replace("vv", "w")


def looks_like_one_of(name: str, others: Iterable[str]) -> bool:
    """Whether a reader could take it for one of the other names."""
    return taken_for(name) in {taken_for(one) for one in others}
