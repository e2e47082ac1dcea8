"""How weights came about: a rank order of the themes, or judgements of pairs of them.

``Assessment.elicitation`` keeps what a person said, so that it can be said differently later, and
``Assessment.weights`` the theme numbers that follow from it, in per cent. Both methods and their
sources are in ``engine.fit.pairwise``.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from typing import Any

from engine.fit.pairwise import LARGEST, Comparison, InvalidJudgements, centroid_weights, compare
from engine.fit.weighting import WeightSpec
from engine.model.ruleset import Ruleset
from report.messages import Size, Text, read, say
from report.subject import Weights

RANK, PAIRWISE = "rank", "pairwise"
METHODS = {key: read(say(f"weights.{key}")) for key in (RANK, PAIRWISE)}
EQUAL = "both matter the same"
MORE = {
    2: "slightly more",
    3: "moderately more",
    4: "moderately to strongly more",
    5: "strongly more",
    6: "strongly to very strongly more",
    7: "very strongly more",
    8: "very strongly to extremely more",
    9: "extremely more",
}
"""Saaty's scale in words: how much more the one matters than the other."""

Pair = tuple[str, str]


def can_compare(ruleset: Ruleset) -> bool:
    """Whether the themes are neither too few nor too many for judgements of pairs."""
    return 2 <= len(ruleset.themes) <= LARGEST


def pairs(ruleset: Ruleset) -> list[Pair]:
    """Every pair of themes, in the order in which people judge them."""
    return list(combinations(ruleset.theme, 2))


def in_percent(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that add up to 1 as theme numbers with four decimals."""
    return {code: round(100 * weight, 4) for code, weight in weights.items()}


def ranked(order: Sequence[Sequence[str]]) -> tuple[dict[str, float], dict[str, Any]]:
    """Theme numbers and what to keep for a rank order, the most important rank first."""
    kept = [list(rank) for rank in order]
    return in_percent(centroid_weights(order)), {"method": RANK, "order": kept}


def judged(
    ruleset: Ruleset, judgements: Mapping[Pair, int]
) -> tuple[Comparison, dict[str, float], dict[str, Any]]:
    """The comparison, theme numbers and what to keep for judgements of all pairs: 1 for "the same",
    3 when the first matters moderately more, -3 when the second does."""
    rows = [
        [one, other, value] if value > 0 else [other, one, -value]
        for (one, other), value in judgements.items()
    ]
    comparison = _compared(ruleset, rows)
    numbers = in_percent({code: comparison.weights[code] for code in ruleset.theme})
    return comparison, numbers, {"method": PAIRWISE, "judgements": rows}


def _compared(ruleset: Ruleset, rows: Sequence[Sequence[Any]]) -> Comparison:
    return compare(tuple(ruleset.theme), {(one, other): float(value) for one, other, value in rows})


def comparison_of(ruleset: Ruleset, elicitation: Mapping[str, Any]) -> Comparison | None:
    """The comparison behind kept judgements; None for another method, and for judgements that this
    decision model cannot use."""
    if elicitation.get("method") != PAIRWISE:
        return None
    try:
        return _compared(ruleset, elicitation["judgements"])
    except InvalidJudgements:
        return None


def weights_named(ruleset: Ruleset, spec: WeightSpec, elicitation: Mapping[str, Any]) -> Weights:
    """What the chosen weights are called, and how they came about."""
    if isinstance(spec, str) or not spec:
        presets = ruleset.presets
        found = (
            ruleset.preset.get(spec) if isinstance(spec, str) and spec else (presets or (None,))[0]
        )
        return Weights(found.name, found.description) if found else Weights()
    method = elicitation.get("method", "")
    key = method if method in METHODS else "numbers"
    comparison = comparison_of(ruleset, elicitation)
    how: Text = say(f"weights.how.{key}") if key != PAIRWISE else ""
    if comparison is not None:
        kind = PAIRWISE if comparison.is_acceptable else "contradicting"
        how = say(f"weights.how.{kind}", ratio=Size(100 * comparison.ratio))
    return Weights(say(f"weights.{key}"), how)


def kept_ranks(elicitation: Mapping[str, Any]) -> dict[str, int]:
    """Theme -> its rank from 1; themes of one rank share it. Empty for another method."""
    ranks: dict[str, int] = {}
    place = 1
    for rank in elicitation.get("order", []):
        ranks |= dict.fromkeys(rank, place)
        place += len(rank)
    return ranks


def kept_judgements(elicitation: Mapping[str, Any]) -> dict[Pair, int]:
    """Kept judgements by pair in either order, signed as ``judged`` takes them."""
    found: dict[Pair, int] = {}
    for one, other, value in elicitation.get("judgements", []):
        found[one, other] = value
        found[other, one] = value if value == 1 else -value
    return found


def judgement_words(one: str, other: str, ratio: float) -> str:
    """How many times more ``one`` matters than ``other``, in the words nearest on Saaty's scale."""
    first, second, size = (one, other, ratio) if ratio >= 1 else (other, one, 1 / ratio)
    nearest = min((1, *MORE), key=lambda value: abs(log(value / size)))
    if nearest == 1:
        return f"\u201c{one}\u201d and \u201c{other}\u201d matter the same"
    return f"\u201c{first}\u201d matters {MORE[nearest]} than \u201c{second}\u201d ({nearest})"


def ratio_words(comparison: Comparison) -> str:
    """The consistency ratio and what it means, as a sentence."""
    percent = f"{100 * comparison.ratio:.1f}%"
    if comparison.is_acceptable:
        return f"Consistency ratio {percent}: the judgements agree well enough (10% or less does)."
    return (
        f"Consistency ratio {percent}, above the usual limit of 10%: some of the judgements "
        "contradict each other."
    )
