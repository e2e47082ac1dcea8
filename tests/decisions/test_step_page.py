"""The page of one step: what it inherits, what differs, its share; as a browser without scripts meets it."""

import re
from typing import Any

import pytest

from accounts.models import Role
from decisions.models import GateAnswer, Step
from tests.decisions.questions import page
from tests.decisions.step_pages import new, url
from tests.forms_on_page import forms_of
from tests.people import make_answers, make_assessment, make_steps

CODES = ("B1", "B4", "C1", "F1", "F2", "F4")
GATES = ("KO1", "KO14", "KO2", "KO4", "KO8")


def said(name: str = "Approve", seen: int = 1, **more: Any) -> dict[str, Any]:
    """What the page of a step sends when nothing differs; ``more`` by field, B1 for answer-B1 and
    KO1 for answer-gate-KO1."""
    sent: dict[str, Any] = {"name": name, "retained": "", "version": seen}
    for key in (*CODES, *(f"gate-{code}" for code in GATES)):
        sent |= {f"answer-{key}": "whole", f"note-{key}": "", f"version-{key}": ""}
    names = dict.fromkeys(CODES, "answer-") | dict.fromkeys(GATES, "answer-gate-")
    return sent | {f"{names.get(key, '')}{key}": value for key, value in more.items()}


def test_the_page_of_a_step_shows_what_it_inherits(alices, assessment):
    make_answers(assessment, {"B1": 2, "C1": "unknown"})
    (step,) = make_steps(assessment, "Approve", Approve={"B4": 3})
    shown = page(alices.get(url(assessment, step.pk)))
    criterion = assessment.edition.ruleset.criterion["B1"]
    assert f"As for the whole process: {criterion.choices[1].text}" in shown
    assert "As for the whole process: I don&#x27;t know" in shown
    assert "As for the whole process: Not answered" in shown
    assert shown.count("<details") == len(CODES) + 1 + len(GATES)  # and one around the gates
    assert shown.count('<details class="disclosure" open>') == 1


def test_saving_a_step_keeps_everything_and_leads_back(alices, assessment):
    approve, pay = make_steps(assessment, "Approve", "Pay")
    sent = said("Approve it", B1="4", retained="The law.", KO1="passes", KO8="unknown")
    sent |= {"note-B1": "Each case", "evidence-B1": "measured"}
    response = alices.post(url(assessment, approve.pk), sent)
    assert response["Location"] == url(assessment)
    approve.refresh_from_db()
    assert (approve.name, approve.retained) == ("Approve it", "The law.")
    gates = dict(approve.gate_answers.values_list("gate", "value"))
    assert gates == {"KO1": "passes", "KO8": "unknown"}
    rows = approve.answers.values_list("criterion", "choice", "evidence", "note")
    assert list(rows) == [("B1", 4, "measured", "Each case")]
    shown = page(alices.get(url(assessment, approve.pk)))
    assert re.search(r'name="answer-gate-KO1"\s+value="passes"[^>]*checked', shown)
    assert re.search(r'name="evidence-B1"\s+value="measured"[^>]*checked', shown)
    assert "3 answers of its own" in page(alices.get(url(assessment)))
    response = alices.post(url(assessment, pay.pk), said("Pay") | {"next": "yes"})
    assert response["Location"] == url(assessment)  # there is no next one


def test_a_person_may_go_from_step_to_step(alices, assessment):
    approve, pay = make_steps(assessment, "Approve", "Pay")
    assert "Save and go to the next step" in page(alices.get(url(assessment, approve.pk)))
    assert "Save and go to the next step" not in page(alices.get(url(assessment, pay.pk)))
    sent = said() | {"next": "yes"}
    response = alices.post(url(assessment, approve.pk) + "?from=check", sent)
    assert response["Location"] == url(assessment, pay.pk) + "?from=check"


def test_a_step_returns_to_the_page_that_sent_there(alices, assessment):
    (step,) = make_steps(assessment, "Approve")
    response = alices.post(url(assessment, step.pk) + "?from=check", said())
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"note-B1": "Counted in June"}, "answer-B1"),
        ({"evidence-B1": "measured"}, "answer-B1"),
        ({"reason-F4": "No data here"}, "answer-F4"),
        ({"note-gate-KO1": "Our lawyer said so"}, "answer-gate-KO1"),
        ({"F4": "2", "reason-F4": "No data here"}, "reason-F4"),
        ({"F4": "unknown", "reason-F4": "No data here"}, "reason-F4"),
    ],
)
def test_what_was_typed_beside_another_answer_is_never_dropped_unasked(
    alices, assessment, typed, wrong
):
    """Also not where the step takes the answer of the whole process."""
    (step,) = make_steps(assessment, "Approve")
    response = alices.post(url(assessment, step.pk), said(**typed))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [wrong]
    (form,) = [row for row in forms_of(page(response)) if wrong in row.names]
    name, text = list(typed.items())[-1]
    assert form.values[name] == [text]
    assert not step.answers.exists()
    assert not step.gate_answers.exists()


def test_does_not_apply_needs_a_reason(alices, assessment):
    (step,) = make_steps(assessment, "Approve")
    shown = page(alices.post(url(assessment, step.pk), said(F4="not_applicable")))
    assert "Say in a few words why it does not apply." in shown
    sent = said(F4="not_applicable") | {"reason-F4": "Nobody sees it"}
    assert alices.post(url(assessment, step.pk), sent).status_code == 302
    assert step.answers.get().reason == "Nobody sees it"


@pytest.mark.parametrize("answer", ["0", "6", "-1", "x", "\0", "", "9" * 30])
def test_an_answer_that_does_not_exist_is_refused_beside_its_field(alices, assessment, answer):
    (step,) = make_steps(assessment, "Approve")
    shown = page(alices.post(url(assessment, step.pk), said(B1=answer) | {"note-B1": "Typed"}))
    assert "<title>Error: " in shown
    assert "Typed" in shown
    assert not step.answers.exists()


@pytest.mark.parametrize("value", ["maybe", "", "\0", "YES"])
def test_a_gate_that_has_no_such_answer_is_refused_beside_its_field(alices, assessment, value):
    (step,) = make_steps(assessment, "Approve")
    shown = page(alices.post(url(assessment, step.pk), said(KO1=value, B1="4")))
    assert "<title>Error: " in shown
    assert 'id="div_id_answer-gate-KO1"' in shown
    assert (step.gate_answers.count(), step.answers.count()) == (0, 0)


def test_the_page_says_what_the_gates_are_for_the_whole(alices, alice, assessment):
    GateAnswer.objects.create(assessment=assessment, gate="KO1", value="fires", answered_by=alice)
    (step,) = make_steps(assessment, "Approve")
    shown = page(alices.get(url(assessment, step.pk)))
    assert len(re.findall(r"As for the whole process: No\b", shown)) == 1
    assert 'name="answer-gate-KO12"' not in shown  # limits only where, and that is about the whole


def test_an_empty_form_is_an_error_and_no_crash(alices, assessment):
    (step,) = make_steps(assessment, "Approve")
    assert "Error: " in page(alices.post(url(assessment, step.pk), {}))


def test_long_texts_are_refused_with_their_text_kept(alices, assessment):
    (step,) = make_steps(assessment, "Approve")
    shown = page(alices.post(url(assessment, step.pk), said(retained="k" * 501)))
    assert "Use 500 characters or fewer. You have 501" in shown
    assert "k" * 501 in shown


def test_a_later_writer_sees_both_and_chooses(alices, bob_as, client_of, assessment):
    (step,) = make_steps(assessment, "Approve")
    bobs = client_of(bob_as(Role.EDITOR))
    address = url(assessment, step.pk)
    bobs.post(address, said("Approve invoices", B1="2", KO1="fires") | {"note-B1": "Bob's reasons"})
    mine = said("Approve", retained="Alice's law", B1="5", KO1="passes")
    mine |= {"note-B1": "Alice's reasons"}
    shown = page(alices.post(address, mine))
    for words in ("Approve invoices", "Bob&#x27;s reasons", "Alice&#x27;s reasons", "Bob Brown"):
        assert words in shown
    rows = alices.post(address, mine).context["conflict"]
    assert [(row.saved, row.yours) for row in rows if row.saved == "No"] == [("No", "Yes")]
    assert step.answers.get().choice == 2
    seen = dict(re.findall(r'name="(version(?:-B1|-gate-KO1)?)" value="(\d+)"', shown))
    assert len(seen) == 3
    assert alices.post(address, mine | seen).status_code == 302
    step.refresh_from_db()
    assert (step.name, step.retained) == ("Approve", "Alice's law")
    assert step.gate_answers.get().value == "passes"
    assert step.answers.get().choice == 5


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_edit_can_read_but_change_nothing(role, bob_as, client_of, assessment):
    step, _ = make_steps(assessment, "Approve", "Pay", Approve={"B1": 4})
    bobs = client_of(bob_as(role))
    shown = page(bobs.get(url(assessment)))
    assert "Approve" in shown
    assert "Remove" not in shown
    assert '<form method="post" action="/assessments' not in shown
    shown = page(bobs.get(url(assessment, step.pk)))
    assert "disabled" in shown
    assert ">Save<" not in shown


def test_a_step_of_another_assessment_is_not_found(alices, team, alice, assessment):
    (theirs,) = make_steps(make_assessment(team, alice), "Theirs")
    assert alices.get(url(assessment, theirs.pk)).status_code == 404
    for part in ("", "move", "remove"):
        address = url(assessment, theirs.pk, part) if part else url(assessment, theirs.pk)
        assert alices.post(address, {"sure": "yes"}).status_code == 404
    assert Step.objects.filter(pk=theirs.pk).exists()


def test_the_trail_tells_what_happened_to_steps(alices, assessment):
    alices.post(url(assessment), new("Approve"))
    step = Step.objects.get()
    sent = said("Approve it", step.version, retained="The law.", B1="4", KO1="fires")
    alices.post(url(assessment, step.pk), sent)
    alices.post(
        url(assessment, step.pk, "remove"),
        {"sure": "yes", "version": str(Step.objects.get().newest_version)},
    )
    shown = page(alices.get(f"/assessments/{assessment.pk}/"))
    for words in (
        "added the step “Approve”",
        "changed the step “Approve”: renamed it to “Approve it”; said why it stays inside: The law.; "
        "answered Not yours to hand over: stands in the way",
        "removed the step “Approve it”",
    ):
        assert words in shown


@pytest.mark.parametrize("typed", ["0", "-5", "101", "half", "1.1.1", "\0", "9" * 500])
def test_a_share_that_is_none_is_refused_and_kept(alices, assessment, typed):
    (step,) = make_steps(assessment, "Pay")
    response = alices.post(url(assessment, step.pk), said("Pay", share=typed))
    assert list(response.context["form"].errors) == ["share"]
    step.refresh_from_db()
    assert step.share is None


@pytest.mark.parametrize(("typed", "share"), [("15", 0.15), ("12,5 %", 0.125), ("100", 1.0)])
def test_a_share_is_typed_in_percent(alices, assessment, typed, share):
    (step,) = make_steps(assessment, "Pay")
    assert alices.post(url(assessment, step.pk), said("Pay", share=typed)).status_code == 302
    step.refresh_from_db()
    assert step.share == pytest.approx(share)
    assert f"{100 * share:g}% of the work" in page(
        alices.get(f"/assessments/{assessment.pk}/steps/")
    )
