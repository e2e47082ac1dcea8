"""The invitation as it arrives."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts import services
from accounts.models import Role
from tests.people import STRANGE_NAMES

pytestmark = pytest.mark.django_db


def invite(team, alice):
    invited = services.invite(
        team=team, email="dana@example.org", role=Role.EDITOR, invited_by=alice
    )
    return invited.invitation, mail.outbox[0]


def test_the_mail_says_who_invites_to_what_as_what_and_until_when(team, alice, settings):
    settings.SITE_URL = "https://decide.example.org"
    invitation, message = invite(team, alice)
    link = "https://decide.example.org" + reverse("invitation", args=[invitation.pk])
    html = message.alternatives[0][0]
    assert message.to == ["dana@example.org"]
    assert message.reply_to == ["alice@example.org"]
    assert message.subject == "Alice Adams invites you to Finance operations"
    for text in (message.body, html):
        assert "Alice Adams" in text
        assert "Finance operations" in text
        assert "as editor" in text
        assert link in text
        assert f"{invitation.expires_at:%Y}" in text


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_of_every_script_arrive_as_they_are_and_never_as_markup(team, alice, name):
    team.name = alice.name = name
    team.save()
    alice.save()
    _, message = invite(team, alice)
    assert message.subject == f"{name} invites you to {name}"
    assert name in message.body
    assert "<script>" not in message.alternatives[0][0]
    message.message()


def test_a_line_break_in_a_name_cannot_add_a_header(team, alice):
    """Names are tidied by the forms; the mail does not rely on it."""
    team.name = "Finance\r\nBcc: everybody@example.org"
    team.save()
    _, message = invite(team, alice)
    assert message.subject == "Alice Adams invites you to Finance Bcc: everybody@example.org"
    assert message.recipients() == ["dana@example.org"]
