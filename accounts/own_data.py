"""What is stored about one person, as data that a program can read: every row that refers to them, and
the invitations to their addresses.

The rows are found from the tables themselves, so none that is added later is left out. Keys that open
something are: they would make the file worth stealing.
"""

from typing import Any

from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.proof import proven
from accounts.references import references_to
from audit.models import Event

SECRET = {
    "accounts.User": {"password"},
    "accounts.Invitation": {"token"},
    "decisions.SharedLink": {"token_sha256"},
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"session_key"},
    "socialaccount.SocialAccount": set(),
}
LARGE = {"decisions.Version": {"document", "snapshot"}}
"""What holds a whole decision, which belongs to its team and is read on the site."""


def own_data(person: User) -> dict[str, Any]:
    """All of it, by table."""
    tables: dict[str, dict[str, Any]] = {}
    for model, field in references_to(person):
        rows = [_values(row) for row in model._base_manager.filter(**{field: person.pk})]
        if rows:
            tables.setdefault(model._meta.label, {})[field] = rows
    waiting = Invitation.objects.to(proven(person))
    if waiting:
        tables.setdefault(Invitation._meta.label, {})["email"] = [_values(row) for row in waiting]
    events = Event.objects.by_or_about(person.pk).order_by("pk")
    return {
        "made_at": timezone.now().isoformat(),
        "person": _values(person),
        "rows": tables,
        "events": [_values(event) for event in events],
    }


def _values(row: Model) -> dict[str, Any]:
    """The row as it is stored, without what opens something."""
    label = row._meta.label
    left_out = SECRET.get(label, set()) | LARGE.get(label, set())
    fields: list[Field[Any, Any]] = [*row._meta.concrete_fields]
    return {
        field.attname: row.serializable_value(field.attname)
        for field in fields
        if field.name not in left_out
    }
