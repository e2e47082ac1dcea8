"""The form that makes a link for people without an account."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.validators import MinValueValidator

from accounts.forms import NameField
from decisions.forms.assessments import RELOAD
from decisions.forms.fields import explained, helper
from decisions.models import SharedLink, Version
from decisions.models.links import MOST_DAYS, USUAL_DAYS
from writing.figures import WholeField
from writing.sent import sent_once

NOW = "now"
RIGHTS = (
    (
        SharedLink.Right.VIEW,
        "View",
        "Its holder reads the result and a paper of it, and no comments.",
    ),
    (
        SharedLink.Right.COMMENT,
        "View and comment",
        "Its holder also reads the comments on what the link shows, with the names of who wrote them, and writes "
        "comments without an account. Those are marked with the name of the link.",
    ),
)
DAYS = f"Write a number of days from 1 to {MOST_DAYS}."


class LinkForm(forms.Form):
    """Whom it is for, what it shows, and how long."""

    made_for = NameField(
        max_length=150,
        label="Who is it for?",
        help_text="The team's name for the link, such as “Board of 14 December”. Its holder does not see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say who the link is for."},
    )
    shows = forms.ChoiceField(
        label="What does it show?",
        help_text="The result follows every change of an answer; a version stays as it is.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    right = forms.ChoiceField(
        label="What may its holder do?",
        initial=SharedLink.Right.VIEW,
        choices=[(right, explained(name, hint)) for right, name, hint in RIGHTS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what its holder may do.",
            "invalid_choice": "Choose what its holder may do.",
        },
    )
    days = WholeField(
        most=MOST_DAYS,
        problem=DAYS,
        required=True,
        label="For how many days?",
        help_text=f"1 to {MOST_DAYS}. You can end it at any time before.",
        initial=USUAL_DAYS,
        validators=[MinValueValidator(1, DAYS)],
        error_messages={"required": DAYS},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), RELOAD)
    )

    def __init__(self, versions: Iterable[Version], *args: Any, **options: Any) -> None:
        options["initial"] = {"key": uuid4()} | options.get("initial", {})
        super().__init__(*args, **options)
        self.versions = {str(row.pk): row for row in versions}
        field = cast(forms.ChoiceField, self.fields["shows"])
        field.choices = [
            (NOW, "The result"),
            *((key, _name(row)) for key, row in self.versions.items()),
        ]

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked for, cleaned, as ``services.sharing.make_link`` takes it; something else, after
        going back, is another link."""
        values = dict(self.cleaned_data)
        key = sent_once(values.pop("key"), *sorted(values.items()))
        shows = values.pop("shows")
        return values | {"key": key, "version": self.versions.get(shows)}

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("made_for", "shows", "right", "days", "key")


def _name(version: Version) -> str:
    return f"Version {version.number}" + (f", “{version.name}”" if version.name else "")
