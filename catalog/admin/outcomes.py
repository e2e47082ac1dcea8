"""Admin pages of what can come out: options, gates with their rules, lines, test cases."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import OnlyRowAdmin, PageAdmin, PartInline
from catalog.admin.questions import ConditionInline, in_words
from catalog.models import (
    Gate,
    Lines,
    Option,
    Outcome,
    ReferenceCase,
    SettledAction,
    Trigger,
    TriggerCondition,
)
from engine.model.ruleset import OPTIONS


class SettledActionInline(ConditionInline):
    """Which actions an answer makes needless."""

    model = SettledAction
    fk_name = "option"
    fields = ["action", "on", "choices", "reads"]


@admin.register(Option)
class OptionAdmin(PageAdmin):
    """The five ways to have the work done, with their words."""

    can_retire = False
    list_display = ["name", "key", "advice", "position"]
    search_fields = ["key", "name", "definition"]
    fieldsets = [
        (None, {"fields": ["key", "name", "position", "advice", "definition"]}),
        ("Words", {"fields": ["regret", "keeps_inside"]}),
        ("What to do next", {"fields": ["next_actions", "stay_actions", "cost_actions"]}),
    ]
    inlines = [SettledActionInline]

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
    fields = ["effect", "reason", "conditions_in_words"]
    readonly_fields = ["effect", "reason", "conditions_in_words"]
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

    list_display = ["code", "name", "effect", "kind", "asked", "position"]
    list_display_links = ["code", "name"]
    list_filter = ["effect", "asked"]
    search_fields = ["code", "name", "question", "reason"]
    inlines = [TriggerInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "position", "effect", "kind"]}),
        ("Asking", {"fields": ["asked", "question", "help"]}),
        ("When it fires", {"fields": ["reason", "action", "detailed_by", "sources"]}),
    ]


@admin.register(Trigger)
class TriggerAdmin(PageAdmin):
    """Rules that fire a gate from the answers."""

    list_display = ["reason", "gate", "effect", "position"]
    list_filter = ["gate", "effect"]
    list_select_related = ["gate"]
    search_fields = ["reason", "gate__code", "gate__name"]
    fields = ["gate", "effect", "reason", "action", "position"]
    inlines = [TriggerConditionInline]


@admin.register(Lines)
class LinesAdmin(OnlyRowAdmin):
    """The one row with the title and the lines."""

    list_display = ["title", "provider", "inside"]
    fields = ["title", "provider", "inside", "argument"]


@admin.register(ReferenceCase)
class ReferenceCaseAdmin(PageAdmin):
    """Test cases that every publication must pass."""

    rows = 12
    list_display = ["name", "expected_names", "position"]
    search_fields = ["name", "note"]
    fields = ["name", "document", "expected", "note", "position"]

    @admin.display(description="Expected advice")
    def expected_names(self, row: ReferenceCase) -> str:
        """The outcomes that are right."""
        return " or ".join(Outcome(key).label for key in row.expected)
