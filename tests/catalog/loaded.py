"""The whole shipped catalog, for tests that commit: loaded once in a process, then copied."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

KEPT = "kept_catalog"
"""The schema of the database in which the rows are kept, beside the tables of the site."""


def load_shipped() -> None:
    """What ``load_catalog`` makes in a database without a row of the catalog, with the same ids again:
    to write it takes a second of CPU, to copy it a twentieth."""
    if connection.vendor != "postgresql":
        call_command("load_catalog", stdout=StringIO())
        return
    tables = [model._meta.db_table for model in apps.get_app_config("catalog").get_models()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [KEPT])
        if cursor.fetchone()[0]:
            for table in tables:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {KEPT}.{table}")  # noqa: S608
            return
        call_command("load_catalog", stdout=StringIO())
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")
