"""The migrations lead to the database that the other tests use, which is made from the models
because that is quicker, and they lead there from a database with people's work in it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from catalog.models.edition import edition_ruleset
from tests.database import OURS, migrations, shape

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def expected() -> set[tuple[Any, ...]]:
    """The shape of the database that the other tests use."""
    return shape()


@pytest.fixture
def empty_database(expected: set[tuple[Any, ...]], settings: Any, tmp_path: Path) -> Iterator[None]:
    """A database without a table, in the place of the other one until the test ends."""
    settings.MIGRATION_MODULES = {}
    usual, postgresql = connection.settings_dict["NAME"], connection.vendor == "postgresql"
    name = f"{usual}_empty" if postgresql else str(tmp_path / "empty.db")
    if postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    _use(name)
    yield
    _use(usual)
    if postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def _use(database: str) -> None:
    """Work with another database, and forget what was read from this one."""
    connection.close()
    connection.settings_dict["NAME"] = database
    ContentType.objects.clear_cache()
    edition_ruleset.cache_clear()


def rows(app: str) -> dict[str, int]:
    """How many rows the tables of an app have."""
    models = apps.get_app_config(app).get_models()
    return {model.__name__: model._base_manager.count() for model in models}


def run(*command: str) -> None:
    call_command(*command, stdout=StringIO())


def test_migrations_make_the_database_of_the_models_and_keep_what_is_in_it(
    empty_database: None, expected: set[tuple[Any, ...]]
) -> None:
    """Back to the first migration of an app and forward again with its tables full. The tables of
    apps that need this one may go on the way back, so the last app comes first."""
    run("migrate")
    assert shape() ^ expected == set()
    run("load_catalog")
    run("add_demo", "--force")
    ours = migrations()
    for app in reversed(OURS):
        names = [migration.name for migration in ours if migration.app_label == app]
        filled = rows(app)
        assert sum(filled.values()) > 5, app
        if len(names) > 1:
            run("migrate", app, names[0])
            run("migrate")
        assert rows(app) == filled
        assert shape() ^ expected == set()
