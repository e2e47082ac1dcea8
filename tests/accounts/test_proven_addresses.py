"""Only an address whose mails somebody has read opens anything, whatever the site asks for at sign-up."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Invitation, Role, User
from accounts.services import InvitationState, RefusedError
from tests.accounts.test_sign_up import link_in, sign_in, sign_up, signed_in
from tests.people import PASSWORD, make_team

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"


@pytest.fixture(params=["optional", "none"])
def lenient(request, settings) -> None:
    """The site lets people in before they have read the mail."""
    settings.ACCOUNT_EMAIL_VERIFICATION = request.param


@pytest.fixture
def invitation(team, alice) -> Invitation:
    invited = services.invite(team=team, email=DANA, role=Role.OWNER, invited_by=alice)
    mail.outbox.clear()
    return invited.invitation


def confirm(client, address: str) -> None:
    """Ask for the mail and press the button behind its link, as the owner of the mailbox can."""
    mail.outbox.clear()
    cache.clear()  # the mail that sign-up sent was minutes ago
    client.post(reverse("account_email"), {"action_send": "", "email": address})
    client.post(link_in(mail.outbox[-1]))


@pytest.mark.usefixtures("lenient")
def test_whoever_signs_up_with_an_invited_address_joins_only_after_reading_a_mail(
    client, team, invitation
):
    sign_up(client)
    assert signed_in(client)
    dana = User.objects.get(email=DANA)
    page = reverse("invitation", args=[invitation.pk])
    assert client.post(page).status_code == 403
    assert services.state_for(invitation, dana) == InvitationState.UNPROVEN
    assert services.invitations_for(dana) == []
    assert str(invitation.pk) not in client.get(reverse("teams")).text
    assert not team.memberships.filter(user=dana).exists()
    assert reverse("account_email") in client.get(page).text

    confirm(client, DANA)
    assert client.post(page)["Location"] == reverse("team", args=[team.pk])
    assert team.memberships.get(user=dana).role == Role.OWNER


@pytest.mark.usefixtures("lenient")
def test_nobody_invites_in_the_name_of_an_address_that_is_not_proven(client):
    sign_up(client)
    dana = User.objects.get(email=DANA)
    team = make_team(dana)
    mail.outbox.clear()
    data = {"email": "bob@example.org", "role": "viewer"}
    address = reverse("account_email")

    def offered() -> tuple[bool, bool]:
        """Whether the page has the form, and leads to the addresses."""
        main = client.get(reverse("team", args=[team.pk])).text.partition("<main")[2]
        return 'name="email"' in main, address in main

    assert offered() == (False, True)
    page = client.post(reverse("invite", args=[team.pk]), data)
    assert list(page.context["form"].errors) == ["email"]
    with pytest.raises(RefusedError):
        services.invite(team=team, email="bob@example.org", role=Role.VIEWER, invited_by=dana)
    assert (Invitation.objects.count(), len(mail.outbox)) == (0, 0)

    confirm(client, DANA)
    assert client.post(reverse("invite", args=[team.pk]), data).status_code == 302
    assert offered() == (True, False)


def test_a_person_whom_the_admin_gave_another_address_has_not_proven_it(team, alice, bob):
    invitation = services.invite(team=team, email=DANA, role=Role.EDITOR, invited_by=alice)
    User.objects.filter(pk=bob.pk).update(email=DANA)
    bob.refresh_from_db()
    assert services.state_for(invitation.invitation, bob) == InvitationState.UNPROVEN
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invitation.invitation.pk, user=bob)


def test_a_new_password_is_not_mailed_to_an_address_that_was_added_and_never_proven(client, alice):
    """A slip of the keys in a second address must not hand the account to whoever has it."""
    EmailAddress.objects.create(user=alice, email="alcie@example.org", verified=False)
    client.post(reverse("account_reset_password"), {"email": "alcie@example.org"})
    assert all("/password/reset/key/" not in message.body for message in mail.outbox)
    client.post(reverse("account_reset_password"), {"email": alice.email})
    assert "/password/reset/key/" in mail.outbox[-1].body


def test_whoever_has_proven_nothing_yet_still_gets_a_new_password(client):
    """A forgotten password before the first sign-in is no dead end: the mail itself is the proof."""
    sign_up(client)
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": DANA})
    assert "/password/reset/key/" in mail.outbox[0].body


@pytest.mark.usefixtures("lenient")
def test_the_first_proven_address_becomes_the_main_one(client):
    """Mails and names never stand under an unproven address while there is a proven one."""
    sign_up(client)
    dana = User.objects.get(email=DANA)
    EmailAddress.objects.create(user=dana, email="dana@other.example")
    confirm(client, "dana@other.example")
    dana.refresh_from_db()
    assert dana.email == "dana@other.example"
    assert EmailAddress.objects.get(user=dana, primary=True).verified


def test_a_proven_address_stays_main_when_another_is_proven(alice, alices):
    EmailAddress.objects.create(user=alice, email="alice@other.example")
    confirm(alices, "alice@other.example")
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert EmailAddress.objects.get(email="alice@other.example").verified


def test_an_unproven_address_does_not_become_main(alice, alices):
    EmailAddress.objects.create(user=alice, email="alice@other.example")
    alices.post(reverse("account_email"), {"action_primary": "", "email": "alice@other.example"})
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_a_person_made_in_the_admin_proves_the_address_at_the_first_sign_in(client):
    User.objects.create_user(DANA, PASSWORD)
    sign_in(client, DANA)
    assert not signed_in(client)
    client.post(link_in(mail.outbox[0]))
    sign_in(client, DANA)
    assert signed_in(client)


def test_whoever_confirms_an_address_reads_whose_account_gets_it(client, alice):
    """Somebody added the address of another, who shall not give it to them by a click."""
    client.force_login(alice)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": DANA})
    (message,) = mail.outbox
    assert alice.email in message.body
    assert alice.email in Client().get(link_in(message)).text
    mail.outbox.clear()
    sign_up(Client(), "new@example.org")  # one's own is said once
    assert Client().get(link_in(mail.outbox[0])).text.count("new@example.org") == 1


@pytest.mark.parametrize("written", ["Root.Admin@Example.org", "root.admin@example.org"])
def test_whoever_is_made_on_the_command_line_signs_in_however_the_address_is_written(written):
    call_command("createsuperuser", email=written, interactive=False, verbosity=0)
    root = User.objects.get()
    root.set_password(PASSWORD)
    root.save()
    for typed in (written, written.lower(), written.upper()):
        client = Client()
        sign_in(client, typed)
        assert signed_in(client), typed
