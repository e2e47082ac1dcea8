"""The map: who across, kind up, with two straight borders."""

from decisions.presentation import map_wording as say
from decisions.presentation.material import Material
from decisions.presentation.shape import MapPart
from engine.fit.axes import AxisFit, fit
from engine.fit.case import Case
from engine.model.ruleset import Ruleset

ACROSS, UP = "sourcing", "expertise"
PLACES = 6


def plane(material: Material) -> MapPart | None:
    """Where the answers for the whole stand; None while nothing or too little is answered."""
    if not material.shows_numbers:
        return None
    across, up = position(material.ruleset, material.case)
    line = material.ruleset.lines.provider
    return {
        "across": across,
        "up": up,
        "line": line,
        "cloud": [list(point) for point in material.result.cloud],
        "words": say.stands(beyond=across > line, expert=up > 0),
    }


def position(ruleset: Ruleset, case: Case) -> tuple[float, float]:
    """Across and up, each as a share (-1 to 1) of what the asked questions allow."""
    axes = fit(ruleset, case)
    return _share(axes.get(ACROSS)), _share(axes.get(UP))


def _share(row: AxisFit | None) -> float:
    if row is None or not row.reach:
        return 0.0
    return round(max(-1.0, min(1.0, row.value / row.reach)), PLACES) + 0.0
