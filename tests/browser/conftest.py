"""A real Chromium on the real site. Console errors, failed and third-party requests fail a test."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import User
from tests.browser import journey
from tests.people import make_edition
from tools.find_browser import find

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
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    path = find()
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
def assert_accessible() -> Callable[[Page], None]:
    """Fail on any axe-core finding of WCAG 2.0 to 2.2, levels A and AA."""
    script = Axe().axe_script
    # Without preload axe reads the style sheets as the browser applied them, and writes none of its
    # own, which our content security policy would report. Only what it found wrong comes back.
    options = {
        "runOnly": {"type": "tag", "values": WCAG},
        "preload": False,
        "resultTypes": ["violations"],
    }

    def check(page: Page) -> None:
        page.evaluate(script)
        violations = page.evaluate(
            "options => axe.run(options).then(all => all.violations)", options
        )
        found = [
            f"{page.url} {violation['id']}: {violation['help']}\n  "
            + "\n  ".join(node["html"][:200] for node in violation["nodes"])
            for violation in violations
        ]
        assert not found, "\n".join(found)

    return check


@pytest.fixture(scope="session")
def assert_no_sideways_scroll() -> Callable[[Page], None]:
    """Fail when the page is wider than its window."""

    def check(page: Page) -> None:
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{page.url} is {wider} px wider than the window"

    return check


@pytest.fixture
def check(
    assert_accessible: Callable[[Page], None], assert_no_sideways_scroll: Callable[[Page], None]
) -> Callable[[Page], None]:
    """What must hold on every page."""

    def check(page: Page) -> None:
        assert page.locator("h1").count() == 1, page.url
        assert re.search(r"\w.* · Sourcing Decisions$", page.title()), page.title()
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    return check


@pytest.fixture(params=[(1280, "light"), (320, "dark")], ids=str)
def page(request: Any, open_site: Callable[..., Page]) -> Page:
    """A page as wide as a desk and as the smallest window, one in each colour scheme."""
    width, scheme = request.param
    return open_site(width=width, color_scheme=scheme)


@pytest.fixture
def edition(transactional_db: None) -> None:
    """The shipped content, published."""
    make_edition()


@pytest.fixture
def signed_in(page: Page, alice: User) -> Page:
    """Alice's browser."""
    page.goto("/")
    journey.enter(page, alice)
    return page
