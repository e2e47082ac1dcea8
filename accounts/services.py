"""What people do with teams: one function per use case, one transaction each."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.limits import by_address
from accounts.models import Invitation, Mail, Membership, Role, Team, User, in_log
from accounts.proof import claimed, has_proven_own, is_allowed, proven
from accounts.tasks import hand_over, mail_invitation
from audit.log import record
from audit.models import Kind
from writing.conflict import Conflict, Overtaken

INVITATION_LASTS = timedelta(days=14)
MAIL_PAUSE = timedelta(minutes=1)
"""An address gets at most one mail per team in this time, however often a button is pressed."""
MOST_OPEN_INVITATIONS = 50


class RefusedError(Exception):
    """The wish cannot be granted. The text is a sentence for the person who wished."""


class InvitationState(StrEnum):
    """What an invitation means to the person who opens its link."""

    JOIN = "join"
    SIGN_IN = "sign_in"
    MEMBER = "member"
    UNPROVEN = "unproven"
    OTHER_ADDRESS = "other_address"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and whether a mail was asked for now; ``invitation.mail`` says how far it is.

    With a ``conflict`` nothing was done: another owner has invited the address as something else.
    """

    invitation: Invitation
    is_mailed_now: bool
    conflict: Conflict[str] | None = None


@transaction.atomic
def create_team(*, name: str, owner: User, key: UUID | None = None) -> Team:
    """A team with its first owner. With the same ``key`` a second call returns the first team.

    Raises ``RefusedError`` when the key belongs to a team of other people.
    """
    team, created = Team.objects.get_or_create(pk=key or uuid4(), defaults={"name": name})
    if created:
        Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    elif not team.memberships.filter(user=owner, role=Role.OWNER).exists():
        raise RefusedError("This form is out of date. Open it again.")
    return team


def personal_team(user: User) -> Team:
    """The person's own team, where their assessments start; made when there is none."""
    return _owned(Team.objects.filter(personal_to=user), user) or _create_personal_team(user)


def _owned(teams: QuerySet[Team], user: User) -> Team | None:
    return teams.filter(memberships__user=user, memberships__role=Role.OWNER).first()


@transaction.atomic
def _create_personal_team(user: User) -> Team:
    User.objects.select_for_update().get(pk=user.pk)
    mine = Team.objects.filter(personal_to=user)
    if team := _owned(mine, user):
        return team
    mine.update(personal_to=None)
    team = Team.objects.create(name=user.name_of_team(), personal_to=user)
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return team


def invite(*, team: Team, email: str, role: Role, invited_by: User, seen: str = "") -> Invited:
    """Invite an address to a team; an invitation that is still pending is renewed, with another role only
    by who chose its role or has ``seen`` it.

    Raises ``RefusedError`` when the person is in the team already, too many invitations are open, or
    the sender's own address, which stands in the mail, is not proven.
    """
    if not has_proven_own(invited_by):
        raise RefusedError("Confirm your own e-mail address before you invite others.")
    if not is_allowed(email):
        raise RefusedError(f"{email} could not sign up: its domain is not one of this site's.")
    invited = _record_invitation(team, email.lower(), role, invited_by, seen)
    if invited.is_mailed_now:
        # Where there is no broker, the mail has been sent by now, or has failed.
        invited.invitation.refresh_from_db(fields=["mail", "mail_at"])
    return invited


@transaction.atomic
def _record_invitation(team: Team, email: str, role: Role, invited_by: User, seen: str) -> Invited:
    _lock(team)
    if team.members.filter(by_address(email)).exists():
        raise RefusedError(f"{email} is in this team already.")
    same_address = team.invitations.all().to([email])
    now = timezone.now()
    others = same_address.open().exclude(invited_by=invited_by).exclude(role__in=(role, seen))
    if found := others.select_related("invited_by").first():
        late = Overtaken("role", found.role, str(role), 0, found.invited_by)
        return Invited(found, False, Conflict((late,)))
    mail_is_due = not same_address.mailed_since(now - MAIL_PAUSE).exists()
    invitation = same_address.pending().first() or _new_invitation(team, email, role, invited_by)
    invitation.role = role
    invitation.invited_by = invited_by
    invitation.expires_at = now + INVITATION_LASTS
    fields = ["role", "invited_by", "expires_at"]
    if mail_is_due:
        invitation.mail, invitation.mail_at = Mail.QUEUED, now
        fields += ["mail", "mail_at"]
        transaction.on_commit(partial(hand_over, mail_invitation, invitation.pk))
    # Only what changed: the job may be noting at this moment how an earlier mail went.
    invitation.save(update_fields=fields)
    return Invited(invitation, mail_is_due)


def _new_invitation(team: Team, email: str, role: Role, invited_by: User) -> Invitation:
    if team.invitations.open().count() >= MOST_OPEN_INVITATIONS:
        raise RefusedError(
            f"{MOST_OPEN_INVITATIONS} invitations are open. Withdraw some before you send more."
        )
    return team.invitations.create(
        email=email, role=role, invited_by=invited_by, expires_at=timezone.now() + INVITATION_LASTS
    )


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation) -> bool:
    """Make the link useless; whether it is: not when it was used before. Twice is the same as once."""
    _lock(invitation.team)
    Invitation.objects.pending().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    return not Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).exists()


def state_for(invitation: Invitation, user: User | AnonymousUser) -> InvitationState:
    """What the invitation means to this person; a member is told so whatever else holds."""
    if user.is_authenticated and invitation.team.memberships.filter(user=user).exists():
        return InvitationState.MEMBER
    if invitation.accepted_at:
        return InvitationState.ACCEPTED
    if not invitation.is_open():
        # In time, and closed all the same: its sender no longer owns the team.
        is_late = invitation.expires_at <= timezone.now() and not invitation.withdrawn_at
        return InvitationState.EXPIRED if is_late else InvitationState.WITHDRAWN
    if not user.is_authenticated:
        return InvitationState.SIGN_IN
    if invitation.email.lower() in proven(user):
        return InvitationState.JOIN
    theirs = invitation.email.lower() in claimed(user)
    return InvitationState.UNPROVEN if theirs else InvitationState.OTHER_ADDRESS


def invitations_for(user: User) -> list[Invitation]:
    """The open invitations to the person's proven addresses, newest first."""
    found = Invitation.objects.open().to(proven(user)).exclude(team__memberships__user=user)
    return list(found.select_related("team", "invited_by"))


@transaction.atomic
def accept_invitation(*, token: UUID, user: User) -> Membership:
    """Join the team. Doing it twice is the same as once.

    Raises ``Invitation.DoesNotExist``, and ``RefusedError`` when the invitation is closed or for
    another address.
    """
    invitation = Invitation.objects.select_related("team").get(pk=token)
    _lock(invitation.team)
    invitation.refresh_from_db()
    meaning = state_for(invitation, user)
    if meaning == InvitationState.MEMBER:
        return Membership.objects.select_related("team").get(team=invitation.team, user=user)
    if meaning != InvitationState.JOIN:
        raise RefusedError("This invitation cannot be accepted.")
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    member = Membership.objects.create(team=invitation.team, user=user, role=invitation.role)
    record(Kind.JOINED, by=user, **about(member), role=member.role)
    return member


@transaction.atomic
def rename_team(*, team: Team, by: User, name: str, seen: int) -> Conflict[str] | None:
    """Give a team another name, unless somebody did after the version ``seen``."""
    stored = get_object_or_404(Team.objects.select_for_update(), pk=team.pk)
    old = stored.name
    conflict = stored.change(seen=seen, name=name)
    if conflict is None and old != name:
        record(Kind.RENAMED, by=by, subject=in_log(name), team=team.pk, before=in_log(old))
    return conflict


@transaction.atomic
def change_role(*, membership: Membership, by: User, role: Role, seen: int) -> Conflict[str] | None:
    """Give a member another role, unless somebody did after the version ``seen``. A team never loses
    its last owner. Raises ``Http404`` when the member has left."""
    _lock(membership.team)
    _refuse_unless_owner(membership.team, by)
    stored = get_object_or_404(Membership.objects.select_related("team", "user"), pk=membership.pk)
    if role != Role.OWNER:
        _refuse_to_lose_the_last_owner(stored)
    old = stored.role
    conflict = stored.change(seen=seen, role=role)
    if conflict is None and role != Role.OWNER:
        _release_personal_team(stored)
    if conflict is None and old != role:
        record(Kind.ROLE_CHANGED, by=by, **about(stored), before=old, now=role)
    return conflict


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """End a membership, also one's own. The assessments stay, they belong to the team. Doing it twice is
    the same as once."""
    _lock(membership.team)
    stored = Membership.objects.select_related("team", "user").filter(pk=membership.pk).first()
    if stored is None:
        return
    if by != stored.user:
        _refuse_unless_owner(stored.team, by)
    _refuse_to_lose_the_last_owner(stored)
    _release_personal_team(stored)
    withdraw_invitations_to(stored)
    kind = Kind.LEFT if by == stored.user else Kind.REMOVED
    record(kind, by=by, **about(stored), role=stored.role)
    stored.delete()


def about(member: Membership) -> dict[str, Any]:
    """What a line of the log says of a membership."""
    return {"subject": in_log(member.team.name), "team": member.team_id, "person": member.user}


def withdraw_invitations_to(member: Membership) -> None:
    """Close what still waits in the team for an address of the member, proven or not. What the member
    sent is closed by itself (``InvitationQuerySet.open``)."""
    waiting = member.team.invitations.pending().to(claimed(member.user))
    waiting.update(withdrawn_at=timezone.now())


def _lock(team: Team) -> None:
    """Let changes of one team's people wait for each other until the transaction ends."""
    Team.objects.select_for_update().get(pk=team.pk)


def _refuse_unless_owner(team: Team, by: User) -> None:
    """Whoever was an owner when the page was sent may have waited for the one who took that away."""
    if not team.memberships.filter(user=by, role=Role.OWNER).exists():
        raise RefusedError("You are no longer an owner of this team.")


def _refuse_to_lose_the_last_owner(membership: Membership) -> None:
    others = membership.team.memberships.owners().exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise RefusedError(
            f"{membership.user} is the last owner of {membership.team}. "
            "Make somebody else an owner first."
        )


def _release_personal_team(membership: Membership) -> None:
    """Whoever stops owning their own team gets a new one when they next start an assessment."""
    Team.objects.filter(pk=membership.team_id, personal_to=membership.user_id).update(
        personal_to=None
    )
