"""Newer editions of the decision model that somebody does not want for an assessment."""

from django.db import models

from accounts.models import User
from catalog.models import Edition
from decisions.models.assessments import Assessment


class DeclinedEdition(models.Model):
    """An edition that an assessment does not move to for now: who said so, and when. The next edition
    is offered again."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="declined_editions"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "edition"], name="an_edition_is_declined_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: not {self.edition}"
