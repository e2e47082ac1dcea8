"""A colleague hides the question that somebody is answering: it is kept, set aside, and said."""

import html
import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from catalog.models import Edition
from decisions.models import Answer, Assessment, CostCase
from decisions.services.answers import save_answer
from decisions.services.place import save_place
from engine.fit.case import Given
from tests.decisions.money import text_of
from tests.decisions.questions import sent
from tests.forms_on_page import PageForm, forms_of
from tests.people import COST_CASE, join, make_answers, make_cost_case
from tests.shipped import shipped_definition

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
        # Nor is it kept when it is taken back on a page that still asked it.
        assessment.answers.all().delete()
        form = open_form(alices, path)
        assert form.values.pop(name)
        make_answers(assessment, {follows.criterion: min(follows.choices)})
        assert form.send(alices, path, {}).status_code == 302
        row.refresh_from_db()
        assert question.key not in row.place.get("facts", {})


def open_form(browser: Client, path: str) -> PageForm:
    (form,) = [row for row in forms_of(browser.get(path).content.decode()) if row.versions]
    return form


def test_an_answer_that_the_cost_case_sets_aside_or_brings_back_is_said(
    alices: Client, assessment: Assessment
):
    """Content in which D1 is asked only while a provider costs less: a saved case of another answer, its undoing and
    its removal each say what stops or starts to count."""
    definition = json.loads(json.dumps(shipped_definition()))
    (row,) = [one for one in definition["criteria"] if one["code"] == "D1"]
    row["show_if"] = [{"criterion": "C4", "choices": [4, 5]}]
    edition = Edition.objects.create(number=7, definition=definition, sha256="7" * 64)
    Assessment.objects.update(edition=edition)
    make_answers(assessment, {"D1": 3})
    make_cost_case(assessment)
    sent: dict[str, Any] = {"save": "yes"}
    for line in COST_CASE["options"][0]["lines"]:
        ends = line["amount"] if isinstance(line["amount"], list) else [line["amount"]] * 3
        pairs = zip(("low", "likely", "high"), ends, strict=True)
        sent |= {f"{line['kind']}-{end}": str(figure) for end, figure in pairs}

    def told(path: str, fields: dict[str, Any]) -> str:
        answer = alices.post(path, {**fields, "version": CostCase.objects.get().version})
        return text_of(alices.get(answer["Location"]))

    def price(figure: str) -> dict[str, Any]:
        return sent | {f"price_per_person-{end}": figure for end in ("low", "likely", "high")}

    side = reverse("cost_side", args=[assessment.pk, "bpo"])
    name = f"“{edition.ruleset.criterion['D1'].name}”"
    cheap, dear_one = told(side, price("30,000")), told(side, price("90,000"))
    assert name not in cheap
    assert f"{name} is set aside" in dear_one
    assert f"{name} is back" in told(reverse("cost_undo", args=[assessment.pk]), {})
    told(side, price("90,000"))
    assert f"{name} is back" in told(reverse("cost_remove", args=[assessment.pk]), {})
