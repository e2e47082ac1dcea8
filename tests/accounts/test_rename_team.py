"""Another name for a team."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.admin import filled, page_of
from tests.forms_on_page import forms_of, submit
from tests.people import STRANGE_NAMES, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(team) -> str:
    return reverse("rename_team", args=[team.pk])


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_an_owner_renames(url, team, alices, name):
    assert submit(alices, url, {"name": name})["Location"] == reverse("team", args=[team.pk])
    team.refresh_from_db()
    assert team.name == name
    assert alices.get(reverse("team", args=[team.pk])).status_code == 200


def test_opening_the_form_changes_nothing(url, team, alices):
    assert "Finance operations" in alices.get(url).text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_who_do_not_own_may_not(url, team, bob, bobs, role):
    join(team, bob, role)
    assert bobs.post(url, {"name": "Mine"}).status_code == 403


def test_strangers_find_nothing(url, charlies):
    assert charlies.post(url, {"name": "Mine"}).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, client):
    assert client.post(url, {"name": "Mine"}).status_code == 302


@pytest.mark.parametrize("name", ["", "\n", "a\0b", "x" * 1_000_000])
def test_bad_names_are_refused_and_the_old_one_stays(url, team, alices, name):
    answer = alices.post(url, {"name": name})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    team.refresh_from_db()
    assert team.name == "Finance operations"


def test_other_methods_are_refused(url, alices):
    assert alices.put(url).status_code == 405


def test_an_owner_who_saw_another_name_is_told_and_nothing_is_overwritten(url, team, alices):
    (opened,) = [form for form in forms_of(alices.get(url).text) if form.versions]
    submit(alices, url, {"name": "Finance"})
    page = opened.send(alices, url, {"name": "Money"})
    team.refresh_from_db()
    assert team.name == "Finance"
    assert [(row.saved, row.yours) for row in page.context["conflict"]] == [("Finance", "Money")]
    (again,) = [form for form in forms_of(page.text) if form.versions]
    assert again.send(alices, url, {}).status_code == 302
    team.refresh_from_db()
    assert team.name == "Money"


def test_what_the_admin_saves_is_not_overwritten_unseen(url, team, bob, alices, client_of):
    """The name on the team's own page, and the role in its table."""
    member = join(team, bob, Role.VIEWER)
    role = reverse("change_role", args=[team.pk, member.pk])
    opened = {
        page: next(form for form in forms_of(alices.get(page).text) if form.versions)
        for page in (url, role)
    }
    staff = client_of(make_user("staff@example.org", is_staff=True, is_superuser=True))
    sent = filled(staff, page_of(team))
    row = next(name for name, value in sent.items() if value == str(member.pk)).removesuffix("id")
    changes = {"name": "Finance", f"{row}role": "editor"}
    assert staff.post(page_of(team), sent | changes).status_code == 302
    for page, mine in ((url, {"name": "Money"}), (role, {"role": "reviewer"})):
        assert opened[page].send(alices, page, mine).context["conflict"]
    team.refresh_from_db()
    member.refresh_from_db()
    assert (team.name, member.role) == ("Finance", Role.EDITOR)
