"""Results of any kind of case, on the shipped decision model."""

from functools import cache
from random import Random
from typing import Any, cast

from engine.fit.case import Given, GivenGate, Today
from engine.inputs import Inputs, StepInputs
from engine.model.ruleset import Criterion
from report.result import Edition, Result
from report.subject import Subject
from tests.shipped import shipped

EDITION = Edition(1, "0" * 64)
MANY = 40


def subject(inputs: Inputs, depth: str = "full") -> Subject:
    """What the pages are about."""
    return Subject(Result(shipped(), inputs, EDITION), depth)  # type: ignore[arg-type]


@cache
def subjects() -> tuple[Subject, ...]:
    """Any answers, gates, steps and people who do it today; the same ones every time."""
    random = Random(20261130)  # noqa: S311 - chance, no secret
    return (subject(Inputs()), *(_any(random) for _ in range(MANY)))


def _any(random: Random) -> Subject:
    ruleset = shipped()
    codes = [row for row in ruleset.criteria if row.asked == "questions"]
    known = random.sample(codes, random.choice([2, 12, len(codes), len(codes)]))
    lean = random.choice([-1, 0, 1])

    def given(row: Criterion) -> Given:
        some = random.choices(row.choices, k=3 if lean else 1)
        best = max(some, key=lambda choice: lean * choice.effects.get("sourcing", 0.0))
        return Given(best.number, evidence=random.choice(["measured", "document", "estimate"]))

    gates = {
        row.code: random.choices(["passes", "fires", "unknown"], [8, 1, 1])[0]
        for row in ruleset.asked_gates()
    }
    steps = tuple(
        StepInputs(
            f"Step {number}",
            answers={row.code: given(row) for row in random.sample(codes, 12)},
            retained="Spending authority" if random.random() < 0.2 else "",
        )
        for number in range(random.choice([0, 0, 1, 4, 9]))
    )
    inputs = Inputs(
        answers={row.code: given(row) for row in known},
        gates={code: GivenGate(cast(Any, value)) for code, value in gates.items()},
        today=Today(random.choice(["", "own", "shared_service", "provider", "mixed", "nobody"])),
        service=random.choice(ruleset.services).slug,
        steps=steps,
    )
    return subject(inputs, random.choice(["quick", "full", "adaptive"]))


def sure_ones() -> list[Subject]:
    """Those that name a direction without being split."""
    return [row for row in subjects() if row.is_sure and row.advised.outcome != "split"]
