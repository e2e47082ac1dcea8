"""Saving a cost case: it answers one criterion by itself, and overwrites nothing a person decided."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from decisions.cost.option import summary_of
from decisions.costing import cost_row, document_of, former_case, stored_case
from decisions.evaluation import answers_of, case_of, today_of
from decisions.models import Activity, Answer, Assessment, CostCase, CostUpload
from decisions.services.answers import filled
from decisions.services.changes import in_turn, write
from decisions.services.statements import plain
from engine.cost import lines as cost_lines
from engine.cost.priced import Priced, priced
from engine.fit import interview
from engine.fit.case import UNKNOWN
from engine.model.ruleset import COST_CASE
from report.result import given_by
from writing.conflict import Conflict, Overtaken, conflict_of

COST = "cost"
"""The key of the whole case in a conflict."""
Change = Callable[[cost_lines.CostCase | None], cost_lines.CostCase]
"""From the case as it is stored now to the case as a form wants it."""
CostConflict = Conflict[cost_lines.CostCase]


@dataclass(frozen=True, slots=True)
class CostSaved:
    """The case is stored, or removed where ``priced`` is None. ``person_answered``: its criterion
    holds a person's own answer, which was left alone. ``effects``: what its own answer does to other
    questions."""

    priced: Priced | None
    person_answered: bool = False
    effects: interview.Consequences | None = None


def save_cost(
    *, assessment: Assessment, by: User, change: Change, seen: int, verb: str = "cost_saved"
) -> CostSaved | CostConflict:
    """Store what ``change`` makes of the stored case. ``seen`` is the version that the writer saw, 0 for
    none. The same case twice is one change.
    """
    return in_turn(assessment, lambda: _save(assessment, by, change, seen, verb))


def keep_upload(
    *, assessment: Assessment, by: User, case: cost_lines.CostCase, unread: tuple[str, ...]
) -> CostUpload:
    """Keep a case from a spreadsheet until the person has seen what it would change. It takes the
    place of the last one that they sent."""
    CostUpload.objects.filter(assessment=assessment, by=by).delete()
    return CostUpload.objects.create(
        assessment=assessment, by=by, case=document_of(case), unread=list(unread)
    )


def use_upload(
    *, assessment: Assessment, upload: CostUpload, by: User, seen: int
) -> CostSaved | CostConflict:
    """Let an uploaded case take the place of the stored one, as it was compared: ``seen`` is the version
    that the person saw beside it."""

    def work() -> CostSaved | CostConflict:
        saved = _save(assessment, by, lambda _: stored_case(upload), seen, "cost_imported")
        if isinstance(saved, CostSaved):
            upload.delete()
        return saved

    return in_turn(assessment, work)


def undo_cost(*, assessment: Assessment, by: User, seen: int) -> CostSaved | CostConflict:
    """Bring back the case as it was before its last change; without one before it, remove it."""

    def work() -> CostSaved | CostConflict:
        row = cost_row(assessment)
        former = former_case(row) if row else None
        conflict = _conflict(row, former, seen)
        if conflict:
            return conflict
        if row is None or former is None:
            return _remove(assessment, by, row)
        return _store(assessment, by, row, former, "cost_undone")

    return in_turn(assessment, work)


def use_case_answer(
    *, assessment: Assessment, by: User, seen: int, seen_answer: int
) -> CostSaved | None:
    """Let the cost case answer its criterion again, in place of a person's own answer. None, and nothing
    is done, when the case answers nothing, or the case or that answer is no longer the one that was seen
    (by their versions).
    """

    def work() -> CostSaved | None:
        row, stored = cost_row(assessment), _answered(assessment)
        if row is None or row.version != seen or _version(assessment, stored) != seen_answer:
            return None
        shown = priced(stored_case(row), today_of(assessment))
        if shown.choice is None:
            return None
        return CostSaved(shown, False, _answer(assessment, by, shown, stored, "cost_answered", {}))

    return in_turn(assessment, work)


def answer_as_done(assessment: Assessment, by: User) -> None:
    """Let the stored case answer anew, or take its answer back, after it was said who does the work today.
    A person's own answer stays. The work of ``in_turn``."""
    row, stored = cost_row(assessment), _answered(assessment)
    if row is None or _is_persons(stored):
        return
    shown = priced(stored_case(row), today_of(assessment))
    if shown.choice != (stored.choice if stored else None):
        _answer(assessment, by, shown, stored, "cost_answered", {})


def remove_cost(*, assessment: Assessment, by: User, seen: int) -> CostSaved | CostConflict:
    """Delete the cost case, and the answer that it gave. A person's own answer stays."""

    def work() -> CostSaved | CostConflict:
        row = cost_row(assessment)
        return _conflict(row, None, seen) or _remove(assessment, by, row)

    return in_turn(assessment, work)


def _save(
    assessment: Assessment, by: User, change: Change, seen: int, verb: str
) -> CostSaved | CostConflict:
    row = cost_row(assessment)
    before = stored_case(row) if row else None
    after = change(before)
    if before is not None and document_of(before) == document_of(after):
        return CostSaved(priced(after, today_of(assessment)), _is_persons(_answered(assessment)))
    return _conflict(row, after, seen) or _store(assessment, by, row, after, verb)


def _conflict(
    row: CostCase | None, yours: cost_lines.CostCase | None, seen: int
) -> CostConflict | None:
    """What is stored, if it is not what the writer saw."""
    stored = stored_case(row) if row else None
    found = Overtaken(COST, stored, yours, row.version if row else 0)
    who = (row.changed_by, row.changed_at) if row else (None, None)
    return conflict_of([found], seen={COST: seen}, by=lambda _: who)


def _remove(assessment: Assessment, by: User, row: CostCase | None) -> CostSaved:
    if row is None:
        return CostSaved(None)
    stored = _answered(assessment)
    answers, ruleset = answers_of(assessment), assessment.edition.ruleset
    by_case = stored if stored and not _is_persons(stored) else None
    effects = None
    if by_case:
        effects = interview.consequences(ruleset, answers, by_case.criterion, None)
        del answers[by_case.criterion]
    write(
        assessment,
        by=by,
        verb="cost_removed",
        detail={"old": row.case, **_before(assessment, row)},
        case=case_of(assessment, answers=answers),
        saving=None,
        currency="",
    )
    row.delete()
    if by_case:
        by_case.delete()
    return CostSaved(None, effects=effects)


def _answered(assessment: Assessment) -> Answer | None:
    """The stored answer to the criterion that a cost case answers."""
    criterion = assessment.edition.ruleset.answered_by(COST_CASE)
    code = criterion.code if criterion else ""
    return next((row for row in assessment.answers.all() if row.criterion == code), None)


def _version(assessment: Assessment, answer: Answer | None) -> int:
    return answer.version if answer else assessment.unsaid_version


def _is_persons(answer: Answer | None) -> bool:
    return answer is not None and answer.origin == Answer.Origin.PERSON


def _store(
    assessment: Assessment,
    by: User,
    row: CostCase | None,
    case: cost_lines.CostCase,
    verb: str,
) -> CostSaved:
    shown = priced(case, today_of(assessment))
    stored = _answered(assessment)
    row = row or CostCase(assessment=assessment, case=None)
    detail = {"summary": summary_of(shown), **_before(assessment, row)}
    row.previous, row.case, row.changed_by = row.case, document_of(case), by
    fields = totals(case, shown)
    if _is_persons(stored):
        write(assessment, by=by, verb=verb, detail=detail, rows=[row], **fields)
        return CostSaved(shown, person_answered=True)
    effects = _answer(assessment, by, shown, stored, verb, detail, row, **fields)
    return CostSaved(shown, effects=effects)


def totals(case: cost_lines.CostCase, shown: Priced) -> dict[str, Any]:
    """The fields of an assessment that copy what the case comes to, so that lists never compute."""
    best = shown.best
    return {"saving": best.spread.p50 if best else None, "currency": case.terms.currency}


def _before(assessment: Assessment, row: CostCase) -> dict[str, str]:
    """What the stored case came to, for the trail."""
    if not row.case:
        return {}
    return {"before": summary_of(priced(stored_case(row), today_of(assessment)))}


def _answer(
    assessment: Assessment,
    by: User,
    shown: Priced,
    stored: Answer | None,
    verb: str,
    detail: dict[str, Any],
    *rows: CostCase,
    **fields: Any,
) -> interview.Consequences | None:
    """Write the assessment with the case's own answer, where there is something to answer, and what that
    does to other questions. A case that lacks figures, or has too few of its own, takes its former answer
    back: nobody knows."""
    ruleset = assessment.edition.ruleset
    criterion = ruleset.answered_by(COST_CASE)
    known = given_by(criterion, shown)
    if criterion is None or (known is None and stored is None):
        write(assessment, by=by, verb=verb, detail=detail, rows=rows, **fields)
        return None
    code = criterion.code
    note = f"From the cost case. {summary_of(shown)}"
    given = replace(known or UNKNOWN, note=note)
    before = answers_of(assessment)
    effects = interview.consequences(ruleset, before, code, given)
    case = case_of(assessment, answers={**before, code: given})
    is_another = stored is None or stored.choice != given.choice or _is_persons(stored)
    row = stored or Answer(assessment=assessment, criterion=code)
    filled(row, by, given, Answer.Origin.COST_CASE)
    write(assessment, by=by, verb=verb, detail=detail, case=case, rows=[*rows, row], **fields)
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
    return effects
