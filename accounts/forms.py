"""What people type about themselves and their teams, cleaned."""

import uuid
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from accounts.models import Role, User
from engine.model.places import zones
from writing.forms import VersionedForm

ROLE_CHOICES = [
    (Role.VIEWER, "Viewer: reads the assessments and downloads papers"),
    (Role.REVIEWER, "Reviewer: reads and comments"),
    (Role.EDITOR, "Editor: starts assessments, answers questions and asks for papers"),
    (Role.OWNER, "Owner: does everything, and manages the team"),
]


class NameField(forms.CharField):
    """A name on one line: any run of white space, also a line break, becomes one space."""

    def to_python(self, value: Any) -> str:
        """The text with its white space tidied."""
        return " ".join((super().to_python(value) or "").split())


def time_zones() -> list[tuple[str, str]]:
    """The clock of the site, then those of places."""
    named = ((zone, zone.replace("_", " ")) for zone in places_with_clocks())
    return [("", f"As the site ({settings.TIME_ZONE})"), *named]


@cache
def places_with_clocks() -> list[str]:
    """The zones that are named after a place, read once."""
    places = sorted(zone for zone in zones() if "/" in zone)
    return [
        zone for zone in places if not zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    ]


def person_name() -> NameField:
    """The field for a person's own name."""
    return NameField(
        label="Your name",
        max_length=150,
        error_messages={"required": "Enter your name."},
        help_text="Shown to the members of your teams and on your decision papers.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def team_name(help_text: str = "") -> NameField:
    """The field for the name of a team."""
    return NameField(
        label="Name of the team",
        max_length=100,
        error_messages={"required": "Enter a name for the team."},
        help_text=help_text,
    )


class SignupForm(forms.Form):
    """What sign-up asks beyond e-mail address and password; allauth builds its form on this one."""

    name = person_name()
    field_order = ["email", "name", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.ModelForm[User]):
    """How others read the person, and by which clock the person reads."""

    name = person_name()
    time_zone = forms.ChoiceField(
        required=False,
        label="Time zone",
        help_text="Times on the pages are shown in it. Papers keep the clock of the site.",
        choices=time_zones,
    )

    class Meta:
        model = User
        fields = ["name", "time_zone"]


class TeamNameForm(VersionedForm):
    """The name of a team that exists."""

    name = team_name()


class CreateTeamForm(forms.Form):
    """A new team. ``key`` becomes its id, so that the same form sent twice makes one team."""

    name = team_name("For example the department that decides, such as Finance operations.")
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RoleForm(forms.Form):
    """The role of one member."""

    role = forms.ChoiceField(
        label="Role",
        choices=ROLE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )

    def clean_role(self) -> Role:
        """The role itself instead of its word."""
        return Role(self.cleaned_data["role"])


class ChangeRoleForm(RoleForm, VersionedForm):
    """Another role for a member."""


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "role"]

    def clean_email(self) -> str:
        """Addresses are compared and kept in lower case."""
        return str(self.cleaned_data["email"]).lower()
