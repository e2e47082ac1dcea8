"""Which criteria count in a case: what was answered alone says so, nothing is weighed up here."""

from collections.abc import Mapping

from engine.fit.case import Case, hidden_codes
from engine.model.ruleset import Criterion, Ruleset


def counting(ruleset: Ruleset, case: Case, weights: Mapping[str, float]) -> tuple[Criterion, ...]:
    """The criteria that count in a case, in order: asked among the questions, not hidden by a
    branch, not answered "does not apply", with some weight (``weights`` are those of the case)."""
    return tuple(row for row in applying(ruleset, case) if weights[row.code] > 0)


def applying(ruleset: Ruleset, case: Case) -> tuple[Criterion, ...]:
    """The same, whatever they weigh."""
    hidden = hidden_codes(ruleset, case.answers)
    return tuple(
        row
        for row in ruleset.criteria
        if row.asked == "questions"
        and row.code not in hidden
        and not _does_not_apply(case, row.code)
    )


def _does_not_apply(case: Case, code: str) -> bool:
    given = case.answers.get(code)
    return given is not None and given.status == "not_applicable"
