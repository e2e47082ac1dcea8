"""Working copy: what can be advised, what rules it out, and when advice counts as clear."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from catalog.models.base import Cited, ConditionRow, Page, Positioned
from engine.model.ruleset import BARRED_COUNTRIES, COST_CASE, OPTIONS

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class Severity(models.TextChoices):
    """What a gate does when it fires. Only the first two rule options out."""

    STOP = "stop", "Stop: rules options out"
    FIX_FIRST = "fix_first", "Fix first: rules options out until it is fixed"
    LOCATION = "location", "Location: limits where the work can be done"
    CASE = "case", "Case: must be shown in the business case"
    CAUTION = "caution", "Caution: a warning to read"


class Option(Page, Positioned):
    """A delivery option that can be advised, as a fixed profile over the four axes."""

    key = models.CharField(
        max_length=20,
        unique=True,
        choices=[(key, key) for key in OPTIONS],
        help_text="Stable: the program knows these five.",
    )
    name = models.CharField(max_length=200)
    advice = models.TextField(help_text="The advice in words, as the heading of the result.")
    definition = models.TextField(help_text="What the option means, in plain words.")
    sourcing = models.FloatField(
        "provider", default=0, help_text="+1: a provider does the work. -1: it stays inside."
    )
    expertise = models.FloatField(
        "expert work", default=0, help_text="Positive suits expert work, negative suits routine."
    )
    pooling = models.FloatField(
        "pooling", default=0, help_text="Positive: the option lives from pooling work inside."
    )
    automation = models.FloatField(
        "automation", default=0, help_text="Positive: the option lives from software doing it."
    )
    usual_regret = models.TextField(help_text="What people who chose it usually regret.")
    keeps_inside = models.TextField(help_text="What stays inside even with this option.")
    next_actions = models.JSONField(default=list, blank=True, help_text="One action per line.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "delivery option"

    def __str__(self) -> str:
        return self.name


class Gate(Page, Positioned, Cited):
    """A rule that is applied before and apart from the scores, which cannot overrule it."""

    code = models.CharField(max_length=10, unique=True, help_text="Short and stable, such as KO1.")
    name = models.CharField(max_length=200)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    question = models.TextField(blank=True, help_text="Asked with yes, no and don't know.")
    fires_on = models.CharField(
        "fires when the answer is",
        max_length=3,
        blank=True,
        choices=[("yes", "Yes"), ("no", "No")],
        help_text="Empty: the question is never asked; only the rules below can fire the gate.",
    )
    rules_out = models.JSONField(
        default=list,
        blank=True,
        help_text="Counts only with the severities Stop and Fix first.",
    )
    reason = models.TextField(help_text="Shown when the gate fires: why.")
    action = models.TextField(help_text="Shown when the gate fires: what to do.")
    help = models.TextField(blank=True, help_text="Help beside the question.")
    detailed_by = models.CharField(
        "more about it",
        max_length=20,
        blank=True,
        choices=[
            (COST_CASE, "The cost case: whether it saves within its term"),
            (BARRED_COUNTRIES, "Place: which countries are ruled out"),
        ],
        help_text="Where the program knows more about the gate. Each for one gate at most.",
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Trigger(Page, Positioned):
    """Answers that fire a gate without its question being asked."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="triggers")
    severity = models.CharField(max_length=10, choices=Severity.choices)
    reason = models.TextField(help_text="Shown when these answers fire the gate: why.")

    class Meta:
        ordering = ["gate__position", "position", "id"]
        verbose_name = "rule that fires a gate"
        verbose_name_plural = "rules that fire gates"

    def __str__(self) -> str:
        return f"{self.gate.code}: {self.reason}"


class TriggerCondition(ConditionRow):
    """All conditions of a rule must be true for the gate to fire."""

    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="conditions")

    class Meta(ConditionRow.Meta):
        verbose_name = "condition: fires if"
        verbose_name_plural = "conditions: fires if all of these are true"


class Thresholds(Page):
    """The model's title and where it draws its lines (one row)."""

    title = models.CharField(max_length=200, help_text="The name of this decision model.")
    in_play_margin = models.FloatField(
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="A provider less than this many points behind the best option is worth a look at the steps.",
    )
    close_margin = models.FloatField(
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="An option less than this many points behind the best would do nearly as well.",
    )
    clear_completeness = models.FloatField(
        validators=SHARE,
        help_text="Share of the weight (0 to 1) that must be answered for clear advice.",
    )
    mixed_expertise = models.FloatField(
        validators=SHARE,
        help_text="Half the width of “mixed work” between routine and expert, as a share (0 to 1).",
    )

    class Meta:
        verbose_name = "title and thresholds"
        verbose_name_plural = "title and thresholds"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_thresholds")
        ]

    def __str__(self) -> str:
        return self.title


class ReferenceCase(Page, Positioned):
    """A named case with the advice that it must get; checked before every publication."""

    name = models.CharField(max_length=200, unique=True)
    document = models.JSONField(
        "answers",
        help_text="The answers as JSON, in the form that the command assess reads.",
    )
    expected = models.JSONField(
        "expected advice", default=list, help_text="The advice must be one of these."
    )
    note = models.TextField(blank=True, help_text="Why this advice is right.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "test case"

    def __str__(self) -> str:
        return self.name
