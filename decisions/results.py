"""Where the rows of an assessment become its result, and what a version keeps of it.

Results are kept by what they depend on: inputs, edition and day. A reader turns eight pages of the same
result; what costs time is worked out for the first of them. Nothing is ever emptied by hand: other inputs
are another key, so what is kept cannot be stale.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from django.db.models import prefetch_related_objects
from django.utils import timezone

from decisions.action_items import written_of
from decisions.costing import cost_row, stored_case
from decisions.elicitation import weights_named
from decisions.evaluation import depth_of, inputs_of
from decisions.models import Assessment, CostCase
from engine.inputs import Inputs, digest
from engine.model.ruleset import Ruleset
from report.actions import Written
from report.result import Edition, Result
from report.snapshot import Around, Heading, Snapshot, around, snapshot
from report.subject import Subject
from report.whatif import Scenario
from reviews.reading import as_data

KEPT = 32
"""Results that a process keeps, the last ones that were read: up to some 100 kB each."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a result depends on. The fingerprint speaks for inputs and content of the edition."""

    digest: str
    edition: Edition
    on: date | None
    inputs: Inputs = field(compare=False)
    ruleset: Ruleset = field(compare=False)


def snapshot_of(assessment: Assessment) -> Snapshot:
    """Everything a reader is shown about the assessment now.

    Takes six queries (the scenarios, the actions, the cost case, three for the comments; one more for the
    members that actions name) beside those for the assessment, its answers, team, owner and edition, where they are not
    loaded yet.
    """
    subject, heading, written = _told(assessment)
    commented = replace(subject, comments=tuple(as_data(assessment.pk)))
    return snapshot(commented, heading, written)


def around_of(assessment: Assessment) -> tuple[Subject, Around]:
    """What the assessment is about now, and what stands around the inputs: enough to tell whether a
    version still says the same, and much less work than a snapshot."""
    subject, heading, written = _told(assessment)
    return subject, around(subject, heading, written)


def _told(assessment: Assessment) -> tuple[Subject, Heading, tuple[Written, ...]]:
    """What documents are made of."""
    prefetch_related_objects([assessment], "scenarios", "action_items__member")
    heading = Heading(
        name=assessment.name,
        unit=assessment.unit,
        team=assessment.team.name,
        owner=str(assessment.owner),
        started_at=_text(assessment.created_at),
        changed_at=_text(assessment.updated_at),
        finished_at=_text(assessment.finished_at),
    )
    written = written_of(assessment.action_items.all())
    return subject_of(assessment, cost_row(assessment)), heading, written


def result_of(assessment: Assessment, money: CostCase | None) -> Result:
    """The assessment worked out; ``money`` is its cost case, None where it has none: nobody leaves it out by
    saying nothing, as it changes the advice."""
    inputs = inputs_of(assessment, stored_case(money) if money else None)
    edition = Edition(assessment.edition.number, assessment.edition.sha256)
    today = timezone.localdate()
    return worked_out(assessment.edition.ruleset, inputs, edition, today)


def subject_of(assessment: Assessment, money: CostCase | None) -> Subject:
    """What pages and papers are about."""
    result = result_of(assessment, money)
    named = weights_named(result.ruleset, result.inputs.weights, assessment.elicitation)
    scenarios = tuple(Scenario(row.name, row.changes) for row in assessment.scenarios.all())
    return Subject(result, depth_of(assessment), weights=named, scenarios=scenarios)


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def worked_out(ruleset: Ruleset, inputs: Inputs, edition: Edition, on: date | None) -> Result:
    """The result of the inputs on the edition, on that day; the same object for the same ones."""
    return _result(_Asked(digest(edition.sha256, inputs), edition, on, inputs, ruleset))


@lru_cache(maxsize=KEPT)
def _result(asked: _Asked) -> Result:
    return Result(asked.ruleset, asked.inputs, asked.edition, on=asked.on)
