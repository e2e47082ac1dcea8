"""Rules of law and supervision: which apply, why, and what each asks to check. No legal advice."""

from collections.abc import Iterator

from engine.location.advice import LocationAdvice
from engine.location.regimes import Finding
from report.document import Block, Cell, Column, Fold, Items, Paragraph, Table, Term, Terms
from report.messages import Listed, Message, Text, joined, say, sentences
from report.sources import Cited
from report.subject import Subject

SHOWN = 6
"""So many rules that apply are shown; the others fold."""
MARKS = {"may_apply": "may", "not_in_force": "later"}
SAID_ELSEWHERE = ("home", "languages", "barred")
"""What is to be found out about the place and brings no rule in."""


def rules(
    subject: Subject, where: LocationAdvice, cited: Cited, *, brief: bool = False
) -> list[Block]:
    """The rules that apply, each with its checks, those that may, and those that are not in force; ``brief``: as
    one table."""
    content = subject.ruleset.reference.regimes
    if not content.regimes:
        return []
    sure = [row for row in where.regimes if row.applies == "applies"]
    maybe = [row for row in where.regimes if row.applies == "may_apply"]
    blocks: list[Block] = [Paragraph(_said(where, sure, maybe))]
    if brief and where.regimes:
        blocks.append(_table(subject, where, cited))
    elif where.regimes:
        blocks += _folds(subject, where, sure, cited)
    if where.left_out:
        blocks.append(Paragraph(say("rules.left_out", count=where.left_out)))
    if where.regimes:
        blocks.append(Paragraph(content.disclaimer, look="note"))
    return blocks


def _folds(
    subject: Subject,
    where: LocationAdvice,
    sure: list[Finding],
    cited: Cited,
) -> Iterator[Block]:
    folds = [_rule(subject, where, row, cited) for row in sure]
    yield from folds[:SHOWN]
    if folds[SHOWN:]:
        yield Fold(say("rules.more", count=len(folds) - SHOWN), folds[SHOWN:])
    for key, applies in (("maybe", "may_apply"), ("coming", "not_in_force")):
        rows = [row for row in where.regimes if row.applies == applies]
        if rows:
            told: list[Block] = [_rule(subject, where, row, cited) for row in rows]
            yield Fold(say(f"rules.{key}", count=len(rows)), told)


def _table(subject: Subject, where: LocationAdvice, cited: Cited) -> Table:
    """A row for each rule: why it applies or may, and what to check."""
    columns = [Column(say(f"rules.column.{key}")) for key in ("rule", "because", "check")]
    cells = [
        [
            Cell(row.regime.name, note=cited.told(row.regime.fact)),
            Cell(
                joined(_because(subject, where, row)),
                note=say(f"rules.{MARKS[row.applies]}") if row.applies in MARKS else "",
            ),
            Cell(sentences(row.regime.checks), note=_checked(where, row)),
        ]
        for row in where.regimes
    ]
    return Table(say("rules.title"), columns, cells)


def _checked(where: LocationAdvice, row: Finding) -> Message:
    day = "old" if row.regime.key in where.old else "checked"
    return say(f"rules.{day}", day=row.regime.checked_on)


def _said(where: LocationAdvice, sure: list[Finding], maybe: list[Finding]) -> Message:
    if sure:
        return say("rules.apply", count=len(sure))
    if maybe:
        return say("rules.only_maybe")
    is_open = any(row.key and row.key not in SAID_ELSEWHERE for row in where.to_find)
    return say("rules.open" if is_open else "rules.none")


def _rule(subject: Subject, where: LocationAdvice, row: Finding, cited: Cited) -> Fold:
    regime = row.regime
    questions = {one.key: one for one in subject.ruleset.reference.regimes.questions}
    terms = [
        Term(say("rules.for"), regime.applies_to),
        Term(say("rules.because"), joined(_because(subject, where, row))),
    ]
    if row.unknown:
        names = [questions[key].name for key in row.unknown]
        terms.append(Term(say("rules.unknown"), joined(names)))
    return Fold(
        say("rules.rule", name=regime.name, count=len(regime.checks)),
        [
            Terms(terms),
            Items(regime.checks),
            Paragraph(cited.told(regime.fact), look="note"),
            Paragraph(_checked(where, row), look="note"),
        ],
    )


def _because(subject: Subject, where: LocationAdvice, row: Finding) -> list[Text]:
    """The values that bring the rule in."""
    questions = {one.key: one for one in subject.ruleset.reference.regimes.questions}
    return [
        say(
            "rules.fact",
            name=questions[key].name.rstrip("?"),
            values=Listed(
                [
                    questions[key].choices[value]
                    for value in where.known[key]
                    if value in row.regime.when[key]
                ]
            ),
        )
        for key in row.because
    ]
