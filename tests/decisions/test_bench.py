"""The bench walks through the real pages: it must not rot between two runs of it."""

from itertools import pairwise

import pytest
from django.db import connection

from decisions.models import Answer, Assessment, Depth
from decisions.results import snapshot_of
from tests.addresses import address_of, kind_of, own_patterns, parameters
from tests.people import make_edition
from tools import bench_lists, bench_site
from tools.wire import Browser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the bench measures PostgreSQL"),
]


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize("depth", Depth.values)
def test_a_walk_saves_a_fresh_answer_at_every_step_and_begins_anew_at_the_end(depth, scripted):
    user = bench_site.person(make_edition())
    assessment = bench_site.assessment_of(user, depth)
    walk = bench_site.Walk(Browser(user), assessment, scripted=scripted)
    saved = []
    for _ in range(14):
        assert walk.step().wall > 0
        saved.append(Answer.objects.filter(assessment=assessment).count())
    for before, after in pairwise(saved):
        assert after in (before + 1, 1)
    assert saved[:6] == [1, 2, 3, 4, 5, 6]
    assert (depth == Depth.FULL) == (1 not in saved[1:])


def test_every_page_of_an_assessment_with_everything_in_it_is_measured(client, monkeypatch):
    """The pages are compared with what a browser gets at all addresses of the site, not with a list."""
    user = bench_site.person(make_edition())
    assessment = bench_site.assessment_of(user, "0")
    keys = bench_site.filled(assessment)
    client.force_login(user)
    wanted = {
        pattern.name
        for pattern in own_patterns()
        if parameters(pattern) & {"assessment_id", "version_id"}
        and kind_of(client.get(address_of(pattern, keys))) == "page"
    }
    monkeypatch.setattr(bench_site, "filled", lambda _: keys)
    monkeypatch.setattr(bench_site, "ROUNDS", 1)
    first, *rows = bench_site.pages(user)
    assert first.holds is None
    assert {row.what.removeprefix("page ").split()[0] for row in rows} == wanted
    assert {"cost", "cost_side", "step", "result", "whatif", "version"} <= wanted
    assert all(row.budget == "4x CPU" and row.holds is not None for row in rows)

    shown = snapshot_of(Assessment.objects.get(pk=assessment.pk))
    facts = shown["facts"]
    assert facts["cost"]["best"] == "bpo"
    assert len(facts["steps"]) == 5
    assert facts["place"]
    assert facts["input"]["place"]
    assert len(shown["scenarios"]) == 1


def test_the_lists_are_measured_with_every_search_and_page(monkeypatch):
    monkeypatch.setattr(bench_lists, "FEW", 40)
    monkeypatch.setattr(bench_lists, "MANY", 90)
    monkeypatch.setattr(bench_lists, "ROUNDS", 1)
    rows = list(bench_lists.measure(make_edition()))
    assert len(rows) == len(bench_lists.SEARCHES) + 3
    assert all(row.holds is not None for row in rows)


def test_measurements_and_faults_have_the_shipped_edition_though_only_the_tests_keep_one():
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA kept RENAME TO elsewhere")
        try:
            bench_site.filled(bench_site.assessment_of(bench_site.person(make_edition()), "0"))
        finally:
            cursor.execute("ALTER SCHEMA elsewhere RENAME TO kept")
