"""Saving a cost case: it answers one criterion by itself, and overwrites nothing a person decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from decisions.costing import Priced, answered, cost_row, document_of, priced, stored_case
from decisions.evaluation import answers_of, case_of
from decisions.models import Activity, Answer, Assessment, CostCase
from decisions.presentation.cost_option import summary_of
from decisions.services.answers import filled
from decisions.services.changes import in_turn, write
from decisions.services.statements import plain
from engine import cost_lines, interview
from engine.case import Given
from engine.cost_result import NOT_CALCULATED
from engine.ruleset import COST_CASE

Change = Callable[[cost_lines.CostCase | None], cost_lines.CostCase]
"""From the case as it is stored now to the case as a form wants it."""


@dataclass(frozen=True, slots=True)
class CostSaved:
    """The case is stored. ``person_answered``: its criterion holds a person's own answer, which was
    left alone."""

    priced: Priced
    person_answered: bool = False


@dataclass(frozen=True, slots=True)
class CostConflict:
    """Somebody saved another case first; ``stored`` is theirs, ``mine`` what would have been saved
    on top of it. Nothing was changed."""

    stored: CostCase
    theirs: cost_lines.CostCase
    mine: cost_lines.CostCase


def save_cost(
    *, assessment: Assessment, by: User, change: Change, seen: int, verb: str = "cost_saved"
) -> CostSaved | CostConflict:
    """Store what ``change`` makes of the stored case. ``seen`` is the revision that the writer saw, 0
    for none. The same case twice is one change.
    """

    def work() -> CostSaved | CostConflict:
        row = cost_row(assessment)
        before = stored_case(row) if row else None
        after = change(before)
        document = document_of(after)
        if row is not None and before is not None:
            if document_of(before) == document:
                return CostSaved(priced(after), _is_persons(_answered(assessment)))
            if row.revision != seen:
                return CostConflict(row, before, after)
        return _store(assessment, by, row, after, verb)

    return in_turn(assessment, work)


def use_case_answer(*, assessment: Assessment, by: User) -> None:
    """Let the cost case answer its criterion again, in place of a person's own answer."""

    def work() -> None:
        row = cost_row(assessment)
        if row is not None:
            shown = priced(stored_case(row))
            _answer(assessment, by, shown, _answered(assessment), "cost_answered", {})

    in_turn(assessment, work)


def remove_cost(*, assessment: Assessment, by: User) -> None:
    """Delete the cost case, and the answer that it gave. A person's own answer stays."""

    def work() -> None:
        row = cost_row(assessment)
        if row is None:
            return
        stored = _answered(assessment)
        answers = answers_of(assessment)
        by_case = stored if stored and not _is_persons(stored) else None
        if by_case:
            del answers[by_case.criterion]
        write(
            assessment,
            by=by,
            verb="cost_removed",
            detail={"old": row.case},
            case=case_of(assessment, answers=answers),
            saving=None,
            currency="",
        )
        row.delete()
        if by_case:
            by_case.delete()

    in_turn(assessment, work)


def _answered(assessment: Assessment) -> Answer | None:
    """The stored answer to the criterion that a cost case answers."""
    criterion = assessment.edition.ruleset.answered_by(COST_CASE)
    code = criterion.code if criterion else ""
    return next((row for row in assessment.answers.all() if row.criterion == code), None)


def _is_persons(answer: Answer | None) -> bool:
    return answer is not None and answer.origin == Answer.Origin.PERSON


def _store(
    assessment: Assessment,
    by: User,
    row: CostCase | None,
    case: cost_lines.CostCase,
    verb: str,
) -> CostSaved:
    shown = priced(case)
    best = shown.best
    stored = _answered(assessment)
    fields: dict[str, Any] = {
        "saving": best.spread.p50 if best else None,
        "currency": case.terms.currency,
    }
    detail = {"summary": summary_of(shown), "revision": (row.revision if row else 0) + 1}
    if _is_persons(stored):
        write(assessment, by=by, verb=verb, detail=detail, **fields)
    else:
        _answer(assessment, by, shown, stored, verb, detail, **fields)
    row = row or CostCase(assessment=assessment, revision=0)
    row.case = document_of(case)
    row.revision += 1
    row.changed_by = by
    row.save()
    return CostSaved(shown, _is_persons(stored))


def _answer(
    assessment: Assessment,
    by: User,
    shown: Priced,
    stored: Answer | None,
    verb: str,
    detail: dict[str, Any],
    **fields: Any,
) -> None:
    """Write the assessment with the case's own answer, where there is something to answer."""
    ruleset = assessment.edition.ruleset
    choice = shown.choice or (NOT_CALCULATED if stored else None)
    criterion = answered(ruleset, choice)
    if choice is None or criterion is None:
        write(assessment, by=by, verb=verb, detail=detail, **fields)
        return
    code = criterion.code
    note = f"From the cost case. {summary_of(shown)}."
    given = Given(choice=choice, evidence="estimate", note=note)
    before = answers_of(assessment)
    effects = interview.consequences(ruleset, before, code, given)
    case = case_of(assessment, answers={**before, code: given})
    is_another = stored is None or stored.choice != choice or _is_persons(stored)
    row = stored or Answer(assessment=assessment, criterion=code)
    filled(row, by, given, Answer.Origin.COST_CASE)
    write(assessment, by=by, verb=verb, detail=detail, case=case, rows=[row], **fields)
    if is_another:
        Activity.objects.create(
            assessment=assessment,
            who=by,
            verb="answered_by_cost",
            detail={
                "criterion": code,
                "old": plain(before.get(code)),
                "new": plain(given),
                "set_aside": effects.set_aside,
                "brought_back": effects.brought_back,
            },
        )
