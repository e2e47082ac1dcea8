"""The weights of the what-if page: a number for each theme, numbers of single questions, and whole sets.

``report.whatif_written`` says how an address names them. Two kinds of buttons send more than a state:
``nudge.A=up`` (or ``down``) moves the number of theme A by one step, and ``set.weights`` with the
key of a preset, or empty for the saved weights, replaces all numbers.
"""

from collections.abc import Mapping
from functools import cached_property
from math import fsum, log10
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from decisions.forms.weights import WEIGHT_LIMIT
from decisions.forms.whatif_rows import Group, Row, attributes
from engine.fit.weighting import InvalidWeights, scaled_by_theme
from engine.rounding import MILLIONTHS, deal_out, unmistakable
from report.whatif import Baseline, Changes, shortened
from report.whatif_written import SET, weight_name
from writing.figures import FigureField

NUDGE = "nudge."


class WhatIfWeights(forms.Form):
    """Weights that differ. What the address leaves out is as saved; a value that cannot be used leaves the
    saved one in force and says so at its field. ``start`` are the fields of a whole page as they are saved."""

    def __init__(self, baseline: Baseline, query: QueryDict, start: Mapping[str, Any]) -> None:
        self.baseline = baseline
        self.query = query
        self.weights_count = True
        ruleset = baseline.ruleset
        self.asked = [row for row in ruleset.criteria if row.asked == "questions"]
        self.weight_names = {weight_name(ruleset, row.code): row.code for row in self.asked}
        self.start = {
            **start,
            **{f"w.{code}": unmistakable(number) for code, number in baseline.numbers.items()},
            **dict.fromkeys(self.weight_names, ""),
            SET: "",
        }
        sent = {name: query[name] for name in self.start if name in query}
        self.shown = self.start | sent
        super().__init__(self.shown)
        for theme in ruleset.themes:
            missing = "Type a number, 0 if this theme shall not count."
            field = _number(theme.name, f"w-{theme.code}", missing)
            self.fields[f"w.{theme.code}"] = field
            for name, code in self.weight_names.items():
                criterion = ruleset.criterion[code]
                if criterion.theme == theme.code:
                    self.fields[name] = _number(criterion.name, f"wq-{code}")
        self.fields[SET] = forms.CharField(
            required=False, label="Set of weights", widget=forms.TextInput(attrs={"id": "weights"})
        )

    def clean(self) -> dict[str, Any]:
        """Buttons that move weights act here; one weight must stay above 0."""
        values = super().clean() or {}
        ruleset = self.baseline.ruleset
        if SET in self.query:
            key = values.get(SET) or ""
            if key and key not in ruleset.preset:
                self.add_error(SET, "There is no such set of weights. The saved ones count.")
            else:
                self._put(self.baseline.numbers_with(Changes(weights=key)))
                self._follow_themes()
        for code in ruleset.theme:
            if f"{NUDGE}{code}" in self.query:
                self._nudge(code, -1 if self.query[f"{NUDGE}{code}"] == "down" else 1)
        self._check_weights()
        return values

    def _put(self, numbers: Mapping[str, float]) -> None:
        for code, number in numbers.items():
            name = f"w.{code}"
            self.errors.pop(name, None)
            self.cleaned_data[name] = number
            self.shown[name] = unmistakable(number)

    def _follow_themes(self) -> None:
        """A whole set of weights leaves no question a number of its own."""
        for name in self.weight_names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None
            self.shown[name] = ""

    def _nudge(self, code: str, direction: int) -> None:
        number = self.cleaned_data.get(f"w.{code}")
        if number is not None:
            moved = shortened(max(0.0, number + direction * self.step))
            self._put({code: min(moved, float(WEIGHT_LIMIT))})

    def _check_weights(self) -> None:
        try:
            self.baseline.changed(self._weighed)
        except InvalidWeights:
            first = next(iter(self.baseline.ruleset.theme))
            self.weights_count = False
            self.add_error(f"w.{first}", "At least one number must be above 0.")

    @property
    def step(self) -> float:
        """How far one nudge goes: about a twentieth of all saved weights, as 1, 2 or 5 times a
        power of ten."""
        aim = sum(self.baseline.numbers.values()) / 20
        power = 10.0 ** int(log10(aim) // 1)
        return shortened(power * min((1, 2, 5, 10), key=lambda factor: abs(aim / power - factor)))

    @property
    def numbers(self) -> dict[str, float]:
        """Theme -> the number that counts; as saved where none that can be used was typed."""
        saved = self.baseline.numbers
        typed = {code: self.cleaned_data.get(f"w.{code}") for code in saved}
        return {
            code: saved[code] if typed[code] is None else shortened(cast(float, typed[code]) + 0.0)
            for code in saved
        }

    @property
    def _weighed(self) -> Changes:
        """The weights that differ, and the numbers that were typed for single questions."""
        rows = ((code, self.cleaned_data.get(name)) for name, code in self.weight_names.items())
        typed = {code: shortened(number + 0.0) for code, number in rows if number is not None}
        weights = self.baseline.weights_differing(self.numbers)
        questions = self.baseline.questions_differing(typed, weights)
        return Changes(weights=weights, questions=questions)

    @property
    def changes(self) -> Changes:
        """What differs from the saved assessment, without what cannot be used."""
        return self._weighed if self.weights_count else Changes()

    @cached_property
    def _now(self) -> dict[str, float]:
        """Theme -> what it weighs now: its number, or what its questions add up to where one of them
        has a number of its own."""
        changes, numbers = self.changes, self.numbers
        weights = self.baseline.changed(changes).weights
        for code in {self.baseline.ruleset.criterion[row].theme for row in changes.questions}:
            rows = scaled_by_theme(self.baseline.ruleset, code)
            numbers[code] = shortened(fsum(weights[row.code] for row in rows))
        return numbers

    @property
    def total(self) -> str:
        """What the numbers add up to."""
        return f"{shortened(fsum(self._now.values())):,g}"

    @property
    def weights_errors(self) -> list[str]:
        """What is wrong with the set of weights."""
        return [str(row) for row in self.errors.get(SET, [])]

    @cached_property
    def weight_rows(self) -> list[Row]:
        """The themes with their numbers and what share of all weight these are."""
        numbers, saved, now = self.numbers, self.baseline.numbers, self._now
        shares = {code: round(number * MILLIONTHS) for code, number in now.items()}
        percents = deal_out(shares, max(1, sum(shares.values()) // 100))
        return [
            Row(
                self[f"w.{code}"],
                f"w-{code}",
                f"{saved[code]:g}",
                numbers[code] != saved[code],
                code,
                percents[code],
                "" if now[code] == numbers[code] else f"{now[code]:g} with its single questions",
            )
            for code in numbers
        ]

    @property
    def weights(self) -> list[tuple[Row, Group]]:
        """Every theme with its questions, which may have numbers of their own."""
        ruleset, changes = self.baseline.ruleset, self.changes
        saved, follows = (self.baseline.question_numbers(row) for row in ("", changes.weights))
        names = {code: name for name, code in self.weight_names.items()}

        def row_of(code: str) -> Row:
            is_own = code in changes.questions
            note = "" if is_own and follows == saved else f"{follows[code]:g} from its theme"
            return Row(self[names[code]], f"wq-{code}", f"{saved[code]:g}", is_own, note=note)

        return [
            (
                row,
                Group(
                    f"w-{row.code}",
                    ruleset.theme[row.code].name,
                    [row_of(one.code) for one in self.asked if one.theme == row.code],
                ),
            )
            for row in self.weight_rows
        ]


def _number(label: str, key: str, missing: str = "") -> FigureField:
    """A field for a weight; it may stay empty when nothing is said about that."""
    return FigureField(
        label=label,
        unit="units",
        required=bool(missing),
        validators=[MinValueValidator(0), MaxValueValidator(WEIGHT_LIMIT)],
        attrs=attributes(key, "form-control"),
        error_messages={"required": missing} if missing else {},
    )
