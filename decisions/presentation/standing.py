"""How the options stand: whether there is a winner, who contends, and how likely each is best."""

from collections.abc import Mapping
from math import fsum

from decisions.certainty import in_hundred, is_blocked
from decisions.presentation import sure_wording
from decisions.presentation.figures import whole
from decisions.presentation.material import Material
from decisions.presentation.shape import State
from decisions.presentation.sure_shape import Chance
from engine import robustness
from engine.robustness import LEANING, OptionChance
from engine.rounding import deal_out

STATES: dict[str, State] = {"clear": "clear", "leaning": "leaning", "too close to call": "close"}
PERCENT = 10_000
"""Millionths in one per cent."""


def state_of(material: Material) -> State:
    """How the advice may be presented. After a fix it is never clear: something stands in the way.
    Without a known answer it is close, whatever is usual for the service type."""
    evaluation, sure = material.evaluation, material.sure
    if not material.case.answers and not material.case.gates:
        return "empty"
    if is_blocked(evaluation):
        return "blocked"
    if not evaluation.answered:
        return "close"
    if evaluation.after_fix:
        return "leaning" if sure.probability >= LEANING else "close"
    return STATES[sure.verdict]


def contenders(material: Material) -> list[str]:
    """The options that nobody should call the winner, likeliest first; only the advice itself when
    there is a winner."""
    if state_of(material) != "close":
        return [material.advice]
    if not material.evaluation.answered:
        return [row.option for row in material.evaluation.contest]
    return list(robustness.contenders(material.sure.chances, material.advice))


def percents(material: Material) -> Mapping[str, int]:
    """Option -> in how many of 100 readings it is best; they add up to 100."""
    rows = {row.option: row.probability for row in material.sure.chances.options}
    first = in_hundred(rows.pop(material.advice))
    return {material.advice: first, **_dealt(rows, 100 - first)}


def _dealt(shares: Mapping[str, float], percent: int) -> dict[str, int]:
    """Whole per cents in proportion to the shares that add up to ``percent``."""
    total = fsum(shares.values())
    unit = percent * PERCENT / total if total else 0.0
    return deal_out({key: round(share * unit) for key, share in shares.items()}, PERCENT)


def chances(material: Material) -> list[Chance]:
    """Every option over all readings, likeliest first."""
    best = percents(material)
    return [_chance(material, row, best[row.option]) for row in material.sure.chances.options]


def _chance(material: Material, row: OptionChance, percent: int) -> Chance:
    behind = {str(place): share for place, share in enumerate(row.ranks[1:], start=2)}
    return {
        **material.choosable(row.option),
        "percent": percent,
        "words": sure_wording.chance(percent, row.probability),
        "low": whole(row.p10),
        "median": whole(row.p50),
        "high": whole(row.p90),
        "ranks": [percent, *_dealt(behind, 100 - percent).values()],
    }


def chance_words(material: Material) -> str:
    """The chance of the advice, or of every contender: a sentence to stand behind a colon."""
    best = percents(material)
    if state_of(material) == "close":
        rows = [(material.name(option), best[option]) for option in contenders(material)]
        return sure_wording.best_among(rows)
    percent = best[material.advice]
    if material.runner_up is None and percent == 100:
        return sure_wording.ONLY_ONE
    return sure_wording.best_in(material.name(material.advice), percent)
