"""Admin pages of published decisions, with their codings and sources."""

from django.contrib import admin

from catalog.admin.base import PageAdmin, PartInline
from catalog.models import Precedent, PrecedentCoding, PrecedentSource


class CodingInline(PartInline):
    """The answers that each reader gave."""

    model = PrecedentCoding
    fields = ["answers", "fires"]


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
