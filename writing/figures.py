"""Fields for figures, in forms and in the admin; ``writing.typed`` reads what is typed into them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from engine.cost.lines import Unit
from writing.typed import DECIMALS, read_figure, written


class FigureField(forms.CharField):
    """One number in a text field; what was typed is shown again when it cannot be read.

    ``stored`` is the number that it shows first: sent as it is shown, it stays as it is, with all the decimals
    that nobody types and a file may have.
    """

    def __init__(
        self,
        *,
        unit: Unit = "money",
        currency: str = "",
        decimals: int = DECIMALS,
        stored: float | None = None,
        attrs: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        shown = {"inputmode": "decimal", "autocomplete": "off", **(attrs or {})}
        usual: dict[str, Any] = {"required": False, "widget": forms.TextInput(attrs=shown)}
        if stored is not None:
            usual["initial"] = written(stored, percent=unit == "percent")
        super().__init__(**(usual | options))
        self.stored = stored
        self.unit, self.currency, self.decimals = unit, currency, decimals

    def to_python(self, value: Any) -> Any:
        """The number, None when nothing was typed."""
        text = super().to_python(value) or ""
        if text and text == written(self.stored, percent=self.unit == "percent"):
            return self.stored
        return read_figure(text, unit=self.unit, currency=self.currency, decimals=self.decimals)

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
