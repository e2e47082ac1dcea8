"""The what-if page as a form: every answer, gate and weight, read from the query of an address.

``report.whatif_written`` says how an address names them.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import QueryDict

from decisions import wording
from decisions.forms.whatif_rows import Group, Row, attributes
from decisions.forms.whatif_weights import NUDGE, WhatIfWeights
from engine.model.ruleset import Criterion, GateAnswer
from report.whatif import NOT_APPLICABLE, UNKNOWN, Baseline, Changes, Value, placed
from report.whatif_written import STEP, gate_name, step_changes

SAVED = " (saved)"
UNUSABLE = "This is none of the answers. The saved one counts."
SHOWN_LENGTH = 40
"""How much of a value or name that nobody knows is repeated in a message."""


class WhatIfForm(WhatIfWeights):
    """The what-if page. What the address leaves out is as saved; a value that cannot be used leaves the
    saved one in force and says so at its field."""

    def __init__(self, baseline: Baseline, query: QueryDict) -> None:
        ruleset = baseline.ruleset
        self.gates = {gate_name(ruleset, row.code): row for row in ruleset.asked_gates()}
        asked = [row for row in ruleset.criteria if row.asked == "questions"]
        start: dict[str, Any] = {row.code: str(baseline.answer(row.code)) for row in asked}
        start |= {name: baseline.gate(gate.code) for name, gate in self.gates.items()}
        super().__init__(baseline, query, start)
        for criterion in self.asked:
            self.fields[criterion.code] = self._question(criterion)
        for name, gate in self.gates.items():
            choices = list(wording.GATE_ANSWERS.items())
            self.fields[name] = self._select(gate.question, choices, start[name], f"g-{gate.code}")
        self.order_fields(start)  # they stand above the weights

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
            widget=forms.Select(attrs=attributes(key, "form-select")),
            error_messages={"invalid_choice": UNUSABLE},
        )

    @property
    def unknown_names(self) -> list[str]:
        """What the address names and this decision model does not have."""
        nudges = {f"{NUDGE}{code}" for code in self.baseline.ruleset.theme}
        nudges |= {f"{STEP}{key}" for key in self._of_steps}
        return [
            name[:SHOWN_LENGTH] for name in self.query if name not in self.fields.keys() | nudges
        ]

    @cached_property
    def _of_steps(self) -> dict[str, Value]:
        """What the address says of single steps, which have no fields here."""
        sent = {
            name.removeprefix(STEP): self.query[name]
            for name in self.query
            if name.startswith(STEP)
        }
        return step_changes(self.baseline, sent)

    @property
    def step_rows(self) -> list[tuple[str, Value]]:
        """The same to be sent along: its names in the address with their values."""
        return [(f"{STEP}{key}", value) for key, value in self.changes.steps.items()]

    @property
    def changes(self) -> Changes:
        """What differs from the saved assessment, without what cannot be used."""
        values, baseline = self.cleaned_data, self.baseline
        answers = {
            code: int(value) if value.isdecimal() else value
            for code in (row.code for row in self.asked)
            if (value := values.get(code)) and value != self.start[code]
        }
        gates = {
            gate.code: cast(GateAnswer, value)
            for name, gate in self.gates.items()
            if (value := values.get(name)) and value != self.start[name]
        }
        steps = {
            key: value
            for key, value in self._of_steps.items()
            if value != baseline.step_answer(*placed(key))
        }
        return replace(super().changes, answers=answers, gates=gates, steps=steps)

    @property
    def groups(self) -> Iterator[Group]:
        """The questions by theme, then the gates."""
        ruleset, changes = self.baseline.ruleset, self.changes
        for theme in ruleset.themes:
            rows = [
                self._row(row.code, f"q-{row.code}", row.code in changes.answers)
                for row in self.asked
                if row.theme == theme.code
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
