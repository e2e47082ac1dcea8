"""The one door for stored documents of an older shape: they are lifted to today's when they are read.

Versions that were kept before the result had pages hold no document. Theirs is made of their inputs on the
edition that they used, in the words of today; their facts, digest and names stay as they were kept.
"""

from collections.abc import Mapping
from typing import Any

from catalog.models import Edition
from decisions.models import Version
from engine.intake import read
from report.document import as_read
from report.facts import day_of
from report.messages import catalogue
from report.pages import document
from report.result import Edition as Used
from report.result import Result
from report.subject import Subject


def upgraded(version: Version) -> Mapping[str, Any]:
    """The snapshot of a version in today's shape."""
    shown: dict[str, Any] = version.snapshot
    if "document" in shown:
        return shown
    facts = shown["facts"]
    edition = Edition.objects.filter(sha256=facts["edition_sha256"])[0]
    inputs = read(edition.ruleset, facts)
    used = Used(facts["edition"], facts["edition_sha256"])
    result = Result(edition.ruleset, inputs, used, on=day_of(facts))
    made = document(Subject(result, shown["heading"]["depth"]))
    return {"actions": [], **shown, "document": as_read(made, catalogue())}
