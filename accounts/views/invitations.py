"""Inviting people, withdrawing an invitation, and the page behind the link in the mail."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import team_or_404
from accounts.forms import InviteForm
from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import count_invitation, may_invite
from accounts.models import Invitation, Mail, Membership, Role
from accounts.services import InvitationState, Invited, RefusedError
from accounts.views.teams import render_team
from writing.forms import renew
from writing.opened import form_on

UNDER_WAY = (messages.SUCCESS, "The invitation to {} is on its way.")
RECENT = (messages.INFO, "An invitation to {} was sent less than a minute ago.")
NOT_SENT = (
    messages.WARNING,
    "The invitation to {} is saved, but the mail could not be sent. "
    "Pass the link below on yourself, or send it again later.",
)
TOO_MANY = (
    "You have sent many invitations, or this address has got several. Try again tomorrow, or pass on "
    "the link of an invitation that is open."
)
ACCEPTED = "The invitation to {} was accepted before you withdrew it. Whoever joined by it is among the members."
CLOSED = {
    InvitationState.ACCEPTED: 410,
    InvitationState.WITHDRAWN: 410,
    InvitationState.EXPIRED: 410,
}


@form_on("team", "team_id")
@never_cache
def invite(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """Invite an address, or send its invitation again."""
    membership = team_or_404(request.user, team_id, manage=True)
    form = InviteForm(request.POST)
    if form.is_valid() and not may_invite(request, form.cleaned_data["email"]):
        form.add_error("email", TOO_MANY)
    if form.is_valid():
        try:
            said = form.cleaned_data
            invited = services.invite(
                team=membership.team,
                invited_by=request.user,
                email=said["email"],
                role=said["role"],
                seen=said["version"],
            )
        except RefusedError as refusal:
            form.add_error("email", str(refusal))
        else:
            if invited.conflict:
                return _asked_first(request, membership, form, invited)
            if invited.is_mailed_now:
                count_invitation(request, invited.invitation.email)
            level, text = _answer(invited)
            messages.add_message(request, level, text.format(invited.invitation.email))
            return redirect("team", team_id)
    return render_team(request, membership, form)


def _asked_first(
    request: AuthenticatedHttpRequest, membership: Membership, form: InviteForm, invited: Invited
) -> HttpResponse:
    """The page with both roles; whoever sends it again has seen the other one."""
    assert invited.conflict
    renew(form, {"version": invited.invitation.role})
    name = f"Role in the invitation to {invited.invitation.email}"
    differences = invited.conflict.differences(
        lambda _: name, lambda _, role: str(Role(role).label) if role else ""
    )
    return render_team(request, membership, form, differences)


def _answer(invited: Invited) -> tuple[int, str]:
    if not invited.is_mailed_now:
        return RECENT
    return NOT_SENT if invited.invitation.mail == Mail.NOT_SENT else UNDER_WAY


@require_POST
def withdraw_invitation(
    request: AuthenticatedHttpRequest, team_id: UUID, token: UUID
) -> HttpResponse:
    """Make the link of an invitation useless."""
    team = team_or_404(request.user, team_id, manage=True).team
    invitation = get_object_or_404(team.invitations.select_related("team"), pk=token)
    if services.withdraw_invitation(invitation=invitation):
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    else:
        messages.warning(request, ACCEPTED.format(invitation.email))
    return redirect("team", team_id)


@login_not_required
@form_page
@never_cache
def invitation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Who invites to what. Opening the page changes nothing; its button joins the team."""
    found = Invitation.objects.select_related("team", "invited_by").filter(pk=token).first()
    if found is None:
        return render(request, "accounts/invitation_unknown.html", status=404)
    if request.method == "POST":
        return _join(request, found)
    return _render(request, found)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    try:
        membership = services.accept_invitation(token=invitation.pk, user=request.user)
    except RefusedError:
        invitation.refresh_from_db()
        return _render(request, invitation, status=403)
    messages.success(request, f"You are in {membership.team}.")
    return redirect("team", membership.team_id)


def _render(request: HttpRequest, invitation: Invitation, status: int = 200) -> HttpResponse:
    state = services.state_for(invitation, request.user)
    waits = invitation.is_open() and invitation.invited_by == request.user
    context = {"invitation": invitation, "state": state, "waits": waits}
    status = CLOSED.get(state, status)
    return render(request, "accounts/invitation.html", context, status=status)
