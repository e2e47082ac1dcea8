"""People and their groups in the admin."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
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
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.rows import OfPerson
from accounts.erasure import erase
from accounts.models import Membership, Team, User
from accounts.services import RefusedError, about, withdraw_invitations_to
from audit.log import record
from audit.models import Kind
from writing.admin import GuardedAdmin

FLAGS = {"is_active", "is_staff", "is_superuser"}
RIGHTS = FLAGS | {"groups", "user_permissions"}

admin.site.unregister(Group)  # registered by its own app: overwrites


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
        teams = Team.objects.owned_only_by([obj.pk]) if "is_active" in changed else ()
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
            for team in Team.objects.owned_only_by([person.pk for person in objs])
        ]
        return found, counts, forbidden, [*protected, *orphans]
