"""Admin pages of the published editions, which can be read, compared and downloaded only."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalog.admin import assistance, offers, working_copy
from catalog.admin.base import ReadOnlyMixin
from catalog.differences import compare
from catalog.models import Edition
from engine.model.dump import dump


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition as a JSON file in canonical form."""
    edition = _edition(request, pk=pk)
    name = f"edition-{edition.number}.json"
    return working_copy.json_file(request, dump(edition.ruleset), name)


@require_safe
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What an edition changed against another one: ``?with=NUMBER``, or the one before it."""
    edition = _edition(request, pk=pk)
    other = _other(edition, request.GET.get("with", ""))
    old, new = (other, edition)
    if other and other.number > edition.number:
        old, new = edition, other
    context = {
        **admin.site.each_context(request),
        "title": f"What {new} changed",
        "opts": Edition._meta,
        "old": old,
        "new": new,
        "editions": Edition.objects.defer("definition").exclude(pk=edition.pk),
        "edition": edition,
        "comparison": compare(dump(old.ruleset) if old else {}, dump(new.ruleset)),
    }
    return render(request, "admin/catalog/differences.html", context)


@require_safe
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """What restoring an edition would change in the working copy, with the button to do it."""
    edition = _edition(request, pk=pk)
    if not working_copy.may_import(request):
        raise PermissionDenied
    return working_copy.preview(request, edition.ruleset, reason=f"Back to {edition}")


def _other(edition: Edition, asked: str) -> Edition | None:
    """The edition asked for by number, or the one before."""
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        return get_object_or_404(Edition.objects.defer("definition"), number=int(asked))
    earlier = Edition.objects.defer("definition").filter(number__lt=edition.number)
    return earlier.order_by("-number").first()


def _edition(request: HttpRequest, **lookup: Any) -> Edition:
    if not request.user.has_perm("catalog.view_edition"):
        raise PermissionDenied
    return get_object_or_404(Edition.objects.defer("definition"), **lookup)


@admin.register(Edition)
class EditionAdmin(ReadOnlyMixin, admin.ModelAdmin[Edition]):
    """Published editions. Nobody changes or deletes one; a new one is published instead."""

    list_display = ["name", "note", "published_by", "published_at", "short_digest"]
    list_select_related = ["published_by"]
    search_fields = ["note", "sha256"]
    fields = ["number", "note", "published_by", "published_at", "sha256", "links"]
    readonly_fields = ["number", "note", "published_by", "published_at", "sha256", "links"]
    show_full_result_count = False

    class Media:
        css = {"all": ["catalog-admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Without the definitions, which are large."""
        return super().get_queryset(request).defer("definition")

    @admin.display(description="Edition", ordering="number")
    def name(self, row: Edition) -> str:
        """Its name."""
        return str(row)

    @admin.display(description="SHA-256")
    def short_digest(self, row: Edition) -> str:
        """The start of the digest, enough to compare by eye."""
        return row.sha256[:12]

    @admin.display(description="See also")
    def links(self, row: Edition) -> SafeString:
        """What it changed, and its file."""
        return format_html(
            '<a href="{}">What it changed</a> · <a href="{}">Download as JSON</a> · '
            '<a href="{}">Restore it into the working copy</a>',
            reverse("admin:catalog_edition_differences", args=[row.pk]),
            reverse("admin:catalog_edition_download", args=[row.pk]),
            reverse("admin:catalog_edition_restore", args=[row.pk]),
        )

    def get_urls(self) -> list[URLPattern]:
        """The pages of the working copy and of one edition, before Django's own."""
        wrap = self.admin_site.admin_view
        own = [
            path("working-copy/", wrap(working_copy.check_page), name="catalog_check"),
            path("working-copy/publish/", wrap(working_copy.publish_page), name="catalog_publish"),
            path("working-copy/export/", wrap(working_copy.export_page), name="catalog_export"),
            path("working-copy/words/", wrap(assistance.words), name="catalog_words"),
            path("working-copy/effects/", wrap(assistance.effects), name="catalog_effects"),
            path("working-copy/merge/", wrap(offers.merge_page), name="catalog_merge"),
            path("working-copy/import/", wrap(working_copy.import_page), name="catalog_import"),
            path(
                "working-copy/import/apply/",
                wrap(working_copy.apply_page),
                name="catalog_import_apply",
            ),
            path("<int:pk>/download/", wrap(download), name="catalog_edition_download"),
            path("<int:pk>/restore/", wrap(restore), name="catalog_edition_restore"),
            path("<int:pk>/changes/", wrap(differences), name="catalog_edition_differences"),
        ]
        return [*own, *super().get_urls()]
