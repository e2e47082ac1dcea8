"""The database of the tests: what stands in it beside the tables of the models, and its shape."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import override_settings

OURS = ("accounts", "audit", "catalog", "decisions", "reviews")
"""The apps whose migrations are ours."""

SHAPE = {
    "postgresql": (
        """SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,
            numeric_scale, is_nullable, column_default, is_identity, collation_name
            FROM information_schema.columns WHERE table_schema = 'public'""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'extension', extname FROM pg_extension",
    ),
    "sqlite": (
        """SELECT tables.name, "column".name, "column".type, "notnull", dflt_value, pk
            FROM sqlite_master AS tables, pragma_table_info(tables.name) AS "column"
            WHERE tables.type = 'table'""",
        "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    ),
}
"""What a database says about its columns, indexes and rules, the order of the columns left out. A rule
that a column is not empty (n) stands with its column; its name stays when the column is renamed."""

NOT_OURS = {"django_migrations", "auth_group_permissions"}
"""Tables that differ: Django has the first only with migrations, and the second of its own tables
gets ids of another size from them."""


def migrations() -> list[Migration]:
    """Our migrations, each after those it needs."""
    with override_settings(MIGRATION_MODULES={}):
        graph = MigrationLoader(None).graph
    leaves = [leaf for app in OURS for leaf in graph.leaf_nodes(app)]
    nodes = dict.fromkeys(node for leaf in leaves for node in graph.forwards_plan(leaf))
    return [graph.nodes[node] for node in nodes if node[0] in OURS]


def write_what_migrations_write() -> None:
    """Run what is written by hand in our migrations (a group, an index of one kind of database) on
    tables that were made from the models."""
    state = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        for migration in migrations():
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)


def shape() -> set[tuple[Any, ...]]:
    """Columns, indexes and rules of all tables, and who is in the groups of permissions."""
    found: set[tuple[Any, ...]] = set(
        Group.objects.values_list(
            "name", "permissions__content_type__model", "permissions__codename"
        )
    )
    with connection.cursor() as cursor:
        for query in SHAPE[connection.vendor]:
            cursor.execute(query)
            found |= {row for row in cursor.fetchall() if row[0] not in NOT_OURS}
    return found
