""" "Nothing can change": the claim, against random ways to answer what is open on the shipped model."""

import random
from dataclasses import replace
from itertools import islice

import pytest

from engine.fit.case import UNKNOWN, Case, DoneBy, Evidence, Given, Step, Today
from engine.fit.interview import asked
from engine.model.ruleset import Ruleset
from engine.outcome import Recommendation
from engine.recommendation import recommend
from engine.sensitivity.adaptive import nothing_can_change
from engine.sensitivity.alternatives import Alternatives, with_choice
from engine.sensitivity.bounds import answered, settings_of
from engine.sensitivity.information import find_out_next
from engine.sensitivity.switching import flips, plausibilities
from tests.shipped import shipped

NAMES = {
    "bpo": {"provider", "bpo"},
    "kpo": {"provider", "kpo"},
    "in_house": {"own", "in_house"},
    "shared_service": {"own", "shared_service"},
}
"""What a headline may name, by the answer that follows from who."""
GRADES: tuple[Evidence | None, ...] = ("measured", "document", "estimate", None)
WAYS = 12
"""So many random ways to answer what is open, and as many of the furthest, are tried on each case."""


@pytest.fixture(name="shipped")
def _shipped() -> Ruleset:
    return shipped()


def _case(ruleset: Ruleset, rng: random.Random, share: float, done_by: DoneBy = "") -> Case:
    """A case that leans to one side; gates passed, a ``share`` of the questions answered."""
    lean = rng.choice([-1, 1])
    answers = {}
    for row in ruleset.criteria:
        if rng.random() < share:
            pair = rng.choices(row.choices, k=2)
            pick = max(pair, key=lambda one: lean * one.effects.get("sourcing", 0))
            answers[row.code] = Given(pick.number, evidence=rng.choice(GRADES))
    gates = {row.code: "passes" for row in ruleset.asked_gates()}
    return Case(answers, gates, today=Today(done_by))  # type: ignore[arg-type]


def _done(ruleset: Ruleset, case: Case, rng: random.Random) -> Case:
    """One random way to answer all that is open, question by question."""
    answers = dict(case.answers)
    for code in asked(ruleset, answers):
        if code not in answers and code in asked(ruleset, answers):
            numbers = [row.number for row in ruleset.criterion[code].choices]
            pick = rng.choice([None, *numbers])
            answers[code] = UNKNOWN if pick is None else Given(pick, evidence=rng.choice(GRADES))
    return replace(case, answers=answers)


def _ways(ruleset: Ruleset, case: Case, rng: random.Random) -> list[Case]:
    """Random ways, and some of the furthest."""
    settings = settings_of(ruleset, case, ruleset.criterion)
    ways = islice((picks for here in settings for picks in here.ways()), 400)
    furthest = [answered(case, picks) for picks in ways]
    return [
        *(_done(ruleset, case, rng) for _ in range(WAYS)),
        *rng.sample(furthest, min(WAYS, len(furthest))),
    ]


def _told(found: Recommendation) -> tuple[object, ...]:
    """The answers that the result prints."""
    assert found.who is not None
    assert found.before is not None
    second = found.kind if found.who.answer == "provider" else found.inside
    return (
        found.who.answer,
        second.answer if second else "in_house",
        found.before.automate,
        found.keeps_decision,
    )


def _allowed(found: Recommendation) -> set[str]:
    """What the headline may come to name with the same answers: nothing of another answer."""
    _, second, automate, _ = _told(found)
    return {"open", *NAMES[str(second)], *(["automate"] if automate == "most" else [])}


@pytest.mark.parametrize("done_by", ["", "provider"])
def test_no_way_to_answer_the_rest_changes_an_answer_or_names_another(
    shipped: Ruleset, done_by: DoneBy
) -> None:
    """Nor does it make the balance too weak to leave a provider of today, when it is not so now."""
    rng = random.Random(f"7{done_by}")  # noqa: S311 - a simulation
    held = 0
    while held < 40:
        case = _case(shipped, rng, rng.choice([0.7, 0.85, 0.95]), done_by)
        if not nothing_can_change(shipped, case):
            continue
        now = recommend(shipped, case)
        assert now.outcome in _allowed(now) - {"open"}
        held += 1
        for done in _ways(shipped, case, rng):
            then = recommend(shipped, done)
            assert _told(then) == _told(now)
            assert then.outcome in _allowed(now)
            assert then.who is not None
            if done_by and all(row.effect != "rules_out_providers" for row in then.fired):
                assert abs(then.who.value) >= then.who.line * then.who.reach - 1e-6


def test_of_a_process_in_steps_nothing_else_can_become_the_headline(shipped: Ruleset) -> None:
    """Claimed only where the whole and every step go one way, and for all of them."""
    rng = random.Random(8)  # noqa: S311 - a simulation
    held = passed_over = 0
    while held < 15:
        case = _case(shipped, rng, 0.85)
        if not nothing_can_change(shipped, case):
            continue
        steps = []
        for place in range(2):
            own = _case(shipped, rng, 0.2).answers
            steps.append(Step(str(place), {code: own[code] for code in own if code != "G1"}))
        if not nothing_can_change(shipped, case, steps):
            passed_over += 1
            continue
        held += 1
        whole = recommend(shipped, case)
        for done in _ways(shipped, case, rng):
            then = recommend(shipped, done, steps)
            free = [row.recommendation for row in then.steps if row.recommendation]
            assert then.outcome in (_allowed(whole) if free else {"in_house"})
            for row in free:
                assert _told(row)[:3] == _told(whole)[:3]
    assert passed_over


def test_no_single_answer_does_what_the_result_says_that_none_does(shipped: Ruleset) -> None:
    """Where no change is worth 1 in 100 cases, or nothing is worth finding out, every single other
    answer (as plausible, or not measured) leaves who and how as they are."""
    rng = random.Random(9)  # noqa: S311 - a simulation
    held = {"flips": 0, "find out": 0}
    while min(held.values()) < 3:
        case = _case(shipped, rng, rng.choice([0.85, 1.0]))
        now = recommend(shipped, case)
        if now.outcome in ("open", "none"):
            continue
        likely = any((row.plausibility or 0) >= 0.01 for row in flips(Alternatives(shipped, case)))
        look = find_out_next(Alternatives(shipped, case))
        held["flips"] += not likely
        held["find out"] += not look
        for code in asked(shipped, case.answers):
            given = case.answers.get(code)
            chances = plausibilities(shipped, case, code)
            for number, chance in chances.items():
                is_left_out = not likely and chance >= 0.01
                is_settled = not look and (given is None or given.evidence != "measured")
                if is_left_out or is_settled:
                    then = recommend(shipped, with_choice(case, code, number))
                    assert _told(then)[:3] == _told(now)[:3]
