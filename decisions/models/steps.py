"""The steps of a process, with the answers that differ from those of the whole."""

import uuid

from django.db import models

from decisions.models.answers import CHOICE_BELONGS_TO_STATUS, GivenAnswer
from decisions.models.assessments import Assessment


class Step(models.Model):
    """One step of the process. ``kept_inside`` says why no provider may do it; empty when one may.

    Steps stand in the order of ``position``, which need not be without gaps. ``gates`` holds the
    gates that are answered otherwise than for the whole process, code to "yes", "no" or "unknown".
    ``version`` counts the changes of its own fields.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kept_inside = models.CharField(max_length=500, blank=True)
    gates = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class StepAnswer(GivenAnswer):
    """The answer to one criterion for one step; without it the step inherits that of the whole."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="answers")

    class Meta(GivenAnswer.Meta):
        constraints = [
            models.UniqueConstraint(fields=["step", "criterion"], name="one_answer_per_step"),
            models.CheckConstraint(
                condition=CHOICE_BELONGS_TO_STATUS, name="step_choice_belongs_to_status"
            ),
        ]
