"""How sure the result page says the recommendation is, and that saving what it lists does what it says."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from decisions.models import Assessment
from decisions.results import result_of
from decisions.services.answers import save_answer
from engine.fit.case import Given
from engine.outcome import Recommendation
from report.facts import facts
from report.turning import turns
from tests.browser.journey import GATES, PAYROLL
from tests.decisions.blocks import rows_of
from tests.decisions.test_result import FULL, answered, page_of
from tests.people import fresh, make_answers

pytestmark = pytest.mark.django_db

EDGE: dict[str, int | str] = {**PAYROLL, "A2": 3, "C4": 3, "D2": 2}
"""Payroll that a provider does only a little better: many answers would change it."""


def now(assessment: Assessment) -> Recommendation:
    """What is recommended for what is stored."""
    return result_of(fresh(assessment), None).recommendation


def sections_of(client: Client, assessment: Assessment) -> dict[str, Any]:
    """The sections of the page How sure."""
    page = client.get(reverse("result_page", args=[assessment.pk, "sure"]))
    return dict(page.context["sections"])


def test_every_change_is_on_the_page_and_leads_to_its_question_and_to_the_what_if_page(
    assessment: Assessment, alices: Client
) -> None:
    """Five open, the rest folded, all of it in the HTML."""
    shown = answered(assessment, EDGE, GATES)
    blocks = sections_of(alices, shown)["change"]["blocks"]
    rows = rows_of(blocks)
    assert len(rows_of([row for row in blocks if row["kind"] == "answers"])) == 5
    assert len(rows) == len(turns(result_of(fresh(shown), None)))
    for row in rows:
        assert reverse("whatif", args=[shown.pk]) in row["change"]["url"]
        code = row["about"]["criterion"]
        if code:
            assert row["about"]["url"] == reverse("question", args=[shown.pk, code])


def test_saving_a_listed_change_gives_the_announced_answer(
    assessment: Assessment, alice: User
) -> None:
    """Through the same service as the questionnaire, for the five most plausible about who."""
    shown = answered(assessment, EDGE, GATES)
    before = now(shown)
    assert before.who is not None
    rows = [
        row
        for row in result_of(fresh(shown), None).flips
        if row.question == "who" and row.criterion
    ]
    assert rows
    for row in rows[:5]:
        answer = fresh(shown).answers.get(criterion=row.criterion)
        for choice in (row.choices[0], answer.choice):
            answer.refresh_from_db()
            save_answer(
                assessment=fresh(shown),
                by=alice,
                code=row.criterion,
                given=Given(choice),
                seen_version=answer.version,
            )
            who = now(shown).who
            assert who is not None
            assert (who.answer != before.who.answer) is (choice == row.choices[0]), row


def test_a_reload_gives_the_same_page(assessment: Assessment, alices: Client) -> None:
    """To the last figure; only the token of the forms differs."""
    shown = answered(assessment, FULL, GATES)
    pages = [
        re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page_of(alices, shown))
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_every_weight_is_told_with_how_far_it_can_move(
    assessment: Assessment, alices: Client
) -> None:
    """Every question that is asked, once; those near to another answer are open, the others folded."""
    shown = answered(assessment, FULL, GATES)
    blocks = sections_of(alices, shown)["weights"]["blocks"]
    tables = [row for row in blocks if row["kind"] == "table"]
    tables += [one for row in blocks if row["kind"] == "fold" for one in row["blocks"]]
    codes = [row[0]["about"]["criterion"] for table in tables for row in table["rows"]]
    assert sorted(codes) == sorted(
        row.criterion for row in result_of(fresh(shown), None).weight_intervals
    )
    assert len(codes) > 20


def test_what_to_find_out_stands_on_the_page_with_its_chance(
    assessment: Assessment, alices: Client
) -> None:
    """Answers by their chance, open checks folded behind them; each links to where it is answered."""
    shown = answered(assessment, {**EDGE, "C4": "unknown"}, GATES | {"KO1": "unknown"})
    rows = rows_of(sections_of(alices, shown)["find"]["blocks"])
    assert "C4" in [row["about"]["criterion"] for row in rows]
    assert [row["about"]["gate"] for row in rows if row["about"]["gate"]] == ["KO1"]
    for row in rows:
        assert alices.get(row["about"]["url"].partition("#")[0]).status_code == 200


def test_an_unknown_answer_and_none_give_the_same_figures(assessment: Assessment) -> None:
    """Silence pulls nowhere, said or not."""
    shown = answered(assessment, {row: EDGE[row] for row in EDGE if row != "A2"}, GATES)
    silent = facts(result_of(shown, None))
    make_answers(shown, {"A2": "unknown"})
    said = facts(result_of(fresh(shown), None))
    assert said["digest"] != silent["digest"]
    for key in ("recommendation", "outcomes", "questions", "flips"):
        assert said[key] == silent[key]
