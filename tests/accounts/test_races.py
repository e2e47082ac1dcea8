"""Two people, or two tabs, at the same moment: threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from accounts import services
from accounts.mails import deliver
from accounts.models import Mail, Membership, Role, Team
from accounts.services import RefusedError
from audit.models import Event, Kind
from tests.people import join, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _needs_row_locks(transactional_db: None) -> None:
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one writer in at a time; its test database has one connection.")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment; what each returned or refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except RefusedError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_owners_who_leave_at_once_do_not_leave_the_team_without_an_owner():
    alice, bob = make_user("alice@example.org"), make_user("bob@example.org")
    team = make_team(alice)
    join(team, bob, Role.OWNER)
    mine, his = team.memberships.select_related("team", "user")
    results = at_once(
        lambda: services.remove_member(by=alice, membership=mine),
        lambda: services.remove_member(by=alice, membership=his),
    )
    assert sum(isinstance(result, RefusedError) for result in results) == 1
    assert Membership.objects.get().role == Role.OWNER


def test_two_first_assessments_at_once_share_one_personal_team():
    alice = make_user("alice@example.org")
    one, two = at_once(*[lambda: services.personal_team(alice)] * 2)
    assert one == two
    assert Team.objects.count() == 1


def test_a_double_click_on_join_joins_once():
    alice, bob = make_user("alice@example.org"), make_user("bob@example.org")
    invited = services.invite(
        team=make_team(alice), email=bob.email, role=Role.EDITOR, invited_by=alice
    )
    token = invited.invitation.pk
    one, two = at_once(*[lambda: services.accept_invitation(token=token, user=bob)] * 2)
    assert one == two
    assert Membership.objects.filter(user=bob).count() == 1


def test_a_double_click_on_invite_sends_one_mail(mailoutbox):
    alice = make_user("alice@example.org")
    team = make_team(alice)

    def invite() -> bool:
        return services.invite(
            team=team, email="dana@example.org", role=Role.EDITOR, invited_by=alice
        ).is_mailed_now

    assert set(at_once(invite, invite)) == {True, False}
    assert len(mailoutbox) == 1
    assert team.invitations.count() == 1


def test_a_job_that_runs_twice_at_once_sends_one_mail(mailoutbox):
    alice = make_user("alice@example.org")
    invitation = make_team(alice).invitations.create(
        email="dana@example.org",
        role=Role.EDITOR,
        invited_by=alice,
        expires_at=timezone.now() + timedelta(days=1),
        mail=Mail.QUEUED,
    )
    at_once(*[lambda: deliver(str(invitation.pk), last_try=True)] * 2)
    assert len(mailoutbox) == 1


def test_a_member_whom_two_owners_remove_at_once_is_removed_once():
    alice, bob, dana = (make_user(f"{name}@example.org") for name in ("alice", "bob", "dana"))
    team = make_team(alice)
    join(team, bob, Role.OWNER)
    member = join(team, dana, Role.VIEWER)
    results = at_once(
        lambda: services.remove_member(by=alice, membership=member),
        lambda: services.remove_member(by=bob, membership=member),
    )
    assert results == [None, None]
    assert Event.objects.filter(kind=Kind.REMOVED, person=dana.pk).count() == 1


def test_a_role_and_a_removal_at_once_leave_lines_that_fit_each_other():
    alice, bob, dana = (make_user(f"{name}@example.org") for name in ("alice", "bob", "dana"))
    team = make_team(alice)
    join(team, bob, Role.OWNER)
    member = join(team, dana, Role.VIEWER)

    def promote() -> object:
        try:
            return services.change_role(by=alice, membership=member, role=Role.EDITOR, seen=1)
        except Http404 as gone:
            return gone

    at_once(promote, lambda: services.remove_member(by=bob, membership=member))
    assert not team.memberships.filter(user=dana).exists()
    told = Event.objects.filter(person=dana.pk).order_by("pk").values_list("kind", "detail")
    gone = (Kind.REMOVED, {"role": "viewer"})
    after = [(Kind.ROLE_CHANGED, {"before": "viewer", "now": "editor"})]
    assert list(told) in ([gone], [*after, (Kind.REMOVED, {"role": "editor"})])


@pytest.mark.parametrize("wish", ["promote", "remove"])
def test_an_owner_who_was_removed_while_the_page_was_under_way_decides_nothing_more(wish):
    """As when the one waits for the other: whoever comes second has lost the right."""
    alice, bob, dana = (make_user(f"{name}@example.org") for name in ("alice", "bob", "dana"))
    team = make_team(alice)
    his = join(team, bob, Role.OWNER)
    member = join(team, dana, Role.VIEWER)
    services.remove_member(by=alice, membership=his)
    acts: dict[str, Callable[..., object]] = {
        "promote": partial(services.change_role, role=Role.OWNER, seen=1),
        "remove": services.remove_member,
    }
    with pytest.raises(RefusedError):
        acts[wish](by=bob, membership=member)
    assert team.memberships.get(user=dana).role == Role.VIEWER
