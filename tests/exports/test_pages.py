"""No page with next to nothing on it: of every demo, of generated cases and of every kind of paper."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.core.management import call_command

from decisions.management.commands.add_demo import DEMOS
from decisions.models import Assessment
from decisions.results import snapshot_of
from exports.pdf.order import PARTS, SIZES, Order
from exports.pdf.typeset import typeset
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import LINK, VERSION, Printed, squeezed
from tests.exports.test_generated import GENERATED, generated
from tests.people import make_edition

FEWEST = 6
"""Fewer lines on the last page are told as a page with next to nothing."""
ORDERS = (Order(), Order(parts=tuple(PARTS)))


def leads(paper: Printed) -> Iterator[str]:
    """What is said before a table, a figure or a list, in every part."""
    for part in paper.shown["annex"]:
        for section in part["sections"]:
            for one, after in pairwise(section["blocks"]):
                if one["kind"] == "paragraph" != after["kind"]:
                    yield squeezed(one["text"])


def poor(paper: Printed) -> Iterator[tuple[int, list[str]]]:
    """Pages with fewer lines than they may have, and with a heading, or what is said under it, as the last line."""
    titles = {squeezed(title) for title in paper.bookmarks}
    said = tuple(leads(paper))
    for place in range(len(paper.pages)):
        lines = paper.lines_on(place)
        last = squeezed(lines[-1]) if lines else ""
        if len(lines) < FEWEST or last in titles or any(one.endswith(last) for one in said):
            yield place + 1, lines


@pytest.mark.parametrize("name", CASES)
def test_no_page_of_any_kind_of_case_is_nearly_empty(name):
    assert not list(poor(printed(name)))


@pytest.mark.parametrize("order", ORDERS, ids=["usual", "all"])
@pytest.mark.parametrize("place", range(GENERATED))
def test_no_page_of_a_generated_case_is_nearly_empty(place, order):
    assert not list(poor(generated(place, order)))


@pytest.mark.django_db
def test_no_page_of_a_demo_is_nearly_empty_and_what_is_kept_is_two_pages_of_either_size():
    make_edition()
    call_command("add_demo", force=True, verbosity=0)
    assert Assessment.objects.count() == len(DEMOS)
    for assessment in Assessment.objects.all():
        shown = {**snapshot_of(assessment), "version": VERSION}
        for order in ORDERS:
            found = list(poor(Printed(shown, typeset(shown, link=LINK, order=order))))
            assert not found, assessment.name
        for size in SIZES:
            kept = Printed(shown, typeset(shown, link=LINK, order=Order((), size)))
            assert len(kept.pages) <= 2, assessment.name
