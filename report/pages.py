"""The pages of a result: the summary and those behind it, each made when it is asked for."""

from collections.abc import Callable, Mapping

from report.document import Document, Page, PageKey
from report.messages import Message, say
from report.money import money
from report.place import place
from report.precedents import precedents
from report.steps import steps
from report.subject import Subject
from report.summary import summary, verdict
from report.sure import sure
from report.versions import versions
from report.why import why

PAGES: Mapping[PageKey, Callable[[Subject], Page]] = {
    "summary": summary,
    "why": why,
    "sure": sure,
    "steps": steps,
    "money": money,
    "place": place,
    "precedents": precedents,
    "versions": versions,
}
"""What makes each page."""
ORDER: tuple[PageKey, ...] = tuple(PAGES)
"""The pages in the order of the row of links."""


def document(subject: Subject) -> Document:
    """All of it, for a version to keep."""
    return Document(verdict(subject), [make(subject) for make in PAGES.values()])


def title(key: PageKey) -> Message:
    """What a page is called, in the row of links too."""
    return say(f"page.{key}")
