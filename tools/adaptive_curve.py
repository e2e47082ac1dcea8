"""Measures "ask only what matters": how soon it says what the full questionnaire says.

Run it as ``python -m tools.adaptive_curve [organisations per service type] [typical|mixed]``;
``docs/robustness.md`` holds the last results. Random plausible organisations of every service type
answer the questions that are asked; what is recommended after each of them is compared with what the
full questionnaire recommends.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt

from engine.fit.case import Case, Given
from engine.model.ruleset import Criterion, GateAnswer, Ruleset, ServiceType
from engine.outcome import Recommendation
from engine.recommendation import recommend
from engine.sensitivity.adaptive import Stop, next_question
from tools.model_probes import shipped

SEED = 20_261_122
SPREADS = {"typical": (0.7, 0.3, 0.0), "mixed": (0.5, 0.25, 0.25)}
"""How organisations of one service type differ: the chance that an answer is the usual one, that it
lies one choice beside it, and that it lies anywhere. Typical is how the engine reads an estimate."""
Z95 = 1.959963984540054
"""Ninety-five per cent of a normal distribution lie within this many standard deviations."""


@dataclass(frozen=True, slots=True)
class Run:
    """One organisation: what is said after 0, 1, 2 ... questions until it stops, and by the full
    questionnaire."""

    said: tuple[Recommendation, ...]
    full: Recommendation

    @property
    def asked(self) -> int:
        """The questions asked before it stopped."""
        return len(self.said) - 1

    def at(self, number: int) -> Recommendation:
        """What is said after a number of questions, or when it stopped before."""
        return self.said[min(number, self.asked)]


def likelier(found: Recommendation) -> tuple[str, ...]:
    """The answers on the path, also where the headline is open."""
    if found.who is None:
        return ()
    if found.who.answer == "provider":
        return "provider", found.kind.answer if found.kind else ""
    return "own", found.inside.answer if found.inside else "in_house"


def organisation(
    ruleset: Ruleset, service: ServiceType, spread: tuple[float, float, float], rng: random.Random
) -> Case:
    """A plausible organisation of one service type with everything answered.

    Answers that are usual for the service type follow ``spread``. "Anywhere", and where nothing is
    usual: inner choices are twice as likely as the ends of the scale. Each asked gate fires in one
    of twenty. All answers are measured, so that the full questionnaire is as sure of itself as it
    can be.
    """
    answers = {}
    for criterion in ruleset.criteria:
        if criterion.asked == "questions":
            numbers = [row.number for row in criterion.choices]
            (number,) = rng.choices(numbers, _chances(criterion, numbers, service, spread))
            answers[criterion.code] = Given(number, evidence="measured")
    gates: dict[str, GateAnswer] = {
        gate.code: "fires" if rng.random() < 0.05 else "passes" for gate in ruleset.asked_gates()
    }
    return Case(answers, gates, {}, service.slug)


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
    case, said = replace(whole, answers={}), []
    while True:
        found = next_question(ruleset, case)
        said.append(found.recommendation)
        if isinstance(found, Stop):
            return Run(tuple(said), recommend(ruleset, whole))
        case = replace(case, answers={**case.answers, found.code: whole.answers[found.code]})


def interval(hits: int, runs: int) -> tuple[float, float]:
    """Where the true share lies with 95 % confidence (E. B. Wilson, "Probable inference, the law of
    succession, and statistical inference", 1927)."""
    share, square = hits / runs, Z95**2 / runs
    middle = (share + square / 2) / (1 + square)
    half = sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return middle - half, middle + half


def lines(ruleset: Ruleset, runs: list[Run]) -> Iterator[str]:
    """The results as a table and sentences in Markdown."""
    yield "| questions | who | who and what follows | stopped by itself |"
    yield "|---|---|---|---|"
    questions = sum(row.asked == "questions" for row in ruleset.criteria)
    for number in range(0, questions + 1, 2):
        pairs = [(likelier(row.at(number)), likelier(row.full)) for row in runs]
        who = sum(one[:1] == two[:1] for one, two in pairs)
        same = sum(one == two for one, two in pairs)
        stopped = sum(row.asked <= number for row in runs)
        cells = (_share(who, runs), _share(same, runs), f"{_percent(stopped / len(runs))} %")
        yield f"| {number} | {' | '.join(cells)} |"
    yield ""
    yield from _sentences(runs)


def _sentences(runs: list[Run]) -> Iterator[str]:
    mean = sum(row.asked for row in runs) / len(runs)
    stops = [(row.said[-1], row.full) for row in runs]
    same = sum(likelier(one) == likelier(two) for one, two in stops)
    headline = sum(one.outcome == two.outcome for one, two in stops)
    against = sum(
        one.outcome != two.outcome and "open" not in (one.outcome, two.outcome)
        for one, two in stops
    )
    opens = sum(row.full.outcome == "open" for row in runs)
    yield (
        f"{len(runs)} runs. Left alone it stops after {mean:.1f} questions on average, with the full "
        f"answers in {_share(same, runs)} and the full headline in {_share(headline, runs)}; both "
        f"name something else in {_share(against, runs)}. The full questionnaire leaves it open in "
        f"{_percent(opens / len(runs))} %."
    )


def _share(hits: int, runs: list[Run]) -> str:
    low, high = interval(hits, len(runs))
    return f"{_percent(hits / len(runs))} % ({_percent(low)} to {_percent(high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def measured(number: int, spread: tuple[float, float, float]) -> tuple[Ruleset, list[Run]]:
    """Random organisations of all service types on the shipped decision model."""
    ruleset = shipped()
    rng = random.Random(SEED)  # noqa: S311 - a simulation, nothing to guess
    return ruleset, [
        run(ruleset, organisation(ruleset, service, spread, rng))
        for service in ruleset.services
        for _ in range(number)
    ]


def main() -> None:
    """Runs all service types and writes the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    spread = SPREADS[sys.argv[2] if len(sys.argv) > 2 else "typical"]
    sys.stdout.write("\n".join(lines(*measured(number, spread))) + "\n")


if __name__ == "__main__":
    main()
