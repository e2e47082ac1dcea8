"""Admin pages of the forms of engagement: forms, rules, risks, and what high risks call for."""

from typing import Any

from django.contrib import admin

from catalog.admin.base import PageAdmin
from catalog.admin.questions import ConditionInline
from catalog.models import (
    EngagementArrangement,
    EngagementCondition,
    EngagementForm,
    EngagementRisk,
    EngagementRule,
    RiskCondition,
)

STATED: tuple[str, Any] = ("What it says", {"fields": ["text", "mark", "sources"]})


class EngagementConditionInline(ConditionInline):
    """All of these must be true."""

    model = EngagementCondition
    fk_name = "rule"


class RiskConditionInline(ConditionInline):
    """Answers that point to the risk."""

    model = RiskCondition
    fk_name = "risk"


@admin.register(EngagementForm)
class EngagementFormAdmin(PageAdmin):
    """Forms of working with somebody."""

    list_display = ["name", "key", "price", "position"]
    search_fields = ["name", "key", "text"]
    fields = ["key", "name", "position", "text", "price", "price_text"]


@admin.register(EngagementRule)
class EngagementRuleAdmin(PageAdmin):
    """Rules that are tried in order."""

    list_display = ["text", "form", "meant_for", "usual", "position"]
    list_filter = ["form", "usual"]
    list_select_related = ["form"]
    search_fields = ["text", "form__name"]
    inlines = [EngagementConditionInline]
    fieldsets = [(None, {"fields": ["form", "options", "usual", "position"]}), STATED]

    @admin.display(description="For the advice")
    def meant_for(self, row: EngagementRule) -> str:
        """The options by key."""
        return ", ".join(row.options)


@admin.register(EngagementRisk)
class EngagementRiskAdmin(PageAdmin):
    """The risk in the work and the risk in the deal."""

    list_display = ["name", "key", "position"]
    search_fields = ["name", "meaning"]
    inlines = [RiskConditionInline]
    fieldsets = [(None, {"fields": ["key", "name", "position", "meaning"]}), STATED]


@admin.register(EngagementArrangement)
class EngagementArrangementAdmin(PageAdmin):
    """The form that a pair of risks calls for."""

    list_display = ["text", "operational", "structural", "form", "position"]
    list_select_related = ["form"]
    search_fields = ["text"]
    fieldsets = [(None, {"fields": ["operational", "structural", "form", "position"]}), STATED]
