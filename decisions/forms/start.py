"""Forms from a name to the first question: who does it today, the service type, how deep to go."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accounts.models import Team
from decisions.closest import closest, named
from decisions.forms.assessments import NO_TEAM, DetailsForm
from decisions.forms.fields import DayField, explained, typed_anew
from decisions.models import WITH_A_PROVIDER, Depth, DoneBy
from decisions.wording import NOT_SAID, SOMETHING_ELSE
from engine.fit.case import Today
from engine.fit.interview import progress
from engine.model.ruleset import Ruleset, ServiceType
from writing.forms import MergedForm, VersionedForm, renew

OTHER = "other"
FAMILIES = {"transactional": "Mostly routine work", "expert": "Mostly expert work"}


class TodayFields(forms.Form):
    """Who does the work today, and when the contract ends: only with a provider. All of it may stay
    unsaid."""

    done_by = forms.ChoiceField(
        required=False,
        choices=[*DoneBy.choices, ("", NOT_SAID)],
        widget=forms.RadioSelect,
        initial="",
        label="Who does it today?",
        help_text="It tells whether the advice is a change; leaving a provider has to be worth it, too.",
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


class TodayForm(TodayFields, MergedForm, VersionedForm):
    """Another answer to who does it today."""

    def settle(self) -> None:
        """Where no provider does the work, no contract ends."""
        if self["done_by"].value() not in WITH_A_PROVIDER:
            renew(self, {"contract_ends": ""})


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service type with its meaning in one sentence."""

    slug: str
    name: str
    line: str


def _line(service: ServiceType) -> ServiceLine:
    first = service.summary.partition(". ")[0].rstrip(".") + "."
    return ServiceLine(service.slug, service.name, first)


class ServiceFields(forms.Form):
    """Which service type is closest; ``searched`` are the words that the closest ones are sought by."""

    service = forms.ChoiceField(
        label="Which service is closest?",
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose the closest service, or “{SOMETHING_ELSE}”.",
            "invalid_choice": "Choose one of the services in the list.",
        },
    )

    ruleset: Ruleset
    searched: str

    def offer_services(self, ruleset: Ruleset, searched: str) -> None:
        """Take the service types of a decision model as the choices."""
        self.ruleset, self.searched = ruleset, searched
        field = cast(forms.ChoiceField, self.fields["service"])
        names = [(row.slug, row.name) for row in ruleset.services]
        field.choices = [*names, (OTHER, SOMETHING_ELSE)]

    @cached_property
    def closest(self) -> list[ServiceLine]:
        """The best hits for the words, and whatever is chosen."""
        hits = closest(self.ruleset.services, self.searched)
        chosen = self.ruleset.service.get(self.chosen)
        return [_line(row) for row in hits + ([chosen] if chosen and chosen not in hits else [])]

    @property
    def others(self) -> list[tuple[str, list[ServiceLine]]]:
        """All other service types by family."""
        shown = {row.slug for row in self.closest}
        rest = [row for row in self.ruleset.services if row.slug not in shown]
        return [
            (title, [_line(row) for row in rest if row.family == family])
            for family, title in FAMILIES.items()
        ]

    @property
    def chosen(self) -> str:
        """The value that is chosen now, stored or sent."""
        return str(self["service"].value() or "")

    @property
    def named(self) -> str:
        """The service type that bears the very name that was typed, while nothing is chosen: it stands
        chosen on the page, and whoever sends the page has seen it."""
        exact = None if self.chosen else named(self.ruleset.services, self.searched)
        return exact.slug if exact else ""

    @property
    def slug(self) -> str:
        """The cleaned choice; empty for something else."""
        service = str(self.cleaned_data["service"])
        return "" if service == OTHER else service


class ServiceForm(ServiceFields, VersionedForm):
    """Another service type."""

    def __init__(self, ruleset: Ruleset, searched: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_services(ruleset, searched)


class DepthFields(forms.Form):
    """Quick screen, only what matters, or full assessment."""

    depth = forms.ChoiceField(
        label="How deep do you want to go?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how deep to go."},
    )

    def offer_depths(self, ruleset: Ruleset, recommended: Depth) -> None:
        """The depths as choices, the recommended one first with its reason."""
        rows = [(depth.value, _depth(ruleset, depth, recommended)) for depth in Depth]
        first = [row for row in rows if row[0] == recommended]
        field = cast(forms.ChoiceField, self.fields["depth"])
        field.choices = [*first, ("Other depths", [row for row in rows if row not in first])]

    @property
    def other_is_chosen(self) -> bool:
        """Whether what is chosen stands among the other depths, or nothing can be taken for chosen."""
        field = cast(forms.ChoiceField, self.fields["depth"])
        first: tuple[str, Any] = next(iter(cast(Any, field.choices)))
        return bool(self["depth"].value() != first[0])


REASONS = {
    Depth.QUICK: "Recommended first: it shows whether more is worth your time. Your answers stay.",
    Depth.ADAPTIVE: "Recommended now: it asks only what can still change the advice, and stops when enough is known.",
}
"""Why a depth is recommended, where it is."""
HINTS = {
    Depth.QUICK: "An early indication, for a first talk.",
    Depth.ADAPTIVE: "Asks what tells most next, and stops when enough is known.",
    Depth.FULL: "Everything on record, for a decision that others will question.",
}


def _depth(ruleset: Ruleset, depth: Depth, recommended: Depth) -> SafeString:
    """A depth with how long it takes, and what it is for or why it is recommended."""
    quick, full = (progress(ruleset, {}, name).total for name in ("quick", "full"))
    takes = {
        Depth.QUICK: f"{quick} questions, about 5 minutes",
        Depth.ADAPTIVE: f"often half of {full} questions, about 15 minutes",
        Depth.FULL: f"{full} questions, 30 to 40 minutes",
    }
    hint = REASONS[depth] if depth == recommended else HINTS[depth]
    return explained(f"{depth.label}: {takes[depth]}", hint)


class DepthForm(DepthFields, VersionedForm):
    """Another depth."""

    def __init__(self, ruleset: Ruleset, *args: Any, recommended: Depth, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_depths(ruleset, recommended)


class StartForm(DetailsForm, TodayFields, ServiceFields, DepthFields):
    """The first page: all that is said before the first question. ``start_key`` makes a form that is
    sent twice one assessment.

    ``teams`` are those where the person may start one; without a ``ruleset`` nobody can start.
    """

    field_order = ("name", "unit", "service", "done_by", "contract_ends", "depth")
    start_key = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Open this page again and start anew."},
    )

    def __init__(self, ruleset: Ruleset, *args: Any, teams: QuerySet[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["depth"].initial = Depth.QUICK
        self.offer_services(ruleset, str(self["name"].value() or ""))
        self.offer_depths(ruleset, Depth.QUICK)
        self.teams = list(teams)
        # Where one was chosen that the person may not work in any more, the form says so.
        if len(self.teams) > 1 or self.data.get("team"):
            self.fields["team"] = forms.ModelChoiceField(
                teams,
                label="Team",
                empty_label=None,
                help_text="Everybody in the team can see the assessment.",
                error_messages={"invalid_choice": NO_TEAM},
            )
            self.order_fields(("name", "team"))

    @property
    def details_are_open(self) -> bool:
        """Whether something was typed that the page folds away."""
        return bool(self["unit"].value() or self.has_error("unit"))

    @property
    def team(self) -> Team | None:
        """The chosen team, or the only one; none for somebody without a team to start in."""
        chosen: Team | None = self.cleaned_data.get("team")
        return chosen or next(iter(self.teams), None)

    @property
    def key(self) -> UUID:
        """The start key as a value."""
        return cast(UUID, self.cleaned_data["start_key"])
