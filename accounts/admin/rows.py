"""What the admin pages of rows about a person share."""

from typing import Any, cast

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User


def forget_name(row: Any) -> None:
    """Call a row in the admin's own list of actions by its number alone."""
    lines = LogEntry.objects.filter(content_type=get_content_type_for_model(row))
    words = f"{row._meta.verbose_name} {row.pk}".capitalize()
    lines.filter(object_id=str(row.pk)).update(object_repr=words)


def is_above(person: User, other: User) -> bool:
    """Whether the person may do what the other may not, or could if the account were active."""
    return person.is_superuser or not _rights(person) <= _rights(other)


def _rights(person: User) -> set[int]:
    of_person = Q(user=person) | Q(group__user=person)
    return set(Permission.objects.filter(of_person).values_list("pk", flat=True))


class OfPerson:
    """Rows about a person: those about somebody who may do more are for superusers. Whoever gives somebody another
    password and address and takes the second step away is that person."""

    def person_of(self, row: Any) -> User:
        """Whom the row is about."""
        person: User = row.user
        return person

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nor is a row given to somebody above, a new one or one of somebody else's: it is to none of the staff."""
        if db_field.related_model is User and not request.user.is_superuser:
            below = Q(is_staff=False, is_superuser=False) | Q(pk=request.user.pk)
            kwargs["queryset"] = User.objects.filter(below)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """In the admin's own list of actions no name and no address outlives its row."""
        rows = list(queryset)
        entries = super().log_deletions(request, queryset)  # type: ignore[misc]
        for row in rows:
            forget_name(row)
        return entries

    def _may_touch(self, request: HttpRequest, row: Any) -> bool:
        return (
            row is None
            or request.user.is_superuser
            or not is_above(self.person_of(row), cast(User, request.user))
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With the right, and not upwards."""
        may: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return may and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        may: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return may and self._may_touch(request, obj)
