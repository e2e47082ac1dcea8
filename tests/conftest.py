"""Fixtures for all tests: the cast, their team and their browsers."""

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from threading import local
from typing import Any

import pytest
from django.db import connection, transaction
from django.template import Context, Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.test.testcases import LiveServerThread
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from accounts.models import Role, Team, User
from catalog.models.edition import edition_ruleset
from decisions.models import Assessment
from tests.database import write_what_migrations_write
from tests.emptying import PatientServer, end_other_sessions, leave_no_rows
from tests.people import join, keep_edition, make_assessment, make_team, make_user, sign_in

# No deadline and no complaint about slow examples (a busy machine is no bug), no files left.
BUSY = [HealthCheck.too_slow]
# A commit passes or fails alike wherever it is tried; with DRAW_ANEW set, properties meet other cases.
settings.register_profile(
    "all",
    deadline=None,
    database=None,
    suppress_health_check=BUSY,
    derandomize="DRAW_ANEW" not in os.environ,
)
settings.load_profile("all")

SECONDS = {
    "tests/test_migrations": 75,
    "tests/deploy/test_compose": 75,
    "tests/install/test_locks": 60,
    "tests/install/test_make_run": 56,
    "tests/test_access_matrix": 55,
    "tests/test_hostile_input": 45,
    "tests/browser/test_two_admins.py::test_what_two_write": 45,
    "tests/decisions/test_one_recommendation": 40,
    "tests/faults/": 40,
    "tests/browser/test_accessible_walk": 30,
    "tests/browser/test_budgets": 25,
    "tests/install/": 30,
    "tests/browser/test_drafts.py::test_every_control": 20,
    "tests/exports/": 95,
    "tests/worker/": 40,
    "tests/report/": 10,
    "tests/deploy/": 10,
    "tests/browser/": 4,
}
"""How the longest tests begin, and about how many seconds they take on two cores: of the browser each test, of a
folder all of them, whose papers are set once in a process, of the others each file. The first that fits counts."""


SLOW = (
    "tests/deploy/",
    "tests/faults/",
    "tests/install/",
    "tests/test_access_matrix",
    "tests/test_fuzz",
    "tests/test_hostile_",
    "tests/test_migrations",
    "tests/browser/test_accessib",
    "tests/browser/test_actions",
    "tests/browser/test_adaptive",
    "tests/browser/test_admin_drafts",
    "tests/browser/test_catalog_owner",
    "tests/browser/test_cost",
    "tests/browser/test_drafts",
    "tests/browser/test_first_ten_minutes",
    "tests/browser/test_interrupted",
    "tests/browser/test_place",
    "tests/browser/test_steps",
    "tests/browser/test_two_admins",
    "tests/browser/test_versions",
    "tests/browser/test_whatif",
    "tests/catalog/test_import_fuzz",
    "tests/catalog/test_two_admins.py::test_each_field",
    "tests/catalog/test_two_admins.py::test_what_another_did",
    "tests/decisions/test_bench",
    "tests/decisions/test_one_recommendation",
    "tests/decisions/test_plain_words",
    "tests/engine/test_cost_fields.py::test_a_line_that",
    "tests/engine/test_cost_fields.py::test_a_term_is",
    "tests/engine/test_cost_fields.py::test_what_each_field_of_a_line",
)
"""How the tests begin that install or start the whole house, visit every page, table or setting, draw many cases
or drive a browser through a part that has quicker tests of its own. ``make slow`` runs them, ``make test`` the
rest, and only the rest counts for coverage (docs/adr/0030-two-runs-of-the-tests.md)."""


UNTRACED = (
    "tests/browser/",
    "tests/exports/test_generated",
    "tests/exports/test_pages",
    "tests/accounts/test_admin_secrets",
    "tests/decisions/test_actions.py",
    "tests/decisions/test_edition_move",
    "tests/decisions/test_page_and_paper",
    "tests/decisions/test_words",
    "tests/engine/test_load.py::test_any_damage",
    "tests/test_safe_migrations",
)
"""How the tests begin that do not count for coverage, either: they walk through pages, papers or many cases whose
lines have tests of their own, and what is traced takes nearly twice as long."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give the mark ``slow`` where a test begins so."""
    if item.nodeid.startswith(SLOW):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the slowest tests to the processes, so that each begins with its share and none is left with
    a long one at the end. xdist cuts the list into one piece for each process."""
    together: dict[tuple[int, str], list[pytest.Item]] = {}
    for item in items:
        for kind, seconds in SECONDS.items():
            if item.nodeid.startswith(kind):
                unit = item.nodeid if "browser" in kind else item.nodeid.partition("::")[0]
                unit = kind if kind.endswith("/") else unit
                together.setdefault((seconds, unit), []).append(item)
                break
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    shares: list[list[pytest.Item]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for (seconds, _), some in sorted(together.items(), key=lambda pair: -pair[0][0]):
        lightest = loads.index(min(loads))
        loads[lightest] += seconds
        shares[lightest] += some
    for share in shares:  # one that is longer than its piece would be cut at its slowest end
        while len(share) > -(-len(items) // processes):
            min(shares, key=len).append(share.pop())
    slow = set(chain.from_iterable(shares))
    rest = [item for item in items if item not in slow]
    total = len(items)
    items.clear()
    for number, share in enumerate(shares):
        more = max(0, (total - len(items)) // (processes - number) - len(share))
        items += share + rest[:more]
        del rest[:more]


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """Let the summary say how much a test has tried: ``counted("requests of the matrix", 4_250)``."""
    return lambda what, number: record_property(f"counted {what}", number)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the tests have counted, all of one kind together, and where their time went."""
    totals: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for outcome in ("", "passed", "failed", "error"):  # the first: setting up and tidying away
        for report in terminalreporter.getreports(outcome):
            if report.when == "collect":  # a file that could not be read in
                continue
            seconds["/".join(report.nodeid.partition("::")[0].split("/")[:2])] += report.duration
            for name, number in report.user_properties if outcome == "passed" else ():
                if name.startswith("counted "):
                    totals[name.removeprefix("counted ")] += number
    for what, number in sorted(totals.items()):
        terminalreporter.write_line(f"{number:,} {what}")
    longest = ", ".join(f"{kind} {number:.0f}" for kind, number in seconds.most_common(12))
    terminalreporter.write_line(f"{seconds.total():.0f} seconds in all processes: {longest}")


@pytest.fixture(autouse=True)
def _untraced(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let nobody trace such a test, nor the threads that it starts."""
    if not request.node.nodeid.startswith(UNTRACED):
        yield
        return
    here, in_new_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    yield
    threading.settrace(in_new_threads)
    sys.settrace(here)


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """Forget the loaded editions, where a rolled-back id is given out again (SQLite)."""
    if connection.vendor == "sqlite":
        edition_ruleset.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> Iterator[None]:
    """Nothing of a test that commits reaches the next one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", PatientServer)
        patch.setattr(TransactionTestCase, "_fixture_teardown", leave_no_rows)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own, from the models and not by migrations, which take eight times as long;
    what only migrations write is added. At the end nobody is left in the database that is removed:
    a thread of the live server keeps its session as long as somebody keeps a connection to it."""
    with django_db_blocker.unblock():
        write_what_migrations_write()
        keep_edition()
    yield
    with django_db_blocker.unblock():
        end_other_sessions(idle=True)


@pytest.fixture(scope="session", autouse=True)
def _whole_pages(django_test_environment: None) -> Iterator[None]:
    """Of a page that a client gets, keep what the view gave to it, and not also a copy for each of the
    hundreds of small templates of its fields: a form of forty fields then takes a third less."""
    within = local()

    def render(template: Template, context: Context) -> Any:
        if getattr(within, "a_page", False):
            return template.nodelist.render(context)
        within.a_page = True
        try:
            template_rendered.send(sender=template, template=template, context=context)
            return template.nodelist.render(context)
        finally:
            within.a_page = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around all tests of a file, for rows that they share: each test rolls back to
    them. Not for tests that commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
    return lambda user: sign_in(Client(), user)


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
