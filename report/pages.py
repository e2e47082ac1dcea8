"""The pages of a result: the summary and those behind it, each made when it is asked for."""

from collections.abc import Callable, Mapping

from report.document import Document, Page, PageKey
from report.messages import Message, say
from report.subject import Subject
from report.summary import summary, verdict
from report.why import why

PAGES: Mapping[PageKey, Callable[[Subject], Page]] = {
    "summary": summary,
    "why": why,
}
"""What makes each page, in the order of the row of links."""


def document(subject: Subject) -> Document:
    """All of it, for a version to keep."""
    return Document(verdict(subject), [make(subject) for make in PAGES.values()])


def title(key: PageKey) -> Message:
    """What a page is called, in the row of links too."""
    return say(f"page.{key}")
