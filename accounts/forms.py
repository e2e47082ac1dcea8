"""What people type about themselves and their teams, cleaned."""

import uuid
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from accounts.models import Role, User
from engine.model.places import zones
from writing.forms import MergedForm, VersionedForm
from writing.sent import sent_once
from writing.visible import or_nothing

ROLE_CHOICES = [
    (Role.VIEWER, "Viewer: reads the assessments and downloads papers"),
    (Role.REVIEWER, "Reviewer: reads and comments"),
    (Role.EDITOR, "Editor: starts assessments, answers questions and asks for papers"),
    (Role.OWNER, "Owner: does everything, and manages the team"),
]


class NameField(forms.CharField):
    """A name on one line: any run of white space, also a line break, becomes one space; "" where nobody would
    see it, as it is what leads to a thing."""

    def to_python(self, value: Any) -> str:
        """The text with its white space tidied."""
        return or_nothing(" ".join((super().to_python(value) or "").split()))


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


class ProfileForm(MergedForm, forms.ModelForm[User]):
    """How others read the person, and by which clock the person reads. What was not touched stays as it is
    saved: it may have been changed in another tab."""

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

    @property
    def touched(self) -> list[str]:
        """The fields to store."""
        return [name for name in self.Meta.fields if self.is_touched(name)]


class TeamNameForm(VersionedForm):
    """The name of a team that exists."""

    name = team_name()


class CreateTeamForm(forms.Form):
    """A new team. Its id is made of ``key`` and name, so that the same form sent twice makes one team, and
    another one with another name, after going back."""

    name = team_name("For example the department that decides, such as Finance operations.")
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """With the key that the team gets."""
        values = super().clean() or {}
        if not self.errors:
            values["key"] = sent_once(values["key"], values["name"])
        return values


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
    """Whom to invite, and as what. ``version`` is the role of an open invitation to this address that the page
    has shown, "" for none."""

    version = forms.Field(required=False, widget=forms.HiddenInput)

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

    def clean_version(self) -> str:
        """A word; any other than the stored one has seen nothing."""
        return str(self.cleaned_data["version"] or "").replace("\0", "")
