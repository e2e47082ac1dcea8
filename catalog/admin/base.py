"""What all admin pages of the working copy share: guarded saves, list fields, history."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.db import models
from django.db.models import Count, Max, QuerySet
from django.forms import BaseInlineFormSet, CheckboxInput, Field, ModelChoiceField, TextInput
from django.http import HttpRequest, HttpResponse

from catalog.admin.assistance import linked_errors
from catalog.admin.history import HistoryAdmin
from catalog.admin.retiring import RetiringAdmin
from catalog.forms import (
    AnswersField,
    CodesField,
    DecidedField,
    DocumentField,
    LinesField,
    NumberField,
    NumbersField,
    OptionsField,
    OutcomesField,
    PageForm,
    WholeNumberField,
)
from catalog.models import WorkingCopy
from catalog.models.base import Positioned
from writing.admin import conflict_of

MOST_EMPTY = 20
"""Rows that are added to each table of a page without a script."""
LIST_FIELDS: dict[str, type[Field]] = {
    "sources": CodesField,
    "countries": CodesField,
    "languages": CodesField,
    "usual_places": CodesField,
    "gsli_sources": CodesField,
    "deals": CodesField,
    "values": CodesField,
    "choices": NumbersField,
    "next_actions": LinesField,
    "stay_actions": LinesField,
    "cost_actions": LinesField,
    "checks": LinesField,
    "read_as_unknown": NumbersField,
    "options": OptionsField,
    "expected": OutcomesField,
    "defensible": DecidedField,
    "answers": AnswersField,
    "fires": CodesField,
    "document": DocumentField,
}


class ListFieldsMixin:
    """Shows lists stored as JSON as text or check boxes, and long texts in small boxes."""

    rows = 3

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest | None, **kwargs: Any
    ) -> Field | None:
        """Our own form field where the column holds a list."""
        field_class = LIST_FIELDS.get(db_field.name)
        if field_class and isinstance(db_field, models.JSONField):
            return field_class(
                label=str(db_field.verbose_name).capitalize(),
                help_text=db_field.help_text,
                required=not db_field.blank,
            )
        if isinstance(db_field, models.FloatField):
            kwargs["form_class"] = NumberField
        if isinstance(db_field, models.IntegerField):
            kwargs["form_class"] = WholeNumberField
        if isinstance(db_field, models.FloatField | models.IntegerField):
            # No field for numbers: the wheel changes those, and browsers drop a comma that they do not know.
            kwargs["widget"] = TextInput(attrs={"inputmode": "decimal", "class": "vIntegerField"})
        field: Field | None = super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        if field and isinstance(db_field, models.TextField):
            field.widget.attrs["rows"] = self.rows
        return field


class PartFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Parts whose delete boxes have a name for screen readers."""

    def get_deletion_widget(self) -> Any:  # type: ignore[override]
        """The check box that deletes a row."""
        return CheckboxInput(attrs={"aria-label": "Delete this row"})


class PartInline(ListFieldsMixin, admin.TabularInline[Any, Any]):
    """Parts of a page in a small table."""

    formset = PartFormSet
    rows = 2

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """None: a script adds rows. Where there is none the page offers to come with some that are empty."""
        asked = request.GET.get("rows", "")
        return min(int(asked), MOST_EMPTY) if asked.isascii() and asked.isdecimal() else 0

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest | None, **kwargs: Any
    ) -> Field | None:
        """Each input named for screen readers, and plain selects without icons beside them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        field.widget.attrs["aria-label"] = str(field.label)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.widget.attrs["aria-label"] = str(field.label)
            field.widget = field.widget.widget
        if isinstance(field, ModelChoiceField):
            # As a list they are asked of the database once a table, not once a row.
            field.choices = list(field.iterator(field))
        return field

    class Media:
        css = {"all": ["catalog-admin.css"]}


class PageAdmin(ListFieldsMixin, RetiringAdmin, HistoryAdmin):
    """A page of the working copy: one save at a time, never over somebody else's in silence."""

    form = PageForm
    list_per_page = 100
    save_on_top = True
    formfield_overrides = {models.CharField: {"widget": TextInput(attrs={"size": 60})}}

    class Media:
        css = {"all": ["catalog-admin.css"]}
        js = ("catalog-admin.js",)

    def hold(self, request: HttpRequest, object_id: str | None) -> None:
        """Hold the whole working copy, so that checks and saves cannot mix."""
        WorkingCopy.objects.lock()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows of its tables go with a page, also where they have a list that is only read."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for table in self.inlines:
            opts = table.model._meta
            if request.user.has_perm(f"{opts.app_label}.{get_permission_codename('delete', opts)}"):
                lacking.discard(opts.verbose_name)
        return found, counts, lacking, protected

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """A new page comes after all others."""
        found = super().get_changeform_initial_data(request)
        if issubclass(self.model, Positioned):
            last = self.model._default_manager.aggregate(last=Max("position"))["last"]
            found = {"position": str((last or 0) + 10), **found}
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The page's own fields, then why it is changed."""
        own = "change_reason"
        sets = [
            (title, {**options, "fields": [name for name in options["fields"] if name != own]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        if self.has_change_permission(request, obj):
            sets.append((None, {"fields": [own]}))
        return sets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With every error and where it is, and the first field ready to be typed in."""
        form = context["adminform"].form
        if context["errors"] and not conflict_of(request):
            formsets = [table.formset for table in context["inline_admin_formsets"]]
            context["linked_errors"] = list(linked_errors(form, formsets))
        elif context["original"] is None:
            first = next((name for name in form.fields if not form[name].is_hidden), None)
            if first:
                form.fields[first].widget.attrs["autofocus"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the reason in the history."""
        obj._change_reason = form.cleaned_data.get("change_reason", "")
        super().save_model(request, obj, form, change)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Say in the history, too, which fields and parts were changed."""
        entry: LogEntry = super().log_change(request, obj, message)
        record = obj.history.first()
        if record:
            reason = ". ".join(filter(None, [record.history_change_reason, str(entry)]))
            record.history_change_reason = reason[:100]
            record.save()
        return entry


class OnlyRowAdmin(PageAdmin):
    """The page of a table with exactly one row, which the content brings."""

    can_retire = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The model needs it."""
        return False


class PartsCountedAdmin(PageAdmin):
    """A list that shows how many parts of one kind each page has; see ``parts_column``."""

    counted = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of parts."""
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(part_count=Count(self.counted))
        return counted


def parts_column(title: str) -> Callable[[Any], Any]:
    """The column for the number of parts."""

    @admin.display(description=title, ordering="part_count")
    def parts(row: Any) -> int:
        count: int = row.part_count
        return count

    return parts


class ReadOnlyMixin:
    """Rows that are read here and changed elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are changed elsewhere, or never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are deleted elsewhere, or never."""
        return False
