"""Results to make documents of: the shipped content with a few answers of each kind."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.inputs import Inputs
from engine.intake import read
from engine.location.advice import PlaceAnswers
from report.document import Page, as_read
from report.messages import Message, catalogue
from report.pages import PAGES
from report.result import Edition, Result
from report.subject import Depth, Subject
from tests.shipped import shipped

RULESET = shipped()
EDITION = Edition(7, "ab12cd34" * 8)


def subject_of(
    case: Mapping[str, Any], said: PlaceAnswers | None = None, depth: Depth = "full"
) -> Subject:
    """A case on the shipped content, in the form of the command line, with what is said of the place."""
    inputs: Inputs = read(RULESET, dict(case))
    if said is not None:
        inputs = replace(inputs, place=said)
    return Subject(Result(RULESET, inputs, EDITION), depth)


def page_of(key: Any, subject: Subject) -> Page:
    """One page of the document."""
    return PAGES[key](subject)


def shown(page: Page) -> dict[str, Any]:
    """The page in English words."""
    found: dict[str, Any] = as_read(page, catalogue())
    return found


def blocks_of(part: Any, kind: str) -> Iterator[dict[str, Any]]:
    """All blocks of a kind in a part as read, folded ones too, in order."""
    match part:
        case dict():
            if part.get("kind") == kind:
                yield part
            for value in part.values():
                yield from blocks_of(value, kind)
        case list():
            for value in part:
                yield from blocks_of(value, kind)


def ids_of(part: Any) -> Iterator[str]:
    """The ids of all messages of a part of a document, in order."""
    match part:
        case Message():
            yield part.id
            for value in part.values.values():
                yield from ids_of(value)
        case list() | tuple():
            for value in part:
                yield from ids_of(value)
        case _ if is_dataclass(part):
            for row in fields(part):
                yield from ids_of(getattr(part, row.name))
