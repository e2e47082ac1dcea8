"""One decision, worked out: the recommendation and everything that stands beside it.

Every page, list, paper and command comes through here, so that none of them can differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from math import fsum

from engine import precedents
from engine.cost.priced import Priced, priced
from engine.cost.result import COST_CHOICES
from engine.fit.case import Case, Given, Step, known_choices, step_case
from engine.inputs import Inputs, case_of, digest, steps_of, with_answer
from engine.location.advice import LocationAdvice, PlaceAnswers, has_content, look
from engine.model.ruleset import COST_CASE, Criterion, Ruleset
from engine.outcome import INSIDE, OUTSIDE, WIDE, Recommendation
from engine.recommendation import recommend
from engine.sensitivity.alternatives import Alternatives, of_steps
from engine.sensitivity.cloud import Point, cloud
from engine.sensitivity.information import Lookup, find_out_next
from engine.sensitivity.otherwise import Otherwise
from engine.sensitivity.switching import (
    Flip,
    Tries,
    flips,
    flips_of_process,
    is_free,
    plausibilities,
    tries_of_case,
    tries_of_process,
    tries_of_step,
)
from engine.sensitivity.weight_intervals import Interval, intervals
from report.headline import may_go_out
from report.hundred import out_in_hundred

UNLIKELY = 0.1
"""An answer that fewer outcomes of the cost case come to or go beyond is contradicted by it."""
NEAREST = 3
"""So many precedents are told."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The decision model that is used: its number and the SHA-256 of its definition."""

    number: int
    sha256: str


class Result:
    """One decision on one edition. What costs time is worked out when it is first asked for.

    ``on`` is the day for clocks and for the age of checks where the inputs name none; without it,
    the day on which the content was checked. It decides nothing but these two.
    """

    def __init__(
        self, ruleset: Ruleset, inputs: Inputs, edition: Edition, *, on: date | None = None
    ) -> None:
        self.ruleset = ruleset
        self.inputs = inputs
        self.edition = edition
        self.on = inputs.on or on
        self._flipping: dict[Alternatives, tuple[Flip, ...]] = {}

    @cached_property
    def digest(self) -> str:
        """The fingerprint of what was said, notes included, and of the edition."""
        return digest(self.edition.sha256, self.inputs)

    @cached_property
    def case(self) -> Case:
        """The answers for the whole process, as they count."""
        return case_of(self.ruleset, self.inputs)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the process, as they count."""
        return steps_of(self.inputs)

    @cached_property
    def recommendation(self) -> Recommendation:
        """What is advised, and how sure that is."""
        return recommend(self.ruleset, self.case, self.steps)

    @cached_property
    def whole(self) -> Recommendation:
        """What is advised for the answers to the whole alone, steps left out."""
        return recommend(self.ruleset, self.case)

    @cached_property
    def _alternatives(self) -> Alternatives:
        """What every other choice would make of the answers."""
        return Alternatives(self.ruleset, self.case)

    @cached_property
    def _of_steps(self) -> tuple[Alternatives, ...]:
        """The same of every step."""
        return of_steps(self._alternatives, self.steps)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """What would change an answer on the path, most plausible first; of a process in steps that
        agree, what would change their headline. A split has them by step alone."""
        return self._flips(self._otherwise())

    def _flips(self, otherwise: Otherwise) -> tuple[Flip, ...]:
        now = self.recommendation.outcome
        if now == "split":
            return ()
        if not self.steps:
            return self.whole_flips
        rows = chain(self.whole_flips, *self.step_flips)
        found = flips_of_process(otherwise, now, self._alternatives, rows)
        return self._believed(self.case, found)

    @cached_property
    def whole_flips(self) -> tuple[Flip, ...]:
        """What would change an answer for the whole, steps left out."""
        return self._flips_of(self._alternatives)

    @cached_property
    def step_flips(self) -> tuple[tuple[Flip, ...], ...]:
        """For every step, what would send it another way; nothing does where a rule retains it."""
        pairs = zip(self.steps, self._of_steps, strict=True)
        return tuple(self._flips_of(known) if is_free(step, known) else () for step, known in pairs)

    def _flips_of(self, known: Alternatives) -> tuple[Flip, ...]:
        if known not in self._flipping:
            self._flipping[known] = self._believed(known.case, flips(known))
        return self._flipping[known]

    def _believed(self, case: Case, rows: Iterable[Flip]) -> tuple[Flip, ...]:
        """Flips with the chances of ``chances``, the most plausible first."""
        costed, _ = self._costed
        found = [
            replace(row, plausibility=fsum(self.chances(case, costed)[one] for one in row.choices))
            if costed and row.criterion == costed
            else row
            for row in rows
        ]
        return tuple(sorted(found, key=lambda row: (bool(row.gate), -(row.plausibility or 0.0))))

    def chances(self, case: Case, code: str) -> dict[int, float]:
        """How plausible each choice of a question is as the true answer; of the one that a cost case of mostly own
        figures is about, whoever answered it, what its outcomes come to."""
        costed, found = self._costed
        is_asked = code == costed and case.answers.get(code) == self.case.answers.get(code)
        return found if is_asked else plausibilities(self.ruleset, case, code)

    @cached_property
    def _costed(self) -> tuple[str, dict[int, float]]:
        """The question that the cost case answers, "" where it answers none, with the chances of its choices."""
        criterion = self.ruleset.answered_by(COST_CASE)
        given = given_by(criterion, self.priced) if self.priced else None
        if criterion is None or given is None or given.chances is None:
            return "", {}
        numbers = (row.number for row in criterion.choices)
        return criterion.code, dict(zip(numbers, given.chances, strict=True))

    def tries(self, place: int = 0) -> tuple[Tries, Otherwise]:
        """What is worth trying because it may change what is told, of a step by its place from 1 or of
        the whole, and what says what is recommended then: that is to be used and let go."""
        if place:
            known = self._of_steps[place - 1]
            otherwise = Otherwise(self.ruleset, known.case, known=known)
            advised = self.recommendation.steps[place - 1].recommendation
            is_open = advised is not None and advised.outcome == "open"
            return tries_of_step(known, self.step_flips[place - 1], is_open=is_open), otherwise
        otherwise = self._otherwise()
        if "flips" not in vars(self):  # what they try is found again
            self.flips = self._flips(otherwise)
        if self.steps:
            return tries_of_process(self.flips, self.whole_flips), otherwise
        return tries_of_case(self._alternatives, self.flips), otherwise

    def _otherwise(self) -> Otherwise:
        return Otherwise(
            self.ruleset, self.case, self.steps, known=self._alternatives, parts=self._of_steps
        )

    @property
    def is_ruled(self) -> bool:
        """Whether a gate decides against what the answers add up to."""
        return any(row.rules_out for row in self.recommendation.fired)

    @cached_property
    def cloud(self) -> tuple[Point, ...]:
        """A hundred draws as points of the map, who across and kind up; empty where steps or gates
        decide, which no draw shows."""
        advised = self.recommendation
        if advised.who is None or advised.steps or self.is_ruled:
            return ()
        lines = {"sourcing": self.ruleset.lines.provider, "expertise": 0.0}
        return cloud(self.ruleset, self.case, lines, out_in_hundred(advised.who))

    @cached_property
    def weight_intervals(self) -> tuple[Interval, ...]:
        """How far each weight can move while every answer on the path stays."""
        return intervals(self.ruleset, self.case, self._alternatives.now)

    @cached_property
    def find_out_next(self) -> tuple[Lookup, ...]:
        """What is worth finding out, by the chance that it changes an answer on the path, but not what a cost case of
        mostly own figures tells: what programs are told. A reader is told of what changes the advice
        (``report.turning.finds``)."""
        found = find_out_next(self._alternatives)
        return tuple(row for row in found if row.criterion != self.told_by_cost)

    @property
    def told_by_cost(self) -> str:
        """The code of the question that a cost case of mostly own figures tells, whatever was answered; "" without."""
        return self._costed[0]

    @property
    def missing(self) -> tuple[str, ...]:
        """While it is early: the questions about *who* without an answer, the heaviest first."""
        who = self.recommendation.who
        if who is None:
            return ()
        known = {row.criterion for row in who.contributions}
        return tuple(
            sorted(
                (code for code in who.shares if code not in known),
                key=lambda code: -who.shares[code],
            )
        )

    @cached_property
    def priced(self) -> Priced | None:
        """The cost case with its figures, as far as they can be computed; None without one."""
        return None if self.inputs.cost is None else priced(self.inputs.cost, self.inputs.today)

    @property
    def contradicted(self) -> Criterion | None:
        """The question about cost that somebody answered otherwise than the cost case: fewer than one of ten of
        its outcomes are as dear as that answer, or as cheap, whoever's most of its figures are."""
        criterion = self.ruleset.answered_by(COST_CASE)
        row = self.priced.compared if self.priced else None
        if criterion is None or row is None or row.bands is None:
            return None
        given = self.inputs.answers.get(criterion.code)
        choice = (given.choice if given else None) or 0
        if choice not in COST_CHOICES:
            return None
        as_dear, as_cheap = sum(row.bands[:choice]), sum(row.bands[choice - 1 :])
        return criterion if min(as_dear, as_cheap) < UNLIKELY else None

    @property
    def money_against(self) -> bool:
        """Whether the money points to the other side than the one that is advised; not where nothing is named,
        and not where a provider of routine or of expert work is, which nobody priced."""
        advised = self.recommendation.outcome
        if self.priced is None or not self.recommendation.is_named or self.is_unpriced:
            return False
        others = {"own": OUTSIDE, "provider": INSIDE}.get(self.priced.points, ())
        return advised in others

    @property
    def is_unpriced(self) -> bool:
        """Whether routine or expert work of a provider is advised, and the cost case has no price for it."""
        advised, priced = self.recommendation.outcome, self.priced
        if (
            priced is None
            or priced.result is None
            or priced.rivals
            or advised not in WIDE["provider"]
        ):
            return False
        return advised not in {priced.kind_of(row.key) for row in priced.result.options}

    @cached_property
    def location(self) -> LocationAdvice | None:
        """Where, in which form, under which rules; None while nothing is said about the work, and
        where the decision model has no such content."""
        said = self.inputs.place
        if not has_content(self.ruleset.reference) or (
            not self.case.answers and said == PlaceAnswers()
        ):
            return None
        fired = self.recommendation.fired
        ways = self.choices_by_way
        outside = WIDE["provider"] if may_go_out(self.recommendation) else ()
        may_go = {*ways, *outside}
        return look(
            self.ruleset,
            self.case,
            fired,
            ways,
            said,
            self.on,
            may_go=may_go,
            steps=self._choices_of_steps,
        )

    @property
    def choices_by_way(self) -> dict[str, Mapping[str, int | None]]:
        """What is known of the work that goes each way: of a split, what its steps have in common, None
        where they answer a question differently."""
        advised = self.recommendation
        if advised.outcome != "split":
            return dict.fromkeys(ways_of(advised), known_choices(self.ruleset, self.case))
        return {way: _shared(rows) for way, rows in self._choices_of_steps.items()}

    @property
    def _choices_of_steps(self) -> dict[str, list[dict[str, int]]]:
        """What is known of each step that goes each way, of a split."""
        if self.recommendation.outcome != "split":
            return {}
        cases = [step_case(self.case, step) for step in self.steps]
        return {
            way: [known_choices(self.ruleset, cases[place - 1]) for place in places]
            for way, places in steps_by_way(self.recommendation).items()
        }

    @cached_property
    def precedents(self) -> tuple[precedents.Near, ...]:
        """The published decisions nearest by answers."""
        return precedents.nearest(self.ruleset, self.case, NEAREST)


def ways_of(advised: Recommendation) -> tuple[str, ...]:
    """The options that the work may go to, as far as the headline says so, likeliest first.

    A split has those of its steps that are not open, "provider" both kinds, "own" both places where that
    is asked; while it is open every option may be, and while nothing is answered none.
    """
    if advised.confidence in ("early", "none"):
        return ()
    if advised.outcome == "split":
        return tuple(steps_by_way(advised))
    shares = advised.outcomes or {}
    pooled = "shared_service" if shares.get("shared_service") else "in_house"
    inside, outside = WIDE["own"] if advised.inside else (pooled,), WIDE["provider"]
    sides = {"provider": outside, "own": inside, "open": (*inside, *outside)}
    ways = sides.get(advised.outcome, (advised.outcome,))
    return tuple(sorted(ways, key=lambda key: -shares.get(key, 0.0)))


def steps_by_way(advised: Recommendation) -> dict[str, list[int]]:
    """Of a split, the places (from 1) of the steps that go each way; of retained and of open ones
    nothing is known."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(advised.steps, start=1):
        if row.recommendation is not None and row.recommendation.outcome != "open":
            for way in ways_of(row.recommendation):
                found.setdefault(way, []).append(place)
    return found


def _shared(rows: Sequence[Mapping[str, int]]) -> dict[str, int | None]:
    """What all of them know: what they say alike, None where they differ."""
    known = {code: {row.get(code) for row in rows} for code in rows[0]}
    return {
        code: found.pop() if len(found) == 1 else None
        for code, found in known.items()
        if None not in found
    }


def answered_by_cost(ruleset: Ruleset, inputs: Inputs) -> Inputs:
    """The inputs with the criterion that their cost case answers, unless a person answered it."""
    criterion = ruleset.answered_by(COST_CASE)
    if inputs.cost is None or criterion is None or criterion.code in inputs.answers:
        return inputs
    given = given_by(criterion, priced(inputs.cost, inputs.today))
    return with_answer(inputs, criterion.code, given) if given else inputs


def given_by(criterion: Criterion | None, cost: Priced) -> Given | None:
    """What a cost case answers to its criterion, with the chance of every choice; None where it
    answers nothing, or none of the choices that the criterion has."""
    choice, bands = cost.choice, cost.bands
    if criterion is None or choice is None or bands is None or criterion.choice(choice) is None:
        return None
    shares = dict(zip(COST_CHOICES, bands, strict=True))
    chances = tuple(shares.pop(row.number, 0.0) for row in criterion.choices)
    is_whole = not any(shares.values())
    return Given(choice, evidence="estimate", chances=chances if is_whole else None)
