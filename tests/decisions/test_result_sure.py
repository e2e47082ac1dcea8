"""How sure the result page says the recommendation is, and that saving what it lists does what it says."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from decisions.models import Assessment
from decisions.presentation import result_of, snapshot
from decisions.presentation.shape import SurePart
from decisions.services.answers import save_answer
from engine.fit.case import Given
from engine.outcome import Recommendation
from tests.browser.journey import GATES, PAYROLL
from tests.decisions.test_result import FULL, answered, page_of
from tests.people import make_answers

pytestmark = pytest.mark.django_db

EDGE: dict[str, int | str] = {**PAYROLL, "A2": 3, "C4": 3, "D2": 2}
"""Payroll that a provider does only a little better: many answers would change it."""


def fresh(assessment: Assessment) -> Assessment:
    """The assessment as another request reads it."""
    return Assessment.objects.get(pk=assessment.pk)


def text(page: str) -> str:
    """The text of a page, without tags and with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def section(page: str, name: str) -> str:
    """The section whose heading has this id."""
    start = page.index(f'<h2 id="{name}">')
    return page[start : page.index("</section>", start)]


def sure_of(assessment: Assessment) -> SurePart:
    """That part of the document, which must be there."""
    found = snapshot(fresh(assessment))["sure"]
    assert found is not None
    return found


def now(assessment: Assessment) -> Recommendation:
    """What is recommended for what is stored."""
    return result_of(fresh(assessment)).recommendation


def test_every_change_is_on_the_page_and_leads_to_its_question_and_to_the_what_if_page(
    assessment: Assessment, alices: Client
) -> None:
    """Five open, the rest folded, all of it in the HTML."""
    shown = answered(assessment, EDGE, GATES)
    page, sure = page_of(alices, shown), sure_of(shown)
    part = text(section(page, "change"))
    assert len(sure["flips"]) > 5
    for flip in (*sure["flips"], *sure["unlikely"]):
        assert flip["words"] in part
        if flip["criterion"]:
            assert reverse("question", args=[shown.pk, flip["criterion"]]) in page
            tried = f"{reverse('whatif', args=[shown.pk])}?{flip['criterion']}={flip['choice']}"
            assert f'href="{tried}"' in page
    first, _, folded = section(page, "change").partition("<details")
    assert first.count("<li>") == 5
    assert folded


def test_saving_a_listed_change_gives_the_announced_answer(
    assessment: Assessment, alice: User
) -> None:
    """Through the same service as the questionnaire, for the five most plausible about who."""
    shown = answered(assessment, EDGE, GATES)
    before = now(shown)
    assert before.who is not None
    rows = [row for row in sure_of(shown)["flips"] if row["question"] == "who" and row["criterion"]]
    assert rows
    for row in rows[:5]:
        answer = fresh(shown).answers.get(criterion=row["criterion"])
        for choice in (row["choice"], answer.choice):
            answer.refresh_from_db()
            save_answer(
                assessment=fresh(shown),
                by=alice,
                code=row["criterion"],
                given=Given(choice),
                seen_version=answer.version,
            )
            who = now(shown).who
            assert who is not None
            assert (who.answer != before.who.answer) is (choice == row["choice"]), row["words"]


def test_a_reload_gives_the_same_page(assessment: Assessment, alices: Client) -> None:
    """To the last figure; only the token of the forms differs."""
    shown = answered(assessment, FULL, GATES)
    pages = [
        re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page_of(alices, shown))
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_how_the_weights_matter_is_a_table_with_bars(
    assessment: Assessment, alices: Client
) -> None:
    """Every question that is asked, with its share and the interval in words."""
    shown = answered(assessment, FULL, GATES)
    part, sure = section(page_of(alices, shown), "weights"), sure_of(shown)
    assert part.count("<svg") == len(sure["weights"]) > 20
    said = text(part)
    for row in sure["weights"]:
        assert f"{row['name']} {row['share']}%" in said
        assert row["range_words"] in said
        assert not row["near"] or row["words"] in said
    assert sure["no_weight_flip"] in said


def test_what_to_find_out_stands_on_the_page_with_its_chance(
    assessment: Assessment, alices: Client
) -> None:
    """An open gate first, then answers; each links to where it is answered."""
    shown = answered(assessment, {**EDGE, "C4": "unknown"}, GATES | {"KO1": "unknown"})
    found = snapshot(fresh(shown))["find_out_next"]
    assert found[0]["gate"] == "KO1"
    assert any(row["criterion"] == "C4" for row in found)
    page = page_of(alices, shown)
    part = text(page[page.index('id="open"') :])
    for row in found:
        assert row["words"] in part
        assert row["question"] in part


def test_an_unknown_answer_and_none_give_the_same_figures(assessment: Assessment) -> None:
    """Silence pulls nowhere, said or not."""
    shown = answered(assessment, {row: EDGE[row] for row in EDGE if row != "A2"}, GATES)
    silent = snapshot(shown)
    make_answers(shown, {"A2": "unknown"})
    said = snapshot(fresh(shown))
    assert said["digest"] != silent["digest"]
    for key in ("advice", "outcomes", "questions", "map"):
        assert said[key] == silent[key]
