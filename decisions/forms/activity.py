"""Which entries of an assessment's trail to show."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from audit.reading import DaysForm
from decisions.activity import GROUPS, OTHER
from decisions.models import Activity, Assessment


class ActivityFilterForm(DaysForm):
    """What, by whom, from which day to which."""

    about = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Everything"), *((key, name) for key, (name, _) in GROUPS.items()), OTHER],
    )
    who = forms.ModelChoiceField(
        label="By", required=False, queryset=User.objects.none(), empty_label="Everybody"
    )
    field_order = ("about", "who", "since", "until")

    def __init__(self, assessment: Assessment, data: Any) -> None:
        super().__init__(data)
        acted = assessment.activities.order_by().values("who").distinct()
        people = cast(forms.ModelChoiceField, self.fields["who"])  # type: ignore[type-arg]
        people.queryset = User.objects.filter(pk__in=acted).order_by("name", "email")

    def apply(self, rows: QuerySet[Activity]) -> QuerySet[Activity]:
        """The entries that fit."""
        asked = self.asked
        about = asked.get("about")
        if about in GROUPS:
            rows = rows.filter(verb__in=GROUPS[about][1])
        elif about:
            rows = rows.exclude(verb__in=[verb for _, verbs in GROUPS.values() for verb in verbs])
        if asked.get("who"):
            rows = rows.filter(who=asked["who"])
        return self.within(rows)
