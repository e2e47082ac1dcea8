"""What page, paper and JSON say about answers that would make it another split.

The small ruleset as in ``test_steps_result``: B1 = 1 sends a step to BPO, B1 = 2 to KPO, both with
100 points, when A1 = 3 and A2 = 2 hold for the whole.
"""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from decisions.models import Assessment
from decisions.presentation import Snapshot, snapshot
from decisions.presentation.step_tables import StepsPart
from decisions.presentation.step_wording import then_split
from engine.fit.case import UNKNOWN, Given
from engine.model.ruleset import OPTIONS, Ruleset
from engine.split import Step, split
from tests.decisions.snapshots import HEADING, measured, shipped, shown
from tests.engine.makers import case_of, make_gate, make_tiny
from tests.people import make_answers, make_steps

ROUTINE = Step("Routine", measured(B1=1))
EXPERT = Step("Expert", measured(B1=2))
KEPT = Step("Decide", measured(B1=2), kept_inside="The law.")
OUT = measured(A1=3, A2=2)


def part_of(found: Snapshot) -> StepsPart:
    part = found["steps"]
    assert part is not None
    return part


def steps_of(
    *steps: Step,
    answers: dict[str, Given] = OUT,
    ruleset: Ruleset | None = None,
    gates: dict[str, str] | None = None,
) -> StepsPart:
    heading = replace(HEADING, steps=steps)
    return part_of(shown(ruleset or make_tiny(), answers, gates, heading))


def words(*steps: Step, **kwargs: Any) -> list[str]:
    return [row["words"] for row in steps_of(*steps, **kwargs)["flips"]]


def test_an_answer_of_one_step_names_the_step_both_answers_and_what_becomes_of_all():
    first, second = steps_of(ROUTINE, ROUTINE, EXPERT)["flips"]
    assert first["words"] == (
        "If, for step 1, “Name of B1” were “B1 choice 2” instead of “B1 choice 1”, it would go to "
        "KPO. Then 2 steps go to KPO, 1 goes to BPO."
    )
    assert first["alike"] == "The same goes for step 2."
    assert second["words"] == (
        "If, for step 3, “Name of B1” were “B1 choice 1” instead of “B1 choice 2”, it would go to "
        "BPO. Then all 3 steps go to BPO: nothing is left to split."
    )
    assert (second["alike"], second["distance"]) == ("", "1 answer away")


def test_an_answer_of_the_process_names_the_steps_that_it_moves():
    """The last two have no B1 of their own: unknown for the whole, it leaves BPO ahead by its place."""
    found = steps_of(ROUTINE, Step("Two"), Step("Three"))
    whole = [row["words"] for row in found["flips"] if not row["place"]]
    assert whole[0] == (
        "If, for the whole process, “Name of B1” turned out to be “B1 choice 2”, steps 2 and 3 would "
        "go to KPO. Then 1 step goes to BPO, 2 go to KPO."
    )
    assert found["flips"][0]["distance"] == ""
    assert whole[1].startswith(
        "If, for the whole process, “Name of A1” were “A1 choice 1” instead of “A1 choice 3”, steps 2 "
        "and 3 would stay in-house. "
    )


def test_a_step_that_would_wait_for_a_fix_says_so():
    """B1 = 2 would send the first step to KPO, which KO4 holds up until it is fixed."""
    gate = make_gate("KO4", severity="fix_first", fires_on="yes", rules_out=("kpo",))
    ruleset = make_tiny(gates=(gate,))
    found = words(ROUTINE, replace(ROUTINE, name="More"), ruleset=ruleset, gates={"KO4": "yes"})
    assert found[0].startswith("If, for step 1, ")
    assert "it would go to KPO once “Name of KO4” (KO4) is settled. Then " in found[0]


def test_a_single_held_step_says_when_nothing_would_be_left_to_split():
    """A2 is not known: A1 = 1 leaves KPO 65 and gives in-house 65, first by its place."""
    found = words(KEPT, answers=measured(A1=3))
    assert found == [
        "If, for the whole process, “Name of A1” were “A1 choice 1” instead of “A1 choice 3”, step 1 "
        "would be better kept anyway. Then nothing is left to split."
    ]


def test_a_single_step_says_what_would_make_it_a_hybrid():
    """A1 = 1 and A2 unknown: in-house 65 ties KPO 65 and is first. A1 = 2 (50 against 80) or 3, or
    A2 = 2 make KPO the best; the reason keeps it inside."""
    found = steps_of(KEPT, answers=measured(A1=1))
    assert not found["hybrid"]
    assert found["flips"][0]["words"].endswith(
        ", a provider would be the advice for it, and as it must stay inside, that makes a hybrid."
    )


def test_where_no_answer_moves_a_step_it_says_so():
    """Only the two reasons part nothing here: each step has a reason, whatever is answered."""
    found = steps_of(KEPT, replace(KEPT, name="Sign"), answers=measured(A1=3, A2=2))
    assert found["flips"] == []
    assert found["no_flip"].startswith("No single answer, for one step or for the whole process,")
    assert steps_of(ROUTINE, EXPERT)["no_flip"] == ""


def test_weak_answers_of_single_steps_say_what_they_could_do_and_what_settles_them():
    estimate = Step("Guess", {"B1": Given(1, evidence="estimate")})
    found = steps_of(ROUTINE, estimate, Step("Open", {"B1": UNKNOWN}))["find_out"]
    assert [(row["place"], row["step"], row["name"], row["percent"]) for row in found] == [
        (3, "Open", "Name of B1", 50),
        (2, "Guess", "Name of B1", 30),
    ]
    assert found[1]["words"] == (
        "An estimate so far. In 30 of 100 cases, knowing it for certain sends this step another way: "
        "it goes to KPO."
    )
    assert found[1]["how"] == "A document or measured data would settle it."


@given(st.lists(st.sampled_from(OPTIONS), min_size=2, max_size=20))
def test_the_sentence_about_all_steps_counts_every_one(ways):
    counts = [(key, ways.count(key)) for key in dict.fromkeys(ways)]
    sentence = then_split(counts, was_split=True)
    assert sum(int(number) for number in re.findall(r"\d+", sentence)) == len(ways)
    assert ("nothing is left" in sentence) == (len(counts) == 1)


def test_changes_that_are_alike_are_told_once_and_the_numbers_have_them_all():
    """Six steps to BPO and six to KPO: each alone would go the other way with the other B1."""
    steps = tuple(Step(f"Step {place}", measured(B1=1 + place % 2)) for place in range(12))
    found = shown(make_tiny(), OUT, None, replace(HEADING, steps=steps))
    part, numbers = part_of(found), found["numbers"]["split"]["flips"]
    one, two = part["flips"]
    assert (one["alike"], two["alike"]) == (
        "The same goes for steps 3, 5, 7, 9 and 11, each alone.",
        "The same goes for steps 4, 6, 8, 10 and 12, each alone.",
    )
    assert (len(numbers), part["more_flips"]) == (12, 0)
    case = case_of(make_tiny(), OUT)
    for number in numbers:
        (change,) = number["changes"]
        own = {change["criterion"]: Given(change["to"])}
        place = number["step"]
        moved = replace(steps[place], answers={**steps[place].answers, **own})
        after = split(make_tiny(), case, (*steps[:place], moved, *steps[place + 1 :]))
        assert [row.advice for row in after.steps] == number["ways"]
        assert after.advice == number["advice"]


def test_the_smallest_changes_are_told_and_the_others_counted():
    """The shipped model has far more than ten."""
    heading = replace(HEADING, steps=(Step("One"), Step("Two", {"B1": Given(5), "B4": Given(5)})))
    found = shown(shipped(), {code: Given(2) for code in shipped().criterion}, None, heading)
    part, numbers = part_of(found), found["numbers"]["split"]["flips"]
    assert len(part["flips"]) == 10
    alike = sum(len(re.findall(r"\d+", row["alike"])) for row in part["flips"])
    assert 10 + alike + part["more_flips"] == len(numbers)


@pytest.fixture
def hybrid(assessment: Assessment) -> Assessment:
    """State secrets in one step (F1 = 5) hold it; the other goes where the whole goes."""
    codes = [row.code for row in assessment.edition.ruleset.criteria]
    make_answers(assessment, dict.fromkeys(codes, 2) | {"A1": 1, "B1": 1, "E1": 5, "F1": 1})
    make_steps(assessment, "Prepare", "Handle secrets", **{"Handle secrets": {"F1": 5}})
    return assessment


@pytest.mark.django_db
def test_the_page_has_every_change_and_the_what_if_page_shows_those_of_the_process(
    hybrid: Assessment, alices: Client
) -> None:
    """A link to the what-if page is there for answers of the whole process, and its result is the advice
    that the change announces."""
    part = part_of(snapshot(hybrid))
    page = unescape(alices.get(f"/assessments/{hybrid.pk}/result/").content.decode())
    assert part["hybrid"]
    section = page[page.index('id="change-split"') : page.index("The scores of every step")]
    for row in part["flips"]:
        assert row["words"] in section
    whole = [row for row in part["flips"] if not row["place"]]
    assert section.count("/what-if/?") == len(whole)
    for row in whole:
        address = f"/assessments/{hybrid.pk}/what-if/?{row['criterion']}={row['choice']}"
        assert address in section
        shown_now = alices.get(address).context["now"]
        numbers = snapshot(hybrid)["numbers"]["split"]["flips"]
        (announced,) = [
            flip["advice"]
            for flip in numbers
            if flip["step"] is None
            and flip["changes"][0]["criterion"] == row["criterion"]
            and flip["changes"][0]["to"] == row["choice"]
        ]
        assert shown_now["option"] == announced
    assert any(row["place"] for row in part["flips"])


@pytest.mark.django_db
def test_what_to_find_out_for_a_step_stands_on_the_page(hybrid: Assessment, alices: Client) -> None:
    part = part_of(snapshot(hybrid))
    page = unescape(alices.get(f"/assessments/{hybrid.pk}/result/").content.decode())
    assert part["find_out"]
    own = [str(row.pk) for row in hybrid.steps.all()]
    for row in part["find_out"]:
        assert row["words"] in page
        address = f"/assessments/{hybrid.pk}/steps/{own[row['place'] - 1]}/"
        assert f'href="{address}#title-{row["criterion"]}"' in page
        assert f'id="title-{row["criterion"]}"' in alices.get(address).content.decode()
        assert f"Step {row['place']}, {row['name']}" in page
