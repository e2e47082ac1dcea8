"""The checks that no sum can overrule: which stand in the way, and which nobody knows yet."""

from engine.model.facts import EFFECTS
from report.document import About, Answer
from report.messages import Message, Text, say
from report.subject import Subject


def fired_checks(subject: Subject) -> list[Answer]:
    """What stands in the way and what to do about it, the strongest first."""
    fired = sorted(subject.advised.fired, key=lambda row: EFFECTS.index(row.effect))
    return [
        Answer(
            question=subject.ruleset.gate[row.code].name,
            answer=row.reason,
            about=About(gate=row.code)
            if row.answer == "fires"
            else About(criterion=next(iter(row.criteria), "")),
            then=say(f"checks.{row.effect}", action=subject.ruleset.gate[row.code].action),
        )
        for row in fired
    ]


def open_checks(subject: Subject) -> list[Answer]:
    """The checks that nobody knows the answer to, and what each could do."""
    return [
        Answer(
            question=subject.ruleset.gate[code].question,
            answer=_given(subject, code),
            about=About(gate=code),
            then=say(f"check.{subject.ruleset.gate[code].effect}"),
        )
        for code in subject.advised.open_gates
    ]


def capped(subject: Subject) -> Message | None:
    """Why the word is lower than the number: the open checks that hold it back, of the whole or of a
    step; those that only warn hold back nothing. None where nothing is held back."""
    advised = subject.advised
    if not advised.capped:
        return None
    rows = (advised, *(row.recommendation for row in advised.steps))
    codes = {code for row in rows if row for code in row.open_gates}
    holding = [code for code in codes if subject.ruleset.gate[code].effect != "warns"]
    return say("certainty.capped", count=len(holding))


def _given(subject: Subject, code: str) -> Text:
    given = subject.case.gates.get(code)
    return say(f"gate.{given}") if given else say("answer.none")
