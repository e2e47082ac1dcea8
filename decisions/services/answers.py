"""Saving answers: nothing typed is lost, and nobody overwrites what they have not seen."""

from dataclasses import dataclass, replace

from accounts.models import User
from decisions.evaluation import answers_of, case_of
from decisions.models import Answer, Assessment
from decisions.services.changes import in_turn, write
from decisions.services.statements import UnknownAnswer, against, fill, marks, plain
from engine.fit import interview
from engine.fit.case import Given, hidden_codes
from engine.model.ruleset import Ruleset
from writing.conflict import Conflict, conflict_of


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The answer is stored. ``set_aside`` are answered questions that are not asked any more, itself
    too where somebody else has hidden it meanwhile; ``brought_back`` earlier answers that count again."""

    set_aside: tuple[str, ...] = ()
    brought_back: tuple[str, ...] = ()


def save_answer(
    *, assessment: Assessment, by: User, code: str, given: Given, seen_version: int
) -> SavedAnswer | Conflict[Given]:
    """Store one answer. ``seen_version`` is the version that the writer saw, 0 for none.

    The same answer twice is one change. Raises ``UnknownAnswer`` for what the edition does not ask.
    """
    check_given(assessment.edition.ruleset, code, given)
    return in_turn(
        assessment,
        lambda: _save_answer(assessment, by, code, given, seen_version),
        writes_once=True,
    )


def check_given(ruleset: Ruleset, code: str, given: Given) -> None:
    """Raise ``UnknownAnswer`` unless the edition has such a question and such an answer to it."""
    criterion = ruleset.criterion.get(code)
    if criterion is None or criterion.asked == "never":
        raise UnknownAnswer(f"There is no question {code}.")
    if given.status == "not_applicable" and not criterion.not_applicable:
        raise UnknownAnswer(f"{code} always applies.")
    if (given.choice is not None) != (given.status == "choice"):
        raise UnknownAnswer(f"{code}: a choice goes with the status choice, and only with it.")
    if given.choice is not None and criterion.choice(given.choice) is None:
        raise UnknownAnswer(f"{code} has no answer {given.choice}.")


def _save_answer(
    assessment: Assessment, by: User, code: str, given: Given, seen_version: int
) -> SavedAnswer | Conflict[Given]:
    before = answers_of(assessment)
    stored = next((row for row in assessment.answers.all() if row.criterion == code), None)
    told = before.get(code)
    if told and replace(told, chances=None) == given:
        return SavedAnswer()
    rows = {code: stored} if stored else {}
    late = against(rows, before, {code: given}, assessment.unsaid_version)
    conflict = conflict_of(late, seen={code: seen_version}, by=marks(rows))
    if conflict:
        return conflict
    if stored and stored.origin == Answer.Origin.COST_CASE and given.note == stored.note:
        given = replace(given, note="")  # it speaks of the answer that the case gave
    after = {**before, code: given}
    ruleset = assessment.edition.ruleset
    effects = interview.consequences(ruleset, before, code, given)
    # A question that somebody else has just hidden: its answer is kept, and does not count either.
    own = (code,) if code in hidden_codes(ruleset, after) else ()
    saved = SavedAnswer(set_aside=own + effects.set_aside, brought_back=effects.brought_back)
    detail = {
        "criterion": code,
        "old": plain(before.get(code)),
        "new": plain(given),
        "set_aside": saved.set_aside,
        "brought_back": saved.brought_back,
    }
    case = case_of(assessment, answers=after)
    row = filled(stored or Answer(assessment=assessment, criterion=code), by, given)
    write(assessment, by=by, verb="answered", detail=detail, case=case, rows=[row])
    return saved


def filled(
    row: Answer, by: User, given: Given, origin: Answer.Origin = Answer.Origin.PERSON
) -> Answer:
    """The row, new or not, with the answer in it; to be stored with the write that evaluates it."""
    row.origin = origin
    fill(row, by, given)
    return row
