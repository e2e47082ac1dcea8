"""Who may answer, and what happens to input that cannot be saved."""

from typing import Any, cast

import pytest
from django.test import Client

from accounts.models import Role
from decisions.forms.questions import QuestionForm
from tests.decisions.questions import page, sent, url, version
from tests.people import STRANGE_NAMES, make_answers
from tests.shipped import shipped


def test_the_wrong_method_is_refused(alices, assessment):
    assert alices.put(url(assessment)).status_code == 405


def test_without_sign_in_the_way_leads_to_the_sign_in(client: Client, assessment):
    response = client.get(url(assessment))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/assessments/")


def test_a_stranger_finds_nothing(charlies, assessment):
    assert charlies.get(url(assessment)).status_code == 404
    assert charlies.post(url(assessment), sent(1)).status_code == 404
    assert not assessment.answers.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_edit_can_read_but_not_answer(role, bob_as, client_of, assessment):
    bobs = client_of(bob_as(role))
    shown = page(bobs.get(url(assessment)))
    assert "disabled" in shown
    assert "Continue</button>" not in shown
    assert bobs.post(url(assessment), sent(1)).status_code == 403
    assert not assessment.answers.exists()


def test_a_form_of_one_question_changes_nothing_in_those_of_others():
    """All are made before any is looked at; they share the fields that are the same for every question."""
    made = [(row, QuestionForm(row, {"answer": "99"})) for row in shipped().criteria]
    for row, form in made:
        numbers = [key for key, _ in cast(Any, form.fields["answer"]).choices if key != "or"]
        assert numbers == [str(choice.number) for choice in row.choices]
        assert ("reason" in form.fields) == row.not_applicable
        assert form.errors.keys() == {"answer"}
    assert not QuestionForm(made[0][0]).errors


def test_a_form_without_its_token_is_refused(alice, assessment):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    assert careful.post(url(assessment), sent(1)).status_code == 403
    assert not assessment.answers.exists()


@pytest.mark.parametrize("code", ["Z9", "a1", "A1%20", "KO1", "💥"])
def test_an_unknown_question_is_not_found(alices, assessment, code):
    assert alices.get(url(assessment, code)).status_code == 404
    assert alices.post(url(assessment, code), sent(1)).status_code == 404


@pytest.mark.parametrize("answer", ["0", "6", "-1", "99999999999999999999", "1.5", "x", "\0", "or"])
def test_an_answer_that_does_not_exist_is_refused_beside_its_field(alices, assessment, answer):
    shown = page(alices.post(url(assessment), sent(answer)))
    assert "<title>Error: " in shown
    assert "Select a valid choice" in shown
    assert not assessment.answers.exists()


def test_no_answer_is_an_error_and_keeps_the_note(alices, assessment):
    shown = page(alices.post(url(assessment), sent("", note="Typed before choosing")))
    assert "<title>Error: " in shown
    assert shown.count("Choose an answer. If you don&#x27;t know, say so.") == 2
    assert "Typed before choosing" in shown


def test_an_empty_form_is_an_error_and_no_crash(alices, assessment):
    assert "Error: " in page(alices.post(url(assessment), {}))


def test_a_note_of_a_million_characters_is_refused_with_its_text_kept(alices, assessment):
    note = "n" * 1_000_000
    shown = page(alices.post(url(assessment), sent(1, note=note)))
    assert "Use 5,000 characters or fewer. You have 1000000" in shown
    assert note in shown
    assert '<details class="disclosure" open>' in shown
    assert not assessment.answers.exists()


def test_a_note_of_exactly_the_limit_is_saved(alices, assessment):
    """5,000 characters with a line end that browsers send as two: 4,999 + 1."""
    alices.post(url(assessment), sent(1, note="a" * 2000 + "\r\n" + "b" * 2999))
    assert assessment.answers.get().note == "a" * 2000 + "\n" + "b" * 2999


@pytest.mark.parametrize("field", ["note", "reason", "confirmed", "back_to"])
def test_a_nul_is_refused_beside_its_field(alices, assessment, field):
    shown = page(alices.post(url(assessment), sent("not_applicable") | {field: "nul\0here"}))
    assert "Null characters are not allowed." in shown
    assert not assessment.answers.exists()


@pytest.mark.parametrize("seen", ["-1", "x", "1" * 400])
def test_a_forged_version_has_seen_nothing_and_overwrites_nothing(alices, assessment, seen):
    alices.post(url(assessment), sent(2))
    shown = page(alices.post(url(assessment), sent(1, version=seen)))
    assert f'name="version" value="{version(assessment)}"' in shown
    assert assessment.answers.get().choice == 2


@pytest.mark.parametrize("text", STRANGE_NAMES)
def test_every_script_is_kept_and_shown_as_text(alices, assessment, text):
    alices.post(url(assessment), sent(1, note=text))
    assert assessment.answers.get().note == text.strip()
    assert "<script>alert" not in page(alices.get(url(assessment)))
    assert "<script>alert" not in page(alices.get(f"/assessments/{assessment.pk}/check/"))


def test_a_conflict_shows_the_note_that_was_sent(alices, assessment):
    """Not behind a disclosure that is closed."""
    make_answers(assessment, {"A1": 1})
    shown = page(alices.post(url(assessment), sent(2, version="0", note="Half a thought")))
    before = shown[: shown.index("Half a thought</textarea>")]
    assert before[before.rindex("<details") :].startswith('<details class="disclosure" open>')


def test_the_reason_that_does_not_apply_needs_is_not_called_optional(alices, assessment):
    shown = page(alices.get(url(assessment)))
    label = shown[shown.index('for="id_reason"') :]
    assert "optional" not in label[: label.index("</label>")]
    response = alices.post(url(assessment), sent("not_applicable"))
    assert list(response.context["form"].errors) == ["reason"]
