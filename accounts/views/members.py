"""What owners do with the members of a team, and how a member leaves."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts import services
from accounts.access import team_or_404
from accounts.forms import ChangeRoleForm
from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.models import Membership, Role
from accounts.services import RefusedError
from writing.conflict import Difference


def of_member(
    view: Callable[[AuthenticatedHttpRequest, Membership], HttpResponse],
) -> Callable[[AuthenticatedHttpRequest, UUID, UUID], HttpResponse]:
    """Hand the view the member that its address names; only an owner of the team gets there."""

    @form_page
    @never_cache
    @wraps(view)
    def found(
        request: AuthenticatedHttpRequest, team_id: UUID, membership_id: UUID
    ) -> HttpResponse:
        team = team_or_404(request.user, team_id, manage=True).team
        members = team.memberships.select_related("user", "team")
        return view(request, get_object_or_404(members, pk=membership_id))

    return found


@of_member
def change_role(request: AuthenticatedHttpRequest, member: Membership) -> HttpResponse:
    """A form for the role of one member."""
    initial = {"role": member.role, "version": member.version}
    form = ChangeRoleForm(request.POST or None, initial=initial)
    differences: list[Difference] = []
    if form.is_valid():
        role = form.cleaned_data["role"]
        try:
            conflict = services.change_role(
                membership=member, by=request.user, role=role, seen=form.seen
            )
        except RefusedError as refusal:
            form.add_error("role", str(refusal))
        else:
            if conflict is None:
                messages.success(request, f"{member.user} is now {role.label.lower()}.")
                return _to_team_or_teams(request, member.team_id)
            form.send_back(conflict)
            differences = conflict.differences(
                lambda _: "Role", lambda _, role: str(Role(role).label) if role else ""
            )
    context = {"form": form, "member": member, "conflict": differences}
    return render(request, "accounts/change_role.html", context)


@of_member
def remove_member(request: AuthenticatedHttpRequest, member: Membership) -> HttpResponse:
    """Ask before a member is removed, then remove."""
    return _end(request, member, f"{member.user} is no longer in {member.team}.")


@form_page
@never_cache
def leave_team(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """Ask before the person leaves, then let them go."""
    member = team_or_404(request.user, team_id)
    return _end(request, member, f"You have left {member.team}.")


def _end(request: AuthenticatedHttpRequest, member: Membership, done: str) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            services.remove_member(membership=member, by=request.user)
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
