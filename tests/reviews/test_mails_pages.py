"""Stopping daily mails and getting them again: the page, the switch of an assessment, the address in a mail."""

from uuid import UUID

import pytest
from django.core import signing
from django.urls import reverse

from accounts.models import Membership, Role, User
from decisions.models import Assessment
from reviews.models import Muted
from reviews.muting import SALT, meant_by, stop_token, stopped_by
from tests.forms_on_page import forms_of

pytestmark = pytest.mark.django_db
MAILS = reverse("mails")


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.VIEWER)


@pytest.fixture
def stop(bob, assessment) -> str:
    return reverse("mails_stop", args=[stop_token(bob.pk, assessment.pk)])


@pytest.mark.parametrize("alone", [True, False])
def test_a_site_without_a_scheduler_promises_no_daily_mail(alices, settings, alone):
    """That of `make run`: everybody was told that they get them."""
    settings.CELERY_TASK_ALWAYS_EAGER = alone
    page = alices.get(MAILS).text
    assert ("runs without the scheduler" in page) == alone
    assert ("You get them." in page) != alone


def stopped(person) -> tuple[bool, set[UUID]]:
    found = stopped_by(person)
    return found.everywhere, set(found.assessments)


def test_everybody_stops_all_mails_or_those_about_one_assessment_and_gets_them_again(
    alices, bobs, alice, bob, assessment
):
    page, switch = (
        reverse(name, args=[assessment.pk]) for name in ("assessment", "assessment_mails")
    )
    shown = bobs.get(page)
    assert (shown.context["mails_stopped"], shown.context["mails_everywhere"]) == (False, False)
    for _ in range(2):
        assert bobs.post(switch, {"way": "off"})["Location"] == page
    assert stopped(bob) == (False, {assessment.pk})
    assert bobs.get(page).context["mails_stopped"]
    assert bobs.get(MAILS).context["stopped"] == [(assessment.pk, assessment.name)]
    assert bobs.post(switch, {"way": "sideways"}).status_code == 302
    assert bobs.post(MAILS, {"way": "off"})["Location"] == MAILS
    assert stopped(bob) == (True, {assessment.pk})
    assert bobs.get(page).context["mails_everywhere"]
    bobs.post(MAILS, {"way": "on"})
    assert bobs.post(switch, {"way": "on", "from": "mails"})["Location"] == MAILS
    assert stopped(bob) == stopped(alice) == (False, set())
    nav = alices.get(reverse("account_email")).text
    assert f'href="{MAILS}"' in nav


def test_the_address_in_a_mail_changes_nothing_until_a_button_is_pressed(
    client, bob, assessment, stop
):
    for answer in (client.get(stop), client.head(stop)):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"][:7]) == ("no-referrer", "noindex")
    page = client.get(stop)
    assert stopped(bob) == (False, set())
    assert assessment.name in page.text
    assert [form.posts for form in forms_of(page.text)] == [True]
    after = client.post(stop, {"stop": "one"})
    assert (after.status_code, after.context["stopped"]) == (200, "one")
    assert stopped(bob) == (False, {assessment.pk})
    after = client.post(stop, {"stop": "all"})
    assert (after.status_code, after.context["stopped"]) == (200, "all")
    assert stopped(bob) == (True, {assessment.pk})
    assert MAILS in after.text
    assert client.get(MAILS)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("gone", ["left", "erased", "deleted", "removed"])
def test_it_tells_no_name_to_whoever_may_not_read_it_and_is_no_error(
    gone, client, alice, bob, assessment, stop
):
    if gone == "left":
        Membership.objects.filter(user=bob).delete()
    elif gone == "erased":
        User.objects.filter(pk=bob.pk).update(is_active=False)
    elif gone == "deleted":
        Assessment.objects.update(deleted_at="2027-01-01T00:00:00Z", deleted_by=alice)
    else:
        assessment.delete()
    assert assessment.name not in client.get(stop).text
    for how in ("one", "all"):
        after = client.post(stop, {"stop": how})
        assert after.status_code == 200
        assert assessment.name not in after.text
    assert Muted.objects.filter(person=bob).exists() == (gone != "erased")


def test_only_what_this_site_signed_for_this_opens_the_page(
    client, bob, assessment, stop, settings
):
    token = stop_token(bob.pk, assessment.pk)
    wrong = [
        token[:-1],
        token.swapcase(),
        "x",
        "x:y",
        signing.Signer(salt="other").sign_object([bob.pk, str(assessment.pk)]),
        signing.dumps([bob.pk, str(assessment.pk)], salt=SALT),
        *("%00", "é:%F0%9F%98%80", "a" * 3_000),
    ]
    for one in wrong:
        for method in (client.get, client.post):
            assert method(f"/mails/stop/{one}/").status_code in (400, 404), one
    assert not Muted.objects.exists()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert meant_by(token) == (bob.pk, assessment.pk)
    assert client.get(stop).status_code == 200


def test_a_form_that_names_people_says_where_they_learn_of_it(alices, bob, assessment):
    """Not by mail alone: where no scheduler runs, none comes."""
    page = alices.get(reverse("comments", args=[assessment.pk])).text
    said = page.index("finds it under “What needs you”, and in their daily mail")
    assert said < page.index(">Comment</button>")
