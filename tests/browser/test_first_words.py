"""How much a first-time manager reads from the first page to a paper in hand: pages and words, counted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser import journey
from tests.browser.first_decision import PROCESS, Stage, walk
from tests.people import make_edition

pytestmark = pytest.mark.django_db(transaction=True)

PAGES, WORDS = 14, 1_200
"""What may be read from signing up to the result of the quick screen. It was 20 pages of 2,807 words."""
ALL_PAGES, ALL_WORDS = 18, 2_350
"""The same with the first page, the result and what it takes to get its paper."""
VISIBLE_WORDS = r"main => (main.innerText.match(/[\p{L}\p{N}][\p{L}\p{N}'.,:%-]*/gu) || []).length"
"""Words of the main column that a person sees: not what is folded away, hidden, or on every page."""


def test_a_first_time_manager_reads_little_before_the_first_result_and_the_paper(
    open_site: Callable[..., Page], transactional_db: None, tmp_path: Path
):
    make_edition()
    page = open_site()
    read: list[tuple[Stage, int]] = []

    def reads(stage: Stage) -> None:
        read.append((stage, page.locator("main").evaluate(VISIBLE_WORDS)))

    file = tmp_path / "paper.pdf"
    walk(page, link=journey.link_in_the_last_mail, reads=reads).save_as(file)
    before = [row for row in read if row[0] in ("sign-up", "mail", "confirm", "start", "question")]
    assert len(before) <= PAGES, before
    assert sum(words for _, words in before) <= WORDS, before
    assert len(read) <= ALL_PAGES, read
    assert sum(words for _, words in read) <= ALL_WORDS, read
    assert PROCESS in PdfReader(file).pages[0].extract_text()
