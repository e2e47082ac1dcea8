"""The steps of a process, with the answers that differ from those of the whole."""

import uuid

from django.db import models
from django.db.models import Q

from decisions.models.answers import (
    CHOICE_BELONGS_TO_STATUS,
    GATE_VALUE_IS_KNOWN,
    GivenAnswer,
    GivenGateAnswer,
)
from decisions.models.assessments import Assessment
from writing.models import Versioned


class Step(Versioned):
    """One step of the process. ``retained`` says why no provider may do it; empty when one may.
    ``share`` is its part of the work, up to 1; steps without one divide what the others leave.

    Steps stand in the order of ``position``, which need not be without gaps. ``version`` is that of
    its name, reason and share.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    retained = models.CharField(max_length=500, blank=True)
    share = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=1), name="share_of_the_work"
            )
        ]

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
            models.UniqueConstraint(fields=["step", "gate"], name="one_gate_answer_per_step"),
            models.CheckConstraint(condition=GATE_VALUE_IS_KNOWN, name="step_gate_value_is_known"),
        ]
