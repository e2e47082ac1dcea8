"""Queries that are put into SQL once and then run with other values.

Django builds a query, writes its SQL and looks up how its columns become values anew each time, which takes
a web process longer than to send it and to read the rows. The doors to an assessment are the same queries on
every page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Slot(Value):
    """The place in a query for a value that every run brings, by its name."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(name, output_field=field)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """A parameter, which ``Prepared`` fills."""
        return "%s", (self,)

    def fill(self, values: Mapping[str, Any]) -> Any:
        """What the database gets for it."""
        return self.output_field.get_db_prep_value(values[self.value], connection)


class Prepared(Generic[Row]):
    """The query that ``build`` makes, with a ``Slot`` for everything that differs between its runs.

    It is put into SQL by the first run. Nothing of a run is kept: every run takes the connection of
    its thread, and its rows are those of the query that Django would run.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build
        self.written: dict[str, _Written] = {}

    def first(self, **values: Any) -> Row | None:
        """The first row, with these values in the slots of their names; None without any."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> Iterable[Row]:
        """All rows, with these values in the slots of their names."""
        written = self.written.get(connection.vendor)
        if written is None:
            written = self.written[connection.vendor] = _Written.of(self.build())
        params = [row.fill(values) if isinstance(row, Slot) else row for row in written.params]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows = cursor.fetchall()
        return [cast(Row, written.row(list(columns))) for columns in rows]


@dataclass(frozen=True, slots=True)
class _Written:
    """A query as SQL, and how its columns become a row, as ``ModelIterable`` does it: ``converters`` by
    column, ``names`` of the fields of the model that the columns from ``start`` on hold, the rows that
    come with it, and annotations with their columns."""

    sql: str
    params: tuple[Any, ...]
    model: type[Model]
    start: int
    names: list[str]
    related: list[RelatedPopulator]
    annotations: list[tuple[str, int]]
    converters: list[tuple[int, tuple[list[Callable[..., Any]], Any]]]

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Self:
        """Written for the kind of database of this thread's connection."""
        compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        select, info = cast(Any, compiler.select), cast(Any, compiler.klass_info)
        places = info["select_fields"]
        return cls(
            sql=sql,
            params=tuple(params),
            model=info["model"],
            start=places[0],
            names=[row.target.attname for row, *_ in select[places[0] : places[-1] + 1]],
            related=get_related_populators(info, select, connection.alias),  # type: ignore[call-arg]
            annotations=list((compiler.annotation_col_map or {}).items()),
            converters=list(compiler.get_converters([row for row, *_ in select]).items()),
        )

    def row(self, columns: list[Any]) -> Model:
        """The row of these columns."""
        for place, (steps, expression) in self.converters:
            for step in steps:
                columns[place] = step(columns[place], expression, connection)
        mine = columns[self.start : self.start + len(self.names)]
        made = self.model.from_db(connection.alias, self.names, mine)
        for one in self.related:
            one.populate(columns, made)
        for name, place in self.annotations:
            setattr(made, name, columns[place])
        return made
