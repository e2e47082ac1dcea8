"""Forms around an assessment: name, team, versions, and the list's filters."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet

from accounts.forms import NameField
from accounts.models import Team, User
from decisions.forms.fields import helper
from decisions.wording import CONFIDENCE, OUTCOMES
from writing.forms import MergedForm, VersionedForm

LONGEST_NAME, COPY = 200, " (copy)"
NO_TEAM = "Choose a team that you may work in."
RELOAD = "Load the page again, and then send it."


class DetailsForm(forms.Form):
    """What the process is called and whose it is."""

    name = NameField(
        max_length=200,
        label="What is the process called?",
        help_text="As your colleagues call it, for example “Payroll for EMEA”.",
        error_messages={"required": "Give the process a name."},
    )
    unit = NameField(
        max_length=200,
        required=False,
        label="Business unit",
        help_text="The part of the organisation whose process this is.",
    )

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "unit")


class EditForm(DetailsForm, MergedForm, VersionedForm):
    """Another name or unit."""

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "unit", "version", "opened")


class CopyForm(forms.Form):
    """What the copy is called. ``start_key`` makes a form that is sent twice one copy."""

    name = NameField(
        max_length=200,
        label="What is the copy called?",
        error_messages={"required": "Give the copy a name."},
    )
    start_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), RELOAD)
    )

    @staticmethod
    def name_for(name: str, end: str = COPY) -> str:
        """What a copy is called before anybody says otherwise."""
        return f"{name[: LONGEST_NAME - len(end)]}{end}"

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "start_key")


class TeamForm(VersionedForm):
    """Which team takes the assessment over."""

    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team that takes it over",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a team.",
            "invalid_choice": NO_TEAM,
        },
    )

    def __init__(self, teams: QuerySet[Team], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["team"]).queryset = teams

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("team", "version")


class OwnerForm(VersionedForm):
    """Which member of the team is the owner."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Owner",
        help_text="Named on papers as who answers for it. It gives no other right in the team.",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a member of the team.",
            "invalid_choice": "Choose a member of the team.",
        },
    )

    def __init__(self, team: Team, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["owner"]).queryset = team.members.filter(is_active=True)

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("owner", "version")


class TemplateForm(VersionedForm):
    """Whether an assessment is a template."""

    WORDS: ClassVar[dict[str, str]] = {"yes": "Yes, a template", "no": "No template"}
    is_template = forms.ChoiceField(
        label="Is it a template?",
        help_text="Owners and editors of the team find it where they start an assessment.",
        choices=[("yes", WORDS["yes"]), ("no", WORDS["no"])],
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes or no.", "invalid_choice": "Say yes or no."},
    )

    @property
    def is_yes(self) -> bool:
        """What was said."""
        return bool(self.cleaned_data["is_template"] == "yes")

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("is_template", "version")


class VersionForm(forms.Form):
    """What a version is called."""

    name = NameField(
        required=False,
        max_length=200,
        label="Name",
        help_text="For example “Before the tender”. Empty takes the name away.",
    )

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name")


class VersionNameForm(VersionForm, VersionedForm):
    """Another name for a version."""

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "version")


class FilterForm(forms.Form):
    """Which assessments the list shows; its values are the address of the page."""

    q = forms.CharField(required=False, max_length=200, label="Name contains")
    team = forms.ChoiceField(required=False, label="Team")
    outcome = forms.ChoiceField(required=False, label="Recommendation")
    confidence = forms.ChoiceField(required=False, label="How sure")
    actions = forms.ChoiceField(
        required=False, label="Actions", choices=[("", "All"), ("overdue", "Overdue")]
    )

    def __init__(self, teams: list[Team], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("team", "All my teams", [(str(team.pk), team.name) for team in teams])
        self.name_options({})
        self._offer("confidence", "All", [(key, name) for key, name in CONFIDENCE.items() if name])

    def name_options(self, names: Mapping[str, str]) -> None:
        """Call the options as a decision model calls them, and all other outcomes as everywhere."""
        called = {key: names.get(key, name) for key, name in OUTCOMES.items()}
        self._offer("outcome", "All", [(key, name) for key, name in called.items() if name])

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", everything), *choices]

    @property
    def helper(self) -> Any:
        """Crispy markup; a filter needs no token."""
        made = helper("q", "team", "outcome", "confidence", "actions")
        made.form_method = "get"
        made.disable_csrf = True
        return made
