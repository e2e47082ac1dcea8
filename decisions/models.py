"""Assessments with their answers, the frozen versions of them, and the papers made of versions."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Team, User
from catalog.models import Edition


class Depth(models.TextChoices):
    """How many questions are asked."""

    QUICK = "quick", "Quick screen"
    FULL = "full", "Full assessment"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Which assessments."""

    def visible_to(self, user: User) -> Self:
        """Assessments of the teams that the person belongs to."""
        return self.filter(team__memberships__user=user)


class Assessment(models.Model):
    """One decision about one business process.

    ``service`` is a service type's slug in the pinned edition, empty for "something else".
    ``weights`` is a preset's key or an object of theme or criterion weights. The fields from
    ``advice`` on are copies of the last evaluation, so that lists never compute.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="assessments")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assessments")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    service = models.SlugField(max_length=60, blank=True)
    service_chosen = models.BooleanField(default=False)
    depth = models.CharField(max_length=10, choices=Depth.choices, blank=True)
    weights = models.JSONField(default=str, blank=True)
    # Sent with the form that starts an assessment: the same form twice is one assessment.
    start_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Counts every change: a writer who read an older state starts over from the newer one.
    revision = models.PositiveIntegerField(default=0, editable=False)

    advice = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    margin = models.FloatField(null=True, blank=True)
    answered = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "id"]
        indexes = [
            models.Index(fields=["team", "-updated_at"]),
            models.Index(fields=["-updated_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=models.F("total")), name="answered_within_total"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page with the list of tasks."""
        return reverse("assessment", args=[self.pk])

    @property
    def is_quick(self) -> bool:
        """Asked only the questions of the quick screen; its result is an early indication."""
        return self.depth == Depth.QUICK

    @property
    def advice_name(self) -> str:
        """The last advice in words, empty without one."""
        option = self.edition.ruleset.option.get(self.advice)
        return option.name if option else ""

    @property
    def service_name(self) -> str:
        """The service type in words, in the pinned edition."""
        service = self.edition.ruleset.service.get(self.service)
        return service.name if service else "Something else"


class AnswerStatus(models.TextChoices):
    """What kind of answer was given."""

    CHOICE = "choice", "Answered"
    UNKNOWN = "unknown", "I don't know"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Evidence(models.TextChoices):
    """What an answer rests on, strongest first."""

    MEASURED = "measured", "Measured data"
    DOCUMENT = "document", "A document"
    ESTIMATE = "estimate", "An estimate"


class Answer(models.Model):
    """The answer to one criterion. ``version`` counts its changes: a writer who saw an older one
    is shown both texts instead of overwriting."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=AnswerStatus.choices)
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="one_answer_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(status="choice", choice__isnull=False)
                | (~Q(status="choice") & Q(choice=None)),
                name="choice_belongs_to_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.choice or self.get_status_display()}"


class GateAnswer(models.Model):
    """The answer to a gate that is asked: yes, no or don't know."""

    class Value(models.TextChoices):
        """The three answers."""

        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "I don't know"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="gate_answers"
    )
    gate = models.CharField(max_length=10)
    value = models.CharField(max_length=10, choices=Value.choices)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["gate"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "gate"], name="one_answer_per_gate")
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.value}"


class Version(models.Model):
    """A frozen state of an assessment: everything the result page and the paper show, with the
    SHA-256 of its canonical JSON. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="version_numbers_count_up"
            ),
            models.UniqueConstraint(
                fields=["assessment", "digest"], name="one_version_per_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} v{self.number}"


class Paper(models.Model):
    """The PDF of one version: a row with a visible state, filled by a background job."""

    class State(models.TextChoices):
        """What the page shows while the job runs."""

        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="paper")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(blank=True, max_length=200)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    # Characters that no font of the paper could draw; the paper is then not PDF/UA.
    missing_characters = models.TextField(blank=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["state", "queued_at"])]

    def __str__(self) -> str:
        return f"{self.version}: {self.state}"


class Activity(models.Model):
    """Who did what, when, with the old and the new value."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="activities")
    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.who}: {self.verb}"
