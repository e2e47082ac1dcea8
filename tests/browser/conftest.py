"""A real Chromium on the real site. Console errors, failed and third-party requests fail a test."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import Team, User
from decisions.models import Assessment
from tests.browser import journey
from tests.browser.axe import Auditor
from tests.browser.typed_words import bare_words
from tests.catalog.loaded import load_shipped
from tests.people import (
    STRANGE_NAMES,
    make_answers,
    make_assessment,
    make_edition,
    make_gates,
    make_user,
)
from tools.programs import BROWSER

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds until something that does not come counts as missing: a busy machine is no bug."""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsgehaltsabrechnung" * 3


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    path = BROWSER.find()
    assert path, "No Chromium: run the tests with make test, which installs one."
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What went wrong in a context: read at the end of the test."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.problems: list[str] = []
        self.expected_status: set[int] = set()
        self.offline = False

    def follow(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not self._expected(message.text):
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_failed(self, request: Any) -> None:
        # A download and a navigation that is replaced by the next one are reported as aborted.
        if request.failure != "net::ERR_ABORTED" and not self.offline:
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Any) -> None:
        if not response.url.startswith((self.home, "data:", "blob:")):
            self.problems.append(f"third party: {response.url}")
        if response.status >= 400 and response.status not in self.expected_status:
            self.problems.append(f"{response.status}: {response.url}")

    def _expected(self, text: str) -> bool:
        if self.offline and text.startswith(("Failed to load resource: net::", "htmx:")):
            return True
        return any(f"status of {status}" in text for status in self.expected_status)


@pytest.fixture
def open_site(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open the site in a fresh context: ``open_site(javaScriptEnabled=False, width=375)``."""
    contexts: list[BrowserContext] = []
    watch = Watch(live_server.url)

    def open_page(*, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        page.watch = watch  # type: ignore[attr-defined]
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """Asks axe-core; what it has seen of one page it need not see of the next."""
    return Auditor()


@pytest.fixture(scope="session")
def assert_accessible(auditor: Auditor) -> Callable[[Page], None]:
    """Fail on any fault of the page as it is, and when it is wider than its window."""

    def assert_none(page: Page) -> None:
        found = auditor.faults(page)
        assert not found, "\n".join(found)

    return assert_none


@pytest.fixture(scope="session")
def check(auditor: Auditor) -> Callable[[Page], None]:
    """Fail on what must hold on every page of ours, in every width and mode, and leave the page as it was."""

    def check(page: Page) -> None:
        size = page.viewport_size
        assert size
        assert_all(page, auditor)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    return check


def assert_all(page: Page, auditor: Auditor) -> None:
    """The same; the page stays in the window in which it was looked at last."""
    found = auditor.in_every_window(page) + bare_words(page)
    assert not found, "\n".join(found)
    headings, title = page.evaluate("[document.querySelectorAll('h1').length, document.title]")
    assert headings == 1, page.url
    assert re.search(r"\w.* · Sourcing Decisions$", title), title


@pytest.fixture
def page(open_site: Callable[..., Page]) -> Page:
    """A page in a browser of its own."""
    return open_site()


@pytest.fixture
def edition(transactional_db: None) -> None:
    """The shipped content, published."""
    make_edition()


@pytest.fixture
def ada(transactional_db: None) -> User:
    """Somebody who may edit and publish, and the shipped catalog as edition 1."""
    load_shipped()
    return make_user("ada@example.org", "Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def filled(edition: None, alice: User, team: Team) -> Assessment:
    """Answers of every kind, a gate that fires, long and foreign text."""
    assessment = make_assessment(
        team, alice, name=f"{LONG} {STRANGE_NAMES[1]}", unit=STRANGE_NAMES[1]
    )
    answers: dict[str, int | str] = dict(journey.PAYROLL)
    answers |= {"A2": "unknown", "F4": "not_applicable", "E1": 1}
    make_answers(assessment, answers)
    assessment.answers.filter(criterion="A1").update(
        note=f"{STRANGE_NAMES[2]} {LONG} {STRANGE_NAMES[3]}", evidence="measured"
    )
    make_gates(assessment, **journey.GATES | {"KO8": "fires", "KO1": "unknown"})
    return assessment


@pytest.fixture
def signed_in(page: Page, alice: User) -> Page:
    """Alice's browser."""
    journey.enter(page, alice)
    return page
