"""Whether the open questions together can still change an answer: exact, no sampling.

Each question is one sum against one line, and every open answer adds to it by itself: the furthest
that all of them can move it is the sum of their extremes. Only what is no sum is tried setting by
setting: answers that open or close branches, that rule providers out by themselves or keep the
decision, and those that decide whether a question is asked at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.fit.answers import Answers, answer
from engine.fit.axes import TINY
from engine.fit.case import Case, Given, Step, hidden_codes, step_case
from engine.fit.gates import KINDS, RULING, FiredGate, fired_gates
from engine.fit.weighting import weights_of
from engine.model.ruleset import AXES, Criterion, Gate, Ruleset
from engine.sensitivity.switching import path_of
from engine.steps import retained_by_rule

Numbers = list[int | None]
"""The answers that a question can still get; None is no known answer."""
Settings = Mapping[str, Numbers]
Picks = Mapping[str, int | None]

Told = Callable[[Ruleset, Case], object]
"""What of a case must stay."""


def can_still_change(
    ruleset: Ruleset,
    case: Case,
    codes: Iterable[str] | None = None,
    steps: Sequence[Step] = (),
) -> bool:
    """Whether some way to answer the open questions changes what is said of the case (``told``), or of
    a step that takes its open answers from it. How sure it is, is not bounded: no sum says that.

    ``codes`` are the questions that may still be asked, by default all; those that hold an answer
    keep it. An answer is any choice or "I don't know"; "does not apply" is not tried, since it says
    that a question was none. Gates that are asked keep their answers, those that answers fire count.
    """
    wanted = tuple(ruleset.criterion if codes is None else codes)
    if _changes(ruleset, case, wanted, told):
        return True
    return any(
        _changes(
            ruleset,
            step_case(case, step),
            wanted,
            _keepers if retained_by_rule(ruleset, case, step) else told,
        )
        for step in steps
        if not step.retained
    )


def _changes(ruleset: Ruleset, case: Case, codes: Sequence[str], of: Told) -> bool:
    now = of(ruleset, case)
    return any(of(ruleset, done) != now for done in completions(ruleset, case, codes))


def told(ruleset: Ruleset, case: Case) -> object:
    """What the answers on record say: those on the path, which gates keep the decision, and whether
    the balance is too weak to send anyone away from a provider of today."""
    found = answer(ruleset, case)
    weak = case.today.done_by == "provider" and found.closed != KINDS and _balance(found)
    return path_of(found), _keeping(found.fired), weak


def _balance(found: Answers) -> str:
    """On which side of the band around nothing *who* lies; its upper end belongs to neither."""
    who = found.axes.get("sourcing")
    if who is None:
        return ""
    line = who.line * who.reach
    if who.value > line + TINY:
        return "provider"
    if abs(who.value - line) <= TINY:
        return "line"
    return "own" if who.value <= TINY - line else "open"


def _keepers(ruleset: Ruleset, case: Case) -> object:
    """Which gates keep the decision, and by what: whether a step is retained follows from it."""
    return _keeping(fired_gates(ruleset, case))


def _keeping(fired: Iterable[FiredGate]) -> object:
    return {(row.code, row.criteria) for row in fired if row.effect == "keeps_decision"}


def completions(ruleset: Ruleset, case: Case, codes: Iterable[str]) -> Iterator[Case]:
    """The furthest ways to answer what is open: if any way changes an answer, one of these does."""
    wanted = set(codes).difference(case.answers)
    rows = {
        row.code: row for row in ruleset.criteria if row.asked == "questions" and row.code in wanted
    }
    marks = {code: found for code, row in rows.items() if (found := _marks(ruleset, row))}
    for setting in _settings(ruleset, case, marks, {}):
        hidden = hidden_codes(ruleset, _first(case, setting).answers)
        numbers = {
            code: setting.get(code, [None, *(choice.number for choice in row.choices)])
            for code, row in rows.items()
            if code not in hidden
        }
        for picks in _extremes(ruleset, case, numbers):
            yield _answered(case, picks)


def _marks(ruleset: Ruleset, row: Criterion) -> dict[int | None, tuple[object, ...]]:
    """Choice -> what it does beside adding to a sum: choices with equal marks do the same. Empty
    when none does anything else."""
    branches = [when for other in ruleset.criteria for when in other.show_if]
    triggers = [
        when
        for gate in ruleset.gates
        for trigger in gate.triggers
        if trigger.effect in RULING or _may_keep(gate)
        for when in trigger.when
    ]
    own_branches = [when.choices for when in branches if when.criterion == row.code]
    own_triggers = [when.choices for when in triggers if when.criterion == row.code]
    if not own_branches and not own_triggers and not row.decides:
        return {}
    found: dict[int | None, tuple[object, ...]] = {}
    for place, number in enumerate([None, *(choice.number for choice in row.choices)]):
        shown = tuple(number is None or number in choices for choices in own_branches)
        fires = tuple(number in choices for choices in own_triggers)
        found[number] = (shown, fires, place if row.decides else 0)
    return found


def _may_keep(gate: Gate) -> bool:
    return "keeps_decision" in (gate.effect, *(row.effect for row in gate.triggers))


def _settings(
    ruleset: Ruleset, case: Case, marks: Mapping[str, Mapping[int | None, object]], made: Settings
) -> Iterator[Settings]:
    """Every way to settle what is no sum: for each question with marks, choices that do the same.
    A question that is hidden by then is passed over."""
    code = next((code for code in marks if code not in made), None)
    if code is None:
        yield {key: numbers for key, numbers in made.items() if numbers}
        return
    groups: dict[object, Numbers] = {}
    for number, mark in marks[code].items():
        groups.setdefault(mark, []).append(number)
    is_hidden = code in hidden_codes(ruleset, _first(case, made).answers)
    for numbers in [[]] if is_hidden else groups.values():
        yield from _settings(ruleset, case, marks, {**made, code: numbers})


def _first(case: Case, setting: Settings) -> Case:
    """The case with the first choice of every group: for branches any of them does."""
    return _answered(case, {code: numbers[0] for code, numbers in setting.items() if numbers})


def _answered(case: Case, picks: Picks) -> Case:
    given = {code: Given(number) for code, number in picks.items() if number is not None}
    return replace(case, answers={**case.answers, **given})


def _extremes(ruleset: Ruleset, case: Case, numbers: Settings) -> Iterator[Picks]:
    """The least and the most that the open answers can add to each axis; where a rule closes one
    kind of provider, also all ways to trade who against kind that no other one outdoes."""
    for axis in AXES:
        for sign in (1, -1):
            yield {
                code: max(rows, key=lambda row: sign * _effect(ruleset, code, axis, row))
                for code, rows in numbers.items()
            }
    if any(gate.kind for gate in ruleset.gates):
        for sign in (1, -1):
            yield from _trades(ruleset, case, numbers, sign)


def _trades(ruleset: Ruleset, case: Case, numbers: Settings, sign: int) -> Iterator[Picks]:
    """The ways to answer of which no other one adds more to sourcing and as much to (with ``sign``
    -1: takes as much from) expertise."""
    weights = weights_of(ruleset, case)
    front: list[tuple[float, float, Picks]] = [(0.0, 0.0, {})]
    for code, rows in numbers.items():
        steps = [
            (
                weights[code] * _effect(ruleset, code, "sourcing", row),
                weights[code] * _effect(ruleset, code, "expertise", row) * sign,
                {code: row},
            )
            for row in rows
        ]
        reached = [
            (one + more, two + further, {**picks, **pick})
            for one, two, picks in front
            for more, further, pick in steps
        ]
        reached.sort(key=lambda row: row[:2], reverse=True)
        front = []
        for row in reached:
            if not front or row[1] > front[-1][1]:
                front.append(row)
    yield from (picks for _, _, picks in front)


def _effect(ruleset: Ruleset, code: str, axis: str, number: int | None) -> float:
    table = ruleset.effects[code].get(axis)
    return 0.0 if table is None or number is None else table[number]
