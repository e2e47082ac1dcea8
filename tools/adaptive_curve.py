"""Measures "ask only what matters": how soon it reaches the advice of the full questionnaire.

Run it as ``python -m tools.adaptive_curve [organisations per service type] [typical|mixed] [told]``;
``docs/robustness.md`` holds the last results. Random plausible organisations of every service type
answer the questions that are asked; after each question the likeliest advice is compared with that
of the full questionnaire. With ``told`` they say beforehand which two options the full questionnaire
ranks first: how near anyone can come who has no more answers than that.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import sqrt
from typing import TypeVar

import numpy as np

from catalog.content import read_content
from decisions.certainty import once_fixed
from engine.adaptive import Stop, information, next_informative
from engine.digest import digest
from engine.exact import Book
from engine.fit.case import Case, Given
from engine.fit.weighting import resolve
from engine.model.load import load
from engine.model.ruleset import Criterion, GateAnswer, Ruleset, ServiceType
from engine.robustness import OUT, contenders, how_sure, leaders
from engine.sampling import Draws, Places, sample
from engine.scoring import evaluate

SEED = 20_261_122
EDITION = "0" * 64
Found = TypeVar("Found")
SPREADS = {"typical": (0.7, 0.3, 0.0), "mixed": (0.5, 0.25, 0.25)}
"""How organisations of one service type differ: the chance that an answer is the usual one, that it
lies one choice beside it, and that it lies anywhere. Typical is how the engine reads an estimate."""
HALF = 12
"""Half of the questions."""
Z95 = 1.959963984540054
"""Ninety-five per cent of a normal distribution lie within this many standard deviations."""
TOLD_DRAWS = 40_000
"""Draws for organisations that tell two options: only those that agree with it are kept."""
BANDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
"""Lower ends of the chances that are compared with how often they come true."""


@dataclass(frozen=True, slots=True)
class Run:
    """One organisation: the option in front after 0, 1, 2 ... questions with its chance and the next
    one behind it, where it would stop by itself, the advice of the full questionnaire, and the
    options that its page names: the advice alone, or the contenders where it says "too close to
    call"."""

    leads: tuple[str, ...]
    seconds: tuple[str, ...]
    chances: tuple[float, ...]
    stops_after: int
    advice: str
    named: frozenset[str]

    def at(self, number: int) -> str:
        """The option in front after a number of questions, or when it stopped before."""
        return self.leads[min(number, self.stops_after)]


def organisation(
    ruleset: Ruleset, service: ServiceType, spread: tuple[float, float, float], rng: random.Random
) -> Case:
    """A plausible organisation of one service type with everything answered.

    Answers that are usual for the service type follow ``spread``. "Anywhere", and where nothing is
    usual (9 of 24 questions): inner choices are twice as likely as the ends of the scale. Each asked
    gate fires in one of twenty. All answers are measured, so that the full questionnaire is as sure
    of itself as it can be.
    """
    answers = {}
    for criterion in ruleset.criteria:
        numbers = [row.number for row in criterion.choices if not row.is_unknown]
        (number,) = rng.choices(numbers, _chances(criterion, numbers, service, spread))
        answers[criterion.code] = Given(number, evidence="measured")
    gates: dict[str, GateAnswer] = {}
    for gate in ruleset.asked_gates():
        fires = rng.random() < 0.05
        gates[gate.code] = "yes" if fires == (gate.fires_on == "yes") else "no"
    return Case(answers, gates, resolve(ruleset), service.slug)


def _chances(
    criterion: Criterion,
    numbers: list[int],
    service: ServiceType,
    spread: tuple[float, float, float],
) -> list[float]:
    inner = [1.0 if place in (0, len(numbers) - 1) else 2.0 for place in range(len(numbers))]
    anywhere = [share / sum(inner) for share in inner]
    usual = service.prefilled.get(criterion.code)
    if usual not in numbers:
        return anywhere
    place = numbers.index(usual)
    beside = [spot for spot in (place - 1, place + 1) if 0 <= spot < len(numbers)]
    itself, near, far = spread
    return [
        far * anywhere[spot] + itself * (spot == place) + near * (spot in beside) / len(beside)
        for spot in range(len(numbers))
    ]


def run(ruleset: Ruleset, whole: Case) -> Run:
    """Asks one organisation what tells most, until it would stop by itself."""
    full = evaluate(ruleset, whole)
    sure = how_sure(ruleset, whole, full, digest(EDITION, whole))
    close = sure.verdict == "too close to call"
    named = contenders(sure.chances, full.advice) if close else (full.advice,)
    case = replace(whole, answers={})
    pairs: list[tuple[str, str]] = []
    chances: list[float] = []
    while True:
        found = next_informative(ruleset, case, digest(EDITION, case))
        if isinstance(found, Stop):
            leads = (*(first for first, _ in pairs), found.advice)
            seconds = tuple(second for _, second in pairs)
            shares = (*chances, found.chance)
            return Run(leads, seconds, shares, len(pairs), full.advice, frozenset(named))
        pairs.append(found.between)
        chances.append(found.chances[0])
        case = _answered(case, found.code, whole)


def _answered(case: Case, code: str, whole: Case) -> Case:
    return replace(case, answers={**case.answers, code: whole.answers[code]})


def told(ruleset: Ruleset, whole: Case) -> tuple[bool, float]:
    """Asks half of the questions, knowing beforehand which two options lead: whether the likelier
    one is then the advice of the full questionnaire, and how likely it was held."""
    book = Book(ruleset, whole.weights)
    pair = _first_two(sample(book.state(whole), digest(EDITION, whole), 1, only_open=True))[:, 0]
    case = replace(whole, answers={})
    while True:
        drawn = sample(book.state(case), digest(EDITION, case), TOLD_DRAWS, only_open=True)
        kept = (_first_two(drawn) == pair[:, None]).all(axis=0)
        best = leaders(drawn)[kept]
        if not len(best):
            return False, 0.0
        counts = np.bincount(best)
        share = float(counts.max() / len(best))
        if len(case.answers) == HALF or share == 1.0:
            lead = drawn.options[int(counts.argmax())]
            return lead == evaluate(ruleset, whole).advice, share
        gains = {code: information(picks[kept], best) for code, picks in drawn.picks.items()}
        case = _answered(case, max(gains, key=lambda code: gains[code]), whole)


def _first_two(drawn: Draws) -> Places:
    """The places of the two best options of every draw (2 x N), the lower place first."""
    ruled = np.where(drawn.out, drawn.raw - OUT, drawn.raw)
    places = np.argsort(-ruled, axis=0, kind="stable")[:2].astype(np.int8)
    ordered: Places = np.sort(places, axis=0)
    return ordered


def interval(hits: int, runs: int) -> tuple[float, float]:
    """Where the true share lies with 95 % confidence (E. B. Wilson, "Probable inference, the law of
    succession, and statistical inference", 1927)."""
    share, square = hits / runs, Z95**2 / runs
    middle = (share + square / 2) / (1 + square)
    half = sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return middle - half, middle + half


def lines(ruleset: Ruleset, runs: list[Run]) -> Iterator[str]:
    """The results as tables and sentences in Markdown."""
    yield "| questions | same advice | an option that the full result names | stopped by itself |"
    yield "|---|---|---|---|"
    for number in range(0, len(ruleset.criteria) + 1, 2):
        same = sum(row.at(number) == row.advice for row in runs)
        named = sum(row.at(number) in row.named for row in runs)
        stopped = sum(row.stops_after <= number for row in runs)
        cells = (_share(same, runs), _share(named, runs), f"{_percent(stopped / len(runs))} %")
        yield f"| {number} | {' | '.join(cells)} |"
    yield ""
    yield from _sentences(runs)
    yield ""
    yield "| chance given to the option in front | on average | it was the advice in | times |"
    yield "|---|---|---|---|"
    yield from _calibration(runs)


def _sentences(runs: list[Run]) -> Iterator[str]:
    right = sum(row.at(row.stops_after) == row.advice for row in runs)
    mean = sum(row.stops_after for row in runs) / len(runs)
    close = sum(len(row.named) > 1 for row in runs)
    yield (
        f"{len(runs)} runs. Left alone it stops after {mean:.1f} questions on average, with the full "
        f"advice in {_share(right, runs)}. The full questionnaire itself is too close to call in "
        f"{_percent(close / len(runs))} %."
    )
    decided = [row for row in runs if len(row.named) == 1]
    alike = sum(row.at(HALF) == row.advice for row in decided)
    yield f"Where it is not, {HALF} questions find its advice in {_share(alike, decided)}."
    wrong = [row for row in runs if row.at(HALF) != row.advice]
    going_on = [row for row in wrong if row.stops_after > HALF]
    second = sum(row.seconds[HALF] == row.advice for row in going_on)
    yield (
        f"Another option in front after {HALF} questions: {len(wrong)}, of which "
        f"{len(wrong) - len(going_on)} had stopped; the full advice came second in {second}; the full "
        f"questionnaire is too close to call in {sum(len(row.named) > 1 for row in wrong)}."
    )


def _calibration(runs: list[Run]) -> Iterator[str]:
    """How often the option in front is the advice in the end, by the chance it was given."""
    said = [
        (chance, lead == row.advice)
        for row in runs
        for chance, lead in zip(row.chances, row.leads, strict=True)
    ]
    for low, high in zip(BANDS, (*BANDS[1:], 1.01), strict=True):
        band = [(chance, right) for chance, right in said if low <= chance < high]
        if band:
            mean = sum(chance for chance, _ in band) / len(band)
            came = sum(right for _, right in band) / len(band)
            yield (
                f"| {low:.0%} to {min(high, 1.0):.0%} | {_percent(mean)} % | {_percent(came)} % | "
                f"{len(band)} |"
            )


def _share(hits: int, runs: list[Run]) -> str:
    low, high = interval(hits, len(runs))
    return f"{_percent(hits / len(runs))} % ({_percent(low)} to {_percent(high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _told_line(found: list[tuple[bool, float]]) -> str:
    """The result of ``told`` in a sentence."""
    right = sum(is_right for is_right, _ in found)
    low, high = interval(right, len(found))
    held = sum(share for _, share in found) / len(found)
    return (
        f"{len(found)} runs. Told which two options lead, {HALF} questions find the advice in "
        f"{_percent(right / len(found))} % ({_percent(low)} to {_percent(high)}); it was held "
        f"{_percent(held)} % likely on average."
    )


def shipped() -> Ruleset:
    """The shipped decision model as the questionnaire asks about it: people are shown the advice after
    what must be fixed first, so nothing waits for a fix."""
    return once_fixed(load(read_content().definition))


def _each(
    number: int, spread: tuple[float, float, float], ask: Callable[[Ruleset, Case], Found]
) -> list[Found]:
    """What ``ask`` finds for random organisations of all service types."""
    ruleset = shipped()
    rng = random.Random(SEED)  # noqa: S311 - a simulation, nothing to guess
    return [
        ask(ruleset, organisation(ruleset, service, spread, rng))
        for service in ruleset.services
        for _ in range(number)
    ]


def main() -> None:
    """Runs all service types and writes the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    spread = SPREADS[sys.argv[2] if len(sys.argv) > 2 else "typical"]
    if sys.argv[3:] == ["told"]:
        sys.stdout.write(_told_line(_each(number, spread, told)) + "\n")
        return
    sys.stdout.write("\n".join(lines(shipped(), _each(number, spread, run))) + "\n")


if __name__ == "__main__":
    main()
