"""Working copy: the forms of engagement, when each fits, and what high risks call for."""

from django.db import models

from catalog.models.base import ConditionRow, Page, Positioned, Stated
from engine.location.engagement import RISKS


class EngagementForm(Page, Positioned):
    """A form of working with somebody, and the form of its price."""

    key = models.SlugField(max_length=40, unique=True, help_text="Short and stable.")
    name = models.CharField(max_length=200)
    price = models.CharField("form of the price", max_length=200, help_text="In a few words.")
    price_text = models.TextField(
        "how it is paid", help_text="One or two sentences for the contract."
    )
    text = models.TextField("meaning", help_text="What the form is, in one sentence.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "form of engagement"
        verbose_name_plural = "forms of engagement"

    def __str__(self) -> str:
        return self.name


class EngagementRule(Page, Positioned, Stated):
    """Names a form for some options when all its conditions hold; tried in order."""

    form = models.ForeignKey(
        EngagementForm,
        on_delete=models.PROTECT,
        related_name="rules",
        help_text="The first rule that holds names the form; later ones are alternatives.",
    )
    options = models.JSONField(default=list, help_text="For which advice the rule is meant.")
    usual = models.BooleanField(
        "usual form", default=False, help_text="The form of last resort: it has no conditions."
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "rule about the form"
        verbose_name_plural = "rules about the form of engagement"

    def __str__(self) -> str:
        return self.text


class EngagementCondition(ConditionRow):
    """All conditions of a rule must be true."""

    rule = models.ForeignKey(EngagementRule, on_delete=models.CASCADE, related_name="when")

    class Meta(ConditionRow.Meta):
        verbose_name = "condition: holds if"
        verbose_name_plural = "conditions: holds if all of these are true"


class EngagementRisk(Page, Positioned, Stated):
    """A risk of working with somebody, told from the answers."""

    key = models.CharField(
        max_length=20,
        unique=True,
        choices=[(key, key) for key in RISKS],
        help_text="Stable: the program knows these two.",
    )
    name = models.CharField(max_length=200)
    meaning = models.TextField(help_text="What the risk is, in one sentence.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "risk of an engagement"
        verbose_name_plural = "risks of an engagement"

    def __str__(self) -> str:
        return self.name


class RiskCondition(ConditionRow):
    """One answer that points to the risk; it is high when half of the known ones do."""

    risk = models.ForeignKey(EngagementRisk, on_delete=models.CASCADE, related_name="high")

    class Meta(ConditionRow.Meta):
        verbose_name = "answer that points to it"
        verbose_name_plural = "answers that point to it: high when at least half of them do"


class EngagementArrangement(Page, Positioned, Stated):
    """The form that a pair of risks calls for."""

    operational = models.BooleanField(
        "risk in the work is high", default=False, help_text="Not ticked: it is low."
    )
    structural = models.BooleanField(
        "risk in the deal is high", default=False, help_text="Not ticked: it is low."
    )
    form = models.ForeignKey(
        EngagementForm,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What this pair of risks calls for.",
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "form for a pair of risks"
        verbose_name_plural = "forms for pairs of risks"
        constraints = [
            models.UniqueConstraint(
                fields=["operational", "structural"],
                name="one_form_per_pair_of_risks",
                violation_error_message="This pair of risks has a form already.",
            )
        ]

    def __str__(self) -> str:
        return self.text
