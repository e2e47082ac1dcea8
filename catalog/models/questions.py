"""Working copy: the questions, their choices with effects, and presets of weights."""

from django.core.validators import MaxValueValidator, MinValueValidator, StepValueValidator
from django.db import models

from catalog.models.base import Cited, ConditionRow, Page, Positioned, WorkingRow, effect_field
from engine.model.ruleset import COST_CASE, EFFECT_LIMIT


class Theme(Page, Positioned):
    """A section of the questionnaire."""

    code = models.CharField(max_length=10, unique=True, help_text="Short and stable, such as A.")
    name = models.CharField(max_length=200, help_text="The heading of the section.")
    intro = models.TextField(
        blank=True, help_text="One or two sentences under the heading: what this section is about."
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Strength(models.TextChoices):
    """How well the direction of the effects of a question is supported."""

    STUDIES = "A", "A: a meta-analysis or several studies"
    STUDY = "B", "B: one study or a public audit"
    PRACTICE = "C", "C: practice"
    PROPOSAL = "D", "D: our proposal"


class Role(models.TextChoices):
    """What an answer says about giving the work to a provider."""

    REASON = "reason", "A reason: it can speak for a provider and against one"
    CONDITION = "condition", "A condition: it speaks against one when it is not met"


class Decides(models.TextChoices):
    """What the program reads from an answer beside its effects."""

    UNITS = "units", "Units: the first choice means one unit, any later one several"
    AUTOMATION = (
        "automation",
        "Automation: the last choice means most of it, the third and later ones part",
    )


class Asked(models.TextChoices):
    """Where a question is asked."""

    QUESTIONS = "questions", "With the questions"
    PLACE = "place", "On the page about the place"
    NEVER = "never", "Never: answers on record are kept and act on nothing"


class Criterion(Page, Positioned, Cited):
    """One question of the questionnaire."""

    code = models.CharField(
        max_length=10,
        unique=True,
        help_text="Short and stable, such as A1. Saved answers and files refer to it.",
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=200, help_text="What is judged, in a few words.")
    question = models.TextField(help_text="The question as the manager reads it.")
    short = models.CharField(
        "in short",
        max_length=120,
        help_text="The question in at most nine words, for lists and tables.",
    )
    weight = models.FloatField(
        validators=[MinValueValidator(0)],
        help_text="How much the question counts. Only the ratio to the other weights matters.",
    )
    weight_low = models.FloatField(
        "smallest reasonable weight",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Give both ends of the range, or neither.",
    )
    weight_high = models.FloatField(
        "largest reasonable weight", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    hint = models.TextField(blank=True, help_text="One line under the question.")
    help = models.TextField(blank=True, help_text="How to find the answer; examples.")
    why = models.TextField("why we ask", blank=True, help_text="What the answer is used for.")
    find_out = models.TextField(
        "how to find out",
        blank=True,
        help_text="What to do when nobody knows: whom to ask, what to measure.",
    )
    counts_today = models.BooleanField(
        "finding out looks at today's work",
        default=False,
        db_default=False,
        help_text="Where nobody does the work today there is nothing to look at, and pages say so.",
    )
    quick = models.BooleanField("in the quick screen", default=False)
    asked = models.CharField(
        "asked",
        max_length=10,
        choices=Asked.choices,
        default=Asked.QUESTIONS,
        help_text="Only questions that are asked with the others may have effects.",
    )
    role = models.CharField(
        max_length=10,
        blank=True,
        choices=Role.choices,
        help_text=(
            "Being ready is no reason to outsource: a condition that is met says little for a "
            "provider. Empty: it acts on other things than the provider."
        ),
    )
    most = models.FloatField(
        "most that a condition may say for a provider",
        default=0.5,
        validators=[
            MinValueValidator(0),
            MaxValueValidator(EFFECT_LIMIT),
            StepValueValidator(0.5, "Whole and half numbers only."),
        ],
        help_text="The largest effect on provider of a condition that is met.",
    )
    effects_reason = models.TextField(
        "why its answers pull as they do",
        blank=True,
        help_text="One or two sentences that a manager could be told.",
    )
    decides = models.CharField(
        "the program also reads from it",
        max_length=10,
        blank=True,
        choices=Decides.choices,
        help_text="Each for one question at most.",
    )
    apart = models.BooleanField(
        "weight stands apart",
        default=False,
        help_text="Its weight is no part of its theme: changing the theme's weight leaves it alone.",
    )
    read_as_unknown = models.JSONField(
        "numbers read as “I don't know”",
        default=list,
        blank=True,
        help_text="Numbers of choices that are gone, separated by commas; old answers may have them.",
    )
    per_step = models.BooleanField(
        "asked anew for every step",
        default=False,
        help_text="When a process is divided into steps, each step gets an answer of its own.",
    )
    answered_by = models.CharField(
        max_length=20,
        blank=True,
        choices=[(COST_CASE, "The cost case")],
        help_text="Answers it where no person does. One question at most; it needs choices 1 to 5.",
    )
    evidence_strength = models.CharField(
        max_length=1,
        choices=Strength.choices,
        default=Strength.PROPOSAL,
        help_text="Of the direction of its effects; their size is always a proposal.",
    )
    not_applicable = models.BooleanField("may be answered with “does not apply”", default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="criterion_weight_sign"),
            models.CheckConstraint(
                condition=models.Q(weight_low=None, weight_high=None)
                | models.Q(weight_low__lte=models.F("weight_high")),
                name="criterion_weight_range",
                violation_error_message="Give both ends of the weight range, the smaller one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Choice(WorkingRow):
    """One anchored answer, and how it moves the four axes."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)],
        help_text="Stable: saved answers refer to it. Choices are shown in this order.",
    )
    text = models.TextField(help_text="Concrete enough that two people would choose the same.")
    sourcing = effect_field(
        "provider", "+2 pushes strongly towards a provider, -2 towards keeping."
    )
    expertise = effect_field("expert work", "+2: clearly expert work. -2: clearly routine work.")
    pooling = effect_field("pooling", "+2: pays to pool inside the organisation. -2: does not.")
    automation = effect_field("automation", "+2: software could do it. -2: software could not.")
    note = models.TextField(
        blank=True, help_text="Shown when this choice is given, for example a warning."
    )

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "number"],
                name="one_choice_per_number",
                violation_error_message="Two choices have the same number.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class ShowIf(ConditionRow):
    """The question is asked only if this, and every other condition of it, is true."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="show_if")

    class Meta(ConditionRow.Meta):
        verbose_name = "condition: ask only if"
        verbose_name_plural = "conditions: ask only if all of these are true"


class Preset(Page, Positioned):
    """Named weights that a manager can pick."""

    key = models.SlugField(max_length=40, unique=True, help_text="Short and stable.")
    name = models.CharField(max_length=200)
    description = models.TextField(help_text="For whom these weights are meant.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "weight preset"

    def __str__(self) -> str:
        return self.name


class PresetWeight(WorkingRow):
    """How much one question counts in a preset; the others keep their own weights."""

    preset = models.ForeignKey(Preset, on_delete=models.CASCADE, related_name="weights")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField(
        validators=[MinValueValidator(0)],
        help_text="Instead of the question's own weight; 0 leaves the question out.",
    )

    class Meta:
        ordering = ["criterion__position", "id"]
        verbose_name = "weight of a question"
        verbose_name_plural = "weights of questions (the others keep their own)"
        constraints = [
            models.UniqueConstraint(
                fields=["preset", "criterion"],
                name="one_weight_per_criterion",
                violation_error_message="This question has a weight already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.weight:g}"
