"""Publishing, restoring, loading a release and saving a page in the same moment: each comes before or after the
other as a whole, whoever is second is told, and what is published is what somebody checked."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.definition import working_definition
from catalog.models import Choice, Criterion, Edition, ServiceType, Theme, WorkingCopy
from catalog.services import load_content, publish
from tests.admin import filled, page_of, shown_in
from tests.catalog.loaded import load_small
from tests.catalog.makers import make_content
from tests.people import make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="its database in memory is one connection"
    ),
]
CHECK, PUBLISH = reverse("admin:catalog_check"), reverse("admin:catalog_publish")
APPLY = reverse("admin:catalog_import_apply")
ROUNDS = range(2)
"""Each may come first."""


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Do all of it at once; the statuses in the order of the acts."""
    start, statuses = Barrier(len(acts)), [0] * len(acts)

    def run(place: int, act: Callable[[], int]) -> None:
        try:
            start.wait()
            statuses[place] = act()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@pytest.fixture
def admins(client_of: Callable[[User], Client]) -> tuple[Client, Client]:
    load_small()
    ada, grace = (
        client_of(make_user(f"{name}@example.org", name, is_staff=True, is_superuser=True))
        for name in ("ada", "grace")
    )
    return ada, grace


def sends(client: Client, url: str, data: dict[str, Any]) -> Callable[[], int]:
    return lambda: int(client.post(url, data).status_code)


def publishes(client: Client, note: str) -> Callable[[], int]:
    """Press the last button after looking at the working copy as it is now."""
    checked = client.get(CHECK).context["checked"]
    return sends(client, PUBLISH, {"note": note, "checked": checked, "confirmed": "yes"})


def restores(client: Client, edition: Edition) -> Callable[[], int]:
    """Press the button after looking at what restoring an edition would change."""
    page = client.get(reverse("admin:catalog_edition_restore", args=[edition.pk]))
    form = page.context["form"]
    return sends(client, APPLY, {name: form[name].value() for name in form.fields})


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_who_publish_at_once_one_is_told(admins, round_):
    Theme.objects.filter(code="A").update(name="Renamed")
    ada, grace = admins
    statuses = at_once(publishes(ada, "Ada's"), publishes(grace, "Grace's"))
    assert sorted(statuses) == [302, 409]
    assert Edition.objects.count() == 2
    note = Edition.objects.current().get().note
    assert note == ("Ada's" if statuses[0] == 302 else "Grace's")


@pytest.mark.parametrize("round_", ROUNDS)
def test_what_is_published_while_an_edition_is_restored_is_what_was_checked(admins, round_):
    """Either the publication comes first, and the restored state waits for the next; or it is refused."""
    first = Edition.objects.get()
    Theme.objects.filter(code="A").update(name="Renamed")
    ada, grace = admins
    published, restored = at_once(publishes(ada, "Renamed"), restores(grace, first))
    assert (published, restored) in ((302, 302), (409, 302))
    assert Theme.objects.get(code="A").name == "Theme A"
    names = [edition.ruleset.theme["A"].name for edition in Edition.objects.order_by("number")]
    assert names == (["Theme A", "Renamed"] if published == 302 else ["Theme A"])


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_who_restore_different_editions_at_once_one_is_told(admins, round_):
    first = Edition.objects.get()
    Theme.objects.filter(code="A").update(name="Second")
    second = publish(by=None, note="Second", checked=None)
    Theme.objects.filter(code="A").update(name="Third")
    ada, grace = admins
    statuses = at_once(restores(ada, first), restores(grace, second))
    assert sorted(statuses) == [302, 409]
    name = Theme.objects.get(code="A").name
    assert name == ("Theme A" if statuses[0] == 302 else "Second")


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_deleted_row_that_two_bring_back_at_once_is_there_once(admins, round_):
    ada, _ = admins
    criterion = Criterion.objects.get(code="A2")
    before = list(criterion.choices.values_list("number", "text"))
    url, then = page_of(criterion), criterion.history.last()
    assert ada.post(url, filled(ada, url) | {"choices-2-DELETE": "on"}).status_code == 302
    old = reverse("admin:catalog_criterion_simple_history", args=[criterion.pk, then.pk])
    statuses = at_once(*(sends(one, url, shown_in(one.get(old))) for one in admins))
    assert 302 in statuses
    assert set(statuses) <= {302, 200}
    assert list(criterion.choices.values_list("number", "text")) == before


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_deleted_row_that_one_brings_back_while_another_writes_loses_neither_in_silence(
    admins, round_
):
    ada, grace = admins
    criterion = Criterion.objects.get(code="A2")
    url, then = page_of(criterion), criterion.history.last()
    assert ada.post(url, filled(ada, url) | {"choices-2-DELETE": "on"}).status_code == 302
    old = reverse("admin:catalog_criterion_simple_history", args=[criterion.pk, then.pk])
    back = sends(ada, url, shown_in(ada.get(old)))
    writes = sends(grace, url, filled(grace, url) | {"choices-0-text": "Grace's"})
    statuses = at_once(back, writes)
    assert sorted(statuses) == [200, 302]  # the second is told
    is_back = criterion.choices.filter(number=3).exists()
    has_hers = Choice.objects.filter(criterion=criterion, text="Grace's").exists()
    assert (is_back, has_hers) == (statuses[0] == 302, statuses[1] == 302)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_deleted_page_that_two_bring_back_at_once_is_there_once(admins, round_):
    service = ServiceType.objects.get(slug="payroll")
    key, before = service.pk, working_definition()
    service.delete()
    old = [key, ServiceType.history.filter(id=key).first().pk]
    add = reverse("admin:catalog_servicetype_add")
    forms = [
        shown_in(one.get(reverse("admin:catalog_servicetype_simple_history", args=old)))
        for one in admins
    ]
    acts = [sends(one, add, form) for one, form in zip(admins, forms, strict=True)]
    assert sorted(at_once(*acts)) == [200, 302]  # the second reads that the slug is taken
    assert working_definition() == before


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_page_that_is_restored_while_another_writes_keeps_both(admins, round_):
    ada, grace = admins
    service = ServiceType.objects.get(slug="payroll")
    ServiceType.objects.filter(pk=service.pk).update(retired=True)
    url = page_of(service)
    restore = reverse("admin:catalog_servicetype_restore", args=[service.pk])
    writes = sends(grace, url, filled(grace, url) | {"summary": "Grace's"})
    assert at_once(sends(ada, restore, {}), writes) == [302, 302]
    service.refresh_from_db()
    assert (service.retired, service.summary) == (False, "Grace's")


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_release_that_is_loaded_while_somebody_saves_takes_nothing_away(admins, round_):
    """The edit first: the release waits to be merged. The release first: the page is compared with it."""
    ada, _ = admins
    theme = Theme.objects.get(code="A")
    url = page_of(theme)
    shipped = make_content()
    shipped.definition["themes"][0]["name"] = "Shipped"

    def load() -> int:
        return 202 if load_content(shipped).waits else 200

    writes = sends(ada, url, filled(ada, url) | {"intro": "Ada's"})
    loaded, saved = at_once(load, writes)
    theme.refresh_from_db()
    if saved == 302:
        assert loaded == 202
        assert (theme.name, theme.intro) == ("Theme A", "Ada's")
        assert WorkingCopy.objects.get().offered
    else:
        assert (loaded, saved) == (200, 200)
        assert (theme.name, theme.intro) == ("Shipped", "")
    assert Edition.objects.current().get().ruleset.theme["A"].intro == ""
