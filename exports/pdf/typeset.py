"""A version's snapshot as a PDF, and any other template with its data: the one module that imports
Typst.

The snapshot goes in as JSON, never as markup, so nothing that people typed can be read as a
command. The file keeps to PDF/UA-1 (accessible, ISO 14289-1) and PDF/A-3a (to be archived, ISO
19005-3) together, and carries the facts that it prints as an attachment.
"""

import json
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from anyascii import anyascii

from exports.pdf import front
from exports.pdf.attachment import attachment
from exports.pdf.front import saved_at
from exports.pdf.names import file_name, kind_of
from exports.pdf.order import Order, plain
from report.messages import Catalogue, ShortDay, catalogue, say

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
FORGETS_AFTER = 11
"""Typst forgets what it has not used for ten compilations."""
# The facts are attached, not printed.
UNPRINTED = frozenset({"facts"})
STEP = ("what", "why", "who", "status", "is_overdue")

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Typeset:
    """The PDF, the facts attached to it, and the characters that no font could draw, which are
    spelled in Latin letters or named by number instead."""

    pdf: bytes
    attached: bytes
    missing: str


def typeset(
    snapshot: Mapping[str, Any],
    *,
    link: str,
    order: Order | None = None,
    words: Catalogue | None = None,
) -> Typeset:
    """Typeset a snapshot that holds its version (``report.snapshot.Snapshot``).

    The same snapshot and order give the same bytes on the same fonts: all dates are the version's.
    ``link`` leads back to the version; ``words`` are those that the version was read in, English where
    none are given. A character without a glyph makes Typst refuse both standards;
    it is then spelled, with a notice that names it. Raises ``typst.TypstError`` when the template
    itself fails.
    """
    order, words = order or Order(), words or catalogue()
    facts = attachment(snapshot, order, link=link)
    data = _data(snapshot, link=link, order=order, words=words)
    saved, missing = saved_at(snapshot), ""
    while True:
        try:
            inputs = {"paper": json.dumps(data), "facts": facts.decode("ascii")}
            return Typeset(compiled(TEMPLATE, inputs, saved), facts, missing)
        except typst.TypstError as error:
            more = "".join(one for one in undrawn(error.diagnostic) if one not in missing)
            if not more:
                raise
            missing += more
        named = _named(missing, words)
        log.warning("Characters that no font has are spelled: %s", ", ".join(named))
        data = _spelled(data, missing) | {"missing": named, "file": data["file"]}


def title_of(snapshot: Mapping[str, Any]) -> str:
    """The title of the file."""
    return f"{snapshot['heading']['name']}: {snapshot['front']['kind']}"


def attachment_name(snapshot: Mapping[str, Any]) -> str:
    """The name of the facts inside, like that of the file."""
    kind, day = kind_of(is_note=snapshot["front"]["note"]), saved_at(snapshot).date()
    name, number = snapshot["heading"]["name"], snapshot["version"]["number"]
    return file_name(name, kind, number, day, "json")


def undrawn(diagnostic: str) -> list[str]:
    """The characters that Typst's message says no font can draw, each once, in order."""
    found: dict[str, None] = {}
    for text in UNDRAWN.findall(diagnostic):
        plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        found |= dict.fromkeys(plain)
    return list(found)


def _named(characters: str, words: Catalogue) -> list[str]:
    """The characters by number and name, because they cannot be printed; a dozen at most."""
    names = [
        f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        for character in characters[:LISTED]
    ]
    more = len(characters) - LISTED
    return [*names, words.read(say("paper.undrawn.more", count=more))] if more > 0 else names


def _data(
    snapshot: Mapping[str, Any], *, link: str, order: Order, words: Catalogue
) -> dict[str, Any]:
    """What ``paper.typ`` reads."""
    day, more = saved_at(snapshot).date(), front.more_steps(snapshot)
    return {
        "snapshot": _clean(snapshot),
        "options": front.OPTIONS,
        "pictures": _clean(front.pictures(snapshot)),
        "costs": _clean(front.costs(snapshot)),
        "money": _clean(front.money(snapshot)),
        "steps": [_clean(_step(row, words)) for row in front.next_steps(snapshot)],
        "more_steps": words.read(say("paper.steps.more", count=more)) if more else "",
        "order": _clean(plain(order)),
        "link": link,
        "missing": [],
        "file": {
            "title": _clean(title_of(snapshot)),
            "author": _clean(snapshot["heading"]["owner"]),
            "description": _clean(snapshot["document"]["verdict"]["headline"]),
        },
        "attachment": attachment_name(snapshot),
        "date": [day.year, day.month, day.day],
        "date_words": words.read(say("paper.day", day=day)),
        "language": words.language,
        "region": words.region,
    }


def _step(row: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    """A next step with its day in words."""
    due = date.fromisoformat(row["due"]) if row["due"] else None
    said = words.read(say("paper.day", day=ShortDay(due))) if due else ""
    return {**{key: row[key] for key in STEP}, "due": said}


def _clean(value: Any) -> Any:
    """The same data without what is no character."""
    if isinstance(value, str):
        return "".join(filter(_drawable, value))
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items() if key not in UNPRINTED}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _drawable(character: str) -> bool:
    """Whether this is no control character and no lone surrogate."""
    return character in KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cs")


def _spelled(value: Any, missing: str) -> Any:
    """The same data with each missing character in Latin letters, or its number where it has none."""
    if isinstance(value, str):
        return "".join(_in_latin(one) if one in missing else one for one in value)
    if isinstance(value, dict):
        return {key: _spelled(item, missing) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item, missing) for item in value]
    return value


def _in_latin(character: str) -> str:
    return anyascii(character) or f"(U+{ord(character):04X})"


def compiled(template: Path, inputs: Mapping[str, str], dated: datetime) -> bytes:
    """The bytes of one file. Typst keeps what it has laid out for the next ten compilations, which
    are hundreds of megabytes of papers that nobody makes again: empty ones make it forget at once."""
    compiler = _compiler()
    with _one_at_a_time:
        try:
            pdf = compiler.compile(
                template,
                format="pdf",
                sys_inputs=dict(inputs),
                pdf_standards=["a-3a", "ua-1"],
                timestamp=int(dated.timestamp()),
            )
        finally:
            for _ in range(FORGETS_AFTER):
                compiler.compile(b"", format="pdf", sys_inputs={})
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """One for each process: it keeps the template and the fonts, which are read once."""
    return typst.Compiler(root=HERE, font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    """The shipped fonts, then Noto CJK where it is installed: nothing else, so that a paper looks
    the same everywhere. Read once per process."""
    folders = [str(FONTS), *_cjk_folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _cjk_folders() -> Iterator[str]:
    found = {file.parent for root in SYSTEM_FONTS for file in Path(root).rglob(CJK_FILES)}
    return (str(folder) for folder in sorted(found))
