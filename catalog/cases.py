"""Named test cases: answers with the advice that the model must give."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import ReferenceCase
from engine import intake
from engine.digest import digest
from engine.model.load import Problem
from engine.model.ruleset import Ruleset
from engine.robustness import certainty
from engine.scoring import evaluate

Json = dict[str, Any]


def check_cases(ruleset: Ruleset, cases: Sequence[ReferenceCase]) -> Iterator[Problem]:
    """An error for every case that cannot be read or gets other advice than expected.

    The path is ``cases[0]``, counted in the order given.
    """
    for place, row in enumerate(cases):
        sentence = _mistake(ruleset, row)
        if sentence:
            yield Problem("C001", "error", f"cases[{place}]", f"Test case “{row.name}”: {sentence}")


def _mistake(ruleset: Ruleset, row: ReferenceCase) -> str:
    try:
        case = intake.read(ruleset, row.document).case
    except intake.InvalidInput as error:
        return f"its answers do not fit the questions: {'; '.join(error.problems)}."
    advice = evaluate(ruleset, case).advice
    if advice in row.expected:
        return ""
    wanted = " or ".join(_name(ruleset, key) for key in row.expected) or "nothing"
    return f"the advice is {_name(ruleset, advice)}, but {wanted} is expected."


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
    """The advice, its lead and how sure it is for every case, before and now."""
    found = []
    for row in cases:
        before = _outcome(old, row) if old else ("", "")
        after = _outcome(new, row)
        changed = bool(before[0]) and before[0] != after[0]
        found.append(Effect(row.name, before[1], after[1], changed))
    return tuple(found)


def _outcome(ruleset: Ruleset, row: ReferenceCase) -> tuple[str, str]:
    """The key of the advice, and the advice in words."""
    try:
        case = intake.read(ruleset, row.document).case
    except intake.InvalidInput:
        return "", ""
    result = evaluate(ruleset, case)
    # No edition in the seed: what two rulesets say differs by the rulesets alone.
    verdict, _ = certainty(ruleset, case, result, digest("", case))
    words = f"{_name(ruleset, result.advice)}, {result.margin:.1f} points ahead: {verdict}"
    return result.advice, words


def _name(ruleset: Ruleset, key: str) -> str:
    option = ruleset.option.get(key)
    return f"“{option.name}”" if option else key


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
    return place, re.sub("[0-9]+", lambda digits: digits[0].zfill(12), key)


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
