"""Addresses that look alike, or reach the same mailbox, in other letters: the first are other people, the
second the same limit."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.limits import as_reached, by_address
from accounts.models import Role, User
from accounts.services import invitations_for, invite
from tests.accounts.test_sign_up import sign_in, signed_in_after
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SAM = "sam@big-sales.example"
OTHERS = (
    "sam@b\u0131g-sales.example",  # an i without a dot, a capital I as others
    "sam@big-\u0455ales.example",  # a Cyrillic letter
    "sam@big-sales.example.org",
)
"""Of somebody else, whatever they look like."""
SAME = (
    "SAM@Big-Sales.Example",
    "sam@big-\u017fales.example",  # a long s
    "sam@\uff42ig-sales.example",  # a wide b
    '"sam"@big-sales.example',
    '"s\\am"@big-sales.example',
)
"""Ways to write it, all of which a mail server takes for one."""


def test_the_same_mailbox_is_known_in_all_its_writings():
    assert {as_reached(one) for one in SAME} == {SAM}
    assert SAM not in {as_reached(one) for one in OTHERS}
    assert as_reached("a@b\u00fccher.example") == as_reached("a@xn--bcher-kva.example")
    for odd in ("", "@", "a", "a@", "@b", "a@" + "b" * 300, "a@..", "\ud800@x", "a@b@c"):
        assert isinstance(as_reached(odd), str)


def test_nobody_is_taken_for_somebody_who_looks_alike(client, team, alice, settings):
    """Neither where somebody signs up by invitation, nor in a team, nor at an invitation that waits."""
    settings.SIGN_UP = "invited"
    first = invite(team=team, email=SAM, role=Role.VIEWER, invited_by=alice).invitation
    sam = make_user(SAM)
    for other in OTHERS:
        new = {"email": other, "name": "Sam", "password1": PASSWORD}
        assert client.post(reverse("account_signup"), new).status_code == 200, other
        twin = make_user(other)
        assert invitations_for(twin) == []
        assert list(User.objects.filter(by_address(other))) == [twin]
        invited = invite(team=team, email=other, role=Role.OWNER, invited_by=alice)
        assert (invited.invitation.email, invited.is_mailed_now) == (other, True)
    first.refresh_from_db()
    assert (first.role, invitations_for(sam)) == (Role.VIEWER, [first])


def test_wrong_passwords_are_counted_however_the_address_is_written():
    """Else each letter with a twin would double the tries: a long s is an s to the database."""
    make_user(SAM)
    for number in range(5):
        sign_in(Client(), SAME[number % 3], "wrong")
    assert not signed_in_after(Client(), SAM)


def test_mails_to_one_mailbox_are_counted_however_it_is_written():
    make_user(SAM)
    for number in range(9):
        Client().post(reverse("account_reset_password"), {"email": SAME[number % len(SAME)]})
        new = {"email": SAME[number % len(SAME)], "name": "x", "password1": PASSWORD}
        Client().post(reverse("account_signup"), new)
    assert 0 < len(mail.outbox) <= 6
