"""How far each weight can move before another option leads, in per cents of what is asked."""

from collections.abc import Sequence
from math import ceil, floor, fsum, inf

from decisions.presentation import sure_wording
from decisions.presentation.material import Material
from decisions.presentation.sure_shape import WeightRow
from decisions.presentation.tables import Choosable
from decisions.presentation.weight_tries import tries
from engine.model.ruleset import Criterion
from engine.ranges import WeightRange

TINY = 1e-9


def weight_rows(material: Material) -> list[WeightRow]:
    """Every theme, then every criterion that is asked, in order of asking."""
    scale = _Scale(material)
    rows = [scale.row(found) for found in material.sure.weight_ranges]
    return sorted(rows, key=lambda row: row["kind"] != "theme")


def no_weight_flip(rows: Sequence[WeightRow]) -> str:
    """What to say when no weight is near an end of its interval."""
    if not rows:
        return sure_wording.NOTHING_TO_WEIGH
    return "" if any(row["near"] for row in rows) else sure_wording.NO_WEIGHT_FLIP


class _Scale:
    """Turns weights in the case's unit into shares of what is asked."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.weights = material.case.weights
        codes = [row.criterion for row in material.evaluation.contributions]
        self.asked = [material.ruleset.criterion[code] for code in codes]
        self.total = fsum(self.weights[code] for code in codes)
        usual = fsum(row.weight for row in self.asked)
        self.unit = self.total / usual if usual else 0.0
        """The case's weights in units of the decision model's."""

    def row(self, found: WeightRange) -> WeightRow:
        """One weight with its interval."""
        members = self._members(found)
        share, low, high = self._shares(found, members)
        below, above = self._option(found.low_advice), self._option(found.high_advice)
        near_below, near_above = self._near(found, members)
        try_below, try_above = tries(self.material, found)
        name = self._name(found)
        return {
            "kind": found.kind,
            "code": found.code,
            "name": name,
            "share": share,
            "low": low,
            "high": high,
            "share_words": f"{share:.1f}%",
            "range_words": sure_wording.share_range(
                low, high, below=below is not None, above=above is not None
            ),
            "below": below,
            "above": above,
            "near": near_below or near_above,
            "words": sure_wording.weight_flip(
                name,
                share,
                sure_wording.weight_below(low, below["name"]) if below and near_below else "",
                sure_wording.weight_above(high, above["name"]) if above and near_above else "",
            ),
            "try_below": try_below,
            "try_above": try_above,
        }

    def _name(self, found: WeightRange) -> str:
        ruleset = self.material.ruleset
        table = ruleset.theme if found.kind == "theme" else ruleset.criterion
        return table[found.code].name

    def _option(self, key: str | None) -> Choosable | None:
        return self.material.choosable(key) if key else None

    def _members(self, found: WeightRange) -> tuple[Criterion, ...]:
        """The criteria that the weight is made of, asked or not."""
        ruleset = self.material.ruleset
        if found.kind == "criterion":
            return (ruleset.criterion[found.code],)
        return ruleset.criteria_of(found.code)

    def _shares(
        self, found: WeightRange, members: Sequence[Criterion]
    ) -> tuple[float, float, float]:
        """Now, lowest and highest, in per cent; the ends are rounded inwards."""
        own = {row.code: self.weights[row.code] if found.weight else row.weight for row in members}
        whole = fsum(own.values())
        asked = fsum(own[row.code] for row in self.asked if row.code in own)
        part = asked / whole if whole else 0.0
        rest = self.total - found.weight * part

        def percent(weight: float) -> float:
            here = weight * part
            return 100 * here / (here + rest) if here + rest > TINY else 0.0

        share = round(percent(found.weight), 1)
        low = min(ceil(percent(found.low) * 10 - TINY) / 10, share)
        top = 100.0 if found.high is None else floor(percent(found.high) * 10 + TINY) / 10
        return share, low, max(top, share)

    def _near(self, found: WeightRange, members: Sequence[Criterion]) -> tuple[bool, bool]:
        """Whether the ends lie within what the decision model allows for this weight."""
        limits = [row.weight_range or (0.0, inf) for row in members]
        least = min(fsum(low for low, _ in limits) * self.unit, found.weight)
        most = max(fsum(high for _, high in limits) * self.unit, found.weight)
        below = found.low_advice is not None and found.low >= least - TINY
        above = found.high_advice is not None and found.high is not None and found.high <= most
        return below, above
