"""Two versions, or a version and what is saved now, side by side at one address."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from decisions.comparing import state_now
from decisions.models import ActionItem, Assessment, CostCase, Scenario, Version
from decisions.services.versions import is_current, save_version
from decisions.wording import NOT_APPLICABLE
from tests.people import (
    fresh,
    make_answers,
    make_assessment,
    make_cost_case,
    make_gates,
    make_steps,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(payroll: Assessment, alice: User) -> Version:
    """A version of a payroll that is answered in full, with two steps and a cost case."""
    make_steps(payroll, "Collect", "Pay")
    make_cost_case(payroll)
    return save_version(assessment=fresh(payroll), by=alice, name="Before the tender")


def change(assessment: Assessment, by: User) -> None:
    """A little of everything."""
    assessment.answers.filter(criterion="A1").delete()
    assessment.answers.filter(criterion="A2").update(choice=5, note="Asked again.")
    make_gates(assessment, KO1="fires")
    make_steps(assessment, "Archive")
    case = CostCase.objects.get(assessment=assessment)
    case.case["terms"]["years"] = 5
    case.save()
    Scenario.objects.create(
        assessment=assessment, name="Other", changes={"answers": {"A2": 1}}, created_by=by
    )
    ActionItem.objects.create(
        assessment=assessment,
        text="Ask the bank",
        name="דנה",
        status="doing",
        due=date(2027, 3, 1),
        changed_by=by,
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        name="Pay", weights="cost_led", place={"home": "DE"}, done_by="own"
    )


def test_a_scenario_is_told_in_words_whatever_it_changes(kept, payroll, alice):
    """Nobody reads a dictionary, and a change of one step is one, too."""
    ruleset = payroll.edition.ruleset
    theme, criterion = ruleset.themes[0], ruleset.criterion["A2"]
    changes = {
        "answers": {"A2": "not_applicable"},
        "gates": {"KO1": "fires"},
        "weights": {theme.code: 31},
        "questions": {"A2": 2},
        "steps": {"1.A2": 1, "2.KO1": "unknown"},
        "named": {"1": "Collect", "2": "Pay"},
    }
    Scenario.objects.create(assessment=payroll, name="All of it", changes=changes, created_by=alice)
    _, told = state_now(fresh(payroll)).around["scenario All of it"]
    assert "{" not in told
    for words in (f"{theme.name} 31", f"{criterion.name} 2", "“Collect”", "“Pay”"):
        assert words in told
    assert told.count(ruleset.gate["KO1"].question) == 2
    assert NOT_APPLICABLE in told


def keys(page: Any) -> list[str]:
    return [row["key"] for row in page.context["sections"]]


def test_all_that_differs_stands_by_subject_and_nothing_where_nothing_does(
    kept, payroll, alice, alices
):
    now = reverse("compare_now", args=[payroll.pk, kept.pk])
    same = alices.get(now)
    assert keys(same) == []
    assert is_current(kept)
    change(payroll, alice)
    page = alices.get(now)
    everything = ["answers", "checks", "steps", "weights", "cost", "place", "around"]
    assert keys(page) == ["advice", "scores", *everything]
    html = page.content.decode()
    for words in ("Asked again.", "Archive", "Germany", "Ask the bank", "Other", "\u2068דנה\u2069"):
        assert words in html
    assert "2027-03-01" not in html  # a day is told as everywhere
    assert html.count("<caption") == html.count("<table") > 7
    newer = save_version(assessment=fresh(payroll), by=alice)
    both = alices.get(reverse("compare", args=[payroll.pk, kept.pk, newer.pk]))
    assert keys(both) == keys(page)
    asked = {"before": str(kept.pk), "after": str(newer.pk)}
    choose = reverse("compare_choose", args=[payroll.pk])
    assert alices.get(choose, asked)["Location"] == both.request["PATH_INFO"]
    assert alices.get(choose, asked | {"after": "now"})["Location"] == now
    back = reverse("result_page", args=[payroll.pk, "versions"])
    assert alices.get(choose, asked | {"before": "what"})["Location"] == back


def test_whatever_makes_another_version_differs_here_too(kept, payroll, alices):
    """Or a version would be said to have changed, and the comparison that nothing has."""
    changes: list[dict[str, Any]] = [
        {"name": "Renamed"},
        {"unit": "Sales"},
        {"done_by": "provider"},
        {"service": "it-service-desk"},
        {"place": {"languages": ["de"]}},
    ]
    before = Assessment.objects.filter(pk=payroll.pk).values(
        *{key for row in changes for key in row}
    )
    stored = before.get()
    for row in changes:
        Assessment.objects.filter(pk=payroll.pk).update(**stored | row)
        assert not is_current(Version.objects.get(pk=kept.pk)), row
        assert keys(alices.get(reverse("compare_now", args=[payroll.pk, kept.pk]))), row


def test_only_versions_of_the_same_assessment_are_compared(kept, payroll, team, alice, alices):
    other = make_assessment(team, alice, name="Another")
    make_answers(other, {"A1": 1})
    strange = save_version(assessment=other, by=alice)
    for ids in ([kept.pk, strange.pk], [strange.pk, kept.pk]):
        assert alices.get(reverse("compare", args=[payroll.pk, *ids])).status_code == 404


def test_the_number_of_queries_does_not_follow_what_differs(kept, payroll, alice, alices):
    """Once with one difference, once with everything otherwise."""
    address = reverse("compare_now", args=[payroll.pk, kept.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert alices.get(address).status_code == 200
        return len(found)

    Assessment.objects.filter(pk=payroll.pk).update(name="Renamed")
    count()
    before = count()
    change(payroll, alice)
    assert count() == before <= 18
