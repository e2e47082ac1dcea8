"""A person who asks to be erased is: nobody can tell any more who it was, and no answer is lost."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import FORMER, erase, to_hand_over
from accounts.models import Invitation, Letter, Mail, Role, Team, User
from accounts.services import RefusedError, invite, personal_team
from audit.models import Event, Kind
from decisions.action_items import ActionEdit
from decisions.models import Answer, Assessment, Version
from decisions.services.actions import save_action
from tests.admin import filled, page_of
from tests.everything import make_everything
from tests.people import PASSWORD, join, make_answers, make_assessment, make_team, make_user

pytestmark = pytest.mark.django_db
ERASE = reverse("erase_account")
NAME, ADDRESS, SECOND = "Quirina Quasimodo", "quirina@example.org", "quasi@second.example"
PAST = "quasi@past.example"
"""Once an address of hers, to which she was invited."""
KEPT = (Version,)
"""What was issued keeps the names that it was issued with."""


@pytest.fixture
def quirina(team: Team, alice: User) -> User:
    """She is known in every way that the site knows people, owns nothing alone, and has said much."""
    quirina = make_user(ADDRESS, NAME)
    EmailAddress.objects.create(user=quirina, email=SECOND, verified=True)
    TOTP.activate(quirina, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    join(team, quirina, Role.OWNER)
    assessment = make_assessment(team, quirina)
    make_answers(assessment, {"A1": 2})
    make_everything(assessment)
    hers = ActionEdit(member=quirina)
    save_action(assessment=assessment, by=quirina, key="check:KO2", edit=hers, seen=0)
    elsewhere = make_team(make_user("owner@example.org"), "Elsewhere")
    invite(team=elsewhere, email=SECOND, role=Role.VIEWER, invited_by=elsewhere.members.get())
    Letter.objects.create(address=ADDRESS, subject="x", body="x", mail=Mail.QUEUED)
    LogEntry.objects.log_actions(alice.pk, [quirina], CHANGE, single_object=True)
    personal_team(quirina)
    past = invite(team=elsewhere, email=PAST, role=Role.VIEWER, invited_by=elsewhere.members.get())
    joined = {"accepted_by": quirina, "accepted_at": timezone.now()}
    Invitation.objects.filter(pk=past.invitation.pk).update(**joined)
    return quirina


def traces() -> set[str]:
    """The tables in which a name or an address of hers stands in any column."""
    words = (NAME.lower(), "quirina", ADDRESS, SECOND, PAST)
    return {
        model._meta.label
        for model in apps.get_models()
        if model not in KEPT
        for row in model._base_manager.all()
        if any(word in _text(row) for word in words)
    }


def _text(row: Model) -> str:
    values = [row.serializable_value(field.attname) for field in row._meta.concrete_fields]
    return json.dumps(values, default=str, ensure_ascii=False).lower()


def test_no_table_tells_who_it_was_and_every_answer_is_there(quirina, team):
    before = {model: model._base_manager.count() for model in (Answer, Assessment, Version)}
    assert {"accounts.User", "account.EmailAddress", "admin.LogEntry"} <= traces()
    erase(person=quirina, by=quirina)
    assert traces() == set()
    assert {model: model._base_manager.count() for model in before} == before
    answer = Answer.objects.select_related("answered_by").get()
    assert (answer.answered_by_id, str(answer.answered_by)) == (quirina.pk, FORMER)
    assert not team.memberships.filter(user=quirina).exists()


def test_members_read_that_a_former_member_said_it(quirina, alices):
    erase(person=quirina, by=quirina)
    assessment = Assessment.objects.live().get()
    assert FORMER in alices.get(reverse("assessment", args=[assessment.pk])).text
    for page in ("result", "papers", "steps", "cost", "whatif", "place", "gates"):
        assert alices.get(reverse(page, args=[assessment.pk])).status_code == 200, page


def test_nobody_signs_in_as_a_former_member(quirina, client, client_of):
    hers = client_of(quirina)
    erase(person=quirina, by=quirina)
    assert hers.get(reverse("teams")).status_code == 302
    for login in (ADDRESS, SECOND, User.objects.get(pk=quirina.pk).email):
        client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
        client.post(reverse("account_reset_password"), {"email": login})
    assert not Authenticator.objects.exists()
    new = {"email": ADDRESS, "name": "Another", "password1": PASSWORD}
    client.post(reverse("account_signup"), new)
    assert User.objects.get(email=ADDRESS).pk != quirina.pk


def test_a_person_erases_their_account_after_the_password(quirina, client):
    client.force_login(quirina)
    asked = client.post(ERASE)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(email=ADDRESS).exists()
    done = client.post(asked["Location"], {"password": PASSWORD, "next": ERASE})
    assert done["Location"] == reverse("home")
    assert "_auth_user_id" not in client.session
    assert traces() == set()


def proven(client: Any, person: User) -> Any:
    """A browser in which the person has just typed the password once more."""
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_teams_are_handed_over_first(client, team, alice, bob, assessment):
    """Alice alone owns one team with a member and one with an assessment; a third is hers alone."""
    join(team, bob, Role.EDITOR)
    held = make_team(alice, "With an assessment")
    make_assessment(held, alice)
    empty = make_team(alice, "Empty")
    assert to_hand_over(alice) == sorted([team, held], key=lambda one: one.name)
    page = proven(client, alice).post(ERASE)
    assert (page.status_code, page.context["teams"]) == (409, to_hand_over(alice))
    with pytest.raises(RefusedError):
        erase(person=alice, by=alice)
    assert alice.memberships.count() == 3
    team.memberships.filter(user=bob).update(role=Role.OWNER)
    Assessment.objects.filter(team=held).delete()
    erase(person=alice, by=alice)
    assert set(Team.objects.all()) == {team}
    assert not Team.objects.filter(pk=empty.pk).exists()
    assert Assessment.objects.get().team == team


def test_an_admin_erases_whoever_asks_by_letter(client, quirina):
    boss = make_user("boss@example.org", is_staff=True, is_superuser=True)
    client.force_login(boss)
    people = reverse("admin:accounts_user_changelist")
    chosen = {"action": "erase", "_selected_action": [quirina.pk]}
    assert client.post(people, chosen).status_code == 200
    assert User.objects.filter(email=ADDRESS).exists()
    client.post(people, chosen | {"post": "yes"})
    assert traces() <= {"sessions.Session"}
    event = Event.objects.get(kind=Kind.ERASED)
    assert (event.by, event.person) == (boss.pk, quirina.pk)


def test_the_admin_is_told_who_cannot_be_erased_yet(client, alice, team, bob):
    join(team, bob, Role.EDITOR)
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    chosen = {"action": "erase", "_selected_action": [alice.pk], "post": "yes"}
    page = client.post(reverse("admin:accounts_user_changelist"), chosen, follow=True)
    assert team.name in page.text
    assert User.objects.filter(email=alice.email).exists()


def test_erasing_twice_is_the_same_as_once(quirina):
    for _ in range(2):
        erase(person=quirina, by=quirina)
    assert Event.objects.filter(kind=Kind.ERASED).count() == 1


def test_invitations_that_wait_for_a_former_member_are_gone(quirina):
    erase(person=quirina, by=quirina)
    assert not Invitation.objects.filter(email=SECOND).exists()


def test_what_admins_did_to_somebody_names_nobody_afterwards(client, quirina, bob):
    """An address that was added for her and that she took away; a team into which she was put, and out again."""
    boss = make_user("boss@example.org", is_staff=True, is_superuser=True)
    client.force_login(boss)
    new = {"user": quirina.pk, "email": PAST}
    assert client.post(reverse("admin:account_emailaddress_add"), new).status_code == 302
    address = EmailAddress.objects.get(email=PAST)
    page = page_of(address)
    client.post(page, filled(client, page) | {"verified": "on"})
    address.delete()
    page = page_of(make_team(bob, "Bob's team"))
    row = {"memberships-TOTAL_FORMS": 2, "memberships-1-user": quirina.pk}
    sent = filled(client, page)
    assert client.post(page, sent | row | {"memberships-1-role": "viewer"}).status_code == 302
    gone = {"memberships-1-DELETE": "on"}
    assert client.post(page, filled(client, page) | gone).status_code == 302
    assert not quirina.teams.filter(name="Bob's team").exists()
    assert LogEntry.objects.count() == 5
    erase(person=quirina, by=quirina)
    assert traces() <= {"sessions.Session"}


def test_a_team_that_the_site_named_after_somebody_is_named_after_nobody(quirina, bob):
    own = personal_team(quirina)
    join(own, bob, Role.OWNER)
    own.refresh_from_db()
    before = own.version
    erase(person=quirina, by=quirina)
    own.refresh_from_db()
    assert NAME not in own.name
    assert own.version > before
    assert traces() == set()


def test_whoever_claimed_the_address_of_another_takes_nothing_from_them(team, alice):
    """An address that was added and never proven may be anybody's."""
    waiting = invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    Letter.objects.create(address="dana@example.org", subject="x", body="x", mail=Mail.QUEUED)
    thief = make_user("thief@example.org")
    EmailAddress.objects.create(user=thief, email="dana@example.org", verified=False)
    erase(person=thief, by=thief)
    assert Invitation.objects.get() == waiting.invitation
    assert Letter.objects.count() == 1
