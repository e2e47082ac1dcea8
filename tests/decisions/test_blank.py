"""The blank questionnaire: what the depth asks, to be filled in by hand."""

from io import BytesIO
from itertools import combinations
from typing import Any, cast

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader

from decisions.models import Depth
from exports.pdf.names import file_name
from exports.pdf.typeset import Typeset
from tests.decisions.printed import Printed
from tests.people import make_answers, make_assessment, make_gates


def pdf_of(client, assessment):
    response = client.get(f"/assessments/{assessment.pk}/questionnaire.pdf")
    assert response["Content-Type"] == "application/pdf"
    return response.content


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("depth", Depth.values)
def test_it_asks_what_the_depth_may_ask_and_offers_every_answer(alices, team, alice, depth):
    """Also what only some answers open; the rules and the place are no part of the quick screen."""
    assessment = make_assessment(team, alice, depth=depth)
    ruleset = assessment.edition.ruleset
    shown = words_of(pdf_of(alices, assessment))
    for row in ruleset.criteria:
        is_asked = row.quick or (depth != Depth.QUICK and row.asked != "never")
        assert (" ".join(row.question.split()) in shown) == is_asked, row.code
        assert not is_asked or all(choice.text in shown for choice in row.choices), row.code
    for gate in ruleset.gates:
        assert (gate.question in shown) == (gate.asked and depth != Depth.QUICK), gate.code


def test_a_question_that_only_some_answers_open_says_which_by_their_letters(alices, team, alice):
    """A4 follows A2 = 1 or 2, the first two answers of the second question."""
    shown = words_of(pdf_of(alices, make_assessment(team, alice, depth=Depth.FULL)))
    assert "Only if the answer to 2 is a or b." in shown


def test_it_is_blank_whatever_was_answered_and_always_the_same_file(alices, team, alice):
    empty, filled = (make_assessment(team, alice, name=name) for name in ("Empty", "Filled"))
    make_answers(filled, {"A1": 1, "B1": "unknown"})
    make_gates(filled, KO1="fires")
    assert pdf_of(alices, empty) == pdf_of(alices, filled)


def test_no_line_stands_on_another(alices, team, alice):
    """Lines of the smallest letters are ten points apart; words of one line differ by less than four."""
    pdf = pdf_of(alices, make_assessment(team, alice, depth=Depth.FULL))
    close = [
        (one[0], other[0])
        for page in Printed({}, Typeset(pdf, b"", "")).boxes
        for one, other in combinations(page, 2)
        if 4 < abs(one[4] - other[4]) < 9 and min(one[3], other[3]) > max(one[1], other[1])
    ]
    assert close == []


def test_it_can_be_read_aloud(alices, assessment):
    """Tagged, with a title and a language, as PDF/UA-1 asks."""
    reader = PdfReader(BytesIO(pdf_of(alices, assessment)))
    root = cast(Any, reader.trailer["/Root"])
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert cast(Any, reader.metadata).title


def test_its_file_has_the_name_of_the_process_and_the_edition(alices, assessment):
    answer = alices.get(reverse("blank_questionnaire", args=[assessment.pk]))
    edition = assessment.edition
    name = file_name(
        assessment.name, "questionnaire", edition.number, localdate(edition.published_at)
    )
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
