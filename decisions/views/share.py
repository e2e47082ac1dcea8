"""Who has access: the team, whoever is invited, and links for people without an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.mails import invitation_link
from accounts.models import Invitation, Role, Team
from accounts.services import RefusedError
from decisions.access import ROLES, Access, Action, assessment_or_404, open_links
from decisions.forms.fields import sent
from decisions.forms.sharing import LinkForm
from decisions.models import Assessment, SharedLink
from decisions.services.sharing import make_link, revoke_link

LAST_CLOSED = 20


@form_page
@never_cache
def share(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who reads and changes the assessment, and the links that open it; POST makes another link. Its
    address is in this one answer, and nowhere else."""
    action = Action.SHARE if request.method == "POST" else Action.VIEW
    access = assessment_or_404(request.user, assessment_id, action)
    versions = access.assessment.versions.defer("snapshot")
    initial = {"shows": request.GET.get("version", "")}
    form = LinkForm(versions, sent(request), initial=initial)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            link, token = make_link(assessment=access.assessment, by=request.user, **form.wanted)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            address = settings.SITE_URL + reverse("shared_open", args=[token])
            made, form = (link, address), LinkForm(versions)
    context = _context(access, made) | {"form": form if access.can(Action.SHARE) else None}
    return render(request, "decisions/share.html", context)


def _context(access: Access, made: tuple[SharedLink, str] | None) -> dict[str, object]:
    team = access.assessment.team
    members = list(team.memberships.select_related("user"))
    is_owner = access.role == Role.OWNER
    opening, closed = _links(access.assessment)
    return {
        "assessment": access.assessment,
        "allowed": access.allowed,
        "address": settings.SITE_URL + reverse("result", args=[access.assessment.pk]),
        "people": [(member, _may(Role(member.role))) for member in members],
        "owners": [member.user for member in members if member.role == Role.OWNER],
        "is_owner": is_owner,
        "invitations": _open_invitations(team) if is_owner else [],
        "made": made,
        "links": opening,
        "closed": closed,
    }


@require_POST
def link_revoke(
    request: AuthenticatedHttpRequest, assessment_id: UUID, link_id: UUID
) -> HttpResponse:
    """End a link now."""
    assessment = assessment_or_404(request.user, assessment_id, Action.SHARE).assessment
    link = get_object_or_404(assessment.shared_links.select_related("assessment"), pk=link_id)
    revoke_link(link=link, by=request.user)
    messages.success(request, f"The link for {link.made_for} opens nothing any more.")
    return redirect(reverse("share", args=[assessment.pk]) + "#links")


@dataclass(frozen=True, slots=True)
class Closed:
    """A link that opens nothing any more, and since when or why."""

    link: SharedLink
    why: str


def _links(assessment: Assessment) -> tuple[list[SharedLink], list[Closed]]:
    """Those that open, and the last of those that do no more."""
    rows = assessment.shared_links.select_related("version", "made_by", "revoked_by")
    rows = rows.defer("version__snapshot")
    opening = set(open_links().filter(assessment=assessment).values_list("pk", flat=True))
    closed = [Closed(row, _why(row)) for row in rows if row.pk not in opening]
    return [row for row in rows if row.pk in opening], closed[:LAST_CLOSED]


def _why(link: SharedLink) -> str:
    if link.revoked_at:
        return f"Revoked by {link.revoked_by} on {_day(link.revoked_at)}"
    if link.ends_at <= timezone.now():
        return f"Ended on {_day(link.ends_at)}"
    return f"Closed, because {link.made_by} may no longer share this"


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"


def _may(role: Role) -> str:
    """What a role means for an assessment, in words."""
    allowed = ROLES[role]
    if Action.DELETE in allowed:
        return "Reads it, changes it, makes papers and links, hands it over, deletes it"
    if Action.EDIT in allowed:
        return "Reads it, changes it, makes papers and links"
    if Action.COMMENT in allowed:
        return "Reads it and comments"
    return "Reads it"


def _open_invitations(team: Team) -> list[tuple[Invitation, str]]:
    """Each with its link."""
    rows = Invitation.objects.open().filter(team=team)
    return [(row, invitation_link(row)) for row in rows]
