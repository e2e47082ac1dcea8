"""The one door for stored documents of an older shape: they are lifted to today's when they are read.

What a version that was kept earlier lacks is made of its inputs on the edition that it used, in the words of
today; all that was kept stays as it was.
"""

from collections.abc import Mapping
from typing import Any

from catalog.models import Edition
from decisions.models import Version
from decisions.presentation.build import present
from decisions.presentation.material import Heading
from engine.intake import read
from report.facts import day_of
from report.result import Edition as Used
from report.result import Result

HEADING = ("name", "unit", "team", "owner", "depth", "started_at", "changed_at", "finished_at")


def upgraded(version: Version) -> Mapping[str, Any]:
    """The snapshot of a version in today's shape."""
    shown: dict[str, Any] = version.snapshot
    if "front" in shown:
        return shown
    facts = shown["facts"]
    edition = Edition.objects.filter(sha256=facts["edition_sha256"])[0]
    used = Used(facts["edition"], facts["edition_sha256"])
    result = Result(edition.ruleset, read(edition.ruleset, facts), used, on=day_of(facts))
    made = present(result, Heading(**{name: shown["heading"][name] for name in HEADING}))
    return {**made, **shown}
