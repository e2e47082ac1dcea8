"""Moving an assessment to a newer edition of the decision model, or declining it."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from catalog.models import Edition
from decisions.costing import cost_row
from decisions.editions import offer_of, subject_on
from decisions.models import (
    Activity,
    Assessment,
    DeclinedEdition,
    Part,
    StepAnswer,
    StepGateAnswer,
    Version,
)
from decisions.results import subject_of
from decisions.services.changes import write
from decisions.services.versions import save_version
from engine.carry import left_out
from engine.location import intake as location_intake

ASKED_ANEW = (Part.SERVICE, Part.WEIGHTS, Part.PLACE)
"""Parts whose choices are those of an edition: forms about them that were opened before are too old."""


class Overtaken(Exception):  # noqa: N818 - named for its reader, like Http404
    """The assessment, or the newest edition, is no longer what the person saw."""


@transaction.atomic
def move_to_edition(*, assessment: Assessment, by: User, number: int, seen: int) -> Version:
    """Move to the newest edition, which the person saw with this ``number``, the assessment that they
    saw at the revision ``seen``; before that, keep it as a version. Answers that the edition cannot
    take stay stored and count no more. Raises ``Overtaken``, and ``Http404`` when it was deleted.
    """
    rows = Assessment.objects.live().select_for_update(of=("self",)).only("revision", "edition")
    locked = get_object_or_404(rows, pk=assessment.pk)
    offered = offer_of(assessment)
    same = locked.revision == assessment.revision == seen and offered is not None
    if offered is None or not same or offered.edition.number != number:
        raise Overtaken
    before = assessment.edition
    kept = save_version(
        assessment=assessment,
        by=by,
        name=f"Before edition {number}",
        origin=Version.Origin.EDITION,
    )
    _move(assessment, by, offered.edition, {"old": before.number, "new": number})
    return kept


def _move(assessment: Assessment, by: User, edition: Edition, detail: dict[str, object]) -> None:
    subject = subject_of(assessment, cost_row(assessment))
    now = subject_on(subject, edition).result.inputs
    left = left_out(subject.result.inputs, now)
    detail |= {"set_aside": list(left.answers), "gates_set_aside": list(left.gates)}
    changed: dict[str, Any] = {}
    if left.weights:
        changed |= {"weights": now.weights or "", "elicitation": {}}
        detail["weights"] = assessment.weights
    if left.service:
        changed |= {"service": "", "service_chosen": False}
        detail["service"] = assessment.service
    if left.place:
        changed["place"] = location_intake.plain(now.place)
        detail["place"] = assessment.place
    if {row.code for row in edition.ruleset.themes} != set(assessment.edition.ruleset.theme):
        changed["elicitation"] = {}
    newer = dict.fromkeys(ASKED_ANEW, assessment.revision + 1)
    assessment.part_versions = {**assessment.part_versions, **newer}
    write(
        assessment,
        by=by,
        verb="edition_moved",
        detail=detail,
        part=Part.EDITION,
        edition=edition,
        finished_at=None,
        **changed,
    )
    # Who answers on a page from before is told; what was said, and when, stays.
    assessment.answers.update(version=assessment.revision)
    assessment.gate_answers.update(version=assessment.revision)
    for model in (StepAnswer, StepGateAnswer):
        model._default_manager.filter(step__assessment=assessment).update(
            version=assessment.revision
        )


@transaction.atomic
def decline_edition(*, assessment: Assessment, by: User, number: int) -> bool:
    """Say that the assessment stays on its edition for now; whether there is such a newer one. Saying
    it again changes nothing; the edition can be taken up whenever somebody wants to."""
    found = Edition.objects.filter(number=number, number__gt=assessment.edition.number)
    edition = found.defer("definition").first()
    if edition is None:
        return False
    _, is_new = DeclinedEdition.objects.get_or_create(
        assessment=assessment, edition=edition, defaults={"who": by}
    )
    if is_new:
        detail = {"edition": number}
        Activity.objects.create(
            assessment=assessment, who=by, verb="edition_declined", detail=detail
        )
    return True
