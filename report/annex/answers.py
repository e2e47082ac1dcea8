"""Every answer with what it rests on and its points on each question, and the checks."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from engine.fit.case import Given, GivenGate, hidden_codes
from engine.fit.counting import counting
from engine.fit.interview import asked
from engine.fit.weighting import weights_of
from engine.outcome import Question
from engine.rounding import MIDDLE
from report.checks import state_of
from report.document import Answer, Block, Cell, Column, Paragraph, Section, Table
from report.messages import Message, Points, Size, Text, joined, say
from report.numbers import shares, tenth
from report.reasons import pulls_of
from report.steps import own_answers
from report.subject import Subject


def answers(subject: Subject) -> Iterator[Section]:
    """The answers by theme, then the checks, then answers that count for nothing now."""
    tables, own = list(_tables(subject)), own_answers(subject)
    lead: list[Block] = [Paragraph(say("answers.lead"))] if _questions(subject) else []
    if own:
        lead.append(Paragraph(say("answers.whole", count=len(own))))
    if tables:
        yield Section("answers", "", [*lead, *tables])
    checks = [_check(subject, row.code, own) for row in subject.ruleset.asked_gates()]
    if checks:
        heads = [Column(say("answers.column.check")), Column(say("answers.column.rests"))]
        yield Section("checks", "", [Table(say("answers.checks"), heads, checks)])
    aside = [_row(subject, code, []) for code in _hidden(subject)]
    if aside:
        heads = [Column(say("sure.column.question")), Column(say("answers.column.rests"))]
        table = Table(say("answers.aside"), heads, aside)
        yield Section("aside", say("answers.aside"), [Paragraph(say("answers.aside.why")), table])


def listed(subject: Subject) -> list[str]:
    """The questions that the depth asks now, and others that were answered earlier and count."""
    given, hidden = subject.case.answers, hidden_codes(subject.ruleset, subject.case.answers)
    shown = asked(subject.ruleset, given, subject.depth)
    return [
        row.code
        for row in subject.ruleset.criteria
        if row.code in shown
        or (row.asked != "never" and row.code in given and row.code not in hidden)
    ]


def _hidden(subject: Subject) -> list[str]:
    """Answered questions that another answer closes."""
    hidden = hidden_codes(subject.ruleset, subject.case.answers)
    return [
        row.code
        for row in subject.ruleset.criteria
        if row.code in hidden & set(subject.case.answers)
    ]


def _questions(subject: Subject) -> Sequence[tuple[str, Question]]:
    """The questions that have points: none for a split, whose steps have their own."""
    return subject.advised.questions if subject.shows_shares else ()


def _tables(subject: Subject) -> Iterator[Table]:
    """One for each theme; the last ends with the sums."""
    questions = _questions(subject)
    points = [
        {pull.criterion: pull.points for pull in pulls_of(key, row, subject.spoken)}
        for key, row in questions
    ]
    codes, weights = listed(subject), theme_percents(subject)
    themes = [
        (theme, [code for code in codes if subject.ruleset.criterion[code].theme == theme.code])
        for theme in subject.ruleset.themes
    ]
    filled = [(theme, found) for theme, found in themes if found]
    for place, (theme, found) in enumerate(filled, start=1):
        name = say("answers.column.theme", name=theme.name, percent=weights[theme.code])
        yield Table(
            caption=theme.name,
            columns=[
                Column(name),
                Column(say("answers.column.rests")),
                *(Column(say(f"answers.column.{key}"), number=True) for key, _ in questions),
            ],
            rows=[_row(subject, code, points) for code in found],
            total=_total(questions, points) if place == len(filled) and questions else (),
        )


def _row(subject: Subject, code: str, points: list[dict[str, float]]) -> list[Cell]:
    given = subject.case.answers.get(code)
    return [
        Cell(subject.short(code)),
        Cell(subject.answer(code), note=rests(given)),
        *(Cell(_points(row.get(code))) for row in points),
    ]


def _points(points: float | None) -> Message:
    return say("dash") if points is None else say("points", points=Points(points))


def _total(questions: Sequence[tuple[str, Question]], points: list[dict[str, float]]) -> list[Cell]:
    """The sum of each question, and below it the line that it must pass."""
    sums = [
        Cell(
            say("size", points=Size(MIDDLE + sum(found.values()))),
            note=say("answers.line", line=Size(tenth(row.score_line))),
        )
        for (_, row), found in zip(questions, points, strict=True)
    ]
    return [Cell(say("why.total")), Cell(""), *sums]


def rests(given: Given | GivenGate | None) -> Text:
    """What an answer rests on, and what was written beside it."""
    if given is None:
        return ""
    reason = given.reason if isinstance(given, Given) else ""
    parts = [say(f"answers.rests.{given.evidence}")] if given.evidence else []
    parts += [say("answers.reason", text=reason)] if reason else []
    parts += [say("answers.note", text=given.note)] if given.note else []
    return joined(parts)


def _check(subject: Subject, code: str, own: Sequence[Answer]) -> list[Cell]:
    """One check, with the steps that answer it otherwise; strong where it stands in the way."""
    gate, given = subject.ruleset.gate[code], subject.result.inputs.gates.get(code)
    fired = any(row.code == code for row in subject.advised.fired)
    said = state_of(given.value if given else None)
    steps = [
        say("versions.step", step=row.where, asked=row.answer)
        for row in own
        if row.about.gate == code
    ]
    note = joined([text for text in (rests(given), *steps) if text])
    return [Cell(gate.question), Cell(said, note=note, strong=fired)]


def theme_percents(subject: Subject) -> Mapping[str, int]:
    """The weight of each theme in what is asked here, in whole per cents that add up to 100."""
    weights = weights_of(subject.ruleset, subject.case)
    rows = [row for row in counting(subject.ruleset, subject.case, weights) if not row.apart]
    total = fsum(weights[row.code] for row in rows) or 1.0
    return shares(
        {
            theme.code: fsum(weights[row.code] for row in rows if row.theme == theme.code) / total
            for theme in subject.ruleset.themes
        }
    )
