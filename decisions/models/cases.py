"""What stands beside the answers: what-if scenarios and the cost case."""

import uuid

from django.db import models

from accounts.models import User
from decisions.models.assessments import Assessment
from writing.models import Versioned


class Scenario(Versioned):
    """A named what-if: what differs from the saved answers, gates and weights, and nothing else.
    ``version`` counts the changes of its name.

    ``changes`` is {"answers": {code: choice number, "unknown" or "not_applicable"}, "gates": {code:
    value}, "weights": preset key or object by theme, "questions": object of the weights of single
    questions, "steps": {place of a step, ".", question or gate: value}, "named": {place: name of the step}};
    each key may be left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    changes = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "name"], name="scenario_names_differ"),
        ]

    def __str__(self) -> str:
        return self.name


class CostCase(Versioned):
    """The money of one assessment: ``case`` is the document that docs/cost-model.md describes.

    ``previous`` is the one before the last change, None where there was none: what one undo brings
    back.
    """

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="cost_case"
    )
    case = models.JSONField(default=dict, blank=True)
    previous = models.JSONField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Cost case of {self.assessment}"


class CostUpload(models.Model):
    """A cost case from a spreadsheet that replaces nothing until whoever sent it has seen what would
    change and says so. A newer one of the same person takes its place.

    ``unread`` says in sentences what the file holds beside the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="cost_uploads"
    )
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    case = models.JSONField()
    unread = models.JSONField(default=list, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Cost from a spreadsheet for {self.assessment}"
