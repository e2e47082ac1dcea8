"""Working copy: what can be advised, what rules it out, and where the lines are drawn."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from catalog.models.base import Cited, ConditionRow, Page, Positioned
from engine.model.ruleset import BARRED_COUNTRIES, COST_CASE, OPTIONS

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class GateEffect(models.TextChoices):
    """What a gate does when it fires."""

    RULES_OUT_PROVIDERS = "rules_out_providers", "Rules out every provider"
    RULES_OUT_KIND = "rules_out_kind", "Rules out one kind of provider"
    FIX_FIRST = "fix_first", "Something must be fixed first"
    KEEPS_DECISION = "keeps_decision", "The decision itself stays with you"
    WARNS = "warns", "Warns, and changes nothing else"


class Kind(models.TextChoices):
    """The two kinds of provider."""

    BPO = "bpo", "BPO: for routine work"
    KPO = "kpo", "KPO: for expert work"


class Outcome(models.TextChoices):
    """What can be recommended, as editors read it."""

    IN_HOUSE = "in_house", "In-house"
    SHARED_SERVICE = "shared_service", "Shared service"
    OWN = "own", "Own people, each unit or pooled"
    AUTOMATE = "automate", "Automate first"
    BPO = "bpo", "BPO"
    KPO = "kpo", "KPO"
    PROVIDER = "provider", "A provider of either kind"
    SPLIT = "split", "Split: the steps go different ways"
    OPEN = "open", "Open: it could go either way"
    NONE = "none", "None: nothing is answered"


class Option(Page, Positioned):
    """A way to have the work done that can be advised, with the words for it."""

    key = models.CharField(
        max_length=20,
        unique=True,
        choices=[(key, key) for key in OPTIONS],
        help_text="Stable: the program knows these five.",
    )
    name = models.CharField(max_length=200)
    advice = models.TextField(help_text="The advice in words, as the heading of the result.")
    definition = models.TextField(help_text="What the option means, in plain words.")
    regret = models.TextField(help_text="What people who chose it usually regret.")
    keeps_inside = models.TextField(help_text="What stays inside even with this option.")
    next_actions = models.JSONField(default=list, blank=True, help_text="One action per line.")
    stay_actions = models.JSONField(
        "actions where it is done so today",
        default=list,
        blank=True,
        db_default=[],
        help_text="In place of the next actions; without any, those stand. One per line.",
    )
    cost_actions = models.JSONField(
        "actions about cost",
        default=list,
        blank=True,
        db_default=[],
        help_text="Proposed until a cost case of mostly own figures stands. One per line.",
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "delivery option"

    def __str__(self) -> str:
        return self.name


class SettledAction(ConditionRow):
    """An action of an option that is done already when this is true."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="settled")
    action = models.TextField(help_text="One of its actions, word for word.")

    class Meta(ConditionRow.Meta):
        verbose_name = "action that is done"
        verbose_name_plural = "actions that are done by an answer"


class Gate(Page, Positioned, Cited):
    """A rule that is applied before and apart from the scores, which cannot overrule it."""

    code = models.CharField(max_length=10, unique=True, help_text="Short and stable, such as KO1.")
    name = models.CharField(max_length=200)
    effect = models.CharField(
        "when it fires",
        max_length=20,
        choices=GateEffect.choices,
        help_text="What happens to the recommendation, whatever the answers to the questions say.",
    )
    kind = models.CharField(
        "kind of provider",
        max_length=3,
        blank=True,
        choices=Kind.choices,
        help_text="Only for a gate that rules out one kind of provider: which one.",
    )
    asked = models.BooleanField(
        "asked as a question",
        default=True,
        help_text="Without it, only the rules below can fire the gate.",
    )
    question = models.TextField(
        blank=True,
        help_text="Ask it so that yes is the good answer: no fires the gate. “I don't know” is offered too.",
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
    effect = models.CharField(
        "when it fires",
        max_length=20,
        choices=GateEffect.choices,
        help_text="What happens to the recommendation. It may be less than when the gate is answered.",
    )
    reason = models.TextField(help_text="Shown when these answers fire the gate: why.")
    action = models.TextField(
        blank=True,
        db_default="",
        default="",
        help_text="What to do about it. Without one what the gate asks for; a warning of a gate that rules out has none then.",
    )

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


class Lines(Page):
    """The title of the model, and where the line between two answers is drawn (one row)."""

    title = models.CharField(max_length=200, help_text="The name of this decision model.")
    provider = models.FloatField(
        "provider line",
        default=0.125,
        validators=SHARE,
        help_text=(
            "How much must speak for a provider before one is advised, as a share (0 to 1) of the "
            "most that the answers could say. 0.125 is one eighth."
        ),
    )
    inside = models.FloatField(
        "shared service line",
        default=0.125,
        validators=SHARE,
        help_text=(
            "The same for pooling: how much must speak for a shared service before one is advised "
            "instead of each unit on its own."
        ),
    )
    argument = models.TextField(
        blank=True, help_text="Why the lines stand where they stand, as a manager reads it."
    )

    class Meta:
        verbose_name = "title and lines"
        verbose_name_plural = "title and lines"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_lines")]

    def __str__(self) -> str:
        return self.title


class ReferenceCase(Page, Positioned):
    """Answers with the recommendation that they must get; checked before every publication."""

    name = models.CharField(max_length=200, unique=True)
    document = models.JSONField(
        "answers",
        help_text="The answers as JSON, in the form that the command assess reads.",
    )
    expected = models.JSONField(
        "expected recommendation",
        default=list,
        help_text="What the headline of the result says. It must be one of these.",
    )
    note = models.TextField(blank=True, help_text="Why this is right.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "test case"

    def __str__(self) -> str:
        return self.name
