"""How much each criterion counts: from a preset, from theme weights or from criterion weights."""

from collections.abc import Mapping
from math import fsum

from engine.fit.case import Case
from engine.model.reading import join, shown
from engine.model.ruleset import Criterion, Ruleset

LARGEST = 1_000_000
WeightSpec = str | Mapping[str, float] | None


class InvalidWeights(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The weights cannot be used; ``problems`` has one sentence each, naming the key."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def resolve(ruleset: Ruleset, spec: WeightSpec = None) -> dict[str, float]:
    """One weight per criterion, 0 or more; only their ratios count.

    ``spec`` is the key of a preset, theme weights or criterion weights by code. What is left out
    keeps the weight of the ruleset, and None leaves everything out. A theme's weight is shared out
    in proportion to the criteria's own weights; a criterion that stands ``apart`` and one that is
    not asked among the questions keep theirs. Raises ``InvalidWeights``.
    """
    own = {row.code: row.weight for row in ruleset.criteria}
    if spec is None:
        return own
    if isinstance(spec, str):
        if spec not in ruleset.preset:
            known = ", ".join(ruleset.preset)
            raise InvalidWeights((f"weights: {shown(spec)} is not one of the presets ({known})",))
        return {**own, **ruleset.preset[spec].weights}
    numbers = _checked(ruleset, spec)
    weights = {**own, **_of_themes(ruleset, numbers)}
    weights |= {code: number for code, number in numbers.items() if code in ruleset.criterion}
    counted = (row for row in ruleset.criteria if ruleset.effects[row.code] and not row.apart)
    if not any(weights[row.code] for row in counted):
        raise InvalidWeights(("weights: at least one weight must be above 0",))
    return weights


def weights_of(ruleset: Ruleset, case: Case) -> dict[str, float]:
    """The weight of every criterion in a case."""
    return {row.code: case.weights.get(row.code, row.weight) for row in ruleset.criteria}


def scaled_by_theme(ruleset: Ruleset, theme: str) -> tuple[Criterion, ...]:
    """The criteria that a theme's weight is shared out among, in order of asking."""
    return tuple(
        row for row in ruleset.criteria_of(theme) if row.asked == "questions" and not row.apart
    )


def theme_numbers(ruleset: Ruleset, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of criteria as theme numbers: their sums, without the criteria that stand apart."""
    return {
        code: fsum(weights[row.code] for row in scaled_by_theme(ruleset, code))
        for code in ruleset.theme
    }


def with_themes(
    ruleset: Ruleset, weights: Mapping[str, float], numbers: Mapping[str, float]
) -> dict[str, float]:
    """Weights of criteria with other ``numbers`` of themes, shared out as the criteria of a theme stand to each
    other; as the ruleset has them where they all weigh 0."""
    found = dict(weights)
    for theme, number in numbers.items():
        rows = scaled_by_theme(ruleset, theme)
        now = {row.code: weights[row.code] for row in rows}
        own = now if any(now.values()) else {row.code: row.weight for row in rows}
        total = fsum(own.values())
        found |= {code: number * share / total for code, share in own.items() if total}
    return found


def _of_themes(ruleset: Ruleset, numbers: Mapping[str, float]) -> dict[str, float]:
    """Theme weights shared out; a theme whose criteria all weigh 0 gives 0 to each."""
    weights: dict[str, float] = {}
    for theme in ruleset.themes:
        if theme.code in numbers:
            rows = scaled_by_theme(ruleset, theme.code)
            total = fsum(row.weight for row in rows) or 1.0
            weights |= {row.code: numbers[theme.code] * row.weight / total for row in rows}
    return weights


def _checked(ruleset: Ruleset, spec: Mapping[str, float]) -> dict[str, float]:
    """The weights as floats, or every problem in one exception."""
    problems = []
    numbers = {}
    for code, weight in spec.items():
        if code not in ruleset.theme and code not in ruleset.criterion:
            problems.append(f"{join('weights', code)}: there is no such theme or criterion")
        elif (number := _number(weight)) is None:
            problems.append(f"weights.{code}: {shown(weight)} is not a number from 0 to {LARGEST}")
        else:
            numbers[code] = number
    themes = [code for code in spec if code in ruleset.theme]
    criteria = [code for code in spec if code in ruleset.criterion]
    if themes and criteria:
        problems.append(
            f"weights: give weights to themes ({themes[0]}) or to criteria ({criteria[0]}), not both"
        )
    if problems:
        raise InvalidWeights(tuple(problems))
    return numbers


def _number(weight: object) -> float | None:
    """The weight as a float when it is a number from 0 to LARGEST; True and False are not."""
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        return None
    try:
        number = float(weight)
    except OverflowError:
        return None
    return number if 0 <= number <= LARGEST else None
