"""People and teams in the admin."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, cast

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
)
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.erasure import erase
from accounts.models import Membership, Role, Team, User, in_log
from accounts.services import RefusedError, about, withdraw_invitations_to
from audit.admin import NotesDeletions
from audit.log import record
from audit.models import Kind
from writing.admin import GuardedAdmin

# The admin has no sign-in of its own: rate limits and the second factor hold there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Nor a way of its own to a new password, which no limit, no letter and no line of the log would see."""
    return redirect("account_change_password")


admin.site.password_change = own_password  # type: ignore[method-assign, assignment]

MOST_DIGITS = 19
"""A key has fewer."""
FLAGS = {"is_active", "is_staff", "is_superuser"}
RIGHTS = FLAGS | {"groups", "user_permissions"}


class UserCreationForm(AdminUserCreationForm[User]):
    """A new person: e-mail address, name, password."""

    class Meta:
        model = User
        fields = ["email", "name"]


class PasswordIsSet(ReadOnlyPasswordHashWidget):
    """Whether there is a password. Django's own shows how the hash begins."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """That, and the button."""
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        words = "A password is set." if is_set else "No password is set."
        return context | {"summary": [{"label": words}]}


class UserChangeForm(DjangoUserChangeForm[User]):
    """A person, with nothing of the password."""

    password = ReadOnlyPasswordHashField(label="Password", widget=PasswordIsSet)


for _model in (
    Group,
    EmailAddress,
    Authenticator,
    UserSession,
    SocialAccount,
    SocialApp,
    SocialToken,
):
    admin.site.unregister(_model)  # registered by its own app: overwrites, or shows a key


def forget_name(row: Any) -> None:
    """Call a row in the admin's own list of actions by its number alone."""
    lines = LogEntry.objects.filter(content_type=get_content_type_for_model(row))
    words = f"{row._meta.verbose_name} {row.pk}".capitalize()
    lines.filter(object_id=str(row.pk)).update(object_repr=words)


class OfPerson:
    """Rows about a person: those about a superuser are for superusers. Whoever gives a superuser another
    password, address or second step is one."""

    def person_of(self, row: Any) -> User:
        """Whom the row is about."""
        person: User = row.user
        return person

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nor is a row given to a superuser, a new one or one of somebody else's."""
        if db_field.related_model is User and not request.user.is_superuser:
            kwargs["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """In the admin's own list of actions no name and no address outlives its row."""
        rows = list(queryset)
        entries = super().log_deletions(request, queryset)  # type: ignore[misc]
        for row in rows:
            forget_name(row)
        return entries

    def _may_touch(self, request: HttpRequest, row: Any) -> bool:
        return row is None or request.user.is_superuser or not self.person_of(row).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With the right, and not upwards."""
        may: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return may and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        may: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return may and self._may_touch(request, obj)


@admin.register(Group)
class GroupAdmin(GuardedAdmin, DjangoGroupAdmin):
    """Groups with their permissions."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What members may do is said by superusers: whoever could say it could do it, by a group they are in."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed] if request.user.is_superuser else [*fixed, "permissions"]

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """What its members may do leaves a line."""
        super().save_model(request, obj, form, change)
        if "permissions" in form.changed_data:
            now = ", ".join(row.codename for row in form.cleaned_data["permissions"])
            record(Kind.RIGHTS_CHANGED, by=request.user, subject=f"Group {obj}", now=now)


@admin.register(EmailAddress)
class EmailAddressAdmin(OfPerson, GuardedAdmin, AllauthEmailAddressAdmin):  # type: ignore[misc]
    """The addresses of people, and which of them are proven."""

    @admin.action(description="Mark selected addresses as proven", permissions=["change"])
    def make_verified(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        """Somebody has seen the proof in another way; that is a way in, and leaves a line."""
        people = [row for row in queryset if self.has_change_permission(request, row)]
        waiting = queryset.filter(pk__in=[row.pk for row in people], verified=False)
        rows = list(waiting)
        super().make_verified(request, waiting)
        for row in EmailAddress.objects.filter(pk__in=[row.pk for row in rows], verified=True):
            record(Kind.SIGN_IN_CHANGED, by=request.user, **self.event_of(row))

    def log_addition(self, request: HttpRequest, obj: EmailAddress, message: Any) -> Any:
        """Without the address, as its person may take it away."""
        entry = super().log_addition(request, obj, message)
        forget_name(obj)
        return entry

    def log_change(self, request: HttpRequest, obj: EmailAddress, message: Any) -> Any:
        """The same."""
        entry = super().log_change(request, obj, message)
        forget_name(obj)
        return entry

    def event_of(self, row: EmailAddress) -> dict[str, Any]:
        """Whose address, not which."""
        return {"person": row.user, "subject": "E-mail address"}

    def save_model(self, request: HttpRequest, obj: EmailAddress, form: Any, change: bool) -> None:
        """A way in was given or taken."""
        super().save_model(request, obj, form, change)
        record(Kind.SIGN_IN_CHANGED, by=request.user, **self.event_of(obj))


@admin.register(Authenticator)
class AuthenticatorAdmin(OfPerson, NotesDeletions, AllauthAuthenticatorAdmin):  # type: ignore[misc]
    """Second factors: support sees that there is one, never its secret, and takes a lost one away."""

    def event_of(self, row: Authenticator) -> dict[str, Any]:
        """Whose second factor, and of which type."""
        return {"person": row.user, "subject": f"Second factor: {row.get_type_display()}"}

    fields = ("user", "type", "created_at", "last_used_at")

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The length of a list answers no question about a secret, which could be guessed by letters."""
        return not lookup.startswith("data") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People add their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People change their own."""
        return False


@admin.register(User)
class UserAdmin(OfPerson, GuardedAdmin, DjangoUserAdmin[User]):
    """People are identified by their e-mail address."""

    form = UserChangeForm
    add_form = UserCreationForm
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "usable_password", "password1", "password2"),
            },
        ),
    )
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    actions = ("erase",)

    @admin.action(description="Erase selected accounts", permissions=["delete"])
    def erase(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        """Ask, then make the accounts nameless; one that owns a team alone is left, and named."""
        if "post" not in request.POST:
            context = {**self.admin_site.each_context(request), "people": people}
            return TemplateResponse(request, "admin/accounts/erase.html", context)
        for person in people:
            if not self.has_delete_permission(request, person):
                self.message_user(request, f"{person.email}: only superusers.", messages.ERROR)
                continue
            try:
                erase(person=person, by=cast(User, request.user))
            except RefusedError as refused:
                self.message_user(request, f"{person.email}: {refused}", messages.ERROR)
            else:
                self.message_user(request, f"{person.email} is erased.", messages.SUCCESS)
        return None

    def person_of(self, row: User) -> User:
        """The person."""
        return row

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Rights on the site are given by superusers: whoever can give them has them."""
        own = () if request.user.is_superuser else sorted(RIGHTS - {"is_active"})
        return [*super().get_readonly_fields(request, obj), *own]

    def event_of(self, row: User) -> dict[str, Any]:
        """Whose account."""
        return {"person": row, "subject": "Account"}

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Their teams are told, and no invitation leads them back."""
        people = [person.pk for person in queryset]
        for member in Membership.objects.filter(user__in=people).select_related("team", "user"):
            withdraw_invitations_to(member)
            record(Kind.REMOVED, by=request.user, **about(member), role=member.role)
        return super().log_deletions(request, queryset)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Rights on the site and a new main address leave a line."""
        super().save_model(request, obj, form, change)
        changed = set(form.changed_data)
        if "email" in changed:
            record(Kind.SIGN_IN_CHANGED, by=request.user, person=obj, subject="Main address")
        teams = left_alone_without([obj.pk]) if "is_active" in changed else ()
        if teams and not obj.is_active:
            names = ", ".join(str(team) for team in teams)
            words = f"Nobody who can sign in owns these teams now; make somebody else an owner: {names}."
            messages.warning(request, words)
        for right in sorted(changed & RIGHTS):
            value = form.cleaned_data[right]
            now = str(value) if right in FLAGS else ", ".join(map(str, value))
            record(Kind.RIGHTS_CHANGED, by=request.user, person=obj, subject=right, now=now)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Who gets a password here is told in the log, too."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == HTTPStatus.FOUND:
            person = self.get_object(request, unquote(id))
            record(Kind.SIGN_IN_CHANGED, by=request.user, person=person, subject="Password")
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A team keeps an owner: whoever is the last one cannot be deleted, alone or with others."""
        found, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        orphans = [
            f"The team {team} would have no owner left. Make somebody else an owner, or delete it."
            for team in left_alone_without([person.pk for person in objs])
        ]
        return found, counts, forbidden, [*protected, *orphans]


def left_alone_without(people: Iterable[int]) -> QuerySet[Team]:
    """The teams that these people own, and nobody else who can sign in."""
    owned = Membership.objects.filter(role=Role.OWNER, user__in=people).values("team")
    others = Membership.objects.owners().filter(team=OuterRef("pk")).exclude(user__in=people)
    return Team.objects.filter(~Exists(others), pk__in=owned)


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
