"""The map: where the answers stand between inside and provider, routine and expert work."""

from decisions import chart, wording
from decisions.presentation.figures import tenths
from decisions.presentation.material import Material
from decisions.presentation.tables import AxisPart, Flag, MapPart
from engine.model.ruleset import BPO, IN_HOUSE, KPO

ON_MAP = (IN_HOUSE, BPO, KPO)
AXES = {
    "sourcing": ("Sourcing", "Keep inside", "Give to a provider"),
    "expertise": ("Expertise", "Routine work", "Expert work"),
}


def plane(material: Material) -> MapPart:
    """The map with exact borders, computed from the profiles of the options."""
    across, up = _axis(material, "sourcing"), _axis(material, "expertise")
    profiles = {
        key: (option.profile.get("sourcing", 0.0), option.profile.get("expertise", 0.0))
        for key, option in material.ruleset.option.items()
        if key in ON_MAP
    }
    size = across["extent"], up["extent"]
    return {
        "across": across,
        "up": up,
        "regions": [
            {
                "option": key,
                "name": material.name(key),
                "corners": [_plain(corner) for corner in corners],
            }
            for key, corners in chart.regions(profiles, *size).items()
        ],
        "borders": [
            {
                "between": list(pair),
                "start": _plain(start),
                "end": _plain(end),
            }
            for pair, (start, end) in chart.borders(profiles, *size).items()
        ],
        "flags": _flags(material),
        "words": wording.map_words(
            (tenths(abs(across["value"])), across["more" if across["value"] > 0 else "less"]),
            (tenths(abs(up["value"])), up["more" if up["value"] > 0 else "less"]),
            material.name(_best_on_map(material)),
        ),
    }


def _plain(point: chart.Point) -> list[float]:
    """Six decimals and never minus zero, which databases do not keep."""
    return [round(point[0], 6) + 0.0, round(point[1], 6) + 0.0]


def _axis(material: Material, axis: str) -> AxisPart:
    value = material.evaluation.axes[axis]
    drawn = [point[axis == "expertise"] for point in material.sure.chances.cloud]
    name, less, more = AXES[axis]
    return {
        "axis": axis,
        "name": name,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "extent": chart.extent(*_reach(material, axis), *drawn),
        "less": less,
        "more": more,
    }


def _reach(material: Material, axis: str) -> tuple[float, float]:
    """The furthest the asked questions could move an axis, down and up."""
    effects = [
        [share[axis] * effect for effect in material.ruleset.centred[code][axis].values()]
        for code, share in material.shares.items()
        if axis in share
    ]
    return sum(map(min, effects)), sum(map(max, effects))


def _best_on_map(material: Material) -> str:
    return max(ON_MAP, key=lambda option: material.evaluation.score_of(option).score)


def _flags(material: Material) -> list[Flag]:
    """The options that need two other axes; raised when they score more than any on the map."""
    best = _best_on_map(material)
    return [
        {
            "option": row.option,
            "name": material.name(row.option),
            "words": wording.flag_words(
                material.score(row.option), material.lead(row.option, best), material.name(best)
            ),
            "raised": material.lead(row.option, best) > 0,
        }
        for row in material.evaluation.scores
        if row.option not in ON_MAP
    ]
