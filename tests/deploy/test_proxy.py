"""Behind the shipped proxy nobody waits for somebody else's slow connection."""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deploy.compose import Process, start_proxy, start_web
from tests.worker.lane import database_url

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
CLIENTS = 3
EACH = 4
"""Connections of each slow client: together more than the site has threads."""
HEAD = b"POST /method/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
KEY = "MQ:1tabcdef:secret-key-of-a-link"


class Site(NamedTuple):
    proxy: Process
    port: int
    web: Process
    behind: int


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    environment = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "true",  # style sheets need not be collected
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "TRUSTED_PROXY_COUNT": "1",
    }
    web, behind = start_web(folder, environment)
    proxy, port = start_proxy(folder, behind)
    yield Site(proxy, port, web, behind)
    proxy.stop()
    web.stop()


def seconds_of_a_page(port: int) -> float:
    begun = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/method/", timeout=30) as answer:
        assert answer.status == 200
    return time.monotonic() - begun


def hold(slow: ExitStack, port: int, sent: bytes) -> None:
    for _ in range(CLIENTS * EACH):
        connection = socket.create_connection(("127.0.0.1", port))
        slow.enter_context(closing(connection))
        connection.sendall(sent)


@pytest.mark.parametrize(
    "sent",
    [HEAD, HEAD + b"Content-Length: 50000\r\n\r\n" + b"a" * 20_000],
    ids=["slow heads", "slow bodies"],
)
def test_slow_requests_of_three_clients_delay_nobody_by_a_second(site, sent):
    usual = max(seconds_of_a_page(site.port) for _ in range(3))
    with ExitStack() as slow:
        hold(slow, site.port, sent)
        time.sleep(0.3)
        assert max(seconds_of_a_page(site.port) for _ in range(3)) < usual + 1


def test_without_the_proxy_as_many_slow_bodies_hold_every_thread(site):
    """What the proxy is there for; this fails when the server gets by without it."""
    with ExitStack() as slow:
        hold(slow, site.behind, HEAD + b"Content-Length: 50000\r\n\r\n" + b"a" * 20_000)
        time.sleep(0.3)
        with pytest.raises(OSError):  # noqa: PT011 - a time-out
            urllib.request.urlopen(f"http://127.0.0.1:{site.behind}/method/", timeout=2)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site):
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("POST", "/method/", headers={"Content-Length": "9000000"})
    with closing(connection), connection.getresponse() as answer:
        assert answer.status == 413
        assert b"Nothing was saved" in answer.read()


def test_a_body_that_breaks_off_never_reaches_the_site(site):
    seconds_of_a_page(site.port)
    before = site.web.said().count("/method/")
    assert before
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=10)) as connection:
        connection.sendall(HEAD + b"Content-Length: 50\r\n\r\nhalf")
    time.sleep(0.3)
    assert site.web.said().count("/method/") == before


def test_figures_are_not_for_the_world_outside(site):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{site.port}/metrics", timeout=10)
    with refused.value:
        assert refused.value.code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/accounts/confirm-email/{KEY}/",
        f"/accounts/password/reset/key/{KEY}/",
        f"/accounts/login/?next=/{KEY}",
        f"/teams/invitations/{KEY}/",
        f"/?key={KEY}",
    ],
)
def test_keys_in_addresses_stand_in_no_log(site, path):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}", timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()
    assert KEY not in site.proxy.said()
    assert KEY not in site.web.said()


def test_a_web_server_that_is_away_is_told_in_words(site):
    folder = site.proxy.log.parent / "away"
    folder.mkdir()
    proxy, port = start_proxy(folder, 9)
    try:
        with pytest.raises(urllib.error.HTTPError) as away:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
        with away.value as answer:
            assert (answer.code, answer.headers["Retry-After"]) == (503, "5")
            assert b"may not have been saved" in answer.read()
    finally:
        proxy.stop()
