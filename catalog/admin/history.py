"""The history of a page of the working copy: who saved it last, and how it was before."""

from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from simple_history.admin import SimpleHistoryAdmin

from writing.admin import GuardedAdmin, refuse
from writing.conflict import Difference
from writing.merge import State, merge
from writing.page import Page

MOST_DIGITS = 18
"""A key has fewer."""
WITH_IT = timedelta(minutes=1)
"""Rows of a page that were deleted so shortly before it went count as deleted with it."""


class HistoryAdmin(GuardedAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """A page with histories, of itself and of each row of its tables."""

    object_history_list_template = "admin/catalog/object_history_list.html"

    def last_saved(self, row: models.Model, since: datetime) -> tuple[Any, datetime | None]:
        """The newest line in the histories of the page and of the rows of its tables."""
        histories = [row.history.all()]  # type: ignore[attr-defined]
        for table in self.inlines:
            owner = _get_foreign_key(self.model, table.model, fk_name=table.fk_name)
            histories.append(table.model.history.filter(**{owner.attname: row.pk}))
        records = [
            history.filter(history_date__gte=since).select_related("history_user").first()
            for history in histories
        ]
        last = max(filter(None, records), key=lambda record: record.history_date, default=None)
        return (last.history_user, last.history_date) if last else (None, None)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The lines of the history, also of a deleted page. What cannot be a key is not found."""
        if not _is_key(unquote(object_id)):
            raise Http404
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An old state, tables included, in the page as it is now; saving that page brings it back."""
        if not _is_key(unquote(object_id)) or not _is_key(version_id):
            raise Http404
        row = self.get_object(request, unquote(object_id))
        if row is None:
            record = get_object_or_404(self.model.history, id=unquote(object_id), pk=version_id)
            return self._of_deleted(request, record)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_change_permission(request, row):
            response: HttpResponse = super().history_form_view(request, object_id, version_id)
            return response
        record = get_object_or_404(row.history, pk=version_id)
        page = self.stored_page(request, row)
        saved = page.state()
        then, lost = _state_after(page, record, saved)
        _tell(request, lost)
        merged = merge(saved, saved, then)
        change = reverse(f"admin:catalog_{self.opts.model_name}_change", args=[row.pk])
        if not merged.parts:
            messages.info(request, "The page is as it was then.")
            return redirect(change)
        filled = self._filled(request, record, self.unsaved(request, page, row, merged.state))
        refuse(filled, [page.difference(part) for part in merged.parts])
        shown: HttpResponse = super(GuardedAdmin, self).changeform_view(
            filled, object_id, change, {"old": record}
        )
        return shown

    def _of_deleted(self, request: HttpRequest, record: Any) -> HttpResponse:
        """The page to add another, filled in with what is deleted; saving it brings that back."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        page = self.stored_page(request, None)
        then, lost = _state_after(page, record, page.state())
        _tell(request, lost)
        new = {
            prefix: [replace(row, key="") for row in rows] for prefix, rows in then.tables.items()
        }
        filled = self._filled(
            request, record, self.unsaved(request, page, None, State(then.page, new))
        )
        name = str(self.opts.verbose_name).capitalize()
        refuse(filled, [Difference(name, "", page.words(then.page))])
        add = reverse(f"admin:catalog_{self.opts.model_name}_add")
        context = {"old": record, "is_deleted": True}
        shown: HttpResponse = super(GuardedAdmin, self).changeform_view(filled, None, add, context)
        return shown

    def _filled(self, request: HttpRequest, record: Any, data: QueryDict) -> HttpRequest:
        """As if a browser had sent an old state, with the reason for it."""
        filled = copy(request)
        filled.method = "POST"
        filled.POST = data  # type: ignore[assignment]
        data["change_reason"] = f"Back to {localtime(record.history_date):%d %B %Y, %H:%M %Z}"
        return filled


def _tell(request: HttpRequest, lost: int) -> None:
    if lost:
        message = f"{lost} rows of then are left out: what they refer to is gone."
        messages.warning(request, message)


def _is_key(text: str) -> bool:
    """Whether a text can be a key: digits as they stand in addresses, and not too many."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _state_after(page: Page, record: Any, saved: State) -> tuple[State, int]:
    """What the page with its tables was from that line of its history until the next one, and how many
    rows of then refer to what is gone, and cannot come back. Of a line that says that the page was deleted:
    what it was when it was."""
    later = type(record).objects.filter(id=record.id, history_date__gt=record.history_date)
    end = record if record.history_type == "-" else later.order_by("history_date").first()
    tables, lost = {}, 0
    for prefix, formset in page.formsets.items():
        rows = _rows_until(end, formset.model, {formset.fk.attname: record.id})
        whole = [row for row in rows if _refers_to_what_is_there(row, formset.fk)]
        lost += len(rows) - len(whole)
        then = page.with_rows(prefix, whole)
        keys = {row.key for row in then}
        gone = [replace(row, gone=True) for row in saved.tables[prefix] if row.key not in keys]
        tables[prefix] = [row for row in then if row.values] + [row for row in gone if row.values]
    return State(page.values_of(record.instance), tables), lost


def _rows_until(end: Any, model: Any, owner: dict[str, Any]) -> list[Any]:
    """The rows of a page as they were before a line of its history, or are now; also those that were deleted
    with the page, which happens a moment before it."""
    until = end.history_date - timedelta(microseconds=1) if end else timezone.now()
    rows = list(model.history.as_of(until).filter(**owner))
    if end and end.history_type == "-":
        moment = (end.history_date - WITH_IT, end.history_date)
        gone = model.history.filter(history_type="-", history_date__range=moment, **owner)
        rows += [line.instance for line in gone.order_by("id")]
    return rows


def _refers_to_what_is_there(row: models.Model, owner: Any) -> bool:
    """Whether everything that the row refers to is stored, but for the page that it is on."""
    fields = (field for field in row._meta.concrete_fields if field.name != owner.name)
    references = (field for field in fields if field.related_model)
    return all(
        field.related_model._base_manager.filter(pk=key).exists()  # type: ignore[union-attr]
        for field in references
        if (key := getattr(row, field.attname)) is not None
    )
