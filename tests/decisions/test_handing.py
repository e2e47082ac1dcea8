"""Handing an assessment over: what goes along, who is shut out and told before, and who owns it then."""

import uuid
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import ForeignObjectRel, Model
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.models import Assessment
from decisions.services.handing import give_to
from decisions.services.sharing import make_link
from tests.decisions.test_list import text, url
from tests.decisions.test_shared import addresses, opened, statuses
from tests.everything import make_everything
from tests.people import join, make_answers, make_team, make_user

pytestmark = pytest.mark.django_db


def belongings(assessment: Assessment) -> dict[str, set[Any]]:
    """The keys of every row of every table that refers to the assessment, found from the tables."""
    found: dict[str, set[Any]] = {}
    for relation in assessment._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            model: type[Model] = relation.related_model
            rows = model._base_manager.filter(**{relation.field.name: assessment.pk})
            found[f"{model._meta.label}.{relation.field.name}"] = set(
                rows.values_list("pk", flat=True)
            )
    return found


def test_all_of_it_goes_along_its_links_do_not_open_and_who_is_shut_out_is_told_before(
    alices: Client, bobs: Client, alice: User, bob: User, team: Team, assessment: Assessment
) -> None:
    """Bob sees it in the team it leaves, Dana in both; a board has a link."""
    dana = make_user("dana@example.net", "Dana Dunn")
    other = make_team(alice, "Another team")
    for person, where in ((bob, team), (dana, team), (dana, other)):
        join(where, person, Role.EDITOR)
    make_answers(assessment, {"A1": 2})
    keys = make_everything(assessment)
    link, token = make_link(assessment=assessment, by=dana, made_for="B", days=7, key=uuid4())
    board, _ = opened(token)
    assert board.get(addresses(link)[0]).status_code == 200

    page = reverse("assessment_move", args=[assessment.pk])
    context = alices.get(page).context
    told = {where: set(people) for where, people in context["shut_out"]}
    theirs = {row.user for row in team.memberships.select_related("user")}
    assert told == {other: theirs - {alice, dana}}
    assert bob in told[other]
    assert context["links"] == 2

    before = belongings(assessment)
    assert len(before) > 10
    assert bobs.get(reverse("result", args=[assessment.pk])).status_code == 200
    assert alices.post(page, {"team": other.pk, "version": "0"}).status_code == 302
    after = belongings(assessment)
    activity = "decisions.Activity.assessment"
    assert {name: keys for name, keys in after.items() if name != activity} == {
        name: keys for name, keys in before.items() if name != activity
    }
    assert after[activity] > before[activity]
    assert bobs.get(reverse("result", args=[assessment.pk])).status_code == 404
    hers = Client()
    hers.force_login(dana)
    for name, key in (
        ("result", assessment.pk),
        ("version", keys["version_id"]),
        ("paper", keys["paper_id"]),
    ):
        assert hers.get(reverse(name, args=[key])).status_code == 200
    assert statuses(board, link) == {410}  # though Dana could share it in the new team
    assert Assessment.objects.get(pk=assessment.pk).owner == alice


def test_an_owner_who_is_not_in_the_new_team_is_followed_by_whoever_moves_it(
    alices: Client, alice: User, bob: User, team: Team, assessment: Assessment
) -> None:
    join(team, bob, Role.EDITOR)
    Assessment.objects.filter(pk=assessment.pk).update(owner=bob)
    other = make_team(alice, "Another team")
    alices.post(
        reverse("assessment_move", args=[assessment.pk]), {"team": other.pk, "version": "0"}
    )
    assert Assessment.objects.get(pk=assessment.pk).owner == alice


def test_another_member_becomes_the_owner_and_a_stale_form_shows_both(
    alices: Client, alice: User, bob: User, charlie: User, team: Team, assessment: Assessment
) -> None:
    dana = make_user("dana@example.net", "Dana Dunn")
    member = join(team, bob, Role.VIEWER)
    join(team, dana, Role.EDITOR)
    page = reverse("assessment_owner", args=[assessment.pk])
    refused = alices.post(page, {"owner": charlie.pk, "version": "0"})
    assert "owner" in refused.context["form"].errors
    give_to(assessment=Assessment.objects.get(pk=assessment.pk), by=dana, owner=dana, seen=0)
    stale = alices.post(page, {"owner": bob.pk, "version": "0"})
    (row,) = stale.context["conflict"]
    assert (row.saved, row.yours, row.who) == ("Dana Dunn", str(bob), dana)
    version = stale.context["form"]["version"].value()
    assert alices.post(page, {"owner": bob.pk, "version": version}).status_code == 302
    assert Assessment.objects.get(pk=assessment.pk).owner == bob
    trail = alices.get(reverse("activity", args=[assessment.pk])).context["entries"]
    (change,) = trail[0].changes
    assert (change.old, change.new) == ("Dana Dunn", str(bob))
    member.delete()
    late = alices.post(page, {"owner": bob.pk, "version": "9"})
    assert "owner" in late.context["form"].errors


def test_an_owner_hands_over_to_another_team_of_theirs(alices, alice, team, assessment):
    make_answers(assessment, {"A1": 1})
    other = make_team(alice, "Second team")
    response = alices.post(url(assessment, "team/"), {"team": str(other.pk)})
    assert response["Location"] == url(assessment)
    assessment.refresh_from_db()
    assert assessment.team == other
    assert assessment.answers.count() == 1
    assert assessment.activities.get(verb="moved").detail == {
        "old": "Finance operations",
        "new": "Second team",
    }


def test_after_the_handover_the_old_team_sees_nothing(alices, alice, bob_as, client_of, assessment):
    bobs = client_of(bob_as(Role.OWNER))
    alices.post(url(assessment, "team/"), {"team": str(make_team(alice, "Second team").pk)})
    assert bobs.get(url(assessment)).status_code == 404


def test_it_cannot_be_handed_to_a_team_one_may_not_edit_in(
    alices, alice, team, assessment, charlie
):
    theirs = charlie.memberships.get().team
    seen = make_team(charlie, "Only to look at")
    join(seen, alice, Role.VIEWER)
    make_team(alice, "A right one")
    for wrong in (theirs, seen, team):
        page = text(alices.post(url(assessment, "team/"), {"team": str(wrong.pk)}))
        assert "Choose a team that you may work in." in page
    assessment.refresh_from_db()
    assert assessment.team == team


@pytest.mark.parametrize("value", ["", "x", "\0", str(uuid.UUID(int=7))])
def test_a_team_that_is_none_is_refused(alices, alice, assessment, value):
    make_team(alice, "Second team")
    assert "Error: " in text(alices.post(url(assessment, "team/"), {"team": value}))
