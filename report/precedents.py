"""Precedents: the published decisions nearest by answers. Never a vote, never in a number."""

from engine.precedents import Near
from report.document import Fold, Page, Paragraph, Section, Term, Terms
from report.messages import Percent, joined, say
from report.subject import Subject

DIFFERENCES = 3


def precedents(subject: Subject) -> Page:
    """What others did in a like case, and how it went."""
    found = subject.result.precedents
    if not found:
        empty = Section("empty", "", [Paragraph(say("precedents.empty"))])
        return Page("precedents", say("page.precedents"), "", [empty], empty=True)
    return Page(
        "precedents",
        say("page.precedents"),
        say("precedents.lead"),
        [_section(subject, row) for row in found],
    )


def _section(subject: Subject, row: Near) -> Section:
    found = row.precedent
    rows = [
        Term(say("precedents.did"), found.decided),
        Term(say("precedents.went"), found.outcome),
    ]
    differs = [subject.short(one.criterion) for one in row.differences[:DIFFERENCES]]
    if differs:
        rows.append(Term(say("precedents.differs"), joined(differs)))
    alike = say(
        "precedents.alike",
        alike=row.alike,
        count=len(row.shared),
        percent=Percent(row.distance),
    )
    return Section(
        found.id,
        say("precedents.title", title=found.title, period=found.period),
        [
            Paragraph(alike, look="note"),
            Terms(rows),
            Fold(
                say("precedents.more"),
                [
                    Paragraph(found.description),
                    *(Paragraph(source.where, look="note") for source in found.sources),
                ],
            ),
        ],
    )
