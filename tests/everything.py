"""One of everything that an address can lead to."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4, uuid5

from django.utils import timezone

from accounts.models import Invitation, Role
from decisions.action_items import item_id
from decisions.costing import stored_case
from decisions.models import ActionItem, Assessment, Paper
from decisions.services.comments import write_comment
from decisions.services.cost import keep_upload
from decisions.services.scenarios import save_scenario
from decisions.services.sharing import make_link
from decisions.services.versions import save_version
from reviews.models import Digest
from reviews.muting import mute, stop_token
from reviews.services import Target, Written
from tests.people import join, make_assessment, make_cost_case, make_steps, make_user

CHECK = "check:KO1"
"""An action that somebody touched: a gate to be answered."""
PAPER = b"%PDF-"
"""What the file of the paper would hold."""


def make_everything(assessment: Assessment) -> dict[str, Any]:
    """Around an assessment and in its team, by its owner; the keys by the names that addresses use.

    Only the row of the paper is there, without its file."""
    owner, team = assessment.owner, assessment.team
    step, _ = make_steps(assessment, "Receive", "Approve")
    case = stored_case(make_cost_case(assessment))
    upload = keep_upload(assessment=assessment, by=owner, case=case, unread=())
    version = save_version(assessment=assessment, by=owner)
    paper = Paper.objects.create(
        version=version,
        requested_by=owner,
        queued_at=timezone.now(),
        state=Paper.State.READY,
        file="paper.pdf",
        sha256=sha256(PAPER).hexdigest(),
    )
    action = ActionItem.objects.create(
        pk=item_id(assessment, CHECK),
        assessment=assessment,
        key=CHECK,
        name="Dana",
        changed_by=owner,
    )
    thread = write_comment(
        assessment=assessment,
        by=owner,
        target=Target("question", "B1", "Question"),
        written=Written("A comment", uuid5(assessment.pk, "comment")),
    )
    mute(person=owner, assessment=assessment.pk)
    Digest.objects.create(
        person=owner, assessment=assessment, day=thread.started_at.date(), until=thread.started_at
    )
    scenario = save_scenario(
        assessment=assessment, by=owner, name="Expert work", changes={"answers": {"A1": 4}}
    )
    invitation = Invitation.objects.create(
        team=team,
        email="dana@example.org",
        role=Role.VIEWER,
        invited_by=owner,
        expires_at=timezone.now() + timedelta(days=1),
    )
    link, _ = make_link(assessment=assessment, by=owner, made_for="Board", days=7, key=uuid4())
    member = join(team, make_user(f"member-{str(team.pk)[:8]}@example.org"), Role.VIEWER)
    Assessment.objects.filter(pk=assessment.pk).update(is_template=True)
    deleted = make_assessment(team, owner, edition=assessment.edition, name="Deleted one")
    Assessment.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now(), deleted_by=owner)
    return {
        "deleted_id": deleted.pk,
        "assessment_id": assessment.pk,
        "step_id": step.pk,
        "version_id": version.pk,
        "before_id": version.pk,
        "after_id": version.pk,
        "paper_id": paper.pk,
        "scenario_id": scenario.pk,
        "action_id": action.pk,
        "thread_id": thread.pk,
        "comment_id": thread.comments.get().pk,
        "team_id": team.pk,
        "token": invitation.pk,
        "stop_token": stop_token(owner.pk, assessment.pk),
        "link_id": link.pk,
        "membership_id": member.pk,
        "code": "B1",
        "part": "why",
        "side": "bpo",
        "upload_id": upload.pk,
    }
