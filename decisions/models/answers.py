"""Answers to questions and gates, for the whole process."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from decisions import wording
from decisions.models.assessments import Assessment
from writing.models import Versioned


class AnswerStatus(models.TextChoices):
    """What kind of answer was given."""

    CHOICE = "choice", "Answered"
    UNKNOWN = "unknown", wording.UNKNOWN
    NOT_APPLICABLE = "not_applicable", wording.NOT_APPLICABLE


class Evidence(models.TextChoices):
    """What an answer rests on, strongest first."""

    MEASURED = "measured", wording.EVIDENCE["measured"]
    DOCUMENT = "document", wording.EVIDENCE["document"]
    ESTIMATE = "estimate", wording.EVIDENCE["estimate"]


class Statement(Versioned):
    """What somebody said, what it rests on, and what they wrote beside it."""

    evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    note = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class GivenAnswer(Statement):
    """What answers to a criterion have in common, for the whole process and for a step. ``chances`` are
    those of its choices, in order, as a cost case works them out."""

    criterion = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=AnswerStatus.choices)
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    chances = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["criterion"]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.choice or self.get_status_display()}"


CHOICE_BELONGS_TO_STATUS = Q(status="choice", choice__isnull=False) | Q(
    status__in=("unknown", "not_applicable"), choice=None
)


class Answer(GivenAnswer):
    """The answer to one criterion for the whole process."""

    class Origin(models.TextChoices):
        """Where an answer comes from."""

        PERSON = "person", "A person"
        COST_CASE = "cost_case", "The cost case"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)

    class Meta(GivenAnswer.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="one_answer_per_criterion"
            ),
            models.CheckConstraint(
                condition=CHOICE_BELONGS_TO_STATUS, name="choice_belongs_to_status"
            ),
        ]


class GivenGateAnswer(Statement):
    """What answers to a gate that is asked have in common. It is asked so that yes is the good answer."""

    class Value(models.TextChoices):
        """The three answers: yes passes, no fires the gate."""

        PASSES = "passes", wording.GATE_ANSWERS["passes"]
        FIRES = "fires", wording.GATE_ANSWERS["fires"]
        UNKNOWN = "unknown", wording.GATE_ANSWERS["unknown"]

    gate = models.CharField(max_length=10)
    value = models.CharField(max_length=10, choices=Value.choices)

    class Meta:
        abstract = True
        ordering = ["gate"]

    def __str__(self) -> str:
        return f"{self.gate}: {self.value}"


GATE_VALUE_IS_KNOWN = Q(value__in=GivenGateAnswer.Value.values)


class GateAnswer(GivenGateAnswer):
    """The answer to a gate for the whole process."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="gate_answers"
    )

    class Meta(GivenGateAnswer.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "gate"], name="one_answer_per_gate"),
            models.CheckConstraint(condition=GATE_VALUE_IS_KNOWN, name="gate_value_is_known"),
        ]


ANSWERS: dict[str, type[models.Model]] = {"answers": Answer, "gate_answers": GateAnswer}
"""The answers for the whole process: the name at the assessment, and the table."""
