"""What counts most: a preset, or numbers of one's own for every theme."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from decisions.forms.fields import explained, helper
from engine.ruleset import Ruleset
from engine.weighting import InvalidWeights, resolve

OWN = "own"
WEIGHT_LIMIT = 1_000_000


class WeightsForm(forms.Form):
    """A preset, or a number of one's own for every theme."""

    preset = forms.ChoiceField(
        label="Set of weights",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a set of weights."},
    )

    def __init__(self, ruleset: Ruleset, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ruleset = ruleset
        field = cast(forms.ChoiceField, self.fields["preset"])
        field.choices = [
            (row.key, explained(row.name, row.description)) for row in ruleset.presets
        ] + [(OWN, explained("Your own numbers", "Type one number per theme below."))]
        for theme in ruleset.themes:
            self.fields[_theme_field(theme.code)] = forms.FloatField(
                label=theme.name,
                required=False,
                min_value=0,
                max_value=WEIGHT_LIMIT,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )

    @property
    def helper(self) -> Any:
        """Crispy markup of the choice of a set."""
        return helper("preset")

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the typed numbers, one per theme."""
        return [self[_theme_field(theme.code)] for theme in self.ruleset.themes]

    def clean(self) -> dict[str, Any]:
        """Own numbers are needed for every theme, and one of them must count."""
        values = super().clean() or {}
        if values.get("preset") != OWN or self.errors:
            return values
        for theme in self.ruleset.themes:
            name = _theme_field(theme.code)
            if values.get(name) is None:
                self.add_error(name, "Type a number, 0 if this theme shall not count.")
        if not self.errors:
            try:
                resolve(self.ruleset, self._numbers(values))
            except InvalidWeights:
                raise forms.ValidationError("At least one number must be above 0.") from None
        return values

    def _numbers(self, values: Mapping[str, Any]) -> dict[str, float]:
        # Adding 0 makes a minus zero, which people can type, a plain one.
        return {theme.code: values[_theme_field(theme.code)] + 0.0 for theme in self.ruleset.themes}

    @property
    def weights(self) -> str | dict[str, float]:
        """What to store: the preset's key, or the numbers by theme."""
        preset = str(self.cleaned_data["preset"])
        return self._numbers(self.cleaned_data) if preset == OWN else preset


def initial_weights(ruleset: Ruleset, stored: str | Mapping[str, float]) -> dict[str, Any]:
    """Stored weights as the start of a ``WeightsForm``: the numbers show what counts now."""
    preset = stored or ruleset.presets[0].key if isinstance(stored, str) else OWN
    themes = ruleset.preset[preset].themes if preset in ruleset.preset else {}
    numbers = dict(themes) if isinstance(stored, str) else dict(stored)
    return {"preset": preset} | {_theme_field(code): numbers.get(code) for code in ruleset.theme}


def _theme_field(code: str) -> str:
    return f"theme_{code}"
