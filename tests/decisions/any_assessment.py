"""Assessments by chance: of any kind of work, with any answers, gates, steps and people who do it today."""

import copy
from random import Random
from typing import Any

from accounts.models import Team, User
from decisions.models import Assessment
from decisions.services.cost import Change, save_cost
from engine.cost.intake import read_cost_case
from engine.model.ruleset import Criterion
from tests.people import (
    COST_CASE,
    make_answers,
    make_assessment,
    make_edition,
    make_gates,
    make_steps,
)


def any_costed(random: Random, team: Team, alice: User, count: int) -> list[Assessment]:
    """Some whose cost question is left to a case, dear or cheap, sure or not, and every fourth with less
    than half of own figures."""
    made = [any_assessment(random, team, alice, number) for number in range(count)]
    for number, assessment in enumerate(made):
        assessment.answers.filter(criterion="C4").delete()
        document = copy.deepcopy(COST_CASE)
        likely = random.uniform(30_000, 70_000)
        document["options"][0]["lines"][1]["amount"] = [likely * 0.8, likely, likely * 1.3]
        if number % 4 == 3:
            document["in_house"] = document["in_house"][:2]
        fresh = Assessment.objects.get(pk=assessment.pk)
        save_cost(assessment=fresh, by=alice, change=_made_of(document), seen=0)
    return made


def _made_of(document: dict[str, Any]) -> Change:
    case = read_cost_case(document)
    return lambda _: case


def any_assessment(random: Random, team: Team, alice: User, number: int) -> Assessment:
    """One of them."""
    ruleset = make_edition().ruleset
    made = make_assessment(
        team,
        alice,
        name=f"Number {number}",
        service=random.choice(ruleset.services).slug,
        done_by=random.choice(["", "own", "shared_service", "provider", "mixed", "nobody"]),
        depth=random.choice(["quick", "full", "adaptive"]),
        weights=random.choice(["", *ruleset.preset]),
    )
    share = random.choice([0.1, 0.5, 0.9, 1.0])
    codes = [row for row in ruleset.criteria if random.random() < share]
    lean = random.choice([-1, 0, 1])
    make_answers(made, {row.code: _any_answer(random, row, lean) for row in codes})
    gates = [row.code for row in ruleset.asked_gates() if random.random() < 0.7]
    make_gates(
        made,
        **{code: random.choices(["passes", "fires", "unknown"], [8, 1, 1])[0] for code in gates},
    )
    for step in range(random.choice([0, 0, 1, 2, 4])):
        name = f"Step {step}"
        asked = ruleset.step_criteria()
        own = random.sample(asked, random.choice([0, 3, len(asked)]))
        tilt = random.choice([-1, 1])
        make_steps(made, name, **{name: {row.code: _any_answer(random, row, tilt) for row in own}})
    made.steps.filter(position=2).update(retained="The law says so")
    return Assessment.objects.get(pk=made.pk)


def _any_answer(random: Random, row: Criterion, lean: int = 0) -> int | str:
    """A choice, the best of a few for or against a provider where ``lean`` says so, or "unknown"."""
    if random.random() < 0.1:
        return "unknown"
    some = random.choices(row.choices, k=3 if lean else 1)
    return max(some, key=lambda choice: lean * choice.effects.get("sourcing", 0.0)).number
