"""Teams with their members in the admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from accounts.models import Membership, Role, Team, User, in_log
from accounts.services import about, withdraw_invitations_to
from audit.log import record
from audit.models import Kind
from writing.admin import GuardedAdmin

MOST_DIGITS = 19
"""A key has fewer."""


class MembershipForm(ModelForm[Membership]):
    """A member with a role."""

    def clean_user(self) -> User:
        """A member stays who they are: else one person would leave and another come without a line in the log,
        and with the first one's invitations."""
        user: User = self.cleaned_data["user"]
        if not self.instance._state.adding and user.pk != self.instance.user_id:
            raise ValidationError("Delete this row, and add another person in a new one.")
        return user


class MembershipFormSet(BaseInlineFormSet[Membership, Team, Any]):
    """The members of one team."""

    def clean(self) -> None:
        """A team needs an owner, here as everywhere."""
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        owners = [row for row in kept if row["role"] == Role.OWNER and not row.get("DELETE")]
        if not owners:
            raise ValidationError("A team needs at least one owner.")

    def delete_existing(self, obj: Membership, commit: bool = True) -> None:
        """Whoever is removed here has no invitation left either."""
        withdraw_invitations_to(obj)
        super().delete_existing(obj, commit)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Each field named for screen readers, as a table of rows has no labels."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)


class PersonSelect(AutocompleteSelect):
    """The list of people that is searched while somebody types.

    Django looks the sent value up when it shows the form again, and fails on one that is no number.
    """

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """The chosen people among the options; what cannot be a key is none of them."""
        keys = [key for key in value if str(key).isdecimal() and len(str(key)) < MOST_DIGITS]
        return super().optgroups(name, keys, attr)


class MembershipInline(admin.TabularInline[Membership, Team]):
    """Who is in the team."""

    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    autocomplete_fields = ("user",)
    extra = 1

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People are searched, not listed."""
        if db_field.name == "user":
            kwargs["widget"] = PersonSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Team)
class TeamAdmin(GuardedAdmin):
    """Teams with their members."""

    inlines = (MembershipInline,)

    def event_of(self, row: Team) -> dict[str, Any]:
        """Which team."""
        return {"subject": in_log(row.name), "team": row.pk}

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What was changed in which table; which people that is about says the log, by their keys."""
        said = super().construct_change_message(request, form, formsets, add)
        for change in said:
            for told in change.values():
                if "object" in told:
                    told["object"] = form.instance.pk.hex
        return said

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        """Another name leaves a line for the owners."""
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            before = in_log(form.initial["name"])
            record(Kind.RENAMED, by=request.user, **self.event_of(obj), before=before)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """So does a member who comes, goes or gets another role."""
        before = {row.instance.pk: row.initial.get("role") for row in formset.initial_forms}
        super().save_formset(request, form, formset, change)
        by = request.user
        for member in formset.new_objects:
            record(Kind.JOINED, by=by, **about(member), role=member.role)
        for member, fields in formset.changed_objects:
            if "role" in fields:
                old = before[member.pk]
                record(Kind.ROLE_CHANGED, by=by, **about(member), before=old, now=member.role)
        for member in formset.deleted_objects:
            record(Kind.REMOVED, by=by, **about(member), role=member.role)

    list_display = ("name", "created_at")
    search_fields = ("name", "members__email", "members__name")
    date_hierarchy = "created_at"

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The length of a list answers no question about the token of an invitation."""
        asked = lookup.startswith("invitations")
        return not asked and super().lookup_allowed(lookup, value, request)
