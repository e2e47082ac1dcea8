"""Links by which people without an account read an assessment, or one version of it, and comment on it."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from decisions.models.assessments import Assessment
from decisions.models.papers import Version

USUAL_DAYS, MOST_DAYS = 7, 90
"""How long a link opens, when nobody says otherwise and at most."""


class SharedLink(models.Model):
    """One link, for somebody with a name, until a moment. Of the secret in it only the hash is kept.

    Whether it opens is not asked here but at the door (``decisions.access.open_links``). ``version`` is
    None for the assessment as it is now.
    """

    class Right(models.TextChoices):
        """What its holder may do."""

        VIEW = "view", "Read"
        COMMENT = "comment", "Read and comment"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="shared_links"
    )
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    right = models.CharField(max_length=10, choices=Right.choices, default=Right.VIEW)
    made_for = models.CharField(max_length=150)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The hour in which it was last read, and how often the link itself was opened.
    last_used_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(right__in=["view", "comment"]), name="link_right_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("made_at")), name="link_ends_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} for {self.made_for}"
