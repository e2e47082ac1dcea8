"""Working copy: rules of law and supervision that a decision must mention."""

from django.db import models

from catalog.models.base import ConditionRow, Page, Positioned, Stated, WorkingRow


class RegimeQuestion(Page, Positioned):
    """A fact about the organisation that decides which regimes apply."""

    key = models.SlugField(max_length=40, unique=True, help_text="Short and stable.")
    name = models.CharField(max_length=200, help_text="As the manager reads it.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "question about regimes"
        verbose_name_plural = "questions about regimes"

    def __str__(self) -> str:
        return self.name


class RegimeChoice(WorkingRow, Positioned):
    """One possible value of the fact."""

    question = models.ForeignKey(RegimeQuestion, on_delete=models.CASCADE, related_name="choices")
    key = models.CharField(
        max_length=40, help_text="Short and stable: regimes and saved answers refer to it."
    )
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "value"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "key"],
                name="one_value_per_key",
                violation_error_message="Two values have the same key.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RegimeAnswer(ConditionRow):
    """An answer of the questionnaire that settles the fact, so that it is not asked."""

    question = models.ForeignKey(RegimeQuestion, on_delete=models.CASCADE, related_name="follows")
    values = models.JSONField(
        "then it is", help_text="Keys of the values, separated by commas: personal."
    )

    class Meta(ConditionRow.Meta):
        verbose_name = "answer that settles it"
        verbose_name_plural = "answers that settle it"


class Regime(Page, Positioned, Stated):
    """One set of rules, with what to check and when that was last read."""

    key = models.SlugField(max_length=40, unique=True, help_text="Short and stable.")
    name = models.CharField(max_length=200)
    applies_to = models.CharField(max_length=200, help_text="For whom it is meant, in a few words.")
    checks = models.JSONField(
        default=list, blank=True, help_text="What to check or to do: one point per line."
    )
    checked_on = models.DateField(
        help_text="The day on which somebody read the rules for this page."
    )
    in_force = models.BooleanField(
        default=True,
        db_default=True,
        help_text="On that day it held. Without it: a draft, or decided for a later day.",
    )
    options = models.JSONField(
        "holds for",
        default=list,
        db_default=[],
        blank=True,
        help_text="For which ways of the work it holds. None: for all.",
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class RegimeCondition(WorkingRow):
    """True when the fact has one of the values; all conditions of a regime must be true."""

    regime = models.ForeignKey(Regime, on_delete=models.CASCADE, related_name="when")
    question = models.ForeignKey(RegimeQuestion, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(
        "is one of", help_text="Keys of the values, separated by commas: bank, insurance."
    )

    class Meta:
        ordering = ["id"]
        verbose_name = "condition: applies if"
        verbose_name_plural = "conditions: applies if all of these are true"
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "question"],
                name="one_condition_per_question",
                violation_error_message="This question has a condition already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question.name} is {' or '.join(self.values)}"
