"""What is usually true of the kind of process: facts of the field, not of this process."""

from engine.model.facts import Fact
from report.document import Block, Cell, Column, Fold, Items, Paragraph, Table
from report.messages import Text, say
from report.sources import Cited
from report.subject import Subject


def usual(subject: Subject, cited: Cited) -> list[Block]:
    """Risks, rules, prices, places and measures of the service type; nothing without one."""
    found = subject.ruleset.service.get(subject.case.service or "")
    if found is None:
        return []
    facts: tuple[tuple[Text, tuple[Fact, ...]], ...] = (
        (say("usual.risks", count=len(found.risks)), found.risks),
        (say("usual.rules", count=len(found.rules)), found.rules),
        (say("usual.pricing", count=len(found.pricing)), found.pricing),
        (say("usual.places", count=len(found.places)), found.places),
        (say("usual.notes", count=len(found.notes)), found.notes),
    )
    blocks: list[Block] = [
        Paragraph(say(f"usual.lead.{found.label}", name=found.name)),
        *(Fold(title, [Items([cited.told(row) for row in rows])]) for title, rows in facts if rows),
    ]
    if found.kpis:
        rows = [
            [
                Cell(row.name),
                Cell(
                    row.target,
                    note=cited.named(row.sources)
                    if row.sources and row.mark != "assumption"
                    else "",
                ),
            ]
            for row in found.kpis
        ]
        columns = [Column(say("usual.column.measure")), Column(say("usual.column.target"))]
        table = Table(say("usual.measures", count=len(rows)), columns, rows)
        blocks.append(Fold(say("usual.measures", count=len(rows)), [table]))
    if found.steps:
        steps: list[Text] = [
            say("usual.retained", name=row.name, reason=row.retained) if row.retained else row.name
            for row in found.steps
        ]
        title = say("usual.steps", count=len(steps))
        blocks.append(Fold(title, [Items(steps, ordered=True)]))
    return blocks
