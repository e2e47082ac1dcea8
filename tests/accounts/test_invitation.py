"""The page behind the link in the mail."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Invitation, Membership, Role
from tests.people import PASSWORD, STRANGE_NAMES, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(team, alice) -> Invitation:
    return services.invite(
        team=team, email="bob@example.org", role=Role.EDITOR, invited_by=alice
    ).invitation


@pytest.fixture
def url(invitation) -> str:
    return reverse("invitation", args=[invitation.pk])


def test_the_invited_person_joins_with_one_button(url, team, bob, bobs):
    assert "Join the team" in bobs.get(url).text
    answer = bobs.post(url)
    assert answer["Location"] == reverse("team", args=[team.pk])
    assert team.memberships.get(user=bob).role == Role.EDITOR
    assert bobs.get(answer["Location"]).status_code == 200


def test_opening_the_page_never_joins(url, invitation, team, bob, bobs):
    for _ in range(2):
        bobs.get(url)
        bobs.head(url)
    invitation.refresh_from_db()
    assert invitation.is_open()
    assert not team.memberships.filter(user=bob).exists()


def test_the_link_used_twice_says_that_you_are_in(url, team, bobs):
    """Trap 18 of product.md 8.3: a mail link used twice is no error."""
    bobs.post(url)
    page = bobs.get(url)
    assert page.status_code == 200
    assert "You are already in" in page.text
    assert reverse("team", args=[team.pk]) in page.text


def test_whoever_made_the_invitation_reads_for_whom_it_waits_and_no_other_member_does(
    url, team, alices, bobs, charlie, charlies
):
    join(team, charlie, Role.OWNER)
    told = [browser.get(url).context["waits"] for browser in (alices, charlies)]
    assert told == [True, False]
    shown = ["bob@example.org" in browser.get(url).text for browser in (alices, charlies)]
    assert shown == [True, False]
    bobs.post(url)
    assert not alices.get(url).context["waits"]


def test_the_button_pressed_twice_joins_once(url, team, bob, bobs):
    assert bobs.post(url)["Location"] == bobs.post(url)["Location"]
    assert team.memberships.filter(user=bob).count() == 1


def test_a_signed_out_person_sees_the_invitation_and_both_ways_in(url, client):
    page = client.get(url).text
    assert "Alice Adams" in page
    assert "Finance operations" in page
    assert f"{reverse('account_login')}?next={url}" in page
    assert f"{reverse('account_signup')}?next={url}&amp;email=bob%40example.org" in page


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_both_ways_in_carry_the_way_back(url, client, page):
    form = client.get(reverse(page), {"next": url, "email": "bob@example.org"}).text
    assert f'name="next" value="{url}"' in form
    if page == "account_signup":
        assert 'value="bob@example.org"' in form


def test_a_signed_out_person_who_presses_the_button_signs_in_and_comes_back(url, client, bob):
    asked = client.post(url)["Location"]
    assert asked == f"{reverse('account_login')}?next={url}"
    data = {"login": "bob@example.org", "password": PASSWORD, "next": url}
    assert client.post(asked, data)["Location"] == url
    assert not Membership.objects.filter(user=bob).exists()


def test_a_link_used_by_somebody_signed_out_now_says_so(url, bobs, client):
    bobs.post(url)
    page = client.get(url)
    assert page.status_code == 410
    assert "This invitation has been used" in page.text


def test_whoever_left_again_is_told_to_ask_for_a_new_one(url, team, bob, bobs):
    bobs.post(url)
    services.remove_member(by=bob, membership=team.memberships.get(user=bob))
    assert "you have left the team since" in bobs.get(url).text
    assert bobs.post(url).status_code == 410
    assert not team.memberships.filter(user=bob).exists()


def test_another_person_is_told_for_whom_it_is_and_can_sign_out(url, team, charlie, charlies):
    page = charlies.get(url)
    assert page.status_code == 200
    assert "You are signed in as charlie@example.org" in page.text
    assert f'<input type="hidden" name="next" value="{url}">' in page.text
    refused = charlies.post(url)
    assert refused.status_code == 403
    assert "this invitation is for another address" in refused.text
    assert not team.memberships.filter(user=charlie).exists()
    assert charlies.post(reverse("account_logout"), {"next": url})["Location"] == url


def test_an_expired_link_says_so(url, invitation, bob, bobs, client):
    invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()
    for browser in (bobs, client):
        page = browser.get(url)
        assert page.status_code == 410
        assert "This invitation has expired" in page.text
    assert bobs.post(url).status_code == 410
    assert not Membership.objects.filter(user=bob).exists()


def test_a_withdrawn_link_says_so(url, invitation, bobs):
    services.withdraw_invitation(invitation=invitation)
    page = bobs.post(url)
    assert page.status_code == 410
    assert "This invitation was withdrawn" in page.text


def test_a_link_that_leads_nowhere_is_a_friendly_404(client, alices, db):
    url = reverse("invitation", args=[uuid.uuid4()])
    for browser in (client, alices):
        for page in (browser.get(url), browser.post(url)):
            assert page.status_code == 404
            assert "There is no invitation behind this link" in page.text


def test_the_page_is_kept_by_no_cache_and_no_search_engine(url, client):
    page = client.get(url)
    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex"' in page.text


def test_every_role_is_explained(team, alice, client):
    for role in Role:
        email = f"{role}@example.org"
        invited = services.invite(team=team, email=email, role=role, invited_by=alice)
        page = client.get(reverse("invitation", args=[invited.invitation.pk])).text
        lead = " ".join(page.partition('<p class="lead">')[2].partition("</p>")[0].split())
        assert role.label.lower() in lead
        assert len(lead.split()) > 5


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_are_shown_as_text(url, team, client, name):
    team.name = name
    team.save()
    page = client.get(url)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_other_methods_are_refused(url, bobs):
    assert bobs.delete(url).status_code == 405


def test_a_form_without_the_token_against_forgery_is_refused(url, bob):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bob)
    assert browser.post(url).status_code == 403
    assert not Membership.objects.filter(user=bob).exists()
