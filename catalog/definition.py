"""The working copy as a ruleset and as JSON: read from the tables, never written here."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Model

from catalog.mapping import KEYS, SINGLES, TABLES, Table, from_column, reference
from catalog.models.base import active_rows
from engine.model.codec import Part, Rows, members
from engine.model.dump import dump
from engine.model.fields import Field, Split
from engine.model.ruleset import Ruleset

Json = dict[str, Any]


def working_ruleset(*, without: Sequence[Model] = ()) -> Ruleset:
    """The working copy as it stands, checked or not. One query a table, whatever its size.

    ``without`` are pages that are read as if they were retired.
    """
    found: Ruleset = _Reading(without).part(Ruleset, "")
    return found


def working_definition() -> Json:
    """The working copy in the canonical JSON form of an edition."""
    return dump(working_ruleset())


def fingerprint(definition: Json) -> str:
    """SHA-256 (64 hex digits) of a definition.

    Taken over UTF-8 JSON with sorted keys and without spaces, because the database does not keep
    the order of keys.
    """
    text = json.dumps(
        definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


class _Reading:
    """One reading of the tables, each read once."""

    def __init__(self, without: Sequence[Model]) -> None:
        self._owned: dict[tuple[type[Model], str], dict[Any, list[Model]]] = {}
        self._codes: dict[type[Model], dict[int, str]] = {}
        self._without = without

    def _code(self, model: type[Model], key: int) -> str:
        """The code of a row that another refers to; a retired one is asked for by itself."""
        name = KEYS[model]
        if model not in self._codes:
            rows = self._rows(model, "", None)
            self._codes[model] = {row.pk: getattr(row, name) for row in rows}
        codes = self._codes[model]
        if key not in codes:
            codes[key] = model._default_manager.values_list(name, flat=True).get(pk=key)
        return codes[key]

    @cached_property
    def _singles(self) -> Mapping[str, Any]:
        """The values in the tables of one row, by their paths; none where there is no row."""
        found: dict[str, Any] = {}
        for model, columns in SINGLES.items():
            row = model._default_manager.first()
            if row is not None:
                found |= {path: getattr(row, column) for path, column in columns.items()}
        return found

    def part(self, kind: type, path: str) -> Any:
        """The object at a path of the definition; defaults where no table has a row for it."""
        values: dict[str, Any] = {}
        for row in members(kind):
            where = f"{path}.{row.name}" if path else row.name
            if where in TABLES:
                values[row.name] = self._list(row.field, TABLES[where], None)
            elif where in self._singles:
                values[row.name] = self._singles[where]
            elif isinstance(row.field, Part) and (row.required or self._has(where)):
                values[row.name] = self.part(row.field.kind, where)
            elif row.required:
                values[row.name] = ""
        return kind(**values)

    def _has(self, path: str) -> bool:
        """Whether a table holds something below a path."""
        return any(place.startswith(f"{path}.") for place in (*TABLES, *self._singles))

    def _list(self, field: Field, table: Table, owner: int | None) -> Any:
        """The objects of a list of one owner, or of nobody's."""
        rows = [row for row in self._rows(table.model, table.owner, owner) if table.holds(row)]
        if isinstance(field, Rows):
            return field.gather(self._object(field.kind, table, row) for row in rows)
        if isinstance(field, Part):
            return self._object(field.kind, table, rows[0]) if rows else None
        code, number = table.pair
        return {self._value(field, row, code): getattr(row, number) for row in rows}

    def _rows(self, model: type[Model], owner: str, key: int | None) -> Iterable[Model]:
        if (model, owner) not in self._owned:
            owned = self._owned[model, owner] = {}
            for row in active_rows(model, without=self._without):
                owned.setdefault(getattr(row, f"{owner}_id") if owner else None, []).append(row)
        return self._owned[model, owner].get(key, ())

    def _object(self, kind: type, table: Table, row: Model) -> Any:
        values = {}
        for member in members(kind):
            name, field = member.name, member.field
            if name in table.parts:
                values[name] = self._list(field, table.parts[name], row.pk)
            elif isinstance(field, Split):
                values[name] = self._joined(field, table.split(name, field), row)
            else:
                values[name] = self._value(field, row, table.column(name))
        return kind(**values)

    def _joined(self, field: Split, columns: Mapping[str, str], row: Model) -> Any:
        """A value of several columns; None when one of them is empty."""
        inner = (
            {part.name: part.field for part in members(field.kind)}
            if isinstance(field, Part)
            else {}
        )
        parts = {
            name: self._value(inner.get(name, field), row, column)
            for name, column in columns.items()
        }
        return None if None in parts.values() else field.join(parts)

    def _value(self, field: Field, row: Model, column: str) -> Any:
        related = reference(type(row), column)
        if related is not None:
            return self._code(related, getattr(row, f"{column}_id"))
        return from_column(field, getattr(row, column))
