"""What sentences of the decision model rest on: numbers that lead to a list of sources in full.

A sentence without a number is an assumption from practice; a reader is told so once a page.
"""

from engine.model.facts import Fact
from engine.model.ruleset import Source
from report.document import Block, Fold, Items, Paragraph
from report.messages import Listed, Message, Text, say
from report.subject import Subject

SECOND_HAND = "second hand"
"""The extent of a source that nobody of us read: somebody else tells what it says."""


class Cited:
    """The sources of one page, in the order in which its sentences name them."""

    def __init__(self, subject: Subject) -> None:
        self._register = {row.code: row for row in subject.ruleset.sources}
        self._codes: list[str] = []

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

    def _number(self, code: str) -> int:
        if code not in self._codes:
            self._codes.append(code)
        return self._codes.index(code) + 1

    def blocks(self) -> list[Block]:
        """The list that the numbers lead to, folded."""
        note: Block = Paragraph(say("source.note"), look="note")
        if not self._codes:
            return [note]
        rows = [_full(self._register[code]) for code in self._codes]
        return [note, Fold(say("source.list", count=len(rows)), [Items(rows, ordered=True)])]


def is_weak(source: Source) -> bool:
    """Whether nobody of us read the source itself."""
    return source.extent == SECOND_HAND


def _full(source: Source) -> Message:
    key = "weak" if is_weak(source) else "read"
    return say(f"source.full.{key}", title=source.title, where=source.where or "-")
