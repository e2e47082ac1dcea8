"""The list of teams, a team, a new team, another name; and the person's own name."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import services
from accounts.access import team_or_404
from accounts.forms import CreateTeamForm, InviteForm, ProfileForm, TeamNameForm
from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.mails import invitation_link
from accounts.models import Invitation, Membership, Role
from accounts.proof import has_proven_own
from accounts.services import RefusedError
from operations.pulses import silence_met
from writing.conflict import Difference


@require_safe
@never_cache
def teams(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The person's teams, and the invitations that wait for them."""
    memberships = (
        request.user.memberships.select_related("team")
        .annotate(people=Count("team__memberships"))
        .order_by("team__name", "team_id")
    )
    context = {"memberships": memberships, "invitations": services.invitations_for(request.user)}
    return render(request, "accounts/teams.html", context)


@form_page
@never_cache
def create_team(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A form for a new team."""
    form = CreateTeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = services.create_team(owner=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{team} is ready. Invite the first members.")
            return redirect("team", team.pk)
    return render(request, "accounts/create_team.html", {"form": form})


@require_safe
@never_cache
def team(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """Members and roles; owners also see and send invitations."""
    return render_team(request, team_or_404(request.user, team_id), InviteForm())


def render_team(
    request: AuthenticatedHttpRequest,
    membership: Membership,
    form: InviteForm,
    conflict: Sequence[Difference] = (),
) -> HttpResponse:
    """The team's page, with an invitation form that may hold errors, or another role than was chosen."""
    owner = membership.role == Role.OWNER
    valid = Exists(Invitation.objects.open().filter(pk=OuterRef("pk")))
    pending = membership.team.invitations.pending().annotate(valid=valid)
    invitations = pending.select_related("invited_by") if owner else ()
    waiting = [one.mail_at for one in invitations if one.mail_is_under_way()]
    context = {
        "membership": membership,
        "team": membership.team,
        "is_owner": owner,
        "members": membership.team.memberships.select_related("user"),
        "invitations": [(one, invitation_link(one)) for one in invitations],
        "silence": silence_met("mails", min(waiting, default=None)),
        "form": form,
        "may_invite": not owner or has_proven_own(request.user),
        "conflict": conflict,
    }
    return render(request, "accounts/team.html", context)


@form_page
@never_cache
def rename_team(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """A form for the team's name."""
    team = team_or_404(request.user, team_id, manage=True).team
    initial = {"name": team.name, "version": team.version}
    form = TeamNameForm(request.POST or None, initial=initial)
    differences: list[Difference] = []
    if form.is_valid():
        name = form.cleaned_data["name"]
        conflict = services.rename_team(team=team, by=request.user, name=name, seen=form.seen)
        if conflict is None:
            messages.success(request, f"The team is now called {name}.")
            return redirect("team", team.pk)
        form.send_back(conflict)
        differences = conflict.differences(lambda _: "Name of the team", lambda _, name: name or "")
    context = {"form": form, "team": team, "conflict": differences}
    return render(request, "accounts/rename_team.html", context)


@form_page
@never_cache
def profile(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A form for the person's name and time zone."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        request.user.save(update_fields=form.touched)
        messages.success(request, "Your name and time zone are saved.")
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})
