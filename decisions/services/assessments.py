"""Starting, describing, finishing, handing over and deleting an assessment."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from catalog.models import Edition
from decisions.evaluation import depth_of
from decisions.models import Activity, Assessment, Paper
from decisions.services.changes import in_turn, write
from decisions.services.versions import save_version
from engine import interview
from engine.weighting import resolve

FINISHED, EARLY = "Finished", "Early indication"
"""What the version is called that finishing keeps by itself."""


class NothingPublished(Exception):  # noqa: N818 - named for its reader, like Http404
    """No edition of the decision model exists yet."""


@transaction.atomic
def start_assessment(
    *, by: User, team: Team, name: str, unit: str = "", start_key: UUID
) -> Assessment:
    """An assessment on the newest edition. The same ``start_key`` of the same person is one
    assessment, however often its form is sent. Raises ``NothingPublished``."""
    edition = Edition.objects.current().defer("definition").first()
    if edition is None:
        raise NothingPublished
    total = interview.progress(edition.ruleset, {}, "full").total
    assessment, is_new = Assessment.objects.get_or_create(
        start_key=uuid5(start_key, str(by.pk)),
        defaults={
            "team": team,
            "owner": by,
            "edition": edition,
            "name": name,
            "unit": unit,
            "total": total,
        },
    )
    if is_new:
        detail = {"name": name, "edition": edition.number}
        Activity.objects.create(assessment=assessment, who=by, verb="started", detail=detail)
    return assessment


def describe(*, assessment: Assessment, by: User, name: str, unit: str) -> None:
    """Give the assessment another name or unit."""

    def work() -> None:
        old = {"name": assessment.name, "unit": assessment.unit}
        new = {"name": name, "unit": unit}
        if old != new:
            detail = {"old": old, "new": new}
            write(assessment, by=by, verb="described", detail=detail, name=name, unit=unit)

    in_turn(assessment, work)


def choose_service(*, assessment: Assessment, by: User, slug: str) -> None:
    """Say which service type is closest; empty for something else. Answers stay as they are.

    Raises ``ValueError`` for a service type that the edition does not have.
    """
    if slug and slug not in assessment.edition.ruleset.service:
        raise ValueError(f"There is no service type {slug}.")

    def work() -> None:
        if assessment.service_chosen and assessment.service == slug:
            return
        detail = {"old": assessment.service, "new": slug}
        write(
            assessment,
            by=by,
            verb="service_chosen",
            detail=detail,
            service=slug,
            service_chosen=True,
        )

    in_turn(assessment, work)


def choose_depth(*, assessment: Assessment, by: User, depth: str) -> None:
    """Choose how many questions are asked. Every answer is kept; a result of another depth is no
    longer the finished one."""

    def work() -> None:
        if assessment.depth == depth:
            return
        detail = {"old": assessment.depth, "new": depth}
        write(
            assessment,
            by=by,
            verb="depth_chosen",
            detail=detail,
            depth=depth,
            finished_at=None,
        )

    in_turn(assessment, work)


def choose_weights(
    *,
    assessment: Assessment,
    by: User,
    weights: str | Mapping[str, float],
    elicitation: Mapping[str, Any] | None = None,
) -> None:
    """Weigh the themes anew: a preset's key, or numbers. ``elicitation`` is what a person said to come
    to the numbers (``decisions.elicitation``). The log says after how many answers.

    Raises ``engine.weighting.InvalidWeights``.
    """
    resolve(assessment.edition.ruleset, weights)
    said = dict(elicitation or {})

    def work() -> None:
        if assessment.weights == weights and assessment.elicitation == said:
            return
        detail = {
            "old": assessment.weights,
            "new": weights,
            "after_answers": len(assessment.answers.all()),
        }
        methods = {
            "old_method": assessment.elicitation.get("method"),
            "new_method": said.get("method"),
        }
        detail |= {name: method for name, method in methods.items() if method}
        verb = "weights_chosen"
        write(assessment, by=by, verb=verb, detail=detail, weights=weights, elicitation=said)

    in_turn(assessment, work)


def finish(*, assessment: Assessment, by: User) -> None:
    """Say that the answers are complete enough to read the result, and keep it as a version. Doing
    it again changes the date only when something was changed in between."""

    def work() -> None:
        if assessment.finished_at and assessment.finished_at >= assessment.updated_at:
            return
        detail = {"depth": depth_of(assessment)}
        now = timezone.now()
        write(assessment, by=by, verb="finished", detail=detail, finished_at=now, updated_at=now)
        save_version(assessment=assessment, by=by, name=EARLY if assessment.is_quick else FINISHED)

    in_turn(assessment, work)


def hand_over(*, assessment: Assessment, by: User, team: Team) -> None:
    """Move the assessment, with all its answers and papers, to another team."""

    def work() -> None:
        if assessment.team_id == team.pk:
            return
        detail = {"old": assessment.team.name, "new": team.name}
        write(assessment, by=by, verb="moved", detail=detail, team=team)

    in_turn(assessment, work)


@transaction.atomic
def delete(*, assessment: Assessment) -> None:
    """Delete the assessment with its answers, versions and papers, files included."""
    papers = Paper.objects.filter(version__assessment=assessment).exclude(file="").only("file")
    files = [(paper.file.storage, str(paper.file.name)) for paper in papers]
    assessment.delete()
    transaction.on_commit(lambda: _remove(files))


def _remove(files: Sequence[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
