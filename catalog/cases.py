"""Named test cases: answers with the recommendation that the model must give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalog.mapping import as_counted
from catalog.models import Outcome, ReferenceCase
from engine import intake
from engine.inputs import case_of, steps_of
from engine.model.reading import InvalidInput, Problem
from engine.model.ruleset import Ruleset
from engine.outcome import Recommendation, in_hundred
from engine.recommendation import recommend

Json = dict[str, Any]


def check_cases(
    ruleset: Ruleset, cases: Sequence[ReferenceCase], *, whole: bool = True
) -> Iterator[Problem]:
    """An error for every case that cannot be read or gets another recommendation than expected.

    The path is ``cases[0]``, counted in the order given. A ruleset that is not ``whole`` lacks what must
    be corrected: another recommendation is a warning then, and a case that needs the rest waits.
    """
    for place, row in enumerate(cases):
        try:
            outcome = _recommended(ruleset, row).outcome
        except InvalidInput as error:
            if whole:
                sentence = f"its answers do not fit the questions: {'; '.join(error.problems)}."
                yield _problem("error", place, row, sentence)
            continue
        if outcome not in row.expected:
            wanted = " or ".join(_name(key) for key in row.expected) or "nothing"
            sentence = f"the recommendation is {_name(outcome)}, but {wanted} is expected."
            if whole:
                yield _problem("error", place, row, sentence)
            else:
                yield _problem("warning", place, row, f"without what must be corrected, {sentence}")


def _problem(
    severity: Literal["error", "warning"], place: int, row: ReferenceCase, sentence: str
) -> Problem:
    return Problem("C001", severity, f"cases[{place}]", f"Test case “{row.name}”: {sentence}")


def _recommended(ruleset: Ruleset, row: ReferenceCase) -> Recommendation:
    """Raises ``InvalidInput`` when the answers do not fit the questions."""
    inputs = intake.read(ruleset, row.document)
    return recommend(ruleset, case_of(ruleset, inputs), steps_of(inputs))


@dataclass(frozen=True, slots=True)
class Effect:
    """What two rulesets say about one case, in words; empty where the case cannot be read."""

    name: str
    before: str
    after: str
    changed: bool


def effects(
    old: Ruleset | None, new: Ruleset, cases: Sequence[ReferenceCase]
) -> tuple[Effect, ...]:
    """The recommendation and how sure it is for every case, before and now."""
    found = []
    for row in cases:
        before = _outcome(old, row) if old else ("", "")
        after = _outcome(new, row)
        changed = bool(before[0]) and before[0] != after[0]
        found.append(Effect(row.name, before[1], after[1], changed))
    return tuple(found)


def _outcome(ruleset: Ruleset, row: ReferenceCase) -> tuple[str, str]:
    """The key of the outcome, and the recommendation in words."""
    try:
        found = _recommended(ruleset, row)
    except InvalidInput:
        return "", ""
    share = ""
    if found.confidence in ("clear", "leaning") and found.probability is not None:
        share = f", {in_hundred(found.probability)} of 100"
    return found.outcome, f"{_name(found.outcome)} ({found.confidence}{share})"


def _name(outcome: str) -> str:
    return f"“{Outcome(outcome).label}”"


def in_order(document: Any) -> Any:
    """The answers with their keys in one order: the database does not keep the order they had.

    The keys of the input come first, in the order of their description; codes are sorted as people
    count, KO2 before KO10.
    """
    if not isinstance(document, dict):
        return document
    return {key: in_order(document[key]) for key in sorted(document, key=_rank)}


def _rank(key: str) -> tuple[int, str]:
    place = intake.KEYS.index(key) if key in intake.KEYS else len(intake.KEYS)
    return place, as_counted(key)


def dump_cases(cases: Sequence[ReferenceCase]) -> list[Json]:
    """The cases in the form of ``content/cases.json``, keys left out where empty."""
    return [
        {
            "name": row.name,
            "input": in_order(row.document),
            "expected": row.expected,
            **({"note": row.note} if row.note else {}),
        }
        for row in cases
    ]
