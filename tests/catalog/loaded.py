"""Whole catalogs, for tests that commit: loaded once in a process, then copied."""

from collections.abc import Callable
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from tests.catalog import makers


def load_shipped() -> None:
    """What ``load_catalog`` makes in a database without a row of the catalog, with the same ids again:
    to write it takes a second of CPU, to copy it a twentieth."""
    _copied("kept_catalog", lambda: call_command("load_catalog", stdout=StringIO()))


def load_small() -> None:
    """The same of the small catalog."""
    _copied("kept_small_catalog", makers.load_small)


def _copied(kept: str, load: Callable[[], object]) -> None:
    """Keep the rows in a schema of the database, beside the tables of the site."""
    if connection.vendor != "postgresql":
        load()
        return
    tables = [model._meta.db_table for model in apps.get_app_config("catalog").get_models()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [kept])
        if cursor.fetchone()[0]:
            for table in tables:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {kept}.{table}")  # noqa: S608
            return
        load()
        cursor.execute(f"CREATE SCHEMA {kept}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {kept}.{table} AS TABLE {table}")
