"""Frozen versions, and the papers made of them."""

import uuid

from django.db import models

from accounts.models import User
from decisions.models.assessments import Assessment
from report.messages import read
from report.paper import KIND
from writing.models import Versioned


class Version(Versioned):
    """A frozen state of an assessment. ``snapshot`` is the document as it was read, its ``facts`` hold
    the inputs. ``digest`` is the SHA-256 of inputs and edition, ``facts_sha256`` that of the facts
    (``manage.py check_versions`` computes both anew). Never changed but for its ``name``, whose changes
    ``version`` counts. ``origin`` is what kept it by itself, "" where a person did. ``step_keys`` are those
    of its steps in their order, by which comments know them; none where it was kept before keys were."""

    class Origin(models.TextChoices):
        """What keeps a version without being asked to."""

        FINISHED = "finished", "Kept when the answers were finished"
        PAPER = "paper", "Kept for a paper"
        EDITION = "edition", "Kept before another edition"

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, blank=True, db_default="")
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)
    facts_sha256 = models.CharField(max_length=64)
    step_keys = models.JSONField(
        default=list, blank=True, db_default=models.Value([], models.JSONField())
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="version_numbers_count_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} v{self.number}"


class Paper(models.Model):
    """The PDF of one version as somebody asked for it (``exports.pdf.order``): a row with a visible
    state, filled by a background job. The same order of a version is one paper."""

    class State(models.TextChoices):
        """What the page shows while the job runs."""

        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="papers")
    # What was chosen, and its fingerprint: {} and "" for papers made before anybody could choose.
    order = models.JSONField(default=dict)
    order_key = models.CharField(max_length=64, blank=True)
    is_note = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(blank=True, max_length=200)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    attached_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    # Characters that no font of the paper could draw; they are spelled.
    missing_characters = models.TextField(blank=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["state", "queued_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "order_key"], name="one_paper_for_each_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.state}"

    @property
    def title(self) -> str:
        """What it is: nobody decides on a note."""
        return read(KIND[self.is_note])
