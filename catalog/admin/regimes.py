"""Admin pages of rules of law and supervision: regimes, and the questions that bring them in."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import PageAdmin, PartInline
from catalog.admin.questions import ConditionInline
from catalog.models import Regime, RegimeAnswer, RegimeChoice, RegimeCondition, RegimeQuestion


class RegimeChoiceInline(PartInline):
    """The possible values."""

    model = RegimeChoice
    fields = ["position", "key", "name"]


class RegimeAnswerInline(ConditionInline):
    """Answers of the questionnaire that settle the fact."""

    model = RegimeAnswer
    fk_name = "question"
    fields = ["on", "choices", "values", "reads"]


class RegimeConditionInline(PartInline):
    """All of these must be true, each read back in words."""

    model = RegimeCondition
    fields = ["question", "values", "reads"]
    readonly_fields = ["reads"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the question of each condition and the names of its values."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("question").prefetch_related("question__choices")

    @admin.display(description="In words")
    def reads(self, row: RegimeCondition) -> str:
        """The stored condition with the names of the values."""
        if row._state.adding:
            return ""
        names = {choice.key: choice.name for choice in row.question.choices.all()}
        values = " or ".join(f"“{names.get(value, '(no such value)')}”" for value in row.values)
        return f"“{row.question.name}” is {values}"


@admin.register(RegimeQuestion)
class RegimeQuestionAdmin(PageAdmin):
    """Facts that decide which regimes apply."""

    list_display = ["name", "key", "position"]
    search_fields = ["name", "key"]
    fields = ["key", "name", "position"]
    inlines = [RegimeChoiceInline, RegimeAnswerInline]


@admin.register(Regime)
class RegimeAdmin(PageAdmin):
    """Sets of rules with what to check."""

    list_display = ["name", "applies_to", "mark", "checked_on", "position"]
    list_filter = ["mark", "checked_on"]
    search_fields = ["name", "key", "applies_to", "text"]
    inlines = [RegimeConditionInline]
    fieldsets = [
        (None, {"fields": ["key", "name", "position", "applies_to", "checked_on", "in_force"]}),
        ("What it asks for", {"fields": ["checks", "options"]}),
        ("What it rests on", {"fields": ["text", "mark", "sources"]}),
    ]
