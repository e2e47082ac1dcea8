"""What a document says about steps: where each goes, what stays, and why it is split or not.

The small ruleset (``tests.engine.makers.make_tiny``), A1 = 3 and A2 = 2 measured: a provider. B1 = 1
sends a step out as routine work (BPO), B1 = 2 as expert work (KPO), both in every draw.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse

from decisions.presentation import Snapshot, snapshot
from decisions.presentation.step_tables import StepsPart
from decisions.presentation.step_wording import places_words
from decisions.services.versions import save_version
from decisions.wording import CONFIDENCE
from engine.fit.case import UNKNOWN, Given, GivenGate
from engine.inputs import StepInputs
from engine.model.ruleset import Condition, Ruleset, Trigger
from report.document import texts_of
from report.messages import read, say
from tests.browser.journey import GATES, PAYROLL
from tests.decisions.blocks import changes_on
from tests.decisions.snapshots import measured, shown
from tests.engine.makers import make_gate, make_tiny
from tests.people import make_answers, make_gates, make_steps

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)
EXPERT_ANSWERS = {"B1": 5, "B2": 5, "B4": 5}


def routine(name: str = "Routine", **kwargs: Any) -> StepInputs:
    return StepInputs(name, measured(B1=1), **kwargs)


def expert(name: str = "Expert", **kwargs: Any) -> StepInputs:
    return StepInputs(name, measured(B1=2), **kwargs)


def decision(reason: str = "The law wants our officer.") -> StepInputs:
    return StepInputs("Decide", retained=reason)


def result(
    *steps: StepInputs,
    ruleset: Ruleset | None = None,
    gates: dict[str, str] | None = None,
    answers: dict[str, Given] | None = None,
) -> Snapshot:
    given = OUT if answers is None else answers
    return shown(ruleset or make_tiny(), given, gates, steps=tuple(steps))


def part_of(found: Snapshot) -> StepsPart:
    part = found["steps"]
    assert part is not None
    return part


def test_without_steps_there_is_no_part():
    assert result()["steps"] is None


def test_steps_that_differ_make_the_headline_a_split():
    """Two to BPO, one to KPO: the work changes hands once, between two providers."""
    found = result(routine(), routine("More"), expert())
    part, advice = part_of(found), found["advice"]
    assert part["split"]
    assert (advice["outcome"], advice["confidence"], advice["percent"]) == ("split", "clear", 100)
    assert advice["headline"].startswith(read(say("headline.split", ways="")))
    assert [row["outcome"] for row in part["rows"]] == ["bpo", "bpo", "kpo"]
    assert [(row["places"], row["outcome"]) for row in part["groups"]] == [
        ([1, 2], "bpo"),
        ([3], "kpo"),
    ]
    assert part["handovers"] == len(found["facts"]["hand_overs"])
    assert part["differing"] == []


def test_a_split_leaves_questions_and_shares_to_its_steps():
    """On top they would be about nothing; every step has its own word, number and headline."""
    found = result(routine(), expert())
    assert (found["questions"], found["outcomes"]) == ([], [])
    assert found["facts"]["questions"] is None
    for row in part_of(found)["rows"]:
        assert (row["label"], row["percent"]) == (CONFIDENCE["clear"], 100)
        assert "100 of 100" in row["words"]


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_steps_that_are_all_alike_leave_the_headline_as_it_is(count: int):
    """None, one, two or thirty: one and the same sentence, word and number."""
    found = result(*(routine(f"Step {place}") for place in range(count)))
    assert found["advice"]["headline"] == result()["advice"]["headline"]
    if count:
        part = part_of(found)
        assert (part["split"], part["handovers"]) == (False, 0)
        assert [row["places"] for row in part["groups"]] == [list(range(1, count + 1))]


def test_what_stays_is_named_with_its_reason_its_team_and_its_check():
    """A retained step has a reason and no number; the rest is one provider's."""
    found = result(routine(), decision())
    part = part_of(found)
    held = part["rows"][1]
    assert held["retained"] == "The law wants our officer."
    assert (held["outcome"], held["label"], held["percent"], held["flips"]) == ("", "", 0, [])
    assert held["retained"].rstrip(".") in held["words"]
    assert [(row["kind"], row["place"]) for row in part["kept"]] == [
        ("decision", 2),
        ("retained_team", 0),
        ("quality_check", 0),
    ]
    assert part["kept"][1]["words"] == make_tiny().option["bpo"].keeps_inside
    assert found["advice"]["outcome"] == "bpo"
    bpo = read(say("headline.nobody.bpo"))
    assert found["advice"]["headline"].startswith(read(say("headline.keeps", headline=bpo)))


def test_nothing_is_kept_where_no_provider_does_the_rest():
    found = result(decision(), answers=measured(A1=1, A2=1, C5=1, G1=1))
    assert part_of(found)["kept"] == []


def test_a_reason_that_runs_from_the_right_stands_alone():
    """It would carry a sentence behind it along."""
    part = part_of(result(routine(), decision("القانون")))
    assert part["kept"][0]["words"] == "القانون."


def test_a_gate_of_one_step_keeps_it_inside():
    """B1 = 2 fires a gate that rules every provider out: that step stays, the other goes to BPO."""
    trigger = Trigger((Condition("B1", frozenset({2})),), "rules_out_providers", "Never outside.")
    gate = make_gate("KO5", asked=False, question="", triggers=(trigger,))
    part = part_of(result(routine(), expert(), ruleset=make_tiny(gates=(gate,))))
    assert [row["outcome"] for row in part["rows"]] == ["bpo", "in_house"]
    assert part["split"]


def test_a_keeping_gate_answered_on_a_step_retains_it():
    """By rule: a reason, no score. The same gate for the whole keeps the decision only."""
    ruleset = make_tiny(gates=(make_gate("KO14", effect="keeps_decision"),))
    own = expert(gates={"KO14": GivenGate("fires")})
    part = part_of(result(routine(), own, ruleset=ruleset, gates={"KO14": "passes"}))
    held = part["rows"][1]
    assert (held["outcome"], held["retained"]) == ("", "Reason of KO14")
    assert [(row["code"], row["answer"]) for row in held["gates"]] == [("KO14", "No")]
    inherited = result(routine(), expert(), ruleset=ruleset, gates={"KO14": "fires"})
    assert [row["outcome"] for row in part_of(inherited)["rows"]] == ["bpo", "kpo"]
    assert read(say("headline.keeps", headline="")) in inherited["advice"]["headline"]


def test_a_step_that_waits_for_a_fix_says_so():
    """KO4 fires for the second step only: where it goes stays the same."""
    ruleset = make_tiny(gates=(make_gate("KO4", effect="fix_first"),))
    waits = expert(gates={"KO4": GivenGate("fires")})
    part = part_of(result(routine(), waits, ruleset=ruleset, gates={"KO4": "passes"}))
    assert [row["outcome"] for row in part["rows"]] == ["bpo", "kpo"]
    assert [bool(row["fix"]) for row in part["rows"]] == [False, True]


def test_evidence_for_a_step_makes_it_surer_and_is_named():
    """The same answer, unsupported and measured."""
    answers = measured(A1=2, C5=1, G1=1)
    rows = [
        part_of(result(StepInputs("Step", {"A2": Given(1, evidence=grade)}), answers=answers))[
            "rows"
        ][0]
        for grade in (None, "measured")
    ]
    assert rows[0]["percent"] < rows[1]["percent"]
    (own,) = rows[1]["answers"]
    assert (own["criterion"], bool(own["rests_on"])) == ("A2", True)


def test_only_answers_that_differ_are_listed_with_those_of_the_whole():
    same, other = (row["answers"] for row in part_of(result(routine(), expert()))["rows"])
    assert same == []
    assert [(row["criterion"], row["answer"], row["whole"]) for row in other] == [
        ("B1", "B1 choice 2", "B1 choice 1")
    ]


def test_a_step_that_goes_elsewhere_with_little_work_is_named_and_splits_nothing():
    """Less than a tenth of the work: the headline is that for the whole."""
    found = result(routine(share=0.95), expert(share=0.05))
    part = part_of(found)
    assert (part["split"], found["advice"]["outcome"]) == (False, "bpo")
    assert len(part["differing"]) == 1
    assert "Expert" in part["differing"][0]
    assert [row["share"] for row in part["rows"]] == [95, 5]


def test_the_weakest_step_speaks_where_all_agree_with_its_own_answers():
    """The second step's A2 pulls the other way and is an estimate: the reasons are that step's."""
    weak = StepInputs("Weak", {"A2": Given(1, evidence="estimate")})
    found = result(routine(), weak)
    assert found["advice"]["outcome"] == "bpo"
    assert found["facts"]["recommendation"]["probability"] < 1
    (a2,) = [row for row in found["questions"][0]["reasons"] if row["criterion"] == "A2"]
    assert (a2["answer"], a2["points"] < 0) == ("A2 choice 1", True)
    points = sum(row["points"] for row in found["questions"][0]["reasons"])
    assert 50 + points == pytest.approx(found["questions"][0]["score"])


def test_an_open_step_names_no_way_and_leaves_the_headline_to_the_whole():
    found = result(routine(), StepInputs("Open", {"A1": UNKNOWN, "A2": UNKNOWN, "B1": UNKNOWN}))
    part = part_of(found)
    assert not part["split"]
    assert part["rows"][1]["outcome"] in ("open", "none", "in_house")
    assert found["advice"]["outcome"] == "bpo"


def test_before_the_first_answer_the_steps_are_only_listed():
    found = result(StepInputs("Receive"), StepInputs("Pay"), answers={})
    part = part_of(found)
    assert [(row["outcome"], row["percent"]) for row in part["rows"]] == [("none", 0)] * 2
    assert (found["advice"]["outcome"], part["split"], part["differing"]) == ("none", False, [])


def test_every_step_has_what_would_send_it_another_way():
    """At most two lines, about questions of the step."""
    part = part_of(result(routine(), StepInputs("Guess", {"B1": Given(1, evidence="estimate")})))
    flips = part["rows"][1]["flips"]
    assert 0 < len(flips) <= 2
    assert flips[0]["criterion"]
    assert flips[0]["percent"] >= 1


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([4], "Step 4"),
        ([1, 2], "Steps 1 and 2"),
        ([1, 2, 3, 5], "Steps 1 to 3 and 5"),
        ([1, 3, 4, 6, 7, 8], "Steps 1, 3, 4 and 6 to 8"),
    ],
)
def test_places_read_like_a_person_would_say_them(places: Sequence[int], words: str):
    assert places_words(places) == words


def test_the_part_is_plain_json_and_the_same_every_time():
    first, second = (result(routine(), decision(), expert()) for _ in range(2))
    text = json.dumps(first, allow_nan=False)
    assert json.loads(text) == first
    assert json.dumps(second, allow_nan=False) == text


@pytest.fixture
def split(assessment):
    """A payroll whose second step is expert work."""
    make_answers(assessment, PAYROLL)
    make_gates(assessment, **GATES)
    make_steps(assessment, "Enter", "Judge", Judge=EXPERT_ANSWERS)
    return assessment


@pytest.mark.django_db
def test_page_version_and_json_say_the_same_about_the_steps(alices, alice, split):
    """One headline, one row per step, the facts of each."""
    part, advice = snapshot(split)["steps"], snapshot(split)["advice"]
    assert part is not None
    assert [row["outcome"] for row in part["rows"]] == ["bpo", "kpo"]
    version = save_version(assessment=split, by=alice)
    assert version.snapshot["steps"] == json.loads(json.dumps(part))
    numbers = alices.get(reverse("result_json", args=[split.pk])).json()
    assert numbers["recommendation"]["outcome"] == advice["outcome"] == "split"
    assert [row["recommendation"]["outcome"] for row in numbers["steps"]] == ["bpo", "kpo"]
    pages = [
        alices.get(reverse(f"{name}_page", args=[pk, "steps"])).context["page"]
        for name, pk in (("result", split.pk), ("version", version.pk))
    ]
    assert texts_of(pages[0]) == texts_of(pages[1])
    said = texts_of(pages[0])
    for row in part["rows"]:
        assert any(row["name"] in text for text in said)
    kept = next(row for row in pages[0]["sections"] if row["key"] == "kept")
    assert len(kept["blocks"][0]["rows"]) == len(part["kept"])


@pytest.mark.django_db
def test_the_strip_has_every_step_in_its_order(alices, split):
    response = alices.get(reverse("result", args=[split.pk]))
    text = response.content.decode()
    (strip,) = response.context["sections"]["steps"]["blocks"]
    assert [row[0]["text"] for row in strip["table"]["rows"]] == ["1. Enter", "2. Judge"]
    assert re.findall(r'class="step-name">(?:<a[^>]*>)?(\d+)\.', text) == ["1", "2"]


@pytest.mark.django_db
def test_every_change_of_steps_that_agree_leads_to_the_headline_that_it_prints(alices, assessment):
    """By the link on the page, steps included: the what-if page shows that headline."""
    make_answers(
        assessment, {"A1": 1, "A2": 2, "B1": 1, "B2": 1, "B3": 1, "C4": 3, "D1": 3, "E1": 4}
    )
    make_steps(assessment, "Collect", "Check", Check={"B1": 2})
    shown = snapshot(assessment)
    assert shown["sure"] is not None
    response = alices.get(reverse("result_page", args=[assessment.pk, "sure"]))
    rows = changes_on(response.context["page"])
    assert rows
    for row in rows:
        about = row["about"]
        tried = alices.get(row["change"]["url"]).context
        assert tried["now"]["outcome"] != tried["saved"]["outcome"]
        said = {
            one["to"]
            for one in shown["facts"]["flips"]
            if one["question"] == "headline"
            and one.get("criterion") == (about["criterion"] or None)
            and one.get("gate") == (about["gate"] or None)
        }
        assert tried["now"]["outcome"] in said


@pytest.mark.django_db
def test_a_split_says_what_would_change_it_by_step_alone(alices, split):
    shown = snapshot(split)
    assert shown["sure"] is not None
    assert shown["steps"] is not None
    assert (shown["facts"]["flips"], shown["sure"]["flips"]) == (None, [])
    assert any(row["flips"] for row in shown["steps"]["rows"])


@pytest.mark.django_db
def test_another_name_of_a_step_is_another_version(alice, assessment):
    make_answers(assessment, {"A1": 2})
    (step,) = make_steps(assessment, "Prepare")
    first = save_version(assessment=assessment, by=alice)
    step.name = "Prepare it"
    step.save()
    assert save_version(assessment=assessment, by=alice).number == first.number + 1


def test_the_sentence_of_a_step_is_the_sentence_of_a_process():
    """One place makes them both."""
    found = result(routine())
    assert part_of(found)["rows"][0]["words"] == found["advice"]["headline"]
