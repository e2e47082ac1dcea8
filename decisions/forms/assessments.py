"""Forms around an assessment: name, service type, depth, team, and the list's filters."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from crispy_forms.layout import Field
from django import forms
from django.db.models import QuerySet

from accounts.forms import NameField
from accounts.models import Team
from decisions.forms.fields import DayField, explained, helper, typed_anew
from decisions.models import WITH_A_PROVIDER, Depth, DoneBy
from decisions.wording import CONFIDENCE, NOT_SAID, OUTCOMES, SOMETHING_ELSE
from engine.fit.case import Today
from engine.model.ruleset import Ruleset, ServiceType
from writing.forms import VersionedForm

OTHER = "other"
FIRST = 10
"""How many services are shown first where the edition names none."""


class DetailsForm(forms.Form):
    """What the process is called and whose it is."""

    name = forms.CharField(
        max_length=200,
        label="What is the process called?",
        help_text="As your colleagues would recognise it, for example “Payroll for EMEA”.",
        error_messages={"required": "Give the process a name."},
    )
    unit = forms.CharField(
        max_length=200,
        required=False,
        label="Business unit",
        help_text="The part of the organisation whose process this is.",
    )

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "unit")


class EditForm(DetailsForm, VersionedForm):
    """Another name or unit."""

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("name", "unit", "version")


class TodayFields(forms.Form):
    """Who does the work today, and when the contract ends: only with a provider. All of it may stay
    unsaid."""

    done_by = forms.ChoiceField(
        required=False,
        choices=[*DoneBy.choices, ("", NOT_SAID)],
        widget=forms.RadioSelect,
        initial="",
        label="Who does it today?",
        help_text="It moves no score. It tells whether the advice is a change, and what comes next.",
        error_messages={"invalid_choice": "Choose among the answers below."},
    )
    contract_ends = DayField(
        required=False,
        label="When does the contract end?",
        help_text="The day on which it ends if nobody renews it, such as 31 December 2027 or "
        "2027-12-31. Leave it empty if you don't know.",
    )

    def clean(self) -> dict[str, Any]:
        """No date that was typed is dropped for want of a provider."""
        values = super().clean() or {}
        is_with_a_provider = values.get("done_by", "") in WITH_A_PROVIDER
        if "done_by" in values and not is_with_a_provider and typed_anew(self, "contract_ends"):
            words = (
                "A contract ends only where a provider does the work, whole or in part. Choose that "
                "above, or clear the date."
            )
            self.add_error("contract_ends", words)
        return values

    @property
    def today(self) -> Today:
        """What was said, cleaned."""
        done_by, ends = self.cleaned_data["done_by"], self.cleaned_data["contract_ends"]
        return Today(done_by, ends if done_by in WITH_A_PROVIDER else None)


TODAY_LAYOUT = ("done_by", Field("contract_ends", wrapper_class="when-with-a-provider"))


class TodayForm(TodayFields, VersionedForm):
    """Another answer to who does it today."""

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper(*TODAY_LAYOUT, "version")


class StartForm(DetailsForm, TodayFields):
    """The first page. ``start_key`` makes a form that is sent twice one assessment.

    ``teams`` are those where the person may start one.
    """

    start_key = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Open this page again and start anew."},
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = list(teams)
        if len(self.teams) > 1:
            self.fields["team"] = forms.ModelChoiceField(
                teams,
                label="Team",
                empty_label=None,
                help_text="Everybody in the team can see the assessment.",
            )

    @property
    def helper(self) -> Any:
        """Crispy markup; people with one team are not asked which."""
        team = ["team"] if "team" in self.fields else []
        return helper("name", "unit", *TODAY_LAYOUT, *team, "start_key")

    @property
    def team(self) -> Team | None:
        """The chosen team, or the only one; none for somebody without a team to start in."""
        chosen: Team | None = self.cleaned_data.get("team")
        return chosen or next(iter(self.teams), None)

    @property
    def key(self) -> UUID:
        """The start key as a value."""
        return cast(UUID, self.cleaned_data["start_key"])


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service type with its meaning in one sentence; ``also`` are other names it goes by."""

    slug: str
    name: str
    family: str
    line: str
    also: str


def _line(service: ServiceType) -> ServiceLine:
    first = service.summary.partition(". ")[0].rstrip(".") + "."
    return ServiceLine(service.slug, service.name, service.family, first, service.also)


class ServiceForm(VersionedForm):
    """Which service type is closest."""

    service = forms.ChoiceField(
        label="Which service is closest?",
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose the closest service, or “{SOMETHING_ELSE}”.",
            "invalid_choice": "Choose one of the services in the list.",
        },
    )

    def __init__(self, ruleset: Ruleset, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [row for row in ruleset.services if row.common] or list(ruleset.services[:FIRST])
        slugs = {row.slug for row in shown}
        self.common = [_line(row) for row in shown]
        self.count = len(ruleset.services)
        self.rest = [_line(row) for row in ruleset.services if row.slug not in slugs]
        self.groups = [
            (title, [row for row in self.rest if row.family == family])
            for family, title in (
                ("transactional", "Mostly routine work"),
                ("expert", "Mostly expert work"),
            )
        ]
        field = cast(forms.ChoiceField, self.fields["service"])
        names = [(row.slug, row.name) for row in ruleset.services]
        field.choices = [*names, (OTHER, SOMETHING_ELSE)]

    @property
    def helper(self) -> Any:
        """Crispy markup: common types first, all of them in groups below."""
        return helper(Field("service", template="decisions/_services.html"), "version")

    @property
    def chosen(self) -> str:
        """The value that is chosen now, stored or sent."""
        return str(self["service"].value() or "")

    @property
    def chosen_is_rare(self) -> bool:
        """Whether the chosen type stands in the closed part of the list."""
        return any(row.slug == self.chosen for row in self.rest)

    @property
    def slug(self) -> str:
        """The cleaned choice; empty for something else."""
        service = str(self.cleaned_data["service"])
        return "" if service == OTHER else service


class DepthForm(VersionedForm):
    """Quick screen, only what matters, or full assessment."""

    depth = forms.ChoiceField(
        label="How deep do you want to go?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how deep to go."},
    )

    def __init__(self, quick: int, full: int, gates: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["depth"])
        field.choices = [
            (
                Depth.QUICK.value,
                explained(
                    f"Quick screen: {quick} questions, about 5 minutes",
                    "An early indication, marked as such. For a first talk.",
                ),
            ),
            (
                Depth.ADAPTIVE.value,
                explained(
                    f"Only what matters: at most {full} questions and {gates} gates, "
                    "often half of them",
                    "The question that tells most comes next, and it says why. It stops when enough "
                    "is known. For a decision in less time.",
                ),
            ),
            (
                Depth.FULL.value,
                explained(
                    f"Full assessment: {full} questions and {gates} gates, 30 to 40 minutes",
                    "A recommendation with its reasons. For a decision.",
                ),
            ),
        ]


class TeamForm(VersionedForm):
    """Which team takes the assessment over."""

    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team that takes it over",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a team.",
            "invalid_choice": "Choose a team that you may work in.",
        },
    )

    def __init__(self, teams: QuerySet[Team], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["team"]).queryset = teams

    @property
    def helper(self) -> Any:
        """Crispy markup."""
        return helper("team", "version")


class VersionForm(forms.Form):
    """What a version is called."""

    name = NameField(required=False, max_length=200)


class FilterForm(forms.Form):
    """Which assessments the list shows; its values are the address of the page."""

    q = forms.CharField(required=False, max_length=200, label="Name contains")
    team = forms.ChoiceField(required=False, label="Team")
    outcome = forms.ChoiceField(required=False, label="Recommendation")
    confidence = forms.ChoiceField(required=False, label="How sure")

    def __init__(self, teams: list[Team], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("team", "All my teams", [(str(team.pk), team.name) for team in teams])
        self._offer("outcome", "All", [(key, name) for key, name in OUTCOMES.items() if name])
        self._offer("confidence", "All", [(key, name) for key, name in CONFIDENCE.items() if name])

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", everything), *choices]

    @property
    def helper(self) -> Any:
        """Crispy markup; a filter needs no token."""
        made = helper("q", "team", "outcome", "confidence")
        made.form_method = "get"
        made.disable_csrf = True
        return made
