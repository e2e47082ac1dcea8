"""Admin pages of places: countries with their notes, and the rules about how far work may go."""

from typing import Any

from django.contrib import admin
from import_export.resources import ModelResource

from catalog.admin.base import PageAdmin, PartInline
from catalog.admin.questions import in_words
from catalog.admin.services import SheetAdmin
from catalog.models import Country, CountryNote, PlaceRule


class CountryNoteInline(PartInline):
    """What to know about the country."""

    model = CountryNote
    fields = ["position", "text", "mark", "sources"]


class CountryResource(ModelResource):  # type: ignore[misc]
    """Countries as a sheet."""

    class Meta:
        model = Country
        fields = [
            "code",
            "name",
            "region",
            "zone",
            "languages",
            "legal_area",
            "usual_places",
            "gsli_rank",
            "gsli_year",
            "gsli_sources",
        ]


@admin.register(Country)
class CountryAdmin(SheetAdmin, PageAdmin):
    """Countries where work can be done, or from which it goes out."""

    resource_classes = [CountryResource]
    list_display = ["code", "name", "region", "zone", "spoken", "legal_area", "ranked"]
    list_display_links = ["code", "name"]
    list_filter = ["region", "legal_area"]
    search_fields = ["code", "name", "region", "zone"]
    inlines = [CountryNoteInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "region", "zone", "languages", "legal_area"]}),
        ("Work that goes out from here", {"fields": ["usual_places"]}),
        (
            "Kearney Global Services Location Index",
            {"fields": [("gsli_rank", "gsli_year"), "gsli_sources"]},
        ),
    ]

    @admin.display(description="Languages")
    def spoken(self, row: Country) -> str:
        """The codes in their order."""
        return ", ".join(row.languages)

    @admin.display(description="Rank", ordering="gsli_rank")
    def ranked(self, row: Country) -> str:
        """The rank with its year, since ranks of two years do not compare."""
        return f"{row.gsli_rank} ({row.gsli_year})" if row.gsli_rank else "-"


@admin.register(PlaceRule)
class PlaceRuleAdmin(PageAdmin):
    """What an answer, or a gate that fired, means for the place."""

    list_display = ["text", "kind", "looks_at", "farthest", "same_legal_area", "position"]
    list_filter = ["kind", "farthest"]
    list_select_related = ["on", "gate"]
    search_fields = ["text", "on__code", "on__name", "gate__code"]
    readonly_fields = ["reads"]
    fieldsets = [
        (None, {"fields": ["kind", "position"]}),
        ("Holds if", {"fields": ["on", "choices", "gate", "effect", "reads"]}),
        ("How far", {"fields": ["farthest", "same_legal_area", "puts_first"]}),
        ("What it says", {"fields": ["text", "options", "mark", "sources"]}),
    ]

    @admin.display(description="Looks at")
    def looks_at(self, row: PlaceRule) -> str:
        """The question with its answers, or the gate with its effect."""
        if row.gate is not None:
            return f"{row.gate.code}: {row.get_effect_display()}"
        numbers = " or ".join(str(number) for number in row.choices)
        return f"{row.on.code} is {numbers}" if row.on else ""

    @admin.display(description="In words")
    def reads(self, row: Any) -> str:
        """The stored condition as a sentence."""
        if row.on_id:
            return in_words(row)
        return self.looks_at(row) if row.gate_id else ""
