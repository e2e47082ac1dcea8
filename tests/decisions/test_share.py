"""The page about who has access: true for every role."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.mails import invitation_link
from accounts.models import Invitation, Role
from accounts.services import invite
from decisions.access import ROLES, Action
from decisions.models import Assessment
from tests.people import join, make_user


def shown(client: Client, assessment: Assessment) -> Any:
    return client.get(reverse("share", args=[assessment.pk]))


@pytest.mark.parametrize("role", list(Role))
def test_it_says_who_reads_and_who_changes_it(
    alices: Client, team: Any, assessment: Assessment, role: Role
) -> None:
    """What is said of a role is what the table of rights gives it."""
    join(team, make_user("rita@example.org", "Rita Reader"), role)
    people = {str(member.user): may for member, may in shown(alices, assessment).context["people"]}
    assert people.keys() == {"Alice Adams", "Rita Reader"}
    for word, action in (
        ("changes", Action.EDIT),
        ("papers", Action.CREATE_PAPER),
        ("deletes", Action.DELETE),
    ):
        assert (word in people["Rita Reader"]) is (action in ROLES[role])


def test_the_address_is_that_of_the_result_and_opens_for_members_only(
    alices: Client, charlies: Client, client: Client, assessment: Assessment, settings: Any
) -> None:
    settings.SITE_URL = "https://decide.example.org"
    address = shown(alices, assessment).context["address"]
    path = reverse("result", args=[assessment.pk])
    assert address == f"https://decide.example.org{path}"
    assert alices.get(path).status_code == 200
    assert charlies.get(path).status_code == 404
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_links_of_open_invitations_are_for_owners(
    client_of: Any, bob_as: Any, alice: Any, team: Any, assessment: Assessment, role: Role
) -> None:
    """A withdrawn one is nobody's any more."""
    for name in ("erin", "finn"):
        invite(team=team, email=f"{name}@example.org", role=Role.VIEWER, invited_by=alice)
    Invitation.objects.filter(email="finn@example.org").update(withdrawn_at="2026-01-01T00:00Z")
    open_one = Invitation.objects.get(email="erin@example.org")
    page = shown(client_of(bob_as(role)), assessment)
    assert [row.email for row, _ in page.context["invitations"]] == (
        ["erin@example.org"] if role == Role.OWNER else []
    )
    text = page.content.decode()
    assert (invitation_link(open_one) in text) is (role == Role.OWNER)
    assert (f"{reverse('team', args=[team.pk])}#invite" in text) is (role == Role.OWNER)
    assert "Alice Adams" in text


def test_the_summary_leads_to_it(alices: Client, answered: Assessment) -> None:
    page = alices.get(reverse("result", args=[answered.pk])).content.decode()
    assert f'href="{reverse("share", args=[answered.pk])}"' in page
