"""Admin pages on which nobody overwrites what they have not seen.

A page carries the state that it was made from, sealed. When something else is saved at the next save,
nothing is stored: the page comes back with what the writer changed, with what others changed in all
other places, and with a list of both. A counter would miss every change that forgets to count, and
could not tell which fields the writer touched.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, unquote
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from audit.admin import NotesDeletions
from writing.conflict import Difference
from writing.merge import Row, State, merge
from writing.models import Versioned
from writing.page import Page

SENT_AS = "_version"


class NotSaved:
    """A form that is shown with what was typed and refuses to be saved."""

    def clean(self) -> Any:
        """Always refuse; the page says why in its own words."""
        super().clean()  # type: ignore[misc]
        raise ValidationError("Somebody else saved this page first.", code="conflict")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a page was made from, and when."""

    state: State
    at: datetime


class GuardedAdmin(NotesDeletions):
    """A page with its tables: saved as a whole by who saw what is saved, by nobody else."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Hold the page while it is saved, and compare before Django saves anything."""
        with self.held(request, object_id):
            if request.method == "POST" and object_id is not None:
                object_id, form_url = self._compared(request, object_id, form_url)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Hold what is deleted, so that nobody changes it between the comparison and its end."""
        with self.held(request, object_id):
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The same where several are deleted from the list."""
        with self.held(request, None):
            return super().changelist_view(request, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with them. Nothing is deleted that is not as it was on the page that asked: then
        the page asks again."""
        found = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        found.collect(objs)
        state = fingerprint(found)
        # The list sends "action" to ask, and "post" with it to confirm; a single page only confirms.
        confirmed = bool(request.POST) and ("post" in request.POST or "action" not in request.POST)
        if confirmed and request.POST.get(SENT_AS) != state:
            request.POST = QueryDict()  # nothing sent: the page asks
            message = "Something of this was changed after you were asked. Look at it again."
            messages.warning(request, message)
        request.deletion = state  # type: ignore[attr-defined]
        return super().get_deleted_objects(objs, request)

    @contextmanager
    def held(self, request: HttpRequest, object_id: str | None) -> Iterator[None]:
        """One transaction in which nobody else saves the page, where something is sent."""
        if request.method != "POST":
            yield
            return
        with transaction.atomic():
            self.hold(request, object_id)
            yield

    def hold(self, request: HttpRequest, object_id: str | None) -> None:
        """Let nobody else save the page until the transaction ends."""
        row = object_id and self.get_object(request, unquote(object_id))
        if row:
            self.model._base_manager.select_for_update().get(pk=row.pk)

    def last_saved(self, row: models.Model, since: datetime) -> tuple[Any, datetime | None]:
        """Who saved the page last and when, if that was after ``since`` and is known."""
        entries = LogEntry.objects.filter(object_id=str(row.pk), action_time__gte=since)
        last = (
            entries.filter(content_type__model=self.opts.model_name).select_related("user").first()
        )
        return (last.user, last.action_time) if last else (None, None)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What the admin saves is another version for the pages outside it."""
        _count(obj, change=change)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The same for the rows of its tables."""
        for row in formset.initial_forms:
            _count(row.instance, change=row.has_changed())
        super().save_formset(request, form, formset, change)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form; one that cannot be saved while a conflict is shown."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (NotSaved, form), {}) if conflict_of(request) else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the sealed state that the page is made from, and what somebody else saved."""
        row = context["original"]
        if row is not None and self.has_change_permission(request, row):
            tables = context["inline_admin_formsets"]
            fixed = {
                str(table.formset.prefix) for table in tables if not table.has_change_permission
            }
            page = Page(context["adminform"].form, [table.formset for table in tables], fixed)
            sent = opened_of(request, row)
            state = sent.state if sent else page.state()
            context["version"] = request.POST.get(SENT_AS) or seal(row, state)
            context["made_from"] = mark_of(state)
        context["conflict"] = conflict_of(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def stored_page(self, request: HttpRequest, row: Any) -> Page:
        """The forms of the page as it is saved; of an empty one to add when ``row`` is None."""
        asking = copy(request)
        asking.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(asking, row))
        change = row is not None
        form = self.get_form(asking, row, change=change, fields=fields)(instance=row)
        formsets, tables = self._create_formsets(asking, form.instance, change=change)  # type: ignore[attr-defined]
        fixed = {
            formset.prefix
            for formset, table in zip(formsets, tables, strict=True)
            if not table.has_change_permission(request, row)
        }
        return Page(form, formsets, fixed)

    def unsaved(self, request: HttpRequest, page: Page, row: Any, state: State) -> QueryDict:
        """What a browser would send that shows this state, made from what is saved now."""
        data = request.POST.copy()
        page.put(data, state)
        if row is not None:
            data[SENT_AS] = seal(row, page.state())
        return data

    def _compared(
        self, request: HttpRequest, object_id: str, form_url: str
    ) -> tuple[str | None, str]:
        """Put what was sent and what is saved together; returns where Django goes on."""
        to_field = request.POST.get(TO_FIELD_VAR) or request.GET.get(TO_FIELD_VAR)
        if to_field and not self.to_field_allowed(request, to_field):
            return object_id, form_url
        row = self.get_object(request, unquote(object_id), to_field)
        if row is None:
            return self._deleted(request, object_id, form_url)
        if self.has_change_permission(request, row):
            page = self.stored_page(request, row)
            saved, opened = page.state(), opened_of(request, row)
            if opened is None or opened.state != saved:
                merged = merge(opened.state if opened else None, saved, page.sent(request.POST))
                request.POST = self.unsaved(request, page, row, merged.state)  # type: ignore[assignment]
                if merged.overtaken:
                    who, at = self.last_saved(row, opened.at) if opened else (None, None)
                    parts = sorted(merged.parts, key=lambda part: not part.theirs)
                    refuse(request, [page.difference(part, who, at) for part in parts])
        return object_id, form_url

    def _deleted(
        self, request: HttpRequest, object_id: str, form_url: str
    ) -> tuple[str | None, str]:
        """The page to add what somebody deleted, with what was typed, if the page was there once."""
        opened = opened_of(request, self.model(pk=unquote(object_id)))
        if opened is None or not self.has_add_permission(request):
            return object_id, form_url
        page = self.stored_page(request, None)
        if not opened.state.page.keys() <= page.state().page.keys():
            return object_id, form_url  # it is made in another way than it is changed
        sent = page.sent(request.POST)
        rows = {
            prefix: [replace(row, key="") for row in rows if row.values and not row.gone]
            for prefix, rows in sent.tables.items()
        }
        request.POST = self.unsaved(request, page, None, State(sent.page, rows))  # type: ignore[assignment]
        name = str(self.opts.verbose_name).capitalize()
        refuse(request, [Difference(name, "", page.words(sent.page))])
        return None, reverse(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_add"
        )


def _count(row: models.Model, *, change: bool) -> None:
    if change and isinstance(row, Versioned):
        row.version += 1


def fingerprint(found: NestedObjects) -> str:
    """SHA-256 over every value of the rows that would be deleted."""
    rows = sorted(
        [model._meta.label, *(str(value) for value in values)]
        for model, instances in found.data.items()
        for values in (
            [instance.serializable_value(field.attname) for field in model._meta.concrete_fields]
            for instance in instances
        )
    )
    return sha256(json.dumps(rows).encode()).hexdigest()


def conflict_of(request: HttpRequest) -> list[Difference]:
    """What somebody else saved before the page that is being answered, if anything."""
    found: list[Difference] = getattr(request, "conflict", [])
    return found


def refuse(request: HttpRequest, differences: list[Difference]) -> None:
    """Let the page that is being answered show these, and save nothing."""
    request.conflict = differences  # type: ignore[attr-defined]


def seal(row: models.Model, state: State) -> str:
    """The state of a row's page as text that only we can make, for this row only."""
    content = {"at": timezone.now().isoformat(), **asdict(state)}
    return signing.dumps(content, salt=_salt(row), compress=True)


def mark_of(state: State) -> str:
    """The same for every page that is made from this state, which a seal is not: drafts in the browser
    know by it whether something else was saved since."""
    return sha256(json.dumps(asdict(state), sort_keys=True).encode()).hexdigest()


def opened_of(request: HttpRequest, row: models.Model) -> Opened | None:
    """What the page was made from that was sent; None when that cannot be read."""
    try:
        content = signing.loads(request.POST.get(SENT_AS, ""), salt=_salt(row))
    except signing.BadSignature:
        return None
    tables = {name: [Row(**values) for values in rows] for name, rows in content["tables"].items()}
    return Opened(State(content["page"], tables), datetime.fromisoformat(content["at"]))


def _salt(row: models.Model) -> str:
    return f"{row._meta.label}:{row.pk}"
