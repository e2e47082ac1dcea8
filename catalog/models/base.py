"""What the tables of the working copy share: history, order, and what a statement rests on."""

from django.core.validators import MaxValueValidator, MinValueValidator, StepValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from engine.model.ruleset import EFFECT_LIMIT


class Mark(models.TextChoices):
    """What a statement rests on. An assumption is shown to managers as an assumption."""

    VERIFIED = "verified", "Verified: we read it in the source"
    REPORTED = "reported", "Reported: a source says that somebody else says so"
    ASSUMPTION = "assumption", "Assumption: our own judgement"


class WorkingRow(models.Model):
    """A row of the working copy. Every change of it is kept in its history."""

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


class Page(WorkingRow):
    """A row with an admin page of its own."""

    class Meta:
        abstract = True


class Positioned(models.Model):
    """A row with a place among its like."""

    position = models.PositiveIntegerField(
        default=0,
        help_text="Order: the smallest number comes first. Leave gaps, such as 10, 20, 30.",
    )

    class Meta:
        abstract = True


class Cited(models.Model):
    """A row that names where its content comes from."""

    sources = models.JSONField(
        default=list,
        blank=True,
        help_text="Codes of the source register, separated by commas: S105, S106.",
    )

    class Meta:
        abstract = True


class Stated(Cited):
    """A row that states something, with what the statement rests on."""

    text = models.TextField(help_text="One or two sentences, as a manager reads them.")
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.ASSUMPTION)

    class Meta:
        abstract = True


class ConditionRow(WorkingRow):
    """True when the criterion ``on`` is answered with one of ``choices`` (their numbers)."""

    on = models.ForeignKey(
        "catalog.Criterion",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="the answer to",
    )
    choices = models.JSONField(
        "is one of", help_text="Numbers of the choices, separated by commas: 4, 5."
    )

    class Meta:
        abstract = True
        ordering = ["id"]
        verbose_name = "condition"

    def __str__(self) -> str:
        numbers = " or ".join(str(number) for number in self.choices)
        return f"{self.on.code} is {numbers}"


def effect_field(label: str, help_text: str) -> "models.FloatField[float, float]":
    """An effect on one axis: a number from -2 to +2, 0 when the choice does not move the axis."""
    return models.FloatField(
        label,
        default=0,
        validators=[
            MinValueValidator(-EFFECT_LIMIT),
            MaxValueValidator(EFFECT_LIMIT),
            StepValueValidator(0.5, "Whole and half numbers only."),
        ],
        help_text=help_text,
    )
