"""The one door: who gets which assessment, version and paper, and what they may do with it."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template import Context, Template
from django.utils import timezone

from accounts.access import team_or_404
from accounts.models import Role
from decisions.access import (
    ROLES,
    Action,
    assessment_or_404,
    paper_or_404,
    teams_allowing,
    version_or_404,
)
from decisions.models import Paper, Version
from tests.people import join, make_assessment, make_team, make_user

pytestmark = pytest.mark.django_db

READ = {"view"}
REVIEW = READ | {"comment"}
EDIT = REVIEW | {"edit", "save_version", "create_paper", "share", "create"}
OWN = EDIT | {"move", "delete"}


@pytest.fixture
def paper(assessment, alice) -> Paper:
    version = Version.objects.create(
        assessment=assessment, number=1, snapshot={"a": 1}, digest="d" * 64, created_by=alice
    )
    return Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.VIEWER, READ),
        (Role.REVIEWER, REVIEW),
        (Role.EDITOR, EDIT),
        (Role.OWNER, OWN),
    ],
)
def test_what_each_role_may_do(role, actions):
    assert ROLES[role] == actions


def test_every_role_is_known_and_every_action_is_somebodys():
    assert set(ROLES) == set(Role)
    assert frozenset().union(*ROLES.values()) == set(Action)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_the_door_opens_exactly_as_the_table_says(assessment, bob_as, role, action):
    bob = bob_as(role)
    if action in ROLES[role]:
        access = assessment_or_404(bob, assessment.pk, action)
        assert (access.assessment, access.role) == (assessment, role)
        assert access.can(action)
    else:
        with pytest.raises(PermissionDenied):
            assessment_or_404(bob, assessment.pk, action)


@pytest.mark.parametrize("action", list(Action))
def test_strangers_and_the_signed_out_find_nothing(assessment, paper, charlie, action):
    for person in (charlie, AnonymousUser()):
        with pytest.raises(Http404):
            assessment_or_404(person, assessment.pk, action)
        with pytest.raises(Http404):
            version_or_404(person, paper.version_id, action)
        with pytest.raises(Http404):
            paper_or_404(person, paper.pk, action)


def test_what_does_not_exist_is_not_found(alice):
    for door in (assessment_or_404, version_or_404, paper_or_404):
        with pytest.raises(Http404):
            door(alice, uuid.uuid4(), Action.VIEW)


def test_the_role_is_the_one_in_the_team_of_the_assessment(assessment, team, bob):
    """Bob owns other teams, and other people have other roles in this one."""
    make_team(bob, "Bob's own")
    join(team, bob, Role.VIEWER)
    join(team, make_user("dana@example.org"), Role.EDITOR)
    assert assessment_or_404(bob, assessment.pk, Action.VIEW).role == Role.VIEWER


def test_a_version_and_a_paper_open_through_their_assessment(paper, assessment, bob_as):
    bob = bob_as(Role.VIEWER)
    version = version_or_404(bob, paper.version_id, Action.VIEW)
    assert (version.assessment, version.version, version.role) == (
        assessment,
        paper.version,
        Role.VIEWER,
    )
    found = paper_or_404(bob, paper.pk, Action.VIEW)
    assert (found.assessment, found.version, found.paper) == (assessment, paper.version, paper)
    with pytest.raises(PermissionDenied):
        version_or_404(bob, paper.version_id, Action.CREATE_PAPER)
    with pytest.raises(PermissionDenied):
        paper_or_404(bob, paper.pk, Action.CREATE_PAPER)


def test_each_door_takes_one_query_and_leaves_heavy_json_alone(
    paper, assessment, alice, django_assert_num_queries
):
    with django_assert_num_queries(3):
        found = [
            assessment_or_404(alice, assessment.pk, Action.VIEW).assessment,
            version_or_404(alice, paper.version_id, Action.VIEW).assessment,
            paper_or_404(alice, paper.pk, Action.VIEW).assessment,
        ]
        for one in found:
            assert one.team.name
            assert one.edition.number == 1
            assert one.edition.get_deferred_fields() == {"definition"}


def test_the_door_of_a_paper_leaves_the_snapshot_alone(paper, alice):
    version = paper_or_404(alice, paper.pk, Action.VIEW).version
    assert version.get_deferred_fields() == {"snapshot"}


def test_the_decision_model_is_loaded_once_per_process(
    assessment, alice, django_assert_num_queries
):
    first = assessment_or_404(alice, assessment.pk, Action.VIEW).assessment.edition.ruleset
    with django_assert_num_queries(1):
        ruleset = assessment_or_404(alice, assessment.pk, Action.VIEW).assessment.edition.ruleset
    assert ruleset is first


def test_templates_ask_with_plain_words(assessment, bob_as):
    access = assessment_or_404(bob_as(Role.EDITOR), assessment.pk, Action.VIEW)
    template = Template(
        '{% if "edit" in access.allowed %}edit{% endif %}'
        '{% if "delete" in access.allowed %}delete{% endif %}'
    )
    assert template.render(Context({"access": access})) == "edit"


def test_teams_are_offered_where_the_action_is_allowed(team, bob):
    own = make_team(bob, "Bob's own")
    membership = join(team, bob, Role.VIEWER)
    assert list(teams_allowing(bob, Action.CREATE)) == [own]
    membership.role = Role.EDITOR
    membership.save()
    assert set(teams_allowing(bob, Action.CREATE)) == {own, team}
    assert list(teams_allowing(bob, Action.DELETE)) == [own]


@pytest.mark.parametrize("role", list(Role))
def test_the_door_of_a_team_lets_members_in_and_owners_manage(team, bob_as, role):
    bob = bob_as(role)
    assert team_or_404(bob, team.pk).role == role
    if role == Role.OWNER:
        assert team_or_404(bob, team.pk, manage=True).team == team
    else:
        with pytest.raises(PermissionDenied):
            team_or_404(bob, team.pk, manage=True)


def test_the_door_of_a_team_is_shut_for_strangers(team, charlie):
    with pytest.raises(Http404):
        team_or_404(charlie, team.pk)


def test_an_assessment_that_moves_takes_its_door_along(team, alice, charlie):
    assessment = make_assessment(team, alice)
    assessment.team = charlie.teams.get()
    assessment.save()
    assert assessment_or_404(charlie, assessment.pk, Action.DELETE).assessment == assessment
    with pytest.raises(Http404):
        assessment_or_404(alice, assessment.pk, Action.VIEW)
