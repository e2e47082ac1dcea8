"""The catalog's first page: four groups with counts, who edited last, what is not published, a search."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.admin.home import GROUPS
from catalog.models import Choice, Criterion, Kpi, Lines, ReferenceSettings, ServiceType, Theme
from catalog.models.base import Page
from catalog.retiring import retire
from tests.admin import filled, page_of
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("kept_small")
HOME = reverse("admin:app_list", args=["catalog"])


def rows_of(page):
    return {row.name: row for group in page.context["groups"] for row in group.rows}


def test_every_table_with_a_page_of_its_own_stands_in_one_of_the_four_groups():
    listed = [model for _, _, tables in GROUPS for model in tables]
    pages = {m for m in apps.get_app_config("catalog").get_models() if issubclass(m, Page)}
    assert len(GROUPS) == 4
    assert sorted(m.__name__ for m in listed) == sorted(m.__name__ for m in pages | {Kpi})
    assert all(admin.site.is_registered(model) for model in listed)


def test_the_home_counts_and_names_the_last_editor_and_what_waits(small, erins, erin):
    page = erins.get(HOME)
    assert page.context["changes"] == 0
    assert rows_of(page)["Criteria"].count == 3
    assert rows_of(page)["Criteria"].who is None
    url = page_of(Criterion.objects.get(code="A1"))
    erins.post(url, filled(erins, url) | {"help": "Other"})
    Choice.objects.filter(criterion__code="B1", number=1).update(text="Other")
    Lines.objects.update(title="Other")
    ReferenceSettings.objects.update(near_hours=3)
    retire(pages=[ServiceType.objects.get(slug="research")], by=erin)
    page = erins.get(HOME)
    rows = rows_of(page)
    assert (rows["Criteria"].who, rows["Criteria"].changes) == (erin, 2)
    assert (rows["Service types"].count, rows["Service types"].retired) == (1, 1)
    assert rows["Service types"].changes == 1
    single = {name: row.changes for name, row in rows.items() if row.changes}
    assert sorted(single.values()) == [1, 1, 1, 2]
    assert page.context["changes"] == 5


@pytest.mark.parametrize(
    ("asked", "table", "row"),
    [
        ("name of a1", "Criteria", lambda: Criterion.objects.get(code="A1")),
        ("B1 choice 2", "Criteria", lambda: Criterion.objects.get(code="B1")),  # in its tables
        ("99.5%", "Service types", lambda: ServiceType.objects.get(slug="payroll")),
        ("approve", "Service types", lambda: ServiceType.objects.get(slug="payroll")),
    ],
)
def test_one_search_finds_pages_by_what_stands_in_them_and_in_their_tables(
    asked, table, row, small, erins
):
    found = {group.name: group.pages for group in erins.get(HOME, {"q": asked}).context["found"]}
    assert [url for _, url in found[table]] == [page_of(row())]


@pytest.mark.parametrize("asked", ["%", "'", "%00", "é" * 5000, " ", "x" * 101])
def test_whatever_is_searched_for_is_answered(asked, small, erins):
    assert erins.get(HOME, {"q": asked}).status_code == 200


def test_who_may_see_one_table_sees_and_finds_no_other(small, client_of, stans):
    rita = make_user("rita@example.org", is_staff=True)
    rita.user_permissions.add(Permission.objects.get(codename="view_theme"))
    page = client_of(rita).get(HOME)
    assert list(rows_of(page)) == ["Themes"]
    assert rows_of(page)["Themes"].add_url == ""
    found = client_of(rita).get(HOME, {"q": "a"}).context["found"]
    assert [group.name for group in found] == ["Themes"]
    assert stans.get(HOME).status_code == 403
    Theme.objects.update(name="Other")
    assert client_of(rita).get(HOME).context["changes"] == 0  # which is for those who read editions
