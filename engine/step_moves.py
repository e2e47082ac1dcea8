"""What another answer would do to a process in steps: a step that goes another way, another split.

Exact, like ``engine.flips``: every step has its additive form in whole millionths, and nothing is
drawn. A step goes where ``engine.split`` sends it: once what can be fixed is fixed, and never to a
provider where a reason keeps it inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.changing import Change, change_of
from engine.exact import FULL, Book, Changes, State, asked_out
from engine.fit.case import Case, Evidence
from engine.flips import leading
from engine.model.ruleset import HYBRID, Ruleset
from engine.sensitivity.prior import chances_of
from engine.split import PROVIDERS, Split, StepAdvice, step_case


@dataclass(frozen=True, slots=True)
class SplitFlip:
    """One answer that would be another, and makes it another split.

    The answer is that of the step at ``place`` (from 0), or, when it is None, that of the process,
    which counts for every step without an answer of its own. ``ways`` are the options that the
    steps then go to, in order; ``advice`` is that of the process: "hybrid" or one option.
    """

    place: int | None
    change: Change
    ways: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class StepLookup:
    """An answer of the step at ``place`` (from 0) that is worth finding out.

    ``probability`` is the chance that knowing it for certain, all else as it is, sends the step
    another way; ``leads`` are the options it could then go to, likeliest first.
    """

    place: int
    criterion: str
    known: bool
    evidence: Evidence | None
    probability: float
    leads: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class StepMoves:
    """``flips`` are all single answers that make it another split, smallest change first: of equal
    ones those about one step come before those about the process. ``find_out_next`` are the steps'
    own answers that are not known for certain and could send their step another way, likeliest first.
    """

    flips: tuple[SplitFlip, ...]
    find_out_next: tuple[StepLookup, ...]


def step_moves(ruleset: Ruleset, case: Case, parted: Split) -> StepMoves:
    """What would send steps another way; ``parted`` is the split of ``case``.

    A step's own answers are those to the questions that steps are asked (``per_step``), taken over
    from the process or not, and whatever else was answered for it. "Does not apply" stays as it is.
    Applying a listed change gives exactly the split it names.
    """
    book = Book(ruleset, case.weights)
    steps = tuple(_Step(book, case, place, row) for place, row in enumerate(parted.steps))
    whole = book.state(case)
    now = tuple(step.now for step in steps)
    found = [*_of_steps(steps, now), *_of_whole(whole, steps, now)]
    return StepMoves(
        flips=tuple(sorted(found, key=lambda flip: flip.change.steps)),
        find_out_next=_lookups(steps),
    )


class _Way(NamedTuple):
    """Where a step goes, and whether a provider would do it were it not held."""

    option: str
    held: bool


class _Step:
    """One step with the way it would go after each single change of an answer."""

    def __init__(self, book: Book, case: Case, place: int, row: StepAdvice) -> None:
        self.place = place
        self.own = row.step.answers
        self.now = _Way(row.advice, row.is_held)
        self.state = book.state(step_case(case, row.step))
        asked = {criterion.code for criterion in book.ruleset.step_criteria()}
        self.codes = [code for code in self.state.known if code in asked or code in self.own]
        changes = self.state.changes()
        rows = zip(changes.codes, changes.numbers, strict=True)
        ways = _ways(self.state, changes, kept=bool(row.step.kept_inside))
        self.ways: Mapping[tuple[str, int], _Way] = dict(zip(rows, ways, strict=True))

    def then(self, code: str, number: int) -> _Way:
        """Where the step goes with another answer of its own."""
        return self.ways.get((code, number), self.now)


def _ways(state: State, changes: Changes, *, kept: bool) -> list[_Way]:
    """Where the step goes after each change: ``engine.split`` for many rows at once."""
    book, gates = state.book, state.case.gates
    options = tuple(book.ruleset.option)
    now = book.rulings.out(changes.truths, state.asked_out)
    later = book.rulings.out(changes.truths, asked_out(book.ruleset, gates, fixed=True), fixed=True)
    after = book.leaders(changes.totals, later)
    waits = (after != changes.advice) & ~later.all(axis=-1)
    out = np.where(waits[:, None], later, now)
    best = np.clip(changes.totals, -FULL, FULL).argmax(axis=-1)
    outside = np.array([option in PROVIDERS for option in options], dtype=np.bool_)
    leads = book.leaders(changes.totals, out | outside if kept else out)
    if kept:
        stays = outside[best] & ~out[:, book.inside]
        leads = np.where(stays, book.inside, leads)
    held = outside[best] & ~outside[leads]
    return [
        _Way(options[lead], is_held)
        for lead, is_held in zip(leads.tolist(), held.tolist(), strict=True)
    ]


def _of_steps(steps: tuple[_Step, ...], now: tuple[_Way, ...]) -> list[SplitFlip]:
    """The flips by an answer of one step."""
    found = []
    for step in steps:
        for (code, number), way in step.ways.items():
            if code not in step.codes or way == step.now:
                continue
            ways = (*now[: step.place], way, *now[step.place + 1 :])
            if not _is_same(ways, now):
                found.append(_flip(step.place, change_of(step.state, code, number), ways))
    return found


def _of_whole(whole: State, steps: tuple[_Step, ...], now: tuple[_Way, ...]) -> list[SplitFlip]:
    """The flips by an answer of the process."""
    found = []
    for code, old in whole.known.items():
        takers = [code not in step.own for step in steps]
        for choice in whole.book.ruleset.criterion[code].choices:
            if choice.is_unknown or choice.number == old or not any(takers):
                continue
            ways = tuple(
                step.then(code, choice.number) if takes else step.now
                for step, takes in zip(steps, takers, strict=True)
            )
            if ways != now and not _is_same(ways, now):
                found.append(_flip(None, change_of(whole, code, choice.number), ways))
    return found


def _is_same(one: tuple[_Way, ...], other: tuple[_Way, ...]) -> bool:
    """Whether the steps go the same ways, and the advice is the same."""
    return _advice(one) == _advice(other) and all(
        a.option == b.option for a, b in zip(one, other, strict=True)
    )


def _advice(ways: tuple[_Way, ...]) -> str:
    """The advice for the process, as ``engine.split`` has it."""
    if len(ways) == 1:
        return HYBRID if ways[0].held else ways[0].option
    options = {way.option for way in ways}
    return HYBRID if len(options) > 1 else ways[0].option


def _flip(place: int | None, change: Change, ways: tuple[_Way, ...]) -> SplitFlip:
    return SplitFlip(place, change, tuple(way.option for way in ways), _advice(ways))


def _lookups(steps: tuple[_Step, ...]) -> tuple[StepLookup, ...]:
    found = [_lookup(step, code) for step in steps for code in step.state.known if code in step.own]
    useful = [row for row in found if row.probability]
    return tuple(sorted(useful, key=lambda row: -row.probability))


def _lookup(step: _Step, code: str) -> StepLookup:
    case = step.state.case
    chances = chances_of(step.state.book.ruleset, case, code)
    probability, leads = leading(
        (option, chance)
        for number, chance in zip(chances.numbers, chances.chances, strict=True)
        if (option := step.then(code, number).option) != step.now.option
    )
    return StepLookup(
        place=step.place,
        criterion=code,
        known=chances.given is not None,
        evidence=case.answers[code].evidence if chances.given is not None else None,
        probability=probability,
        leads=leads,
    )
