"""The list of assessments, and one assessment as a whole: tasks, check, name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from catalog.models import Edition
from decisions import navigation
from decisions.access import Access, Action, assessment_or_404, teams_allowing
from decisions.activity import sentence, weights_words
from decisions.adaptive import Ahead, ahead
from decisions.editions import offer_of
from decisions.evaluation import today_of
from decisions.forms.assessments import EditForm, FilterForm
from decisions.forms.fields import sent
from decisions.models import ActionItem, Assessment, Part
from decisions.models.assessments import AssessmentQuerySet
from decisions.services import assessments
from decisions.views.steps import step_summary
from decisions.wording import today_words
from operations.replica import may_lag
from reviews.muting import stopped_by
from reviews.reading import counts
from writing.conflict import Difference

PAGE_SIZE = 25
LAST_ACTIVITIES = 8
OLDER, NEWER = "older", "newer"
LIST = "list"
"""Where a session keeps which part of the list was shown last."""


@require_safe
@never_cache
@may_lag
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The assessments of my teams, newest first. Filters and page are in the address."""
    teams = list(teams_allowing(request.user, Action.VIEW))
    form = FilterForm(teams, request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Assessment.objects.live().filter(team__in=teams).select_related("team", "edition")
    rows = rows.defer("weights", "edition__definition").order_by("-updated_at", "id")
    kept = {name: chosen[name] for name in ("team", "outcome", "confidence") if chosen.get(name)}
    rows = rows.filter(**kept)
    if chosen.get("q"):
        rows = rows.named(chosen["q"])
    today = localdate()
    if chosen.get("actions"):
        rows = rows.filter(pk__in=ActionItem.objects.overdue(today).values("assessment"))
    rows = rows.annotate(overdue=ActionItem.objects.overdue(today).count_of("pk"))
    page = _page(rows, request.GET)
    if page.rows:
        _remember(request, chosen)
    form.name_options(_option_names(page.rows))
    context = {
        "form": form,
        "assessments": page.rows,
        "is_filtered": any(chosen.values()),
        "is_beyond": page.begins_later and not page.rows,
        "several_teams": len(teams) > 1,
        "first": _address(chosen),
        "newer": _address(chosen, NEWER, page.rows[0]) if page.has_newer else "",
        "older": _address(chosen, OLDER, page.rows[-1]) if page.has_older else "",
    }
    return render(request, "decisions/index.html", context)


def _option_names(rows: Sequence[Assessment]) -> dict[str, str]:
    """The options by their names, as the rows and their results call them: those of the newest decision
    model among the rows, which came with them."""
    used = [row.edition for row in rows] or list(Edition.objects.current().defer("definition"))
    newest = max(used, key=lambda edition: edition.number, default=None)
    return {row.key: row.name for row in newest.ruleset.options} if newest else {}


def _remember(request: HttpRequest, chosen: dict[str, Any]) -> None:
    """Keep which part of the list is shown, so that the way back from an assessment leads there."""
    sides = {name: request.GET[name] for name in (OLDER, NEWER) if name in request.GET}
    shown = _address(chosen | sides)
    if request.session.get(LIST, "?") != shown:
        request.session[LIST] = shown


def list_address(request: HttpRequest) -> str:
    """The list as this person saw it last: filters and page."""
    shown = request.session.get(LIST, "?")
    return reverse("assessments") + ("" if shown == "?" else shown)


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of one page, and whether there are others on either side of them."""

    rows: list[Assessment]
    has_newer: bool
    has_older: bool
    begins_later: bool


def _page(rows: AssessmentQuerySet, asked: QueryDict) -> ListPage:
    """The page beside the row that the address names. One row more says whether there is another
    page: counting would read every row of the team."""
    if place := _read_place(asked.get(NEWER, "")):
        found = list(rows.newer(*place)[: PAGE_SIZE + 1])
        if len(found) > PAGE_SIZE:
            return ListPage(found[PAGE_SIZE - 1 :: -1], True, True, True)
        # The beginning of the list is one page, not what is left over at its end.
    elif _leads_nowhere(asked):
        return ListPage([], False, False, True)
    place = _read_place(asked.get(OLDER, ""))
    found = list((rows.older(*place) if place else rows)[: PAGE_SIZE + 1])
    has_older = len(found) > PAGE_SIZE
    return ListPage(found[:PAGE_SIZE], bool(place and found), has_older, bool(place))


def _leads_nowhere(asked: QueryDict) -> bool:
    """Whether the address names a page that the list cannot have: by a number, or by no row."""
    places = [asked.get(name, "") for name in (OLDER, NEWER) if name in asked]
    return asked.get("page", "1") != "1" or any(_read_place(text) is None for text in places)


def _read_place(text: str) -> tuple[datetime, UUID] | None:
    """A place in the list as ``_address`` writes it; None when it is no such thing."""
    moment, _, key = text.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(key)
    except (ValueError, OverflowError):
        return None


def _address(chosen: dict[str, Any], side: str = "", row: Assessment | None = None) -> str:
    """The list with the same filters, beside a row or from its beginning."""
    kept = {name: value for name, value in chosen.items() if value}
    if row is not None:
        kept[side] = f"{row.updated_at.isoformat()}_{row.pk}"
    return "?" + urlencode(kept)


@require_safe
@never_cache
def detail(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The tasks of one assessment and how far they are."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    assessment = access.assessment
    ruleset = assessment.edition.ruleset
    trail = assessment.activities.select_related("who", "guest")[: LAST_ACTIVITIES + 1]
    lines = [(row, sentence(ruleset, row)) for row in trail]
    before = ahead(assessment)
    stopped = stopped_by(request.user)
    sections, gates = navigation.sections(assessment, before), navigation.gates_section(assessment)
    context = {
        "assessment": assessment,
        "list_url": list_address(request),
        "allowed": access.allowed,
        "sections": sections,
        "gates": gates,
        "answered": sum(section.answered for section in sections),
        "result_url": navigation.url_of(assessment, "result"),
        "continue_url": navigation.next_url(assessment),
        "questions": sum(section.total for section in sections),
        **_ahead(access, before),
        "weights_words": weights_words(
            ruleset, assessment.weights, assessment.elicitation.get("method", "")
        ),
        "today_words": today_words(today_of(assessment), localdate()),
        "place_is_given": navigation.place_is_given(assessment),
        "weights_changed": navigation.weights_changed_late(assessment),
        "offer": offer_of(assessment),
        "trail": lines[:LAST_ACTIVITIES],
        "trail_is_longer": len(lines) > LAST_ACTIVITIES,
        "comment_counts": counts(assessment.pk, request.user),
        "mails_everywhere": stopped.everywhere,
        "mails_stopped": stopped.about(assessment.pk),
        "people": assessment.team.memberships.select_related("user"),
    }
    return render(request, "decisions/detail.html", context)


def _ahead(access: Access, before: Ahead) -> dict[str, Any]:
    """What is left to ask, and where to stop or to go on."""
    assessment = access.assessment
    return {
        "can_edit": access.can(Action.EDIT),
        "ahead": before,
        "gates_are_open": navigation.gates_are_open(assessment),
        "stop_url": navigation.after_questions(assessment),
        "more_url": navigation.more_url(assessment),
    }


@require_safe
@never_cache
def check(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every answer on one page, before the result."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    assessment = access.assessment
    prefetch_related_objects([assessment], "answers__answered_by")
    context = {
        "assessment": assessment,
        "allowed": access.allowed,
        "weights_words": weights_words(
            assessment.edition.ruleset, assessment.weights, assessment.elicitation.get("method", "")
        ),
        "today_words": today_words(today_of(assessment), localdate()),
        "result_url": navigation.url_of(assessment, "result"),
        "steps": step_summary(assessment),
        **navigation.summary(assessment),
        **_ahead(access, ahead(assessment)),
    }
    return render(request, "decisions/check.html", context)


@require_POST
def finish(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Take the answers as they are and show the result."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    if not assessment.depth or not assessment.answers.exists():
        messages.warning(request, "Answer at least one question first.")
        return redirect("assessment", assessment.pk)
    assessments.finish(assessment=assessment, by=request.user)
    return redirect("result", assessment.pk)


@form_page
@never_cache
def edit(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Another name or unit."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    form = _edit_form(assessment, sent(request))
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = assessments.describe(
            assessment=assessment,
            by=request.user,
            name=form.cleaned_data["name"],
            unit=form.cleaned_data["unit"],
            seen=form.seen,
        )
        if conflict is None:
            messages.success(request, "Saved.")
            return redirect(assessment)
        differences = form.bring_together(conflict, _edit_form(assessment))
    context = {"form": form, "assessment": assessment, "conflict": differences}
    return render(request, "decisions/edit.html", context)


def _edit_form(assessment: Assessment, data: QueryDict | None = None) -> EditForm:
    initial = {
        "name": assessment.name,
        "unit": assessment.unit,
        "version": assessment.version_of(Part.DESCRIPTION),
    }
    return EditForm(data, initial=initial)
