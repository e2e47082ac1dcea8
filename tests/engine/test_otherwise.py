"""One thing otherwise, worked out with all that stays: exactly what recommending it whole says."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.fit.answers import answer
from engine.fit.case import UNKNOWN, Case, DoneBy, Given, Step, Today
from engine.model.ruleset import GateAnswer, Ruleset
from engine.recommendation import recommend
from engine.sensitivity.alternatives import Alternatives, with_choice, with_gate
from engine.sensitivity.otherwise import Otherwise
from engine.sensitivity.switching import flips, tries_of_case
from tests.engine.makers import NOT_APPLICABLE
from tests.engine.strategies import rulesets_with_cases
from tests.shipped import shipped
from tools.adaptive_curve import SPREADS, organisation

STATES: tuple[GateAnswer, ...] = ("fires", "passes", "unknown")
DONE_BY: tuple[DoneBy, ...] = ("", "own", "provider", "shared_service")


def steps_of(draw: Callable[..., Any], ruleset: Ruleset) -> list[Step]:
    """Up to three steps, some with answers and gates of their own, some retained."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        row = ruleset.criterion[draw(st.sampled_from(list(ruleset.criterion)))]
        own = [UNKNOWN, NOT_APPLICABLE, *(Given(choice.number) for choice in row.choices)]
        answers = {row.code: draw(st.sampled_from(own))} if draw(st.booleans()) else {}
        gates = {gate.code: draw(st.sampled_from(STATES)) for gate in ruleset.asked_gates()[:1]}
        retained = draw(st.sampled_from(["", "", "", "Ours."]))
        gates = gates if draw(st.booleans()) else {}
        found.append(Step("A step", answers, gates, retained, draw(st.sampled_from([0.0, 1.0, 9]))))
    return found


@given(rulesets_with_cases(), st.data())
def test_one_thing_otherwise_gives_what_trying_it_gives(
    drawn: tuple[Ruleset, Case], data: st.DataObject
) -> None:
    """Any choice of any question, asked or not, answered or not, for the whole or with steps, and any
    answer to a gate: the same recommendation in every field, of every step and of every draw. The choice that
    stands is no other: what a cost case worked out stays with it."""
    ruleset, case = drawn
    case = replace(case, today=Today(data.draw(st.sampled_from(DONE_BY))))
    first = ruleset.criteria[0]
    if data.draw(st.booleans()):  # as a cost case answers it
        even = (1 / len(first.choices),) * len(first.choices)
        worked_out = Given(first.choices[0].number, evidence="estimate", chances=even)
        case = replace(case, answers={**case.answers, first.code: worked_out})
    steps = steps_of(data.draw, ruleset)
    otherwise, now = Otherwise(ruleset, case, steps), recommend(ruleset, case, steps)
    for row in ruleset.criteria:
        standing = case.answers.get(row.code, UNKNOWN).choice
        for choice in row.choices:
            then = otherwise.with_choice(row.code, choice.number)
            assert then == recommend(ruleset, with_choice(case, row.code, choice.number), steps)
            assert then == now or choice.number != standing
    for gate in ruleset.asked_gates():
        for state in STATES:
            then = otherwise.with_gate(gate.code, state)
            assert then == recommend(ruleset, with_gate(case, gate.code, state), steps)


def test_it_does_on_the_shipped_model() -> None:
    """Kinds of work answered in whole or by half: every change that is worth trying."""
    ruleset, tried = shipped(), 0
    random = Random(6)  # noqa: S311 - a simulation
    for place, service in enumerate(ruleset.services[::9]):
        case = organisation(ruleset, service, SPREADS["mixed"], random)
        if place % 2:
            case = replace(case, answers=dict(list(case.answers.items())[::2]))
        known = Alternatives(ruleset, case)
        otherwise = Otherwise(ruleset, case, known=known)
        tries = tries_of_case(known, flips(known))
        for code, numbers in tries.choices.items():
            for number in numbers:
                other = with_choice(case, code, number)
                assert otherwise.with_choice(code, number) == recommend(ruleset, other)
                told = known.others[code].get(number, known.now)
                assert told.fix == answer(ruleset, other).fix
                tried += 1
        for gate, state in tries.gates:
            other = with_gate(case, gate, state)
            assert otherwise.with_gate(gate, state) == recommend(ruleset, other)
    assert tried > 200
