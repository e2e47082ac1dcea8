"""Working copy: kinds of deal, and published figures about cost with their evidence and age."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from catalog.models.base import Mark, Page, Positioned, Stated, WorkingRow
from engine.cost.lines import KINDS

AGE = "How old the evidence is, in words: 1999 to 2009, about 2003, no date."
RISE = "The figures must rise from low over likely to high."


def share_field(label: str) -> "models.FloatField[float, float]":
    """A part of a price in percent of it."""
    return models.FloatField(
        label,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Percent of the price. All parts together make 100.",
    )


class Deal(Page, Positioned):
    """A kind of deal with a provider."""

    key = models.SlugField(
        max_length=40, unique=True, help_text="Short and stable: saved cost cases refer to it."
    )
    name = models.CharField(max_length=200)
    text = models.TextField("meaning", help_text="What the deal is, in one sentence.")
    years_low = models.FloatField(
        "shortest usual term", null=True, blank=True, help_text="In years. Give all three, or none."
    )
    years_likely = models.FloatField(
        "usual term", null=True, blank=True, help_text="In years: what a new cost case starts with."
    )
    years_high = models.FloatField(
        "longest usual term", null=True, blank=True, help_text="In years."
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "kind of deal"
        verbose_name_plural = "kinds of deal"
        constraints = [
            models.CheckConstraint(
                condition=Q(years_low=None, years_likely=None, years_high=None)
                | Q(years_low__lte=F("years_likely"), years_likely__lte=F("years_high")),
                name="deal_years_rise",
                violation_error_message="Give three terms that rise, or none.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CostDefault(Page, Positioned):
    """A published range that stands in for a figure nobody has estimated yet."""

    kind = models.CharField(
        "line of the cost case",
        max_length=30,
        choices=[(kind.key, kind.name) for kind in KINDS.values()],
        help_text="The line for which the range stands in.",
    )
    deals = models.JSONField(
        "kinds of deal",
        default=list,
        blank=True,
        help_text="Keys of the deals it is meant for, separated by commas. Empty: every deal.",
    )
    low = models.FloatField(help_text="In the unit below.")
    likely = models.FloatField(help_text="The figure that counts when there is no other.")
    high = models.FloatField(help_text="In the unit below.")
    unit = models.CharField(
        max_length=60,
        help_text="With another unit than the line has, the range is advice and never stands in.",
    )
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.ASSUMPTION)
    age = models.CharField(max_length=60, help_text=AGE)
    why = models.TextField(help_text="Why this line costs money, in one sentence.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "published range"
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("likely"), likely__lte=F("high")),
                name="cost_default_rises",
                violation_error_message=RISE,
            )
        ]

    def __str__(self) -> str:
        kind: str = self.get_kind_display()
        return f"{kind} ({', '.join(self.deals)})" if self.deals else kind


class CostEvidence(WorkingRow, Positioned, Stated):
    """A statement that a range rests on."""

    default = models.ForeignKey(CostDefault, on_delete=models.CASCADE, related_name="evidence")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "statement it rests on"
        verbose_name_plural = "statements it rests on"

    def __str__(self) -> str:
        return self.text


class SavingClaim(Page, Positioned, Stated):
    """A saving that others promise or report; shown beside the case, never used in it."""

    claim = models.CharField(max_length=200, help_text="Who saves, and by what, in a few words.")
    low = models.FloatField(help_text="In the unit below.")
    high = models.FloatField(help_text="The same as the low figure when there is one only.")
    unit = models.CharField(max_length=60, help_text="Such as percent.")
    age = models.CharField(max_length=60, help_text=AGE)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "claim about savings"
        verbose_name_plural = "claims about savings"
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("high")),
                name="saving_claim_rises",
                violation_error_message="The low figure may not be above the high one.",
            )
        ]

    def __str__(self) -> str:
        return self.claim


class DiscountRate(Page, Positioned, Stated):
    """A usual rate to discount with."""

    class Prices(models.TextChoices):
        """Whether the rate contains inflation."""

        NOMINAL = "nominal", "Nominal: with inflation"
        REAL = "real", "Real: without inflation"

    key = models.SlugField(max_length=40, unique=True, help_text="Short and stable.")
    name = models.CharField(max_length=200)
    percent = models.FloatField(help_text="Percent a year.")
    prices = models.CharField(
        max_length=10, choices=Prices.choices, help_text="Never mix real rates with nominal money."
    )
    age = models.CharField(max_length=60, help_text=AGE)
    usual = models.BooleanField(
        "usual rate", default=False, help_text="A new cost case starts with it. One rate at most."
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class PriceMakeUp(Page, Stated):
    """Of what a provider's price consists, by an example (at most one row)."""

    name = models.CharField(max_length=200)
    age = models.CharField(max_length=60, help_text=AGE)
    pay = share_field("pay")
    management = share_field("management")
    support = share_field("support")
    facilities = share_field("facilities and technology")
    telecom = share_field("telecom")
    margin = share_field("margin")

    class Meta:
        verbose_name = "make-up of a price"
        verbose_name_plural = "make-up of a price"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_make_up_of_a_price"),
        ]

    def __str__(self) -> str:
        return self.name
