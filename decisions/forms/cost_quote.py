"""What should an hour of a provider cost? Pay, the usual make-up of a price, and a quote."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.forms.ranges import range_of
from engine.cost.defaults import CostContent
from engine.cost.lines import ENDS, InvalidCostError, Range
from engine.cost.should_cost import (
    PARTS,
    QuoteCheck,
    Rebuilt,
    check_quote,
    parts_from_pay,
    rebuild,
)
from writing.figures import FigureField
from writing.typed import money_marks, written

SPREAD = 10.0
"""How many points the margin may lie below or above its usual share. An assumption."""
MARGIN = "margin"
WORDS = {
    "pay": "Pay",
    "management": "Management",
    "support": "Support",
    "facilities": "Facilities",
    "telecom": "Telecom",
}


class QuoteForm(forms.Form):
    """A quote per hour, the pay per hour at the place of work, and the shares of a price."""

    quote = FigureField(
        label="The quote, per hour",
        help_text="In any one currency; the pay below must be in the same one.",
        required=True,
        error_messages={"required": "Enter the quoted price of an hour."},
    )
    pay_low = FigureField(label="Low")
    pay_likely = FigureField(
        label="Likely", required=True, error_messages={"required": "Enter the likely pay per hour."}
    )
    pay_high = FigureField(label="High")

    def __init__(self, content: CostContent, data: Any = None) -> None:
        super().__init__(data)
        self.fields["margin_low"] = FigureField(label="Low", unit="percent")
        self.fields["margin_likely"] = FigureField(label="Likely", unit="percent", required=True)
        self.fields["margin_high"] = FigureField(label="High", unit="percent")
        for part in PARTS:
            self.fields[f"share_{part}"] = FigureField(
                label=f"{WORDS[part]}, % of the price",
                unit="percent",
                required=True,
                initial=_share(content, part),
            )
        usual = content.shares.get(MARGIN)
        for end, points in zip(ENDS, (-SPREAD, 0.0, SPREAD), strict=True):
            if usual is not None:
                self.fields[f"margin_{end}"].initial = written(
                    max(0.0, usual + points), percent=True
                )
        self.rebuilt: Rebuilt | None = None
        self.check: QuoteCheck | None = None

    @property
    def shares(self) -> list[forms.BoundField]:
        """The parts of a price."""
        return [self[f"share_{part}"] for part in PARTS]

    @property
    def pay(self) -> list[forms.BoundField]:
        """Low, likely, high of the pay."""
        return [self[f"pay_{end}"] for end in ENDS]

    @property
    def margin(self) -> list[forms.BoundField]:
        """Low, likely, high of the margin."""
        return [self[f"margin_{end}"] for end in ENDS]

    def clean(self) -> dict[str, Any]:
        """Rebuild the hour and hold the quote against it."""
        values = super().clean() or {}
        typed = ("quote", *(f"pay_{end}" for end in ENDS))
        if len({mark for name in typed for mark in money_marks(self.data.get(name, ""))}) > 1:
            self.add_error("quote", "Enter the quote and the pay in one currency.")
        if not self.errors:
            pay, margin = self._range("pay"), self._range("margin")
            if pay is not None and margin is not None and not self.errors:
                self._compute(pay, margin)
        return values

    def _range(self, name: str) -> Range | None:
        try:
            return range_of(*(self.cleaned_data[f"{name}_{end}"] for end in ENDS))
        except ValidationError as error:
            self.add_error(f"{name}_likely", error)
            return None

    def _compute(self, pay: Range, margin: Range) -> None:
        shares = {part: self.cleaned_data[f"share_{part}"] for part in PARTS}
        try:
            self.rebuilt = rebuild(parts_from_pay(pay, shares), margin)
            self.check = check_quote(self.rebuilt, self.cleaned_data["quote"])
        except InvalidCostError as error:
            for problem in error.problems:
                self.add_error(_field_of(problem.path), problem.sentence)


def _share(content: CostContent, part: str) -> str:
    share = content.shares.get(part)
    return "" if share is None else written(share, percent=True)


def _field_of(path: str) -> str:
    """The field that a problem of the engine belongs to."""
    if path == "quote":
        return "quote"
    if path == MARGIN:
        return "margin_likely"
    return "share_pay" if path == "shares" else "pay_likely"
