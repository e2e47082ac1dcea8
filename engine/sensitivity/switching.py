"""What would change it: the answers that would give another answer to a question of the case.

Each question is one sum against one line, so what another choice does is a sum with one term
replaced. Only a choice that opens or closes a branch has all sums made anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from math import fsum

from engine.fit.answers import Answers, answer, settle
from engine.fit.case import Case, Given, Step, hidden_codes, known_choice, known_choices, step_case
from engine.fit.counting import applying
from engine.fit.gates import fired_gates, fired_then, firing
from engine.model.ruleset import GateAnswer, Itself, Ruleset
from engine.recommendation import recommend
from engine.sensitivity.prior import unknown_chances
from engine.steps import retained_by_rule

SPREAD: Mapping[str | None, float] = {"measured": 0.02, "document": 0.1, "estimate": 0.3, None: 0.3}
"""How much less plausible each further choice beside the given one is, by what the answer rests on."""
WORTH_TRYING = 12
"""So many of the most plausible changes are tried on the headline of a process in steps."""

Path = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The answers as they are, and those that follow from another choice, by criterion."""

    now: Answers
    others: Mapping[str, Mapping[int, Answers]]


@dataclass(frozen=True, slots=True)
class Flip:
    """Answers that would change one answer of the recommendation.

    ``question`` is "who", "kind", "inside", "before" or, for a process in steps, "headline"; ``to``
    what it then is ("fix" before: one more thing to fix first). Either ``criterion`` with the set of
    its ``choices``, each of which alone does it, and how plausible it is that the true answer lies
    in the set; or ``gate`` with the ``state`` that does it, whose plausibility nobody knows.
    """

    question: str
    to: str
    criterion: str = ""
    choices: tuple[int, ...] = ()
    plausibility: float | None = None
    gate: str = ""
    state: GateAnswer | None = None


def path_of(found: Answers) -> Path:
    """The questions that matter in a case, with their answers: who, then what follows from it, and
    what comes before. Work of one unit is in one place."""
    second = ("kind", found.kind) if found.who == "provider" else ("inside", _inside(found))
    return ("who", found.who), second, ("before", found.automate)


def _inside(found: Answers) -> str:
    return found.inside or "in_house"


def plausibilities(ruleset: Ruleset, case: Case, code: str) -> dict[int, float]:
    """How plausible each choice is as the true answer: s^steps from the one given, s by what it
    rests on; of one with chances of its own these, of an unknown one its prior. They add up to 1."""
    row, given = ruleset.criterion[code], case.answers.get(code)
    numbers = [choice.number for choice in row.choices]
    number = known_choice(row, given)
    if given is None or number is None:
        return dict(zip(numbers, unknown_chances(ruleset, case.service, row), strict=True))
    if given.chances:
        return dict(zip(numbers, given.chances, strict=True))
    here, spread = numbers.index(number), SPREAD[given.evidence]
    sizes = [spread ** abs(place - here) for place in range(len(numbers))]
    return {number: size / fsum(sizes) for number, size in zip(numbers, sizes, strict=True)}


def alternatives(ruleset: Ruleset, case: Case) -> Alternatives:
    """What every other choice of every question that is asked would make of the answers; "does not
    apply" stays as it is."""
    now = answer(ruleset, case)
    steering, may_fire = _steering(ruleset.itself), firing(ruleset.itself)
    choices = known_choices(ruleset, case)
    hidden = hidden_codes(ruleset, case.answers)
    found: dict[str, dict[int, Answers]] = {}
    for row in applying(ruleset, case):
        code, found[row.code] = row.code, {}
        branches: dict[frozenset[str], Answers] = {}
        given = known_choice(row, case.answers.get(code))
        for number in (choice.number for choice in row.choices if choice.number != given):
            if code in steering:
                there = hidden_codes(ruleset, _choosing(case, code, number))
                if there != hidden:
                    near, other = branches.get(there), with_choice(case, code, number)
                    found[code][number] = _branched(ruleset, other, near, code, number)
                    branches[there] = found[code][number]
                    continue
            above = {**now.above, **_moved(ruleset, now, code, number)}
            fired, rows = now.fired, may_fire.get(code, ())
            if touched := {gate for gate, some in rows if (number in some) != (given in some)}:
                others = {**choices, code: number}
                fired = fired_then(ruleset, fired, touched, others, case.gates)
            if above != now.above or fired != now.fired or row.decides:
                other = with_choice(case, code, number)
                found[code][number] = settle(ruleset, other, now.axes, above, fired)
            else:
                found[code][number] = now
    return Alternatives(now, found)


def _branched(
    ruleset: Ruleset, case: Case, near: Answers | None, code: str, number: int
) -> Answers:
    """The answers of a case in which other questions are asked; ``near`` are those of another choice
    of ``code`` with the same questions."""
    if near is None:
        return answer(ruleset, case)
    above = {**near.above, **_moved(ruleset, near, code, number)}
    return settle(ruleset, case, near.axes, above, fired_gates(ruleset, case))


def _moved(ruleset: Ruleset, now: Answers, code: str, number: int) -> dict[str, bool]:
    """Which of the axes that a criterion acts on lie above their lines with another choice of it."""
    return {
        axis: now.axes[axis].would_be_above(code, table[number])
        for axis, table in ruleset.effects[code].items()
        if axis in now.axes
    }


def with_choice(case: Case, code: str, number: int) -> Case:
    """The case with another choice given, resting on what the old answer rests on."""
    return replace(case, answers=_choosing(case, code, number))


def _choosing(case: Case, code: str, number: int) -> dict[str, Given]:
    given = case.answers.get(code)
    return {**case.answers, code: Given(number, evidence=given.evidence if given else None)}


@lru_cache(maxsize=8)
def _steering(key: Itself) -> frozenset[str]:
    return frozenset(when.criterion for row in key.ruleset.criteria for when in row.show_if)


def flips(
    ruleset: Ruleset,
    case: Case,
    steps: Sequence[Step] = (),
    *,
    known: Alternatives | None = None,
    of_steps: Sequence[Sequence[Flip]] | None = None,
) -> tuple[Flip, ...]:
    """Everything that alone changes an answer on the path, the most plausible first, then gates; of
    a process in steps what changes its headline.

    Applying any of the choices, or the state of the gate, gives exactly the printed answer. ``known``
    are the ``alternatives`` of the case and ``of_steps`` what sends each step another way, where they
    are known already.
    """
    known = known or alternatives(ruleset, case)
    if steps:
        if of_steps is None:
            of_steps = [flips_of_step(ruleset, case, step) for step in steps]
        tries = dict.fromkeys(chain(flips(ruleset, case, known=known), *of_steps))
        return _of_headline(ruleset, case, steps, [row for row in tries if row.to != "fix"])
    now = known.now
    if not now.says_something:
        return ()
    found = []
    for code, rows in known.others.items():
        sets: dict[tuple[str, str], list[int]] = {}
        for number, other in rows.items():
            if other is not now:
                for change in _changes(now, other):
                    sets.setdefault(change, []).append(number)
        chances = plausibilities(ruleset, case, code) if sets else {}
        found += [
            Flip(question, to, code, tuple(numbers), fsum(chances[row] for row in numbers))
            for (question, to), numbers in sets.items()
        ]
    return _sorted([*found, *_gates(ruleset, case, now)])


def flips_of_step(ruleset: Ruleset, case: Case, step: Step) -> tuple[Flip, ...]:
    """What would send one step of the case another way; nothing does where a rule retains it."""
    if retained_by_rule(ruleset, case, step):
        return ()
    return flips(ruleset, step_case(case, step))


def _gates(ruleset: Ruleset, case: Case, now: Answers) -> Iterable[Flip]:
    states: tuple[GateAnswer, ...] = ("fires", "passes")
    choices = known_choices(ruleset, case)
    for gate in ruleset.asked_gates():
        for state in states:
            if state != case.gates.get(gate.code):
                gates = {**case.gates, gate.code: state}
                fired = fired_then(ruleset, now.fired, {gate.code}, choices, gates)
                if fired != now.fired:
                    then = settle(ruleset, case, now.axes, now.above, fired)
                    for question, to in _changes(now, then):
                        yield Flip(question, to, gate=gate.code, state=state)


def with_gate(case: Case, code: str, state: GateAnswer) -> Case:
    """The case with another answer to a gate."""
    return replace(case, gates={**case.gates, code: state})


def _changes(now: Answers, other: Answers) -> Iterable[tuple[str, str]]:
    """The questions on the path of ``now`` that ``other`` answers otherwise, with its answers: none
    where it leaves nothing known, of which nothing is said."""
    if not other.says_something:
        return
    then = {
        "who": other.who,
        "kind": other.kind,
        "inside": _inside(other),
        "before": other.automate,
    }
    for question, here in path_of(now):
        to = then[question]
        if to is not None and to != here:
            yield question, to
    if not set(other.fix) <= set(now.fix):
        yield "before", "fix"


def _of_headline(
    ruleset: Ruleset, case: Case, steps: Sequence[Step], tries: Sequence[Flip]
) -> tuple[Flip, ...]:
    """What changes the headline of a process in steps: of the most plausible changes for the whole
    that change an answer of the whole or of a step (``tries``), those that do."""
    now = recommend(ruleset, case, steps).outcome
    choices: dict[tuple[str, int], float] = {}
    for row in tries:
        if row.criterion:
            chances = plausibilities(ruleset, case, row.criterion)
            choices |= {(row.criterion, number): chances[number] for number in row.choices}
    sets: dict[tuple[str, str], list[int]] = {}
    for code, number in sorted(choices, key=lambda row: -choices[row])[:WORTH_TRYING]:
        to = recommend(ruleset, with_choice(case, code, number), steps).outcome
        sets.setdefault((code, to), []).append(number)
    found = [
        Flip("headline", to, code, tuple(sorted(rows)), fsum(choices[code, row] for row in rows))
        for (code, to), rows in sets.items()
    ]
    for gate, state in dict.fromkeys((row.gate, row.state) for row in tries if row.state):
        to = recommend(ruleset, with_gate(case, gate, state), steps).outcome
        found.append(Flip("headline", to, gate=gate, state=state))
    return _sorted(row for row in found if row.to != now)


def _sorted(found: Iterable[Flip]) -> tuple[Flip, ...]:
    """Most plausible first; gates, of which nobody knows, last."""
    return tuple(sorted(found, key=lambda row: (bool(row.gate), -(row.plausibility or 0.0))))
