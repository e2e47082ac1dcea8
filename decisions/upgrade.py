"""The one door for stored documents of an older shape: they are lifted to today's when they are read.

What a version that was kept earlier lacks is made of its inputs on the edition that it used, in the words of
today; all that was kept stays as it was.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from catalog.models import Edition
from decisions.elicitation import weights_named
from decisions.models import Version
from decisions.results import worked_out
from engine.intake import read
from report.document import as_read
from report.facts import day_of
from report.messages import catalogue
from report.paper import LABELS as LABELS_OF_TODAY
from report.paper import Paper, paper
from report.result import Edition as Used
from report.snapshot import Heading, snapshot
from report.subject import Subject, Weights
from report.whatif import Scenario

HEADING = tuple(row.name for row in fields(Heading))
LABELS = frozenset(LABELS_OF_TODAY)
NO_DECISION = ("note", "kind", "asked", "choices")
"""What the front of a note says in another way than that of a decision."""
FRONT = frozenset(row.name for row in fields(Paper))
UNDER_HEADLINE = ("first", "lines")
"""What is told once: a front without its own lines had those of the summary, of which one told what comes
first."""


def upgraded(version: Version) -> Mapping[str, Any]:
    """The snapshot of a version in today's shape, under the name that the version has now."""
    shown: dict[str, Any] = dict(version.snapshot)
    shown["version"] = {**shown["version"], "name": version.name}
    if "annex" not in shown:
        kept = Heading(**{key: shown["heading"][key] for key in HEADING})
        made = snapshot(subject_kept(shown), kept)
        return {**made, **shown, "front": _front(shown.get("front", {}), made["front"])}
    front = shown["front"]
    if not (front["labels"].keys() >= LABELS and front.keys() >= FRONT):
        made_now = as_read(paper(subject_kept(shown)), catalogue())
        return {**shown, "front": _front(front, made_now)}
    return shown


def _front(kept: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """The front of a paper as it was kept, with all words around it; what was kept as a decision although
    nothing is recommended is a note."""
    lifted = [*NO_DECISION] if made["note"] and not kept.get("note") else []
    lifted += UNDER_HEADLINE if "lines" not in kept else ()
    return {**made, **kept, **{key: made[key] for key in ("labels", *lifted)}}


def edition_kept(shown: Mapping[str, Any]) -> Edition:
    """The edition that a stored document used; the same content may have been published twice."""
    facts = shown["facts"]
    rows = Edition.objects.filter(sha256=facts["edition_sha256"]).defer("definition")
    return min(rows, key=lambda row: (row.number != facts["edition"], row.number))


def subject_kept(shown: Mapping[str, Any]) -> Subject:
    """What a stored document is about, worked out from the inputs that it holds on its edition."""
    facts, weights = shown["facts"], shown.get("weights", {})
    ruleset = edition_kept(shown).ruleset
    used = Used(facts["edition"], facts["edition_sha256"])
    inputs = read(ruleset, facts)
    result = worked_out(ruleset, inputs, used, day_of(facts))
    named = Weights(weights.get("name", ""), weights.get("description", ""))
    if not weights:
        named = weights_named(ruleset, inputs.weights, {})
    scenarios = tuple(Scenario(row["name"], row["changes"]) for row in shown["scenarios"])
    return Subject(result, shown["heading"]["depth"], weights=named, scenarios=scenarios)
