"""What a migration may do while the release before it still runs: make tables wider, take nothing away."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.test import override_settings
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

from tests.database import migrations

pytestmark = [
    pytest.mark.django_db(transaction=True),  # an index is made concurrently outside of one
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the rules are PostgreSQL's"),
]

RELEASED = {
    "accounts": "0003_time_zone_of_a_person",
    "audit": "0002_lines_stay",
    "catalog": "0004_retired_and_offered",
    "decisions": "0010_deleted_assessments",
    "operations": "0001_signs_of_life",
}
"""The last migrations that were made before anybody ran this while a release was replaced."""

LOOKED_AT: dict[tuple[str, str], str] = {}
"""Later ones that break a rule below, and why they may: mostly that the release before uses no more what
they take away (docs/scaling.md). For example ("decisions", "0042_without_x"): "x is unused since 1.4"."""

CHECKED = re.compile(r"ADD CONSTRAINT .* (CHECK|EXCLUDE)")


def faults_of(operations: list[Operation], app: str, state: ProjectState) -> list[str]:
    """What of it breaks code that runs meanwhile, or holds it up; ``state`` is moved on."""
    found: list[str] = []
    made: list[str] = []
    for operation in operations:
        before = state.clone()
        operation.state_forwards(app, state)
        if isinstance(operation, RunPython):
            found.append("RUN_PYTHON")
            continue
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            operation.database_forwards(app, editor, before, state)
        sql = [line for line in editor.collected_sql or [] if not line.startswith("--")]
        errors, _, warnings = analyse_sql_statements(PostgresqlAnalyser, [*made, *sql])
        found += [issue.code for issue in (*errors, *warnings)]
        found += ["ADD_CHECK" for line in sql if CHECKED.search(line) and "CREATE" not in line]
        made += [line for line in sql if line.startswith("CREATE TABLE")]
    return found


def later() -> Iterator[Any]:
    """Our migrations after the marked ones, each with the state before it."""
    with override_settings(MIGRATION_MODULES={}):
        loader = MigrationLoader(None)
    known: set[Any] = set()
    for node in RELEASED.items():
        known |= set(loader.graph.forwards_plan(node))
    for migration in migrations():
        if (migration.app_label, migration.name) not in known:
            yield (
                migration,
                loader.project_state((migration.app_label, migration.name), at_end=False),
            )


def test_no_migration_breaks_the_release_that_runs_while_it_is_applied() -> None:
    broken = {}
    for migration, state in later():
        key = (migration.app_label, migration.name)
        found = faults_of(migration.operations, migration.app_label, state)
        if found and not LOOKED_AT.get(key):
            broken[key] = found
    assert not broken, f"See 'A new release while people work' in docs/scaling.md: {broken}"


def test_what_is_looked_at_is_there() -> None:
    names = {(migration.app_label, migration.name) for migration, _ in later()}
    assert LOOKED_AT.keys() <= names


NUMBER = models.IntegerField
WIDER = [
    AddField("answer", "more", NUMBER(null=True)),
    AddField("answer", "more", NUMBER(db_default=0)),
    AddField("answer", "more", NUMBER(null=True, unique=True)),
    AddField(
        "answer",
        "more",
        models.ForeignKey("decisions.Paper", models.SET_NULL, null=True, db_index=False),
    ),
    AddIndexConcurrently("answer", models.Index(fields=["note"], name="notes")),
    CreateModel(
        "Further", [("id", models.BigAutoField(primary_key=True)), ("key", NUMBER(unique=True))]
    ),
    AlterField("answer", "note", models.TextField(null=True)),
    RunSQL("CREATE INDEX CONCURRENTLY notes ON decisions_answer (note)"),
]
NARROWER = [
    (AddField("answer", "more", NUMBER(default=0)), "NOT_NULL"),
    (AlterField("paper", "started_at", models.DateTimeField()), "NOT_NULL"),
    (AlterField("answer", "note", models.CharField(max_length=9)), "ALTER_COLUMN"),
    (RemoveField("answer", "note"), "DROP_COLUMN"),
    (RenameField("answer", "note", "words"), "RENAME_COLUMN"),
    (RenameModel("Answer", "Said"), "RENAME_TABLE"),
    (DeleteModel("Paper"), "DROP_TABLE"),
    (AddIndex("answer", models.Index(fields=["note"], name="notes")), "CREATE_INDEX"),
    (AddConstraint("answer", models.UniqueConstraint(fields=["note"], name="x")), "ADD_UNIQUE"),
    (
        AddConstraint("answer", models.CheckConstraint(condition=models.Q(note=""), name="x")),
        "ADD_CHECK",
    ),
    (RunSQL("ALTER TABLE decisions_answer DROP COLUMN note"), "DROP_COLUMN"),
    (RunPython(RunPython.noop), "RUN_PYTHON"),
]


def test_the_rules_let_tables_grow_and_find_each_way_of_taking_away() -> None:
    key = ("id", models.BigAutoField(primary_key=True))
    now = ProjectState()
    now.add_model(ModelState("decisions", "Answer", [key, ("note", models.TextField())]))
    started = ("started_at", models.DateTimeField(null=True))
    now.add_model(ModelState("decisions", "Paper", [key, started]))
    for operation in WIDER:
        assert faults_of([operation], "decisions", now.clone()) == [], operation.describe()
    for operation, code in NARROWER:
        found = faults_of([operation], "decisions", now.clone())
        assert code in found, (operation.describe(), found)
    # A default of one column is none of another.
    two = [WIDER[1], AddField("answer", "other", NUMBER(default=0))]
    assert "NOT_NULL" in faults_of(two, "decisions", now.clone())
