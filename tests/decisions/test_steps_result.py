"""What a snapshot says about steps: where each goes, what stays, and why it is hybrid or not.

The small ruleset (``tests.engine.makers.make_tiny``), answered A1 = 3 and A2 = 2 (towards a
provider), all measured: B1 = 1 makes BPO lead with 100, B1 = 2 KPO with 100 (see tests/engine/test_split.py).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from decisions.presentation import Snapshot, snapshot
from decisions.presentation.shape import AdvicePart
from decisions.presentation.step_tables import StepsPart
from decisions.presentation.step_wording import places_words
from decisions.services.versions import save_version
from engine.fit.case import UNKNOWN, Given
from engine.model.ruleset import Condition, Ruleset, Trigger
from engine.split import Step
from tests.decisions.snapshots import HEADING, measured, shown
from tests.engine.makers import make_gate, make_tiny
from tests.people import make_answers, make_steps

ROUTINE = Step("Routine", measured(B1=1))
EXPERT = Step("Expert", measured(B1=2))
DECISION = Step("Decide", measured(B1=2), kept_inside="The law wants our officer.")
OUT = measured(A1=3, A2=2, B1=1)


def result(
    *steps: Step, ruleset: Ruleset | None = None, gates: dict[str, str] | None = None
) -> Snapshot:
    heading = replace(HEADING, steps=steps)
    return shown(ruleset or make_tiny(), OUT, gates, heading)


def part_of(found: Snapshot) -> StepsPart:
    part = found["steps"]
    assert part is not None
    return part


def advice_of(*steps: Step) -> AdvicePart:
    return result(*steps)["advice"]


def test_without_steps_there_is_no_part():
    assert result()["steps"] is None


def test_steps_that_differ_make_the_headline_hybrid():
    found = result(ROUTINE, ROUTINE, EXPERT)
    part, advice = part_of(found), found["advice"]
    assert (part["hybrid"], part["option"], part["name"]) == (True, "hybrid", "Hybrid")
    assert part["headline"] == advice["headline"] == "Split it: 2 steps go to BPO, 1 goes to KPO"
    assert part["lead"] == advice["lead"] == "Steps 1 and 2 go to BPO; step 3 goes to KPO."
    assert (advice["state"], advice["verdict_label"]) == ("split", "Clear")
    assert advice["verdict_rest"].startswith("the work changes hands once; ")
    assert "As one piece: “" in advice["verdict_rest"]
    assert part["why"] == "What parts the steps: “Name of B1”."
    assert [row["option"] for row in part["rows"]] == ["bpo", "bpo", "kpo"]
    assert [(row["places_words"], row["option"]) for row in part["groups"]] == [
        ("Steps 1 and 2", "bpo"),
        ("Step 3", "kpo"),
    ]


def test_what_stays_is_named_with_its_reason_its_team_and_its_check():
    part = part_of(result(ROUTINE, DECISION))
    held = part["rows"][1]
    assert (held["option"], held["held"], held["verdict_label"]) == (
        "in_house",
        True,
        "Stays inside",
    )
    assert held["would_be"] == {"option": "kpo", "name": "Name of kpo"}
    assert held["words"].endswith("but it stays. The law wants our officer.")
    assert [(row["kind"], row["place"]) for row in part["kept"]] == [
        ("decision_rights", 2),
        ("retained_team", 0),
        ("quality_gate", 1),
    ]
    rights, team, _ = part["kept"]
    assert rights["title"] == "Decision rights: Decide"
    assert rights["words"] == "The law wants our officer."
    assert team["words"] == make_tiny().option["bpo"].keeps_inside


def test_several_quality_gates_are_said_once():
    """The provider hands back after step 1 and after step 4."""
    part = part_of(result(ROUTINE, DECISION, ROUTINE, ROUTINE))
    assert [row["kind"] for row in part["kept"]] == [
        "decision_rights",
        "retained_team",
        "quality_gate",
    ]
    assert part["kept"][-1]["title"] == "Quality gates after steps 1 and 4"
    assert part["kept"][-1]["place"] == 0


def test_what_was_typed_follows_the_gates():
    """A reason that runs from the right would carry the sentence about the gates along."""
    held = replace(DECISION, gates={"KO1": "yes"}, kept_inside="القانون")
    part = part_of(result(ROUTINE, held, ruleset=make_tiny(gates=(make_gate("KO1"),))))
    assert part["kept"][0]["words"] == "Kept inside by Name of KO1 (KO1). القانون."


def test_a_gate_of_one_step_keeps_it_inside_and_is_named():
    """B1 = 2 fires a gate to stop: that step stays, the others go to BPO."""
    trigger = Trigger((Condition("B1", frozenset({2})),), "stop", "Never outside.")
    gate = make_gate("KO5", fires_on=None, question="", triggers=(trigger,))
    part = part_of(result(ROUTINE, EXPERT, ruleset=make_tiny(gates=(gate,))))
    assert part["hybrid"]
    held = part["rows"][1]
    assert held["held_by"] == [{"code": "KO5", "name": "Name of KO5"}]
    assert "Kept inside by Name of KO5 (KO5)." in held["words"]
    ruled_out = {row["option"] for row in held["scores"] if row["ruled_out_by"]}
    assert ruled_out == {"bpo", "kpo"}


def test_a_gate_may_hold_for_one_step_only():
    """KO1 = yes for the whole keeps everything inside; the routine step alone says no to it."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    free = replace(ROUTINE, gates={"KO1": "no"})
    held = part_of(result(ROUTINE, EXPERT, ruleset=ruleset, gates={"KO1": "yes"}))
    assert not {row["option"] for row in held["rows"]} & {"bpo", "kpo"}
    found = result(free, EXPERT, ruleset=ruleset, gates={"KO1": "yes"})
    part = part_of(found)
    assert [row["option"] for row in part["rows"]] == ["bpo", "shared_service"]
    assert part["rows"][0]["gates"] == [
        {
            "code": "KO1",
            "name": "Name of KO1",
            "question": ruleset.gate["KO1"].question,
            "answer": "No",
            "whole": "Yes",
            "rests_on": "",
            "note": "",
        }
    ]
    assert part["rows"][1]["gates"] == []
    assert part["rows"][1]["held_by"] == [{"code": "KO1", "name": "Name of KO1"}]
    assert part["headline"] == "Split it: 1 step goes to BPO, 1 goes to a shared service"
    assert "“Name of KO1”" in part["why"]
    rows = found["numbers"]["split"]["steps"]
    assert [(row["gates"], row["verdict"] is None) for row in rows] == [
        ([], False),
        (["KO1"], False),
    ]


def test_a_step_that_waits_for_a_fix_says_so():
    """KO4 = no holds for the second step only: it goes to KPO once the gate is settled."""
    gate = make_gate("KO4", severity="fix_first", fires_on="no")
    ruleset = make_tiny(gates=(gate,))
    waits = replace(EXPERT, gates={"KO4": "no"})
    part = part_of(result(ROUTINE, waits, ruleset=ruleset, gates={"KO4": "yes"}))
    assert [row["option"] for row in part["rows"]] == ["bpo", "kpo"]
    assert [row["verdict_label"] for row in part["rows"]] == ["Clear", "Fix first"]
    assert part["rows"][1]["fix"] == [{"code": "KO4", "name": "Name of KO4"}]
    assert part["rows"][1]["words"].startswith("Only once “Name of KO4” is settled. ")
    assert part["rows"][0]["fix"] == []


def test_evidence_for_a_step_makes_its_advice_surer_and_is_named():
    """The same answer, unsupported and measured; weights are drawn for both."""
    row = [
        part_of(result(Step("Expert", {"B1": Given(2, evidence=grade)})))["rows"][0]
        for grade in (None, "measured")
    ]
    assert row[0]["percent"] < row[1]["percent"]
    assert [part["rests_on"] for part in row[1]["answers"]] == ["measured data"]


def test_a_single_step_cannot_be_hybrid_and_the_words_say_why():
    part, advice = part_of(result(EXPERT)), advice_of(EXPERT)
    assert (part["hybrid"], part["option"]) == (False, "kpo")
    assert part["why"].startswith("A single step cannot be split.")
    assert advice["state"] != "split"
    assert advice["headline"] == result()["advice"]["headline"]


def test_a_single_step_that_must_stay_is_hybrid_and_says_what_to_do():
    part = part_of(result(DECISION))
    assert part["hybrid"]
    assert part["headline"] == "Split it: keep the decision, let a provider do the work around it"
    assert "list those parts as steps" in part["lead"]


def test_steps_that_agree_are_said_to_agree():
    part = part_of(result(ROUTINE, ROUTINE))
    assert (part["hybrid"], part["handovers"]) == (False, 0)
    assert part["headline"] == "Advice of bpo: all 2 steps"
    assert part["why"] == "Every step deserves the same option, so there is nothing to split."


def test_a_hybrid_is_no_winner_where_one_option_would_nearly_do():
    """Without B1 both providers score 70, so KPO would nearly do for both steps."""
    advice = advice_of(Step("Open", {"B1": UNKNOWN}), EXPERT)
    assert (advice["state"], advice["verdict_label"]) == ("split", "Too close to call")
    assert advice["doubts"][0].startswith("One option would nearly do for every step")


def test_a_handover_that_hardly_pays_is_named():
    """The third step is as good for KPO, where both neighbours go, as for BPO."""
    open_step = Step("Open", {"B1": UNKNOWN})
    found = result(ROUTINE, EXPERT, open_step, EXPERT)
    words = (
        "Step 3 scores nearly the same for “Name of kpo”, where the work next to it goes: going there "
        "too would spare two handovers."
    )
    assert words in part_of(found)["doubts"]
    assert words in found["advice"]["doubts"]
    assert found["numbers"]["split"]["spared"] == [{"steps": [2], "option": "kpo", "handovers": 2}]
    assert not any("spare" in row for row in part_of(result(ROUTINE, EXPERT, ROUTINE))["doubts"])


def test_only_answers_that_differ_are_listed_with_those_of_the_whole():
    part = part_of(result(ROUTINE, EXPERT))
    same, other = (row["answers"] for row in part["rows"])
    assert same == []
    assert [(row["criterion"], row["answer"] != row["whole"]) for row in other] == [("B1", True)]


def test_a_step_as_the_whole_is_as_sure_and_scores_as_the_whole():
    found = result(Step("Same"), EXPERT)
    same = part_of(found)["rows"][0]
    assert {row["option"]: row["score"] for row in same["scores"]} == {
        row["option"]: row["score"] for row in found["options"]
    }
    assert same["verdict_label"] == result()["advice"]["verdict_label"]
    assert (same["across"], same["up"]) == (
        found["map"]["across"]["value"],
        found["map"]["up"]["value"],
    )


def test_what_must_be_fixed_first_comes_before_the_split():
    gate = make_gate("KO4", severity="fix_first")
    found = result(ROUTINE, EXPERT, ruleset=make_tiny(gates=(gate,)), gates={"KO4": "yes"})
    assert found["advice"]["headline"].startswith("Fix first, then split it: ")
    assert found["advice"]["verdict_label"] == "Fix first"
    assert not any(row["held"] for row in part_of(found)["rows"])


def test_before_the_first_answer_the_steps_are_only_listed():
    heading = replace(HEADING, steps=(Step("Receive"), Step("Pay", kept_inside="Ours.")))
    found = shown(make_tiny(), {}, None, heading)
    part = part_of(found)
    assert (part["hybrid"], part["option"]) == (False, "")
    assert [row["words"] for row in part["rows"]] == ["Nothing is answered yet."] * 2
    assert found["advice"]["state"] == "empty"


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
    first, second = result(ROUTINE, DECISION, EXPERT), result(ROUTINE, DECISION, EXPERT)
    text = json.dumps(first, allow_nan=False)
    assert json.loads(text) == first
    assert json.dumps(second, allow_nan=False) == text


@pytest.mark.django_db
def test_versions_and_json_hold_the_steps(alices, alice, assessment):
    """The shipped model: state secrets in one step (F1 = 5) fire KO5 there and nowhere else."""
    codes = [row.code for row in assessment.edition.ruleset.criteria]
    make_answers(assessment, dict.fromkeys(codes, 2) | {"A1": 1, "B1": 1, "E1": 5, "F1": 1})
    make_steps(assessment, "Prepare", "Handle secrets", **{"Handle secrets": {"F1": 5}})
    version = save_version(assessment=assessment, by=alice)
    part = version.snapshot["steps"]
    assert part["hybrid"]
    assert [row["code"] for row in part["rows"][1]["held_by"]] == ["KO5"]
    numbers = alices.get(f"/assessments/{assessment.pk}/result.json").json()
    assert numbers["split"]["advice"] == "hybrid"
    assert [row["name"] for row in numbers["split"]["steps"]] == ["Prepare", "Handle secrets"]
    for address in (f"/assessments/{assessment.pk}/result/", f"/versions/{version.pk}/"):
        text = alices.get(address).content.decode()
        assert f"<h1>{part['headline']}</h1>" in text
        assert "What stays inside" in text
    assert snapshot(assessment)["steps"] == part


@pytest.mark.django_db
def test_what_is_about_the_process_as_one_piece_says_so_only_where_the_steps_differ(
    alices, assessment
):
    """The options, the reasons, how sure, what would change it, the weights and the points."""
    codes = [row.code for row in assessment.edition.ruleset.criteria]
    make_answers(assessment, dict.fromkeys(codes, 2) | {"A1": 1, "B1": 1, "E1": 5, "F1": 1})
    address = f"/assessments/{assessment.pk}/result/"
    sentence = "This part is about the process as one piece."
    undivided = alices.get(address).content.decode()
    assert sentence not in undivided
    assert "Case against this advice" in undivided
    make_steps(assessment, "Prepare", "Handle secrets", **{"Handle secrets": {"F1": 5}})
    text = alices.get(address).content.decode()
    for start in (
        'id="options-title"',
        "<h2>Why ",
        "<h2>Case against ",
        'id="change"',
        'id="sure"',
    ):
        assert sentence in text[text.index(start) :][:400]
    for start in ('id="open"', 'id="weights"', "<h2>How the points add up", 'id="contributions"'):
        assert sentence in text[text.index(start) :][:400]
    assert "this advice</h2>" not in text


@pytest.mark.django_db
def test_the_table_of_the_map_has_the_place_of_every_step(alices, assessment):
    """One step stands where the whole stands, and only the table and the caption name it."""
    make_answers(assessment, {"A1": 2, "B1": 2, "C1": 3})
    make_steps(assessment, "Prepare", "Judge", Judge={"B1": 5})
    text = alices.get(f"/assessments/{assessment.pk}/result/").content.decode()
    table = text[text.index("<caption>The steps on the map") :]
    table = table[: table.index("</table>")]
    part = snapshot(assessment)["steps"]
    assert part is not None
    for row in part["rows"]:
        assert f"{row['place']}. <bdi>{row['name']}</bdi>" in table
        assert f">{row['across']:.2f}</td>" in table
        assert f">{row['up']:.2f}</td>" in table
    assert re.findall(r'class="stop-place"[^>]*>(\d+)<', text) == ["2"]
    assert "At or beside the point: step 1 <bdi>Prepare</bdi>." in text


@pytest.mark.django_db
def test_another_name_of_a_step_is_another_version(alice, assessment):
    make_answers(assessment, {"A1": 2})
    (step,) = make_steps(assessment, "Prepare")
    first = save_version(assessment=assessment, by=alice)
    step.name = "Prepare it"
    step.save()
    assert save_version(assessment=assessment, by=alice).number == first.number + 1


def test_steps_that_agree_name_no_winner_while_none_is_clear():
    """Without B1 both providers score 70 (see above), so the steps agree and none is clear: the page
    says that there is no split and leaves open where the steps go."""
    for steps, why in ((["One", "Two"], "Every step deserves"), (["One"], "A single step cannot")):
        part = part_of(result(*(Step(name, {"B1": UNKNOWN}) for name in steps)))
        assert (part["hybrid"], part["verdict_label"]) == (False, "Too close to call")
        assert (part["headline"], part["lead"]) == ("No split", "")
        assert part["why"].startswith(why)
