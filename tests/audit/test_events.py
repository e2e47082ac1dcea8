"""What people do to people, teams and assessments leaves a line, wherever it is done."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import serializers
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from accounts.services import accept_invitation, invite, personal_team
from audit.models import Event, Kind
from catalog.services import load_content
from decisions.models import Assessment
from tests.admin import filled, page_of
from tests.everything import make_everything
from tests.people import PASSWORD, join, make_cost_case, make_team, make_user
from tests.shipped import shipped_content

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[Any, ...]]:
    """All lines, oldest first: what, by whom, about whom, in which team, what it is about."""
    return list(Event.objects.order_by("pk").values_list("kind", "by", "person", "team", "subject"))


@pytest.fixture
def boss(db: None) -> User:
    return make_user("boss@example.org", is_staff=True, is_superuser=True)


def test_a_member_who_gets_a_role_and_is_removed_is_told_to_the_owners(team, alice, alices, bob):
    member = join(team, bob, Role.VIEWER)
    keys = [team.pk, member.pk]
    alices.post(reverse("change_role", args=keys), {"role": "editor", "version": "1"})
    alices.post(reverse("remove_member", args=keys))
    assert lines() == [
        (Kind.ROLE_CHANGED, alice.pk, bob.pk, team.pk, team.name),
        (Kind.REMOVED, alice.pk, bob.pk, team.pk, team.name),
    ]
    details = list(Event.objects.order_by("pk").values_list("detail", flat=True))
    assert details == [{"before": "viewer", "now": "editor"}, {"role": "editor"}]


def test_what_changes_nothing_leaves_no_line(team, alices, bob):
    member = join(team, bob, Role.VIEWER)
    keys = [team.pk, member.pk]
    alices.post(reverse("change_role", args=keys), {"role": "viewer", "version": "1"})
    alices.post(reverse("change_role", args=keys), {"role": "owner", "version": "9"})  # conflict
    alices.post(reverse("rename_team", args=[team.pk]), {"name": team.name, "version": "1"})
    assert lines() == []


def test_joining_leaving_and_another_name(team, alice, bob, bobs, alices):
    invited = invite(team=team, email=bob.email, role=Role.EDITOR, invited_by=alice)
    accept_invitation(token=invited.invitation.pk, user=bob)
    bobs.post(reverse("leave_team", args=[team.pk]))
    alices.post(reverse("rename_team", args=[team.pk]), {"name": "Another", "version": "1"})
    assert lines() == [
        (Kind.JOINED, bob.pk, bob.pk, team.pk, team.name),
        (Kind.LEFT, bob.pk, bob.pk, team.pk, team.name),
        (Kind.RENAMED, alice.pk, None, team.pk, "Another"),
    ]


def test_an_assessment_that_is_renamed_moved_and_deleted(assessment, alice, alices, team):
    other = make_team(alice, "Another team")
    page = "assessment_edit"
    alices.post(reverse(page, args=[assessment.pk]), {"name": "Payroll", "version": "0"})
    alices.post(reverse("assessment_move", args=[assessment.pk]), {"team": other.pk})
    delete = reverse("assessment_delete", args=[assessment.pk])
    seen = alices.get(delete).context["form"].initial["version"]
    alices.post(delete, {"version": seen})
    assert not Assessment.objects.live().exists()
    assert lines() == [
        (Kind.RENAMED, alice.pk, None, team.pk, "Payroll"),
        (Kind.MOVED, alice.pk, None, team.pk, "Payroll"),
        (Kind.DELETED, alice.pk, None, other.pk, "Payroll"),
    ]
    of_both = [Event.objects.of_team(one.pk).count() for one in (team, other)]
    assert of_both == [2, 2]


def test_who_takes_an_assessment_along_as_a_file(assessment, alice, alices, team):
    make_cost_case(assessment)
    for page in ("result_json", "cost_sheet_file"):
        assert alices.get(reverse(page, args=[assessment.pk])).status_code == 200
    assert lines() == [(Kind.EXPORTED, alice.pk, None, team.pk, assessment.name)] * 2


def test_signing_in_a_wrong_password_and_a_new_one(client, alice):
    login = reverse("account_login")
    client.post(login, {"login": alice.email, "password": "wrong"})
    client.post(login, {"login": "nobody@example.org", "password": "wrong"})
    client.post(login, {"login": alice.email, "password": PASSWORD})
    new = {
        "oldpassword": PASSWORD,
        "password1": "a new one of ten",
        "password2": "a new one of ten",
    }
    client.post(reverse("account_change_password"), new)
    assert lines() == [
        (Kind.SIGN_IN_FAILED, None, alice.pk, None, "Password"),
        (Kind.SIGNED_IN, alice.pk, alice.pk, None, ""),
        (Kind.SIGN_IN_CHANGED, alice.pk, alice.pk, None, "Password changed"),
    ]


def test_a_wrong_code_of_the_second_step(client, alice):
    """Whoever types one knows the password. Tries too many, which are not looked at, leave no line."""
    TOTP.activate(alice, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    for _ in range(8):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.force_login(alice)
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert lines() == [(Kind.SIGN_IN_FAILED, None, alice.pk, None, "Second step")] * 5


def test_the_admin_has_no_way_of_its_own_to_a_new_password(client, boss):
    """One that no limit, no letter and no line would see."""
    client.force_login(boss)
    new = {"old_password": PASSWORD, "new_password1": "a new one", "new_password2": "a new one"}
    for answer in (
        client.get("/admin/password_change/"),
        client.post("/admin/password_change/", new),
    ):
        assert answer["Location"] == reverse("account_change_password")
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)


def test_a_member_of_whom_an_admin_would_make_somebody_else_stays(client, boss, team, bob, charlie):
    """One would leave and another come without a line."""
    member = join(team, bob, Role.VIEWER)
    client.force_login(boss)
    page = page_of(team)
    sent = filled(client, page)
    row = next(name[:-3] for name, value in sent.items() if value == str(member.pk))
    answer = client.post(page, sent | {f"{row}-user": charlie.pk})
    assert "user" in answer.context["inline_admin_formsets"][0].formset.errors[1]
    member.refresh_from_db()
    assert member.user == bob
    assert lines() == []


def test_the_name_of_a_personal_team_which_is_one_of_a_person_is_in_no_line(alice, alices, bob):
    own = personal_team(alice)
    member = join(own, bob, Role.VIEWER)
    alices.post(reverse("change_role", args=[own.pk, member.pk]), {"role": "owner", "version": "1"})
    alices.get(reverse("team_log_file", args=[own.pk]))
    alices.post(reverse("rename_team", args=[own.pk]), {"name": "Another", "version": "1"})
    told = Event.objects.order_by("pk").values_list("kind", "subject", "detail__before")
    assert list(told) == [
        (Kind.ROLE_CHANGED, "A personal team", "viewer"),
        (Kind.EXPORTED, "A personal team", None),
        (Kind.RENAMED, "Another", "A personal team"),
    ]


def test_an_edition_that_is_published():
    load_content(shipped_content())
    assert lines() == [(Kind.PUBLISHED, None, None, None, "Edition 1")]


def test_members_changed_in_the_admin(client, boss, team, bob):
    member = join(team, bob, Role.VIEWER)
    client.force_login(boss)
    page = page_of(team)
    sent = filled(client, page)
    row = next(name[:-3] for name, value in sent.items() if value == str(member.pk))
    client.post(page, sent | {f"{row}-role": "editor", "name": "Another"})
    client.post(page, filled(client, page) | {f"{row}-DELETE": "on"})
    assert lines() == [
        (Kind.RENAMED, boss.pk, None, team.pk, "Another"),
        (Kind.ROLE_CHANGED, boss.pk, bob.pk, team.pk, "Another"),
        (Kind.REMOVED, boss.pk, bob.pk, team.pk, "Another"),
    ]


def test_rights_given_in_the_admin(client, boss, bob):
    client.force_login(boss)
    page = page_of(bob)
    client.post(page, filled(client, page) | {"is_staff": "on"})
    assert lines() == [(Kind.RIGHTS_CHANGED, boss.pk, bob.pk, None, "is_staff")]


def rows_of_people(team: Team, bob: User) -> list[Any]:
    """What the admin can delete that is about a person or a team."""
    TOTP.activate(bob, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    return [
        Authenticator.objects.get(user=bob),
        EmailAddress.objects.create(user=bob, email="bob@second.example"),
        make_team(bob, "Bob's team"),
    ]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("way", ["page", "list"])
def test_whatever_the_admin_deletes_leaves_a_line_without_a_name_of_a_person(
    client, boss, team, bob, place, way
):
    row = rows_of_people(team, bob)[place]
    client.force_login(boss)
    part = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
    if way == "page":
        page, sent = f"{part}{row.pk}/delete/", {"post": "yes"}
        asked = client.get(page)
    else:
        page, sent = part, {"action": "delete_selected", "_selected_action": str(row.pk)}
        asked = client.post(page, sent)
    seen = getattr(asked.wsgi_request, "deletion", "")
    client.post(page, {**sent, "post": "yes", "_version": seen})
    assert not type(row).objects.filter(pk=row.pk).exists()
    kind, by, person, *_ = lines()[-1]
    assert (kind, by) == (Kind.DELETED, boss.pk)
    assert person == (None if isinstance(row, Team) else bob.pk)
    assert not [line for line in lines() if "bob@" in line[-1] or "Brown" in line[-1]]


def test_lines_stay_when_all_that_they_are_about_is_gone(assessment, team, alice, alices, bob):
    make_everything(assessment)
    alices.post(reverse("remove_member", args=[team.pk, join(team, bob, Role.VIEWER).pk]))
    before = lines()
    Assessment.objects.all().delete()
    Membership.objects.all().delete()
    Team.objects.all().delete()
    bob.delete()
    assert before
    assert lines() == before


def test_nobody_changes_a_line_or_deletes_a_young_one_in_any_way(client, boss, alice, tmp_path):
    """Neither by the ORM, nor by a file that is loaded, nor a superuser in the admin: the database refuses."""
    line = Event.objects.create(kind=Kind.JOINED, by=alice.pk, subject="True")
    other = Event(pk=line.pk, kind=Kind.JOINED, at=line.at, subject="False")
    (tmp_path / "line.json").write_text(serializers.serialize("json", [other]))
    rows = Event.objects.filter(pk=line.pk)
    told: dict[str, Any] = {
        "unique_fields": ["id"],
        "update_fields": ["subject"],
        "update_conflicts": True,
    }
    for way in (
        lambda: rows.update(subject="False"),
        lambda: rows.delete(),
        lambda: rows._raw_delete("default"),
        lambda: other.save(),
        lambda: Event.objects.bulk_update([other], ["subject"]),
        lambda: Event.objects.bulk_create([other], **told),
        lambda: call_command("loaddata", str(tmp_path / "line.json"), verbosity=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
    client.force_login(boss)
    page = "/admin/audit/event/"
    for url, sent in (
        (f"{page}{line.pk}/change/", {"subject": "False"}),
        (f"{page}{line.pk}/delete/", {"post": "yes"}),
        (page, {"action": "delete_selected", "_selected_action": str(line.pk), "post": "yes"}),
    ):
        client.post(url, sent)
    assert (rows.get().subject, rows.get().by) == ("True", alice.pk)


def test_a_line_of_more_than_a_year_may_go_and_is_never_changed(alice):
    old = timezone.now() - timedelta(days=366)
    line = Event.objects.create(kind=Kind.JOINED, by=alice.pk, at=old)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(by=None)
    assert Event.objects.filter(pk=line.pk).delete()[0] == 1


def test_the_whole_table_cannot_be_emptied_either():
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE audit_event")
