"""Working copy: published decisions, each coded on the questions by two people."""

from django.db import models

from catalog.models.base import Page, Positioned, WorkingRow


class Decided(models.TextChoices):
    """What an expert calls right in hindsight."""

    IN_HOUSE = "in_house", "In-house"
    BPO = "bpo", "BPO"
    KPO = "kpo", "KPO"
    HYBRID = "hybrid", "Part of it with a provider, part in-house"


class Precedent(Page, Positioned):
    """A decision that was published: what it was about, what was decided and how it went."""

    class Kind(models.TextChoices):
        """What kind of work it was."""

        ROUTINE = "bpo", "Routine work"
        EXPERT = "kpo", "Expert work"
        MIXED = "mixed", "Both"

    key = models.SlugField(
        max_length=60, unique=True, help_text="Short and stable: results refer to it."
    )
    title = models.CharField(
        max_length=200, help_text="Who decided about what, in a few words, as managers read it."
    )
    sector = models.CharField(max_length=200, help_text="Of the organisation that decided.")
    process = models.CharField("work", max_length=200, help_text="The work it was about.")
    kind = models.CharField(
        "kind of work", max_length=5, choices=Kind.choices, help_text="As it was then."
    )
    period = models.CharField("years", max_length=60, help_text="Such as 2001 to 2012.")
    description = models.TextField(
        "situation", help_text="In at most 60 words, in words of our own."
    )
    decided = models.TextField("what was decided", help_text="One sentence.")
    outcome = models.TextField(
        "how it went", help_text="One or two sentences, with a figure if any."
    )
    lesson = models.TextField("what it teaches", blank=True, help_text="One sentence.")
    expected = models.CharField(
        "right in hindsight",
        max_length=10,
        choices=Decided.choices,
        help_text="By the judgement of an expert. It checks the model and is never shown as advice.",
    )
    defensible = models.JSONField(
        "defensible as well",
        default=list,
        blank=True,
        help_text="What the expert would not call wrong either.",
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "published decision"

    def __str__(self) -> str:
        return self.title


class PrecedentCoding(WorkingRow):
    """What one person read out of the sources, without seeing what the other one read."""

    precedent = models.ForeignKey(Precedent, on_delete=models.CASCADE, related_name="codings")
    answers = models.JSONField(
        default=dict,
        help_text="Question and number of the choice, separated by commas: A1: 2, B1: 4. "
        "Leave out what the sources do not tell.",
    )
    fires = models.JSONField(
        "gates that fire",
        default=list,
        blank=True,
        help_text="Codes of the gates, separated by commas; all others passed.",
    )

    class Meta:
        ordering = ["id"]
        verbose_name = "coding"
        verbose_name_plural = "codings (two at least, each by a person of its own)"

    def __str__(self) -> str:
        return ", ".join(f"{code}: {number}" for code, number in self.answers.items())


class PrecedentSource(WorkingRow, Positioned):
    """A public report of the decision."""

    precedent = models.ForeignKey(Precedent, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=200, help_text="Who published it.")
    where = models.TextField(help_text="Where it can be found.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "source"

    def __str__(self) -> str:
        return self.title
