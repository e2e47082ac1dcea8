"""Making an assessment of a file."""

from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Team, User
from decisions.action_items import OWN, item_id
from decisions.case_file import CaseFile
from decisions.models import ActionItem, Activity, Answer, Assessment, Scenario
from decisions.services.restoring import start_from
from report.actions import Written
from writing.sent import sent_once


@transaction.atomic
def import_file(*, file: CaseFile, by: User, team: Team, name: str, start_key: UUID) -> Assessment:
    """A new assessment that says what the file says, on its edition, with all that people wrote in it; one of the
    same file, however often the form with ``start_key`` is sent."""
    made, is_new = start_from(
        by=by,
        team=team,
        edition=file.edition,
        name=name,
        inputs=file.inputs,
        start_key=sent_once(start_key, by.pk, team.pk, name, file),
        unit=file.unit,
        depth=file.depth,
    )
    if is_new:
        made.service_chosen, made.elicitation = file.service_chosen, dict(file.elicitation)
        made.save(update_fields=["service_chosen", "elicitation"])
        by_case = made.answers.filter(criterion__in=file.by_cost)
        by_case.update(origin=Answer.Origin.COST_CASE)
        Scenario.objects.bulk_create(
            Scenario(assessment=made, name=name, changes=dict(changes), created_by=by)
            for name, changes in file.scenarios
        )
        ActionItem.objects.bulk_create(_action(made, by, row) for row in file.actions)
        detail = {"edition": file.edition.number, "digest": file.digest}
        Activity.objects.create(assessment=made, who=by, verb="imported", detail=detail)
    return made


def _action(made: Assessment, by: User, said: Written) -> ActionItem:
    """What people wrote about an action; whoever does it is only a name here."""
    is_own = said.key.startswith(OWN)
    return ActionItem(
        pk=uuid4() if is_own else item_id(made, said.key),
        assessment=made,
        key="" if is_own else said.key,
        text=said.text,
        name=said.who,
        due=said.due,
        status=said.status,
        note=said.note,
        changed_by=by,
    )
