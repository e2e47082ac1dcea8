"""What sentences of the decision model rest on: numbers that lead to a list of sources in full.

A sentence without a number is an assumption from practice; a reader is told so once a page.
"""

from engine.model.facts import Fact
from engine.model.ruleset import Source
from report.document import Fold, Items, Paragraph, Section
from report.messages import Listed, Message, Text, say
from report.subject import Subject

SECOND_HAND = "second hand"
"""The extent of a source that nobody of us read: somebody else tells what it says."""


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
        codes = tuple(source.split(", "))
        return self.named(codes) if all(code in self._register for code in codes) else source

    def _number(self, code: str) -> int:
        if code not in self._codes:
            self._codes.append(code)
        return self._codes.index(code) + 1

    def section(self, *, brief: bool = False) -> Section:
        """The list that the numbers lead to, folded; ``brief``: open, under its own title."""
        note = Paragraph(say("source.note"), look="note")
        rows = [_full(self._register[code]) for code in self._codes]
        title, listed = say("source.list", count=len(rows)), Items(rows, ordered=True)
        if not rows:
            return Section("sources", say("source.title"), [note], half=True)
        if brief:
            return Section("sources", title, [note, listed])
        return Section("sources", say("source.title"), [note, Fold(title, [listed])], half=True)


def is_weak(source: Source) -> bool:
    """Whether nobody of us read the source itself."""
    return source.extent == SECOND_HAND


def _full(source: Source) -> Message:
    key = "weak" if is_weak(source) else "read"
    return say(f"source.full.{key}", title=source.title, where=source.where or "-")
