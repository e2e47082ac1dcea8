"""How sure: what would change it, how far the weights can move, and what is worth finding out."""

from math import fsum, inf

from engine.model.ruleset import AXES
from engine.sensitivity.weight_intervals import Interval
from report.checks import certainty_of, open_checks
from report.document import (
    About,
    Answers,
    Block,
    Cell,
    Column,
    Fold,
    Page,
    Paragraph,
    Section,
    Table,
    Term,
    Terms,
)
from report.figures import known_of
from report.messages import Chance, Message, Percent, Text, joined, say
from report.reasons import missing
from report.subject import Subject
from report.turning import change_of, finds, lifts, rules_together, to_find, turns

CHANGES = 5
"""So many changes are shown; the others fold."""
TO_FIND = 5


def sure(subject: Subject) -> Page:
    """The page behind the certainty."""
    advised = subject.advised
    if advised.outcome == "none":
        empty = Section("empty", "", [Paragraph(say("sure.empty"))])
        return Page("sure", say("page.sure"), "", [empty], empty=True)
    sections = [Section("certain", say("sure.certain"), _certain(subject))]
    if subject.shows_shares:
        sections += [
            Section("change", say("summary.change"), _changes(subject)),
            Section("find", say("sure.find"), _find(subject)),
            Section("weights", say("sure.weights"), _weights(subject)),
        ]
    else:
        body: list[Block] = [
            Paragraph(say("sure.early")),
            Answers(missing(subject, TO_FIND)),
        ]
        sections.append(Section("missing", say("summary.missing"), body))
    return Page("sure", say("page.sure"), say("sure.lead"), sections)


def _certain(subject: Subject) -> list[Block]:
    if not subject.shows_shares:
        return [Paragraph(known_words(subject)), known_of(subject)]
    sure = Term(say("sure.term.answer"), joined(certainty_of(subject)))
    said = [say("sure.reading"), say("sure.record")]
    said += [say("sure.spread")] if subject.result.cloud else []
    notes = [Paragraph(row, look="note") for row in (*said, say("sure.limit"))]
    return [Terms([sure, *behind(subject)]), *notes]


def known_words(subject: Subject) -> Message:
    """How much of what decides who should do it is known."""
    advised = subject.advised
    share = advised.answered_share if subject.shows_shares else advised.known_share
    return say("sure.known", percent=Percent(share))


def behind(subject: Subject) -> list[Term]:
    """What stands behind the certainty: what is known, and the steps together."""
    advised = subject.advised
    rows = [Term(say("sure.term.known"), known_words(subject))]
    if advised.joint is not None and advised.outcome == "split":
        joint = say("sure.joint", chance=Chance(advised.joint))
        rows.append(Term(say("sure.term.together"), joint))
    return rows


def _changes(subject: Subject) -> list[Block]:
    every = [(row, change_of(subject, row)) for row in turns(subject.result)]
    ruling = [said for row, said in every if lifts(subject, row)]
    found = [(row, said) for row, said in every if not lifts(subject, row)]
    likely = [*ruling, *(said for row, said in found if row.is_likely and row.is_other)]
    staying = [said for row, said in found if row.is_likely and not row.is_other]
    unlikely = [said for row, said in found if row.criterion and not row.is_likely]
    gates = [said for row, said in found if row.gate]
    if subject.advised.outcome == "open":  # in the order in which they are to be found out
        order = {row.criterion: place for place, row in enumerate(finds(subject.result))}
        likely.sort(key=lambda said: order.get(said.about.criterion, len(order)))
    blocks: list[Block] = rules_together(subject)
    if not likely:
        blocks.append(Paragraph(say("change.none")))
    else:
        blocks += [Paragraph(say("sure.change.lead")), Answers(likely[:CHANGES])]
    folds = (
        (say("sure.change.more", count=len(likely) - CHANGES), likely[CHANGES:]),
        (say("sure.change.first", count=len(staying)), staying),
        (say("sure.change.gates", count=len(gates)), gates),
        (say("sure.change.unlikely", count=len(unlikely)), unlikely),
    )
    shown = (Fold(title, [Answers(rows)], on_paper=False) for title, rows in folds if rows)
    return [*blocks, *shown]


def _find(subject: Subject) -> list[Block]:
    """Open checks first: nobody knows how likely they are, and each can rule something out."""
    checks = open_checks(subject)
    is_split = subject.advised.outcome == "split"
    found = [] if is_split else to_find(subject, TO_FIND)
    lead = say("find.lead.open" if subject.advised.outcome == "open" else "find.lead")
    blocks: list[Block] = [Paragraph(lead), Answers(found)] if found else []
    if not found and (is_split or not checks):
        is_told = is_split and any(row.is_likely for row in turns(subject.result))
        key = "split" if is_told else "none" if subject.is_sure else "nothing"
        blocks = [Paragraph(say(f"find.{key}"))]
    if checks:
        blocks.append(
            Fold(say("sure.checks", count=len(checks)), [Answers(checks)], on_paper=False)
        )
    return blocks


def _weights(subject: Subject) -> list[Block]:
    """The weights that are near to another answer, as a table; the others fold."""
    found = () if subject.advised.outcome == "split" else subject.result.weight_intervals
    rows = [(row, _limits(subject, row)) for row in found]
    near = [(row, limits) for row, limits in rows if _is_near(subject, row)]
    far = [(row, limits) for row, limits in rows if not _is_near(subject, row)]
    if not rows:
        return [Paragraph(say("sure.weights.none"))]
    blocks: list[Block] = [Paragraph(say("sure.weights.near" if near else "sure.weights.far"))]
    if subject.weights.name:
        name = subject.weights.name
        blocks.append(Paragraph(say("sure.weights.name", name=name), look="note"))
    if near:
        blocks.append(_table(subject, near))
    if far:
        more = say("sure.weights.more", count=len(far))
        blocks.append(Fold(more, [_table(subject, far)], on_paper=False))
    return blocks


def _is_near(subject: Subject, row: Interval) -> bool:
    """Whether another answer lies within what the decision model allows for the weight."""
    least, most = subject.ruleset.criterion[row.criterion].weight_range or (0.0, inf)
    below = row.low > 0 and row.low >= least
    return below or (row.high is not None and row.high <= most)


def _axis(subject: Subject, code: str) -> str:
    """The axis of a question that its weight is told on: the first that its answers act on."""
    return next(axis for axis in AXES if axis in subject.ruleset.effects[code])


def _limits(subject: Subject, row: Interval) -> tuple[float, float | None, float | None]:
    """The weight now, the least and the most with which every answer stays, as parts (0 to 1) of the
    weight on its axis with the others as they are; None where nothing changes an answer."""
    axis = _axis(subject, row.criterion)
    rest = fsum(
        one.weight
        for one in subject.result.weight_intervals
        if one.criterion != row.criterion and axis in subject.ruleset.effects[one.criterion]
    )

    def part(weight: float) -> float:
        return weight / (weight + rest) if weight + rest else 0.0

    low = part(row.low) if row.low > 0 else None
    high = None if row.high is None else part(row.high)
    return part(row.weight), low, high


def _table(
    subject: Subject, rows: list[tuple[Interval, tuple[float, float | None, float | None]]]
) -> Table:
    return Table(
        caption=say("sure.weights"),
        columns=[
            Column(say("sure.column.question")),
            Column(say("sure.column.counts"), number=True),
            Column(say("sure.column.stays"), number=True),
        ],
        rows=[
            [
                Cell(subject.short(row.criterion), about=About(criterion=row.criterion)),
                Cell(
                    say("percent", percent=Percent(now)),
                    note=say(f"sure.of.{_axis(subject, row.criterion)}"),
                ),
                Cell(_stays(low, high)),
            ]
            for row, (now, low, high) in rows
        ],
    )


def _stays(low: float | None, high: float | None) -> Text:
    """The range with which every answer stays, as parts (0 to 1); None for an end that is none."""
    values = {"low": Percent(low or 0.0), "high": Percent(high or 1.0)}
    if low is not None and high is not None:
        return say("sure.stays.between", **values)
    if high is not None:
        return say("sure.stays.up", **values)
    return say("sure.stays.from", **values) if low is not None else say("sure.stays.any")
