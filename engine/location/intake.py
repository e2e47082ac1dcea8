"""What is said about the place of the work as JSON: stored, exported and read by ``manage.py assess``.

``plain`` and ``read_said`` undo each other. docs/assess.md describes the document.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.location.advice import PlaceAnswers
from engine.model.places import zones
from engine.model.reading import InvalidInput, Node, Reader, shown
from engine.model.reference import Reference

LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
MOST_LANGUAGES, LONGEST_REASON = 20, 300


@dataclass(frozen=True, slots=True)
class _Document:
    """The keys of the document."""

    home: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    barred: Any = None
    facts: Any = None
    on: str = ""


def read_said(
    reference: Reference, document: object, *, path: str = ""
) -> tuple[PlaceAnswers, date | None]:
    """What is said in ``document`` (parsed JSON), and the day ``on`` which the clocks are read.

    ``path`` leads to the document in a larger one. Raises ``engine.model.reading.InvalidInput`` with one
    sentence per problem, each after its path.
    """
    reader = Reader()
    node = reader.node(document, path, "The place", _Document)
    said = PlaceAnswers(
        home=_home(node, reference),
        zone=_zone(node),
        languages=_languages(node),
        barred=_barred(node, reference),
        facts=_facts(node, reference),
    )
    on = node.day("on")
    if reader.problems:
        raise InvalidInput(tuple(f"{row.path}: {row.sentence}" for row in reader.problems))
    return said, on


def plain(said: PlaceAnswers) -> dict[str, Any]:
    """The document: plain JSON data, everything that is not known left out."""
    document = {
        "home": said.home,
        "zone": said.zone,
        "languages": list(said.languages),
        "barred": dict(said.barred),
        "facts": {key: list(values) for key, values in said.facts.items() if values},
    }
    return {key: value for key, value in document.items() if value}


def _home(node: Node, reference: Reference) -> str:
    home = node.text("home")
    if home and home not in reference.places.countries:
        node.fail("W001", "home", f"{shown(home)} is not the code of a country of this edition.")
    return home


def _zone(node: Node) -> str:
    zone = node.text("zone")
    if zone and zone not in zones():
        node.fail("W002", "zone", f"{shown(zone)} is not a time zone of the IANA list.")
    return zone


def _languages(node: Node) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(node.texts("languages")))
    if len(found) > MOST_LANGUAGES:
        node.fail("W003", "languages", f"there may be up to {MOST_LANGUAGES} languages.")
    for code in found:
        if not LANGUAGE.match(code):
            node.fail("W003", "languages", f"{shown(code)} is not a language code such as en.")
    return found


def _barred(node: Node, reference: Reference) -> dict[str, str]:
    part = node.value.get("barred", {})
    if not isinstance(part, dict):
        node.fail("R001", "barred", f'"barred" must be an object, not {shown(part)}.')
        return {}
    for code, reason in part.items():
        if code not in reference.places.countries:
            sentence = f"{shown(code)} is not the code of a country of this edition."
            node.fail("W001", "barred", sentence)
        if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
            sentence = (
                f"the reason for {shown(code)} must be a text of up to {LONGEST_REASON} characters."
            )
            node.fail("W004", "barred", sentence)
    return part


def _facts(node: Node, reference: Reference) -> dict[str, tuple[str, ...]]:
    part = node.value.get("facts", {})
    if not isinstance(part, dict):
        node.fail("R001", "facts", f'"facts" must be an object, not {shown(part)}.')
        return {}
    asked = {row.key: row.choices for row in reference.regimes.questions}
    found = {}
    for key, value in part.items():
        if key not in asked:
            sentence = f"{shown(key)} is not one of {', '.join(asked) or 'no questions'}."
            node.fail("W005", "facts", sentence)
            continue
        values = value if isinstance(value, list) else [value]
        for one in values:
            if not isinstance(one, str) or one not in asked[key]:
                sentence = f"{key}: {shown(one)} is not one of {', '.join(asked[key])}."
                node.fail("W005", "facts", sentence)
        found[key] = tuple(one for one in values if isinstance(one, str))
    return found
