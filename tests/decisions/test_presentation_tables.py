"""The tables of a document: answers, facts, questions, the map. ``tests.engine.makers`` says what the
small rulesets do."""

import re
from datetime import date
from itertools import product

from decisions.presentation import Heading, Signature
from engine.fit.case import DoneBy, Today
from engine.inputs import StepInputs
from report.action_words import contract
from report.actions import NAMES_NO_WAY
from report.messages import read, say
from tests.decisions.snapshots import measured, sample_case, shipped_case, shown
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    make_branching,
    make_gate,
    make_rich,
    make_tiny,
)


def test_the_quick_screen_says_what_it_leaves_out() -> None:
    """A1 and B1 are quick (weights 3 and 2 of 6 on who); A2, C5 and G1 are left out."""
    heading = Heading(name="Payroll", depth="quick")
    snapshot = shown(make_tiny(), answers_of(A1=3, B1=1), heading=heading)
    assert snapshot["heading"]["quick"]
    assert snapshot["not_asked"] == 3
    counts = snapshot["completeness"]
    assert (counts["answered"], counts["asked"], counts["percent"]) == (2, 2, 83)
    assert snapshot["next_actions"][0]["origin"] == snapshot["heading"]["depth_name"]
    assert not shown(make_tiny(), answers_of(A1=3, B1=1))["heading"]["quick"]


def test_answers_set_aside_are_shown_apart_and_never_counted() -> None:
    """A1 = 1 closes A2, which holds an answer; B1 is asked as if A2 had none."""
    snapshot = shown(make_branching(), answers_of(A1=1, A2=2, B1=3))
    assert [row["criterion"] for row in snapshot["set_aside"]] == ["A2"]
    listed = [row["criterion"] for theme in snapshot["answers"] for row in theme["answers"]]
    assert listed == ["A1", "B1"]
    (who,) = snapshot["questions"]
    assert {row["criterion"] for row in who["reasons"]} == {"A1", "B1"}


def test_does_not_apply_is_listed_with_its_reason_and_counts_nothing() -> None:
    """A2 does not apply, which is an answer: of five questions A1, A2 and B1 hold one. Of the weight of
    who nothing is left unknown."""
    given = {**answers_of(A1=3, B1=1), "A2": NOT_APPLICABLE}
    snapshot = shown(make_tiny(), given)
    row = snapshot["answers"][0]["answers"][1]
    assert (row["status"], row["reason"]) == ("not_applicable", "There is none.")
    counts = snapshot["completeness"]
    assert (counts["asked"], counts["answered"], counts["not_applicable"]) == (5, 3, 1)
    assert (counts["unanswered"], counts["percent"]) == (2, 100)


def test_an_answer_carries_evidence_note_person_and_time() -> None:
    """What the annex of the paper prints."""
    heading = Heading(
        name="Payroll", answered_by={"A1": Signature("Alice", "2026-11-22T10:00:00+00:00")}
    )
    given = measured(A1=3)
    row = shown(make_tiny(), given, heading=heading)["answers"][0]["answers"][0]
    assert (row["evidence"], row["choice"]) == ("measured", 3)
    assert (row["by"], row["at"]) == ("Alice", "2026-11-22T10:00:00+00:00")


def test_facts_of_the_service_type_say_what_they_rest_on() -> None:
    """A reported measure, a verified rule and their one source; a step that stays says why."""
    service = shown(make_rich(), answers_of(A1=3), service="payroll")["service"]
    assert service is not None
    assert service["kpis"][0]["mark"] == "reported"
    assert service["rules"][0]["mark_words"].endswith("S1")
    assert [row["title"] for row in service["sources"]] == ["A source"]
    assert [row["retained"] for row in service["steps"]] == ["", "It is your money."]


def test_the_reasons_of_a_question_are_its_answers_strongest_first() -> None:
    """Sourcing of 6 x 8.5 / 6: A1 = 3 is 3 x 2 = 6, B1 = 1 is 2 x 1 = 2, A2 = 2 is 0.5; largest sum
    8.5: 50 x 6 / 8.5 = 35.3, 11.8 and 2.9, together 100."""
    snapshot = shown(make_tiny(), measured(A1=3, A2=2, B1=1, G1=2, C5=1))
    who, kind = snapshot["questions"]
    assert [(row["criterion"], row["points"]) for row in who["reasons"]] == [
        ("A1", 35.3),
        ("B1", 11.8),
        ("A2", 2.9),
    ]
    assert (who["question"], who["answer"], who["score"]) == ("who", "provider", 100.0)
    assert (kind["question"], kind["answer"]) == ("kind", "bpo")
    assert [row["criterion"] for row in kind["reasons"]] == ["B1"]
    assert who["open"] == kind["open"] == []


def test_what_is_not_known_of_a_question_is_named() -> None:
    """A2 is not answered and B1 is "I don't know"; neither has points."""
    who = shown(make_tiny(), answers_of(A1=3, B1=None))["questions"][0]
    assert [row["criterion"] for row in who["reasons"]] == ["A1"]
    assert [row["code"] for row in who["open"]] == ["A2", "B1"]


def test_answers_against_the_headline_are_told() -> None:
    """A1 = 3 and B1 = 1 make it a provider, A2 = 1 pulls the other way."""
    against = shown(make_tiny(), measured(A1=3, A2=1, B1=1))["against"]
    assert "A2 choice 1" in against[0]
    assert not any("A1 choice" in row for row in against)


def test_nobody_is_told_to_carry_out_what_is_open() -> None:
    """The acts of an option follow a clear or leaning headline only; else what to find out."""
    clear = shown(make_tiny(), measured(A1=3, A2=2, B1=1, C5=1, G1=1))
    texts = [row["text"] for row in clear["next_actions"]]
    assert {"First act of bpo", "Second act of bpo"} <= set(texts)
    open_case = shown(make_tiny(), answers_of(A1=2, A2=2, B1=1))
    assert (open_case["advice"]["outcome"], open_case["sure"] is None) == ("open", False)
    assert not any("act of" in row["text"] for row in open_case["next_actions"])
    assert open_case["next_actions"]


def test_a_contract_of_today_sets_a_date_to_decide_by() -> None:
    """Its end, or to find it out; nothing is added while own people do it."""

    def texts(done_by: DoneBy, ends: date | None = None) -> list[str]:
        found = shown(make_tiny(), measured(A1=1, A2=1), today=Today(done_by, ends))
        return [row["text"] for row in found["next_actions"]]

    own = texts("own")
    assert [text for text in texts("provider", date(2027, 3, 31)) if text not in own] == [
        read(contract(Today("provider", date(2027, 3, 31)), None))
    ]
    unknown = read(contract(Today("mixed"), None))
    assert unknown in texts("mixed")
    assert unknown not in own


def test_where_only_who_is_named_the_next_step_settles_the_rest() -> None:
    """A provider of either kind, and own people in one place or pooled."""
    outcomes = set()
    for a1, a2, b1, c5 in product((1, 2, 3), (1, 2), (1, 2), (1, 2, 3)):
        found = shown(make_tiny(), answers_of(A1=a1, A2=a2, B1=b1, C5=c5, G1=1))
        outcome = found["advice"]["outcome"]
        if outcome in NAMES_NO_WAY:
            outcomes.add(outcome)
            texts = [row["text"] for row in found["next_actions"]]
            settled = read(say(f"action.settle.named.{outcome}"))
            software = read(say("action.settle.software"))
            assert any(text.startswith((settled, software)) for text in texts)
    assert outcomes


def test_a_precedent_says_how_near_it_is() -> None:
    """No more are alike than shared, and the distance is that of the facts."""
    found = shipped_case(sample_case())
    rows = zip(found["precedents"], found["facts"]["precedents"], strict=True)
    for row, fact in rows:
        alike, shared, apart = (int(number) for number in re.findall(r"\d+", row["alike"]))
        assert 0 < alike <= shared
        assert apart == round(100 * fact["distance"])


def test_the_map_stands_at_shares_of_what_the_questions_allow() -> None:
    """A1 = 3 alone: (3 x 2) / 8.5 of the reach across; B1 = 2 is all of the reach up."""
    plane = shown(make_tiny(), measured(A1=3, B1=2))["map"]
    assert plane is not None
    assert (plane["across"], plane["up"], plane["line"]) == (round(6 / 8.5, 6), 1.0, 0.125)


def test_the_cloud_has_a_dot_for_each_of_a_hundred_draws_in_its_region() -> None:
    """As many beyond the line as "a provider" has of 100; none where a gate or steps decide."""
    given = answers_of(A1=2, A2=2, B1=1)
    found = shown(make_tiny(), given)
    plane = found["map"]
    assert plane is not None
    assert len(plane["cloud"]) == 100
    out = sum(across > plane["line"] for across, _ in plane["cloud"])
    assert out == sum(
        row["percent"] for row in found["outcomes"] if row["option"] in ("bpo", "kpo")
    )
    ruled = shown(make_tiny(gates=(make_gate("KO1"),)), given, {"KO1": "fires"})["map"]
    steps = shown(make_tiny(), given, steps=(StepInputs("One"), StepInputs("Two")))["map"]
    assert ruled is not None
    assert steps is not None
    assert ruled["cloud"] == steps["cloud"] == []


def test_weights_of_ones_own_and_of_a_preset_are_named() -> None:
    """The first preset counts without a choice; numbers are one's own."""
    given = answers_of(A1=3)
    assert shown(make_tiny(), given)["weights"]["preset"] == "even"
    own = shown(make_tiny(), given, weights={"A1": 9.0})["weights"]
    assert (own["preset"], own["method"]) == ("", "numbers")


def test_only_the_question_that_follows_from_who_is_on_the_path() -> None:
    """Several units do the work (C5 = 3): to a provider pooling does not matter, to own people the
    kind does not."""
    for answers, path in (
        (measured(A1=3, A2=2, B1=1, C5=3), {"who", "kind"}),
        (measured(A1=1, A2=1, B1=2, C5=3), {"who", "inside"}),
    ):
        parts = shown(make_tiny(), answers)["questions"]
        assert {part["question"] for part in parts} == {"who", "kind", "inside"}
        assert {part["question"] for part in parts if part["on_path"]} == path


def test_while_it_is_early_no_way_is_named_anywhere() -> None:
    """Not in the form of engagement either: which forms fit would tell the way."""
    found = shipped_case({"answers": {"A3": 1, "B1": 2}, "place": {"home": "DE"}})
    assert found["advice"]["confidence"] == "early"
    assert found["place"] is None or found["place"]["forms"] == []
