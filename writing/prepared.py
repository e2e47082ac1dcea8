"""Queries that are put into SQL once and then run with other values.

Django builds a query and writes its SQL anew each time, which takes a web process longer than to send
it and to read the rows. The doors to an assessment are the same queries on every page.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import ModelIterable
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
    its thread and a compiler of its own, and its rows are those of the query that Django would run.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build
        self.written: dict[str, tuple[SQLCompiler, str, tuple[Any, ...]]] = {}

    def first(self, **values: Any) -> Row | None:
        """The first row, with these values in the slots of their names; None without any."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> Iterable[Row]:
        """All rows, with these values in the slots of their names."""
        made, sql, params = self.written.get(connection.vendor) or self._write()
        filled = tuple(row.fill(values) if isinstance(row, Slot) else row for row in params)
        return ModelIterable(cast(Any, _Run(made, sql, filled)))

    def _write(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self.build().query.get_compiler(connection=connection)
        self.written[connection.vendor] = (compiler, *compiler.as_sql())
        return self.written[connection.vendor]


class _Run:
    """What ``ModelIterable`` asks of a queryset, its query and its compiler, with SQL that is there."""

    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, made: SQLCompiler, sql: str, params: tuple[Any, ...]) -> None:
        self.db = connection.alias
        self.query = self
        self.compiler = copy(made)
        self.compiler.connection = connection
        self.compiler.as_sql = lambda *_, **__: (sql, params)  # type: ignore[method-assign]

    def get_compiler(self, **_: Any) -> SQLCompiler:
        """The one that has written its SQL."""
        return self.compiler
