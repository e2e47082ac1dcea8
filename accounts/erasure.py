"""Erasing an account: nobody knows any more who it was, and what the person said stays with the teams.

Answers, versions and the log refer to the account, which stays as a "Former member" without address,
password and rights. Versions and papers that were issued keep the names that they were issued with.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Model, QuerySet

from accounts.models import PERSONAL, Invitation, Letter, Personal, Team, User, in_log
from accounts.proof import proven
from accounts.references import holds_something, references_to
from accounts.services import RefusedError, remove_member
from audit.log import record
from audit.models import Kind

FORMER = "Former member"
NOWHERE = "erased.invalid"
"""No mail can be sent to a name that ends so (RFC 2606)."""
LIBRARY = {"account", "mfa", "socialaccount", "usersessions"}
"""The apps of the sign-in library: their rows are ways in."""


def to_hand_over(person: User) -> list[Team]:
    """The teams that would be left without an owner: with other members, or with assessments."""
    mine = Team.objects.owned_only_by([person.pk])
    return [team for team in mine if team.memberships.count() > 1 or holds_something(team)]


def not_erased() -> QuerySet[User]:
    """The accounts behind which somebody is."""
    return User.objects.exclude(email__endswith=f"@{NOWHERE}")


@transaction.atomic
def erase(*, person: User, by: User | None) -> None:
    """Make the account nameless; ``by`` is None when its time is over. Doing it twice is the same as
    once. Raises ``RefusedError`` while a team would be left without an owner."""
    found = not_erased().select_for_update().filter(pk=person.pk).first()
    if found is None:
        return
    person = found
    if teams := to_hand_over(person):
        names = ", ".join(str(team) for team in teams)
        raise RefusedError(
            f"Make somebody else an owner first, or delete the assessments and the members: {names}."
        )
    # What waits for an address that nobody has proven waits for somebody else.
    addresses = proven(person)
    _leave_teams(person)
    Invitation.objects.to(addresses).delete()
    Invitation.objects.filter(accepted_by=person).delete()
    Letter.objects.filter(address__lower__in=addresses).delete()
    _forget_in_log_of_admin(User, [person.pk])
    for model, field in references_to(person):
        if model._meta.app_label in LIBRARY or issubclass(model, Personal):
            rows = model._base_manager.filter(**{field: person.pk})
            _forget_in_log_of_admin(model, rows.values_list("pk", flat=True))
            rows.delete()
    _forget(person)
    record(Kind.ERASED, by=by, person=person)


def _forget_in_log_of_admin(model: type[Model], keys: Iterable[Any]) -> None:
    """What was done in the admin to such rows stays; what they were called does not."""
    lines = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    lines.filter(object_id__in=map(str, keys)).update(object_repr=FORMER)


def _leave_teams(person: User) -> None:
    """End every membership; a team of which nobody is left, and nothing, goes too. One that the site named
    after the person gets another name."""
    named, nameless = person.name_of_team(), PERSONAL.format(FORMER)
    person.teams.filter(name=named).update(name=nameless, version=F("version") + 1)
    LogEntry.objects.filter(object_repr=named).update(object_repr=nameless)
    for member in person.memberships.select_related("team", "user"):
        if member.team.memberships.count() > 1:
            remove_member(membership=member, by=person)
        else:
            subject = in_log(member.team.name)
            record(Kind.DELETED, by=person, subject=subject, team=member.team_id)
            member.team.delete()


def _forget(person: User) -> None:
    """Take name, address, password and rights away; a session that is open ends with the password."""
    person.email = f"{person.pk}@{NOWHERE}"
    person.name = FORMER
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.groups.clear()
    person.user_permissions.clear()
    person.save()
