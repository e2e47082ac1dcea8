"""What support may look at: assessments, versions, papers and the trail. Nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import ReadOnlyMixin
from decisions.models import Activity, Assessment, Paper, Version


class ReadOnly(ReadOnlyMixin, admin.ModelAdmin[Any]):
    """A table that can be searched and read. People change their assessments on the site, and owners
    delete them there, with their files."""

    list_per_page = 50
    show_full_result_count = False


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly):
    """Assessments with their last recommendation."""

    list_display = ("name", "team", "owner", "depth", "advised", "confidence", "sure", "updated_at")
    list_filter = ("depth", "outcome", "confidence", "edition__number")
    list_select_related = ("team", "owner", "edition")
    search_fields = ("name", "unit", "team__name", "owner__email", "id")
    date_hierarchy = "created_at"

    @admin.display(description="recommendation", ordering="outcome")
    def advised(self, row: Assessment) -> str:
        """The last recommendation by its name, as on the site."""
        return row.outcome_name

    @admin.display(description="of 100", ordering="probability")
    def sure(self, row: Assessment) -> str:
        """How sure it is, as on the site."""
        return f"{row.in_hundred} of 100" if row.in_hundred else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """Editions without their definition: it is large and not shown."""
        rows: QuerySet[Assessment] = super().get_queryset(request)
        return rows.defer("edition__definition")


@admin.register(Version)
class VersionAdmin(ReadOnly):
    """Frozen versions and their digests."""

    list_display = ("assessment", "number", "name", "created_by", "created_at", "digest")
    list_select_related = ("assessment", "created_by")
    search_fields = ("assessment__name", "digest", "id")
    fieldsets = (
        (None, {"fields": ("assessment", "number", "name", "origin", "created_by", "created_at")}),
        ("Marks of its content", {"fields": ("digest", "facts_sha256", "step_keys")}),
        ("All that it holds", {"classes": ("collapse",), "fields": ("snapshot",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Lists read no snapshots."""
        rows: QuerySet[Version] = super().get_queryset(request)
        return rows.defer("snapshot")


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    """Papers, their states and the reasons of failures."""

    list_display = ("version", "state", "requested_by", "requested_at", "attempts", "size")
    list_filter = ("state",)
    list_select_related = ("version__assessment", "requested_by")
    search_fields = ("version__assessment__name", "reason", "sha256", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        """Lists read no snapshots."""
        rows: QuerySet[Paper] = super().get_queryset(request)
        return rows.defer("version__snapshot")


@admin.register(Activity)
class ActivityAdmin(ReadOnly):
    """Who did what, when, with old and new value."""

    list_display = ("at", "who_name", "verb", "assessment")
    list_filter = ("verb",)
    list_select_related = ("who", "guest", "assessment")
    search_fields = ("assessment__name", "who__email", "assessment__id")
    date_hierarchy = "at"
