"""Rules of law and supervision: which apply, why, and what each asks to check. No legal advice."""

from engine.location.advice import LocationAdvice
from engine.location.regimes import Finding
from report.document import Block, Fold, Items, Paragraph, Term, Terms
from report.messages import Listed, Message, Text, say
from report.sources import Cited
from report.subject import Subject

SHOWN = 6
"""So many rules that apply are shown; the others fold."""
SAID_ELSEWHERE = ("home", "languages", "barred")
"""What is to be found out about the place and brings no rule in."""


def rules(subject: Subject, where: LocationAdvice, cited: Cited) -> list[Block]:
    """The rules that apply, each with its checks, and those that may."""
    content = subject.ruleset.reference.regimes
    if not content.regimes:
        return []
    sure = [row for row in where.regimes if row.applies == "applies"]
    maybe = [row for row in where.regimes if row.applies != "applies"]
    blocks: list[Block] = [Paragraph(_said(where, sure, maybe))]
    folds = [_rule(subject, where, row, cited) for row in sure]
    blocks += folds[:SHOWN]
    if folds[SHOWN:]:
        blocks.append(Fold(say("rules.more", count=len(folds) - SHOWN), folds[SHOWN:]))
    if maybe:
        told: list[Block] = [_rule(subject, where, row, cited) for row in maybe]
        blocks.append(Fold(say("rules.maybe", count=len(maybe)), told))
    if where.regimes:
        blocks.append(Paragraph(content.disclaimer, look="note"))
    return blocks


def _said(where: LocationAdvice, sure: list[Finding], maybe: list[Finding]) -> Message:
    if sure:
        return say("rules.apply", count=len(sure))
    if maybe:
        return say("rules.only_maybe")
    is_open = any(row.key and row.key not in SAID_ELSEWHERE for row in where.to_find)
    return say("rules.open" if is_open else "rules.none")


def _rule(subject: Subject, where: LocationAdvice, row: Finding, cited: Cited) -> Fold:
    regime = row.regime
    day = "old" if regime.key in where.old else "checked"
    questions = {one.key: one for one in subject.ruleset.reference.regimes.questions}
    terms = [
        Term(say("rules.for"), regime.applies_to),
        Term(say("rules.because"), say("texts", texts=Listed(_because(subject, where, row)))),
    ]
    if row.unknown:
        names = [questions[key].name for key in row.unknown]
        terms.append(Term(say("rules.unknown"), say("texts", texts=Listed(names))))
    return Fold(
        say("rules.rule", name=regime.name, count=len(regime.checks)),
        [
            Terms(terms),
            Items(regime.checks),
            Paragraph(cited.told(regime.fact), look="note"),
            Paragraph(say(f"rules.{day}", day=regime.checked_on), look="note"),
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
