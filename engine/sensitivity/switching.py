"""What would change it: the answers that would give another answer to a question of the case.

Those that are likely enough to change more than that, how sure it is or what a process in steps comes to, are
named to be tried (``Tries``): ``engine.sensitivity.otherwise`` says what is recommended then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Self

from engine.fit.answers import Answers
from engine.fit.case import Case, Step, known_choice
from engine.model.ruleset import GateAnswer, Ruleset
from engine.sensitivity.alternatives import Alternatives
from engine.sensitivity.otherwise import Otherwise
from engine.sensitivity.prior import unknown_chances
from engine.steps import retained_by

SPREAD: Mapping[str | None, float] = {"measured": 0.02, "document": 0.1, "estimate": 0.3, None: 0.3}
"""How much less plausible each further choice beside the given one is, by what the answer rests on."""
WORTH_TRYING = 12
"""So many of the most plausible changes are tried on the headline of a process in steps."""
UNLIKELY = 0.01
"""Changes less plausible than this are hardly worth a word."""
LIKELY_ENOUGH = 0.05
"""Choices at least so plausible are all tried where there are no steps: some change no answer, but how
sure it is, and with that the headline."""
BEFORE = 4
"""So many changes of what comes first are tried on a process in steps."""

Path = tuple[tuple[str, str | None], ...]


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
    second = ("kind", found.kind) if found.who == "provider" else ("inside", found.place)
    return ("who", found.who), second, ("before", found.automate)


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


def flips(known: Alternatives) -> tuple[Flip, ...]:
    """Everything that alone changes an answer on the path of a case, the most plausible first, then
    gates. Applying any of the choices, or the state of the gate, gives exactly the printed answer."""
    now = known.now
    if not now.says_something:
        return ()
    ruleset, case, found = known.ruleset, known.case, []
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
    return _sorted([*found, *_gates(known)])


def is_free(step: Step, known: Alternatives) -> bool:
    """Whether anything could send a step another way, whose alternatives these are: no rule retains it."""
    return not (step.retained or retained_by(step, known.now.fired))


def _gates(known: Alternatives) -> Iterable[Flip]:
    states: tuple[GateAnswer, ...] = ("fires", "passes")
    for gate in known.ruleset.asked_gates():
        for state in states:
            if state != known.case.gates.get(gate.code):
                then = known.answers_with_gate(gate.code, state)
                for question, to in _changes(known.now, then):
                    yield Flip(question, to, gate=gate.code, state=state)


def _changes(now: Answers, other: Answers) -> Iterable[tuple[str, str]]:
    """The questions on the path of ``now`` that ``other`` answers otherwise, with its answers: none
    where it leaves nothing known, of which nothing is said."""
    if not other.says_something:
        return
    then = {
        "who": other.who,
        "kind": other.kind,
        "inside": other.place,
        "before": other.automate,
    }
    for question, here in path_of(now):
        to = then[question]
        if to is not None and to != here:
            yield question, to
    if not set(other.fix) <= set(now.fix):
        yield "before", "fix"


def flips_of_process(
    otherwise: Otherwise, now: str, whole: Alternatives, rows: Iterable[Flip]
) -> tuple[Flip, ...]:
    """What changes the headline of a process in steps, which is ``now``: of the most plausible changes
    for the whole that change an answer of the whole or of a step (``rows``), those that do."""
    tries = Tries.of(row for row in rows if row.to != "fix")
    choices: dict[tuple[str, int], float] = {}
    for code, numbers in tries.choices.items():
        chances = plausibilities(whole.ruleset, whole.case, code)
        choices |= {(code, number): chances[number] for number in numbers}
    sets: dict[tuple[str, str], list[int]] = {}
    for code, number in sorted(choices, key=lambda row: -choices[row])[:WORTH_TRYING]:
        to = otherwise.with_choice(code, number).outcome
        sets.setdefault((code, to), []).append(number)
    found = [
        Flip("headline", to, code, tuple(sorted(rows)), fsum(choices[code, row] for row in rows))
        for (code, to), rows in sets.items()
    ]
    for gate, state in tries.gates:
        to = otherwise.with_gate(gate, state).outcome
        found.append(Flip("headline", to, gate=gate, state=state))
    return _sorted(row for row in found if row.to != now)


@dataclass(frozen=True, slots=True)
class Tries:
    """Changes to be tried: criterion -> choices, and states of gates."""

    choices: Mapping[str, tuple[int, ...]]
    gates: tuple[tuple[str, GateAnswer], ...]

    @classmethod
    def of(cls, rows: Iterable[Flip]) -> Self:
        """All that is named in some flips, each once."""
        choices: dict[str, dict[int, None]] = {}
        gates: dict[tuple[str, GateAnswer], None] = {}
        for row in rows:
            if row.criterion:
                choices.setdefault(row.criterion, {}).update(dict.fromkeys(row.choices))
            elif row.state is not None:
                gates[row.gate, row.state] = None
        return cls({code: tuple(numbers) for code, numbers in choices.items()}, tuple(gates))


def tries_of_case(known: Alternatives, found: Sequence[Flip]) -> Tries:
    """What may change what is told of a case of which this would change an answer: also the choices that
    change none and are plausible enough, and all those of questions that do change one, so that no range
    is told in part."""
    turning = {row.criterion for row in found}
    others = []
    for code in known.asked:
        chances = plausibilities(known.ruleset, known.case, code)
        least = UNLIKELY if code in turning else LIKELY_ENOUGH
        chosen = tuple(number for number, chance in chances.items() if chance >= least)
        others.append(Flip("headline", "", code, chosen))
    return Tries.of([*found, *others])


def tries_of_process(found: Sequence[Flip], of_whole: Iterable[Flip]) -> Tries:
    """The same of a process in steps: what changes its headline, and the likeliest answers to the whole
    that change what comes first."""
    first = [row for row in of_whole if row.question == "before" and row.criterion]
    return Tries.of([*found, *first[:BEFORE]])


def tries_of_step(known: Alternatives, found: Iterable[Flip], *, is_open: bool) -> Tries:
    """The same of a step; of one that is open also what gives it a direction without changing an answer. What
    software could do first is told of no step."""
    told = [row for row in found if row.question != "before" or row.to == "fix"]
    return tries_of_case(known, told) if is_open else Tries.of(told)


def _sorted(found: Iterable[Flip]) -> tuple[Flip, ...]:
    """Most plausible first; gates, of which nobody knows, last."""
    return tuple(sorted(found, key=lambda row: (bool(row.gate), -(row.plausibility or 0.0))))
