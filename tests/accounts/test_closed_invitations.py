"""An invitation opens nothing once its sender no longer owns the team, or its reader was sent away."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import mails, services
from accounts.models import Invitation, Mail, Membership, Role, Team, User
from accounts.services import InvitationState, RefusedError
from audit.models import Event, Kind
from tests.admin import filled, page_of
from tests.people import join, make_user

pytestmark = pytest.mark.django_db
SECOND = "alice@elsewhere.example"


@pytest.fixture
def hers(team, alice, bob) -> Membership:
    """Alice's membership of a team that Bob owns too; she has invited an address of hers."""
    join(team, bob, Role.OWNER)
    invite(team, alice, SECOND)
    return Membership.objects.get(team=team, user=alice)


def invite(team: Team, by: User, email: str) -> Invitation:
    return services.invite(team=team, email=email, role=Role.OWNER, invited_by=by).invitation


def by_the_owner(hers: Membership) -> None:
    services.remove_member(by=hers.user, membership=hers)


def to_editor(hers: Membership) -> None:
    services.change_role(by=hers.user, membership=hers, role=Role.EDITOR, seen=hers.version)


def deactivated(hers: Membership) -> None:
    User.objects.filter(pk=hers.user_id).update(is_active=False)


def without_a_service(hers: Membership) -> None:
    hers.delete()


ENDS = [by_the_owner, to_editor, deactivated, without_a_service]


@pytest.mark.parametrize("end", ENDS)
def test_whoever_stops_owning_a_team_has_no_way_back_by_an_address_they_invited(
    hers, team, client_of, end: Callable[[Membership], None]
):
    end(hers)
    invitation = team.invitations.get()
    second = make_user(SECOND)
    assert not invitation.is_open()
    assert services.state_for(invitation, second) == InvitationState.WITHDRAWN
    assert services.invitations_for(second) == []
    page = reverse("invitation", args=[invitation.pk])
    assert client_of(second).post(page).status_code == 410
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invitation.pk, user=second)
    assert not team.memberships.filter(user=second).exists()


@pytest.mark.parametrize("end", ENDS)
def test_a_mail_that_still_waits_is_not_sent_for_them(hers, team, end):
    end(hers)
    mail.outbox.clear()  # of the notices
    mails.deliver(str(team.invitations.get().pk), last_try=True)
    assert mail.outbox == []
    later = timezone.now() + mails.LOST_IN_QUEUE * 2
    assert mails.requeue_lost(Invitation.objects.open(), later) == []


def test_another_owner_sees_that_it_is_closed_and_makes_it_valid_by_sending_it_again(
    hers, team, bob, bobs
):
    by_the_owner(hers)
    invitation = team.invitations.get()
    page = bobs.get(reverse("team", args=[team.pk])).text
    assert SECOND in page
    assert str(invitation.pk) not in page.replace(
        reverse("withdraw_invitation", args=[team.pk, invitation.pk]), ""
    )
    bobs.post(reverse("invite", args=[team.pk]), {"email": SECOND, "role": "viewer"})
    invitation.refresh_from_db()
    assert (invitation.is_open(), invitation.invited_by) == (True, bob)


@pytest.mark.parametrize("address", ["Bob@Third.example", SECOND, "alice@unproven.example"])
def test_what_waits_for_an_address_of_a_removed_person_is_withdrawn(team, alice, bob, address):
    """However it came about: somebody who is in the team already is not invited, so the address was
    added, or the person joined by another way, after the invitation."""
    invitation = invite(team, alice, address)
    join(team, bob, Role.OWNER)
    bob_is_known_as(bob, address)
    services.remove_member(by=alice, membership=team.memberships.get(user=bob))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    assert services.state_for(invitation, bob) == InvitationState.WITHDRAWN


def bob_is_known_as(bob: User, address: str) -> None:
    EmailAddress.objects.create(user=bob, email=address.lower(), verified=address == SECOND)


def test_what_waits_for_others_and_in_other_teams_stays(team, alice, bob):
    others = invite(team, alice, "dana@example.org")
    join(team, bob, Role.VIEWER)
    elsewhere = invite(make_other_team(alice), alice, bob.email)
    services.remove_member(by=alice, membership=team.memberships.get(user=bob))
    for invitation in (others, elsewhere):
        invitation.refresh_from_db()
        assert invitation.is_open()


def make_other_team(owner: User) -> Team:
    return services.create_team(name="Another team", owner=owner)


def test_a_removal_in_the_admin_closes_the_same(team, alice, bob, client):
    invitation = invite(team, alice, "bob@elsewhere.example")
    his = join(team, bob, Role.EDITOR)
    bob_is_known_as(bob, invitation.email)
    client.force_login(make_user("ada@example.org", is_staff=True, is_superuser=True))
    form = filled(client, page_of(team))
    gone = next(
        name.removesuffix("-id") for name, value in form.items() if str(value) == str(his.pk)
    )
    assert client.post(page_of(team), form | {f"{gone}-DELETE": "on"}).status_code == 302
    invitation.refresh_from_db()
    assert not team.memberships.filter(user=bob).exists()
    assert invitation.withdrawn_at


def test_an_account_that_is_deleted_in_the_admin_closes_the_same_and_its_team_is_told(
    team, alice, bob, client
):
    """By one and by several; else whoever signs up with that address is in the team."""
    client.force_login(make_user("ada@example.org", is_staff=True, is_superuser=True))
    for person in (bob, make_user("carl@example.org")):
        invitation = invite(team, alice, f"{person.pk}@elsewhere.example")
        join(team, person, Role.EDITOR)
        bob_is_known_as(person, invitation.email)
        page, sent = reverse("admin:accounts_user_delete", args=[person.pk]), {}
        if person != bob:
            page = reverse("admin:accounts_user_changelist")
            sent = {"action": "delete_selected", "_selected_action": str(person.pk)}
        asked = client.post(page, sent)
        seen = getattr(asked.wsgi_request, "deletion", "")
        client.post(page, sent | {"post": "yes", "_version": seen})
        invitation.refresh_from_db()
        assert not User.objects.filter(pk=person.pk).exists()
        assert invitation.withdrawn_at
        line = Event.objects.get(kind=Kind.REMOVED, person=person.pk)
        assert (line.team, line.detail) == (team.pk, {"role": "editor"})


def test_an_invitation_of_an_owner_stays_open(hers, team):
    invitation = team.invitations.get()
    assert invitation.is_open()
    assert invitation.mail == Mail.QUEUED
    services.accept_invitation(token=invitation.pk, user=make_user(SECOND))
    assert team.memberships.filter(user__email=SECOND, role=Role.OWNER).exists()
