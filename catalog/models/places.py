"""Working copy: where work can be done, and the countries to choose from."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from catalog.models.base import Page, Positioned, Stated, WorkingRow
from catalog.models.outcomes import Gate, GateEffect
from catalog.models.questions import Criterion

INDEX = "Kearney Global Services Location Index"


class Country(Page):
    """A country where work can be done, or from which it goes out."""

    code = models.CharField(
        max_length=10, unique=True, help_text="Stable: the two letters of ISO 3166, such as PL."
    )
    name = models.CharField(max_length=100)
    region = models.CharField(
        max_length=100, help_text="Part of the world. A second site is looked for in another one."
    )
    zone = models.CharField(
        "time zone",
        max_length=60,
        help_text=(
            "Of the business centre, as in the IANA list: Europe/Warsaw. Common working hours are "
            "computed from it, summer time included."
        ),
    )
    languages = models.JSONField(
        default=list,
        blank=True,
        help_text="Usual in services, as two-letter codes, separated by commas: en, pl.",
    )
    legal_area = models.CharField(
        max_length=20,
        help_text="Countries with the same word have no border for data between them: EEA.",
    )
    usual_places = models.JSONField(
        "usual places",
        default=list,
        blank=True,
        help_text="Codes of the countries that usually do work for this one: PL, RO, PT.",
    )
    gsli_rank = models.PositiveSmallIntegerField(
        "rank",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=f"In the {INDEX}; 1 is best. Empty when no source was read.",
    )
    gsli_year = models.PositiveSmallIntegerField(
        "year of the rank",
        null=True,
        blank=True,
        help_text="Give the rank and its year, or neither.",
    )
    gsli_sources = models.JSONField(
        "sources of the rank",
        default=list,
        blank=True,
        help_text="Codes of the source register, separated by commas: S128.",
    )

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "countries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gsli_rank=None, gsli_year=None)
                | models.Q(gsli_rank__isnull=False, gsli_year__isnull=False),
                name="country_rank_with_year",
                violation_error_message="Give the rank and its year, or neither.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CountryNote(WorkingRow, Positioned, Stated):
    """What to know about a country."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="notes")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "note"

    def __str__(self) -> str:
        return self.text


class PlaceRule(Page, Positioned, Stated):
    """An answer, or a gate that fired, with what it means for the place."""

    class Kind(models.TextChoices):
        """What the rule does."""

        LIMIT = "limits", "Limits how far the work may go"
        CAUTION = "cautions", "Something to mind"
        SPOKEN = "spoken", "People speak with customers or the team"
        SECOND_SITE = "second_site", "Calls for a second site"

    class Distance(models.TextChoices):
        """How far the work may go, the nearest first."""

        ON_SITE = "on_site", "On site"
        ONSHORE = "onshore", "Onshore: in the own country"
        NEARSHORE = "nearshore", "Nearshore: abroad, with enough common hours"
        OFFSHORE = "offshore", "Offshore: anywhere"

    class PutsFirst(models.TextChoices):
        """Which countries are looked at first."""

        NEAR = "near", "Near ones, with enough common hours"
        AREA = "area", "Those of the own legal area"

    kind = models.CharField(
        max_length=12, choices=Kind.choices, help_text="The strictest limit decides."
    )
    on = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="the answer to",
        help_text="Either a question with its answers, or a gate with its effect.",
    )
    choices = models.JSONField(
        "is one of",
        default=list,
        blank=True,
        help_text="Numbers of the choices, separated by commas: 4, 5.",
    )
    gate = models.ForeignKey(
        Gate, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    effect = models.CharField(
        "when the gate",
        max_length=20,
        choices=GateEffect.choices,
        blank=True,
        help_text="The effect with which the gate has fired.",
    )
    farthest = models.CharField(
        "as far as",
        max_length=10,
        choices=Distance.choices,
        blank=True,
        help_text="For a limit: how far the work may go at most.",
    )
    same_legal_area = models.BooleanField(
        "same legal area only",
        default=False,
        help_text="For a limit: the work must stay where no border for data is crossed.",
    )

    puts_first = models.CharField(
        max_length=4,
        choices=PutsFirst.choices,
        blank=True,
        default="",
        db_default="",
        help_text="For something to mind: which countries it puts first.",
    )
    options = models.JSONField(
        "holds for",
        default=list,
        db_default=[],
        blank=True,
        help_text="For something to mind and for a second site: for which ways of the work it holds. None: for all.",
    )

    class Meta:
        ordering = ["kind", "position", "id"]
        verbose_name = "rule about the place"
        verbose_name_plural = "rules about the place"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on__isnull=False, gate=None)
                | models.Q(on=None, gate__isnull=False, kind="limits"),
                name="place_rule_on_one_thing",
                violation_error_message=(
                    "A rule looks at one question, or, if it is a limit, at one gate."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """What belongs together must be given together."""
        problems = {}
        if self.on_id and not self.choices:
            problems["choices"] = "Say which answers the rule is about."
        if self.gate_id and not self.effect:
            problems["effect"] = "Say with which effect the gate must have fired."
        if self.kind == self.Kind.LIMIT and not self.farthest:
            problems["farthest"] = "Say how far the work may go."
        if problems:
            raise ValidationError(problems)
