"""The form of one step: its name, why it must stay inside, and where it differs from the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from decisions import wording
from decisions.forms.fields import LongText, explained
from decisions.forms.questions import EVIDENCE_CHOICES, NOT_APPLICABLE, REASON_LIMIT, UNKNOWN
from decisions.forms.steps import NAME_LIMIT, one_line
from decisions.models import Step, StepAnswer
from decisions.step_edits import Edit, StepConflict
from engine.case import Given
from engine.ruleset import Criterion, Gate, GateAnswer

KEPT_LIMIT = 500
NOTE_LIMIT = 1_000
WHOLE = "whole"
"""The choice that takes the answer of the whole process."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the page of a step; ``whole`` is the answer of the whole process in words,
    ``is_open`` whether the step has one of its own, or a mistake in it."""

    criterion: Criterion
    whole: str
    answer: forms.BoundField
    reason: forms.BoundField | None
    evidence: forms.BoundField
    note: forms.BoundField
    is_open: bool


class StepForm(forms.Form):
    """A step: its name, why it must stay inside, and the gates and answers that differ from the whole.

    ``whole`` holds the answers of the whole process in words, by the code of a question or, after
    "gate-", of a gate. Every answer carries the version that was shown, and so do the name, the
    reason and the gates together.
    """

    name = forms.CharField(
        max_length=NAME_LIMIT,
        label="Name of the step",
        error_messages={"required": "Give the step a name."},
    )
    kept_inside = LongText(
        limit=KEPT_LIMIT,
        rows=2,
        required=False,
        label="Must this step stay inside? Say why",
        help_text=(
            "For example: the law wants your own officer to decide. With a reason no provider gets "
            "this step. Leave it empty if a provider may do it."
        ),
    )
    seen = forms.IntegerField(
        min_value=0, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        criteria: tuple[Criterion, ...],
        gates: tuple[Gate, ...],
        *args: Any,
        whole: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        self.gates = gates
        self.whole = whole
        for gate in gates:
            self.fields[f"gate-{gate.code}"] = self._gate(gate)
        for row in criteria:
            self._add(row)

    def _gate(self, gate: Gate) -> forms.ChoiceField:
        as_whole = f"As for the whole process: {self.whole[f'gate-{gate.code}']}"
        return forms.ChoiceField(
            label=gate.question,
            widget=forms.RadioSelect,
            choices=[(WHOLE, as_whole), *wording.GATE_ANSWERS.items()],
            initial=WHOLE,
            error_messages={"required": "Choose an answer, or “As for the whole process”."},
        )

    def _add(self, row: Criterion) -> None:
        self.fields[f"answer-{row.code}"] = forms.ChoiceField(
            label=row.question,
            widget=forms.RadioSelect,
            choices=[
                (WHOLE, f"As for the whole process: {self.whole[row.code]}"),
                *((str(choice.number), choice.text) for choice in row.choices),
                ("or", _escapes(row)),
            ],
            initial=WHOLE,
            error_messages={"required": "Choose an answer, or “As for the whole process”."},
        )
        if row.not_applicable:
            self.fields[f"reason-{row.code}"] = LongText(
                limit=REASON_LIMIT, rows=2, required=False, label="Why does it not apply here?"
            )
        self.fields[f"evidence-{row.code}"] = forms.ChoiceField(
            required=False,
            choices=EVIDENCE_CHOICES,
            widget=forms.RadioSelect,
            label="What does this answer rest on?",
            initial="",
        )
        self.fields[f"note-{row.code}"] = LongText(
            limit=NOTE_LIMIT, rows=2, required=False, label="Note"
        )
        self.fields[f"seen-{row.code}"] = forms.IntegerField(
            min_value=0, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
        )

    def clean(self) -> dict[str, Any]:
        """ "Does not apply" needs its reason."""
        values = super().clean() or {}
        for row in self.criteria:
            reason = f"reason-{row.code}"
            if values.get(f"answer-{row.code}") != NOT_APPLICABLE or reason in self.errors:
                continue
            if not values.get(reason):
                self.add_error(reason, "Say in a few words why it does not apply.")
        return values

    @property
    def edit(self) -> Edit:
        """The cleaned step. A note without an answer of its own is dropped with the answer."""
        values = self.cleaned_data
        gates = {gate.code: values[f"gate-{gate.code}"] for gate in self.gates}
        return Edit(
            name=one_line(values["name"]),
            kept_inside=one_line(values["kept_inside"]),
            answers={row.code: self._given(row.code) for row in self.criteria},
            seen_version=values["seen"] or 0,
            seen_answers={row.code: values[f"seen-{row.code}"] or 0 for row in self.criteria},
            gates={
                code: cast(GateAnswer, value) for code, value in gates.items() if value != WHOLE
            },
        )

    def _given(self, code: str) -> Given | None:
        values = self.cleaned_data
        answer = values[f"answer-{code}"]
        if answer == WHOLE:
            return None
        status = answer if answer in (UNKNOWN, NOT_APPLICABLE) else "choice"
        return Given(
            choice=int(answer) if status == "choice" else None,
            status=cast(Any, status),
            evidence=cast(Any, values[f"evidence-{code}"] or None),
            reason=values[f"reason-{code}"] if status == NOT_APPLICABLE else "",
            note=values[f"note-{code}"],
        )

    @property
    def questions(self) -> list[Question]:
        """The questions for the template, in order of asking."""
        return [self._question(row) for row in self.criteria]

    def _question(self, row: Criterion) -> Question:
        answer, note = self[f"answer-{row.code}"], self[f"note-{row.code}"]
        evidence = self[f"evidence-{row.code}"]
        reason = self[f"reason-{row.code}"] if row.not_applicable else None
        parts = [answer, evidence, note, *([reason] if reason else [])]
        is_open = answer.value() != WHOLE or any(part.errors for part in parts)
        return Question(row, self.whole[row.code], answer, reason, evidence, note, is_open)

    @property
    def gate_fields(self) -> list[forms.BoundField]:
        """The gates for the template, in order of asking."""
        return [self[f"gate-{gate.code}"] for gate in self.gates]

    @property
    def own_gates(self) -> int:
        """How many gates are answered for this step, or hold a mistake."""
        return sum(row.value() != WHOLE or bool(row.errors) for row in self.gate_fields)

    def show_conflict(self, conflict: StepConflict) -> None:
        """Send the form back with what was typed, now knowing what is stored."""
        data = cast(QueryDict, self.data).copy()  # the sent one cannot be changed
        if conflict.step:
            data["seen"] = str(conflict.step.version)
            self.add_error("name", "Somebody changed the name, reason or gates first; see above.")
        for code, stored in conflict.answers.items():
            data[f"seen-{code}"] = str(stored.version if stored else 0)
            self.add_error(f"answer-{code}", "Somebody answered this first; see above.")
        self.data = data


def _escapes(row: Criterion) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (UNKNOWN, explained(wording.UNKNOWN, "Leaves the advice for this step open"))
    ]
    if row.not_applicable:
        rows.append((NOT_APPLICABLE, explained("Does not apply", "Counts as if never asked")))
    return rows


def initial_of(step: Step) -> dict[str, Any]:
    """A stored step with its answers as the start of a ``StepForm``."""
    found: dict[str, Any] = {
        "name": step.name,
        "kept_inside": step.kept_inside,
        "seen": step.version,
        **{f"gate-{code}": value for code, value in step.gates.items()},
    }
    for row in step.answers.all():
        found |= _initial(row)
    return found


def _initial(row: StepAnswer) -> dict[str, Any]:
    return {
        f"answer-{row.criterion}": row.status if row.choice is None else str(row.choice),
        f"reason-{row.criterion}": row.reason,
        f"evidence-{row.criterion}": row.evidence,
        f"note-{row.criterion}": row.note,
        f"seen-{row.criterion}": row.version,
    }
