"""The checks that no sum can overrule: which stand in the way, and which nobody knows yet."""

from engine.model.facts import EFFECTS
from report.document import About, Answer
from report.messages import Text, say
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


def _given(subject: Subject, code: str) -> Text:
    given = subject.case.gates.get(code)
    return say(f"gate.{given}") if given else say("answer.none")
