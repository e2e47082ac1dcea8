"""Replacing the whole working copy by a ruleset: one transaction, history kept per object."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db import transaction
from django.db.models import Model

from catalog.mapping import KEYS, SINGLES, TABLES, Row, Table, reference, to_column
from catalog.models import ReferenceCase, ServiceType
from catalog.tables import Positions, TableSync, placed, steps_of_ten
from engine.model.codec import Part, Rows, members
from engine.model.fields import Field, Split
from engine.model.ruleset import Ruleset


@transaction.atomic
def replace_working_copy(
    ruleset: Ruleset, *, by: Any, reason: str, positions: Positions | None = None
) -> int:
    """Make the tables hold exactly this ruleset; returns how many rows were written or deleted.

    ``positions`` gives the position of service types by slug. Raises ``UnfitRowsError`` when a row
    does not fit its table.
    """
    run = TableSync(by, reason)
    for model, columns in SINGLES.items():
        values = {column: _at(ruleset, path) for path, column in columns.items()}
        run.sync(model, ["id"], [{"id": 1, **values}], numbered=False)
    _Writing(run, {ServiceType: positions or {}}).lists(list(_lists(ruleset)))
    run.finish()
    return run.written


@transaction.atomic
def replace_cases(cases: Sequence[Mapping[str, Any]], *, by: Any, reason: str) -> int:
    """Make the test cases exactly these (in the form of ``content/cases.json``)."""
    run = TableSync(by, reason)
    rows: list[Row] = [
        {
            "name": case["name"],
            "document": case["input"],
            "expected": case["expected"],
            "note": case.get("note", ""),
        }
        for case in cases
    ]
    run.sync(ReferenceCase, ["name"], placed(ReferenceCase, "name", rows), numbered=False)
    run.finish()
    return run.written


@dataclass(frozen=True, slots=True)
class _List:
    """Objects that go into one table, those of one owner or of nobody."""

    table: Table
    owner: int | None
    objects: list[Any]

    @property
    def names(self) -> list[str]:
        """The columns that tell its rows apart."""
        table = self.table
        owner = [f"{table.owner}_id"] if table.owner else []
        return [*owner, *table.fixed, *(_column(table.model, name) for name in table.key)]


def _at(ruleset: Ruleset, path: str) -> Any:
    return reduce(getattr, path.split("."), ruleset)


def _lists(ruleset: Ruleset) -> Iterator[_List]:
    for path, table in TABLES.items():
        above, _, name = path.rpartition(".")
        owner = _at(ruleset, above) if above else ruleset
        yield _list(owner, name, table, None)


def _list(row: Any, name: str, table: Table, key: int | None) -> _List:
    """The objects in a field of a row of content."""
    field = next(member.field for member in members(type(row)) if member.name == name)
    return _List(table, key, _objects(field, getattr(row, name)))


def _objects(field: Field, value: Any) -> list[Any]:
    if isinstance(field, Rows):
        return field.rows(value)
    if isinstance(field, Part):
        return [] if value is None else [value]
    return list(value.items())


def _column(model: type[Model], name: str) -> str:
    return f"{name}_id" if reference(model, name) else name


class _Writing:
    """One run that writes lists of objects, tables that others refer to first."""

    def __init__(self, run: TableSync, positions: Mapping[type[Model], Positions]) -> None:
        self.run = run
        self.positions = positions
        self.keys: dict[type[Model], Mapping[str, int]] = {}

    def lists(self, lists: list[_List]) -> None:
        """Make tables hold exactly these lists, then do the same with the parts of their objects."""
        by_table: dict[type[Model], list[_List]] = {}
        for row in lists:
            by_table.setdefault(row.table.model, []).append(row)
        parts: list[_List] = []
        for model, found in by_table.items():
            saved = iter(self._table(model, found))
            for row in found:
                for content, instance in zip(row.objects, saved, strict=False):
                    parts += (
                        _list(content, name, part, instance.pk)
                        for name, part in row.table.parts.items()
                    )
        if parts:
            self.lists(parts)

    def _table(self, model: type[Model], lists: list[_List]) -> list[Any]:
        first = lists[0]
        rows = [row for found in lists for row in self._rows(found)]
        if any(field.name == "position" for field in model._meta.concrete_fields):
            rows = self._in_order(first, rows)
        saved = self.run.sync(model, first.names, rows, numbered=first.table.numbered)
        if model in KEYS:
            self.keys[model] = {getattr(row, KEYS[model]): row.pk for row in saved}
        return saved

    def _in_order(self, first: _List, rows: list[Row]) -> list[Row]:
        """With positions: kept where they fit, else 10, 20, 30 within the owner and what is fixed."""
        table = first.table
        if table.model in KEYS:
            return placed(table.model, KEYS[table.model], rows, self.positions.get(table.model))
        within = first.names[: len(first.names) - len(table.key)]
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(row[name] for name in within), []).append(row)
        return [
            {**row, "position": place}
            for group in groups.values()
            for place, row in zip(steps_of_ten(group), group, strict=True)
        ]

    def _rows(self, found: _List) -> Iterator[Row]:
        table = found.table
        empty = _empty(table.model) if table.looks_at else {}
        owner = {f"{table.owner}_id": found.owner} if table.owner else {}
        for content in found.objects:
            values = (
                dict(self._pairs(table.model, zip(table.pair, content, strict=True)))
                if isinstance(content, tuple)
                else dict(self._columns(table, content))
            )
            yield {**empty, **table.fixed, **owner, **values}

    def _columns(self, table: Table, content: Any) -> Iterator[tuple[str, Any]]:
        """The columns of an object, without the parts that have a table of their own."""
        for member in members(type(content)):
            name, field, value = member.name, member.field, getattr(content, member.name)
            if name in table.parts:
                continue
            if not isinstance(field, Split):
                yield from self._pairs(table.model, [(table.column(name), value)])
                continue
            columns = table.split(name, field)
            split = dict.fromkeys(columns) if value is None else field.split(value)
            pairs = ((column, split[part]) for part, column in columns.items())
            yield from self._pairs(table.model, pairs)

    def _pairs(
        self, model: type[Model], pairs: Iterable[tuple[str, Any]]
    ) -> Iterator[tuple[str, Any]]:
        """Columns as a row has them: keys for codes, and what a column holds for nothing."""
        for column, value in pairs:
            related = reference(model, column)
            if related is not None:
                yield f"{column}_id", self.keys[related][value]
            else:
                yield column, _default(model, column) if value is None else to_column(value)


def _default(model: type[Model], column: str) -> Any:
    return model._meta.get_field(column).get_default()  # type: ignore[union-attr]


def _empty(model: type[Model]) -> Row:
    """Every column that an editor can fill, as it is in an empty row."""
    fields = [row for row in model._meta.concrete_fields if row.editable and not row.primary_key]
    return {row.attname: row.get_default() for row in fields if row.name != "position"}
