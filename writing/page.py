"""A page of the admin as a state: what a browser would send from it, and what one did send."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    Field,
    ModelChoiceField,
)
from django.forms.formsets import (
    DELETION_FIELD_NAME,
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from writing.conflict import Difference
from writing.merge import Part, Row, State, Values, same_values


class Page:
    """The forms of one page: its own, and a formset for each of its tables.

    ``fixed`` are the prefixes of tables that are only read here: their rows can come and go, but no
    field of them is sent.
    """

    def __init__(
        self,
        form: BaseForm,
        formsets: Iterable[Any],
        fixed: Iterable[str] = (),
    ) -> None:
        self.form = form
        self.formsets = {str(formset.prefix): formset for formset in formsets}
        self.fixed = set(fixed)
        self._blanks = {prefix: formset.empty_form for prefix, formset in self.formsets.items()}

    def state(self) -> State:
        """What a browser would send from the page as it stands, nothing touched."""
        return State(
            values_of(self.form, _names(self.form)),
            {
                prefix: [self._row(prefix, form) for form in formset.initial_forms]
                for prefix, formset in self.formsets.items()
            },
        )

    def values_of(self, instance: Any) -> Values:
        """The page's own fields in another state of its row."""
        form: Any = type(self.form)
        return values_of(form(instance=instance), _names(self.form))

    def with_rows(self, prefix: str, instances: Iterable[Any]) -> list[Row]:
        """Rows for other states of a table than the present one."""
        form_class, arguments = self.formsets[prefix].form, self.formsets[prefix].get_form_kwargs
        return [
            self._row(prefix, form_class(instance=row, **arguments(place)))
            for place, row in enumerate(instances)
        ]

    def sent(self, data: QueryDict) -> State:
        """What was sent."""
        return State(
            {name: data.getlist(name) for name in _names(self.form)},
            {prefix: self._sent_rows(prefix, data) for prefix in self.formsets},
        )

    def put(self, data: QueryDict, state: State) -> None:
        """Write a state into what was sent, in place of what was sent for its fields."""
        for name, values in state.page.items():
            data.setlist(name, values)
        for prefix, rows in state.tables.items():
            old = re.compile(rf"{re.escape(prefix)}-\d+-")
            for key in [key for key in data if old.match(key)]:
                del data[key]
            data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(rows))
            data[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(sum(bool(row.key) for row in rows))
            for place, row in enumerate(rows):
                self._put_row(data, prefix, place, row)

    def difference(self, part: Part, who: Any = None, at: Any = None) -> Difference:
        """A row of the conflict page, in words."""
        form: BaseForm = self.form
        place = ""
        if part.table:
            form = self._blanks[part.table]
            what = capfirst(self.formsets[part.table].model._meta.verbose_name)
            place = f"{what} “{part.row}”" if part.row else f"{what}, new"
        label = str(form[part.name].label) if part.name else ""
        saved, yours = (
            _words(form, values, part.row if alone else "")
            for values, alone in ((part.saved, not part.name), (part.yours, not part.name))
        )
        name = ": ".join(filter(None, [place, label]))
        return Difference(name, saved, yours, who, at, untouched=not part.mine)

    def words(self, values: Values) -> str:
        """All fields of the page itself."""
        return _words(self.form, values)

    def _fields(self, prefix: str) -> list[str]:
        formset = self.formsets[prefix]
        own = (formset.fk.name, formset.model._meta.pk.name)
        names = [] if prefix in self.fixed else _names(self._blanks[prefix])
        return [name for name in names if name not in own]

    def _row(self, prefix: str, form: Any) -> Row:
        row = form.instance
        return Row(str(row.pk), str(row), values_of(form, self._fields(prefix)))

    def _sent_rows(self, prefix: str, data: QueryDict) -> list[Row]:
        formset, names = self.formsets[prefix], self._fields(prefix)
        counts = ManagementForm(data, prefix=prefix)
        if not counts.is_valid():
            return []
        blank = values_of(self._blanks[prefix], names)
        rows = []
        total = counts.cleaned_data[TOTAL_FORM_COUNT] or 0
        for place in range(min(total, formset.absolute_max)):
            start = formset.add_prefix(place)
            key = data.get(f"{start}-{formset.model._meta.pk.name}", "")
            values = {name: data.getlist(f"{start}-{name}") for name in names}
            if key or not same_values(values, blank):
                rows.append(Row(key, "", values, f"{start}-{DELETION_FIELD_NAME}" in data))
        return rows

    def _put_row(self, data: QueryDict, prefix: str, place: int, row: Row) -> None:
        formset = self.formsets[prefix]
        start = formset.add_prefix(place)
        data[f"{start}-{formset.model._meta.pk.name}"] = row.key
        if not formset.instance._state.adding:
            data[f"{start}-{formset.fk.name}"] = str(formset.instance.pk)
        if row.gone:
            data[f"{start}-{DELETION_FIELD_NAME}"] = "on"
        for name, values in row.values.items():
            data.setlist(f"{start}-{name}", values)


def _names(form: Any) -> list[str]:
    """The fields that hold something of the row: no reasons, no boxes to delete, nothing fixed."""
    stored = {field.name for field in form._meta.model._meta.get_fields()}
    return [name for name, field in form.fields.items() if name in stored and not field.disabled]


def values_of(form: BaseForm, names: Iterable[str]) -> Values:
    """What a browser would send for these fields of a form as it stands, or did send."""
    return {name: _would_send(form[name]) for name in names}


def _would_send(bound: BoundField) -> list[str]:
    value = bound.value()
    # The admin wraps some, to put links beside them.
    widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)
    if isinstance(widget, CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    return [str(one) for one in shown] if isinstance(shown, list) else [str(shown or "")]


def _words(form: BaseForm, values: Values | None, name: str = "") -> str:
    """The values as a person reads them, each with its label if there are several."""
    if values is None:
        return ""
    said = {label: word(form[label].field, sent) for label, sent in values.items()}
    if len(said) == 1 and not name:
        return next(iter(said.values()))
    lines = [f"{form[label].label}: {text}" for label, text in said.items() if text]
    return "\n".join(lines) or name


def word(field: Field, sent: list[str]) -> str:
    """What was sent for one field, as a person reads it."""
    if isinstance(field.widget, CheckboxInput):
        return "Yes" if sent else "No"
    return ", ".join(_choice(field, text) for text in sent if text)


def _choice(field: Any, text: str) -> str:
    if isinstance(field, ModelChoiceField):
        try:
            # Also of a field for several, whose own to_python gives a queryset.
            return field.label_from_instance(ModelChoiceField.to_python(field, text))
        except ValidationError:
            return text
    choices: Any = flatten_choices(getattr(field, "choices", ()))
    return {str(key): _plain(name) for key, name in choices}.get(text, text)


def _plain(name: Any) -> str:
    """The name of a choice; where it is markup, the text before what explains it."""
    return unescape(name.partition("<")[0]) if isinstance(name, SafeString) else str(name)
