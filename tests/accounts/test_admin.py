"""People and teams in the admin, and the way in."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, Team, User
from audit.models import Event, Kind
from tests.admin import conflict_in, filled, page_of, shown_in
from tests.people import PASSWORD, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client) -> User:
    admin = make_user("admin@example.org", "Ada Admin", is_staff=True, is_superuser=True)
    client.force_login(admin)
    return admin


def test_the_admin_signs_in_where_everybody_does(client, db):
    index = reverse("admin:index")
    asked = client.get(index, follow=True)
    assert asked.redirect_chain[-1][0].startswith(reverse("account_login"))
    make_user("admin@example.org", is_staff=True, is_superuser=True)
    data = {"login": "Admin@example.org", "password": PASSWORD, "next": index}
    assert client.post(reverse("account_login"), data)["Location"] == index
    assert client.get(index).status_code == 200


def test_people_without_the_right_are_refused(alices):
    assert alices.get(reverse("admin:index"), follow=True).status_code == 403


def test_a_superuser_from_the_command_line_can_sign_in_before_any_mail_is_sent(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="root@example.org", interactive=False, verbosity=0)
    client.post(reverse("account_login"), {"login": "root@example.org", "password": PASSWORD})
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_person_is_added_by_address(admin, client):
    answer = client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "New@Example.org",
            "name": "New Person",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert answer.status_code == 302
    assert User.objects.get(email__iexact="new@example.org").check_password(PASSWORD)


@pytest.mark.parametrize("email", ["", "no address", "ADMIN@example.org", "a\0@example.org"])
def test_a_bad_or_known_address_is_refused_with_a_message(admin, client, email):
    data = {
        "email": email,
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = client.post(reverse("admin:accounts_user_add"), data)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert User.objects.count() == 1


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", ["user", "team"])
def test_the_pages_open(admin, client, team, model, page):
    assert client.get(reverse(f"admin:accounts_{model}_{page}"), {"q": "a"}).status_code == 200


def test_an_address_is_found_by_the_name_of_its_person(admin, client, alice):
    found = client.get(reverse("admin:account_emailaddress_changelist"), {"q": "Adams"})
    assert "alice@example.org" in found.text
    assert "admin@example.org" not in found.text.partition("result_list")[2]


def test_a_person_and_a_team_can_be_opened(admin, client, team, alice):
    assert client.get(reverse("admin:accounts_user_change", args=[alice.pk])).status_code == 200
    assert client.get(reverse("admin:accounts_team_change", args=[team.pk])).status_code == 200


def team_form(client: Client, team: Team, *rows: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        "_version": filled(client, page_of(team))["_version"],
        "name": team.name,
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": sum("id" in row for row in rows),
    }
    for number, row in enumerate(rows):
        data |= {f"memberships-{number}-{key}": value for key, value in row.items()}
    return data


def test_members_are_added_in_the_admin(admin, client, team, alice, bob):
    hers = team.memberships.get()
    rows = (
        {"id": hers.pk, "team": team.pk, "user": alice.pk, "role": "owner"},
        {"team": team.pk, "user": bob.pk, "role": "editor"},
    )
    url = reverse("admin:accounts_team_change", args=[team.pk])
    assert client.post(url, team_form(client, team, *rows)).status_code == 302
    assert team.memberships.get(user=bob).role == Role.EDITOR


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"role": "owner", "DELETE": "on"}])
def test_a_team_keeps_an_owner_in_the_admin_too(admin, client, team, alice, change):
    hers = team.memberships.get()
    row = {"id": hers.pk, "team": team.pk, "user": alice.pk, **change}
    url = reverse("admin:accounts_team_change", args=[team.pk])
    answer = client.post(url, team_form(client, team, row))
    assert "A team needs at least one owner." in answer.text
    assert team.memberships.get().role == Role.OWNER


def test_a_team_with_assessments_cannot_be_deleted(admin, client, team, assessment):
    url = reverse("admin:accounts_team_delete", args=[team.pk])
    client.post(url, {"post": "yes", "_version": client.get(url).wsgi_request.deletion})
    assert Team.objects.filter(pk=team.pk).exists()


def test_two_people_cannot_share_an_address_in_other_letters(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ALICE@example.org")


def test_a_person_needs_an_address():
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_a_person_without_a_name_is_called_by_the_address(db):
    user = make_user("jo.smith@example.org")
    assert (str(user), user.get_short_name()) == ("jo.smith", "jo.smith")


def test_people_and_memberships_have_readable_names(team, alice, bob):
    membership = join(team, bob, Role.EDITOR)
    assert str(membership) == "Bob Brown in Finance operations (Editor)"
    assert str(alice) == "Alice Adams"


def test_a_person_who_is_a_teams_last_owner_cannot_be_deleted(admin, client, team, alice, bob_as):
    """Neither alone nor with the only other owner, one by one or from the list."""
    bob = bob_as(Role.EDITOR)
    url = reverse("admin:accounts_user_delete", args=[alice.pk])
    words = "The team Finance operations would have no owner left."
    assert words in client.get(url).content.decode()
    assert words in client.post(url, {"post": "yes"}).content.decode()
    assert User.objects.filter(pk=alice.pk).exists()
    team.memberships.filter(user=bob).update(role=Role.OWNER)
    assert words not in client.get(url).content.decode()
    together = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk]}
    users = reverse("admin:accounts_user_changelist")
    seen = client.post(users, together).wsgi_request.deletion
    client.post(users, together | {"post": "yes", "_version": seen})
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2
    client.post(url, {"post": "yes", "_version": client.get(url).wsgi_request.deletion})
    assert not User.objects.filter(pk=alice.pk).exists()
    assert team.memberships.filter(role=Role.OWNER).get().user == bob


@pytest.mark.parametrize("sent", ["x", "\0", "NaN", "9" * 5000, "-1", '{"a": 1}'])
def test_a_member_that_is_no_person_is_refused_beside_the_field(admin, client, team, sent):
    """The list of people that is searched while typing must survive what nobody could choose."""
    owner = team.memberships.get()
    data = {
        "name": team.name,
        "memberships-TOTAL_FORMS": "2",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(owner.pk),
        "memberships-0-team": str(team.pk),
        "memberships-0-user": str(owner.user_id),
        "memberships-0-role": "owner",
        "memberships-1-team": str(team.pk),
        "memberships-1-user": sent,
        "memberships-1-role": "editor",
    }
    answer = client.post(reverse("admin:accounts_team_change", args=[team.pk]), data)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_the_secret_of_a_second_factor_is_never_shown(admin, client, alice):
    factor = Authenticator.objects.create(user=alice, type="totp", data={"secret": "S3CRET"})
    url = reverse("admin:mfa_authenticator_change", args=[factor.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert "S3CRET" not in page.text
    assert client.post(url, {"data": "{}"}).status_code == 403


def test_a_role_that_was_changed_on_the_site_is_not_put_back_by_an_admin(
    admin, client, team, alice, bob_as
):
    """Alice makes Bob a viewer on the site while an admin renames the team."""
    bob = bob_as(Role.EDITOR)
    url = page_of(team)
    sent = filled(client, url) | {"name": "Renamed"}
    Membership.objects.filter(team=team, user=bob).update(role=Role.VIEWER)
    response = client.post(url, sent)
    assert [(line.saved, line.yours, line.untouched) for line in conflict_in(response)] == [
        ("Viewer", "Editor", True),
        ("Finance operations", "Renamed", False),
    ]
    assert client.post(url, shown_in(response)).status_code == 302
    assert Membership.objects.get(team=team, user=bob).role == Role.VIEWER
    team.refresh_from_db()
    assert team.name == "Renamed"


def test_a_right_that_was_taken_away_meanwhile_is_not_given_back(admin, client, alice):
    group = Group.objects.create(name="Helpers")
    alice.groups.add(group)
    url = page_of(alice)
    sent = filled(client, url) | {"name": "Renamed"}
    alice.groups.remove(group)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    response = client.post(url, sent)
    told = [(line.saved, line.yours) for line in conflict_in(response) if line.untouched]
    assert told == [("No", "Yes"), ("", "Helpers")]
    assert client.post(url, shown_in(response)).status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.is_active, alice.groups.count()) == ("Renamed", False, 0)


def test_staff_with_the_right_to_change_people_change_no_superuser_and_make_none(
    client, admin, bob
):
    """Neither by the account nor by its address, its password or its second step: that would make them one."""
    stan = make_user("stan@example.org", is_staff=True)
    apps = ("accounts", "account", "mfa")
    stan.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    TOTP.activate(admin, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    address = admin.emailaddress_set.get()
    factor = Authenticator.objects.get(user=admin)
    other = EmailAddress.objects.create(user=admin, email="other@example.org")
    client.force_login(stan)
    people, addresses = "/admin/accounts/user/", "/admin/account/emailaddress/"
    closed = (
        (f"{people}{admin.pk}/change/", {"email": stan.email, "name": "Mine"}),
        (f"{people}{admin.pk}/password/", {"password1": "a new one of ten"}),
        (f"{people}{admin.pk}/delete/", {"post": "yes"}),
        (f"{addresses}{address.pk}/change/", {"email": "stan2@example.org"}),
        (f"{addresses}{address.pk}/delete/", {"post": "yes"}),
        (f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"}),
    )
    for url, sent in closed:
        assert client.post(url, sent).status_code == 403, url
    client.post(people, {"action": "erase", "_selected_action": str(admin.pk), "post": "yes"})
    client.post(addresses, {"action": "make_verified", "_selected_action": str(other.pk)})
    for row in (admin, address, factor, other):
        before = dict(vars(row))
        row.refresh_from_db()
        assert {name: value for name, value in vars(row).items() if name in before} == before

    page = page_of(bob)
    sent = filled(client, page)
    assert {"is_active", "name"} <= sent.keys()
    client.post(page, sent | {"is_superuser": "on", "is_staff": "on", "name": "Bobby"})
    bob.refresh_from_db()
    assert (bob.name, bob.is_superuser, bob.is_staff) == ("Bobby", False, False)


def test_what_gives_rights_or_a_way_in_leaves_a_line(client, admin, bob):
    group = Group.objects.create(name="Helpers")
    right = Permission.objects.get(codename="view_team")
    page = page_of(group)
    client.post(page, filled(client, page) | {"permissions": str(right.pk)})
    page = page_of(bob)
    client.post(page, filled(client, page) | {"groups": str(group.pk)})
    other = EmailAddress.objects.create(user=bob, email="other@example.org")
    verify = {"action": "make_verified", "_selected_action": str(other.pk)}
    client.post(reverse("admin:account_emailaddress_changelist"), verify)
    lines = Event.objects.order_by("pk").values_list("kind", "person", "subject", "detail")
    assert list(lines) == [
        (Kind.RIGHTS_CHANGED, None, "Group Helpers", {"now": "view_team"}),
        (Kind.RIGHTS_CHANGED, bob.pk, "groups", {"now": "Helpers"}),
        (Kind.SIGN_IN_CHANGED, bob.pk, "E-mail address", {}),
    ]


def test_whoever_may_only_look_at_addresses_proves_none(client, bob):
    """A proven address opens the invitations that wait for it."""
    stan = make_user("stan@example.org", is_staff=True)
    stan.user_permissions.set(Permission.objects.filter(codename="view_emailaddress"))
    other = EmailAddress.objects.create(user=bob, email="other@example.org")
    client.force_login(stan)
    verify = {"action": "make_verified", "_selected_action": str(other.pk)}
    client.post(reverse("admin:account_emailaddress_changelist"), verify)
    other.refresh_from_db()
    assert not other.verified


@pytest.fixture
def stans(client, admin) -> Client:
    """Staff with every right over people, addresses, second steps and groups that can be ticked."""
    stan = make_user("stan@example.org", is_staff=True)
    apps = ("accounts", "account", "mfa", "auth")
    stan.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    client.force_login(stan)
    return client  # type: ignore[no-any-return]


def test_staff_give_no_superuser_a_mailbox_of_their_own(stans, admin):
    """Neither as a new address nor by moving one that they have proven: a new password would go there."""
    own = EmailAddress.objects.get(email="stan@example.org")
    new = {"user": admin.pk, "email": "stan@elsewhere.example", "verified": "on"}
    page = stans.post(reverse("admin:account_emailaddress_add"), new)
    assert "user" in page.context["adminform"].form.errors
    url = page_of(own)
    page = stans.post(url, filled(stans, url) | {"user": admin.pk})
    assert "user" in page.context["adminform"].form.errors
    assert EmailAddress.objects.filter(user=admin).count() == 1
    own.refresh_from_db()
    assert own.user != admin
    new["user"] = own.user_id
    assert stans.post(reverse("admin:account_emailaddress_add"), new).status_code == 302


def test_staff_give_no_rights_by_a_group_either(stans, admin):
    """Whoever could change what a group may do could do it, by a group they are in."""
    right = Permission.objects.get(codename="publish_edition")
    group = Group.objects.create(name="Helpers")
    stans.post(reverse("admin:auth_group_add"), {"name": "New", "permissions": right.pk})
    url = page_of(group)
    stans.post(url, filled(stans, url) | {"name": "Renamed", "permissions": right.pk})
    for name in ("New", "Renamed"):
        assert not Group.objects.get(name=name).permissions.exists()
    stans.force_login(admin)
    stans.post(url, filled(stans, url) | {"permissions": right.pk})
    assert group.permissions.get() == right


def test_an_admin_is_told_of_teams_that_nobody_can_manage_any_more(
    admin, client, alice, bob_as, team
):
    bob_as(Role.OWNER)
    for person, told in ((team.memberships.get(user__name="Bob Brown").user, False), (alice, True)):
        page = page_of(person)
        sent = {name: value for name, value in filled(client, page).items() if name != "is_active"}
        assert (team.name in client.post(page, sent, follow=True).text) == told


def test_staff_take_over_nobody_who_may_do_more_than_they(stans, admin, bob):
    """Whoever sets the password of somebody and takes the second step away is that person."""
    erin = make_user("erin@example.org", "Erin", is_staff=True)
    erin.groups.add(Group.objects.get(name="Catalog editors"))
    TOTP.activate(erin, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    factor, address = Authenticator.objects.get(user=erin), EmailAddress.objects.get(user=erin)
    hers = (
        page_of(erin),
        reverse("admin:auth_user_password_change", args=[erin.pk]),
        reverse("admin:accounts_user_delete", args=[erin.pk]),
        page_of(address),
        reverse("admin:mfa_authenticator_delete", args=[factor.pk]),
    )
    for is_active in (True, False):  # an account that is closed can be opened again
        User.objects.filter(pk=erin.pk).update(is_active=is_active)
        for url in hers:
            assert stans.post(url, {"post": "yes"}).status_code == 403, url
    people = reverse("admin:accounts_user_changelist")
    stans.post(people, {"action": "erase", "_selected_action": str(erin.pk), "post": "yes"})
    assert User.objects.filter(pk=erin.pk, email=erin.email).exists()
    new = {"user": erin.pk, "email": "stan@elsewhere.example", "verified": "on"}
    page = stans.post(reverse("admin:account_emailaddress_add"), new)
    assert "user" in page.context["adminform"].form.errors
    assert stans.get(page_of(bob)).context["has_change_permission"]
    User.objects.get(email="stan@example.org").groups.add(*erin.groups.all())
    assert stans.get(page_of(erin)).context["has_change_permission"]
