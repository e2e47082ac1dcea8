"""Two admins press Save in the same moment: one is first, the other is told, never both in silence."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from accounts.models import Team, User
from catalog.models import Choice, Criterion
from tests.admin import filled, page_of
from tests.catalog.loaded import load_small
from tests.people import make_team, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="its database in memory is one connection"
    ),
]


def both(one: Client, other: Client, url: str, *sent: dict[str, Any]) -> list[int]:
    """Send both at once; the statuses of the answers."""
    start, statuses = Barrier(2), []

    def press(client: Client, data: dict[str, Any]) -> None:
        try:
            start.wait()
            statuses.append(client.post(url, data).status_code)
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=pair) for pair in zip((one, other), sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.fixture
def admins(client_of: Callable[[User], Client]) -> tuple[Client, Client]:
    ada, grace = (
        client_of(make_user(f"{name}@example.org", name, is_staff=True, is_superuser=True))
        for name in ("ada", "grace")
    )
    return ada, grace


def test_of_two_saves_of_one_page_of_the_catalog_one_is_told(admins):
    load_small()
    url = page_of(Criterion.objects.get(code="A1"))
    ada, grace = admins
    first = filled(ada, url) | {"choices-0-text": "Ada's"}
    second = filled(grace, url) | {"choices-1-text": "Grace's"}
    assert both(ada, grace, url, first, second) == [200, 302]
    texts = set(Choice.objects.filter(criterion__code="A1").values_list("text", flat=True))
    assert len(texts & {"Ada's", "Grace's"}) == 1


def test_of_two_saves_of_one_team_one_is_told(admins):
    team = make_team(make_user("owner@example.org"))
    ada, grace = admins
    sent = [
        filled(client, page_of(team)) | {"name": name}
        for client, name in ((ada, "A"), (grace, "G"))
    ]
    assert both(ada, grace, page_of(team), *sent) == [200, 302]
    assert Team.objects.get(pk=team.pk).name in ("A", "G")
