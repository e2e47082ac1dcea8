"""The forms of the next actions: one that is changed, one that is added, and the answer to a check."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms

from accounts.forms import NameField
from accounts.models import User
from decisions.action_items import ActionEdit
from decisions.forms.fields import DayField, LongText
from decisions.forms.steps import key_field
from decisions.models import ActionItem, GateAnswer
from decisions.wording import GATE_ANSWERS
from engine.model.ruleset import GateAnswer as GateValue
from report.messages import read, say
from writing.forms import MergedForm, VersionedForm
from writing.sent import sent_once

TEXT_LIMIT = 1_000
NOTE_LIMIT = 1_000
NAME_LIMIT = 150
NOBODY = read(say("paper.label.nobody"))
SETTLED_BY_ANSWER = "It is done when it is answered with yes or no."


class ActionFields(forms.Form):
    """What is said about an action: what, who, by when, how far, and a note."""

    text = LongText(
        limit=TEXT_LIMIT,
        rows=2,
        label="What",
        error_messages={"required": "Say what is to be done."},
    )
    member = forms.ChoiceField(
        required=False,
        label="Who",
        error_messages={"invalid_choice": "Choose among the members of the team."},
    )
    name = NameField(required=False, max_length=NAME_LIMIT, label="Or somebody else")
    due = DayField(required=False, label="By when", help_text="Such as 2027-01-15.")
    status = forms.ChoiceField(
        choices=ActionItem.Status.choices,
        initial=ActionItem.Status.TODO,
        label="Status",
        error_messages={
            "required": "Choose how far it is.",
            "invalid_choice": "Choose how far it is.",
        },
    )
    note = LongText(limit=NOTE_LIMIT, rows=2, required=False, label="Note")

    def __init__(self, members: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(row.pk): row for row in members}
        rows = [(key, str(row)) for key, row in self.members.items()]
        cast(forms.ChoiceField, self.fields["member"]).choices = [("", NOBODY), *rows]

    def clean(self) -> dict[str, Any]:
        """One of the two, as nothing that was chosen or typed is dropped."""
        values = super().clean() or {}
        if values.get("member") and values.get("name"):
            words = f"Clear this name, or choose \u201c{NOBODY}\u201d in place of the member."
            self.add_error("name", words)
        return values

    @property
    def edit(self) -> ActionEdit:
        """What was said, cleaned."""
        values = self.cleaned_data
        return ActionEdit(
            text=values["text"],
            member=self.members.get(values["member"]),
            name=values["name"],
            due=values["due"],
            status=values["status"],
            note=values["note"],
        )


class ActionForm(ActionFields, MergedForm, VersionedForm):
    """An action that is changed. ``proposed`` are the words of its proposal, which stand while nobody
    puts others in their place; "" for people's own. ``is_check``: an answer settles it."""

    def __init__(self, *args: Any, proposed: str, is_check: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposed = proposed
        self.fields["text"].required = not proposed
        self.fields["member"].widget.attrs["data-focus"] = True
        if is_check:
            status = cast(forms.ChoiceField, self.fields["status"])
            status.choices = [row for row in ActionItem.Status.choices if row[0] != "done"]
            status.help_text = SETTLED_BY_ANSWER

    def clean_text(self) -> str:
        """ "" where the words are those of the proposal, or were when the page was shown: they follow what
        others say meanwhile."""
        text: str = self.cleaned_data["text"] if self.is_touched("text") else self.initial["text"]
        return "" if text.split() == self.proposed.split() else text


class NewActionForm(ActionFields):
    """An action of people's own. ``key`` makes a form that is sent twice one action; with other words,
    after going back, it is another."""

    key = key_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())

    @property
    def new_key(self) -> UUID:
        """What tells the action from others."""
        values = dict(self.cleaned_data)
        key = values.pop("key")
        return sent_once(key, *sorted((name, str(said)) for name, said in values.items()))


class CheckForm(VersionedForm):
    """The answer to a check: yes or no, to the gate as it was shown."""

    value = forms.ChoiceField(
        choices=[(key, GATE_ANSWERS[key]) for key in ("passes", "fires")],
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no.", "invalid_choice": "Answer yes or no."},
    )

    @property
    def answer(self) -> GateValue:
        """The answer, cleaned."""
        return cast(GateValue, GateAnswer.Value(self.cleaned_data["value"]).value)


def initial_of(row: ActionItem | None, proposed: str) -> dict[str, Any]:
    """What is stored about an action as the start of an ``ActionForm``."""
    if row is None:
        return {"text": proposed, "version": 0}
    return {
        "text": row.text or proposed,
        "member": str(row.member_id or ""),
        "name": row.name,
        "due": row.due,
        "status": row.status,
        "note": row.note,
        "version": row.version,
    }
