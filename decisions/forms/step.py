"""The form of one step: its name, why it must stay inside, its share of the work, and where it differs
from the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import escape

from accounts.forms import NameField
from decisions import wording
from decisions.forms.fields import LongText, explained, typed_anew
from decisions.forms.questions import (
    EVIDENCE_CHOICES,
    NOT_APPLICABLE,
    ONLY_A_REASON,
    REASON_LIMIT,
    UNKNOWN,
)
from decisions.forms.steps import NAME_LIMIT, one_line
from decisions.models import Statement, Step, StepAnswer
from decisions.step_edits import DESCRIPTION, Description, Edit, gate_key
from engine.fit.case import Given, GivenGate
from engine.model.ruleset import Criterion, Gate
from writing.figures import FigureField
from writing.forms import MergedForm, VersionField, renew
from writing.typed import DECIMALS, written

RETAINED_LIMIT = 500
LEAST_SHARE = 0.1
SHARE = "A share is a number from 0.1 to 100."
NOTE_LIMIT = 1_000
WHOLE = "whole"
"""The choice that takes the answer of the whole process."""


@dataclass(frozen=True, slots=True)
class StepQuestion:
    """One question or gate of the page of a step; ``whole`` is the answer of the whole process in
    words, ``is_open`` whether the step has one of its own, or a mistake in it."""

    subject: Criterion | Gate
    whole: str
    answer: forms.BoundField
    reason: forms.BoundField | None
    evidence: forms.BoundField
    note: forms.BoundField
    is_open: bool


class StepForm(MergedForm):
    """A step: its name, why it must stay inside, its share of the work, and the gates and answers that
    differ from the whole.

    ``whole`` holds the answers of the whole process in words, by the code of a question or the
    ``gate_key`` of a gate. Every answer carries the version that was shown, and so do name, reason
    and share together.
    """

    name = NameField(
        max_length=NAME_LIMIT,
        label="Name of the step",
        error_messages={"required": "Give the step a name."},
    )
    retained = LongText(
        limit=RETAINED_LIMIT,
        rows=2,
        required=False,
        label="Must this step stay inside? Say why",
        help_text=(
            "For example: the law wants your own officer to decide. With a reason no provider gets "
            "this step. Leave it empty if a provider may do it."
        ),
    )
    share = FigureField(
        unit="percent",
        label="Share of the work, in percent",
        help_text="Steps without a number share what is left alike. Leave it empty if you don't know.",
        validators=[MinValueValidator(LEAST_SHARE, SHARE), MaxValueValidator(100, SHARE)],
    )
    version = VersionField()

    def __init__(
        self,
        criteria: tuple[Criterion, ...],
        gates: tuple[Gate, ...],
        *args: Any,
        whole: Mapping[str, str],
        unsaid: int,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        self.gates = gates
        self.whole = whole
        self.unsaid = unsaid
        for gate in gates:
            self._add(gate_key(gate.code), gate.question, list(wording.GATE_ANSWERS.items()))
        for row in criteria:
            choices = [(str(choice.number), choice.text) for choice in row.choices]
            offered = [*choices, ("or", _escapes(row))]
            self._add(row.code, row.question, offered, escape(row.hint), reason=row.not_applicable)

    def _add(
        self,
        key: str,
        question: str,
        choices: list[tuple[str, Any]],
        hint: str = "",
        *,
        reason: bool = False,
    ) -> None:
        self.fields[f"answer-{key}"] = forms.ChoiceField(
            label=question,
            help_text=hint,
            widget=forms.RadioSelect,
            choices=[(WHOLE, f"As for the whole process: {self.whole[key]}"), *choices],
            initial=WHOLE,
            error_messages={"required": "Choose an answer, or “As for the whole process”."},
        )
        if reason:
            self.fields[f"reason-{key}"] = LongText(
                limit=REASON_LIMIT, rows=2, required=False, label="Why does it not apply here?"
            )
        self.fields[f"evidence-{key}"] = forms.ChoiceField(
            required=False,
            choices=EVIDENCE_CHOICES,
            widget=forms.RadioSelect,
            label="What does this answer rest on?",
            initial="",
        )
        self.fields[f"note-{key}"] = LongText(
            limit=NOTE_LIMIT, rows=2, required=False, label="Note"
        )
        self.fields[f"version-{key}"] = VersionField(initial=self.unsaid)

    def clean(self) -> dict[str, Any]:
        """ "Does not apply" needs its reason, and no other answer drops what was typed beside it."""
        values = super().clean() or {}
        for key in self._keys:
            answer, reason = values.get(f"answer-{key}"), f"reason-{key}"
            beside = (f"evidence-{key}", f"note-{key}", reason)
            if answer == WHOLE and any(typed_anew(self, name) for name in beside):
                self.add_error(
                    f"answer-{key}",
                    "Choose an answer for this step: what you said about it below is kept with one.",
                )
            elif answer == NOT_APPLICABLE and reason not in self.errors and not values[reason]:
                self.add_error(reason, "Say in a few words why it does not apply.")
            elif answer not in (None, WHOLE, NOT_APPLICABLE) and typed_anew(self, reason):
                self.add_error(reason, ONLY_A_REASON)
        return values

    def settle(self) -> None:
        """What saving would drop: all beside the answer of the whole process, and a reason for another answer."""
        for key in self._keys:
            answer = self[f"answer-{key}"].value()
            beside = (f"evidence-{key}", f"note-{key}") if answer == WHOLE else ()
            reason = (f"reason-{key}",) if answer != NOT_APPLICABLE else ()
            renew(self, {name: "" for name in (*beside, *reason) if name in self.fields})

    @property
    def _keys(self) -> list[str]:
        return [*(row.code for row in self.criteria), *(gate_key(row.code) for row in self.gates)]

    @property
    def edit(self) -> Edit:
        """The cleaned step. A stored note goes with the answer that it was given for."""
        values = self.cleaned_data
        return Edit(
            Description(values["name"], one_line(values["retained"]), _part(values["share"])),
            answers={row.code: self._given(row.code) for row in self.criteria},
            gates={row.code: self._gate(gate_key(row.code)) for row in self.gates},
            seen={DESCRIPTION: values["version"]}
            | {key: values[f"version-{key}"] for key in self._keys},
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

    def _gate(self, key: str) -> GivenGate | None:
        values = self.cleaned_data
        answer, evidence = values[f"answer-{key}"], values[f"evidence-{key}"]
        return (
            None if answer == WHOLE else GivenGate(answer, evidence or None, values[f"note-{key}"])
        )

    @property
    def questions(self) -> list[StepQuestion]:
        """The questions for the template, in order of asking."""
        return [self._question(row, row.code) for row in self.criteria]

    @property
    def gate_rows(self) -> list[StepQuestion]:
        """The gates for the template, in order of asking."""
        return [self._question(row, gate_key(row.code)) for row in self.gates]

    def _question(self, row: Criterion | Gate, key: str) -> StepQuestion:
        answer, note = self[f"answer-{key}"], self[f"note-{key}"]
        evidence = self[f"evidence-{key}"]
        reason = self[f"reason-{key}"] if f"reason-{key}" in self.fields else None
        parts = [answer, evidence, note, *([reason] if reason else [])]
        is_open = answer.value() != WHOLE or any(part.errors for part in parts)
        return StepQuestion(row, self.whole[key], answer, reason, evidence, note, is_open)

    @property
    def own_gates(self) -> int:
        """How many gates are answered for this step, or hold a mistake."""
        return sum(row.is_open for row in self.gate_rows)


def in_percent(share: float | None) -> float | None:
    """A stored share of the work as it is typed."""
    return None if share is None else round(100 * share, DECIMALS)


def _part(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def version_field(key: str) -> str:
    """The field with the version of what has this key."""
    return "version" if key == DESCRIPTION else f"version-{key}"


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
        "retained": step.retained,
        "share": written(in_percent(step.share), percent=True),
        "version": step.version,
    }
    for answer in step.answers.all():
        found |= _initial(answer, answer.criterion, _value(answer))
        found[f"reason-{answer.criterion}"] = answer.reason
    for gate in step.gate_answers.all():
        found |= _initial(gate, gate_key(gate.gate), gate.value)
    return found


def _initial(row: Statement, key: str, value: str) -> dict[str, Any]:
    return {
        f"answer-{key}": value,
        f"evidence-{key}": row.evidence,
        f"note-{key}": row.note,
        f"version-{key}": row.version,
    }


def _value(row: StepAnswer) -> str:
    return row.status if row.choice is None else str(row.choice)
