"""What the tables of the working copy share: history, order, and what a statement rests on."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Self

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


class PageQuerySet(models.QuerySet[Any]):
    """Which pages."""

    def active(self) -> Self:
        """Those that are checked and published."""
        return self.filter(retired=False)


class Page(WorkingRow):
    """A row with an admin page of its own.

    A retired one is set aside with all its parts: still here to be restored, and no part of the model.
    """

    retired = models.BooleanField(default=False, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        abstract = True


def active_rows(
    model: type[models.Model], *, without: Sequence[models.Model] = ()
) -> models.QuerySet[Any]:
    """The rows of a table that are no retired page and belong to none.

    ``without`` are pages that count as retired, too. A row belongs to what it would be deleted with.
    """
    rows: models.QuerySet[Any] = model._default_manager.all()
    for path, page in _belongs_to(model):
        if issubclass(page, Page):
            rows = rows.filter(**{f"{path}retired": False})
        if gone := [row.pk for row in without if isinstance(row, page)]:
            rows = rows.exclude(**{f"{path}pk__in": gone})
    return rows


@cache
def _belongs_to(model: type[models.Model]) -> tuple[tuple[str, type[models.Model]], ...]:
    """The table itself and those that its rows belong to, each with the way there in a query."""
    found: list[tuple[str, type[models.Model]]] = [("", model)]
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            found += [
                (f"{field.name}__{path}", page) for path, page in _belongs_to(field.related_model)
            ]
    return tuple(found)


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
