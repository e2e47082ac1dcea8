"""No page of a result is longer than a board reads: words and screens, on every kind of result; and
a language that is a third longer fits a phone."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Page
from pypdf import PdfReader

from accounts.models import User
from decisions.management.commands.add_demo import PEOPLE
from decisions.models import Assessment
from decisions.results import result_of
from report import messages
from report.pages import ORDER
from tests.browser import journey
from tests.kinds import add_results

pytestmark = pytest.mark.django_db(transaction=True)

DESK, PHONE, HEIGHT = 1280, 375, 800
SUMMARY_WORDS, SUMMARY_SCREENS = 350, 3
ON_A_PHONE = {"summary": 5, "steps": 6}
"""Screens of the pages that grow with the steps: of thirty it was 10.4."""
WORDS, SCREENS, EMPTY = 900, 4, 40
PRINTED = 2
COUNT = """() => {
    const out = '.result-nav, .result-top, .visually-hidden, bdi, option, script, style';
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let words = 0;
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        if (!element.closest(out) && element.checkVisibility())
            words += (walk.currentNode.data.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) || []).length;
    }
    return words;
}"""
"""Words that are seen: not those of the row of links, of closed disclosures, nor typed names."""
INDENTED = """() => {
    const left = (selector) => document.querySelector(selector)?.getBoundingClientRect().left;
    return left('.overview > .words') !== undefined && left('.overview > .words') !== left('.verdict');
}"""
"""Whether the words of a summary stand elsewhere than under its headline."""
IN_SIGHT = """() => {
    const { left, right } = document.querySelector('.result-nav [aria-current]').getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
}"""
"""Whether the link to the page that is open is seen in the row of links."""
ACCENTS = str.maketrans("aeiounAEIOUN", "áéíóúñÁÉÍÓÚÑ")


@pytest.fixture
def results(edition: None) -> list[tuple[str, Assessment]]:
    """A result of every kind."""
    found = add_results()
    advised = [result_of(row, None).recommendation for _, row in found]
    assert {"split", "none"} <= {row.outcome for row in advised}
    assert {"early", "clear", "leaning", "open"} <= {row.confidence for row in advised}
    assert any(row.effect == "rules_out_providers" for one in advised for row in one.fired)
    return found


@pytest.fixture
def alices_window(results: Any, open_site: Callable[..., Page]) -> Callable[[int], Page]:
    """A window of a width, with Alice of the demo signed in."""

    def window(width: int) -> Page:
        page = open_site(width=width, height=HEIGHT)
        journey.enter(page, User.objects.get(email=PEOPLE[0][0]))
        return page

    return window


def visits(page: Page, results: list[tuple[str, Assessment]]) -> Iterator[tuple[str, str]]:
    """Open every page of every result; names of both."""
    for name, assessment in results:
        for key in ORDER:
            tail = "" if key == "summary" else f"{key}/"
            page.goto(f"/assessments/{assessment.pk}/result/{tail}")
            yield name, key


def screens(page: Page) -> float:
    return float(page.evaluate("document.documentElement.scrollHeight")) / HEIGHT


def printed_pages(page: Page, size: str) -> int:
    """How many pages the browser prints."""
    return len(PdfReader(BytesIO(page.pdf(format=size))).pages)


def of_a_summary(page: Page, name: str) -> Iterator[str]:
    """That it prints too many pages, or that its words stand elsewhere than under its headline, as where no
    picture is beside them."""
    if page.evaluate(INDENTED):
        yield f"{name}: the words are indented"
    printed = {size: printed_pages(page, size) for size in ("A4", "Letter")}
    if max(printed.values()) > PRINTED:
        yield f"{name}: prints {printed}"


def test_every_page_keeps_to_its_words_and_screens_and_prints_no_code(
    results: list[tuple[str, Assessment]], alices_window: Callable[[int], Page]
):
    page = alices_window(DESK)
    found = []
    for name, key in visits(page, results):
        words, high = page.evaluate(COUNT), screens(page)
        most = (SUMMARY_WORDS, SUMMARY_SCREENS) if key == "summary" else (WORDS, SCREENS)
        if words > most[0] or high > most[1]:
            found.append(f"{name}, {key}: {words} words, {high:.1f} screens")
        if key in ON_A_PHONE:
            page.set_viewport_size({"width": PHONE, "height": HEIGHT})
            if screens(page) > ON_A_PHONE[key]:
                found.append(f"{name}, {key}: {screens(page):.1f} screens of a phone")
            page.set_viewport_size({"width": DESK, "height": HEIGHT})
        if key == "summary":
            found += of_a_summary(page, name)
        codes = re.findall(r"\b(?:KO|S)\d+\w?\b", page.locator("main").text_content() or "")
        if codes:
            found.append(f"{name}, {key}: {sorted(set(codes))}")
    assert not found, "\n".join(found)


@pytest.fixture
def longer_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English with accents, a third longer, in place of English: made from its catalogue."""
    with (messages.WORDS / "en.po").open("rb") as file:
        words = read_po(file, locale="en_GB", abort_invalid=True)
    for row in words:
        if row.id:
            forms = [row.id] if isinstance(row.id, str) else list(row.id)
            longer = [stretched(form) for form in forms]
            row.string = longer[0] if isinstance(row.id, str) else tuple(longer)
    with (tmp_path / "en.po").open("wb") as file:
        write_po(file, words)
    monkeypatch.setattr(messages, "WORDS", tmp_path)
    messages.catalogue.cache_clear()
    yield
    monkeypatch.undo()
    messages.catalogue.cache_clear()


def stretched(sentence: str) -> str:
    """The sentence with accents and a third longer; its values stay."""
    parts = re.split(r"(\{\w+\})", sentence)
    told = "".join(part if part.startswith("{") else part.translate(ACCENTS) for part in parts)
    return told + " " + "ó".join(["xxxx"] * (len(sentence) // 15 + 1))[: len(sentence) // 3 + 1]


def test_a_language_that_is_a_third_longer_runs_through_every_page_and_fits_a_phone(
    longer_language: None,
    results: list[tuple[str, Assessment]],
    alices_window: Callable[[int], Page],
):
    page = alices_window(PHONE)
    found = []
    for name, key in visits(page, results):
        assert page.locator("h1").count() == 1, (name, key)
        assert "ó" in page.locator("main").inner_text(), (name, key)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            found.append(f"{name}, {key}: {wider} px wider than the phone")
        if not page.evaluate(IN_SIGHT):
            found.append(f"{name}, {key}: not in sight in the row of pages")
    assert not found, "\n".join(found)
