"""Working copy: when the content beside the questions was checked, its few settings, its notes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from catalog.models.base import Page, Positioned, Stated

HOUR = [MinValueValidator(0), MaxValueValidator(24)]
CHECKED = "The day on which somebody last went through this part."


class ReferenceSettings(Page):
    """What holds for a whole part (one row)."""

    places_checked_on = models.DateField(
        "places checked on", null=True, blank=True, help_text=CHECKED
    )
    day_start = models.PositiveSmallIntegerField(
        "working day from", default=9, validators=HOUR, help_text="Full hour, local time."
    )
    day_end = models.PositiveSmallIntegerField(
        "working day to", default=17, validators=HOUR, help_text="Full hour, local time."
    )
    near_hours = models.FloatField(
        "nearshore from",
        default=4,
        validators=HOUR,
        help_text="Common working hours from which a place abroad counts as near.",
    )
    engagement_checked_on = models.DateField(
        "forms of engagement checked on", null=True, blank=True, help_text=CHECKED
    )
    disclaimer = models.TextField(
        "sentence above the regimes",
        blank=True,
        help_text="Says that the list is no legal advice.",
    )
    cost_checked_on = models.DateField(
        "published cost checked on", null=True, blank=True, help_text=CHECKED
    )

    class Meta:
        verbose_name = "dates and settings"
        verbose_name_plural = "dates and settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_settings"),
            models.CheckConstraint(
                condition=models.Q(day_start__lt=models.F("day_end")),
                name="working_day_rises",
                violation_error_message="The working day must start before it ends.",
            ),
        ]

    def __str__(self) -> str:
        return "Dates and settings"


class ReferenceNote(Page, Positioned, Stated):
    """A statement about a whole part, printed under it."""

    class Part(models.TextChoices):
        """Where the note stands."""

        PLACES = "places", "Places"
        COST = "cost", "Cost"

    part = models.CharField(max_length=10, choices=Part.choices, help_text="Where it is printed.")

    class Meta:
        ordering = ["part", "position", "id"]
        verbose_name = "note about a part"
        verbose_name_plural = "notes about a part"

    def __str__(self) -> str:
        return self.text
