"""The forms around the steps of a process: a new one, the typical ones, and one with its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from django import forms
from django.http import QueryDict

from decisions.forms.fields import LongText, explained
from decisions.forms.questions import NOT_APPLICABLE, REASON_LIMIT, UNKNOWN
from decisions.models import Step, StepAnswer
from decisions.step_edits import Edit, NewStep, StepConflict
from engine.case import Given
from engine.ruleset import Criterion, TypicalStep

NAME_LIMIT = 200
KEPT_LIMIT = 500
NOTE_LIMIT = 1_000
WHOLE = "whole"
"""The choice that takes the answer of the whole process."""


def one_line(text: str) -> str:
    """The text without line ends and needless space."""
    return " ".join(text.split())


def _key_field() -> forms.UUIDField:
    return forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Open this page again and start anew."},
    )


class NewStepForm(forms.Form):
    """One step by its name. ``key`` makes a form that is sent twice one step."""

    name = forms.CharField(
        max_length=NAME_LIMIT,
        label="Name of the step",
        help_text="What happens, with a verb: “Check the invoice”.",
        error_messages={"required": "Give the step a name."},
    )
    key = _key_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())

    @property
    def new(self) -> NewStep:
        """The cleaned step."""
        return NewStep(self.cleaned_data["key"], one_line(self.cleaned_data["name"]))


class TypicalForm(forms.Form):
    """The usual steps of the service type that are not in the list yet, to be taken over."""

    steps = forms.MultipleChoiceField(
        label="Typical steps",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one of the typical steps.",
            "invalid_choice": "Choose among the typical steps below.",
        },
    )
    key = _key_field()

    def __init__(
        self, typical: tuple[TypicalStep, ...], *args: Any, taken: set[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.typical = typical
        self.taken = [row.name for row in typical if row.name in taken]
        field = cast(forms.MultipleChoiceField, self.fields["steps"])
        field.choices = [
            (
                str(place),
                explained(row.name, f"Stays inside: {row.kept_inside}" if row.kept_inside else ""),
            )
            for place, row in enumerate(typical)
            if self.is_bound or row.name not in taken
        ]
        self.initial.setdefault("key", uuid4())
        self.initial.setdefault("steps", [value for value, _ in field.choices])

    @property
    def is_empty(self) -> bool:
        """Whether no typical step is left to take."""
        return not cast(forms.MultipleChoiceField, self.fields["steps"]).choices

    @property
    def new(self) -> list[NewStep]:
        """The chosen steps in their usual order, with the usual reasons to stay inside."""
        key: UUID = self.cleaned_data["key"]
        chosen = set(self.cleaned_data["steps"])
        return [
            NewStep(uuid5(key, str(place)), row.name, row.kept_inside)
            for place, row in enumerate(self.typical)
            if str(place) in chosen
        ]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the page of a step; ``whole`` is the answer of the whole process in words,
    ``is_open`` whether the step has one of its own, or a mistake in it."""

    criterion: Criterion
    whole: str
    answer: forms.BoundField
    reason: forms.BoundField | None
    note: forms.BoundField
    is_open: bool


class StepForm(forms.Form):
    """A step: its name, why it must stay inside, and the answers that differ from the whole.

    ``whole`` holds the answers of the whole process in words, by criterion. Every answer carries
    the version that was shown, and so do the name and the reason together.
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
        *args: Any,
        whole: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        self.whole = whole
        for row in criteria:
            self._add(row)

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
        return Edit(
            name=one_line(values["name"]),
            kept_inside=one_line(values["kept_inside"]),
            answers={row.code: self._given(row.code) for row in self.criteria},
            seen_version=values["seen"] or 0,
            seen_answers={row.code: values[f"seen-{row.code}"] or 0 for row in self.criteria},
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
            reason=values[f"reason-{code}"] if status == NOT_APPLICABLE else "",
            note=values[f"note-{code}"],
        )

    @property
    def questions(self) -> list[Question]:
        """The questions for the template, in order of asking."""
        return [self._question(row) for row in self.criteria]

    def _question(self, row: Criterion) -> Question:
        answer, note = self[f"answer-{row.code}"], self[f"note-{row.code}"]
        reason = self[f"reason-{row.code}"] if row.not_applicable else None
        parts = [answer, note, *([reason] if reason else [])]
        is_open = answer.value() != WHOLE or any(part.errors for part in parts)
        return Question(row, self.whole[row.code], answer, reason, note, is_open)

    def show_conflict(self, conflict: StepConflict) -> None:
        """Send the form back with what was typed, now knowing what is stored."""
        data = cast(QueryDict, self.data).copy()  # the sent one cannot be changed
        if conflict.step:
            data["seen"] = str(conflict.step.version)
            self.add_error("name", "Somebody changed the name or the reason first; see above.")
        for code, stored in conflict.answers.items():
            data[f"seen-{code}"] = str(stored.version if stored else 0)
            self.add_error(f"answer-{code}", "Somebody answered this first; see above.")
        self.data = data


def _escapes(row: Criterion) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (UNKNOWN, explained("I don't know", "Leaves the advice for this step open"))
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
    }
    for row in step.answers.all():
        found |= _initial(row)
    return found


def _initial(row: StepAnswer) -> dict[str, Any]:
    return {
        f"answer-{row.criterion}": row.status if row.choice is None else str(row.choice),
        f"reason-{row.criterion}": row.reason,
        f"note-{row.criterion}": row.note,
        f"seen-{row.criterion}": row.version,
    }
