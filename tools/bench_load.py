"""The load part of the bench: many managers at once against the shipped proxy and web server.

Each shows a question and saves another answer to it, again and again, without a pause: one such client is as
much work as dozens of people who read and think. What PostgreSQL and the web server took of the
processor for a request says which of them is full first.
"""

import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import psutil
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import personal_team
from catalog.models import Edition
from decisions.models import Assessment
from tests.deploy.compose import Process, start_proxy, start_web
from tools.measuring import Row

CLIENTS = (1, 10, 50)
PROCESSES = (1, 2)
SECONDS = 8.0
TOKEN = "a" * 32
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Told:
    """What the clients saw: seconds of each request, and how many failed."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def measure(edition: Edition) -> Iterator[Row]:
    """Every number of processes with every number of clients."""
    sessions = [_manager(edition, number) for number in range(max(CLIENTS))]
    with tempfile.TemporaryDirectory() as folder:
        for processes in PROCESSES:
            place = Path(folder, str(processes))
            place.mkdir()
            environment = {
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": os.environ["DATABASE_URL"],
                "DEBUG": "true",  # style sheets need not be collected
            }
            web, behind = start_web(place, environment, processes)
            proxy, port = start_proxy(place, behind)
            try:
                for clients in CLIENTS:
                    yield _row(web, port, processes, sessions[:clients])
            finally:
                proxy.stop()
                web.stop()


def _manager(edition: Edition, number: int) -> tuple[str, str]:
    """Somebody who is signed in, and the address of a question of theirs."""
    user = User.objects.create_user(f"load{number}@example.org")
    assessment = Assessment.objects.create(
        name=f"Load {number}", team=personal_team(user), owner=user, edition=edition, depth="full"
    )
    client = Client()
    client.force_login(user)
    first = edition.ruleset.criteria[0].code
    return str(client.session.session_key), reverse("question", args=[assessment.pk, first])


def _row(web: Process, port: int, processes: int, sessions: list[tuple[str, str]]) -> Row:
    told, until = Told(), time.monotonic() + SECONDS
    before = _processor(web)
    threads = [
        threading.Thread(target=_work, args=(port, *session, until, told)) for session in sessions
    ]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, count = time.monotonic() - begun, len(told.seconds)
    site, database = (after - one for after, one in zip(_processor(web), before, strict=True))
    cuts = quantiles(told.seconds, n=100)
    who = f"{processes} {'process' if processes == 1 else 'processes'}, {len(sessions)} at once"
    return Row(
        f"load: {who}: {count / took:.0f} requests a second",
        " / ".join(f"{1000 * cuts[place]:.0f}" for place in (49, 94, 98)) + " ms",
        f"{1000 * site / count:.1f} + {1000 * database / count:.1f} ms",
        f"{told.errors} errors",
        told.errors == 0,
    )


def _work(port: int, session: str, address: str, until: float, told: Told) -> None:
    """Show and save by turns over one connection."""
    headers = {
        "Cookie": f"csrftoken={TOKEN}; sessionid={session}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for choice in cycle(("1", "2", "3")):
            if time.monotonic() > until:
                return
            text = _ask(connection, "GET", address, "", headers, told)
            found = VERSION.search(text)
            answer = {"answer": choice, "confirmed": choice, "csrfmiddlewaretoken": TOKEN}
            body = urlencode(answer | {"version": found[1] if found else "0"})
            _ask(connection, "POST", address, body, headers, told)


def _ask(
    connection: HTTPConnection,
    method: str,
    address: str,
    body: str,
    headers: dict[str, str],
    told: Told,
) -> str:
    begun = time.perf_counter()
    try:
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        wrong = answer.status != (200 if method == "GET" else 302)
    except OSError:
        connection.close()
        text, wrong = "", True
    told.seconds.append(time.perf_counter() - begun)
    told.errors += wrong
    return text


def _processor(web: Process) -> tuple[float, float]:
    """Seconds of the processor that the web server and PostgreSQL have taken until now."""
    site = database = 0.0
    for process in psutil.Process(web.process.pid).children(recursive=True):
        site += _taken(process)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = psutil.Process(cursor.fetchone()[0])
    for process in ours.parent().children():
        database += _taken(process)
    return site, database


def _taken(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0
