"""Editions: frozen decision models. The working copy's tables follow."""

from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models

from engine.load import load
from engine.ruleset import Ruleset


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which editions."""

    def current(self) -> Self:
        """The newest edition, as a queryset of at most one."""
        return self.order_by("-number")[:1]


class Edition(models.Model):
    """A published decision model. Never changed, and never deleted while an assessment uses it."""

    number = models.PositiveIntegerField(unique=True)
    note = models.TextField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
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

    @property
    def ruleset(self) -> Ruleset:
        """The loaded decision model. An edition never changes, so it is kept in the process."""
        return edition_ruleset(self.pk)


@lru_cache(maxsize=32)
def edition_ruleset(edition_id: int) -> Ruleset:
    """The ruleset of an edition by id, loaded once per process."""
    return load(Edition.objects.values_list("definition", flat=True).get(pk=edition_id))
