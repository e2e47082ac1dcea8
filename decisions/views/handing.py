"""Handing an assessment over: to another team of mine, and to another owner in its team."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.services import RefusedError
from decisions.access import Action, assessment_or_404, open_links, teams_allowing
from decisions.forms.assessments import OwnerForm, TeamForm
from decisions.forms.fields import sent
from decisions.models import Part
from decisions.services import handing
from writing.conflict import Difference


@form_page
@never_cache
def move(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Hand the assessment over to another team of mine; says before who will no longer find it."""
    assessment = assessment_or_404(request.user, assessment_id, Action.MOVE).assessment
    teams = teams_allowing(request.user, Action.CREATE).exclude(pk=assessment.team_id)
    form = TeamForm(teams, sent(request), initial={"version": assessment.version_of(Part.TEAM)})
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        team = form.cleaned_data["team"]
        conflict = handing.hand_over(
            assessment=assessment, by=request.user, team=team, seen=form.seen
        )
        if conflict is None:
            messages.success(request, f"“{assessment.name}” now belongs to {team}.")
            return redirect(assessment)
        form.send_back(conflict)
        differences = conflict.differences(lambda _: "Team", lambda _, team: str(team))
    found = handing.shut_out(assessment, teams.prefetch_related("memberships"))
    context = {
        "form": form,
        "assessment": assessment,
        "conflict": differences,
        "shut_out": list(found.items()),
        "links": open_links().filter(assessment=assessment).count(),
    }
    return render(request, "decisions/move.html", context)


@form_page
@never_cache
def owner(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Make another member of the team the owner."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    initial = {"owner": assessment.owner_id, "version": assessment.version_of(Part.OWNER)}
    form = OwnerForm(assessment.team, sent(request), initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            conflict = handing.give_to(
                assessment=assessment,
                by=request.user,
                owner=form.cleaned_data["owner"],
                seen=form.seen,
            )
        except RefusedError as refusal:
            form.add_error("owner", str(refusal))
        else:
            if conflict is None:
                messages.success(request, "Saved.")
                return redirect(assessment)
            form.send_back(conflict)
            differences = conflict.differences(lambda _: "Owner", lambda _, person: str(person))
    context = {"form": form, "assessment": assessment, "conflict": differences}
    return render(request, "decisions/owner.html", context)
