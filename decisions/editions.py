"""Which newer edition of the decision model an assessment can move to, and what it would say there."""

from dataclasses import dataclass

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, UUIDField
from django.utils import timezone

from catalog.models import Edition
from decisions.elicitation import weights_named
from decisions.models import Assessment, DeclinedEdition
from decisions.results import worked_out
from engine.carry import inputs_on
from report.result import Edition as Used
from report.subject import Subject
from writing.prepared import Prepared, Slot

DECLINED = "is_declined"
"""Where an edition that was read for an assessment holds whether it was declined for it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest edition, which is newer than that of an assessment; whether somebody declined it."""

    edition: Edition
    is_declined: bool


def offer_of(assessment: Assessment) -> Offer | None:
    """The newest edition where it says something else than the one of the assessment; one query."""
    newest = _NEWEST.first(assessment=assessment.pk, number=assessment.edition.number)
    if newest is None or newest.sha256 == assessment.edition.sha256:
        return None
    return Offer(newest, getattr(newest, DECLINED))


def _newest() -> QuerySet[Edition]:
    about = {"assessment": Slot("assessment", UUIDField()), "edition": OuterRef("pk")}
    declined = Exists(DeclinedEdition.objects.filter(**about))
    rows = Edition.objects.filter(number__gt=Slot("number", IntegerField())).defer("definition")
    return rows.annotate(**{DECLINED: declined}).order_by("-number")[:1]


_NEWEST = Prepared(_newest)


def declined_by(assessment: Assessment, edition: Edition) -> DeclinedEdition | None:
    """Who declined this edition for the assessment, and when."""
    rows = assessment.declined_editions.select_related("who")
    return rows.filter(edition=edition).first()


def subject_on(subject: Subject, edition: Edition) -> Subject:
    """What somebody said, on another edition; nothing is stored."""
    ruleset = edition.ruleset
    inputs = inputs_on(ruleset, subject.result.inputs)
    used = Used(edition.number, edition.sha256)
    return Subject(
        worked_out(ruleset, inputs, used, timezone.localdate()),
        subject.depth,
        weights=weights_named(ruleset, inputs.weights, {}),
        scenarios=subject.scenarios,
    )
