"""The page of the result: what, how sure, why, and every number of it again as JSON."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.models import Assessment, GateAnswer
from decisions.services.assessments import Weights, choose_weights
from decisions.services.versions import save_version
from tests.people import STRANGE_NAMES, make_answers, make_assessment

pytestmark = pytest.mark.django_db

FULL: dict[str, int | str] = {
    "A1": 1,
    "A2": 1,
    "A3": 2,
    "B1": 2,
    "B2": 2,
    "B3": 2,
    "B4": 1,
    "B5": 2,
    "C1": 4,
    "C2": 3,
    "C3": 5,
    "C4": 4,
    "D1": 4,
    "D2": 5,
    "D3": 2,
    "E1": 5,
    "E2": 2,
    "F1": 3,
    "F2": 3,
    "F3": 2,
    "F4": 1,
    "G1": 2,
    "G2": 1,
    "G3": 1,
}
GATES = {"KO1": "no", "KO2": "yes", "KO4": "yes", "KO8": "no", "KO9": "yes", "KO12": "no"}


def answered(
    assessment: Assessment, answers: dict[str, int | str], gates: dict[str, str] | None = None
) -> Assessment:
    """The assessment with answers, as another request reads it."""
    make_answers(assessment, answers)
    for code, value in (gates or {}).items():
        GateAnswer.objects.create(
            assessment=assessment, gate=code, value=value, answered_by=assessment.owner
        )
    return Assessment.objects.get(pk=assessment.pk)


def page_of(client: Client, assessment: Assessment) -> str:
    """The HTML of the result."""
    response = client.get(reverse("result", args=[assessment.pk]))
    assert response.status_code == 200
    return response.content.decode()


def heading(page: str) -> str:
    """The text of the one h1."""
    (text,) = re.findall(r"<h1>(.*?)</h1>", page)
    return str(text)


def test_the_heading_is_the_advice_in_words(assessment: Assessment, alices: Client) -> None:
    """Everything speaks for a provider and routine work."""
    page = page_of(alices, answered(assessment, FULL, GATES))
    assert heading(page) == "Outsource it as BPO"
    assert "plausible readings of your answers" in page
    assert "points behind" in page
    assert "24 of 24 questions answered, 100% of the weight known." in page
    assert page.count('class="option ') + page.count('class="option"') == 5


def test_at_least_five_reasons_link_to_their_question_and_back(
    assessment: Assessment, alices: Client
) -> None:
    """Each with its answer's text and its points; the question leads back to the result."""
    page = page_of(alices, answered(assessment, FULL, GATES))
    why = page[page.index("Speaks for it") : page.index("Why not")]
    links = re.findall(r'href="([^"]*\?from=result)">([^<]+)</a>', why)
    assert len(links) >= 5
    assert "The provider is 15 to 30% cheaper" in {text for _, text in links}
    assert len(re.findall(r'class="num">[+\u2212]\d', why)) >= 5
    question = alices.get(links[0][0]).content.decode()
    assert f'href="{reverse("result", args=[assessment.pk])}"' in question


def test_the_page_says_why_not_the_runner_up_and_what_speaks_against(
    assessment: Assessment, alices: Client
) -> None:
    """The runner-up has at least two answers in its favour, the case against is there."""
    page = page_of(alices, answered(assessment, FULL, GATES))
    other = page[page.index("<h2>Why not") : page.index("Case against this advice")]
    favours = other[: other.index("Favours \u201cOutsource as BPO\u201d")]
    assert favours.count("?from=result") >= 2
    assert "What people usually regret" in page


def test_nothing_answered_leads_to_the_questions(assessment: Assessment, alices: Client) -> None:
    """No scores, no charts: a heading and a button."""
    page = page_of(alices, assessment)
    assert heading(page) == "Nothing is answered yet"
    assert reverse("question", args=[assessment.pk, "A1"]) in page
    assert 'class="options"' not in page


def test_too_close_to_call_presents_no_winner(assessment: Assessment, alices: Client) -> None:
    """Only "I don't know": every option stands at 50 and none is marked."""
    page = page_of(alices, answered(assessment, dict.fromkeys(FULL, "unknown")))
    assert heading(page) == "Too little is known to advise anything"
    assert "is-advice" not in page
    assert "Advised" not in page


def test_a_fired_gate_comes_first_and_greys_the_option_in_words(
    assessment: Assessment, alices: Client
) -> None:
    """No proven provider (E1 = 1) is gate KO3."""
    page = page_of(alices, answered(assessment, {**FULL, "E1": 1}, GATES))
    assert page.index("No competent market (KO3)") < page.index("<h1>")
    assert "Ruled out by No competent market (KO3)" in page
    assert page.count("is-ruled-out") == 2
    assert "you answered \u201cNone\u201d" in page


def test_the_quick_screen_is_marked_and_can_go_deeper(
    team: Team, alice: User, alices: Client
) -> None:
    """The button keeps the answers and opens the full assessment."""
    quick = answered(make_assessment(team, alice, depth="quick"), {"A1": 1, "B1": 2, "E1": 5})
    page = page_of(alices, quick)
    assert "Early indication" in page
    assert "Go deeper" in page
    alices.post(reverse("assessment_depth", args=[quick.pk]), {"depth": "full"})
    quick.refresh_from_db()
    assert (quick.depth, quick.answers.count()) == ("full", 3)
    assert "Early indication" not in page_of(alices, quick)


def test_answers_set_aside_are_listed_apart(assessment: Assessment, alices: Client) -> None:
    """Once for less than six months (C3 = 1) closes the question about peaks (C2)."""
    page = page_of(alices, answered(assessment, {"C3": 1, "C2": 3}))
    assert "1 answer set aside" in page


def test_weights_changed_after_the_answers_are_said_beside_the_result(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """Who did it, and when."""
    choose_weights(
        assessment=answered(assessment, FULL), by=alice, chosen=Weights("cost_led"), seen=0
    )
    assert "changed the weights on" in page_of(alices, assessment)


def test_a_viewer_reads_and_gets_no_buttons(
    assessment: Assessment, bob_as: Any, client_of: Any
) -> None:
    """No PDF, no version, no depth."""
    page = page_of(client_of(bob_as(Role.VIEWER)), answered(assessment, FULL))
    for name in ("version_save", "papers", "assessment_depth"):
        assert reverse(name, args=[assessment.pk]) not in page.split("<h1>")[1]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_every_name_is_shown_as_it_is(team: Team, alice: User, alices: Client, name: str) -> None:
    """Escaped, in its own direction, never run."""
    page = page_of(alices, answered(make_assessment(team, alice, name=name, unit=name), FULL))
    assert "<script>alert" not in page


def test_no_inline_style_or_script(assessment: Assessment, alices: Client) -> None:
    """The security policy would drop them in silence."""
    page = page_of(alices, answered(assessment, FULL))
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)


def test_the_json_has_the_same_sums(assessment: Assessment, alices: Client) -> None:
    """50 + the points of an option = its score, to six decimals; names for every code."""
    shown = answered(assessment, FULL, GATES)
    response = alices.get(reverse("result_json", args=[shown.pk]))
    document = response.json()
    assert response["Content-Type"] == "application/json"
    for option, score in document["scores"].items():
        points = sum(row[option] for row in document["contributions"].values())
        assert round(50 + points, 6) == score
    assert (document["advice"], document["headline"]) == ("bpo", "Outsource it as BPO")
    assert set(document["names"]["criteria"]) == set(document["contributions"])
    assert document["depth"] == "full"
    assert document["early_indication"] is False


def test_reading_the_result_takes_few_queries_and_writes_nothing(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """At most ten, with versions or without: session, person, door, owner, answers, gates, the
    weights' history, versions."""
    shown = answered(assessment, FULL, GATES)
    save_version(assessment=shown, by=alice)
    address = reverse("result", args=[shown.pk])
    alices.get(address)
    with CaptureQueriesContext(connection) as queries:
        alices.get(address)
    assert len(queries) <= 10
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_a_gate_to_fix_first_leads_the_page_the_list_the_numbers_and_the_version(
    alices: Client, alice: User, assessment: Assessment
) -> None:
    """BPO leads the full answers; a process that cannot be defined yet (KO4) rules it out."""
    answered(assessment, FULL, GATES | {"KO4": "unknown"})
    form = GATES | {"KO4": "no"} | {f"version-{code}": "1" for code in GATES}
    alices.post(reverse("gates", args=[assessment.pk]), form)
    alices.post(reverse("assessment_finish", args=[assessment.pk]))
    saved = save_version(assessment=assessment, by=alice)
    heading = "<h1>Fix first, then outsource it as BPO</h1>"
    for url in (reverse("result", args=[assessment.pk]), reverse("version", args=[saved.pk])):
        page = alices.get(url).content.decode()
        assert heading in page
        assert "Ruled out until fixed: " in page
        assert page.index("Outsource as BPO <span") < page.index("Pool in a shared service")
    row = alices.get(reverse("assessments")).content.decode()
    assert "Outsource as BPO" in row
    assert '<span class="status status-warn">Fix first</span>' in row
    numbers = alices.get(reverse("result_json", args=[assessment.pk])).json()
    assert numbers["headline"] == "Fix first, then outsource it as BPO"
    assert numbers["after_fix"] == "bpo"
