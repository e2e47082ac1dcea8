"""The form of the gates: yes (passes), no (fires) or don't know, each with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from decisions.forms.fields import LongText
from decisions.forms.questions import EVIDENCE_CHOICES, NOTE_LIMIT
from decisions.models import GateAnswer
from engine.fit.case import GivenGate
from engine.model.ruleset import Gate
from writing.forms import MergedForm, VersionField


@dataclass(frozen=True, slots=True)
class GateRow:
    """One gate of the page."""

    gate: Gate
    answer: forms.BoundField
    evidence: forms.BoundField
    note: forms.BoundField


class GatesForm(MergedForm):
    """Every asked gate with its answer, evidence, note and version. ``partly``: gates without an
    answer may stay so; ``unsaid`` is the version of such a one."""

    def __init__(
        self,
        gates: tuple[Gate, ...],
        *args: Any,
        stored: Mapping[str, GateAnswer],
        unsaid: int,
        partly: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.gates = gates
        for gate in gates:
            self.fields[gate.code] = forms.ChoiceField(
                label=gate.question,
                choices=GateAnswer.Value.choices,
                widget=forms.RadioSelect,
                required=not partly,
                error_messages={"required": "Answer yes, no or I don't know."},
            )
            self.fields[f"evidence-{gate.code}"] = forms.ChoiceField(
                required=False,
                choices=EVIDENCE_CHOICES,
                widget=forms.RadioSelect,
                label="What does this answer rest on?",
            )
            self.fields[f"note-{gate.code}"] = LongText(
                limit=NOTE_LIMIT, rows=3, required=False, label="Note"
            )
            self.fields[f"version-{gate.code}"] = VersionField()
            self.initial.update(_initial(gate.code, stored.get(gate.code), unsaid))

    @property
    def rows(self) -> list[GateRow]:
        """The gates for the template, in order of asking."""
        return [
            GateRow(row, self[row.code], self[f"evidence-{row.code}"], self[f"note-{row.code}"])
            for row in self.gates
        ]

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is dropped for want of an answer."""
        values = super().clean() or {}
        for gate in self.gates:
            is_said = values.get(f"evidence-{gate.code}") or values.get(f"note-{gate.code}")
            if is_said and not values.get(gate.code) and gate.code not in self.errors:
                words = "Answer yes, no or I don't know; your note is kept with the answer."
                self.add_error(gate.code, words)
        return values

    @property
    def answers(self) -> dict[str, GivenGate]:
        """The gates that were answered, without those that stand as the page showed them: what
        somebody else said of them meanwhile stays."""
        values = self.cleaned_data
        found = {
            gate.code: GivenGate(
                values[gate.code],
                cast(Any, values[f"evidence-{gate.code}"] or None),
                values[f"note-{gate.code}"],
            )
            for gate in self.gates
            if values[gate.code]
        }
        return {code: given for code, given in found.items() if self.is_touched(code)}

    @property
    def seen(self) -> dict[str, int]:
        """The version that was shown of each gate."""
        return {gate.code: self.cleaned_data[f"version-{gate.code}"] for gate in self.gates}


def _initial(code: str, stored: GateAnswer | None, unsaid: int) -> dict[str, Any]:
    if stored is None:
        return {f"evidence-{code}": "", f"version-{code}": unsaid}
    return {
        code: stored.value,
        f"evidence-{code}": stored.evidence,
        f"note-{code}": stored.note,
        f"version-{code}": stored.version,
    }
