"""The page of the result: what, how sure, why, and the same as facts in JSON."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.models import Assessment
from decisions.presentation import snapshot
from decisions.services.assessments import Weights, choose_weights
from decisions.services.versions import save_version
from engine.inputs import plain
from engine.intake import read
from tests.browser.journey import GATES, PAYROLL
from tests.people import STRANGE_NAMES, make_answers, make_assessment, make_gates, make_steps

pytestmark = pytest.mark.django_db

FULL: dict[str, int | str] = {
    "A1": 1,
    "A2": 1,
    "A3": 2,
    "A4": 2,
    "B1": 2,
    "B2": 2,
    "B3": 2,
    "B4": 1,
    "C1": 4,
    "C2": 3,
    "C3": 5,
    "C4": 4,
    "C5": 1,
    "C6": 1,
    "D1": 4,
    "D2": 5,
    "D3": 2,
    "D4": 2,
    "E1": 5,
    "E2": 2,
    "F1": 3,
    "F2": 3,
    "F3": 2,
    "F4": 1,
    "G1": 2,
}
"""Everything speaks for a provider and routine work."""


def answered(
    assessment: Assessment, answers: Mapping[str, int | str], gates: Mapping[str, str] | None = None
) -> Assessment:
    """The assessment with answers, as another request reads it."""
    make_answers(assessment, answers)
    make_gates(assessment, **gates or {})
    return Assessment.objects.get(pk=assessment.pk)


def response_of(client: Client, assessment: Assessment) -> Any:
    """The answer with the page of the result."""
    response = client.get(reverse("result", args=[assessment.pk]))
    assert response.status_code == 200
    return response


def page_of(client: Client, assessment: Assessment) -> str:
    """The HTML of the result."""
    return str(response_of(client, assessment).content.decode())


def heading(page: str) -> str:
    """The text of the one h1."""
    (text,) = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


def test_the_heading_is_the_recommendation_in_words(assessment: Assessment, alices: Client) -> None:
    """With its word and number, the shares of all options, and how much is known."""
    response = response_of(alices, answered(assessment, FULL, GATES))
    page, shown = response.content.decode(), response.context["result"]
    assert heading(page) == shown["advice"]["headline"]
    assert (shown["advice"]["outcome"], shown["advice"]["confidence"]) == ("bpo", "clear")
    assert shown["completeness"]["words"] in page
    assert shown["completeness"]["answered"] == shown["completeness"]["asked"] >= 24
    assert re.findall(r'<p class="option-score">(\d+)', page) == [
        str(row["percent"]) for row in shown["outcomes"]
    ]
    assert page.count("is-advice") == 1


def test_the_reasons_link_to_their_question_and_back(
    assessment: Assessment, alices: Client
) -> None:
    """Each with its answer's text and its points; the question leads back to the result."""
    response = response_of(alices, answered(assessment, FULL, GATES))
    page, shown = unescape(response.content.decode()), response.context["result"]
    why = page[page.index('id="question-who"') : page.index('id="question-kind"')]
    links = re.findall(r'href="([^"]*\?from=result)">([^<]+)</a>', why)
    reasons = shown["questions"][0]["reasons"]
    assert [text for _, text in links] == [row["answer"] for row in reasons]
    assert re.findall(r'class="num">([+\u2212]?[\d.]+)', why) == [row["signed"] for row in reasons]
    question = alices.get(links[0][0]).content.decode()
    assert f'href="{reverse("result", args=[assessment.pk])}"' in question


def test_what_speaks_against_the_recommendation_stands_on_the_page(
    assessment: Assessment, alices: Client
) -> None:
    """Answers on the other side, and what people usually regret."""
    response = response_of(alices, answered(assessment, FULL, GATES))
    page = unescape(response.content.decode())
    assert response.context["result"]["against"]
    for words in response.context["result"]["against"]:
        assert words in page


def test_the_question_that_does_not_follow_from_who_is_folded(
    assessment: Assessment, alices: Client
) -> None:
    """Several units do it (C5 = 3), a provider shall: pooling is one click away."""
    page = page_of(alices, answered(assessment, FULL | {"C5": 3}, GATES))
    inside = page[page.index('id="question-inside"') :]
    assert inside.index("<details") < inside.index("<ol")
    kind = page[page.index('id="question-kind"') : page.index('id="question-inside"')]
    assert kind.index("<ol") < kind.find("<details") or "<details" not in kind


@pytest.mark.parametrize("answers", [{}, {"A1": "unknown", "B1": "unknown"}], ids=str)
def test_nothing_known_leads_to_the_questions(
    assessment: Assessment, alices: Client, answers: dict[str, int | str]
) -> None:
    """No shares, no charts, no list of sections: a heading and a button."""
    page = page_of(alices, answered(assessment, answers))
    assert 'class="options"' not in page
    assert "<svg role" not in page
    assert " of 100" not in page
    if not answers:
        assert reverse("question", args=[assessment.pk, "A1"]) in page
        assert 'id="change"' not in page


def test_no_share_stands_on_the_page_while_it_is_early(
    assessment: Assessment, alices: Client
) -> None:
    """Two answers of twenty-five: neither a number, nor a map, nor a mark of an option."""
    early = answered(assessment, {"A3": 1, "B1": 2})
    response = response_of(alices, early)
    page = response.content.decode()
    assert response.context["result"]["advice"]["confidence"] == "early"
    top = page[page.index("<h1>") : page.index('id="open"')]
    assert " of 100" not in top
    assert 'class="options"' not in page
    assert "mark opt-" not in top
    assert response.context["plane"] is None
    facts = alices.get(reverse("result_json", args=[early.pk])).json()
    assert facts["outcomes"] is not None


def test_an_open_recommendation_marks_no_option(assessment: Assessment, alices: Client) -> None:
    """The shares are shown, none as advised, and nobody is told to carry anything out."""
    Assessment.objects.filter(pk=assessment.pk).update(done_by="provider")
    weak = {"A1": 4, "A2": 3, "D4": 4, "C4": 2, "D2": 1}
    response = response_of(alices, answered(assessment, PAYROLL | weak))
    shown = response.context["result"]
    assert shown["advice"]["outcome"] == "open"
    page = response.content.decode()
    assert "is-advice" not in page
    assert 'class="options"' in page


def test_a_gate_that_rules_providers_out_leads_the_page(
    assessment: Assessment, alices: Client
) -> None:
    """No proven provider (E1 = 1) is gate KO3: said before the shares, with the answer that fired."""
    response = response_of(alices, answered(assessment, {**FULL, "E1": 1}, GATES))
    page, shown = unescape(response.content.decode()), response.context["result"]
    name = next(row["name"] for row in shown["gates_fired"] if row["code"] == "KO3")
    assert page.index(name) < page.index('class="options"')
    assert [row["percent"] for row in shown["outcomes"] if row["option"] in ("bpo", "kpo")] == [
        0,
        0,
    ]
    (cause,) = next(row["causes"] for row in shown["gates_fired"] if row["code"] == "KO3")
    part = page[page.index('id="gate-KO3"') :]
    assert cause["answer"] in part
    assert reverse("question", args=[assessment.pk, "E1"]) in part


def test_a_gate_to_fix_first_stands_before_the_same_headline(
    assessment: Assessment, alices: Client
) -> None:
    """With and without it: one headline, one number."""
    answered(assessment, FULL, GATES)
    before = heading(page_of(alices, assessment))
    assessment.gate_answers.filter(gate="KO4").update(value="fires")
    response = response_of(alices, assessment)
    page = unescape(response.content.decode())
    assert heading(page) == before
    (words,) = response.context["result"]["advice"]["before"]
    assert page.index(words) < page.index('class="options"')


def test_managers_read_no_code_of_a_gate(assessment: Assessment, alices: Client) -> None:
    """Codes are for JSON and addresses: none in the text of the page, whatever fired."""
    fired = dict.fromkeys(GATES, "fires")
    page = page_of(alices, answered(assessment, {**FULL, "E1": 1, "F1": 5, "D2": 1}, fired))
    text = re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\bKO\d", text)


def test_the_quick_screen_is_marked_and_can_go_deeper(
    team: Team, alice: User, alices: Client
) -> None:
    """The button keeps the answers and opens the full assessment."""
    quick = answered(make_assessment(team, alice, depth="quick"), {"A1": 1, "B1": 2, "E1": 5})
    deeper = reverse("assessment_depth", args=[quick.pk])
    assert deeper in page_of(alices, quick)
    alices.post(deeper, {"depth": "full"})
    quick.refresh_from_db()
    assert (quick.depth, quick.answers.count()) == ("full", 3)
    assert deeper not in page_of(alices, quick)


def test_answers_set_aside_are_listed_apart(assessment: Assessment, alices: Client) -> None:
    """Once for less than six months (C3 = 1) closes the question about peaks (C2)."""
    page = page_of(alices, answered(assessment, {"A1": 3, "C3": 1, "C2": 3}))
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
    """Escaped, in its own direction, never run; of the assessment and of a step."""
    shown = answered(make_assessment(team, alice, name=name, unit=name), FULL)
    make_steps(shown, name)
    assert "<script>alert" not in page_of(alices, shown)


def test_no_inline_style_or_script(assessment: Assessment, alices: Client) -> None:
    """The security policy would drop them in silence."""
    page = page_of(alices, answered(assessment, FULL))
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)


def test_the_json_is_the_facts_of_the_page_and_reads_back(
    assessment: Assessment, alices: Client
) -> None:
    """The points of a question and 50 are its score, to six decimals; ``input`` gives the same back."""
    shown = answered(assessment, FULL, GATES)
    response = alices.get(reverse("result_json", args=[shown.pk]))
    assert response["Content-Type"] == "application/json"
    document = response.json()
    for question in ("who", "kind"):
        row = document["questions"][question]
        points = sum(one["points"] for one in row["contributions"])
        assert 50 + points == pytest.approx(row["score"], abs=1e-5)
    page = snapshot(shown)
    actions = document.pop("actions")
    assert document == page["facts"]
    shown_there: list[dict[str, Any]] = [dict(row) for row in page["actions"]]
    assert actions == [{name: row[name] for name in actions[0]} for row in shown_there]
    assert plain(read(shown.edition.ruleset, document)) == document["input"]


def test_reading_the_result_takes_few_queries_and_writes_nothing(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """At most eleven, with versions or without: session, person, door, owner, answers, gates, the
    weights' history, versions, scenarios, actions, cost."""
    shown = answered(assessment, FULL, GATES)
    save_version(assessment=shown, by=alice)
    address = reverse("result", args=[shown.pk])
    alices.get(address)
    with CaptureQueriesContext(connection) as queries:
        alices.get(address)
    assert len(queries) <= 11
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


@pytest.mark.parametrize("done_by", ["", "own", "provider", "mixed", "nobody"])
def test_list_page_json_and_version_say_one_thing(
    assessment: Assessment, alice: User, alices: Client, done_by: str
) -> None:
    """One headline on the page, in the version and in the list; one outcome in all of them."""
    answered(assessment, PAYROLL, GATES | {"KO14": "fires"})
    Assessment.objects.filter(pk=assessment.pk).update(done_by=done_by)
    alices.post(reverse("assessment_finish", args=[assessment.pk]))
    row = Assessment.objects.get(pk=assessment.pk)
    shown = snapshot(row)
    facts = alices.get(reverse("result_json", args=[row.pk])).json()
    assert facts["recommendation"]["outcome"] == row.outcome == shown["advice"]["outcome"]
    assert facts["recommendation"]["probability"] == pytest.approx(row.probability)
    version = row.versions.get()
    for address in (reverse("result", args=[row.pk]), reverse("version", args=[version.pk])):
        assert heading(alices.get(address).content.decode()) == shown["advice"]["headline"]
