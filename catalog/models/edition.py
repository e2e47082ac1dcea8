"""Editions: frozen decision models, and the row that guards the working copy."""

from functools import lru_cache
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models

from engine.model.load import load
from engine.model.ruleset import Ruleset


class EditionIsFrozenError(TypeError):
    """Somebody tried to change a published edition."""

    def __init__(self) -> None:
        super().__init__("A published edition is never changed. Publish a new one.")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which editions. Published editions are not changed in bulk either."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: an edition stays what it was when it was published."""
        raise EditionIsFrozenError

    def current(self) -> Self:
        """The newest edition, as a queryset of at most one."""
        return self.order_by("-number")[:1]


class Edition(models.Model):
    """A published decision model. Never changed, and never deleted while an assessment uses it."""

    number = models.PositiveIntegerField(unique=True, editable=False)
    note = models.TextField("what changed and why", editable=False)
    definition = models.JSONField(editable=False)
    # Not unique: going back to an earlier content is a new edition with the old digest.
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ("view",)
        permissions = [("publish_edition", "Can publish the working copy as a new edition")]

    def __str__(self) -> str:
        return f"Edition {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to store an edition a second time; nothing is done here but that."""
        if not self._state.adding:
            raise EditionIsFrozenError
        super().save(*args, **kwargs)

    @property
    def ruleset(self) -> Ruleset:
        """The loaded decision model. An edition never changes, so it is kept in the process."""
        return edition_ruleset(self.pk)


@lru_cache(maxsize=32)
def edition_ruleset(edition_id: int) -> Ruleset:
    """The ruleset of an edition by id, loaded once per process."""
    return load(Edition.objects.values_list("definition", flat=True).get(pk=edition_id))


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    """The one row."""

    def lock(self) -> "WorkingCopy":
        """The row, held until the transaction ends: one writer or publisher at a time."""
        self.get_or_create(id=1)
        return self.select_for_update().get(id=1)


class WorkingCopy(models.Model):
    """What is known about the working copy as a whole (one row, also used as its lock).

    ``loaded`` is the shipped content that it was last loaded from or merged with, ``loaded_sha256``
    its digest. While the tables still have that digest nobody has edited them, and newer shipped
    content may replace them; else it is ``offered``, to be merged.
    """

    loaded_sha256 = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    loaded = models.JSONField(null=True, blank=True)
    offered = models.JSONField(null=True, blank=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_working_copy"),
        ]

    def __str__(self) -> str:
        return "Working copy"
