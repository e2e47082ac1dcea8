"""How every form gives its choices to the one template of their rows, ``templates/_rows.html``."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Row:
    """One radio or box with its label; ``attributes`` of its input as HTML."""

    id: str
    attributes: SafeString
    label: Any


class BoundField(forms.BoundField):
    """A field of a form that knows its choices as rows.

    Django's own widgets make a dictionary and render a template for every choice; the rows of the
    question page were the dearest part of it.
    """

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


class Renderer(DjangoTemplates):
    """Django's renderer with our fields."""

    bound_field_class = BoundField
