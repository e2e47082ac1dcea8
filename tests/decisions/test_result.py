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
from django.utils.timezone import localdate

from accounts.models import Role, Team, User
from decisions.models import Assessment
from decisions.results import snapshot_of
from decisions.services.assessments import Weights, choose_weights, finish
from decisions.services.versions import save_version
from engine.inputs import plain
from engine.intake import read
from report.pages import ORDER
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


@pytest.mark.parametrize("key", ORDER)
def test_every_page_has_an_address_and_is_marked_in_the_row(
    assessment: Assessment, alices: Client, key: str
) -> None:
    """With answers, and with none; any other name is not found."""
    for answers in ({}, FULL):
        answered(assessment, answers)
        address = reverse("result", args=[assessment.pk])
        page = alices.get(address if key == "summary" else f"{address}{key}/")
        assert page.status_code == 200
        assert re.findall(r'href="([^"]+)" aria-current="page"', page.content.decode()) == [
            page.request["PATH_INFO"]
        ]
        told = page.text[page.text.index("<h1") : page.text.index("</main>")]
        assert answers or "<a " in told  # what is empty says where to go on
    assert alices.get(f"{address}other/").status_code == 404


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
    """With how sure each part of it is, and the shares of the options."""
    response = response_of(alices, answered(assessment, FULL, GATES))
    page, verdict = unescape(response.content.decode()), response.context["verdict"]
    assert heading(page) == verdict["headline"]
    assert (verdict["marks"], verdict["confidence"]) == (["bpo"], "clear")
    for words in verdict["certainty"]:
        assert words in page
    (bars,) = response.context["sections"]["chances"]["blocks"]
    assert bars["data"]["rows"][0]["option"] == "bpo"
    assert sum(row["percent"] for row in bars["data"]["rows"]) == 100


def test_the_reasons_link_to_their_question(assessment: Assessment, alices: Client) -> None:
    """Each with its answer's text, its points and the side that it pulls to; open checks lead to the first."""
    response = response_of(alices, answered(assessment, FULL, GATES))
    (block,) = response.context["sections"]["why"]["blocks"]
    assert len(block["rows"]) == 3
    for row in block["rows"]:
        assert row["answer"]
        assert row["points"]
        assert row["side"]
        assert alices.get(row["about"]["url"]).status_code == 200
    assessment.gate_answers.filter(gate__in=("KO1", "KO4")).delete()
    (line,) = [
        row
        for row in response_of(alices, assessment).context["verdict"]["lines"]
        if row["about"]["url"]
    ]
    assert line["about"]["url"] == reverse("gates", args=[assessment.pk]) + "#KO1"
    assert f'<a href="{line["about"]["url"]}">{line["text"]}</a>' in page_of(alices, assessment)


def test_the_points_of_why_add_up_to_where_the_answers_stand(
    assessment: Assessment, alices: Client
) -> None:
    """As printed: 50, the answers that are shown and the smaller ones give the last row."""
    shown = answered(assessment, FULL | {"C5": 3}, GATES)
    page = alices.get(reverse("result_page", args=[shown.pk, "why"])).context["page"]
    seen = 0
    for section in page["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "pulls":
                seen += 1
                rows = [*block["rows"], *block["smaller"]]
                points = sum(float(row["points"].replace("\u2212", "-")) for row in rows)
                assert 50 + points == pytest.approx(float(block["score"]), abs=0.001)
    assert seen == 3


def test_what_speaks_against_stands_beside_the_reasons(
    assessment: Assessment, alices: Client
) -> None:
    """The strongest answer that pulls the other way, one."""
    weak = FULL | {"B3": 5}
    response = response_of(alices, answered(assessment, weak, GATES))
    (block,) = response.context["sections"]["against"]["blocks"]
    (row,) = block["rows"]
    assert row["about"]["criterion"] == "B3"


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
    """Two answers of twenty-five: neither a number, nor a map, nor a mark; what is missing comes first."""
    early = answered(assessment, {"A3": 1, "B1": 2})
    response = response_of(alices, early)
    page = response.content.decode()
    assert response.context["verdict"]["confidence"] == "early"
    assert response.context["verdict"]["marks"] == []
    assert list(response.context["sections"]) == ["known", "missing", "next"]
    assert 'class="chances"' not in page
    assert "mark opt-" not in page[page.index("<h1>") : page.index("<footer")]
    facts = alices.get(reverse("result_json", args=[early.pk])).json()
    assert facts["outcomes"] is not None


def test_an_open_recommendation_names_no_option(assessment: Assessment, alices: Client) -> None:
    """Both sides stand equal, with what decides it first; nobody is told to carry anything out."""
    Assessment.objects.filter(pk=assessment.pk).update(done_by="provider")
    weak = {"A1": 4, "A2": 3, "D4": 4, "C4": 2, "D2": 1}
    response = response_of(alices, answered(assessment, PAYROLL | weak))
    assert response.context["verdict"]["marks"] == []
    sections = response.context["sections"]
    assert {"decides", "for_provider", "for_own"} <= sections.keys()
    (bars,) = sections["chances"]["blocks"]
    assert bars["data"]["even"]


def test_a_gate_that_rules_providers_out_is_the_first_reason(
    assessment: Assessment, alices: Client
) -> None:
    """No proven provider (E1 = 1) is gate KO3: said before any answer, and no
    reading is counted, as none asks the rule."""
    response = response_of(alices, answered(assessment, {**FULL, "E1": 1}, GATES))
    (block,) = response.context["sections"]["why"]["blocks"]
    assert block["rows"][0]["about"]["gate"] == "KO3"
    assert "chances" not in response.context["sections"]


def test_a_gate_to_fix_first_stands_under_the_same_headline(
    assessment: Assessment, alices: Client
) -> None:
    """With and without it: one headline, one number."""
    answered(assessment, FULL, GATES)
    before = response_of(alices, assessment).context["verdict"]
    assessment.gate_answers.filter(gate="KO4").update(value="fires")
    verdict = response_of(alices, assessment).context["verdict"]
    assert (verdict["headline"], verdict["certainty"]) == (
        before["headline"],
        before["certainty"],
    )
    assert len(verdict["lines"]) == len(before["lines"]) + 1
    assert assessment.edition.ruleset.gate["KO4"].question in verdict["lines"][-1]["text"]


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
    early = alices.get(reverse("result_json", args=[quick.pk])).json()
    alices.post(deeper, {"depth": "full"})
    quick.refresh_from_db()
    assert (quick.depth, quick.answers.count()) == ("full", 3)
    assert early["depth"] == "quick"
    assert deeper not in page_of(alices, quick)


def test_weights_changed_after_the_answers_are_said_beside_the_result(
    assessment: Assessment, alice: User, alices: Client
) -> None:
    """Who did it, and when."""
    finish(assessment=answered(assessment, FULL), by=alice)
    choose_weights(assessment=assessment, by=alice, chosen=Weights("cost_led"), seen=0)
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
    name = f"supplier-invoices_result_edition-{shown.edition.number}_{localdate()}.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    document = response.json()
    for question in ("who", "kind"):
        row = document["questions"][question]
        points = sum(one["points"] for one in row["contributions"])
        assert 50 + points == pytest.approx(row["score"], abs=1e-5)
    page = snapshot_of(shown)
    actions, depth = document.pop("actions"), document.pop("depth")
    for apart in ("assessment", "activity", "comments"):
        document.pop(apart)
    assert depth == "full"
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
    shown = snapshot_of(row)
    facts = alices.get(reverse("result_json", args=[row.pk])).json()
    assert (
        facts["recommendation"]["outcome"]
        == row.outcome
        == shown["facts"]["recommendation"]["outcome"]
    )
    assert facts["recommendation"]["probability"] == pytest.approx(row.probability)
    version = row.versions.get()
    for address in (reverse("result", args=[row.pk]), reverse("version", args=[version.pk])):
        page = alices.get(address)
        assert heading(page.content.decode()) == shown["document"]["verdict"]["headline"]


def test_every_cell_of_a_table_names_its_column(assessment: Assessment, alices: Client) -> None:
    """On a phone a row stands as lines, and the heads of the columns stand nowhere else."""
    answered(assessment, FULL)
    page = alices.get(reverse("result_page", args=[assessment.pk, "sure"])).text
    tables = re.findall(r"table-document.*?</table>", page, re.DOTALL)
    cells = re.findall(r"<td[^>]*>", "".join(tables))
    assert len(cells) > 10
    assert [cell for cell in cells if not re.search(r'data-label="\w', cell)] == []
