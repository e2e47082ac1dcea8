"""How every form gives its choices to the one template of their rows, ``templates/_rows.html``."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates


@dataclass(frozen=True, slots=True)
class Row:
    """One radio or box with its label."""

    id: str
    value: str
    label: Any
    is_chosen: bool


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
        groups: list[tuple[str, list[Row]]] = []
        for place, (key, label) in enumerate(choices):
            if isinstance(label, (list, tuple)):
                rows = [self._row(f"{place}_{n}", one, chosen) for n, one in enumerate(label)]
                groups.append((str(key), rows))
                continue
            if not groups or groups[-1][0]:
                groups.append(("", []))
            groups[-1][1].append(self._row(str(place), (key, label), chosen))
        return groups

    def _row(self, place: str, choice: tuple[Any, Any], chosen: set[str]) -> Row:
        value = "" if choice[0] is None else str(choice[0])
        return Row(f"{self.auto_id}_{place}", value, choice[1], value in chosen)


class Renderer(DjangoTemplates):
    """Django's renderer with our fields."""

    bound_field_class = BoundField
