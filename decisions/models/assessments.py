"""One decision about one business process, and the trail of what people did to it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Team, User
from catalog.models import Edition
from decisions import wording
from reviews.models import Guest


class Depth(models.TextChoices):
    """How many questions are asked."""

    QUICK = "quick", wording.DEPTHS["quick"]
    ADAPTIVE = "adaptive", wording.DEPTHS["adaptive"]
    FULL = "full", wording.DEPTHS["full"]


class DoneBy(models.TextChoices):
    """Who does the work today."""

    OWN = "own", wording.DONE_BY["own"]
    SHARED_SERVICE = "shared_service", wording.DONE_BY["shared_service"]
    PROVIDER = "provider", wording.DONE_BY["provider"]
    MIXED = "mixed", wording.DONE_BY["mixed"]
    NOBODY = "nobody", wording.DONE_BY["nobody"]


WITH_A_PROVIDER = (DoneBy.PROVIDER, DoneBy.MIXED)
"""Who does the work today where there is a contract that can end."""


class Part(StrEnum):
    """What of an assessment has a version of its own beside its answers and its cost case."""

    DESCRIPTION = "description"  # name and unit
    TODAY = "today"  # who does the work, and when the contract ends
    TEAM = "team"
    OWNER = "owner"
    SERVICE = "service"
    DEPTH = "depth"
    WEIGHTS = "weights"
    PLACE = "place"
    TEMPLATE = "template"  # whether it is one
    STEPS = "steps"  # which steps there are, and their order
    EDITION = "edition"  # the decision model that asks the questions


NOTHING_SAID = "none"
"""The outcome, and how sure it is, while no question is answered."""
WHOLE_INDEX = 3
"""So many letters make a part of a name that an index of trigrams finds anywhere."""


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Which assessments. Lists are in order of change, newest first; a page begins beside a row
    instead of after so many rows, so that the last page is as near as the first."""

    def live(self) -> Self:
        """Those that nobody has deleted."""
        return self.filter(deleted_at=None)

    def templates(self) -> Self:
        """Those that others start from, by name."""
        return self.live().filter(is_template=True).order_by("name", "pk")

    def deleted(self) -> Self:
        """Those that can still be brought back, the last deleted first."""
        return self.exclude(deleted_at=None).order_by("-deleted_at", "pk")

    def named(self, text: str) -> Self:
        """With this in the name; fewer letters than ``WHOLE_INDEX`` must begin a word of it."""
        if len(text) >= WHOLE_INDEX:
            return self.filter(name__icontains=text)
        return self.filter(Q(name__istartswith=text) | Q(name__icontains=f" {text}"))

    def older(self, moment: datetime, pk: UUID) -> Self:
        """Behind the place of this row in the list, nearest first."""
        rows = self.filter(updated_at__lte=moment).exclude(updated_at=moment, pk__lte=pk)
        return rows.order_by("-updated_at", "pk")

    def newer(self, moment: datetime, pk: UUID) -> Self:
        """Before the place of this row in the list, nearest first."""
        rows = self.filter(updated_at__gte=moment).exclude(updated_at=moment, pk__gte=pk)
        return rows.order_by("updated_at", "-pk")


class Assessment(models.Model):
    """One decision about one business process.

    ``service`` is a service type's slug in the pinned edition, empty for "something else".
    ``weights`` is a preset's key or an object of theme or criterion weights; ``elicitation`` is how a
    person came to them ({"method": "rank", "order": [["A"], ["B", "C"], ...]} or {"method":
    "pairwise", "judgements": [["A", "B", 3], ...]}), empty for presets and typed numbers.
    ``place`` holds the answers about location and rules. The fields from ``outcome`` on are copies
    of the last recommendation, so that lists never compute.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="assessments")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assessments")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    # Who does the work today, empty while nobody said; a contract only where a provider has part in it.
    done_by = models.CharField(max_length=20, choices=DoneBy.choices, blank=True)
    contract_ends = models.DateField(null=True, blank=True)
    service = models.SlugField(max_length=60, blank=True)
    service_chosen = models.BooleanField(default=False)
    depth = models.CharField(max_length=10, choices=Depth.choices, blank=True)
    weights = models.JSONField(default=str, blank=True)
    elicitation = models.JSONField(default=dict, blank=True)
    place = models.JSONField(default=dict, blank=True)
    # Sent with the form that starts an assessment: the same form twice is one assessment.
    start_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Whether others in the team may start from it.
    is_template = models.BooleanField(default=False, db_default=False)
    # Since when it is deleted, and by whom: from then on only ``decisions.deleted`` knows it, until it is
    # brought back or its time is over.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    # Counts every change: a writer who read an older state starts over from the newer one, and what
    # is written takes it as its version.
    revision = models.PositiveIntegerField(default=1, editable=False)
    # Part -> the revision that it was written with; none (0) since the start.
    part_versions = models.JSONField(default=dict, blank=True, editable=False)

    outcome = models.CharField(max_length=20, default=NOTHING_SAID)
    confidence = models.CharField(max_length=10, default=NOTHING_SAID)
    # From 0 to 1; null where there is no figure.
    probability = models.FloatField(null=True, blank=True)
    keeps_decision = models.BooleanField(default=False)
    # What the cost case says it saves over its years, in units of its currency.
    saving = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # How many steps the process is divided into, so that most assessments never look for them.
    step_count = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-updated_at", "id"]
        indexes = [
            models.Index(fields=["team", "-updated_at"]),
            models.Index(fields=["-updated_at"]),
            models.Index(fields=["outcome", "-updated_at"]),
            models.Index(fields=["confidence", "-updated_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=models.F("total")), name="answered_within_total"
            ),
            models.CheckConstraint(
                condition=Q(contract_ends=None) | Q(done_by__in=WITH_A_PROVIDER),
                name="contract_with_a_provider",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page with the list of tasks."""
        return reverse("assessment", args=[self.pk])

    def version_of(self, part: Part) -> int:
        """The version of one part: a form sends the one that it was made from."""
        return int(self.part_versions.get(part, 0))

    @property
    def unsaid_version(self) -> int:
        """The version of an answer that nobody gave: since the questions are those of this edition. A
        form that was opened before says another one."""
        return self.version_of(Part.EDITION)

    @property
    def is_quick(self) -> bool:
        """Asked only the questions of the quick screen; its result is an early indication."""
        return self.depth == Depth.QUICK

    @property
    def has_result(self) -> bool:
        """Whether a result was kept, by finishing or on its own: from then on people have seen it."""
        return self.finished_at is not None or self.versions.exists()

    @property
    def outcome_name(self) -> str:
        """The last recommendation in words, empty without one and while it is too early for one."""
        if self.confidence == "early":
            return ""
        return wording.outcome_name(self.edition.ruleset, self.outcome)

    @property
    def confidence_name(self) -> str:
        """How sure the last recommendation is, as a word; empty without one."""
        return wording.CONFIDENCE[self.confidence]

    @property
    def in_hundred(self) -> int:
        """How often of 100 times the recommendation holds, as the result says it; 0 without."""
        return wording.sure_percent(self.confidence, self.probability)

    @property
    def service_name(self) -> str:
        """The service type in words, in the pinned edition."""
        service = self.edition.ruleset.service.get(self.service)
        return service.name if service else wording.SOMETHING_ELSE


class Activity(models.Model):
    """Who did what, when, with the old and the new value: a member, a guest who wrote by a link, or nobody
    known, who opened one."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="activities")
    who = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Guests go with the assessment, as this does: the database need not look through the whole trail then.
    guest = models.ForeignKey(
        Guest, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.who_name}: {self.verb}"

    @property
    def who_name(self) -> str:
        """Who did it, by name."""
        return str(self.who or self.guest or wording.SOMEBODY)

    @property
    def who_html(self) -> SafeString:
        """The same, set apart from the sentence around it."""
        return self.guest.html if self.guest else format_html("<bdi>{}</bdi>", self.who_name)
