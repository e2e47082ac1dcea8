"""Only what matters: the question that tells most comes next, and it stops when enough is known."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from decisions.adaptive import ahead
from decisions.evaluation import case_of, steps_of
from decisions.models import Assessment, Depth, GateAnswer
from engine.fit.interview import asked
from engine.outcome import in_hundred
from engine.recommendation import recommend
from engine.sensitivity.adaptive import Ask, next_question
from report.headline import sentence
from tests.decisions.questions import version
from tests.forms_on_page import submit
from tests.people import make_answers, make_assessment, make_steps

CLEARLY_OUT = {
    "A1": 1, "A2": 1, "A3": 1, "B1": 1, "B2": 1, "B3": 1, "B4": 1, "C1": 4, "C4": 5, "E1": 5,
    "E2": 1, "F1": 1, "F2": 1, "D3": 1, "D4": 3, "G1": 1,
}  # fmt: skip
"""Answers of routine work that a provider does: who and kind are clear."""
ROOM = 200
"""More pages than any questionnaire has."""


@pytest.fixture
def adaptive(team, alice) -> Assessment:
    """An assessment that asks only what matters."""
    return make_assessment(team, alice, depth=Depth.ADAPTIVE, service="accounts-payable")


def page(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


def code_of(address: str) -> str:
    found = re.search(r"/questions/(\w+)/", address)
    return found[1] if found else ""


def send(client: Client, address: str, answer: object, **more: str) -> str:
    """Answer the question at an address; the address it leads to."""
    origin = "more" if "from=more" in address else ""
    data = {"answer": str(answer), "note": "", "evidence": "", "reason": "", "version": "0"}
    response = client.post(address.split("?")[0], data | {"back_to": origin} | more)
    assert response.status_code == 302
    return str(response["Location"])


def middle(address: str) -> int:
    """A choice that the question at an address has: A2 has no third one."""
    return {"A2": 4}.get(code_of(address), 3)


def settled(assessment: Assessment) -> Assessment:
    """With the clear answers given; enough is known."""
    make_answers(assessment, CLEARLY_OUT)
    found = ahead(Assessment.objects.get(pk=assessment.pk))
    assert found.stop
    return assessment


def test_the_third_depth_can_be_chosen_and_asks_at_once(alices, team, alice):
    assessment = make_assessment(team, alice, depth="")
    address = f"/assessments/{assessment.pk}/depth/"
    shown = page(alices.get(address))
    assert "Only what matters: often half of 25 questions" in shown
    assert shown.count('name="depth"') == 3
    response = alices.post(address, {"depth": "adaptive"})
    assert "/questions/" in response["Location"]


def test_the_page_says_why_its_question_comes_next(alices, adaptive):
    first = alices.get(f"/assessments/{adaptive.pk}/", follow=True).context["continue_url"]
    shown = page(alices.get(first))
    found = ahead(adaptive).found
    assert isinstance(found, Ask)
    assert found.code == code_of(first)
    assert "Why this question comes next." in shown
    assert "Of the 25 open questions, this one is expected to tell most" in shown
    assert "So far:" not in shown  # nothing is answered, so nothing is forecast
    assert "Question 1, at most 25" in shown


def test_a_question_that_could_turn_what_is_clear_says_that_and_how_often(alices, adaptive):
    """F1 = 5 would rule every provider out; what F1 tells of the sums is no reason to ask it."""
    clear = {"A1": 1, "A2": 1, "A3": 1, "B1": 1, "C4": 4, "D4": 4, "G1": 1}
    codes = asked(adaptive.edition.ruleset, {})
    given = {code: clear.get(code, 3) for code in codes if code not in ("F1", "F4")}
    make_answers(adaptive, given | {"A2": 1})
    adaptive.answers.update(evidence="measured")
    Assessment.objects.filter(pk=adaptive.pk).update(service="")
    row = Assessment.objects.get(pk=adaptive.pk)
    found = ahead(row)
    assert isinstance(found.found, Ask)
    assert found.found.code == "F1"
    assert found.found.turns is not None
    (first, *_) = found.reasons("F1")
    assert f"in {in_hundred(found.found.turns)} of 100 cases" in first
    shown = page(alices.get(f"/assessments/{adaptive.pk}/questions/F1/"))
    assert first in shown
    assert "expected to tell most" not in shown


def test_another_question_can_be_opened_and_claims_nothing(alices, adaptive):
    found = ahead(adaptive).found
    assert isinstance(found, Ask)
    other = next(code for code in asked(adaptive.edition.ruleset, {}) if code != found.code)
    shown = page(alices.get(f"/assessments/{adaptive.pk}/questions/{other}/"))
    assert "Why this question comes next" not in shown


def test_it_asks_no_question_twice_never_a_hidden_one_and_counts_within_its_total(alices, adaptive):
    """Everything is answered with a middle choice; C3 = 1 hides C2 and A2 = 4 hides A4, where those
    were not asked before."""
    address = alices.get(f"/assessments/{adaptive.pk}/").context["continue_url"]
    said: list[str] = []
    while "/questions/" in address:
        code = code_of(address)
        assert code not in said
        said.append(code)
        counter = re.search(r"Question (\d+), at most (\d+)", page(alices.get(address)))
        assert counter
        assert int(counter[1]) == len(said) <= int(counter[2])
        closes = {"C3": ("C2", 1), "A2": ("A4", 4)}.get(code)
        is_open = closes is not None and closes[0] not in said
        kept = 2 if code == "A2" else 3
        address = send(alices, address, closes[1] if closes and is_open else kept)
        assert len(said) < ROOM
    assert address == f"/assessments/{adaptive.pk}/gates/"
    assert "C3" not in said or "C2" not in said[said.index("C3") :]
    assert "A2" not in said or "A4" not in said[said.index("A2") :]
    assert adaptive.answers.count() == len(said)


def test_when_enough_is_known_it_leads_to_the_gates_and_says_so(alices, adaptive):
    settled(adaptive)
    task_list = alices.get(f"/assessments/{adaptive.pk}/")
    assert task_list.context["continue_url"] == f"/assessments/{adaptive.pk}/gates/"
    assert "Enough is known." in page(task_list)
    assert "Only the rules, asked on a page of their own, can still" in page(task_list)
    shown = page(alices.get(f"/assessments/{adaptive.pk}/gates/"))
    assert "Enough is known." in shown
    assert "open questions" in shown
    assert "Go on with the question that would tell most" in shown
    for gate in adaptive.edition.ruleset.asked_gates():
        GateAnswer.objects.create(
            assessment=adaptive, gate=gate.code, value="passes", answered_by=adaptive.owner
        )
    shown = page(alices.get(f"/assessments/{adaptive.pk}/check/"))
    assert "Enough is known." in shown
    assert "Only the rules" not in shown


def test_after_the_gates_comes_the_check_page_while_enough_is_known(alices, adaptive):
    settled(adaptive)
    gates = adaptive.edition.ruleset.asked_gates()
    values = {row.code: "passes" for row in gates}
    response = alices.post(f"/assessments/{adaptive.pk}/gates/", values)
    assert response["Location"] == f"/assessments/{adaptive.pk}/check/"


def test_the_stop_says_the_sentence_of_the_result(alices, adaptive):
    """One recommendation: also where steps make the result another one than the answers alone."""
    settled(adaptive)
    row = Assessment.objects.get(pk=adaptive.pk)
    words = sentence(recommend(row.edition.ruleset, case_of(row)), case_of(row).today)
    assert f"{words}." in page(alices.get(f"/assessments/{adaptive.pk}/"))
    (step,) = make_steps(row, "Decide")
    step.retained = "The law."
    step.save()
    make_steps(row, "Prepare")
    row = Assessment.objects.get(pk=adaptive.pk)
    found = recommend(row.edition.ruleset, case_of(row), steps_of(row))
    assert found.keeps_decision
    words = sentence(found, case_of(row).today)
    assert f"{words}." in page(alices.get(f"/assessments/{adaptive.pk}/"))


def test_equal_answers_of_two_service_types_are_looked_at_each_for_itself(team, alice):
    """What is usual for a type of service counts: the process remembers neither for the other."""
    seen = {}
    for service in ("accounts-payable", "legal-services", "payroll", ""):
        row = make_assessment(team, alice, depth=Depth.ADAPTIVE, service=service)
        make_answers(row, {"A1": 2, "A3": 2, "B1": 2, "C1": 3, "F1": 2})
        row = Assessment.objects.get(pk=row.pk)
        found, case = ahead(row), case_of(row)
        assert found.found == next_question(row.edition.ruleset, case)
        assert found.sentence == sentence(recommend(row.edition.ruleset, case), case.today)
        seen[service] = found.found
    assert len({str(row) for row in seen.values()}) == len(seen)


def test_one_can_go_on_to_the_very_last_question(alices, adaptive):
    settled(adaptive)
    address = alices.get(f"/assessments/{adaptive.pk}/gates/").context["more_url"]
    count = 0
    while "/questions/" in address:
        assert "from=more" in address
        assert "Enough is known." in page(alices.get(address)) or count
        address = send(alices, address, "unknown")
        count += 1
        assert count < ROOM
    assert count == 24 - len(CLEARLY_OUT)  # C1 = 4 hides C6
    assert address == f"/assessments/{adaptive.pk}/gates/"
    assert "Enough is known." not in page(alices.get(address))


def test_stopping_while_going_on_is_one_link_away(alices, adaptive):
    settled(adaptive)
    address = alices.get(f"/assessments/{adaptive.pk}/gates/").context["more_url"]
    assert f'href="/assessments/{adaptive.pk}/gates/"' in page(alices.get(address))


def test_back_leads_through_the_answers_in_the_order_they_were_given(alices, adaptive):
    address = alices.get(f"/assessments/{adaptive.pk}/").context["continue_url"]
    assert f'href="/assessments/{adaptive.pk}/">Back' in page(alices.get(address))
    first, second = address, send(alices, address, middle(address))
    third = send(alices, second, middle(second))
    assert alices.get(third).context["back_url"] == second
    earlier = alices.get(second)
    assert (earlier.context["back_url"], earlier.context["position"]) == (first, 2)


def test_changing_an_answer_leads_on_to_the_question_that_tells_most_now(alices, adaptive):
    address = alices.get(f"/assessments/{adaptive.pk}/").context["continue_url"]
    send(alices, address, 1)
    following = send(alices, address, 4, version=version(adaptive, code_of(address)))
    assert code_of(following) == ahead(Assessment.objects.get(pk=adaptive.pk)).next_code


def test_going_deeper_and_back_keeps_every_answer(alices, adaptive):
    make_answers(adaptive, CLEARLY_OUT)
    for depth in ("full", "quick", "adaptive"):
        submit(alices, f"/assessments/{adaptive.pk}/depth/", {"depth": depth})
        adaptive.refresh_from_db()
        assert (adaptive.depth, adaptive.answers.count()) == (depth, len(CLEARLY_OUT))
    assert (adaptive.answered, adaptive.total) == (len(CLEARLY_OUT), 24)


def test_finishing_gives_a_recommendation_and_no_early_indication(alices, adaptive):
    settled(adaptive)
    response = alices.post(f"/assessments/{adaptive.pk}/finish/", follow=True)
    assert "Early indication" not in page(response)
    assert adaptive.versions.count() == 1


def test_saving_and_asking_on_takes_at_most_twelve_queries(alices, adaptive):
    """One query reads the answers and the gates together."""
    make_answers(adaptive, {"A1": 1, "A2": 2})
    GateAnswer.objects.create(
        assessment=adaptive, gate="KO1", value="passes", answered_by=adaptive.owner
    )
    alices.get(f"/assessments/{adaptive.pk}/questions/A1/")
    with CaptureQueriesContext(connection) as queries:
        data = {"answer": "2", "version": "0"}
        response = alices.post(f"/assessments/{adaptive.pk}/questions/A3/", data, follow=True)
    assert "Why this question comes next." in page(response)
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [row["sql"] for row in queries if not row["sql"].startswith(marks)]
    assert len(counted) <= 12, "\n".join(counted)


@pytest.mark.parametrize("depth", [Depth.FULL, Depth.QUICK])
def test_other_depths_say_when_nothing_can_change_and_never_stop(alices, team, alice, depth):
    """What counts is answered, and what is open weighs nothing."""
    assessment = make_assessment(team, alice, depth=depth)
    quick = [row.code for row in assessment.edition.ruleset.criteria if row.quick]
    weights = {row.code: 0 for row in assessment.edition.ruleset.criteria} | {"A1": 10, "B2": 1}
    Assessment.objects.filter(pk=assessment.pk).update(weights=weights)
    codes = list(asked(assessment.edition.ruleset, {}))
    shown = quick if depth == Depth.QUICK else codes
    triggers = {
        when.criterion
        for gate in assessment.edition.ruleset.gates
        for trigger in gate.triggers
        for when in trigger.when
    }
    known = {"A1": 5, "B2": 5, "C5": 1, "G1": 1}
    make_answers(assessment, known | dict.fromkeys(triggers - known.keys(), "unknown"))
    rest = [code for code in shown if code not in triggers | known.keys()]
    response = alices.get(f"/assessments/{assessment.pk}/questions/{rest[0]}/")
    words = f"No answer to any of the {len(rest)} open questions can change who should do it"
    assert words in page(response)
    row = Assessment.objects.get(pk=assessment.pk)
    found = recommend(row.edition.ruleset, case_of(row))
    assert found.outcome in ("own", "in_house")
    assert f"{sentence(found, case_of(row).today)}." in page(response)
    assert words in page(alices.get(f"/assessments/{assessment.pk}/"))
    following = send(alices, f"/assessments/{assessment.pk}/questions/{rest[0]}/", 1)
    assert code_of(following) == rest[1]


def test_while_something_can_change_nothing_is_claimed(alices, assessment):
    make_answers(assessment, {"A1": 1})
    assert "No answer to" not in page(alices.get(f"/assessments/{assessment.pk}/questions/A2/"))


def test_who_only_reads_is_offered_no_way_to_answer(adaptive, bob_as, client_of):
    settled(adaptive)
    bobs = client_of(bob_as("viewer"))
    for name in ("", "gates/", "check/"):
        shown = page(bobs.get(f"/assessments/{adaptive.pk}/{name}"))
        assert "Enough is known." in shown
        assert "Go on with the question" not in shown
