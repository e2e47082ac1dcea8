"""Fixtures for all tests: the cast, their team and their browsers."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Role, Team, User
from catalog.models.edition import edition_ruleset
from decisions.models import Assessment
from tests.people import join, make_assessment, make_team, make_user


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest tests first, in whatever order the rest is: one process is busy with browsers while
    the others do everything else, instead of all waiting for the last browser at the end."""
    items.sort(key=lambda item: "tests/browser" not in item.nodeid)


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """Forget what a process may keep between requests but not between tests: the counters of the
    rate limits, and, where a rolled-back id is given out again (SQLite), loaded editions."""
    yield
    cache.clear()
    if connection.vendor == "sqlite":
        edition_ruleset.cache_clear()


@pytest.fixture
def alice(db: None) -> User:
    """She owns the team."""
    return make_user("alice@example.org", "Alice Adams")


@pytest.fixture
def bob(db: None) -> User:
    """He is on Alice's team once a test gives him a role (``bob_as``)."""
    return make_user("bob@example.org", "Bob Brown")


@pytest.fixture
def charlie(db: None) -> User:
    """He is a stranger, with a team of his own."""
    charlie = make_user("charlie@example.org", "Charlie Clark")
    make_team(charlie, "Charlie's team")
    return charlie


@pytest.fixture
def team(alice: User) -> Team:
    """Alice's team."""
    return make_team(alice)


@pytest.fixture
def bob_as(team: Team, bob: User) -> Callable[[Role], User]:
    """Put Bob on the team: ``bob_as(Role.EDITOR)``."""

    def join_as(role: Role) -> User:
        join(team, bob, role)
        return bob

    return join_as


@pytest.fixture
def assessment(team: Team, alice: User) -> Assessment:
    """An assessment of Alice's team, without answers."""
    return make_assessment(team, alice)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which somebody is signed in: ``client_of(bob)``."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def alices(alice: User, client_of: Callable[[User], Client]) -> Client:
    """Alice's browser."""
    return client_of(alice)


@pytest.fixture
def bobs(bob: User, client_of: Callable[[User], Client]) -> Client:
    """Bob's browser."""
    return client_of(bob)


@pytest.fixture
def charlies(charlie: User, client_of: Callable[[User], Client]) -> Client:
    """Charlie's browser."""
    return client_of(charlie)
