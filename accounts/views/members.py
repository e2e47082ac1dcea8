"""What owners do with the members of a team, and how a member leaves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.access import team_or_404
from accounts.forms import RoleForm
from accounts.http import AuthenticatedHttpRequest
from accounts.models import Membership
from accounts.services import RefusedError
from accounts.views.teams import GET_AND_POST


@require_http_methods(GET_AND_POST)
@never_cache
def change_role(
    request: AuthenticatedHttpRequest, team_id: UUID, membership_id: UUID
) -> HttpResponse:
    """A form for the role of one member."""
    member = _member(request, team_id, membership_id)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if form.is_valid():
        try:
            services.change_role(membership=member, role=form.cleaned_data["role"])
        except RefusedError as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(
                request, f"{member.user} is now {form.cleaned_data['role'].label.lower()}."
            )
            return _to_team_or_teams(request, team_id)
    return render(request, "accounts/change_role.html", {"form": form, "member": member})


@require_http_methods(GET_AND_POST)
@never_cache
def remove_member(
    request: AuthenticatedHttpRequest, team_id: UUID, membership_id: UUID
) -> HttpResponse:
    """Ask before a member is removed, then remove."""
    member = _member(request, team_id, membership_id)
    return _end(request, member, f"{member.user} is no longer in {member.team}.")


@require_http_methods(GET_AND_POST)
@never_cache
def leave_team(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """Ask before the person leaves, then let them go."""
    member = team_or_404(request.user, team_id)
    return _end(request, member, f"You have left {member.team}.")


def _member(request: AuthenticatedHttpRequest, team_id: UUID, membership_id: UUID) -> Membership:
    team = team_or_404(request.user, team_id, manage=True).team
    return get_object_or_404(team.memberships.select_related("user", "team"), pk=membership_id)


def _end(request: AuthenticatedHttpRequest, member: Membership, done: str) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            services.remove_member(membership=member)
        except RefusedError as refused:
            refusal = str(refused)
        else:
            messages.success(request, done)
            return _to_team_or_teams(request, member.team_id)
    context = {"member": member, "is_me": member.user_id == request.user.pk, "refusal": refusal}
    return render(request, "accounts/remove_member.html", context, status=409 if refusal else 200)


def _to_team_or_teams(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """The team's page, or the list for whoever is no longer in the team."""
    if request.user.memberships.filter(team=team_id).exists():
        return redirect("team", team_id)
    return redirect("teams")
