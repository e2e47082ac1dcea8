"""The one door for stored documents of an older shape: they are lifted to today's when they are read.

What a version that was kept earlier lacks is made of its inputs on the edition that it used, in the words of
today; all that was kept stays as it was.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from catalog.models import Edition
from decisions.models import Version
from engine.intake import read
from report.facts import day_of
from report.result import Edition as Used
from report.result import Result
from report.snapshot import Heading, snapshot
from report.subject import Subject, Weights

HEADING = tuple(row.name for row in fields(Heading))


def upgraded(version: Version) -> Mapping[str, Any]:
    """The snapshot of a version in today's shape."""
    shown: dict[str, Any] = version.snapshot
    if "annex" in shown:
        return shown
    made = snapshot(_subject(shown), Heading(**{key: shown["heading"][key] for key in HEADING}))
    front = {**made["front"], **shown.get("front", {}), "labels": made["front"]["labels"]}
    return {**made, **shown, "front": front}


def _subject(shown: Mapping[str, Any]) -> Subject:
    """What a document of an older shape was about."""
    facts, weights = shown["facts"], shown.get("weights", {})
    edition = Edition.objects.filter(sha256=facts["edition_sha256"])[0]
    used = Used(facts["edition"], facts["edition_sha256"])
    result = Result(edition.ruleset, read(edition.ruleset, facts), used, on=day_of(facts))
    named = Weights(weights.get("name", ""), weights.get("description", ""))
    return Subject(result, shown["heading"]["depth"], weights=named)
