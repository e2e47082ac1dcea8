"""Saving what is said about place and rules, with the answers to the questions that are asked there;
never over what somebody else said unseen."""

from collections.abc import Callable, Mapping

from accounts.models import User
from decisions.evaluation import answers_of, case_of, said_of
from decisions.models import Answer, Assessment, Part
from decisions.services.answers import check_given, filled
from decisions.services.changes import in_turn, write
from decisions.services.parts import last_change
from decisions.services.statements import UnknownAnswer, against, marks, plain
from engine.fit.case import Given
from engine.location import intake
from engine.location.advice import PlaceAnswers
from writing.conflict import Conflict, Mark, Overtaken, conflict_of

Change = Callable[[PlaceAnswers], PlaceAnswers]
"""From what is stored now to what a form wants: it may not ask everything that is stored."""


def save_place(
    *,
    assessment: Assessment,
    by: User,
    change: Change,
    answers: Mapping[str, Given] | None = None,
    seen: Mapping[str, int],
) -> Conflict[PlaceAnswers | Given] | None:
    """Store what ``change`` makes of the stored state, and ``answers`` to the questions that are asked
    there, all or nothing; questions that are left out stay as they are.

    ``seen`` are the versions that the writer saw: by ``Part.PLACE`` and by the code of a question, 0
    or missing for none. The same again is no change. Raises ``UnknownAnswer``.
    """
    said = answers or {}
    ruleset = assessment.edition.ruleset
    for code, given in said.items():
        check_given(ruleset, code, given)
        if ruleset.criterion[code].asked != "place":
            raise UnknownAnswer(f"{code} is not asked about the place.")
    return in_turn(
        assessment, lambda: _save_place(assessment, by, change, said, seen), writes_once=True
    )


def _save_place(
    assessment: Assessment,
    by: User,
    change: Change,
    answers: Mapping[str, Given],
    seen: Mapping[str, int],
) -> Conflict[PlaceAnswers | Given] | None:
    before, stored = said_of(assessment), answers_of(assessment)
    after = change(before)
    changed = {code: given for code, given in answers.items() if stored.get(code) != given}
    saved: dict[str, PlaceAnswers | Given] = {**stored}
    yours: dict[str, PlaceAnswers | Given | None] = {**changed}
    rows = {row.criterion: row for row in assessment.answers.all() if row.criterion in changed}
    overtaken = against(rows, saved, yours, assessment.unsaid_version)
    if after != before:
        overtaken.append(Overtaken(Part.PLACE, before, after, assessment.version_of(Part.PLACE)))

    def mark(key: str) -> Mark:
        return last_change(assessment, "place_saved") if key == Part.PLACE else marks(rows)(key)

    conflict = conflict_of(overtaken, seen=seen, by=mark)
    if conflict or not overtaken:
        return conflict
    old, new = intake.plain(before), intake.plain(after)
    given = [
        {"criterion": code, "old": plain(stored.get(code)), "new": plain(answer)}
        for code, answer in changed.items()
    ]
    write(
        assessment,
        by=by,
        verb="place_saved",
        detail={"old": old, "new": new, "answers": given},
        case=case_of(assessment, answers={**stored, **changed}),
        rows=[
            filled(rows.get(code) or Answer(assessment=assessment, criterion=code), by, answer)
            for code, answer in changed.items()
        ],
        part=Part.PLACE if after != before else None,
        place=new,
    )
    return None
