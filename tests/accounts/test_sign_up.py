"""Signing up, confirming the address, signing in, and a new password: allauth as we set it up."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Letter, Role, User
from tests.people import PASSWORD, STRANGE_NAMES

pytestmark = pytest.mark.django_db
OTHER_PASSWORD = "a quite different sentence"


def sign_up(client: Client, email: str = "dana@example.org", **fields: str):
    data = {"email": email, "name": "Dana Dale", "password1": PASSWORD, **fields}
    return client.post(reverse("account_signup"), data)


def sign_in(client: Client, email: str, password: str = PASSWORD, **fields: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **fields})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link_in(message) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found
    return found[1]


def test_a_new_person_confirms_the_address_and_is_then_let_in(client):
    answer = sign_up(client, "Dana@Example.org")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not signed_in(client)
    assert not signed_in_after(client, "dana@example.org")

    confirmation = link_in(mail.outbox[0])
    client.post(confirmation)
    assert signed_in_after(Client(), "dana@example.org")
    dana = User.objects.get()
    assert (dana.email, dana.name) == ("dana@example.org", "Dana Dale")


def signed_in_after(client: Client, email: str) -> bool:
    sign_in(client, email)
    return signed_in(client)


def test_opening_the_confirmation_link_confirms_nothing_until_the_button_is_pressed(client):
    sign_up(client)
    assert client.get(link_in(mail.outbox[0])).status_code == 200
    assert not signed_in_after(Client(), "dana@example.org")


def test_the_confirmation_link_used_twice_is_no_error(client):
    sign_up(client)
    confirmation = link_in(mail.outbox[0])
    client.post(confirmation)
    again = Client()
    assert again.get(confirmation).status_code == 200


def test_whoever_was_invited_comes_back_to_the_invitation_after_confirming(client, team, alice):
    invitation = services.invite(
        team=team, email="dana@example.org", role=Role.EDITOR, invited_by=alice
    ).invitation
    page = reverse("invitation", args=[invitation.pk])
    mail.outbox.clear()
    sign_up(client, next=page)
    answer = client.post(link_in(mail.outbox[0]))
    assert answer["Location"] == page
    if not signed_in(client):
        assert sign_in(client, "dana@example.org", next=page)["Location"] == page
    client.post(page)
    assert team.memberships.get(user__email="dana@example.org").role == Role.EDITOR


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_of_every_script_are_kept_as_typed(client, name):
    sign_up(client, name=name)
    assert User.objects.get().name == name


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": " \n "},
        {"name": "a\0b"},
        {"name": "x" * 1_000_000},
        {"email": "not an address"},
        {"email": "a\0b@example.org"},
        {"email": "x" * 1_000_000 + "@example.org"},
        {"password1": "short"},
        {"password1": "dana@example.org"},
        {"password1": "nul \0 in the middle"},
    ],
)
def test_what_cannot_be_an_account_is_refused_beside_the_field(client, bad):
    answer = sign_up(client, **bad)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(bad)
    assert not User.objects.exists()


def test_a_second_account_for_the_same_address_is_not_made_and_nothing_is_given_away(client, alice):
    answer = sign_up(client, "ALICE@example.org")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert mail.outbox[0].to == ["alice@example.org"]
    assert "already" in mail.outbox[0].body


def test_a_mail_that_cannot_be_sent_stops_nobody_and_its_link_is_in_no_log(
    client, alice, settings, caplog
):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = link_in(mail.outbox[0])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post(reverse("account_reset_password"), {"email": alice.email})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert "A mail (Choose a new password) could not be sent" in caplog.text
    assert link.rsplit("-", 1)[0] not in caplog.text


def test_a_letter_is_gone_once_it_was_sent_or_given_up(client, settings):
    """Its text opens an account."""
    sign_up(client)
    assert not Letter.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.post(reverse("account_reset_password"), {"email": "dana@example.org"})
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("page", "fields"),
    [("account_login", ["login", "password"]), ("account_change_password", ["oldpassword"])],
)
def test_the_way_to_a_new_password_does_not_stand_between_the_fields(alices, client, page, fields):
    """Tab leads from the address to the password and from there to the button."""
    text = (client if page == "account_login" else alices).get(reverse(page)).text
    order = [*(f'name="{name}"' for name in fields), "<button", "Forgot your password?"]
    places = [text.index(part, text.index("<h1>")) for part in order]
    assert places == sorted(places)


def test_whoever_tries_too_often_is_told_so_on_a_page_of_the_site(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/key"}
    for status in (302, 429):
        answer = client.post(reverse("account_reset_password"), {"email": "dana@example.org"})
        assert answer.status_code == status
    assert "<h1>Too many tries</h1>" in answer.text
    assert "Sourcing Decisions" in answer.text


def test_every_page_of_the_sign_in_library_that_can_be_reached_is_ours():
    """The library's own pages are put together from elements that this site does not have. Off here:
    codes by mail, passkeys, phones, trusted browsers and an address that is swapped at once."""
    library = Path(allauth.__file__).parent / "templates"
    off = re.compile("code|passkey|phone|webauthn|trust|email_change|base|snippets|login_redirect")
    pages = {
        str(path.relative_to(library))
        for folder in ("account", "mfa", "socialaccount", "usersessions")
        for path in (library / folder).rglob("*.html")
    }
    ours = {name for name in pages if (settings.BASE_DIR / "templates" / name).exists()}
    assert {name for name in pages - ours if not off.search(name)} == set()


def test_an_empty_form_says_what_to_enter(client):
    page = client.post(reverse("account_login"), {}).text
    assert "Enter your e-mail address." in page
    assert "Enter your password." in page
    assert "This field is required" not in page


def test_the_same_sign_up_sent_twice_makes_one_account(client):
    sign_up(client)
    assert sign_up(Client()).status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["alice@example.org", "Alice@Example.ORG", " alice@example.org "])
def test_sign_in_ignores_the_case_of_the_address(client, alice, email):
    answer = sign_in(client, email)
    assert answer["Location"] == reverse("home")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("a\0@example.org", PASSWORD),
        ("alice@example.org", "\0"),
        ("alice@example.org", "x" * 1_000_000),
    ],
)
def test_a_wrong_sign_in_is_refused_with_a_message(client, alice, email, password):
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not signed_in(client)


def test_a_person_who_was_deactivated_is_not_let_in(client, alice):
    User.objects.update(is_active=False)
    sign_in(client, "alice@example.org")
    assert not signed_in(client)


def test_sign_in_leads_back_to_the_page_that_asked_for_it(client, alice):
    asked = client.get(reverse("teams"))
    assert asked["Location"] == f"{reverse('account_login')}?next={reverse('teams')}"
    answer = sign_in(client, "alice@example.org", next=reverse("teams"))
    assert answer["Location"] == reverse("teams")


def test_sign_in_leads_to_no_other_site(client, alice):
    answer = sign_in(client, "alice@example.org", next="https://elsewhere.example/")
    assert answer["Location"] == reverse("home")


def test_guessing_passwords_is_stopped_after_a_few_tries(client, alice):
    """Five failures in five minutes; the sixth try is not even checked."""
    for _ in range(5):
        sign_in(client, "alice@example.org", "wrong")
    sign_in(client, "alice@example.org")
    assert not signed_in(client)


def test_sign_out_takes_a_button(alices):
    assert alices.get(reverse("account_logout")).status_code == 200
    assert signed_in(alices)
    assert alices.post(reverse("account_logout"))["Location"] == reverse("home")
    assert not signed_in(alices)


def test_a_forgotten_password_is_replaced_by_mail(client, alice):
    client.post(reverse("account_reset_password"), {"email": "Alice@example.org"})
    form = client.get(link_in(mail.outbox[0]))["Location"]
    changed = client.post(form, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    assert changed["Location"] == reverse("home")
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert sign_in(client, "alice@example.org", OTHER_PASSWORD)["Location"] == reverse("home")


def test_the_link_to_a_new_password_works_once(client, alice):
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    link = link_in(mail.outbox[0])
    form = client.get(link)["Location"]
    client.post(form, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    again = Client().get(link)
    assert again.status_code == 200
    assert again.context["token_fail"]


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client, alice):
    known = client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"]


@pytest.mark.parametrize(
    "page", ["account_login", "account_signup", "account_reset_password", "account_inactive"]
)
def test_the_pages_before_sign_in_are_open_to_everybody(client, page):
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", ["account_email", "account_change_password", "mfa_index"])
def test_the_pages_of_an_account_ask_for_sign_in(client, page):
    assert client.get(reverse(page))["Location"].startswith(reverse("account_login"))


def test_mails_about_the_account_have_a_plain_subject(client):
    sign_up(client)
    assert "[" not in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("password", "is_taken"), [("zq8!kmxva", False), ("zq8!kmxvaw", True), ("dana@example", False)]
)
def test_the_rule_printed_at_the_password_is_the_one_that_holds(client, password, is_taken):
    """Nine characters are too few, ten are enough, and the address itself is too close."""
    assert "At least 10 characters" in client.get(reverse("account_signup")).text
    sign_up(client, password1=password)
    assert User.objects.exists() == is_taken


@pytest.mark.parametrize("name", ["account_signup", "account_login", "account_reset_password"])
def test_an_address_is_asked_for_in_the_same_words_everywhere(client, name):
    assert "E-mail address" in client.get(reverse(name)).text
