"""Admin pages of published decisions, with their codings and sources."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from catalog.admin.base import PageAdmin, PartInline
from catalog.models import Choice, Precedent, PrecedentCoding, PrecedentSource


class CodingInline(PartInline):
    """The answers that each reader gave."""

    model = PrecedentCoding
    template = "admin/edit_inline/stacked.html"
    fields = ["answers", "reads", "fires"]
    readonly_fields = ["reads"]

    @admin.display(description="In words")
    def reads(self, row: PrecedentCoding) -> str:
        """The stored answers by their texts, a line each."""
        choices = Choice.objects.filter(criterion__code__in=row.answers)
        found = choices.values_list("criterion__code", "number", "criterion__name", "text")
        texts = {(code, number): f"{name}: {text}" for code, number, name, text in found}
        lines = [
            texts.get((code, number), f"{code}: (no such choice)")
            for code, number in row.answers.items()
        ]
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


class SourceInline(PartInline):
    """The public reports."""

    model = PrecedentSource
    fields = ["position", "title", "where"]


@admin.register(Precedent)
class PrecedentAdmin(PageAdmin):
    """Published decisions: shown beside a result, and a check of the model."""

    list_display = ["title", "sector", "kind", "period", "expected", "position"]
    list_filter = ["kind", "expected"]
    search_fields = ["key", "title", "sector", "process", "description"]
    inlines = [CodingInline, SourceInline]
    fieldsets = [
        (None, {"fields": ["key", "title", "position"]}),
        ("What it was about", {"fields": ["sector", "process", "kind", "period", "description"]}),
        ("How it went", {"fields": ["decided", "outcome", "lesson"]}),
        ("As a check of the model", {"fields": ["expected", "defensible"]}),
    ]
