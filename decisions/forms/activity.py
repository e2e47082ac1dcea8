"""Which entries of an assessment's trail to show."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from decisions.activity import GROUPS, OTHER
from decisions.models import Activity, Assessment


class ActivityFilterForm(forms.Form):
    """What, by whom, from which day to which."""

    about = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Everything"), *((key, name) for key, (name, _) in GROUPS.items()), OTHER],
    )
    who = forms.ModelChoiceField(
        label="By", required=False, queryset=User.objects.none(), empty_label="Everybody"
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, assessment: Assessment, data: Any) -> None:
        super().__init__(data)
        acted = assessment.activities.order_by().values("who").distinct()
        people = cast(forms.ModelChoiceField, self.fields["who"])  # type: ignore[type-arg]
        people.queryset = User.objects.filter(pk__in=acted).order_by("name", "email")

    def apply(self, rows: QuerySet[Activity]) -> QuerySet[Activity]:
        """The entries that fit; what is no filter filters nothing, and the form says so."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        about = asked.get("about")
        if about in GROUPS:
            rows = rows.filter(verb__in=GROUPS[about][1])
        elif about:
            rows = rows.exclude(verb__in=[verb for _, verbs in GROUPS.values() for verb in verbs])
        if asked.get("who"):
            rows = rows.filter(who=asked["who"])
        if asked.get("since"):
            rows = rows.filter(at__date__gte=asked["since"])
        if asked.get("until"):
            rows = rows.filter(at__date__lte=asked["until"])
        return rows
