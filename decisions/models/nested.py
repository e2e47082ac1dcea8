"""Related rows read in the query of the row they belong to: one trip for all instead of one a table.

``prefetch_related`` takes a query for each relation. What most pages need of an assessment are its
answers, and each trip to the database counts while a question is saved and the next one shown.
"""

from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import CharField, Field, Func, IntegerField, JSONField, Model, TextField
from django.db.models.sql.compiler import SQLCompiler

AnyField = Field[Any, Any]
AS_IN_JSON = (CharField, TextField, IntegerField)
"""Fields whose values are in JSON what they are in Python."""


class Nested(Func):
    """The rows of ``model`` whose ``parent`` is the outer row, as one JSON list: an annotation that
    takes the outer row's key, and ``put`` makes rows of it."""

    output_field = JSONField()
    template = (
        "(SELECT JSONB_AGG(TO_JSONB(nested)) FROM %(table)s nested"
        " WHERE nested.%(parent)s = %(expressions)s)"
    )
    template_of_sqlite = (
        "(SELECT JSON_GROUP_ARRAY(JSON_OBJECT(%(pairs)s)) FROM %(table)s nested"
        " WHERE nested.%(parent)s = %(expressions)s)"
    )

    def __init__(self, key: str, model: type[Model], parent: str) -> None:
        super().__init__(key, table=model._meta.db_table, parent=f"{parent}_id")
        self.fields = model._meta.concrete_fields

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        """The same as SQLite writes it, where a JSON column is a text."""
        pairs = ", ".join(
            f"'{field.column}', JSON(nested.{field.column})"
            if isinstance(field, JSONField)
            else f"'{field.column}', nested.{field.column}"
            for field in self.fields
        )
        template = self.template_of_sqlite
        return self.as_sql(compiler, connection, template=template, pairs=pairs, **context)


def put(outer: Model, name: str, found: list[dict[str, Any]] | None) -> None:
    """Put what ``Nested`` found where ``prefetch_related(name)`` puts it."""
    rows = getattr(outer, name).get_queryset()
    parent: Any = outer._meta.get_field(name).remote_field
    made = [_row(rows.model, columns, {parent.column: outer.pk}) for columns in found or ()]
    for row in made:
        parent.set_cached_value(row, outer)
    made.sort(key=attrgetter(*rows.model._meta.ordering))
    rows._result_cache, rows._prefetch_done = made, True
    outer.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def add(outer: Model, row: Model) -> None:
    """Put a new row among the related rows that are loaded already."""
    for rows in outer.__dict__.get("_prefetched_objects_cache", {}).values():
        if rows.model is type(row):
            rows._result_cache.append(row)


def _row(model: type[Model], columns: dict[str, Any], known: dict[str, Any]) -> Model:
    """The row of these columns; ``known`` are those whose values in Python are there already."""
    columns |= known
    names, told = _fields(model)
    for column, field in told.items():
        if column not in known:
            columns[column] = _python(field, columns[column])
    return model.from_db("default", names.values(), [columns[column] for column in names])


@lru_cache
def _fields(model: type[Model]) -> tuple[dict[str, str], dict[str, AnyField]]:
    """Every column with its attribute, and those with their fields of which JSON tells values otherwise."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    told = {
        column: field
        for column, field in fields.items()
        if not isinstance(getattr(field, "target_field", field), AS_IN_JSON)
    }
    return {column: field.attname for column, field in fields.items()}, told


def _python(field: AnyField, value: Any) -> Any:
    """A value of JSON as the field knows it. SQLite keeps moments without their zone, in UTC."""
    made = field.to_python(value)
    is_bare = isinstance(made, datetime) and made.tzinfo is None
    return made.replace(tzinfo=UTC) if is_bare else made
