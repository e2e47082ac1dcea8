"""Working copy: service types with what is usually true of them, and the source register."""

from django.core.validators import MinValueValidator
from django.db import models

from catalog.models.base import Cited, Mark, Page, Positioned, Stated, WorkingRow
from catalog.models.questions import Criterion


class Source(Page, Positioned):
    """One entry of the source register."""

    code = models.CharField(
        max_length=20, unique=True, help_text="Stable, such as S105; content refers to it."
    )
    title = models.TextField(help_text="Title, publisher and year.")
    where = models.TextField(blank=True, help_text="Where it can be found.")
    extent = models.CharField(
        "how much was read", max_length=200, blank=True, help_text="Such as full, or opening."
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ServiceType(Page, Positioned):
    """A kind of process that organisations buy, pool or automate."""

    class Family(models.TextChoices):
        """The two lists in which managers look for their process."""

        TRANSACTIONAL = "transactional", "Transactional work"
        EXPERT = "expert", "Expert work"

    class Label(models.TextChoices):
        """How the field usually files it."""

        BPO = "bpo", "Usually filed as BPO"
        KPO = "kpo", "Usually filed as KPO"
        BORDERLINE = "borderline", "Filed as either"

    slug = models.SlugField(
        max_length=60, unique=True, help_text="Stable: saved assessments refer to it."
    )
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=20, choices=Family.choices)
    label = models.CharField(max_length=20, choices=Label.choices)
    summary = models.TextField(help_text="Two or three sentences: what the work is.")
    also = models.TextField(
        "also called", blank=True, help_text="Other names, separated by commas; search finds them."
    )
    common = models.BooleanField(
        "shown first",
        default=False,
        help_text="Managers see it before all others. About ten; the first is the example.",
    )
    countries = models.JSONField(
        "usual countries",
        default=list,
        blank=True,
        help_text="Two-letter country codes, separated by commas: PL, IN.",
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class PrefilledAnswer(WorkingRow):
    """The usual answer for this service type. Managers must confirm it; it never counts alone."""

    service = models.ForeignKey(ServiceType, on_delete=models.CASCADE, related_name="prefilled")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    choice = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="Number of the choice."
    )

    class Meta:
        ordering = ["criterion__position", "id"]
        verbose_name = "suggested answer"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "criterion"],
                name="one_suggestion_per_criterion",
                violation_error_message="This question has a suggested answer already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.choice}"


class Step(WorkingRow, Positioned):
    """A usual step of the process."""

    service = models.ForeignKey(ServiceType, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=200)
    retained = models.TextField(
        "why it must stay with you", blank=True, help_text="Leave empty when it need not."
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Kpi(WorkingRow, Positioned, Cited):
    """A usual measure with its usual target."""

    service = models.ForeignKey(ServiceType, on_delete=models.CASCADE, related_name="kpis")
    name = models.CharField(max_length=200)
    target = models.CharField(max_length=200, help_text="With its unit: within 24 hours.")
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.ASSUMPTION)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "measure"

    def __str__(self) -> str:
        return self.name


class Fact(WorkingRow, Positioned, Stated):
    """One sentence about a service type, with what it rests on."""

    class Kind(models.TextChoices):
        """Where the sentence is shown."""

        RULES = "rules", "Rule to respect"
        RISKS = "risks", "Risk"
        PRICING = "pricing", "Pricing"
        PLACES = "places", "Where it is done"
        NOTES = "notes", "Note"

    service = models.ForeignKey(ServiceType, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text
