"""A version's snapshot as a PDF: the one module that imports Typst.

The snapshot goes in as JSON, never as markup, so nothing that people typed can be read as a
command. The result is tagged and keeps to PDF/UA-1 (accessible PDF, ISO 14289-1) unless a character
is missing from every font; see ``typeset``.
"""

import json
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "paper.typ"
FONTS = HERE / "fonts"
# Chinese, Japanese and Korean fonts are too large to ship; they are used where they are installed.
SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
CJK_FILES = "NotoSansCJK*.*t[tc][cf]"
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
KEPT_CONTROLS = "\n\t"
LISTED = 12
# Longer runs than this may break anywhere. Only scripts whose letters do not join and that write
# spaces between words: the others bring rules of their own.
LONG_WORD = re.compile(r"[!-~\u00a1-\u052f\u2010-\u2015\u2018-\u203e\U0001f000-\U0001ffff]{28,}")
BREAK = "\u200b"
JOINER = "\u200d"
FINGERPRINTS = frozenset({"sha256", "digest"})
# Parts of a snapshot that stand on pages only.
UNPRINTED = frozenset({"map", "numbers", "cloud", "exact", "bands"})


@dataclass(frozen=True, slots=True)
class Typeset:
    """The PDF, and the characters that no font could draw: "" means that it keeps to PDF/UA-1."""

    pdf: bytes
    missing: str


def typeset(snapshot: Mapping[str, Any], *, link: str, status: str = "Draft") -> Typeset:
    """Typeset a snapshot that holds its version (``decisions.presentation.shape.Snapshot``).

    The same snapshot gives the same bytes on the same fonts: all dates are the version's. ``link``
    leads back to the assessment. A character without a glyph makes Typst refuse PDF/UA-1; then the
    paper is typeset without the standard, still tagged, with a notice that names the characters.
    Raises ``typst.TypstError`` when the template itself fails.
    """
    data = _data(snapshot, link=link, status=status)
    saved = _saved_at(snapshot)
    try:
        return Typeset(_compile(data, saved, "ua-1"), "")
    except typst.TypstError as error:
        missing = "".join(undrawn(error.diagnostic))
        log.warning("Paper without PDF/UA-1: %s", _named(missing) or error.message)
    data["missing"] = _named(missing)
    return Typeset(_compile(data, saved, None), missing)


def undrawn(diagnostic: str) -> list[str]:
    """The characters that Typst's message says no font can draw, each once, in order."""
    found: dict[str, None] = {}
    for text in UNDRAWN.findall(diagnostic):
        plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        found |= dict.fromkeys(plain)
    return list(found)


def _named(characters: str) -> list[str]:
    """The characters by number and name, because they cannot be printed; a dozen at most."""
    names = [
        f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        for character in characters[:LISTED]
    ]
    more = len(characters) - LISTED
    return [*names, f"and {more} more"] if more > 0 else names


def _data(snapshot: Mapping[str, Any], *, link: str, status: str) -> dict[str, Any]:
    """What ``paper.typ`` reads."""
    day = _saved_at(snapshot).date()
    return {
        "snapshot": _clean(snapshot),
        "link": link,
        "status": status,
        "missing": [],
        "date": [day.year, day.month, day.day],
        "date_words": f"{day.day} {day:%B %Y}",
        "short_digest": snapshot["version"]["digest"][:8],
    }


def _saved_at(snapshot: Mapping[str, Any]) -> datetime:
    """When the version was saved, in the clock of the site; every date of the file is this one."""
    try:
        return datetime.fromisoformat(snapshot["version"]["saved_at"])
    except ValueError:
        raise ValueError("The snapshot does not say when its version was saved.") from None


def _clean(value: Any) -> Any:
    """The same data without what no font can draw, and with places to break in very long words.
    Fingerprints stay whole, so that they can be searched and copied."""
    if isinstance(value, str):
        return LONG_WORD.sub(_breakable, "".join(filter(_drawable, value)))
    if isinstance(value, Mapping):
        return {
            key: item if key in FINGERPRINTS else _clean(item)
            for key, item in value.items()
            if key not in UNPRINTED
        }
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _drawable(character: str) -> bool:
    """Whether this is no control character and no lone surrogate."""
    return character in KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cs")


def _breakable(word: re.Match[str]) -> str:
    """The word with a place to break before each character that starts a new sign."""
    pieces = []
    before = JOINER
    for character in word[0]:
        if not (unicodedata.combining(character) or _joins(character) or before == JOINER):
            pieces.append(BREAK)
        pieces.append(character)
        before = character
    return "".join(pieces)


def _joins(character: str) -> bool:
    """Whether the character belongs to the emoji before it: joiner, variant, tone or flag."""
    number = ord(character)
    return (
        character == JOINER
        or 0xFE00 <= number <= 0xFE0F
        or 0x1F3FB <= number <= 0x1F3FF
        or 0x1F1E6 <= number <= 0x1F1FF
    )


def _compile(data: Mapping[str, Any], saved: datetime, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(data)},
        pdf_standards=standard,
        timestamp=int(saved.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """The shipped fonts, then Noto CJK where it is installed: nothing else, so that a paper looks
    the same everywhere. Read once per process."""
    folders = [str(FONTS), *_cjk_folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _cjk_folders() -> Iterator[str]:
    found = {file.parent for root in SYSTEM_FONTS for file in Path(root).rglob(CJK_FILES)}
    return (str(folder) for folder in sorted(found))
