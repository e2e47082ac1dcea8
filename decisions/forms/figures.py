"""Fields for figures; ``decisions.typed`` reads what is typed into them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.typed import read_figure
from engine.cost.lines import Range, Unit


class FigureField(forms.CharField):
    """One number in a text field; what was typed is shown again when it cannot be read."""

    def __init__(
        self,
        *,
        unit: Unit = "money",
        currency: str = "",
        attrs: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        shown = {"inputmode": "decimal", "autocomplete": "off", **(attrs or {})}
        super().__init__(widget=forms.TextInput(attrs=shown), **({"required": False} | options))
        self.unit, self.currency = unit, currency

    def to_python(self, value: Any) -> Any:
        """The number, None when nothing was typed."""
        text = super().to_python(value) or ""
        return read_figure(text, unit=self.unit, currency=self.currency)

    def validate(self, value: Any) -> None:
        """A required figure may be zero."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


class WholeField(FigureField):
    """A whole number from 0, read like every other; ``problem`` is said of what is none."""

    def __init__(self, *, most: int, problem: str, **options: Any) -> None:
        super().__init__(unit="units", attrs={"inputmode": "numeric", "size": "5"}, **options)
        self.most, self.problem = most, problem

    def to_python(self, value: Any) -> Any:
        """The number, None when nothing was typed."""
        found: float | None = super().to_python(value)
        if found is None:
            return None
        if not found.is_integer() or not 0 <= found <= self.most:
            raise ValidationError(self.problem)
        return int(found)


def range_of(low: float | None, likely: float | None, high: float | None) -> Range | None:
    """Low, likely and high from what was typed; without ends the figure is certain.

    Raises ``ValidationError`` when an end was typed without the likely figure.
    """
    if likely is None:
        if low is not None or high is not None:
            raise ValidationError("Enter the likely figure too.")
        return None
    return Range(likely if low is None else low, likely, likely if high is None else high)
