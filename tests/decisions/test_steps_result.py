"""What pages, versions and JSON say about steps, and that what they list does what it says."""

import re

import pytest
from django.urls import reverse

from decisions.results import result_of
from decisions.services.versions import save_version
from report.document import texts_of
from report.facts import facts
from tests.browser.journey import GATES, PAYROLL
from tests.decisions.blocks import changes_on
from tests.people import make_answers, make_gates, make_steps

EXPERT_ANSWERS = {"B1": 5, "B2": 5, "B4": 5}


@pytest.fixture
def split(assessment):
    """A payroll whose second step is expert work."""
    make_answers(assessment, PAYROLL)
    make_gates(assessment, **GATES)
    make_steps(assessment, "Enter", "Judge", Judge=EXPERT_ANSWERS)
    return assessment


@pytest.mark.django_db
def test_page_version_and_json_say_the_same_about_the_steps(alices, alice, split):
    """One headline, one row per step, the facts of each."""
    version = save_version(assessment=split, by=alice)
    numbers = alices.get(reverse("result_json", args=[split.pk])).json()
    assert numbers["recommendation"]["outcome"] == "split"
    assert version.snapshot["facts"]["steps"] == numbers["steps"]
    assert [row["recommendation"]["outcome"] for row in numbers["steps"]] == ["bpo", "kpo"]
    pages = [
        alices.get(reverse(f"{name}_page", args=[pk, "steps"])).context["page"]
        for name, pk in (("result", split.pk), ("version", version.pk))
    ]
    assert texts_of(pages[0]) == texts_of(pages[1])
    said = texts_of(pages[0])
    for name in ("Enter", "Judge"):
        assert any(name in text for text in said)


@pytest.mark.django_db
def test_the_strip_has_every_step_in_its_order(alices, split):
    response = alices.get(reverse("result", args=[split.pk]))
    text = response.content.decode()
    strip, *_ = response.context["sections"]["steps"]["blocks"]
    assert [row[0]["text"] for row in strip["table"]["rows"]] == ["1. Enter", "2. Judge"]
    assert re.findall(r'class="step-name">(?:<a[^>]*>)?(\d+)\.', text) == ["1", "2"]


@pytest.mark.django_db
def test_every_change_of_steps_that_agree_leads_to_the_headline_that_it_prints(alices, assessment):
    """By the link on the page, steps included: the what-if page shows that headline."""
    make_answers(
        assessment, {"A1": 1, "A2": 2, "B1": 1, "B2": 1, "B3": 1, "C4": 3, "D1": 3, "E1": 4}
    )
    make_steps(assessment, "Collect", "Check", Check={"B1": 2})
    response = alices.get(reverse("result_page", args=[assessment.pk, "sure"]))
    rows = changes_on(response.context["page"])
    assert rows
    for row in rows:
        tried = alices.get(row["change"]["url"]).context
        said = (tried["now"]["outcome"], tried["now"]["stays"])
        assert said == (
            (row["option"], False) if row["option"] else (tried["saved"]["outcome"], True)
        )


@pytest.mark.django_db
def test_a_split_says_what_would_change_it_by_step_alone(alices, split):
    found = facts(result_of(split, None))
    assert found["flips"] is None
    assert any(row["flips"] for row in found["steps"])
    page = alices.get(reverse("result_page", args=[split.pk, "sure"])).context["page"]
    rows = next(row for row in page["sections"] if row["key"] == "change")["blocks"][1]["rows"]
    assert all(row["where"] for row in rows)
    assert {row["about"]["step"] for row in rows} <= {0, 1, 2}


@pytest.mark.django_db
def test_another_name_of_a_step_is_another_version(alice, assessment):
    make_answers(assessment, {"A1": 2})
    (step,) = make_steps(assessment, "Prepare")
    first = save_version(assessment=assessment, by=alice)
    step.name = "Prepare it"
    step.save()
    assert save_version(assessment=assessment, by=alice).number == first.number + 1
