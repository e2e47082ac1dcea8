"""Admin pages of what can come out: options, gates with their rules, thresholds, test cases."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import OnlyRowAdmin, PageAdmin, PartInline
from catalog.admin.questions import ConditionInline, in_words
from catalog.models import Gate, Option, ReferenceCase, Thresholds, Trigger, TriggerCondition
from engine.model.ruleset import OPTIONS


@admin.register(Option)
class OptionAdmin(PageAdmin):
    """The five delivery options as profiles over the axes."""

    list_display = ["name", "key", "sourcing", "expertise", "pooling", "automation", "position"]
    search_fields = ["key", "name", "definition"]
    fieldsets = [
        (None, {"fields": ["key", "name", "position", "advice", "definition"]}),
        (
            "Profile",
            {
                "fields": [("sourcing", "expertise", "pooling", "automation")],
                "description": "How much each axis speaks for the option (positive) or against it.",
            },
        ),
        ("Words", {"fields": ["usual_regret", "keeps_inside", "next_actions"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The program knows no more than these, and brings them."""
        allowed: bool = super().has_add_permission(request)
        return allowed and Option.objects.count() < len(OPTIONS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The program needs every one."""
        return False


class TriggerInline(PartInline):
    """The rules of a gate; each has a page of its own for its conditions."""

    model = Trigger
    fields = ["severity", "reason", "conditions_in_words"]
    readonly_fields = ["severity", "reason", "conditions_in_words"]
    show_change_link = True
    can_delete = False
    verbose_name_plural = (
        "rules that fire this gate without asking (add one under “Rules that fire gates”)"
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rules are added on their own page, where the conditions are."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With everything that the sentence needs."""
        rows = super().get_queryset(request)
        return rows.select_related("gate").prefetch_related("conditions__on__choices")

    @admin.display(description="Fires if")
    def conditions_in_words(self, row: Trigger) -> str:
        """All conditions in one sentence."""
        return ", and ".join(in_words(condition) for condition in row.conditions.all())


class TriggerConditionInline(ConditionInline):
    """All of these must be true."""

    model = TriggerCondition
    fk_name = "trigger"


@admin.register(Gate)
class GateAdmin(PageAdmin):
    """Rules that no score can overrule."""

    list_display = ["code", "name", "severity", "fires_on", "position"]
    list_display_links = ["code", "name"]
    list_filter = ["severity", "fires_on"]
    search_fields = ["code", "name", "question", "reason"]
    inlines = [TriggerInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "position", "severity", "rules_out"]}),
        ("Asking", {"fields": ["question", "fires_on", "help"]}),
        ("When it fires", {"fields": ["reason", "action", "detailed_by", "sources"]}),
    ]


@admin.register(Trigger)
class TriggerAdmin(PageAdmin):
    """Rules that fire a gate from the answers."""

    list_display = ["reason", "gate", "severity", "position"]
    list_filter = ["gate", "severity"]
    list_select_related = ["gate"]
    search_fields = ["reason", "gate__code", "gate__name"]
    fields = ["gate", "severity", "reason", "position"]
    inlines = [TriggerConditionInline]


@admin.register(Thresholds)
class ThresholdsAdmin(OnlyRowAdmin):
    """The one row with the title and the thresholds."""

    list_display = ["title", "clear_completeness", "in_play_margin", "close_margin"]


@admin.register(ReferenceCase)
class ReferenceCaseAdmin(PageAdmin):
    """Test cases that every publication must pass."""

    rows = 12
    list_display = ["name", "expected_names", "position"]
    search_fields = ["name", "note"]
    fields = ["name", "document", "expected", "note", "position"]

    @admin.display(description="Expected advice")
    def expected_names(self, row: ReferenceCase) -> str:
        """The options that are right."""
        return " or ".join(key.replace("_", " ") for key in row.expected)
