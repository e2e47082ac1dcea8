"""The terms of a cost case: discount rate, inflation, tax and how figures spread."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.forms.cost_edits import PER_CENT, rate_of
from engine.cost.lines import Terms
from writing.figures import FigureField
from writing.forms import VersionedForm

TERM_FIELDS = ("inflation", "tax", "follows", "timing", "prices", "shape")


class TermsForm(VersionedForm):
    """What holds for a whole case, beside currency and years. What a page does not send stays as it is."""

    rate = FigureField(
        label="Discount rate a year, in percent",
        help_text="What money costs you. Companies commonly use 8 to 12%, before inflation is taken out.",
        unit="percent",
        required=True,
        error_messages={"required": "Enter a rate, for example 10."},
    )
    inflation = FigureField(
        label="Inflation a year, in percent",
        help_text="Lifts every yearly amount that is neither pay nor price.",
        unit="percent",
    )
    tax = FigureField(label="Tax on a saving, in percent", unit="percent")
    follows = FigureField(
        label="How far your own people follow the volume, in percent",
        help_text="100: ten percent more work needs ten percent more people. 0: it needs none.",
        unit="percent",
    )
    timing = forms.ChoiceField(
        label="When does the money of a year count?",
        required=False,
        choices=[("end", "At the end of the year"), ("mid", "In the middle of the year")],
    )
    prices = forms.ChoiceField(
        label="Amounts and rate",
        required=False,
        choices=[
            ("nominal", "Nominal: with inflation, in the money of each year"),
            ("real", "Real: in money of constant value"),
        ],
    )
    shape = forms.ChoiceField(
        label="How figures spread between low and high",
        required=False,
        choices=[("triangular", "As a triangle"), ("pert", "As PERT: nearer to the likely one")],
    )

    def clean_rate(self) -> float:
        """A rate that the engine takes."""
        rate = float(self.cleaned_data["rate"])
        if not -PER_CENT / 2 < rate <= PER_CENT:
            raise ValidationError("Enter a rate from -50 % to 100 %.")
        return rate

    def clean_inflation(self) -> float | None:
        """A rate that the engine takes."""
        return self._between("inflation", -PER_CENT / 2 + 1, PER_CENT)

    def clean_tax(self) -> float | None:
        """A share of the saving."""
        return self._between("tax", 0, PER_CENT)

    def clean_follows(self) -> float | None:
        """A share of the growth."""
        return self._between("follows", 0, PER_CENT)

    def _between(self, name: str, low: float, high: float) -> float | None:
        found: float | None = self.cleaned_data[name]
        if found is None and name in self.data:
            raise ValidationError("Enter a number, 0 for none.")
        if found is not None and not low <= found <= high:
            raise ValidationError(f"Enter a number from {low:g} to {high:g}.")
        return found

    def terms(self, stored: Terms | None) -> Terms:
        """The terms as typed; what was not sent stays as it is."""
        values = self.cleaned_data
        terms = stored or Terms(values["currency"], values["years"], 0.0)
        shares = {"inflation": "inflation", "tax": "tax", "staff_follows_volume": "follows"}
        typed: dict[str, Any] = {
            term: rate_of(values[name]) for term, name in shares.items() if values[name] is not None
        }
        typed |= {name: values[name] for name in ("timing", "prices", "shape") if values[name]}
        return replace(
            terms,
            currency=values["currency"],
            years=values["years"],
            months=values["months"],
            rate=rate_of(values["rate"]),
            **typed,
        )
