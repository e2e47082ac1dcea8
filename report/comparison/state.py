"""One of two states that are compared, and what tables of a comparison share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.inputs import Inputs, plain
from engine.intake import read
from report.document import Block, Cell, Column, Fold, Heading, Table
from report.messages import Message, Text, say
from report.subject import Subject

Said = Mapping[str, tuple[str, str]]
"""What is said beside the answers, by a key: its name and all of it in words."""
SHOWN = 12
"""Tables with more rows fold."""


@dataclass(frozen=True)
class ComparedState:
    """One state: what it is called, what it is about, and what else is said, in words:
    ``place`` about the place of the work, ``around`` about the assessment."""

    name: Text
    subject: Subject
    place: Said = field(default_factory=dict)
    around: Said = field(default_factory=dict)

    @cached_property
    def inputs(self) -> Inputs:
        """All that was said, in the form in which a version keeps it: what says the same is equal."""
        result = self.subject.result
        return read(result.ruleset, {"input": plain(result.inputs)})


@dataclass(frozen=True, slots=True)
class Differs:
    """One thing in two states, "" where it is not there."""

    name: Text
    texts: Sequence[Text]
    what: Text = ""
    notes: Sequence[Text] = ("", "")

    @property
    def before(self) -> Text:
        """What it is on the first side."""
        return self.texts[0]

    @property
    def after(self) -> Text:
        """What it is on the second side."""
        return self.texts[1]


def differing(before: Said, after: Said) -> Iterator[Differs]:
    """What has other words on the two sides, or another name."""
    for key in {**before, **after}:
        (old_name, old), (new_name, new) = before.get(key, ("", "")), after.get(key, ("", ""))
        if (old_name, old) != (new_name, new):
            renamed = old_name if old_name and new_name and old_name != new_name else ""
            yield Differs(new_name or old_name, (old, new), notes=(renamed, ""))


def table(
    caption: Message,
    first: Text,
    sides: Sequence[ComparedState],
    rows: Iterable[Differs],
    *,
    alone: bool = False,
) -> list[Block]:
    """The rows as a table under its caption, folded where there are many; nothing without rows."""
    found = list(rows)
    if not found:
        return []
    made = Table(
        caption,
        [Column(first), *(Column(side.name) for side in sides)],
        [
            [
                Cell(row.name, note=row.what),
                _cell(row.before, row.notes[0]),
                _cell(row.after, row.notes[1]),
            ]
            for row in found
        ],
    )
    return folded(caption, made, alone=alone)


def folded(caption: Message, made: Table, *, alone: bool = False) -> list[Block]:
    """The table under its caption, behind it where it is long; ``alone`` in its section, whose heading
    says enough."""
    if len(made.rows) > SHOWN:
        return [Fold(caption, [made])]
    return [made] if alone else [Heading(caption), made]


def _cell(text: Text, note: Text) -> Cell:
    return Cell(text or say("dash"), note=note)
