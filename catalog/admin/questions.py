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
        "is_unknown",
        "note",
    ]


class ShowIfInline(ConditionInline):
    """When the question is asked."""

    model = ShowIf
    fk_name = "criterion"


class PresetWeightInline(PartInline):
    """One weight per theme."""

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
        "location_only",
        "position",
    ]
    list_display_links = ["code", "name"]
    list_filter = ["theme", "quick", "per_step", "location_only"]
    list_select_related = ["theme"]
    search_fields = ["code", "name", "question", "help"]
    inlines = [ChoiceInline, ShowIfInline]
    fieldsets = [
        (None, {"fields": ["code", "theme", "position", "name", "question", "hint"]}),
        ("Words", {"fields": ["help", "why", "find_out", "evidence_strength", "sources"]}),
        ("Weight", {"fields": ["weight", ("weight_low", "weight_high")]}),
        (
            "Switches",
            {"fields": ["quick", "per_step", "not_applicable", "location_only", "answered_by"]},
        ),
    ]


@admin.register(Preset)
class PresetAdmin(PageAdmin):
    """Weight presets with one weight per theme."""

    list_display = ["key", "name", "position"]
    search_fields = ["key", "name", "description"]
    fields = ["key", "name", "description", "position"]
    inlines = [PresetWeightInline]
