"""What counts most: a preset, or numbers of one's own for every theme."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.safestring import SafeString

from decisions.elicitation import (
    EQUAL,
    MORE,
    Pair,
    kept_judgements,
    kept_ranks,
    pairs,
)
from decisions.forms.fields import explained, helper
from engine.fit.weighting import resolve, theme_numbers, with_themes
from engine.model.ruleset import Ruleset
from writing.figures import FigureField
from writing.forms import VersionedForm
from writing.typed import DECIMALS, written

OWN = "own"
WITHOUT_NUMBERS = "without_numbers"
"""The button that saves a preset and leaves the typed numbers."""
WEIGHT_LIMIT = 1_000_000


class WeightsForm(VersionedForm):
    """A preset, or a number of one's own for every theme.

    ``stored`` are the weights so far. Where they are of single questions, as a file may have them, those of a theme
    keep their proportions, and all their weights while nobody types another number.
    """

    preset = forms.ChoiceField(
        label="Set of weights",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a set of weights."},
    )

    def __init__(
        self, ruleset: Ruleset, *args: Any, stored: str | Mapping[str, float], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.ruleset = ruleset
        self.stored = stored
        field = cast(forms.ChoiceField, self.fields["preset"])
        field.choices = [
            (row.key, explained(row.name, row.description)) for row in ruleset.presets
        ] + [(OWN, explained("Your own numbers", "Type one number per theme below."))]
        for theme in ruleset.themes:
            self.fields[_theme_field(theme.code)] = FigureField(
                label=theme.name,
                unit="units",
                validators=[MinValueValidator(0), MaxValueValidator(WEIGHT_LIMIT)],
                show_hidden_initial=True,
            )

    @property
    def helper(self) -> Any:
        """Crispy markup of the choice of a set."""
        return helper("preset", "version")

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the typed numbers, one per theme."""
        return [self[_theme_field(theme.code)] for theme in self.ruleset.themes]

    @property
    def shown_numbers(self) -> list[SafeString]:
        """Hidden: the numbers that the page showed first, which nobody has typed now."""
        return [field.as_hidden(only_initial=True) for field in self.numbers]

    @property
    def numbers_are_open(self) -> bool:
        """Whether somebody has chosen or typed numbers of their own."""
        touched = self.asks_which_counts or any(field.errors for field in self.numbers)
        return self["preset"].value() == OWN or touched

    @property
    def asks_which_counts(self) -> bool:
        """Whether numbers were typed beside a preset."""
        return self.has_error("preset", WITHOUT_NUMBERS)

    def clean(self) -> dict[str, Any]:
        """Own numbers are needed for every theme, and one of them must count. Numbers that were typed
        beside a preset are never dropped unasked."""
        values = super().clean() or {}
        preset = values.get("preset")
        if preset and preset != OWN:
            self._ask_which_counts()
        if preset != OWN or self.errors:
            return values
        for theme in self.ruleset.themes:
            name = _theme_field(theme.code)
            if values.get(name) is None:
                self.add_error(name, "Type a number, 0 if this theme shall not count.")
        if not self.errors and not any(self._numbers(values).values()):
            raise forms.ValidationError("At least one number must be above 0.")
        return values

    def _ask_which_counts(self) -> None:
        names = [field.name for field in self.numbers]
        if WITHOUT_NUMBERS in self.data:
            for name in names:
                self.errors.pop(name, None)
            return
        typed = [name for name in names if self.data.get(name, "").strip()]
        if any(name in self.changed_data for name in typed):
            words = (
                "You chose a set and typed numbers, and only one of them can count. Choose “Your own "
                "numbers” to use what you typed, or save the set without the numbers."
            )
            self.add_error("preset", forms.ValidationError(words, code=WITHOUT_NUMBERS))

    def _numbers(self, values: Mapping[str, Any]) -> dict[str, float]:
        # Adding 0 makes a minus zero, which people can type, a plain one.
        return {theme.code: values[_theme_field(theme.code)] + 0.0 for theme in self.ruleset.themes}

    @property
    def weights(self) -> str | dict[str, float]:
        """What to store: the preset's key, or the numbers by theme, or by question where they were stored so."""
        preset = str(self.cleaned_data["preset"])
        if preset != OWN:
            return preset
        numbers, stored = self._numbers(self.cleaned_data), self.stored
        if not stored or isinstance(stored, str) or stored.keys() & self.ruleset.theme.keys():
            return numbers
        typed = {
            code: number
            for code, number in numbers.items()
            if _theme_field(code) in self.changed_data
        }
        now = resolve(self.ruleset, stored)
        return with_themes(self.ruleset, now, typed) if typed else dict(stored)


def initial_weights(ruleset: Ruleset, stored: str | Mapping[str, float]) -> dict[str, Any]:
    """Stored weights as the start of a ``WeightsForm``: the numbers show what counts now."""
    preset = stored or ruleset.presets[0].key if isinstance(stored, str) else OWN
    numbers = theme_numbers(ruleset, resolve(ruleset, stored or None))
    if not isinstance(stored, str):
        numbers |= {code: number for code, number in stored.items() if code in ruleset.theme}
    typed = {code: written(round(number, DECIMALS)) for code, number in numbers.items()}
    return {"preset": preset} | {_theme_field(code): typed[code] for code in ruleset.theme}


def _theme_field(code: str) -> str:
    return f"theme_{code}"


class RankForm(VersionedForm):
    """The themes in order of importance; two themes may share a rank."""

    def __init__(self, ruleset: Ruleset, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ruleset = ruleset
        last = len(ruleset.themes)
        notes = {1: "1 (matters most)", last: f"{last} (matters least)"}
        ranks = [(str(rank), notes.get(rank, str(rank))) for rank in range(1, last + 1)]
        for theme in ruleset.themes:
            self.fields[_rank_field(theme.code)] = forms.ChoiceField(
                label=theme.name,
                choices=[("", "Choose a rank"), *ranks],
                error_messages={"required": "Choose a rank."},
            )

    @property
    def ranks(self) -> list[forms.BoundField]:
        """One field per theme."""
        return [self[_rank_field(theme.code)] for theme in self.ruleset.themes]

    @property
    def order(self) -> list[list[str]]:
        """The codes of the themes by rank, the most important first; gaps do not matter."""
        groups: dict[int, list[str]] = {}
        for code in self.ruleset.theme:
            groups.setdefault(int(self.cleaned_data[_rank_field(code)]), []).append(code)
        return [groups[rank] for rank in sorted(groups)]


def initial_ranks(elicitation: Mapping[str, Any]) -> dict[str, str]:
    """A kept rank order as the start of a ``RankForm``."""
    return {_rank_field(code): str(rank) for code, rank in kept_ranks(elicitation).items()}


class PairwiseForm(VersionedForm):
    """A judgement of every pair of themes on Saaty's scale in words. A negative value says that the
    second of the pair matters more."""

    def __init__(self, ruleset: Ruleset, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ruleset = ruleset
        for one, other in pairs(ruleset):
            first, second = ruleset.theme[one].name, ruleset.theme[other].name
            self.fields[f"{one}.{other}"] = forms.ChoiceField(
                label=f"{first}, or {second}?",
                choices=_judgements(first, second),
                error_messages={"required": "Choose how the two compare."},
            )

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The pairs by their first theme: its name, and a field with the name of each other."""
        found: dict[str, list[tuple[str, forms.BoundField]]] = {}
        for one, other in pairs(self.ruleset):
            rows = found.setdefault(self.ruleset.theme[one].name, [])
            rows.append((self.ruleset.theme[other].name, self[f"{one}.{other}"]))
        return list(found.items())

    @property
    def given(self) -> dict[Pair, int]:
        """Pair -> judgement, signed as ``decisions.elicitation.judged`` takes it."""
        return {pair: int(self.cleaned_data[".".join(pair)]) for pair in pairs(self.ruleset)}


def _judgements(first: str, second: str) -> list[tuple[str, str]]:
    """The number comes first, so that a narrow field still shows how much and which."""
    stronger = [(str(value), f"{value}: {first} {MORE[value]}") for value in reversed(MORE)]
    weaker = [(str(-value), f"{value}: {second} {words}") for value, words in MORE.items()]
    return [("", "Choose"), *stronger, ("1", f"1: {EQUAL}"), *weaker]


def initial_judgements(ruleset: Ruleset, elicitation: Mapping[str, Any]) -> dict[str, str]:
    """Kept judgements as the start of a ``PairwiseForm``."""
    kept = kept_judgements(elicitation)
    return {".".join(pair): str(kept[pair]) for pair in pairs(ruleset) if pair in kept}


def _rank_field(code: str) -> str:
    return f"rank_{code}"
