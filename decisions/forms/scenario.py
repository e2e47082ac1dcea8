"""The name of a scenario."""

from typing import Any

from django import forms

from accounts.forms import NameField
from decisions.forms.fields import helper
from writing.forms import VersionedForm


class ScenarioForm(forms.Form):
    """What a scenario is called."""

    name = NameField(
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


class RenameForm(ScenarioForm, VersionedForm):
    """Another name for a scenario."""

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "version")
