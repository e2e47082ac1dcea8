"""Admin pages of the questions: themes, criteria with choices and conditions, presets."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import PageAdmin, PartInline, PartsCountedAdmin, parts_column
from catalog.models import Choice, Criterion, Preset, PresetWeight, ShowIf, Theme
from catalog.models.base import ConditionRow


def in_words(row: ConditionRow) -> str:
    """The condition as a sentence, so that an editor can read back what was typed."""
    if row._state.adding:
        return ""
    texts = {choice.number: choice.text for choice in row.on.choices.all()}
    wanted = " or ".join(f"“{texts.get(number, '(no such choice)')}”" for number in row.choices)
    return f"“{row.on.name}” is answered with {wanted}"


class ConditionInline(PartInline):
    """Conditions as rows, each read back as a sentence."""

    fields = ["on", "choices", "reads"]
    readonly_fields = ["reads"]

    @admin.display(description="In words")
    def reads(self, row: ConditionRow) -> str:
        """The stored condition in words."""
        return in_words(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the criterion of each condition and its choices."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("on").prefetch_related("on__choices")


class ChoiceInline(PartInline):
    """The answers with their effects in one table."""

    model = Choice
    fields = [
        "number",
        "text",
        "sourcing",
        "expertise",
        "pooling",
        "automation",
        "note",
    ]


class ShowIfInline(ConditionInline):
    """When the question is asked."""

    model = ShowIf
    fk_name = "criterion"


class PresetWeightInline(PartInline):
    """The weights that a preset lays over the questions' own."""

    model = PresetWeight


@admin.register(Theme)
class ThemeAdmin(PartsCountedAdmin):
    """Sections of the questionnaire."""

    counted = "criteria"
    list_display = ["code", "name", parts_column("Questions"), "position"]
    search_fields = ["code", "name", "intro"]
    fields = ["code", "name", "intro", "position"]


@admin.register(Criterion)
class CriterionAdmin(PageAdmin):
    """Questions with their choices, effects and conditions."""

    list_display = [
        "code",
        "name",
        "theme",
        "weight",
        "quick",
        "per_step",
        "role",
        "asked",
        "position",
    ]
    list_display_links = ["code", "name"]
    list_filter = ["theme", "role", "asked", "quick", "per_step", "evidence_strength"]
    list_select_related = ["theme"]
    search_fields = ["code", "name", "question", "help", "choices__text", "choices__note"]
    inlines = [ChoiceInline, ShowIfInline]
    fieldsets = [
        (None, {"fields": ["code", "theme", "position", "name", "question", "short", "hint"]}),
        ("Words", {"fields": ["help", "why", "find_out", "sources"]}),
        ("Weight", {"fields": ["weight", ("weight_low", "weight_high"), "apart"]}),
        (
            "Effects",
            {
                "fields": ["role", "most", "effects_reason", "evidence_strength"],
                "description": (
                    "The effects stand with the choices below. 0 is no argument either way; a "
                    "positive effect under Provider speaks for a provider, a negative one against."
                ),
            },
        ),
        (
            "When and where it is asked",
            {"fields": ["asked", "quick", "per_step", "not_applicable"]},
        ),
        (
            "What the program knows about it",
            {"fields": ["answered_by", "decides", "read_as_unknown"]},
        ),
    ]


@admin.register(Preset)
class PresetAdmin(PageAdmin):
    """Presets: named weights that are laid over the questions' own."""

    list_display = ["key", "name", "position"]
    search_fields = ["key", "name", "description"]
    fields = ["key", "name", "description", "position"]
    inlines = [PresetWeightInline]
