"""The what-if bench as a form: every answer, gate and weight, read from the query of an address.

``decisions.whatif`` says how an address names them. Two kinds of buttons send more than a state:
``nudge.A=up`` (or ``down``) moves the number of theme A by one step, and ``set.weights`` with the
key of a preset, or empty for the saved weights, replaces all numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, log10
from typing import Any, cast

from django import forms
from django.http import QueryDict

from decisions import wording
from decisions.forms.fields import helper
from decisions.forms.weights import WEIGHT_LIMIT
from decisions.whatif import (
    NOT_APPLICABLE,
    SET,
    UNKNOWN,
    Changes,
    Saved,
    gate_name,
    shortened,
)
from engine.rounding import MILLIONTHS, deal_out
from engine.ruleset import Criterion, GateAnswer, Theme
from engine.weighting import InvalidWeights

NUDGE = "nudge."
SAVED = " (saved)"
UNUSABLE = "This is none of the answers. The saved one counts."
SHOWN_LENGTH = 40
"""How much of a value or name that nobody knows is repeated in a message."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bench. ``key`` is its id on the page, ``saved`` the saved value in words. A
    line of a theme has its ``code`` and its ``share`` of all weight now, in percent."""

    field: forms.BoundField
    key: str
    saved: str
    changed: bool
    code: str = ""
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    key: str
    name: str
    rows: list[Row]

    @property
    def changed(self) -> int:
        """How many lines differ from the saved assessment."""
        return sum(row.changed for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Whether a reader should see into it at once."""
        return any(row.changed or row.field.errors for row in self.rows)


class WhatIfForm(forms.Form):
    """The bench. What the address leaves out is as saved; a value that cannot be used leaves the
    saved one in force and says so at its field."""

    def __init__(self, saved: Saved, query: QueryDict) -> None:
        self.saved = saved
        self.query = query
        self.weights_count = True
        ruleset = saved.ruleset
        self.gates = {gate_name(ruleset, row.code): row for row in ruleset.asked_gates()}
        start: dict[str, Any] = {code: str(saved.answer(code)) for code in ruleset.criterion}
        start |= {name: saved.gate(gate.code) for name, gate in self.gates.items()}
        start |= {f"w.{code}": f"{number:g}" for code, number in saved.numbers.items()}
        self.start = start | {SET: ""}
        sent = {name: query[name] for name in self.start if name in query}
        self.shown = self.start | sent
        super().__init__(self.shown)
        for criterion in ruleset.criteria:
            self.fields[criterion.code] = self._question(criterion)
        for name, gate in self.gates.items():
            choices = list(wording.GATE_ANSWERS.items())
            self.fields[name] = self._select(gate.question, choices, start[name], f"g-{gate.code}")
        for theme in ruleset.themes:
            self.fields[f"w.{theme.code}"] = self._number(theme)
        self.fields[SET] = forms.CharField(
            required=False, label="Set of weights", widget=forms.TextInput(attrs={"id": "weights"})
        )

    def _question(self, criterion: Criterion) -> forms.ChoiceField:
        choices = [(str(row.number), row.text) for row in criterion.choices]
        choices.append((UNKNOWN, wording.UNKNOWN))
        if criterion.not_applicable:
            choices.append((NOT_APPLICABLE, wording.NOT_APPLICABLE))
        saved = self.start[criterion.code]
        return self._select(criterion.question, choices, saved, f"q-{criterion.code}")

    def _select(
        self, label: str, choices: list[tuple[str, str]], saved: str, key: str
    ) -> forms.ChoiceField:
        shown = [(value, f"{text}{SAVED}" if value == saved else text) for value, text in choices]
        if not saved:
            shown.insert(0, ("", f"{wording.UNANSWERED}{SAVED}"))
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=shown,
            widget=forms.Select(attrs=_attributes(key, "form-select")),
            error_messages={"invalid_choice": UNUSABLE},
        )

    def _number(self, theme: Theme) -> forms.FloatField:
        more = {"step": "any", "inputmode": "decimal"}
        return forms.FloatField(
            label=theme.name,
            min_value=0,
            max_value=WEIGHT_LIMIT,
            widget=forms.NumberInput(attrs=_attributes(f"w-{theme.code}", "form-control") | more),
            error_messages={"required": "Type a number, 0 if this theme shall not count."},
        )

    @property
    def unknown_names(self) -> list[str]:
        """What the address names and this decision model does not have."""
        nudges = {f"{NUDGE}{code}" for code in self.saved.ruleset.theme}
        return [
            name[:SHOWN_LENGTH] for name in self.query if name not in self.fields.keys() | nudges
        ]

    def clean(self) -> dict[str, Any]:
        """Buttons that move weights act here; one weight must stay above 0."""
        values = super().clean() or {}
        ruleset = self.saved.ruleset
        if SET in self.query:
            key = values.get(SET) or ""
            if key and key not in ruleset.preset:
                self.add_error(SET, "There is no such set of weights. The saved ones count.")
            else:
                self._put(self.saved.numbers_with(Changes(weights=key)))
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
            self.shown[name] = f"{number:g}"

    def _nudge(self, code: str, direction: int) -> None:
        number = self.cleaned_data.get(f"w.{code}")
        if number is not None:
            moved = shortened(max(0.0, number + direction * self.step))
            self._put({code: min(moved, float(WEIGHT_LIMIT))})

    def _check_weights(self) -> None:
        try:
            self.saved.changed(Changes(weights=self._weights))
        except InvalidWeights:
            first = next(iter(self.saved.ruleset.theme))
            self.weights_count = False
            self.add_error(f"w.{first}", "At least one number must be above 0.")

    @property
    def step(self) -> float:
        """How far one nudge goes: about a twentieth of all saved weights, as 1, 2 or 5 times a
        power of ten."""
        aim = sum(self.saved.numbers.values()) / 20
        power = 10.0 ** int(log10(aim) // 1)
        return shortened(power * min((1, 2, 5, 10), key=lambda factor: abs(aim / power - factor)))

    @property
    def numbers(self) -> dict[str, float]:
        """Theme -> the number that counts; as saved where none that can be used was typed."""
        saved = self.saved.numbers
        typed = {code: self.cleaned_data.get(f"w.{code}") for code in saved}
        return {
            code: saved[code] if typed[code] is None else shortened(cast(float, typed[code]) + 0.0)
            for code in saved
        }

    @property
    def _weights(self) -> str | Mapping[str, float]:
        return self.saved.weights_differing(self.numbers)

    @property
    def changes(self) -> Changes:
        """What differs from the saved assessment, without what cannot be used."""
        values, saved = self.cleaned_data, self.saved
        answers = {
            code: int(value) if value.isdecimal() else value
            for code in saved.ruleset.criterion
            if (value := values.get(code)) and value != self.start[code]
        }
        gates = {
            gate.code: cast(GateAnswer, value)
            for name, gate in self.gates.items()
            if (value := values.get(name)) and value != self.start[name]
        }
        return Changes(answers, gates, self._weights if self.weights_count else "")

    @property
    def groups(self) -> Iterator[Group]:
        """The questions by theme, then the gates."""
        ruleset, changes = self.saved.ruleset, self.changes
        for theme in ruleset.themes:
            rows = [
                self._row(row.code, f"q-{row.code}", row.code in changes.answers)
                for row in ruleset.criteria_of(theme.code)
            ]
            yield Group(theme.code, theme.name, rows)
        if self.gates:
            rows = [
                self._row(name, f"g-{gate.code}", gate.code in changes.gates)
                for name, gate in self.gates.items()
            ]
            yield Group("gates", wording.GATES, rows)

    def _row(self, name: str, key: str, changed: bool) -> Row:
        field = cast(forms.ChoiceField, self.fields[name])
        words = dict(cast(list[tuple[str, str]], field.choices))[self.start[name]]
        return Row(self[name], key, words.removesuffix(SAVED), changed)

    @property
    def total(self) -> str:
        """What the numbers add up to."""
        return f"{shortened(fsum(self.numbers.values())):,g}"

    @property
    def weights_errors(self) -> list[str]:
        """What is wrong with the set of weights."""
        return [str(row) for row in self.errors.get(SET, [])]

    @property
    def weight_rows(self) -> list[Row]:
        """The themes with their numbers and what share of all weight these are."""
        numbers, saved = self.numbers, self.saved.numbers
        shares = {code: round(number * MILLIONTHS) for code, number in numbers.items()}
        percents = deal_out(shares, max(1, sum(shares.values()) // 100))
        return [
            Row(
                self[f"w.{code}"],
                f"w-{code}",
                f"{saved[code]:g}",
                numbers[code] != saved[code],
                code,
                percents[code],
            )
            for code in numbers
        ]


def _attributes(key: str, css: str) -> dict[str, str]:
    return {"id": key, "class": css, "aria-describedby": f"mark-{key}", "autocomplete": "off"}


class ScenarioForm(forms.Form):
    """What a scenario is called."""

    name = forms.CharField(
        max_length=80,
        label="Name of the scenario",
        help_text="For example “If volumes double”.",
        error_messages={"required": "Give the scenario a name."},
    )

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name")

    def refuse_name(self) -> None:
        """Say that another scenario has the name."""
        self.add_error("name", "Another scenario has this name. Choose a different one.")
