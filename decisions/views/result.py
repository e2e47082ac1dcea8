"""The result: as a page, as JSON, and a finished sample for everybody."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from decisions import navigation
from decisions import sample as shipped
from decisions.access import Action, assessment_or_404
from decisions.action_items import written_of
from decisions.case_file import around
from decisions.costing import cost_row
from decisions.editions import offer_of
from decisions.evaluation import depth_of
from decisions.linking import link_of, nowhere, page_of
from decisions.models import Assessment, Part
from decisions.results import result_of, subject_of
from decisions.services.assessments import note_export
from decisions.trail import as_data
from decisions.views.actions import table
from decisions.views.kept import kept_of
from exports.pdf.names import file_name
from report.action_words import actions_of, foremost
from report.actions import with_actions
from report.document import PageKey
from report.messages import read
from report.pages import ORDER, title
from report.result import Result
from reviews.reading import as_data as comments_as_data

NEXT = 3
"""So many actions stand on the summary."""


@require_safe
@never_cache
def result(
    request: AuthenticatedHttpRequest, assessment_id: UUID, part: PageKey = "summary"
) -> HttpResponse:
    """What is advised, how sure that is and why, a page at a time; follows every change of an answer."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    assessment = access.assessment
    row = row_of(part, assessment.pk, "result")
    subject = subject_of(assessment, cost_row(assessment))
    context = {
        **row,
        **page_of(subject, part, link_of(assessment)),
        "assessment": assessment,
        "allowed": access.allowed,
        "live": True,
    }
    if part == "summary":
        context |= {
            "continue_url": navigation.next_url(assessment),
            "weights_changed": navigation.weights_changed_late(assessment),
            "depth_version": assessment.version_of(Part.DEPTH),
            **next_actions(assessment, subject.result),
            "offer": offer_of(assessment),
            "can_edit": access.can(Action.EDIT),
        }
    if part == "versions":
        context |= kept_of(assessment)
    return render(request, template_of("result", part), context)


def next_actions(assessment: Assessment, found: Result) -> dict[str, Any]:
    """The first actions that are not done, and how many there are."""
    rows = assessment.action_items.select_related("member")
    parts = actions_of(found, written_of(rows))
    first = foremost(parts, NEXT)
    return {
        "actions": table(assessment, first, origin="result", brief=True),
        "action_count": len(parts),
    }


def row_of(key: str, pk: UUID | None, name: str, keys: Sequence[PageKey] = ORDER) -> dict[str, Any]:
    """The row of links between the pages; ``name`` is that of the address of the first."""
    if key not in keys:
        raise Http404("There is no such page of a result.")
    args = [] if pk is None else [pk]
    return {
        "key": key,
        "row": [
            {
                "key": one,
                "title": read(title(one)),
                "url": reverse(name, args=args)
                if one == "summary"
                else reverse(f"{name}_page", args=[*args, one]),
            }
            for one in keys
        ],
    }


def template_of(name: str, key: str) -> str:
    """The template of a page: the summary has one of its own."""
    if key == "summary":
        return f"decisions/{name}.html"
    return f"decisions/{name}_page.html"


@require_safe
@never_cache
def result_json(request: AuthenticatedHttpRequest, assessment_id: UUID) -> JsonResponse:
    """The result as facts: the same object as from ``manage.py assess``, which knows of nothing that
    people wrote about the actions, nor of the depth in which they were asked."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    items = written_of(assessment.action_items.select_related("member"))
    found = with_actions(result_of(assessment, cost_row(assessment)), items)
    found["depth"] = depth_of(assessment)
    found["activity"] = as_data(assessment)
    found["assessment"] = around(assessment)
    found["comments"] = comments_as_data(assessment.pk)
    note_export(assessment, by=request.user, what="JSON")
    edition = assessment.edition.number
    name = file_name(assessment.name, "result", edition, localdate(), "json")
    return JsonResponse(
        found,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def sample(request: HttpRequest, part: PageKey = "summary") -> HttpResponse:
    """A finished assessment that anybody can read."""
    subject = shipped.sample_subject()
    if subject is None:
        raise Http404("There is no sample for the published decision model.")
    context = {
        **row_of(part, None, "sample"),
        **page_of(subject, part, nowhere),
        "result": {"heading": shipped.sample()["heading"]},
    }
    return render(request, template_of("sample", part), context)
