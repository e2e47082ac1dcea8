"""Measures "ask only what matters": how soon it reaches the advice of the full questionnaire.

Run it as ``python -m tools.adaptive_curve [organisations per service type] [typical|mixed]``;
``docs/robustness.md`` holds the last results. Random plausible organisations of every service type answer the questions that
are asked; after each question the likeliest advice is compared with that of the full questionnaire.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog.content import read_content
from engine.adaptive import Stop, next_informative
from engine.case import Case, Given
from engine.digest import digest
from engine.load import load
from engine.robustness import how_sure
from engine.ruleset import Criterion, GateAnswer, Ruleset, ServiceType
from engine.scoring import evaluate
from engine.weighting import resolve

SEED = 20_261_122
EDITION = "0" * 64
SPREADS = {"typical": (0.7, 0.3, 0.0), "mixed": (0.5, 0.25, 0.25)}
"""How organisations of one service type differ: the chance that an answer is the usual one, that it
lies one choice beside it, and that it lies anywhere. Typical is how the engine reads an estimate."""


@dataclass(frozen=True, slots=True)
class Run:
    """One organisation: the option in front after 0, 1, 2 ... questions, where it would stop by
    itself, the advice of the full questionnaire, and the options that count as reached: the advice,
    and where the full questionnaire itself says "too close to call" also the likeliest other one."""

    leads: tuple[str, ...]
    stops_after: int
    advice: str
    fair: frozenset[str]

    def at(self, number: int) -> str:
        """The option in front after a number of questions, or when it stopped before."""
        return self.leads[min(number, self.stops_after, len(self.leads) - 1)]


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
    others = [row.option for row in sure.chances.options if row.option != full.advice]
    fair = frozenset({full.advice, *(others[:1] if close else ())})
    case = replace(whole, answers={})
    leads: list[str] = []
    while True:
        found = next_informative(ruleset, case, digest(EDITION, case))
        if isinstance(found, Stop):
            return Run((*leads, found.advice), len(leads), full.advice, fair)
        leads.append(found.between[0])
        case = replace(case, answers={**case.answers, found.code: whole.answers[found.code]})


def lines(ruleset: Ruleset, runs: list[Run]) -> Iterator[str]:
    """The result as a table in Markdown."""
    yield "| questions | same advice | same, or one of two too close to call | stopped by itself |"
    yield "|---|---|---|---|"
    for number in range(0, len(ruleset.criteria) + 1, 2):
        same = [row.at(number) == row.advice for row in runs]
        fair = [row.at(number) in row.fair for row in runs]
        stopped = [row.stops_after <= number for row in runs]
        shares = (f"{100 * sum(row) / len(runs):.1f} %" for row in (same, fair, stopped))
        yield f"| {number} | {' | '.join(shares)} |"
    early = [row for row in runs if row.stops_after < len(ruleset.criteria)]
    right = sum(row.leads[-1] == row.advice for row in runs)
    mean = sum(row.stops_after for row in runs) / len(runs)
    yield ""
    yield (
        f"{len(runs)} runs; left alone it stops after {mean:.1f} questions on average "
        f"({len(early)} runs before the end), with the full advice in {100 * right / len(runs):.1f} %. "
        f"The full questionnaire itself is too close to call in "
        f"{100 * sum(len(row.fair) > 1 for row in runs) / len(runs):.1f} %."
    )


def main() -> None:
    """Runs all service types and writes the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    spread = SPREADS[sys.argv[2] if len(sys.argv) > 2 else "typical"]
    ruleset = load(read_content().definition)
    rng = random.Random(SEED)  # noqa: S311 - a simulation, nothing to guess
    runs = [
        run(ruleset, organisation(ruleset, service, spread, rng))
        for service in ruleset.services
        for _ in range(number)
    ]
    sys.stdout.write("\n".join(lines(ruleset, runs)) + "\n")


if __name__ == "__main__":
    main()
