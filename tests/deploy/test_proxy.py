"""Behind the shipped proxy nobody waits for somebody else's slow connection."""

import json
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

from tests.config.wire import TOKEN, body
from tests.deploy.compose import Process, start_proxy, start_web
from tests.people import PASSWORD, make_user
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
        page = answer.read()
    assert b"Nothing was saved" in page
    assert b"width=device-width" in page
    assert b"href=/" in page


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
        f"/shared/open/{KEY}/",
        f"/?key={KEY}",
        f"/%61ccounts/confirm-email/{KEY}/",
        f"//accounts/confirm-email/{KEY}/",
        f"/teams//invitations/{KEY}/",
        f"/shared//open/{KEY}/",
        f"/mails/stop/{KEY}/",
        f"/mails//stop/{KEY}:{KEY}/",
        f"/accounts/confirm-email/{KEY}/" + "a" * 9_000,
    ],
)
def test_keys_in_addresses_stand_in_no_log(site, path):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}", timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()
    assert KEY not in site.proxy.said()
    assert KEY not in site.web.said()


def test_what_a_server_does_not_understand_is_told_on_lines_like_any_other(site):
    """Straight to the web server: a head that is none, and a line that is too long, with a key in both."""
    begins = f"GET /accounts/confirm-email/{KEY}/"
    for line in (f"{begins} HTTP/one", begins + "a" * 9_000, f"{begins} \xff HTTP/1.1"):
        assert answer_to(site.behind, line.encode("latin-1") + b"\r\n\r\n").startswith(
            b"HTTP/1.1 4"
        )
    assert KEY not in site.web.said()
    events = [json.loads(line)["event"] for line in site.web.said().splitlines()]
    assert any(event.startswith("Starting gunicorn") for event in events)
    assert sum("Invalid request" in event for event in events) >= 3


def answer_to(port: int, sent: bytes) -> bytes:
    """What comes back when these bytes are sent, until the connection is closed."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
CHUNKED = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n"
SENT_FORM = b"Cookie: csrftoken=%s\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /method/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", 200),
        (b"HEAD /method/ HTTP/1.1\r\n" + HOST + b"\r\n", 200),
        (b"GET /method/ HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET /method/?" + b"a" * 8_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 200),
        (b"GET /method/?" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET /method/ HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 8_000 + b"\r\n\r\n", 200),
        (b"GET /method/ HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 9_000 + b"\r\n\r\n", 400),
        (
            b"GET /method/ HTTP/1.1\r\n" + HOST + (b"X-A: " + b"a" * 7_000 + b"\r\n") * 5 + b"\r\n",
            400,
        ),
        (b"PURGE /method/ HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        # A body in chunks is counted here and handed on with its length: the form is read, and has no name.
        (CHUNKED + SENT_FORM % (b"a" * 32, 52, b"csrfmiddlewaretoken=" + b"a" * 32), 200),
        (CHUNKED + b"\r\n" + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 97, 413),
        # Two lengths are how one request is smuggled behind another.
        (CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ],
)
def test_every_way_to_ask_has_its_answer_and_every_head_its_limit(site, sent, status):
    answer = answer_to(site.port, sent)
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    if sent.startswith(b"HEAD"):
        assert answer.endswith(b"\r\n\r\n")


def test_nobody_gets_more_tries_by_a_header_that_names_other_addresses(site, settings):
    """The proxy adds the address that it saw, and the site believes that one only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("alice@example.org")

    def status(password: str, number: int) -> int:
        kind, sent = body({"login": "alice@example.org", "password": password}, multipart=False)
        said = {"Content-Type": kind, "Cookie": f"csrftoken={TOKEN}", "X-Real-IP": "192.0.2.1"}
        said["X-Forwarded-For"] = f"198.51.100.{number}, 203.0.113.{number}"
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=10)) as connection:
            connection.request("POST", "/accounts/login/", sent, said)
            return connection.getresponse().status

    assert status(PASSWORD, 0) == 302
    assert {status("wrong", number) for number in range(5)} == {200}
    assert status(PASSWORD, 9) == 200


def test_a_web_server_that_is_away_is_told_in_words(site):
    folder = site.proxy.log.parent / "away"
    folder.mkdir()
    proxy, port = start_proxy(folder, 9)
    try:
        with pytest.raises(urllib.error.HTTPError) as away:
            urllib.request.urlopen(
                f"http://127.0.0.1:{port}/accounts/confirm-email/{KEY}/", timeout=10
            )
        with away.value as answer:
            assert (answer.code, answer.headers["Retry-After"]) == (503, "5")
            assert b"may not have been saved" in answer.read()
        assert KEY not in proxy.said()
        last = json.loads(proxy.said().splitlines()[-1])
        assert (last["status"], last["web"]) == ("503", "502")
    finally:
        proxy.stop()
