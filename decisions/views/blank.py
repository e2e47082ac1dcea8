"""The questions of an assessment as a PDF to print and fill in by hand."""

from functools import lru_cache
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from catalog.models import Edition
from decisions import wording
from decisions.access import Action, assessment_or_404
from decisions.evaluation import depth_of
from decisions.models import DoneBy, Evidence
from engine.fit.interview import Depth
from exports.pdf.names import file_name
from exports.pdf.questionnaire import questionnaire
from report.messages import read, say

OWN = ("title", "lead", "process", "people", "evidence_label", "note", "rules_lead", "today")
WORDS = {key: read(say(f"blank.{key}")) for key in OWN} | {
    "unknown": wording.UNKNOWN,
    "not_applicable": read(say("blank.not_applicable", answer=wording.NOT_APPLICABLE)),
    "evidence": list(Evidence.labels),
    "rules": wording.GATES,
    "rule_answers": list(wording.GATE_ANSWERS.values()),
    "done_by": list(DoneBy.labels),
}


@require_safe
@never_cache
def blank_questionnaire(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """What the depth of the assessment asks, without any answer; nothing of it is stored."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    edition = assessment.edition
    day = localdate(edition.published_at)
    name = file_name(assessment.name, "questionnaire", edition.number, day)
    return HttpResponse(
        _pdf(assessment.edition_id, depth_of(assessment)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@lru_cache(maxsize=8)
def _pdf(edition_id: int, depth: Depth) -> bytes:
    """An edition never changes, and nothing of an assessment stands in it."""
    edition = Edition.objects.get(pk=edition_id)
    return questionnaire(
        edition.ruleset,
        depth,
        words=WORDS,
        edition=edition.number,
        published=edition.published_at,
    )
