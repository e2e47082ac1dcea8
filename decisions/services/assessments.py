"""Starting, describing and finishing an assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from accounts.services import personal_team
from audit.log import record
from audit.models import Kind
from catalog.models import Edition
from decisions.evaluation import depth_of, today_of
from decisions.models import Activity, Assessment, Depth, Part, Version
from decisions.services.changes import in_turn, write
from decisions.services.cost import answer_as_done
from decisions.services.parts import change_part
from decisions.services.versions import save_version
from engine.fit import interview
from engine.fit.case import UNSAID, Today
from engine.fit.weighting import resolve
from engine.model.ruleset import Ruleset
from writing.conflict import Conflict
from writing.sent import sent_once

FINISHED, EARLY = "Finished", "Early indication"
"""What the version is called that finishing keeps by itself."""


class NothingPublished(Exception):  # noqa: N818 - named for its reader, like Http404
    """No edition of the decision model exists yet."""


@transaction.atomic
def start_assessment(
    *,
    by: User,
    team: Team | None,
    name: str,
    unit: str = "",
    today: Today = UNSAID,
    service: str | None = None,
    depth: str = "",
    start_key: UUID,
) -> Assessment:
    """An assessment on the newest edition, one for a form (``sent_once``). Without a team it makes one of the
    person's own, for somebody new or a reader of other teams. ``service`` is empty for something else, None
    where nobody has chosen; one that the edition does not have counts as not chosen. Raises
    ``NothingPublished``."""
    edition = Edition.objects.current().defer("definition").first()
    if edition is None:
        raise NothingPublished
    team = team or personal_team(by)
    is_chosen = service == "" or service in edition.ruleset.service
    assessment, is_new = Assessment.objects.get_or_create(
        start_key=sent_once(start_key, by.pk, team.pk, name, unit, today, service, depth),
        defaults={
            "team": team,
            "owner": by,
            "edition": edition,
            "name": name,
            "unit": unit,
            "done_by": today.done_by,
            "contract_ends": today.contract_ends,
            "service": service if service and is_chosen else "",
            "service_chosen": is_chosen,
            "depth": depth,
            "total": _questions(edition.ruleset, depth),
        },
    )
    if is_new:
        detail = {
            "name": name,
            "edition": edition.number,
            "today": plain_today(today),
            "service": assessment.service if is_chosen else None,
            "depth": depth,
        }
        Activity.objects.create(assessment=assessment, who=by, verb="started", detail=detail)
    return assessment


def _questions(ruleset: Ruleset, depth: str) -> int:
    """How many questions a depth asks of somebody who has answered none."""
    return interview.progress(ruleset, {}, "quick" if depth == Depth.QUICK else "full").total


def describe(
    *, assessment: Assessment, by: User, name: str, unit: str, seen: int
) -> Conflict[dict[str, str]] | None:
    """Give the assessment another name or unit."""

    def work() -> Conflict[dict[str, str]] | None:
        before = assessment.name
        conflict = change_part(
            assessment,
            part=Part.DESCRIPTION,
            seen=seen,
            by=by,
            verb="described",
            old={"name": assessment.name, "unit": assessment.unit},
            new={"name": name, "unit": unit},
            name=name,
            unit=unit,
        )
        if conflict is None and before != name:
            record(Kind.RENAMED, by=by, subject=name, team=assessment.team_id, before=before)
        return conflict

    return in_turn(assessment, work)


def say_today(
    *, assessment: Assessment, by: User, today: Today, seen: int
) -> Conflict[Today] | None:
    """Say who does the work today, and when the contract ends."""

    def work() -> Conflict[Today] | None:
        old = today_of(assessment)
        conflict = change_part(
            assessment,
            part=Part.TODAY,
            seen=seen,
            by=by,
            verb="today_said",
            old=old,
            new=today,
            detail={"old": plain_today(old), "new": plain_today(today)},
            done_by=today.done_by,
            contract_ends=today.contract_ends,
        )
        if conflict is None and old.is_outside != today.is_outside:
            answer_as_done(assessment, by)
        return conflict

    return in_turn(assessment, work)


def plain_today(today: Today) -> dict[str, str]:
    """Who does the work today, for the log."""
    ends = today.contract_ends.isoformat() if today.contract_ends else ""
    return {"done_by": today.done_by, "contract_ends": ends}


def choose_service(
    *, assessment: Assessment, by: User, slug: str, seen: int
) -> Conflict[str | None] | None:
    """Say which service type is closest; empty for something else. Answers stay as they are.

    Raises ``ValueError`` for a service type that the edition does not have.
    """
    if slug and slug not in assessment.edition.ruleset.service:
        raise ValueError(f"There is no service type {slug}.")
    return in_turn(
        assessment,
        lambda: change_part(
            assessment,
            part=Part.SERVICE,
            seen=seen,
            by=by,
            verb="service_chosen",
            old=assessment.service if assessment.service_chosen else None,
            new=slug,
            service=slug,
            service_chosen=True,
        ),
        writes_once=True,
    )


def choose_depth(
    *, assessment: Assessment, by: User, depth: str, seen: int
) -> Conflict[str] | None:
    """Choose how many questions are asked. Every answer is kept; a result of another depth is no
    longer the finished one."""
    return in_turn(
        assessment,
        lambda: change_part(
            assessment,
            part=Part.DEPTH,
            seen=seen,
            by=by,
            verb="depth_chosen",
            old=assessment.depth,
            new=depth,
            depth=depth,
            finished_at=None,
        ),
        writes_once=True,
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """A preset's key, or numbers, with what a person said to come to them."""

    weights: str | Mapping[str, float]
    elicitation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """How a person came to them; empty for presets and typed numbers."""
        return str(self.elicitation.get("method", ""))


def choose_weights(
    *, assessment: Assessment, by: User, chosen: Weights, seen: int
) -> Conflict[Weights] | None:
    """Weigh the themes anew. The log says after how many answers.

    Raises ``engine.fit.weighting.InvalidWeights``.
    """
    resolve(assessment.edition.ruleset, chosen.weights)

    def work() -> Conflict[Weights] | None:
        stored = Weights(assessment.weights, assessment.elicitation)
        methods = {"old_method": stored.method, "new_method": chosen.method}
        detail = {
            "old": stored.weights,
            "new": chosen.weights,
            "after_answers": len(assessment.answers.all()),
            "after_result": assessment.has_result,
            **{name: method for name, method in methods.items() if method},
        }
        return change_part(
            assessment,
            part=Part.WEIGHTS,
            seen=seen,
            by=by,
            verb="weights_chosen",
            old=stored,
            new=chosen,
            detail=detail,
            weights=chosen.weights,
            elicitation=chosen.elicitation,
        )

    return in_turn(assessment, work, writes_once=True)


def finish(*, assessment: Assessment, by: User) -> None:
    """Say that the answers are complete enough to read the result, and keep it as a version. Doing
    it again changes the date only when something was changed in between."""

    def work() -> None:
        if assessment.finished_at and assessment.finished_at >= assessment.updated_at:
            return
        detail = {"depth": depth_of(assessment)}
        now = timezone.now()
        write(assessment, by=by, verb="finished", detail=detail, finished_at=now, updated_at=now)
        save_version(
            assessment=assessment,
            by=by,
            name=EARLY if assessment.is_quick else FINISHED,
            origin=Version.Origin.FINISHED,
        )

    in_turn(assessment, work)


def note_export(assessment: Assessment, *, by: User | AnonymousUser, what: str) -> None:
    """Note that somebody took it along as a file."""
    record(Kind.EXPORTED, by=by, subject=assessment.name, team=assessment.team_id, file=what)
