"""A colleague hides the question that somebody is answering: it is kept, set aside, and said."""

import html
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from decisions.models import Answer, Assessment
from decisions.services.answers import save_answer
from decisions.services.place import save_place
from engine.fit.case import Given
from tests.decisions.questions import sent
from tests.forms_on_page import PageForm, forms_of
from tests.people import join, make_answers

HIDDEN = {"A4": ("A2", 4), "C6": ("C1", 4), "C2": ("C3", 1)}
"""Question -> the answer to another that hides it."""


@pytest.mark.parametrize("code", HIDDEN)
@pytest.mark.parametrize("by_script", [True, False])
def test_an_answer_to_what_a_colleague_just_hid_is_kept_and_said_to_be_set_aside(
    code: str, by_script: bool, alices: Client, bob: Any, team: Any, assessment: Assessment
):
    join(team, bob, Role.EDITOR)
    other, choice = HIDDEN[code]
    make_answers(assessment, {other: 2 if other != "A2" else 1})
    path = reverse("question", args=[assessment.pk, code])
    page = alices.get(path)
    assert page.status_code == 200
    row = Assessment.objects.prefetch_related("answers", "gate_answers").get(pk=assessment.pk)
    seen = row.answers.get(criterion=other).version
    save_answer(assessment=row, by=bob, code=other, given=Given(choice), seen_version=seen)
    headers = {"HX-Request": "true", "HX-Target": "main"} if by_script else {}
    answer = alices.post(path, sent(2), headers=headers)
    assert answer.status_code < 400
    assert Answer.objects.get(criterion=code).choice == 2
    assert is_said(answer, assessment, code)
    if not by_script:  # the same once more changes nothing
        assert alices.post(path, sent(2)).status_code == 302


def is_said(answer: Any, assessment: Assessment, code: str) -> bool:
    """Whether the page, or the next one, names the question and that it does not count."""
    told = " ".join(str(row) for row in get_messages(answer.wsgi_request))
    shown = html.unescape(answer.content.decode()) + told
    return (
        f"“{assessment.edition.ruleset.criterion[code].name}”" in shown and "not counted" in shown
    )


def test_so_is_one_of_the_page_about_the_place_whoever_closes_it(
    alices: Client, bob: Any, team: Any, assessment: Assessment
):
    """Bob closes G3 while Alice answers it; then she does so herself, on one page."""
    join(team, bob, Role.EDITOR)
    make_answers(assessment, {"G2": 2})
    path = reverse("place", args=[assessment.pk])
    form = open_form(alices, path)
    row = Assessment.objects.prefetch_related("answers", "gate_answers").get(pk=assessment.pk)
    save_place(
        assessment=row, by=bob, change=lambda said: said, answers={"G2": Given(5)}, seen={"G2": 1}
    )
    seen = {f"version-{code}": "2" for code in ("G2",)}
    answer = form.send(alices, path, {"answer-G3": "1", "answer-G2": "5", **seen})
    assert answer.status_code == 302
    assert Answer.objects.get(criterion="G3").choice == 1
    assert is_said(answer, assessment, "G3")


def test_a_fact_that_an_answer_settles_meanwhile_is_kept_and_said(
    alices: Client, assessment: Assessment
):
    """Whatever fact the shipped content lets an answer settle."""
    questions = assessment.edition.ruleset.reference.regimes.questions
    settled = [(row, follows) for row in questions for follows in row.follows]
    assert settled
    for question, follows in settled:
        assessment.answers.all().delete()
        path = reverse("place", args=[assessment.pk])
        form = open_form(alices, path)
        name = f"fact-{question.key}"
        make_answers(assessment, {follows.criterion: min(follows.choices)})
        answer = form.send(alices, path, {name: next(iter(question.choices))})
        assert answer.status_code == 302
        told = " ".join(str(row) for row in get_messages(answer.wsgi_request))
        assert f"“{question.name}” is kept, but not counted" in told
        row = Assessment.objects.get(pk=assessment.pk)
        assert row.place["facts"][question.key]


def open_form(browser: Client, path: str) -> PageForm:
    (form,) = [row for row in forms_of(browser.get(path).content.decode()) if row.versions]
    return form
