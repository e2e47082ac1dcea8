"""How sure the result page says the advice is, and that lists, versions and papers say the same."""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from decisions.models import Answer, Assessment, GateAnswer, Version
from decisions.papers.typeset import typeset
from decisions.presentation import snapshot
from decisions.services.answers import save_answer
from decisions.services.assessments import finish
from decisions.services.versions import save_version
from engine.fit.case import Given
from tests.decisions.printed import text_of
from tests.decisions.test_result import FULL, GATES, answered, page_of
from tests.people import make_gates, make_steps

pytestmark = pytest.mark.django_db

WORDS = {"clear": "Clear", "leaning": "Leaning", "close": "Too close to call"}


def fresh(assessment: Assessment) -> Assessment:
    """The assessment as another request reads it."""
    return Assessment.objects.get(pk=assessment.pk)


def text(page: str) -> str:
    """The text of a page, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def section(page: str, name: str) -> str:
    """The section whose heading has this id."""
    start = page.index(f'<h2 id="{name}">')
    return page[start : page.index("</section>", start)]


def as_format_1(shown: dict[str, Any]) -> dict[str, Any]:
    """The snapshot as the first release kept it: without what came later."""
    old = deepcopy(shown)
    for key in ("how_sure", "steps", "scenarios", "cost"):
        old.pop(key, None)
    for row in old["find_out_next"]:
        del row["percent"], row["leads"]
    for row in old["contributions"]["rows"]:
        for cell in row["cells"]:
            del cell["low"], cell["high"]
    old["format"] = 1
    return old


def test_the_page_says_how_sure_beside_the_heading_and_in_a_table(
    assessment: Assessment, alices: Client
) -> None:
    """The same sentence twice, then every option with its chance."""
    shown = answered(assessment, FULL, GATES)
    page = page_of(alices, shown)
    sure = snapshot(fresh(shown))["how_sure"]
    assert sure is not None
    assert page.count(sure["words"]) == 2
    part = text(section(page, "sure"))
    for row in sure["chances"]:
        assert f"{row['name']} {row['words']} {row['low']} to {row['high']}" in part
    assert "What the figure means" in part
    assert 'role="img"' in section(page, "sure")


def test_every_change_is_on_the_page_and_leads_to_its_question_and_to_the_what_if_page(
    assessment: Assessment, alices: Client
) -> None:
    """Five open, the rest folded, all of it in the HTML; the what-if page shows what was announced."""
    shown = answered(assessment, {**FULL, "C4": 3, "A2": 3, "G1": 4}, GATES)
    part = section(page_of(alices, shown), "change")
    sure = snapshot(fresh(shown))["how_sure"]
    assert sure is not None
    assert len(sure["flips"]) > 5
    for flip in (*sure["flips"], *sure["gate_flips"]):
        assert flip["words"].replace("'", "&#x27;") in part
    first = sure["flips"][0]
    code, choice = first["changes"][0]["criterion"], first["changes"][0]["choice"]
    question = reverse("question", args=[shown.pk, code])
    assert f'href="{question}?from=result"' in part
    tried = f"{reverse('whatif', args=[shown.pk])}?{code}={choice}"
    assert f'href="{tried}"' in part
    assert alices.get(tried).status_code == 200
    gate = sure["gate_flips"][0]["changes"][0]
    assert f"?{gate['gate']}={gate['new'].lower()}" in part


def test_saving_a_listed_change_gives_the_announced_advice(
    assessment: Assessment, alice: User
) -> None:
    """Through the same service as the questionnaire, for the five smallest changes."""
    shown = answered(assessment, FULL, GATES)
    sure = snapshot(fresh(shown))["how_sure"]
    assert sure is not None
    assert sure["flips"]
    for flip in sure["flips"][:5]:
        (change,) = flip["changes"]
        row = Answer.objects.get(assessment=shown, criterion=change["criterion"])
        old = row.choice
        for choice in (change["choice"], old):
            save_answer(
                assessment=fresh(shown),
                by=alice,
                code=change["criterion"],
                given=Given(choice),
                seen_version=row.version,
            )
            row.refresh_from_db()
            if choice == change["choice"]:
                assert fresh(shown).advice == flip["option"]


def test_a_reload_gives_the_same_page(assessment: Assessment, alices: Client) -> None:
    """To the last figure; only the token of the forms differs."""
    shown = answered(assessment, FULL, GATES)
    pages = [
        re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page_of(alices, shown))
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"C4": 3, "A2": 3, "G1": 4},
        {"B1": 4, "B2": 4},
        {"E1": 1},
        dict.fromkeys(FULL, "unknown"),
    ],
    ids=str,
)
def test_page_and_list_use_the_same_word_and_figure(
    assessment: Assessment, alice: User, alices: Client, changes: dict[str, int | str]
) -> None:
    """Whatever is answered; both come from the same draws."""
    shown = answered(assessment, {**FULL, **changes}, GATES)
    finish(assessment=shown, by=alice)
    advice = snapshot(fresh(shown))["advice"]
    row = fresh(shown)
    assert row.verdict.capitalize() == WORDS[advice["state"]] == advice["verdict_label"]
    sure = snapshot(fresh(shown))["how_sure"]
    listed = text(alices.get(reverse("assessments")).content.decode())
    assert advice["verdict_label"] in listed
    if sure is None:
        assert row.certainty is None
    else:
        assert row.certainty_percent == sure["probability"]
        assert f"Best in {sure['probability']} of 100" in listed


def test_after_a_fix_page_and_list_speak_of_the_same_advice(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """KO4 waits for a fix: BPO leads after it, with the chance that it has then."""
    shown = answered(assessment, FULL, GATES | {"KO4": "no"})
    finish(assessment=shown, by=alice)
    row, found = fresh(shown), snapshot(fresh(shown))
    assert (row.advice, row.verdict) == ("bpo", "fix first")
    assert found["advice"]["verdict_label"] == "Fix first"
    assert found["how_sure"] is not None
    assert row.certainty_percent == found["how_sure"]["probability"]
    free = snapshot(answered_again(shown, {"KO4": "yes"}))["how_sure"]
    assert free is not None
    assert free["probability"] == found["how_sure"]["probability"]


def answered_again(assessment: Assessment, gates: dict[str, str]) -> Assessment:
    """The assessment with other answers to gates."""
    for code, value in gates.items():
        GateAnswer.objects.filter(assessment=assessment, gate=code).update(value=value)
    return fresh(assessment)


def test_no_winner_in_the_list_when_it_is_too_close(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """The row says so, and does not show the mark of one option."""
    shown = answered(assessment, dict.fromkeys(FULL, "unknown"))
    finish(assessment=shown, by=alice)
    page = alices.get(reverse("assessments")).content.decode()
    assert "No single option" in page
    assert 'class="mark opt-' not in page


def test_the_verdict_waits_until_everything_is_answered(
    assessment: Assessment, alice: User
) -> None:
    """Saving one of 24 answers draws nothing; the last one does."""
    for number, (code, choice) in enumerate(FULL.items(), start=1):
        row = fresh(assessment)
        save_answer(assessment=row, by=alice, code=code, given=Given(int(choice)), seen_version=0)
        row = fresh(assessment)
        done = row.answered == row.total
        assert bool(row.verdict) is done
        assert (row.certainty is not None) is done
        assert done is (number == len(FULL))


def test_how_the_weights_matter_is_a_table_with_bars(
    assessment: Assessment, alices: Client
) -> None:
    """Seven themes and all questions, each with its share and its interval in words."""
    shown = answered(assessment, FULL, GATES)
    part = section(page_of(alices, shown), "weights")
    sure = snapshot(fresh(shown))["how_sure"]
    assert sure is not None
    assert part.count("<svg") == len(sure["weights"]) == 7 + 24
    said = text(part)
    for row in sure["weights"]:
        assert f"{row['name']} {row['share_words']} {row['range_words']}" in said
    assert sure["no_weight_flip"] in said


def test_a_version_of_the_first_format_opens_and_prints(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """Kept before certainty was drawn: page and paper show what it has."""
    shown = answered(assessment, {**FULL, "C4": "unknown"}, GATES)
    kept = save_version(assessment=shown, by=alice)
    old = as_format_1(kept.snapshot)
    Version.objects.filter(pk=kept.pk).update(snapshot=old)
    page = alices.get(reverse("version", args=[kept.pk])).content.decode()
    assert f"<h1>{old['advice']['headline']}</h1>" in page
    assert 'id="sure"' not in page
    assert "Find out next" in page
    assert typeset(old, link="https://decide.example.org/v/").pdf.startswith(b"%PDF")


def test_the_gates_of_a_step_are_read_in_a_version_of_the_second_format(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """Format 2 called them otherwise: page and paper still say what the step answers."""
    shown = answered(assessment, FULL, GATES)
    (step,) = make_steps(shown, "Approve")
    make_gates(step, KO1="yes")
    kept = save_version(assessment=fresh(shown), by=alice)
    address = reverse("version", args=[kept.pk])
    now = alices.get(address).content.decode()
    old = deepcopy(kept.snapshot)
    (row,) = old["steps"]["rows"]
    (gate,) = row["checks"] = row.pop("gates")
    old["format"] = 2
    Version.objects.filter(pk=kept.pk).update(snapshot=old)
    page = alices.get(address).content.decode()
    assert f"{gate['name']}: yes, not “no” as for the whole" in page
    assert page == now
    printed = text_of(typeset(old, link="https://decide.example.org/v/"))
    assert f"{gate['code']} {gate['question']} Yes No" in printed


def test_the_map_shows_the_cloud_and_the_staircase_what_is_open(
    assessment: Assessment, alices: Client
) -> None:
    """240 of the 10,000 readings as dots of one path; a line for every answer not known."""
    page = page_of(alices, answered(assessment, {**FULL, "C4": "unknown"}, GATES))
    (cloud,) = re.findall(r'<path class="cloud" d="([^"]+)"', page)
    assert cloud.count("M") == 240
    assert "Cost gap in full, not known" in page
