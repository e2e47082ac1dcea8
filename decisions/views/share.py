"""Who can open a result, its address, and how somebody else gets in."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from accounts.mails import invitation_link
from accounts.models import Invitation, Role, Team
from decisions.access import ROLES, Action, assessment_or_404


@require_safe
@never_cache
def share(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who in the team reads and changes the assessment, and its address; for owners the links of open
    invitations. Nobody else can open anything of it."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    team = access.assessment.team
    members = list(team.memberships.select_related("user"))
    is_owner = access.role == Role.OWNER
    context = {
        "assessment": access.assessment,
        "allowed": access.allowed,
        "address": settings.SITE_URL + reverse("result", args=[assessment_id]),
        "people": [(member, _may(Role(member.role))) for member in members],
        "owners": [member.user for member in members if member.role == Role.OWNER],
        "is_owner": is_owner,
        "invitations": _open_invitations(team) if is_owner else [],
    }
    return render(request, "decisions/share.html", context)


def _may(role: Role) -> str:
    """What a role means for an assessment, in words."""
    allowed = ROLES[role]
    if Action.DELETE in allowed:
        return "Reads it, changes it, makes papers, hands it over, deletes it"
    if Action.EDIT in allowed:
        return "Reads it, changes it, makes papers"
    return "Reads it"


def _open_invitations(team: Team) -> list[tuple[Invitation, str]]:
    """Each with its link."""
    rows = Invitation.objects.open().filter(team=team)
    return [(row, invitation_link(row)) for row in rows]
