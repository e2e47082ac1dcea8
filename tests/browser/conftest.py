"""A real Chromium on the real site. Console errors, failed and third-party requests fail a test."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import Team, User
from decisions.models import Assessment
from tests.browser import journey
from tests.browser.typed_words import bare_words
from tests.people import STRANGE_NAMES, make_answers, make_assessment, make_edition, make_gates
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
DJANGOS_OWN = [".help-tooltip.search-label-icon", ".related-lookup", ".select2-selection"]
"""Faults of widgets in Django's admin, which only Django can mend: a named span without a role, an
icon smaller than 24 px, a list without a name while nothing is chosen."""
PATIENCE = 60_000
"""Milliseconds until something that does not come counts as missing: a busy machine is no bug."""
Mode = Literal["light", "dark"]
WINDOWS: tuple[tuple[int, Mode], ...] = (
    (1280, "light"),
    (1280, "dark"),
    (320, "dark"),
    (320, "light"),
)
"""A desk and the smallest window, in which nothing may need scrolling sideways (WCAG 1.4.10)."""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsgehaltsabrechnung" * 3
WCAG = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Those of WCAG's rules that depend on light and dark, which change colours and nothing else
(``tests/test_look.py``)."""


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
def faults() -> Callable[..., list[str]]:
    """Find what axe-core has against a page as it is: WCAG 2.0 to 2.2, levels A and AA, or only what
    some of its rules say."""
    script = Axe().axe_script
    # Without preload axe reads the style sheets as the browser applied them, and writes none of its
    # own, which our content security policy would report. Only what it found wrong comes back.
    options = {"preload": False, "resultTypes": ["violations"]}

    def find_faults(page: Page, rules: dict[str, Any] = WCAG) -> list[str]:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(script)
        violations = page.evaluate(
            "([out, options]) => axe.run({ exclude: out }, options).then(all => all.violations)",
            [DJANGOS_OWN, options | {"runOnly": rules}],
        )
        return [
            f"{page.url} {violation['id']}: {violation['help']}\n  "
            + "\n  ".join(node["html"][:200] for node in violation["nodes"])
            for violation in violations
        ]

    return find_faults


@pytest.fixture(scope="session")
def assert_accessible(faults: Callable[..., list[str]]) -> Callable[[Page], None]:
    """Fail on any fault of the page as it is."""

    def assert_none(page: Page) -> None:
        found = faults(page)
        assert not found, "\n".join(found)

    return assert_none


def too_wide(page: Page) -> list[str]:
    """Say when the page is wider than its window."""
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{page.url} is {wider} px wider than the window"] if wider > 0 else []


@pytest.fixture(scope="session")
def assert_no_sideways_scroll() -> Callable[[Page], None]:
    """Fail when the page is wider than its window."""

    def assert_none(page: Page) -> None:
        assert too_wide(page) == []

    return assert_none


@pytest.fixture(scope="session")
def in_every_window(faults: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Look at the page in every width and mode without loading it again; the faults of all. In a width
    in which it was looked at in the other mode, only at its colours."""

    def look(page: Page, windows: Iterable[tuple[int, Mode]] = WINDOWS) -> list[str]:
        size = page.viewport_size
        assert size
        found: list[str] = []
        widths: set[int] = set()
        for width, mode in windows:
            page.set_viewport_size({"width": width, "height": size["height"]})
            # A colour on its way to the other mode is no colour of the page.
            page.emulate_media(color_scheme=mode, reduced_motion="reduce")
            seen = faults(page, COLOURS if width in widths else WCAG)
            found += [f"{width} {mode}: {fault}" for fault in too_wide(page) + seen]
            widths.add(width)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        return found

    return look


@pytest.fixture(scope="session")
def check(in_every_window: Callable[..., list[str]]) -> Callable[[Page], None]:
    """What must hold on every page of ours, in every width and mode."""

    def check(page: Page) -> None:
        found = in_every_window(page) + bare_words(page)
        assert not found, "\n".join(found)
        assert page.locator("h1").count() == 1, page.url
        assert re.search(r"\w.* · Sourcing Decisions$", page.title()), page.title()

    return check


@pytest.fixture
def page(open_site: Callable[..., Page]) -> Page:
    """A page in a browser of its own."""
    return open_site()


@pytest.fixture
def edition(transactional_db: None) -> None:
    """The shipped content, published."""
    make_edition()


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
    page.goto("/")
    journey.enter(page, alice)
    return page
