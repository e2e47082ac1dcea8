"""The form that takes an assessment as a file."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.forms import NameField
from accounts.models import Team
from decisions.case_file import MOST_BYTES, CaseFile, read_file
from decisions.forms.assessments import NO_TEAM, RELOAD
from decisions.forms.fields import helper
from engine.model.reading import InvalidInput

MOST_TOLD = 20
"""So many problems of a file are told at once."""
NO_NAME = "The file has no name for the process: give it one here."


class ImportForm(forms.Form):
    """The file, the team and, where it shall have another, the name."""

    file = forms.FileField(
        label="The file",
        help_text=f"A result that was taken along as JSON, up to {MOST_BYTES // 1_000_000} MB.",
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
            "empty": "This file is empty.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".json"}),
    )
    name = NameField(
        max_length=200,
        required=False,
        label="What is the process called?",
        help_text="Leave it empty to take the name from the file.",
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team",
        empty_label=None,
        help_text="Everybody in the team can see the assessment.",
        error_messages={
            "required": "Choose a team.",
            "invalid_choice": NO_TEAM,
        },
    )
    start_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), RELOAD)
    )

    case: CaseFile
    """What the file holds, once it is read."""

    def __init__(self, teams: QuerySet[Team], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["team"]).queryset = teams
        if not (teams or self.data.get("team")):  # theirs is made with the first assessment
            del self.fields["team"]

    def clean_file(self) -> Any:
        """Read it; what is wrong with it is said with its path."""
        file = self.cleaned_data["file"]
        try:
            self.case = read_file(file.read(MOST_BYTES + 1))
        except InvalidInput as error:
            told = [*error.problems[:MOST_TOLD]]
            if more := len(error.problems) - MOST_TOLD:
                told += [f"There are {more} more problems."] if more > 0 else []
            raise ValidationError(told) from None
        return file

    def clean(self) -> dict[str, Any]:
        """A name is there, typed or in the file."""
        values = super().clean() or {}
        if "file" in values and "name" in values and not values["name"]:
            values["name"] = self.case.name
            if not values["name"]:
                self.add_error("name", NO_NAME)
        return values

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper(*self.fields)
