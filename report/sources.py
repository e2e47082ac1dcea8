"""What sentences of the decision model rest on: numbers that lead to a list of sources in full.

A sentence without a number is an assumption from practice; a reader is told so once a page.
"""

import re
from collections.abc import Container, Mapping

from engine.model.facts import Fact
from engine.model.ruleset import Source
from report.document import Fold, Items, Paragraph, Section
from report.messages import Listed, Message, Text, joined, say
from report.subject import Subject

SECOND_HAND = "second hand"
"""The extent of a source that nobody of us read: somebody else tells what it says."""
HOST = re.compile(r"([\w-]+\.)+[a-z]{2,}\b")
"""What an address begins with."""
YEAR = re.compile(r"\b(19|20)\d\d\b")
PIECES = re.compile("[,;]")
"""What separates several sources that somebody wrote."""


class Cited:
    """The sources of one page, in the order in which its sentences name them."""

    def __init__(self, subject: Subject) -> None:
        self._register = {row.code: row for row in subject.ruleset.sources}
        self._codes: list[str] = []

    @property
    def is_used(self) -> bool:
        """Whether a sentence named a source."""
        return bool(self._codes)

    def told(self, fact: Fact) -> Text:
        """The sentence with the numbers of its sources; as it stands where it is an assumption."""
        if fact.mark == "assumption" or not fact.sources:
            return fact.text
        return say("source.fact", text=fact.text, sources=self.named(fact.sources))

    def named(self, codes: tuple[str, ...]) -> Message:
        """The numbers of sources, said to be weak where all of them are."""
        numbers = Listed([self._number(code) for code in codes])
        weak = all(is_weak(self._register[code]) for code in codes)
        return say("source.weak" if weak else "source.read", count=len(codes), numbers=numbers)

    def read(self, source: str) -> Text:
        """What somebody wrote as the source of a figure; codes of the register as numbers."""
        codes, typed = split(self._register, source)
        if not codes:
            return source
        return joined([self.named(codes), *([typed] if typed else [])])

    def _number(self, code: str) -> int:
        if code not in self._codes:
            self._codes.append(code)
        return self._codes.index(code) + 1

    def section(self, *, brief: bool = False) -> Section:
        """The list that the numbers lead to, folded; ``brief``: open, under its own title. Without one, a
        line that says so, under no heading."""
        note = Paragraph(say("source.note"), look="note")
        rows = [full(self._register[code]) for code in self._codes]
        title, listed = say("source.list", count=len(rows)), Items(rows, ordered=True)
        if not rows:
            return Section("sources", "", [Paragraph(say("source.none"), look="note")])
        if brief:
            return Section("sources", title, [note, listed])
        return Section("sources", say("source.title"), [note, Fold(title, [listed])], half=True)


def split(register: Container[str], source: str) -> tuple[tuple[str, ...], str]:
    """The codes of the register in what somebody wrote as a source, and what else stands there."""
    pieces = [piece.strip() for piece in PIECES.split(source)]
    codes = tuple(dict.fromkeys(piece for piece in pieces if piece in register))
    return codes, ", ".join(piece for piece in pieces if piece and piece not in register)


def titled(register: Mapping[str, Source], source: str) -> Text:
    """What somebody wrote as a source, with titles in the place of codes, where there is no list to lead to."""
    codes, typed = split(register, source)
    if not codes:
        return source
    found = (register[code] for code in codes)
    titles: list[Text] = [
        say("source.titled.weak", title=row.title) if is_weak(row) else row.title for row in found
    ]
    return joined([*titles, *([typed] if typed else [])])


def is_weak(source: Source) -> bool:
    """Whether nobody of us read the source itself."""
    return source.extent == SECOND_HAND


def full(source: Source) -> Text:
    """The source with its address, or with what else leads to it; what is missing is said, and whether it
    is weak: nobody of us read it, or nobody can look it up."""
    is_at, is_dated = HOST.match(source.where), YEAR.search(source.title)
    parts: list[Text] = [source.title]
    if is_at:
        parts.append(say("source.at", where=source.where))
    else:
        if source.where and source.where not in source.title:
            parts.append(say("source.in", where=source.where))
        parts.append(say("source.nowhere"))
    if not is_dated:
        parts.append(say("source.undated"))
    if is_weak(source):
        parts.append(say("source.second_hand"))
    elif not (is_at or is_dated):
        parts.append(say("source.lost"))
    return joined(parts)
