"""The steps of a process, with the answers that differ from those of the whole."""

import uuid

from django.db import models

from decisions.models.answers import CHOICE_BELONGS_TO_STATUS, GivenAnswer, GivenGateAnswer
from decisions.models.assessments import Assessment
from writing.models import Versioned


class Step(Versioned):
    """One step of the process. ``kept_inside`` says why no provider may do it; empty when one may.

    Steps stand in the order of ``position``, which need not be without gaps. ``version`` is that of
    its name and reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kept_inside = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def newest_version(self) -> int:
        """The version of what was last said about it, answers included."""
        rows = [self, *self.answers.all(), *self.gate_answers.all()]
        return max(row.version for row in rows)


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


class StepGateAnswer(GivenGateAnswer):
    """The answer to one gate for one step; without it the step inherits that of the whole."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="gate_answers")

    class Meta(GivenGateAnswer.Meta):
        constraints = [
            models.UniqueConstraint(fields=["step", "gate"], name="one_gate_answer_per_step")
        ]
