"""The log: one table, to which lines are added and in which none is changed."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    """What can happen that is kept."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Signing in failed"
    SIGN_IN_CHANGED = "sign_in_changed", "Way of signing in changed"
    RIGHTS_CHANGED = "rights_changed", "Rights on the site changed"
    JOINED = "joined", "Joined a team"
    ROLE_CHANGED = "role_changed", "Role changed"
    REMOVED = "removed", "Removed from a team"
    LEFT = "left", "Left a team"
    RENAMED = "renamed", "Renamed"
    MOVED = "moved", "Moved to another team"
    DELETED = "deleted", "Deleted"
    EXPORTED = "exported", "Exported or shared"
    PUBLISHED = "published", "Published"
    ERASED = "erased", "Account erased"


class EventQuerySet(models.QuerySet["Event"]):
    """Which events."""

    def of_team(self, team: UUID) -> Self:
        """What its owners may see; a move stands with both teams."""
        return self.filter(models.Q(team=team) | models.Q(other_team=team))

    def by_or_about(self, person: int) -> Self:
        """What a person did, and what was done about them."""
        return self.filter(models.Q(by=person) | models.Q(person=person))


class Event(models.Model):
    """One thing that happened. It names people, teams and what it is about by their keys alone, without
    reference, so it stays when they are gone; and it holds no name of a person, so it may stay when
    they ask to be erased.

    The database refuses to change a line, and to delete one that is younger than a year.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    kind = models.CharField("what", max_length=20, choices=Kind.choices)
    by = models.BigIntegerField("who", null=True)
    person = models.BigIntegerField("about whom", null=True)
    team = models.UUIDField(null=True)
    other_team = models.UUIDField("to which team", null=True)
    subject = models.CharField("about", max_length=200)
    detail = models.JSONField(default=dict)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index("team", models.F("at").desc(), name="audit_event_team"),
            models.Index("other_team", models.F("at").desc(), name="audit_event_other_team"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"
