"""The admin shows nobody's secret, takes none, and answers no question about one."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Invitation, Role, User
from tests.people import make_assessment, make_user

pytestmark = pytest.mark.django_db
TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(make_user("ada@example.org", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def secrets(team, alice, alices) -> set[str]:
    """One secret of every kind that the site keeps, each as it would stand in a page."""
    TOTP.activate(alice, TOTP_SECRET)
    codes = RecoveryCodes.activate(alice)
    invitation = Invitation.objects.create(
        team=team,
        email="dana@example.org",
        role=Role.OWNER,
        invited_by=alice,
        expires_at=timezone.now() + timedelta(days=1),
    )
    make_assessment(team, alice)
    stored = [str(factor.data.get("secret", "")) for factor in Authenticator.objects.all()]
    stored += [str(factor.data.get("seed", "")) for factor in Authenticator.objects.all()]
    session = Session.objects.get(pk=alices.session.session_key)
    return {
        *filter(None, stored),
        *(TOTP_SECRET, codes.instance.data["seed"], *codes.get_unused_codes()),
        *(str(invitation.pk), invitation.pk.hex),
        *(session.session_key, session.session_data, alice.password),
    }


def pages() -> list[str]:
    """The lists of the admin, its empty forms, and the pages of every row."""
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_{kind}") for kind in ("changelist", "add")]
        for row in model._base_manager.all()[:3]:
            kinds = ("change", "history", "delete")
            found += [reverse(f"{name}_{kind}", args=[row.pk]) for kind in kinds]
    return found


def test_no_page_of_the_admin_shows_a_secret(boss, secrets):
    opened = 0
    for url in pages():
        page = boss.get(url)
        assert {secret for secret in secrets if secret in page.text} == set(), url
        opened += page.status_code == 200
    assert opened > 50


@pytest.mark.parametrize("password", ["a long password", None])
def test_the_page_of_a_person_says_whether_there_is_a_password_and_nothing_of_it(boss, password):
    """Neither how the hash begins nor by what it was made."""
    person = User.objects.create_user("dana@example.org", password)
    page = boss.get(reverse("admin:accounts_user_change", args=[person.pk])).text
    method, _, rest = person.password.partition("$")
    shown = [part[:length] for part in rest.split("$") for length in (2, 6) if part[:length]]
    shown = [part for part in shown if f"{part}*" in page]
    assert shown == []
    assert f">{method}<" not in page
    assert ("A password is set." in page) == bool(password)
    assert "../password/" in page or f"/user/{person.pk}/password/" in page


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_second_step_is_taken_away_there_and_never_set(boss, secrets, kind):
    factor = Authenticator.objects.get(type=kind)
    change = reverse("admin:mfa_authenticator_change", args=[factor.pk])
    for url in (change, reverse("admin:mfa_authenticator_add")):
        sent = {"user": factor.user_id, "type": kind, "data": '{"secret": "MINE"}'}
        assert boss.post(url, sent).status_code == 403
    assert Authenticator.objects.get(pk=factor.pk).data == factor.data
    boss.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.filter(pk=factor.pk).exists()


@pytest.mark.parametrize("model", ["sessions_session", "account_emailconfirmation"])
def test_what_is_nothing_but_a_secret_has_no_page(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("mfa_authenticator", "data__secret__startswith=G"),
        ("mfa_authenticator", "data__icontains=secret"),
        ("mfa_authenticator", "user__password__startswith=md5"),
        ("accounts_team", "invitations__token__startswith=a"),
        ("accounts_team", "invitations__pk__gt=00000000-0000-0000-0000-000000000000"),
        ("accounts_team", "memberships__user__password__startswith=md5"),
        ("accounts_user", "password__startswith=md5"),
        ("accounts_user", "authenticator__data__icontains=G"),
        ("account_emailaddress", "user__password__startswith=md5"),
        ("decisions_assessment", "team__invitations__token__startswith=a"),
        ("decisions_assessment", "owner__password__startswith=md5"),
    ],
)
def test_a_secret_cannot_be_guessed_letter_by_letter_from_the_length_of_a_list(
    boss, secrets, model, question
):
    assert boss.get(reverse(f"admin:{model}_changelist") + f"?{question}").status_code == 400
