"""Support looks at assessments in the admin and changes nothing there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from decisions.models import Paper
from decisions.services.assessments import finish
from tests.people import make_answers, make_assessment, make_user


@pytest.fixture
def staff(client_of, db):
    return client_of(make_user("root@example.org", "Root", is_staff=True, is_superuser=True))


@pytest.mark.parametrize("name", ["assessment", "version", "paper", "activity"])
def test_lists_can_be_read_and_searched_but_nothing_added(name, staff, alices, alice, assessment):
    make_answers(assessment, {"A1": 1})
    alices.post(f"/assessments/{assessment.pk}/finish/")
    version = assessment.versions.get()
    Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())
    path = f"/admin/decisions/{name}/"
    assert staff.get(path).status_code == 200
    assert staff.get(path, {"q": "Supplier"}).status_code == 200
    assert staff.get(path + "add/").status_code == 403
    row = {
        "assessment": assessment.pk,
        "version": version.pk,
        "paper": version.papers.get().pk,
        "activity": assessment.activities.first().pk,
    }[name]
    shown = staff.get(f"{path}{row}/change/")
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert staff.post(f"{path}{row}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["assessment", "version", "paper", "activity"])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(name, staff, alice, team):
    """Each row of another owner, so that nothing is found because it was loaded before."""
    path = f"/admin/decisions/{name}/"
    counts = []
    for number in range(3):
        owner = make_user(f"owner-{number}@example.org")
        row = make_assessment(team, owner)
        make_answers(row, {"A1": 1})
        finish(assessment=row, by=owner)
        version = row.versions.get()
        Paper.objects.create(version=version, requested_by=owner, queued_at=timezone.now())
        staff.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(path).status_code == 200
        counts.append(len(queries))
        assert not any('"definition"' in query["sql"] for query in queries)
    assert counts[0] == counts[1] == counts[2]


def test_people_without_the_right_see_nothing_of_it(alices, assessment):
    assert alices.get("/admin/decisions/assessment/").status_code == 302


def test_the_list_of_assessments_names_the_outcome_as_the_site_does(staff, alice, assessment):
    make_answers(assessment, {"A1": 5, "A2": 5, "B3": 5, "C4": 1})
    finish(assessment=assessment, by=alice)
    assessment.refresh_from_db()
    html = staff.get("/admin/decisions/assessment/").content.decode()
    assert f">{assessment.outcome_name}</td>" in html
    assert f">{assessment.outcome}</td>" not in html
