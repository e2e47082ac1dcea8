"""Pages of the admin that are retired rather than deleted, and restored."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from catalog.admin.findings import Finding, missed
from catalog.retiring import restore, retire
from writing.admin import GuardedAdmin


class RetiringAdmin(GuardedAdmin):
    """Asks whether a page shall be retired or deleted; what the model cannot do without is only
    retired, and the model waits to be published until it can."""

    can_retire = True
    actions: tuple[str, ...] = ("retire_selected", "restore_selected")

    def get_urls(self) -> list[URLPattern]:
        """With the address that restores a page."""
        name = f"catalog_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/restore/", view, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        """Nothing is retired where the program needs every row."""
        found = super().get_actions(request)
        return found if self.can_retire else {}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """With what is retired, where anything is."""
        state = ["state"] if self._any_retired() else []
        return [*super().get_list_display(request), *state]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The same."""
        state = ["retired"] if self._any_retired() else []
        return [*super().get_list_filter(request), *state]

    def _any_retired(self) -> bool:
        return self.can_retire and bool(self.model.objects.filter(retired=True).exists())

    @admin.display(description="State", ordering="retired")
    def state(self, row: Any) -> str:
        """Whether it is retired."""
        return "Retired" if row.retired else "In use"

    @admin.action(description="Retire selected %(verbose_name_plural)s", permissions=["delete"])
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Set several pages aside; what that breaks is found by the check."""
        count = retire(pages=queryset, by=request.user)
        self.message_user(request, f"{count} retired. Nothing is lost: restore them when you like.")

    @admin.action(description="Restore selected %(verbose_name_plural)s", permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Bring several pages back."""
        self.message_user(request, f"{restore(pages=queryset, by=request.user)} restored.")

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Bring a page back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with self.held(request, object_id):
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            restore(pages=[row], by=request.user)
        messages.success(request, f"“{row}” is restored, as it was.")
        return self._to_page(row)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What the model cannot do without is protected, with the page where it is used."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        request.missed = missed(list(objs))  # type: ignore[attr-defined]
        return found, counts, lacking, [*protected, *map(_link, request.missed)]  # type: ignore[attr-defined]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Ask which it shall be; retire, or go on to delete."""
        with self.held(request, object_id):
            row = self.get_object(request, unquote(object_id))
            if row is not None and "retire" in request.POST and self._retires(request, row):
                words = f"“{row}” is retired. Nothing is lost: restore it when you like."
                messages.success(request, words)
                return self._to_page(row)
            title = {"title": f"Retire or delete this {self.opts.verbose_name}?"}
            return super().delete_view(request, object_id, {**title, **(extra_context or {})})

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """With the way back, which nobody would find else."""
        response: HttpResponse = super().response_delete(request, obj_display, obj_id)
        history = reverse(f"admin:catalog_{self.opts.model_name}_history", args=[quote(obj_id)])
        link = format_html('It can be brought back from <a href="{}">its history</a>.', history)
        messages.info(request, link)
        return response

    def _retires(self, request: HttpRequest, row: Any) -> bool:
        """Retire a page, unless something of it was changed after somebody was asked."""
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        self.get_deleted_objects([row], request)  # which takes what was sent away then
        if request.POST:
            retire(pages=[row], by=request.user)
        return bool(request.POST)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the address that restores the page, if it is retired."""
        row = context["original"]
        if row is not None and row.retired and self.has_change_permission(request, row):
            context["restore_url"] = self.restore_url(row)
        return super().render_change_form(request, context, *args, **kwargs)

    def _to_page(self, row: Any) -> HttpResponse:
        return redirect(f"admin:catalog_{self.opts.model_name}_change", quote(row.pk))

    def restore_url(self, row: Any) -> str:
        """Where a page is restored."""
        return reverse(f"admin:catalog_{self.opts.model_name}_restore", args=[quote(row.pk)])


def _link(finding: Finding) -> str:
    return format_html('<a href="{}">{}</a>', finding.url, finding.problem.sentence)
