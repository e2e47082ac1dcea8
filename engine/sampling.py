"""Ten thousand ways the weights and the weak answers could be otherwise, all options in each.

The same draws serve every option (common random numbers), so options differ by what they are and
never by luck. The seed comes from the input's digest: a reload draws the same numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import accumulate
from math import fsum

import numpy as np
from numpy.typing import NDArray

from engine.exact import Flags, State
from engine.model.ruleset import AXES, Criterion, Itself, Ruleset
from engine.points import MIDDLE
from engine.sensitivity.prior import Chances, chances_of
from engine.sensitivity.weight_draws import Single, concentration, gammas

DRAWS = 10_000
FINE = 65_536
"""Answers are drawn by whole numbers below this, four of them out of each 64 random bits: fast, and
every chance is right to 1 in 65,536."""

EVERY: Flags = np.ones(1, dtype=np.bool_)
"""True in every draw."""

Places = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one case; N is their number, options stand in the order of the ruleset.

    ``raw`` (options x N) is 50 plus the points of every option, on the case's own scale. ``out``
    (options x N, or options x 1 when no draw differs) flags what gates rule out. ``axes`` (4 x N)
    are the axis values in units of effect. ``picks`` holds, for every answer that was drawn, the
    place of the choice among the known ones.
    """

    options: tuple[str, ...]
    raw: Single
    out: Flags
    axes: Single
    picks: Mapping[str, Places]
    chances: Mapping[str, Chances]


def sample(state: State, seed: str, draws: int = DRAWS, *, only_open: bool = False) -> Draws:
    """Draws weights and answers around a case. ``seed`` is a hexadecimal digest.

    With ``only_open`` the weights and every answer on record stay as they are, also "I don't know";
    only questions without an answer are drawn: what the rest of the questionnaire may bring.

    Weights: Dirichlet over the criteria that move an axis, around the chosen ones. Answers: by
    evidence grade, unknown ones over all known choices (``engine.sensitivity.prior``). Branches and gates follow
    the drawn answers in every draw; asked gates keep their answers.
    """
    # PCG64 is named, not left to default_rng, so that a new NumPy cannot change the stream.
    rng = np.random.Generator(np.random.PCG64(int(seed, 16)))
    return _Sampler(state, rng, draws, only_open=only_open).run()


def _certain(chances: Chances) -> tuple[float, ...]:
    """All chance on the answer on record; none anywhere when it is "I don't know"."""
    return tuple(float(place == chances.given) for place in range(len(chances.numbers)))


def choosing(random: NDArray[np.uint16], chances: tuple[float, ...]) -> Places:
    """The place of the choice that each random number below ``FINE`` picks: as many numbers per
    choice as it has chance."""
    places: Places | None = None
    for bound, step in _bounds(chances):
        later = (random >= np.uint16(bound)).view(np.int8)
        if step > 1:
            later *= np.int8(step)
        places = later if places is None else np.add(places, later, out=places)
    return np.zeros(len(random), dtype=np.int8) if places is None else places


@lru_cache(maxsize=256)
def _bounds(chances: tuple[float, ...]) -> tuple[tuple[int, int], ...]:
    """The numbers from which on the place is a later one, and by how much."""
    ends = [round(end * FINE) for end in accumulate(chances[:-1])]
    return tuple((end, ends.count(end)) for end in sorted(set(ends)) if end < FINE)


@lru_cache(maxsize=8)
def _tables(key: Itself) -> Mapping[str, tuple[tuple[int, Single], ...]]:
    """Criterion -> the place of every axis that it moves, with the effects of its known choices."""
    return {
        code: tuple(
            (AXES.index(axis), np.array(list(effects.values()), dtype=np.float32))
            for axis, effects in axes.items()
        )
        for code, axes in key.ruleset.centred.items()
    }


class _Sampler:
    """Builds the draws criterion by criterion, in order of asking (branches look back).

    Rows that no draw changes have length 1, all others length N; NumPy stretches the short ones.
    """

    def __init__(
        self, state: State, rng: np.random.Generator, draws: int, *, only_open: bool
    ) -> None:
        self.only_open = only_open
        self.state = state
        self.ruleset: Ruleset = state.book.ruleset
        self.rng = rng
        self.draws = draws
        self.picks: dict[str, Places] = {}
        self.chances: dict[str, Chances] = {}
        self.shown: dict[str, Flags] = {}

    def run(self) -> Draws:
        """All draws."""
        for row in self.ruleset.criteria:
            given = self.state.case.answers.get(row.code)
            if given is None or given.status != "not_applicable":
                self.shown[row.code] = self._shown(row)
                if self.shown[row.code].any():
                    self._pick(row.code)
        axes = self._axes()
        return Draws(
            options=tuple(self.ruleset.option),
            raw=self._points(axes),
            out=self._out(),
            axes=axes,
            picks=self.picks,
            chances=self.chances,
        )

    def _points(self, axes: Single) -> Single:
        """50 plus the points of every option, on the scale of the case as it stands."""
        raw = np.full((len(self.ruleset.options), self.draws), MIDDLE, dtype=np.float32)
        for place, option in enumerate(self.ruleset.options):
            for axis, factor in option.profile.items():
                if factor:
                    raw[place] += np.float32(factor * self.state.scale) * axes[AXES.index(axis)]
        return raw

    def _pick(self, code: str) -> None:
        """Draws the choices of one criterion unless its answer is certain."""
        chances = chances_of(self.ruleset, self.state.case, code)
        if self.only_open and code in self.state.case.answers:
            chances = replace(chances, chances=_certain(chances))
        self.chances[code] = chances
        if chances.is_certain or not any(chances.chances):
            return
        bits = self.rng.bit_generator.random_raw(-(-self.draws // 4))
        # The same order of the four on every machine.
        random = bits.astype("<u8", copy=False).view("<u2")[: self.draws]
        self.picks[code] = choosing(random, chances.chances)

    def _effects(self, code: str) -> Iterator[tuple[int, Single]]:
        """The place of every axis that the criterion moves, with its effect there in every draw."""
        tables = _tables(self.ruleset.itself)[code]
        chances = self.chances[code].chances
        if code in self.picks:
            places = self.picks[code].astype(np.intp)
            # In range by construction: clipping only spares the check.
            yield from ((axis, table.take(places, mode="clip")) for axis, table in tables)
        elif any(chances):
            place = chances.index(1.0)
            yield from ((axis, table[place : place + 1]) for axis, table in tables)
        else:
            yield from ((axis, np.zeros(1, dtype=np.float32)) for axis, _ in tables)

    def _holds(self, code: str, wanted: frozenset[int]) -> Flags:
        """Whether a criterion is asked and answered with one of the wanted choices."""
        if code not in self.chances:
            return np.zeros(1, dtype=np.bool_)
        chances = self.chances[code]
        places = [place for place, number in enumerate(chances.numbers) if number in wanted]
        if code in self.picks:
            held = np.zeros(self.draws, dtype=np.bool_)
            for place in places:
                held |= self.picks[code] == place
            return held & self.shown[code]
        return self.shown[code] & any(chances.chances[place] == 1.0 for place in places)

    def _shown(self, row: Criterion) -> Flags:
        """Whether no branch hides the criterion."""
        shown = EVERY
        for condition in row.show_if:
            if condition.criterion in self.chances:
                numbers = frozenset(self.chances[condition.criterion].numbers)
                shown = shown & ~self._holds(condition.criterion, numbers - condition.choices)
        return shown

    def _axes(self) -> Single:
        """Axis values per draw: weighted means of the effects of the criteria that act there.

        Added up row by row: a matrix product would start threads for nothing, and its last digits
        would depend on the machine.
        """
        centred = self.ruleset.centred
        weights = self.state.book.weights
        codes = [code for code in self.chances if centred[code] and weights[code] > 0]
        above = np.zeros((len(AXES), self.draws), dtype=np.float32)
        below = np.zeros((len(AXES), self.draws), dtype=np.float32)
        for code, drawn in zip(codes, self._weights(codes), strict=True):
            for place, effects in self._effects(code):
                below[place] += drawn
                above[place] += drawn * effects
        values: Single = np.divide(above, below, out=above, where=below > 0)
        return values

    def _weights(self, codes: list[str]) -> list[Single]:
        """Weights of the criteria, N each, up to a common factor; 0 where a branch hides them.

        Gamma numbers need not be divided by their sum: it cancels in a mean (``engine.sensitivity.weight_draws``).
        Leaving hidden ones out leaves the Dirichlet of the others.
        """
        weights = self.state.book.weights
        if self.only_open:
            return [np.float32(weights[code]) * self.shown[code] for code in codes]
        asked = [code for code in codes if code in self.state.known]
        total = fsum(weights[code] for code in asked) or 1.0
        themes: dict[str, float] = {}
        for code in asked:
            theme = self.ruleset.criterion[code].theme
            themes[theme] = themes.get(theme, 0.0) + weights[code] / total
        whole = concentration(list(themes.values()))
        places = {row.code: place for place, row in enumerate(self.ruleset.criteria)}
        shapes = [0.0] * len(places)
        for code in codes:
            shapes[places[code]] = whole * weights[code] / total
        drawn = gammas(tuple(shapes), self.draws)
        rows = ((code, drawn[places[code]]) for code in codes)
        return [row if self.shown[code].all() else row * self.shown[code] for code, row in rows]

    def _out(self) -> Flags:
        """What gates rule out in every draw (options x N, or options x 1)."""
        rulings = self.state.book.rulings
        holds = [self._holds(row.criterion, row.choices) for row in rulings.conditions]
        out = self.state.asked_out[:, None].copy()
        for places, ruled in rulings.triggers:
            fires = reduce(np.logical_and, (holds[place] for place in places), EVERY)
            if fires.any():
                if len(fires) > out.shape[1]:
                    out = np.repeat(out, len(fires), axis=1)
                for option in np.flatnonzero(ruled):
                    out[option] |= fires
        return out
