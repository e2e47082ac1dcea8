"""What may follow the first two pages of a paper, part by part: each only where it has something to say.

A part is brief: it says what the first pages and the other parts do not, and of long lists what matters.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from engine.model.precedents import Precedent
from report.annex.answers import answers
from report.annex.comments import comments
from report.annex.cost import cost
from report.annex.method import method
from report.document import (
    Block,
    Cell,
    Column,
    Fold,
    Items,
    Page,
    Paragraph,
    Part,
    PartKey,
    Section,
    Table,
    Terms,
)
from report.messages import Listed, Message, Text, joined, say
from report.place import place_sections
from report.precedents import DIFFERENCES
from report.steps import steps
from report.subject import Subject
from report.sure import behind, sure


def annex(subject: Subject) -> list[Part]:
    """All parts that have something to say, in the order of printing."""
    made = ((key, list(make(subject))) for key, make in PARTS.items())
    return [
        Part(key, say(f"annex.{key}"), [_on_paper(row) for row in sections])
        for key, sections in made
        if sections
    ]


def _on_paper(section: Section) -> Section:
    """The section with the titles alone of what paper has no room for, together at its end."""
    folded = [one for one in section.blocks if isinstance(one, Fold) and not one.on_paper]
    if not folded:
        return section
    left = [one for one in section.blocks if one not in folded]
    titles = Listed([one.title for one in folded])
    told = Paragraph(say("annex.folded", titles=titles), look="note")
    return replace(section, blocks=[*left, told])


def _of(page: Page, *keys: str) -> list[Section]:
    return [row for row in page.sections if row.key in keys]


def _sure(subject: Subject) -> Iterator[Section]:
    """How sure, without the sentences that stand under the headline; nothing while it is early."""
    if subject.shows_shares:
        blocks: list[Block] = [Terms(behind(subject)), Paragraph(say("sure.spread"), look="note")]
        yield Section("certain", "", blocks)
        yield from _of(sure(subject), "change", "find", "weights")


def _steps(subject: Subject) -> list[Section]:
    """Each step, what is handed over and what is kept; the strip stands on the second page."""
    return _of(steps(subject), "each", "passes", "kept")


def _place(subject: Subject) -> list[Section]:
    return place_sections(subject, brief=True)


def _precedents(subject: Subject) -> Iterator[Section]:
    """The nearest decisions in one table, each with where it is told."""
    found = subject.result.precedents
    if not found:
        return
    rows = [
        [
            Cell(say("precedents.title", title=row.precedent.title, period=row.precedent.period)),
            Cell(row.precedent.decided),
            Cell(row.precedent.outcome),
            Cell(joined([subject.short(one.criterion) for one in row.differences[:DIFFERENCES]])),
        ]
        for row in found
    ]
    heads = ("which", "did", "went", "differs")
    columns = [Column(say(f"precedents.{key}")) for key in heads]
    lead = Paragraph(say("precedents.lead"), look="note")
    told: list[Text] = [_found_at(row.precedent) for row in found]
    blocks: list[Block] = [lead, Table(say("page.precedents"), columns, rows), Items(told)]
    yield Section("nearest", "", blocks)


def _found_at(precedent: Precedent) -> Message:
    addresses = [one.where for one in precedent.sources if one.where]
    if not addresses:
        return say("precedents.source.nowhere", title=precedent.title)
    return say("precedents.source", title=precedent.title, sources=Listed(addresses))


PARTS: Mapping[PartKey, Callable[[Subject], Iterator[Section] | list[Section]]] = {
    "answers": answers,
    "sure": _sure,
    "steps": _steps,
    "cost": cost,
    "place": _place,
    "precedents": _precedents,
    "comments": comments,
    "method": method,
}
"""What makes the sections of each part; none where it has nothing to say."""
