"""How every form gives its fields to ``templates/bootstrap5/field.html``, and its choices to ``_rows.html``.

Django renders a template of several templates for every control; a page of cost lines has 250 of them. The
plain ones are written here, letter for letter the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

CONTROLS = {"box": "form-check-input", "select": "form-select", "text": "form-control"}
"""Kind of a control -> its class."""


@dataclass(frozen=True, slots=True)
class Row:
    """One radio or box with its label; ``attributes`` of its input as HTML."""

    id: str
    attributes: SafeString
    label: Any


class BoundField(forms.BoundField):
    """A field of a form that knows its kind, its control, and its choices as rows.

    Django's own widgets make a dictionary and render a template for every choice; the rows of the
    question page were the dearest part of it.
    """

    def __getitem__(self, index: Any) -> Any:
        """What it is by a name, where templates look first, or one of its choices."""
        return getattr(self, index) if isinstance(index, str) else super().__getitem__(index)

    @property
    def kind(self) -> str:
        """How the field is laid out: a single box, rows of radios or boxes, a select, or a text."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "box"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "rows"
        return "select" if isinstance(widget, forms.Select) else "text"

    @property
    def control(self) -> SafeString:
        """The control with the classes of its kind, marked where it is wrong."""
        own = self.field.widget.attrs.get("class", "")
        wrong = "is-invalid" if self.errors else ""
        names = " ".join(filter(None, (own, CONTROLS[self.kind], wrong)))
        return self.as_widget(attrs={"class": names})

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The choices by the name of their group, "" for those without; ids as Django gives them."""
        value: Any = self.value()
        held = value if isinstance(value, (list, tuple, set)) else [value]
        chosen = {"" if one is None else str(one) for one in held}
        choices: Any = self.field.choices  # type: ignore[attr-defined]
        common = self._common()
        groups: list[tuple[str, list[Row]]] = []
        for place, (key, label) in enumerate(choices):
            if isinstance(label, (list, tuple)):
                rows = [
                    self._row(f"{place}_{n}", one, chosen, common) for n, one in enumerate(label)
                ]
                groups.append((str(key), rows))
                continue
            if not groups or groups[-1][0]:
                groups.append(("", []))
            groups[-1][1].append(self._row(str(place), (key, label), chosen, common))
        return groups

    def _common(self) -> SafeString:
        """What the inputs of all rows have in common: worked out once, not in every row."""
        kind = self.field.widget.input_type
        is_wrong = bool(self.errors)
        return format_html(
            ' class="form-check-input{}" type="{}"{}{} name="{}"',
            " is-invalid" if is_wrong else "",
            kind,
            mark_safe(' aria-invalid="true"') if is_wrong else "",
            " required" if self.field.required and kind == "radio" else "",
            self.html_name,
        )

    def _row(
        self, place: str, choice: tuple[Any, Any], chosen: set[str], common: SafeString
    ) -> Row:
        value = "" if choice[0] is None else str(choice[0])
        checked = " checked" if value in chosen else ""
        own = f"{self.auto_id}_{place}"
        return Row(
            own, format_html('{} value="{}" id="{}"{}', common, value, own, checked), choice[1]
        )


def _attributes(attrs: Mapping[str, Any]) -> str:
    found = ""
    for name, value in attrs.items():
        if value is True:
            found += f" {conditional_escape(name)}"
        elif value is not False:
            found += f' {conditional_escape(name)}="{conditional_escape(value)}"'
    return found


def _input(widget: Mapping[str, Any]) -> str:
    name, value = conditional_escape(widget["name"]), widget["value"]
    held = "" if value is None else f' value="{conditional_escape(value)}"'
    return f'<input type="{widget["type"]}" name="{name}"{held}{_attributes(widget["attrs"])}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    name, value = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    found = f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for group, options, _ in widget["optgroups"]:
        rows = "".join(_option(option) for option in options)
        if group:
            rows = f'\n  <optgroup label="{conditional_escape(group)}">{rows}\n  </optgroup>'
        found += rows
    return f"{found}\n</select>"


def _option(widget: Mapping[str, Any]) -> str:
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'\n  <option value="{value}"{_attributes(widget["attrs"])}>{label}</option>\n'


INPUTS = ("checkbox", "date", "email", "file", "hidden", "number", "password", "text", "url")
WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
"""Template of Django -> what writes the same."""


class Renderer(DjangoTemplates):
    """Django's renderer with our fields, and the plain controls without its templates."""

    bound_field_class = BoundField

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        """The control, or whatever else the template is of."""
        write = WRITERS.get(template_name)
        if write is not None:
            return SafeString(write(context["widget"]))
        return SafeString(super().render(template_name, context, request))
