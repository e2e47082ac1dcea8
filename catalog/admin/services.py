"""Admin pages of service types with all their parts, their measures as a sheet, and sources."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource

from audit.log import record
from audit.models import Kind
from audit.sheet import plain
from catalog.admin.base import (
    PageAdmin,
    PartInline,
    PartsCountedAdmin,
    ReadOnlyMixin,
    parts_column,
)
from catalog.copying import copy_service_type
from catalog.models import Fact, Kpi, PrefilledAnswer, ServiceType, Source, Step


class PrefilledInline(PartInline):
    """Suggested answers, each read back as text."""

    model = PrefilledAnswer
    fields = ["criterion", "choice", "reads"]
    readonly_fields = ["reads"]
    verbose_name_plural = "suggested answers (assumptions that a manager must confirm)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the choices' texts, so that a long table needs no query per row."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("criterion").prefetch_related("criterion__choices")

    @admin.display(description="In words")
    def reads(self, row: PrefilledAnswer) -> str:
        """The text of the stored choice."""
        if row._state.adding:
            return ""
        texts = {choice.number: choice.text for choice in row.criterion.choices.all()}
        return texts.get(row.choice, "(no such choice)")


class StepInline(PartInline):
    """The usual steps."""

    model = Step
    fields = ["position", "name", "retained"]


class KpiInline(PartInline):
    """The usual measures."""

    model = Kpi
    fields = ["position", "name", "target", "mark", "sources"]


class FactInline(PartInline):
    """Rules, risks, pricing, places and notes."""

    model = Fact
    fields = ["kind", "position", "text", "mark", "sources"]
    ordering = ["kind", "position", "id"]


class ServiceTypeResource(ModelResource):  # type: ignore[misc]
    """Service types as a sheet."""

    class Meta:
        model = ServiceType
        fields = ["position", "slug", "name", "family", "label", "summary", "also", "countries"]


class SourceResource(ModelResource):  # type: ignore[misc]
    """The source register as a sheet."""

    class Meta:
        model = Source
        fields = ["position", "code", "title", "where", "extent"]


class KpiResource(ModelResource):  # type: ignore[misc]
    """The measures of all service types as a sheet."""

    class Meta:
        model = Kpi
        fields = ["service__slug", "position", "name", "target", "mark", "sources"]


class Sheet(CSV):  # type: ignore[misc]
    """A CSV file that spreadsheets open as it is: marked as UTF-8, and no cell is a formula."""

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        """The file's text."""
        for _ in range(len(dataset)):
            dataset.append([plain(cell) for cell in dataset.lpop()])
        return f"\ufeff{super().export_data(dataset, **kwargs)}"


class SheetAdmin(ExportMixin):  # type: ignore[misc]
    """Adds the list as a sheet to download. Changes go through the pages or the JSON import."""

    export_formats = [Sheet]
    # The form of the library needs inline scripts, which the site forbids; there is one format.
    skip_export_form = True

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may see the list may take it along."""
        allowed: bool = self.has_view_permission(request)
        return allowed

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The sheet, and a line about who took it along."""
        sheet: HttpResponse = super().export_action(request)
        record(Kind.EXPORTED, by=request.user, subject=self.opts.verbose_name_plural, file="sheet")
        return sheet


@admin.register(ServiceType)
class ServiceTypeAdmin(SheetAdmin, PartsCountedAdmin):
    """Kinds of process, each with what is usually true of it."""

    resource_classes = [ServiceTypeResource]
    counted = "prefilled"
    list_display = [
        "name",
        "slug",
        "family",
        "label",
        parts_column("Suggested answers"),
        "position",
    ]
    list_filter = ["family", "label", "common"]
    search_fields = [
        *("name", "slug", "also", "summary"),
        *("steps__name", "kpis__name", "kpis__target", "facts__text"),
    ]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        *("name", "slug", "position", "common", "family", "label"),
        *("summary", "also", "countries"),
    ]
    inlines = [PrefilledInline, StepInline, KpiInline, FactInline]

    def get_urls(self) -> list[URLPattern]:
        """With the address that makes a copy."""
        view = self.admin_site.admin_view(self.copy_view)
        own = path("<path:object_id>/copy/", view, name="catalog_servicetype_copy")
        return [own, *super().get_urls()]

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A copy with everything that belongs to it, and its page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_add_permission(request) or not self.has_view_permission(request, row):
            raise PermissionDenied
        copied = copy_service_type(service=row, by=request.user)
        messages.success(request, f"This is a copy of “{row}”. Give it its own name and slug.")
        return redirect("admin:catalog_servicetype_change", copied.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the address that makes a copy."""
        row = context["original"]
        if row is not None and self.has_add_permission(request):
            context["copy_url"] = reverse("admin:catalog_servicetype_copy", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Source)
class SourceAdmin(SheetAdmin, PageAdmin):
    """The source register."""

    resource_classes = [SourceResource]
    list_display = ["code", "title", "extent", "position"]
    list_display_links = ["code", "title"]
    search_fields = ["code", "title", "where"]
    fields = ["code", "title", "where", "extent", "position"]


@admin.register(Kpi)
class KpiAdmin(SheetAdmin, ReadOnlyMixin, admin.ModelAdmin[Kpi]):
    """All measures in one list, to search and to download; they are changed at their service."""

    resource_classes = [KpiResource]
    list_display = ["name", "target", "service", "mark"]
    list_filter = ["mark", "service"]
    list_select_related = ["service"]
    search_fields = ["name", "target", "service__name"]
