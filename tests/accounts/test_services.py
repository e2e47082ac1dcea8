"""What people do with teams, without pages."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services
from accounts.erasure import erase
from accounts.models import Invitation, Mail, Membership, Role, Team, User
from accounts.services import InvitationState, RefusedError
from decisions.access import Action, teams_allowing
from decisions.models import Assessment
from tests.people import join, make_team, make_user

pytestmark = pytest.mark.django_db


def invite(team, owner, email="dana@example.org", role=Role.EDITOR) -> Invitation:
    return services.invite(team=team, email=email, role=role, invited_by=owner).invitation


def expire(invitation: Invitation) -> None:
    invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()


def role_of(user, team) -> str:
    return Membership.objects.get(user=user, team=team).role


def test_a_new_team_has_its_maker_as_owner(alice):
    team = services.create_team(name="Payroll", owner=alice)
    assert role_of(alice, team) == Role.OWNER


def test_without_a_key_every_call_makes_a_team_of_its_own(alice, charlie):
    names = [services.create_team(name=name, owner=alice).name for name in ("Payroll", "Tax")]
    assert names == ["Payroll", "Tax"]
    assert Team.objects.filter(name__in=names).count() == 2


def test_the_same_key_twice_is_one_team(alice):
    key = uuid.uuid4()
    first = services.create_team(name="Payroll", owner=alice, key=key)
    assert services.create_team(name="Payroll", owner=alice, key=key) == first
    assert Team.objects.count() == 1


def test_a_key_that_belongs_to_other_people_is_refused(alice, charlie):
    theirs = charlie.teams.get()
    with pytest.raises(RefusedError):
        services.create_team(name="Mine now", owner=alice, key=theirs.pk)
    assert not theirs.memberships.filter(user=alice).exists()


def test_a_personal_team_is_made_once(alice):
    team = services.personal_team(alice)
    assert services.personal_team(alice) == team
    assert (team.name, role_of(alice, team)) == ("Alice Adams's team", Role.OWNER)


@pytest.mark.parametrize("way", ["leave", "step down", "be erased"])
def test_an_owner_who_cannot_sign_in_keeps_no_team_going(alice, bob, assessment, way):
    """The last one who can stays an owner; the other may go."""
    team = assessment.team
    his = join(team, bob, Role.OWNER)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    hers = team.memberships.get(user=alice)
    acts: dict[str, Callable[[], object]] = {
        "leave": lambda: services.remove_member(by=alice, membership=hers),
        "step down": lambda: services.change_role(
            by=alice, membership=hers, role=Role.VIEWER, seen=hers.version
        ),
        "be erased": lambda: erase(person=alice, by=alice),
    }
    with pytest.raises(RefusedError):
        acts[way]()
    assert role_of(alice, team) == Role.OWNER
    services.remove_member(by=alice, membership=his)
    assert not team.memberships.filter(user=bob).exists()


def test_whoever_no_longer_owns_their_own_team_gets_another(alice, bob):
    """However that came about: what they start is not put where they may only read."""
    own = services.personal_team(alice)
    join(own, bob, Role.OWNER)
    own.memberships.filter(user=alice).update(role=Role.VIEWER)
    assert services.personal_team(alice) != own
    assert services.personal_team(alice).memberships.get().role == Role.OWNER


def test_a_personal_team_is_never_a_team_of_others(alice, bob, team):
    """Bob edits for Alice's team; what he starts on his own is not hers to see."""
    join(team, bob, Role.EDITOR)
    assert services.personal_team(bob) != team


def test_a_long_name_makes_a_personal_team_that_fits(db):
    long = make_user("long@example.org", "L" * 150)
    assert services.personal_team(long).name == "L" * 90 + "'s team"


def test_whoever_leaves_their_own_team_gets_a_new_one(alice, bob):
    old = services.personal_team(alice)
    join(old, bob, Role.OWNER)
    services.remove_member(by=alice, membership=old.memberships.get(user=alice))
    assert services.personal_team(alice) != old


def test_whoever_stops_owning_their_own_team_gets_a_new_one(alice, bob):
    old = services.personal_team(alice)
    join(old, bob, Role.OWNER)
    services.change_role(
        by=alice, membership=old.memberships.get(user=alice), role=Role.VIEWER, seen=1
    )
    new = services.personal_team(alice)
    assert new != old
    assert role_of(alice, new) == Role.OWNER


def test_whoever_was_taken_out_of_their_own_team_in_the_admin_gets_a_new_one(alice):
    old = services.personal_team(alice)
    old.memberships.all().delete()
    assert services.personal_team(alice) != old


def test_a_role_changes(team, alice, bob):
    member = join(team, bob, Role.VIEWER)
    services.change_role(by=alice, membership=member, role=Role.EDITOR, seen=1)
    assert role_of(bob, team) == Role.EDITOR


def test_the_last_owner_cannot_be_demoted(team, alice):
    with pytest.raises(RefusedError, match="Alice Adams is the last owner of Finance operations"):
        services.change_role(by=alice, membership=team.memberships.get(), role=Role.EDITOR, seen=1)
    assert role_of(alice, team) == Role.OWNER


def test_the_last_owner_stays_an_owner_when_asked_to_be_one(team, alice):
    services.change_role(by=alice, membership=team.memberships.get(), role=Role.OWNER, seen=1)
    assert role_of(alice, team) == Role.OWNER


def test_the_last_owner_cannot_be_removed_even_when_others_are_in_the_team(team, alice, bob):
    join(team, bob, Role.EDITOR)
    with pytest.raises(RefusedError, match="Make somebody else an owner first"):
        services.remove_member(by=alice, membership=team.memberships.get(user=alice))


def test_one_of_two_owners_can_go(team, alice, bob):
    join(team, bob, Role.OWNER)
    services.remove_member(by=alice, membership=team.memberships.get(user=alice))
    assert list(team.members.all()) == [bob]


def test_the_assessments_of_a_removed_member_stay_with_the_team(team, alice, bob, assessment):
    Assessment.objects.update(owner=bob)
    services.remove_member(by=alice, membership=join(team, bob, Role.EDITOR))
    assert list(team.assessments.all()) == [assessment]
    assert not teams_allowing(bob, Action.VIEW).exists()
    assert list(teams_allowing(alice, Action.VIEW)) == [team]


def test_a_person_is_in_a_team_once(team, bob):
    join(team, bob, Role.VIEWER)
    with pytest.raises(IntegrityError), transaction.atomic():
        join(team, bob, Role.EDITOR)


def test_an_invitation_is_mailed_and_waits(team, alice):
    invited = services.invite(
        team=team, email="Dana@Example.org", role=Role.REVIEWER, invited_by=alice
    )
    assert invited.is_mailed_now
    assert invited.invitation.mail == Mail.QUEUED
    assert invited.invitation.email == "dana@example.org"
    assert invited.invitation.is_open()
    assert str(invited.invitation) == "dana@example.org to Finance operations"


def test_inviting_again_at_once_renews_but_does_not_mail_again(
    team, alice, django_capture_on_commit_callbacks
):
    first = invite(team, alice)
    with django_capture_on_commit_callbacks() as jobs:
        again = services.invite(team=team, email=first.email, role=Role.VIEWER, invited_by=alice)
    assert (again.invitation, again.is_mailed_now) == (first, False)
    assert Invitation.objects.get().role == Role.VIEWER
    assert not jobs


def test_withdrawing_and_inviting_again_does_not_mail_again_either(
    team, alice, django_capture_on_commit_callbacks
):
    first = invite(team, alice)
    services.withdraw_invitation(invitation=first)
    with django_capture_on_commit_callbacks() as jobs:
        second = invite(team, alice)
    assert second != first
    assert second.mail == Mail.NOT_SENT
    assert not jobs


def test_an_expired_invitation_is_renewed_under_the_same_link(team, alice):
    first = invite(team, alice)
    first.mail_at = timezone.now() - timedelta(days=15)
    expire(first)
    again = services.invite(team=team, email=first.email, role=Role.EDITOR, invited_by=alice)
    assert again.invitation == first
    assert again.is_mailed_now
    assert again.invitation.is_open()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_fails_keeps_the_invitation_and_can_be_sent_again(team, alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    first = invite(team, alice)
    assert first.mail == Mail.NOT_SENT
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    again = invite(team, alice)
    assert (again, again.mail) == (first, Mail.SENT)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["bob@example.org", "Bob@Example.org", "bob@other.example"])
def test_a_member_is_not_invited_by_any_of_their_addresses(team, alice, bob, email):
    join(team, bob, Role.VIEWER)
    EmailAddress.objects.create(user=bob, email="bob@other.example", verified=True)
    with pytest.raises(RefusedError, match="in this team already"):
        invite(team, alice, email)


def test_a_team_cannot_invite_the_whole_world(team, alice):
    for number in range(services.MOST_OPEN_INVITATIONS):
        invite(team, alice, f"person{number}@example.org")
    with pytest.raises(RefusedError, match="50 invitations are open"):
        invite(team, alice, "one-more@example.org")
    invite(team, alice, "person0@example.org")


def test_accepting_joins_with_the_role_and_closes_the_invitation(team, alice, bob):
    invitation = invite(team, alice, "bob@example.org", Role.REVIEWER)
    services.accept_invitation(token=invitation.pk, user=bob)
    invitation.refresh_from_db()
    assert role_of(bob, team) == Role.REVIEWER
    assert invitation.accepted_by == bob
    assert not invitation.is_open()


def test_accepting_twice_is_the_same_as_once(team, alice, bob):
    invitation = invite(team, alice, "bob@example.org")
    first = services.accept_invitation(token=invitation.pk, user=bob)
    assert services.accept_invitation(token=invitation.pk, user=bob) == first


def test_an_invitation_never_changes_the_role_of_a_member(team, alice, bob):
    invitation = invite(team, alice, "bob@example.org", Role.OWNER)
    join(team, bob, Role.VIEWER)
    services.accept_invitation(token=invitation.pk, user=bob)
    assert role_of(bob, team) == Role.VIEWER


def test_a_used_invitation_does_not_bring_a_removed_member_back(team, alice, bob):
    invitation = invite(team, alice, "bob@example.org")
    membership = services.accept_invitation(token=invitation.pk, user=bob)
    services.remove_member(by=alice, membership=membership)
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invitation.pk, user=bob)


def test_a_stranger_with_the_link_does_not_get_in(team, alice, charlie):
    invitation = invite(team, alice)
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invitation.pk, user=charlie)
    assert not team.memberships.filter(user=charlie).exists()


def test_a_confirmed_second_address_counts_and_an_unconfirmed_one_does_not(team, alice, bob):
    invitation = invite(team, alice, "bob@other.example")
    second = EmailAddress.objects.create(user=bob, email="Bob@other.example", verified=False)
    assert services.state_for(invitation, bob) == InvitationState.UNPROVEN
    second.verified = True
    second.save()
    assert services.state_for(invitation, bob) == InvitationState.JOIN


def test_withdrawing_after_joining_changes_nothing(team, alice, bob):
    invitation = invite(team, alice, "bob@example.org")
    services.accept_invitation(token=invitation.pk, user=bob)
    services.withdraw_invitation(invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None
    assert role_of(bob, team) == Role.EDITOR


def test_what_an_invitation_means_to_whom(team, alice, bob, charlie):
    nobody = AnonymousUser()
    invitation = invite(team, alice, "bob@example.org")
    assert services.state_for(invitation, alice) == InvitationState.MEMBER
    assert services.state_for(invitation, bob) == InvitationState.JOIN
    assert services.state_for(invitation, charlie) == InvitationState.OTHER_ADDRESS
    assert services.state_for(invitation, nobody) == InvitationState.SIGN_IN
    expire(invitation)
    assert services.state_for(invitation, bob) == InvitationState.EXPIRED
    assert services.state_for(invitation, nobody) == InvitationState.EXPIRED
    services.withdraw_invitation(invitation=invitation)
    invitation.refresh_from_db()
    assert services.state_for(invitation, bob) == InvitationState.WITHDRAWN


def test_open_invitations_are_found_by_the_addresses_of_a_person(team, alice, bob, charlie):
    invitation = invite(team, alice, "bob@example.org")
    assert services.invitations_for(bob) == [invitation]
    assert services.invitations_for(charlie) == []
    expire(invitation)
    assert services.invitations_for(bob) == []


def test_an_invitation_to_a_team_the_person_is_in_does_not_wait(team, alice, bob):
    invite(team, alice, "bob@example.org")
    join(team, bob, Role.VIEWER)
    assert services.invitations_for(bob) == []


def test_two_teams_invite_the_same_address_independently(team, alice, charlie):
    other = make_team(charlie, "Another team")
    mine, theirs = invite(team, alice), invite(other, charlie)
    assert mine != theirs
    assert mine.mail == theirs.mail == Mail.QUEUED
