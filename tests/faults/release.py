"""The next release makes its tables wider while this one serves, and takes back what nobody uses."""

import time

from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connection, models
from django.db.migrations import AddField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APP = "decisions"
WRITTEN = ("assessment", "answer", "gateanswer", "step", "costcase", "activity", "paper")
PATIENCE = 120.0
"""How many seconds a step may take: PostgreSQL may have been killed just before."""


def steps(table: str) -> list[Operation]:
    """What docs/scaling.md allows: a column that may be empty, one that the database fills, an index."""
    return [
        AddField(table, "next_release", models.TextField(null=True)),
        AddField(table, "next_count", models.IntegerField(db_default=0)),
        AddIndexConcurrently(table, models.Index(fields=["next_count"], name=f"next_{table}"[:30])),
    ]


def expand_and_contract() -> None:
    """Each table as a migration of the next release does it, waiting for no lock longer than a second,
    then all of it back, last first."""
    now = ProjectState.from_apps(apps)
    then, planned = now.clone(), [step for table in WRITTEN for step in steps(table)]
    for step in planned:
        step.state_forwards(APP, then)
    for step in planned:
        _try_again_while_locked(step, now, then, forwards=True)
    for step in reversed(planned):
        _try_again_while_locked(step, then, now, forwards=False)


def _try_again_while_locked(
    step: Operation, before: ProjectState, after: ProjectState, *, forwards: bool
) -> None:
    """A statement that waits for a lock holds up all who come after it, so it gives up early."""
    patience = "0" if isinstance(step, AddIndexConcurrently) else "1s"
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{patience}'")
            with connection.schema_editor(atomic=False) as editor:
                do = step.database_forwards if forwards else step.database_backwards
                do(APP, editor, before, after)
            return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.1)
