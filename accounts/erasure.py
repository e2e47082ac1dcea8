"""Erasing an account: nobody knows any more who it was, and what the person said stays with the teams.

Answers, versions and the log refer to the account, which stays as a "Former member" without address,
password and rights. Versions and papers that were issued keep the names that they were issued with.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Invitation, Letter, Membership, Role, Team, User
from accounts.proof import claimed
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
    owners = Membership.objects.filter(team=OuterRef("pk"), role=Role.OWNER)
    mine = Team.objects.filter(
        Exists(owners.filter(user=person)), ~Exists(owners.exclude(user=person))
    )
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
    addresses = claimed(person)
    _leave_teams(person)
    Invitation.objects.to(addresses).delete()
    Letter.objects.filter(address__in=addresses).delete()
    for model, field in references_to(person):
        if model._meta.app_label in LIBRARY:
            model._base_manager.filter(**{field: person.pk}).delete()
    of_people = ContentType.objects.get_for_model(User)
    named = LogEntry.objects.filter(content_type=of_people, object_id=str(person.pk))
    named.update(object_repr=FORMER)
    _forget(person)
    record(Kind.ERASED, by=by, person=person)


def _leave_teams(person: User) -> None:
    """End every membership; a team of which nobody is left, and nothing, goes too."""
    for member in person.memberships.select_related("team", "user"):
        if member.team.memberships.count() > 1:
            remove_member(membership=member, by=person)
        else:
            record(Kind.DELETED, by=person, subject=member.team, team=member.team_id)
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
