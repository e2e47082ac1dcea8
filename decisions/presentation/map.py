"""The map: who across, kind up, with two straight borders."""

from decisions.presentation import map_wording as say
from decisions.presentation.material import Material
from decisions.presentation.shape import MapPart
from engine.outcome import Question, Recommendation
from engine.rounding import rounded


def plane(material: Material) -> MapPart | None:
    """Where the answers for the whole stand; None while nothing or too little is answered."""
    if not material.shows_numbers:
        return None
    whole = material.result.whole
    across, up = position(whole)
    return {
        "across": across,
        "up": up,
        "line": material.ruleset.lines.provider,
        "cloud": [list(point) for point in material.result.cloud],
        "words": _words(whole, is_ruled=material.result.is_ruled),
    }


def _words(whole: Recommendation, *, is_ruled: bool) -> str:
    """On which side of the borders it stands, as the recommendation has it."""
    if whole.who is None:
        return say.NOWHERE
    answers = [row.answer for row in (whole.who, whole.kind) if row is not None]
    return say.ruled(answers) if is_ruled else say.stands(answers)


def position(advised: Recommendation | None) -> tuple[float, float]:
    """Across and up, each as a share (-1 to 1) of what the asked questions allow."""
    return (_share(advised.who), _share(advised.kind)) if advised else (0.0, 0.0)


def _share(row: Question | None) -> float:
    if row is None or not row.reach:
        return 0.0
    return rounded(max(-1.0, min(1.0, row.value / row.reach)))
