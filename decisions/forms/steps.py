"""The forms around the list of steps: a new one, and the typical ones of the service type."""

from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from django import forms

from accounts.forms import NameField
from decisions.forms.fields import explained
from decisions.step_edits import NewStep
from engine.model.ruleset import TypicalStep
from writing.sent import sent_once

NAME_LIMIT = 200


def one_line(text: str) -> str:
    """The text without line ends and needless space."""
    return " ".join(text.split())


def key_field() -> forms.UUIDField:
    """Hidden; the same key again is the same thing."""
    return forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Open this page again and start anew."
        ),
    )


class NewStepForm(forms.Form):
    """One step by its name. ``key`` makes a form that is sent twice one step; another name, after going
    back, is another step."""

    name = NameField(
        max_length=NAME_LIMIT,
        label="Name of the step",
        help_text="What happens, with a verb: “Check the invoice”.",
        error_messages={"required": "Give the step a name."},
    )
    key = key_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())

    @property
    def new(self) -> NewStep:
        """The cleaned step."""
        name = self.cleaned_data["name"]
        return NewStep(sent_once(self.cleaned_data["key"], name), name)


class TypicalForm(forms.Form):
    """The usual steps of the service type that are not in the list yet, to be taken over: by their names, as
    others may have chosen another type since."""

    steps = forms.MultipleChoiceField(
        label="Typical steps",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one of the typical steps.",
            "invalid_choice": "Choose among the typical steps below.",
        },
    )
    key = key_field()

    def __init__(
        self, typical: tuple[TypicalStep, ...], *args: Any, taken: set[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.typical = typical
        self.taken = [row.name for row in typical if row.name in taken]
        field = cast(forms.MultipleChoiceField, self.fields["steps"])
        field.choices = [
            (
                row.name,
                explained(row.name, f"Stays inside: {row.retained}" if row.retained else ""),
            )
            for row in typical
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
            NewStep(uuid5(key, row.name), row.name, row.retained)
            for row in self.typical
            if row.name in chosen
        ]
