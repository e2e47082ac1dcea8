"""A change of an assessment and the rows that go with it, written together or not at all.

PostgreSQL takes it as one statement, which is a transaction of its own: one trip to the database
instead of one for every row and two for BEGIN and COMMIT. Elsewhere it is a transaction of plain
statements (docs/adr/0014).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model

from decisions.models import Assessment

Sql = tuple[str, list[Any]]
ConcreteField = Field[Any, Any]


def write_together(
    assessment: Assessment, fields: Mapping[str, Any], rows: Sequence[Model]
) -> bool:
    """Set ``fields`` of the assessment, count its revision up, and store ``rows``, new or not.

    False, and nothing is written, when the assessment is no longer as it was read.
    """
    if connection.vendor == "postgresql":
        return in_one_statement(assessment, fields, rows)
    return in_a_transaction(assessment, fields, rows)


def in_a_transaction(
    assessment: Assessment, fields: Mapping[str, Any], rows: Sequence[Model]
) -> bool:
    with transaction.atomic():
        as_read = Assessment.objects.filter(pk=assessment.pk, revision=assessment.revision)
        if not as_read.update(revision=assessment.revision + 1, **fields):
            return False
        for row in rows:
            row.save()
    return True


def in_one_statement(
    assessment: Assessment, fields: Mapping[str, Any], rows: Sequence[Model]
) -> bool:
    """The rows are selected from the updated assessment, so there are none where none was updated."""
    named = Assessment._meta.get_field
    changes: dict[Any, Any] = {named(n): getattr(value, "pk", value) for n, value in fields.items()}
    parts = {"changed": _update(assessment, changes)}
    parts |= {f"row{number}": _upsert(row) for number, row in enumerate(rows)}
    heads = ", ".join(f"{name} AS ({sql})" for name, (sql, _) in parts.items())
    keys = ", ".join(f"(SELECT id FROM {name})" for name in parts)  # noqa: S608 - names only
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {heads} SELECT {keys}", [one for _, own in parts.values() for one in own]
        )
        updated, *stored = cursor.fetchone()
    for row, key in zip(rows, stored if updated else (), strict=bool(updated)):
        row.pk, row._state.adding, row._state.db = key, False, connection.alias
    return updated is not None


def _update(assessment: Assessment, changes: Mapping[ConcreteField, Any]) -> Sql:
    sets = "".join(f", {_quoted(field.column)} = %s" for field in changes)
    values = [field.get_db_prep_save(value, connection) for field, value in changes.items()]
    table = _quoted(Assessment._meta.db_table)
    where = "WHERE id = %s AND revision = %s RETURNING id"
    sql = f"UPDATE {table} SET revision = revision + 1{sets} {where}"  # noqa: S608 - names only
    return sql, [*values, assessment.pk, assessment.revision]


def _upsert(row: Model) -> Sql:
    is_new = row._state.adding
    fields = [
        field for field in row._meta.concrete_fields if not (field.primary_key and not row.pk)
    ]
    columns = [_quoted(field.column) for field in fields]
    values = [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]
    into = f"{_quoted(row._meta.db_table)} ({', '.join(columns)})"
    selected = ", ".join(["%s"] * len(values))
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    instead = "" if is_new else f"ON CONFLICT (id) DO UPDATE SET {sets} "
    sql = f"INSERT INTO {into} SELECT {selected} FROM changed {instead}RETURNING id"  # noqa: S608 - names only
    return sql, values


def _quoted(name: Any) -> str:
    return connection.ops.quote_name(name)
