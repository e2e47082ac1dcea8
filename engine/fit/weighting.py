"""How much each criterion counts: from a preset, from theme weights or from criterion weights."""

from collections.abc import Mapping
from math import fsum

from engine.model.reading import join, shown
from engine.model.ruleset import Ruleset

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
    keeps its weight from the first preset; None is the first preset itself. A theme's weight is
    shared out in proportion to the criteria's own weights. Raises ``InvalidWeights``.
    """
    if spec is None:
        return _by_themes(ruleset, _first_preset(ruleset))
    if isinstance(spec, str):
        if spec not in ruleset.preset:
            known = ", ".join(ruleset.preset)
            raise InvalidWeights((f"weights: {shown(spec)} is not one of the presets ({known})",))
        return _by_themes(ruleset, ruleset.preset[spec].themes)
    numbers = _checked(ruleset, spec)
    if any(code in ruleset.theme for code in numbers):
        weights = _by_themes(ruleset, {**_first_preset(ruleset), **numbers})
    else:
        weights = {**_by_themes(ruleset, _first_preset(ruleset)), **numbers}
    if not any(weights.values()):
        raise InvalidWeights(("weights: at least one weight must be above 0",))
    return weights


def _first_preset(ruleset: Ruleset) -> Mapping[str, float]:
    """Theme weights of the first preset; without presets, what the criteria's weights add up to."""
    if ruleset.presets:
        return ruleset.presets[0].themes
    return {
        theme.code: fsum(row.weight for row in ruleset.criteria_of(theme.code))
        for theme in ruleset.themes
    }


def _by_themes(ruleset: Ruleset, themes: Mapping[str, float]) -> dict[str, float]:
    """Theme weights shared out; a theme whose criteria all weigh 0 gives 0 to each."""
    totals = {
        theme.code: fsum(row.weight for row in ruleset.criteria_of(theme.code))
        for theme in ruleset.themes
    }
    return {
        row.code: themes.get(row.theme, 0.0) * row.weight / totals[row.theme]
        if totals[row.theme]
        else 0.0
        for row in ruleset.criteria
    }


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
