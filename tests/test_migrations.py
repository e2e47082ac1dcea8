"""The migrations lead to the database that the other tests use, which is made from the models
because that is quicker, and they lead there from a database with people's work in it."""

import gc
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from catalog.models import Edition, Gate, Lines, ServiceType, Step
from catalog.models.edition import edition_ruleset
from decisions.models import Assessment
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


def model_at(state: Any, name: str) -> Any:
    """A table as it was in a state of the migrations."""
    return state.apps.get_model(name)


FORMAT_1 = [("catalog", "0002_catalog_editors"), ("decisions", "0002_search_by_name")]
TRIPS = (("reviews",), ("decisions", "accounts"), ("catalog", "audit"))
"""All our apps. Whose tables go on the way back of another has had its own trip before."""
LEAST = {"audit": 0}
"""Rows that a table must have more than, so that something can be lost; of the log a line is enough."""
EFFECTS = {
    "stop": "rules_out_providers",
    "fix_first": "fix_first",
    "location": "warns",
    "case": "warns",
    "caution": "warns",
}


@pytest.fixture
def rarely_collected() -> Iterator[None]:
    """Each old state of the tables is a ring of garbage of which there is no end: looking for it every
    700 objects takes a quarter of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def rarely_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before Django goes back, it makes classes of all tables anew after each operation on the way, and
    uses only those before each migration; and for each reference it asks all models for a name that stays."""
    usual = Migration.mutate_state

    def mutate_state(migration: Migration, state: ProjectState, preserve: bool = True) -> Any:
        if preserve:
            state = state.clone()
            state.__dict__.pop("apps", None)  # made when somebody asks for it
        return usual(migration, state, preserve=False)

    monkeypatch.setattr(Migration, "mutate_state", mutate_state)
    monkeypatch.setattr(
        apps, "get_swappable_settings_name", cache(apps.get_swappable_settings_name)
    )


def test_migrations_make_the_database_of_the_models_and_keep_what_is_in_it(
    empty_database: None,
    rarely_collected: None,
    rarely_rendered: None,
    expected: set[tuple[Any, ...]],
) -> None:
    """One way, as every turn of it takes long: from nothing to the database of format 1, with people's
    work in it to that of today, and from there back to the first migration of each app and forth."""
    migrate_from_format_1()
    assert sorted(app for trip in TRIPS for app in trip) == sorted(OURS)
    assert shape() ^ expected == set()
    for apps_of_a_trip in TRIPS:
        go_back_and_forth(apps_of_a_trip)
        assert shape() ^ expected == set()


def migrate_from_format_1() -> None:
    """What can no longer be read goes, with what hangs on it; what still means something is kept
    until the shipped content is loaded over it."""
    run("migrate", *FORMAT_1[1])
    state = MigrationLoader(connection).project_state(FORMAT_1)
    ada = model_at(state, "accounts.User").objects.create(email="ada@example.org")
    team = model_at(state, "accounts.Team").objects.create(name="Team")
    edition = model_at(state, "catalog.Edition").objects.create(
        number=1, note="First.", definition={"format": 1}, sha256="0" * 64
    )
    model_at(state, "decisions.Assessment").objects.create(
        name="Old", team=team, owner=ada, edition=edition
    )
    model_at(state, "catalog.Thresholds").objects.create(
        title="Old", in_play_margin=15, close_margin=7, clear_completeness=1, mixed_expertise=0
    )
    gates = model_at(state, "catalog.Gate")
    for severity in EFFECTS:
        question = "" if severity == "caution" else "Is it so?"
        gates.objects.create(code=severity, severity=severity, question=question)
    theme = model_at(state, "catalog.Theme").objects.create(code="A", name="Theme")
    preset = model_at(state, "catalog.Preset").objects.create(key="even", name="Even")
    model_at(state, "catalog.PresetWeight").objects.create(preset=preset, theme=theme, weight=1)
    service = model_at(state, "catalog.ServiceType").objects.create(slug="payroll", name="Payroll")
    model_at(state, "catalog.Step").objects.create(
        service=service, name="Approve", kept_inside="Ours."
    )

    run("migrate")
    assert dict(Gate.objects.values_list("code", "effect")) == EFFECTS
    assert list(Gate.objects.filter(asked=False).values_list("code", flat=True)) == ["caution"]
    assert Step.objects.get().retained == "Ours."
    assert [row for row in (Edition, Assessment, Lines) if row.objects.exists()] == []

    run("load_catalog")
    run("add_demo", "--force")
    assert Edition.objects.get().definition["format"] == 2
    assert ServiceType.objects.get(slug="payroll").pk == service.pk
    assert not Gate.objects.filter(code__in=EFFECTS).exists()
    assert set(Assessment.objects.values_list("edition__number", flat=True)) == {1}


def go_back_and_forth(some: tuple[str, ...]) -> None:
    """Back to the first migration of these apps and forward again with their tables full."""
    filled = {app: rows(app) for app in some}
    first = {one.app_label: one.name for one in reversed(migrations()) if one.app_label in some}
    for app in some:
        assert sum(filled[app].values()) > LEAST.get(app, 5), app
        # A table that came later goes on the way back, with what is in it.
        known = MigrationLoader(connection).project_state([(app, first[app])]).models
        filled[app] = {
            name: count if app == "catalog" or (app, name.lower()) in known else 0
            for name, count in filled[app].items()
        }
    MigrationExecutor(connection).migrate([(app, first[app]) for app in some])
    run("migrate")
    if "catalog" in some:
        run("load_catalog")  # brings back what the first migration has no table for
    for app in some:
        present = rows(app)
        lines = {name for name in present if name.startswith("Historical")}
        assert {name: present[name] for name in present.keys() - lines} == {
            name: filled[app][name] for name in present.keys() - lines
        }
        assert all(present[name] >= filled[app][name] for name in lines)
