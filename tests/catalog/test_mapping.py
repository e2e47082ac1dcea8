"""No column of the working copy is lost on the way into an edition, and none is out of reach."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.contrib import admin
from django.db.models import Model

from catalog.mapping import SINGLES, TABLES, Table, leaves
from catalog.models import ReferenceCase
from catalog.models.base import WorkingRow
from engine.model.codec import Part, Rows, members
from engine.model.fields import Field, Split
from engine.model.ruleset import Ruleset

OUR_OWN = {"id", "version", "position", "retired"}
"""Columns that say nothing: the key, the count of saves, the place among its like, whether it is there."""


def columns(field: Field, table: Table) -> Iterator[tuple[type[Model], str]]:
    """Every column that the mapping knows, with its table."""
    names = [table.owner, table.looks_at, *table.fixed, *table.pair]
    if isinstance(field, Part | Rows):
        for row in members(field.kind):
            if row.name in table.parts:
                yield from columns(row.field, table.parts[row.name])
            elif isinstance(row.field, Split):
                names += table.split(row.name, row.field).values()
            else:
                names.append(table.column(row.name))
    yield from ((table.model, name) for name in names if name)


def mapped() -> dict[type[Model], set[str]]:
    found: dict[type[Model], set[str]] = {
        model: set(paths.values()) for model, paths in SINGLES.items()
    }
    for path, row in leaves(Ruleset):
        if path in TABLES:
            for model, name in columns(row.field, TABLES[path]):
                found.setdefault(model, set()).add(name)
    return found


MAPPED = mapped()


def is_row(model: type[Model]) -> bool:
    return issubclass(model, WorkingRow)


def test_every_table_of_the_working_copy_is_mapped():
    """All but the test cases, which are no part of an edition."""
    rows = {model for model in apps.get_app_config("catalog").get_models() if is_row(model)}
    assert set(MAPPED) == rows - {ReferenceCase}


def test_every_column_goes_into_an_edition():
    for model, columns in MAPPED.items():
        there = {field.name for field in model._meta.concrete_fields}
        assert there - OUR_OWN == columns - OUR_OWN, model.__name__


def edited(model: type[Model]) -> set[str]:
    """The columns that a page or a table of the admin shows; all where it names none."""
    found: set[str] = set()
    for page in admin.site._registry.values():
        for row in (page, *page.inlines):
            if row.model is model:
                everything = [field.name for field in model._meta.concrete_fields]
                sets = row.fieldsets or [(None, {"fields": row.fields or everything})]
                for _, options in sets:
                    for name in options["fields"]:
                        found |= {name} if isinstance(name, str) else set(name)
    return found


def every(tables: Iterable[Table]) -> Iterator[Table]:
    for table in tables:
        yield table
        yield from every(table.parts.values())


def test_every_column_can_be_edited():
    for model, columns in MAPPED.items():
        owners = {table.owner for table in every(TABLES.values()) if table.model is model}
        assert columns - OUR_OWN - owners <= edited(model), model.__name__
