"""Admin pages of published cost figures, and of the dates and notes of the content beside them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.base import OnlyRowAdmin, PageAdmin, PartInline
from catalog.models import (
    CostDefault,
    CostEvidence,
    Deal,
    DiscountRate,
    PriceMakeUp,
    ReferenceNote,
    ReferenceSettings,
    SavingClaim,
)

RESTS_ON: tuple[str, Any] = ("What it rests on", {"fields": ["text", "mark", "sources", "age"]})


class CostEvidenceInline(PartInline):
    """The statements that a range rests on."""

    model = CostEvidence
    fields = ["position", "text", "mark", "sources"]


@admin.register(Deal)
class DealAdmin(PageAdmin):
    """Kinds of deal with a provider."""

    list_display = ["name", "key", "years_low", "years_likely", "years_high", "position"]
    search_fields = ["name", "key", "text"]
    fields = ["key", "name", "position", "text", ("years_low", "years_likely", "years_high")]


@admin.register(CostDefault)
class CostDefaultAdmin(PageAdmin):
    """Ranges that stand in for figures nobody has estimated yet."""

    list_display = ["kind", "meant_for", "low", "likely", "high", "unit", "mark", "age"]
    list_filter = ["mark", "kind"]
    search_fields = ["kind", "why", "age"]
    inlines = [CostEvidenceInline]
    fieldsets = [
        (None, {"fields": ["kind", "deals", "position"]}),
        ("Range", {"fields": [("low", "likely", "high"), "unit"]}),
        ("What it rests on", {"fields": ["why", "mark", "age"]}),
    ]

    @admin.display(description="Kinds of deal")
    def meant_for(self, row: CostDefault) -> str:
        """The deals by key."""
        return ", ".join(row.deals) or "every deal"


@admin.register(SavingClaim)
class SavingClaimAdmin(PageAdmin):
    """Savings that others promise or report."""

    list_display = ["claim", "low", "high", "unit", "mark", "age", "position"]
    list_filter = ["mark"]
    search_fields = ["claim", "text"]
    fieldsets = [(None, {"fields": ["claim", "position", ("low", "high"), "unit"]}), RESTS_ON]


@admin.register(DiscountRate)
class DiscountRateAdmin(PageAdmin):
    """Usual discount rates."""

    list_display = ["name", "percent", "prices", "mark", "age", "position"]
    list_filter = ["prices", "mark"]
    search_fields = ["name", "key", "text"]
    fieldsets = [
        (None, {"fields": ["key", "name", "position", "percent", "prices", "usual"]}),
        RESTS_ON,
    ]


@admin.register(PriceMakeUp)
class PriceMakeUpAdmin(PageAdmin):
    """The one example of what a price consists of."""

    list_display = ["name", "pay", "management", "support", "facilities", "telecom", "margin"]
    search_fields = ["name", "text"]
    fieldsets = [
        (None, {"fields": ["name"]}),
        (
            "Parts of the price",
            {
                "fields": [
                    ("pay", "management", "support"),
                    ("facilities", "telecom", "margin"),
                ]
            },
        ),
        RESTS_ON,
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one example at most."""
        allowed: bool = super().has_add_permission(request)
        return allowed and not PriceMakeUp.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The one row has the number 1."""
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(ReferenceNote)
class ReferenceNoteAdmin(PageAdmin):
    """Statements about a whole part."""

    list_display = ["text", "part", "mark", "position"]
    list_filter = ["part", "mark"]
    search_fields = ["text"]
    fields = ["part", "position", "text", "mark", "sources"]


@admin.register(ReferenceSettings)
class ReferenceSettingsAdmin(OnlyRowAdmin):
    """The one row with the dates and settings of the four parts."""

    list_display = ["__str__", "places_checked_on", "engagement_checked_on", "cost_checked_on"]
    fieldsets = [
        ("Places", {"fields": ["places_checked_on", ("day_start", "day_end"), "near_hours"]}),
        ("Forms of engagement", {"fields": ["engagement_checked_on"]}),
        ("Regimes", {"fields": ["disclaimer"]}),
        ("Published cost", {"fields": ["cost_checked_on"]}),
    ]
