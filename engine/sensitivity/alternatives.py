"""What one other answer would make of the answers of a case: a sum with one term replaced.

Only a choice that opens or closes a branch has all sums made anew, once for all choices that ask the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from engine.fit.answers import Answers, answer, settle
from engine.fit.case import Case, Given, Step, hidden_codes, known_choices, step_case
from engine.fit.counting import applying
from engine.fit.gates import FiredGate, fired_then, firing
from engine.model.ruleset import Criterion, GateAnswer, Itself, Ruleset


class Alternatives:
    """The answers of a case as they are, and those that follow from one other answer."""

    def __init__(self, ruleset: Ruleset, case: Case) -> None:
        self.ruleset = ruleset
        self.case = case
        self.now = answer(ruleset, case)
        self.choices = known_choices(ruleset, case)
        self._hidden = hidden_codes(ruleset, case.answers)
        self._known = {(tuple(self.now.above.values()), self.now.fired): self.now}
        self._branches: dict[frozenset[str], Alternatives] = {}

    @cached_property
    def asked(self) -> Mapping[str, Criterion]:
        """The criteria that are asked, by code; "does not apply" stays as it is."""
        return {row.code: row for row in applying(self.ruleset, self.case)}

    @cached_property
    def others(self) -> Mapping[str, Mapping[int, Answers]]:
        """Criterion -> every other choice of it -> the answers with it, of all that is asked."""
        return {
            code: {
                choice.number: self.branch(code, choice.number).answers(code, choice.number)
                for choice in row.choices
                if choice.number != self.choices.get(code)
            }
            for code, row in self.asked.items()
        }

    def branch(self, code: str, number: int) -> "Alternatives":
        """The alternatives of a case that asks what is asked with this choice, and is the same otherwise:
        these themselves where the choice opens and closes no branch."""
        steers = _steering(self.ruleset.itself).get(code, ())
        given = self.choices.get(code)
        if all((number in shown) == (given is None or given in shown) for shown in steers):
            return self
        there = hidden_codes(self.ruleset, _choosing(self.case, code, number))
        if there == self._hidden:
            return self
        if there not in self._branches:
            case = with_choice(self.case, code, number)
            self._branches[there] = Alternatives(self.ruleset, case)
        return self._branches[there]

    def answers(self, code: str, number: int) -> Answers:
        """The answers with another choice that asks the same. Their ``axes`` are as before."""
        now, given = self.now, self.choices.get(code)
        moved = self._moved(code, number)
        fired, rows = now.fired, firing(self.ruleset.itself).get(code, ())
        if touched := {gate for gate, some in rows if (number in some) != (given in some)}:
            others = {**self.choices, code: number}
            fired = fired_then(self.ruleset, fired, touched, others, self.case.gates)
        above = {**now.above, **moved} if moved else now.above
        if self.ruleset.criterion[code].decides:
            return settle(
                self.ruleset, with_choice(self.case, code, number), now.axes, above, fired
            )
        return self._settled(above, fired)

    def answers_with_gate(self, gate: str, state: GateAnswer) -> Answers:
        """The answers with another answer to a gate."""
        now, gates = self.now, {**self.case.gates, gate: state}
        fired = fired_then(self.ruleset, now.fired, {gate}, self.choices, gates)
        return self._settled(now.above, fired)

    def _settled(self, above: Mapping[str, bool], fired: tuple[FiredGate, ...]) -> Answers:
        """The answers with all sums and gates on these sides: few of many choices differ in that."""
        if above is self.now.above and fired is self.now.fired:
            return self.now
        key = (tuple(above.values()), fired)
        if key not in self._known:
            self._known[key] = settle(self.ruleset, self.case, self.now.axes, above, fired)
        return self._known[key]

    def _moved(self, code: str, number: int) -> dict[str, bool]:
        """The axes that come to the other side of their lines with another choice, each with that side."""
        now = self.now
        sides = (
            (axis, now.axes[axis].would_be_above(code, table[number]))
            for axis, table in self.ruleset.effects[code].items()
            if axis in now.axes
        )
        return {axis: side for axis, side in sides if side != now.above[axis]}


def of_steps(whole: Alternatives, steps: Sequence[Step]) -> tuple[Alternatives, ...]:
    """The alternatives of every step; those that say the same, or nothing of their own, have the same."""
    found = {whole.case.said: whole}
    for case in (cases := [step_case(whole.case, step) for step in steps]):
        if case.said not in found:
            found[case.said] = Alternatives(whole.ruleset, case)
    return tuple(found[case.said] for case in cases)


def with_choice(case: Case, code: str, number: int) -> Case:
    """The case with another choice given, resting on what the old answer rests on."""
    answers = _choosing(case, code, number)
    return Case(answers, case.gates, case.weights, case.service, case.today)


def _choosing(case: Case, code: str, number: int) -> dict[str, Given]:
    given = case.answers.get(code)
    if given and given.choice == number:
        return dict(case.answers)  # with the chances that a cost case worked out
    return {**case.answers, code: Given(number, evidence=given.evidence if given else None)}


def with_gate(case: Case, code: str, state: GateAnswer) -> Case:
    """The case with another answer to a gate."""
    return replace(case, gates={**case.gates, code: state})


@lru_cache(maxsize=8)
def _steering(key: Itself) -> Mapping[str, tuple[frozenset[int], ...]]:
    """The criteria whose answers open and close branches, each with the choices that show one: choices
    in the same sets do the same, and what nobody knows hides nothing."""
    found: dict[str, tuple[frozenset[int], ...]] = {}
    for when in (condition for row in key.ruleset.criteria for condition in row.show_if):
        found[when.criterion] = (*found.get(when.criterion, ()), frozenset(when.choices))
    return found
