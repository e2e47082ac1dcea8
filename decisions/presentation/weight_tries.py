"""Where a change of one weight can be tried: addresses of the what-if page."""

from decisions.presentation.material import Material
from decisions.whatif import Changes, Saved, query, shortened
from engine.fit.weighting import LARGEST
from engine.ranges import WeightRange
from engine.scoring import evaluate

HAIR = 1e-4
"""How far past an end of its interval a weight is tried, in proportion to it; six digits tell such
weights apart."""


def tries(material: Material, found: WeightRange) -> tuple[str, str]:
    """The queries of the what-if page with the weight just below and just above its interval; each "" where
    nothing else leads there.

    A query is given only where the what-if page, with its numbers of six digits, says exactly what the
    interval does.
    """
    below = _try(material, found, found.low * (1 - HAIR), found.low_advice)
    if found.high is None:
        return below, ""
    return below, _try(material, found, found.high * (1 + HAIR), found.high_advice)


def _try(material: Material, found: WeightRange, number: float, advice: str | None) -> str:
    if advice is None or number > LARGEST:
        return ""
    ruleset = material.ruleset
    saved = Saved(ruleset, material.case, material.heading.weights)
    if found.kind == "theme":
        numbers = saved.numbers | {found.code: shortened(number)}
        changes = Changes(weights=saved.weights_differing(numbers))
    else:
        typed = {found.code: shortened(number)}
        changes = Changes(questions=saved.questions_differing(typed, ""))
    if evaluate(ruleset, saved.changed(changes)).leader != advice:
        return ""
    return query(ruleset, changes)
