"""What a version keeps: the facts with their inputs, and the document and the paper as they were read.

Plain JSON data, the same to the last digit for the same result. Order is always a list, never an object:
databases may reorder the keys of an object.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, TypedDict

from engine.inputs import FORMAT
from report.action_words import ActionPart, actions_of, written_about
from report.actions import Written
from report.annex import annex
from report.document import as_read
from report.facts import facts
from report.messages import catalogue, read, say
from report.pages import document
from report.paper import paper
from report.subject import Subject


@dataclass(frozen=True, slots=True)
class Heading:
    """What inputs do not say about an assessment. Times are ISO 8601 text, or ""."""

    name: str
    unit: str = ""
    team: str = ""
    owner: str = ""
    started_at: str = ""
    changed_at: str = ""
    finished_at: str = ""


class VersionPart(TypedDict):
    """The version that a snapshot belongs to; ``digest`` (64 hex digits) is that of its inputs."""

    number: int
    name: str
    saved_by: str
    saved_at: str
    digest: str


class Around(TypedDict):
    """``heading`` is a ``Heading`` with depth and service; ``scenarios`` are names and what differs;
    ``actions`` what is to be done that people wrote about; of a snapshot all that is to be done."""

    heading: dict[str, Any]
    scenarios: list[dict[str, Any]]
    actions: list[ActionPart]


class Snapshot(Around):
    """``document`` are the pages, ``front`` the first two pages of a paper and ``annex`` its parts;
    ``comments`` the threads of the team. ``version`` is None until one is kept."""

    format: int
    version: VersionPart | None
    document: dict[str, Any]
    front: dict[str, Any]
    annex: list[dict[str, Any]]
    comments: list[dict[str, Any]]
    facts: dict[str, Any]


def around(subject: Subject, heading: Heading, written: Iterable[Written] = ()) -> Around:
    """What stands around the inputs; ``written`` is what people wrote about the actions."""
    service = subject.ruleset.service.get(subject.case.service or "")
    return {
        "heading": {
            **asdict(heading),
            "depth": subject.depth,
            "service": {
                "slug": service.slug if service else "",
                "name": service.name if service else read(say("service.other")),
            },
        },
        "scenarios": [
            {"name": row.name, "changes": dict(row.changes)} for row in subject.scenarios
        ],
        "actions": written_about(subject.result, written),
    }


def snapshot(subject: Subject, heading: Heading, written: Iterable[Written] = ()) -> Snapshot:
    """All of it; ``written`` is what people wrote about the actions."""
    written, words = tuple(written), catalogue()
    return {
        "format": FORMAT,
        "version": None,
        **around(subject, heading, written),
        "actions": actions_of(subject.result, written),
        "document": as_read(document(subject), words),
        "front": as_read(paper(subject, written), words),
        "annex": as_read(annex(subject), words),
        "comments": [dict(row) for row in subject.comments],
        "facts": facts(subject.result),
    }
