"""The list of the steps of a process, as a browser without scripts meets it."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import wording
from decisions.models import Assessment, Step
from decisions.services.steps import MOST_STEPS
from tests.decisions.questions import notices, page
from tests.decisions.step_pages import names, new, url
from tests.forms_on_page import forms_of
from tests.people import STRANGE_NAMES, make_answers, make_assessment, make_gates, make_steps


def test_a_typed_step_is_added_and_shown(alices, assessment):
    shown = page(alices.post(url(assessment), new("  Check \n the invoice "), follow=True))
    assert names(assessment) == ["Check the invoice"]
    assert "“Check the invoice” is now a step of this process." in shown
    assert "1 step</h2>" in shown


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_every_script_is_kept_and_shown_as_text(alices, assessment, name):
    alices.post(url(assessment), new(name))
    assert names(assessment) == [name]
    (step,) = Step.objects.all()
    for address in (url(assessment), url(assessment, step.pk), url(assessment, step.pk, "remove")):
        assert "<script>alert" not in page(alices.get(address))


@pytest.mark.parametrize("name", ["", "   ", "n" * 201, "nul\0here"])
def test_a_name_that_will_not_do_is_refused_beside_its_field(alices, assessment, name):
    shown = page(alices.post(url(assessment), new(name)))
    assert "<title>Error: " in shown
    assert "invalid-feedback" in shown or "error" in shown
    assert names(assessment) == []


def test_a_forged_key_is_an_error_and_no_crash(alices, assessment):
    assert "Error: " in page(alices.post(url(assessment), {"name": "Check", "key": "x"}))
    assert "Error: " in page(alices.post(url(assessment), {}))


def test_another_name_after_going_back_is_another_step(alices, assessment):
    first = new("Check")
    for name in ("Check", "Check", "Pay"):
        alices.post(url(assessment), first | {"name": name})
    assert list(assessment.steps.values_list("name", flat=True)) == ["Check", "Pay"]


def test_typical_steps_are_taken_with_their_reasons(alices, team, alice):
    """The usual steps of payroll: the fourth, to approve the pay run, stays inside."""
    payroll = make_assessment(team, alice, service="payroll")
    typical = payroll.edition.ruleset.service["payroll"].steps
    assert page(alices.get(url(payroll))).count('name="steps"') == len(typical)
    key = str(uuid.uuid4())
    for _ in range(2):  # a double click
        alices.post(
            url(payroll, "typical"), {"steps": [typical[0].name, typical[3].name], "key": key}
        )
    rows = Step.objects.filter(assessment=payroll)
    assert [(row.name, row.retained) for row in rows] == [
        (typical[0].name, ""),
        (typical[3].name, typical[3].retained),
    ]
    assert page(alices.get(url(payroll))).count('name="steps"') == len(typical) - 2


def test_typical_steps_are_those_that_stood_on_the_page(alices, team, alice):
    """A colleague has chosen another service type since: nothing of that was seen."""
    payroll = make_assessment(team, alice, service="payroll")
    (shown,) = [row for row in forms_of(page(alices.get(url(payroll)))) if "steps" in row.names]
    Assessment.objects.filter(pk=payroll.pk).update(service="it-service-desk")
    response = shown.send(alices, url(payroll), {})
    assert "typical steps" in notices(response)
    assert names(payroll) == []


@pytest.mark.parametrize("steps", [[], ["99"], ["0"]], ids=["none", "unknown", "a place"])
def test_typical_steps_that_are_none_are_said(alices, team, alice, steps):
    payroll = make_assessment(team, alice, service="payroll")
    response = alices.post(url(payroll, "typical"), {"steps": steps, "key": str(uuid.uuid4())})
    assert response.status_code == 302
    assert "typical steps" in notices(response)
    assert names(payroll) == []


def test_a_full_list_offers_no_more(alices, assessment):
    make_steps(assessment, *[f"Step {place}" for place in range(MOST_STEPS)])
    assert 'name="name"' not in page(alices.get(url(assessment)))
    shown = page(alices.post(url(assessment), new("One more")))
    assert f"at most {MOST_STEPS} steps" in shown
    assert len(names(assessment)) == MOST_STEPS


def test_the_same_name_twice_is_said(alices, assessment):
    make_steps(assessment, "Check", "Pay", "check")
    assert "Same name as step 1" in page(alices.get(url(assessment)))


def test_a_move_says_where_the_step_stands_and_keeps_the_focus(alices, assessment):
    rows = make_steps(assessment, "A", "B", "C")
    address = url(assessment, rows[2].pk, "move")
    shown = page(alices.post(address, {"way": "up", "version": "0"}, follow=True))
    assert names(assessment) == ["A", "C", "B"]
    assert "“C” is now step 2 of 3." in shown
    assert re.search(rf'id="up-{rows[2].pk}" autofocus', shown)
    form = next(row for row in forms_of(shown) if row.attributes["action"] == address)
    shown = page(form.send(alices, address, {"way": "up"}, follow=True))
    assert "“C” is now step 1 of 3." in shown
    assert re.search(rf'id="down-{rows[2].pk}" autofocus', shown)  # there is no way up any more


def test_many_steps_fold_behind_the_first_and_stand_open_where_one_of_them_was_moved(
    alices, assessment
):
    rows = make_steps(assessment, *[f"Step {place}" for place in range(1, 31)])
    shown = page(alices.get(url(assessment)))
    first, _, rest = shown.partition("<details")
    assert [first.count('id="step-'), rest.count('id="step-')] == [8, 22]
    assert '<details class="disclosure">' in shown
    address = url(assessment, rows[20].pk, "move")
    form = next(row for row in forms_of(shown) if row.attributes["action"] == address)
    moved = page(form.send(alices, address, {"way": "up"}, follow=True))
    assert '<details class="disclosure" open>' in moved
    assert re.search(rf'id="up-{rows[20].pk}" autofocus', moved.partition("<details")[2])


@pytest.mark.parametrize("version", ["2", "0", "", "x", "-1", "9" * 40, "²"])
def test_a_move_in_another_order_moves_nothing_and_says_so(alices, assessment, version):
    """Two steps were added by the second and third revision, so their order has version 3."""
    for name in ("A", "B"):
        alices.post(url(assessment), new(name))
    last = Step.objects.last()
    assert last
    sent = {"way": "up", "version": version}
    shown = page(alices.post(url(assessment, last.pk, "move"), sent, follow=True))
    assert names(assessment) == ["A", "B"]
    assert "the order had changed" in shown


def test_a_step_without_answers_goes_at_once(alices, assessment):
    (step,) = make_steps(assessment, "Check")
    alices.post(url(assessment, step.pk, "remove"), {"version": "1"})
    assert names(assessment) == []


def test_a_step_with_answers_goes_after_a_question(alices, assessment):
    (step,) = make_steps(assessment, "Check", Check={"B1": 4, "C1": 1})
    address = url(assessment, step.pk, "remove")
    assert "Its 2 own answers go with it." in page(alices.post(address))
    assert names(assessment) == ["Check"]
    alices.post(address, {"sure": "yes", "version": "1"})
    assert names(assessment) == []


def test_answers_that_came_meanwhile_are_seen_before_the_step_goes(alices, assessment):
    (step,) = make_steps(assessment, "Check", Check={"B1": 4})
    address = url(assessment, step.pk, "remove")
    (opened,) = [row for row in forms_of(page(alices.get(address))) if row.versions]
    step.answers.update(version=9)
    again = opened.send(alices, address, {}, follow=True)
    assert names(assessment) == ["Check"]
    assert wording.CHANGED_MEANWHILE in page(again)
    (form,) = [row for row in forms_of(page(again)) if row.versions]
    form.send(alices, address, {})
    assert names(assessment) == []


def test_the_task_list_and_the_page_to_check_show_the_steps(alices, assessment):
    make_answers(assessment, {"A1": 2})
    assert "Optional: find out whether to split the work" in page(
        alices.get(f"/assessments/{assessment.pk}/")
    )
    (step,) = make_steps(assessment, "Approve", Approve={"B1": 4})
    step.answers.update(evidence="document")
    make_gates(step, KO1="fires")
    assert "1 listed" in page(alices.get(f"/assessments/{assessment.pk}/"))
    shown = page(alices.get(f"/assessments/{assessment.pk}/check/"))
    criterion = assessment.edition.ruleset.criterion["B1"]
    assert f"{criterion.name}: {criterion.choices[3].text}" in shown
    assert "(rests on: a document)" in shown
    assert f"{assessment.edition.ruleset.gate['KO1'].name}: stands in the way" in shown
    assert url(assessment, step.pk) + "?from=check" in shown


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_queries_whatever_its_length(alices, assessment, count):
    """Session, person, assessment, answers, gates, steps, answers and gates of steps: 8."""
    make_answers(assessment, {"A1": 1})
    make_steps(assessment, *[f"Step {place}" for place in range(count)])
    alices.get(url(assessment))
    with CaptureQueriesContext(connection) as queries:
        page(alices.get(url(assessment)))
    assert len(queries) <= 8


def test_the_list_says_what_the_shares_add_up_to(alices, assessment):
    first, second, _ = make_steps(assessment, "Receive", "Check", "Pay")

    def shown(*shares: float) -> str:
        for row, share in zip((first, second), shares, strict=True):
            row.share = share
            row.save()
        return str(alices.get(f"/assessments/{assessment.pk}/steps/").context["shares"])

    assert alices.get(f"/assessments/{assessment.pk}/steps/").context["shares"] == ""
    assert "70%" in shown(0.4, 0.3)
    assert "30% alike" in shown(0.4, 0.3)
    assert "nothing is left" in shown(0.7, 0.5)
