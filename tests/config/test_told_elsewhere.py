"""Faults and traces that are told elsewhere: what leaves, what never does, and nothing without a setting."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import brotli
import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.urls import reverse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from redis import Redis

from config.celery import app
from decisions.models import Assessment
from tests.faults.managers import Place, Site
from tests.settings import TEST_REDIS_URL
from tests.web import web_server
from tests.worker.lane import Worker, broker

MARK = "Lena Ortmann earns 81,300 and is to go"
"""What a person typed and nobody else may read."""
TOKEN = "0f0c1d6e-0000-4000-8000-00000000beef"


class Receiver(ThreadingHTTPServer):
    """Takes what is sent, as Sentry and a collector do."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Takes)
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        Thread(target=self.serve_forever, daemon=True).start()

    def wait_for(self, found: Callable[[list[bytes]], bool], path: str) -> list[bytes]:
        deadline = time.monotonic() + 30
        while True:
            bodies = [body for where, _, body in list(self.taken) if where == path]
            if found(bodies):
                return bodies
            assert time.monotonic() < deadline, [where for where, *_ in self.taken]
            time.sleep(0.05)


class Takes(BaseHTTPRequestHandler):
    """One message."""

    server: Receiver

    def do_POST(self) -> None:
        """Keep it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        body = unpack.get(self.headers.get("Content-Encoding", ""), bytes)(body)
        self.server.taken.append(
            (self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def telling(receiver: Receiver) -> dict[str, str]:
    """The settings that lead there."""
    port = receiver.server_address[1]
    return {
        "SENTRY_DSN": f"http://public@127.0.0.1:{port}/7",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
        "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20of-the-collector",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }


@contextmanager
def answers_fail() -> Iterator[None]:
    """The database refuses every answer, and says the whole row while it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'row %', NEW; END $$;
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON decisions_answer
            FOR EACH ROW EXECUTE FUNCTION refuse()"""
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION refuse CASCADE")


@contextmanager
def a_worker(folder: Path, telling: dict[str, str]) -> Iterator[None]:
    """A worker on an empty broker, with the same settings."""
    with pytest.MonkeyPatch.context() as patch, Redis.from_url(TEST_REDIS_URL) as redis:
        redis.flushdb()
        for name, value in telling.items():
            patch.setenv(name, value)
        worker = Worker(TEST_REDIS_URL, folder / "papers", folder / "worker.log")
        try:
            with broker(TEST_REDIS_URL):
                yield
        finally:
            worker.kill()
            redis.flushdb()


def spans_of(bodies: list[bytes]) -> list[Any]:
    return [
        span
        for body in bodies
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="it takes a trigger to fail so")
def test_a_fault_and_the_traces_arrive_without_what_people_typed(
    receiver: Receiver,
    telling: dict[str, str],
    assessment: Assessment,
    alices: Client,
    tmp_path: Path,
) -> None:
    telling["MEDIA_ROOT"] = str(tmp_path / MARK)
    page = reverse("question", args=[assessment.pk, "A1"])
    place = Place(page, "note", (("answer", "1"), ("confirmed", "1")))
    with (
        a_worker(tmp_path, telling),
        web_server(DJANGO_SETTINGS_MODULE="tests.settings", **telling) as port,
        answers_fail(),
    ):
        app.send_task("decisions.tasks.render_paper", [MARK], queue="papers")
        browser = Site(port, str(alices.session.session_key))
        form = browser.form(place)
        assert form
        assert browser.send(place, form, MARK) == 500
        assert browser.ask("GET", f"/teams/invitations/{TOKEN}/")[0] == 404
        assert browser.ask("GET", f"/mails/stop/{TOKEN}/")[0] == 404
        assert browser.ask("GET", f"/shared/open/{TOKEN}/")[0] == 404
        assert browser.ask("GET", f"/nowhere/{TOKEN}/?key={TOKEN}")[0] == 404
        (tmp_path / MARK).write_text("a file where the folder should be")
        assert browser.ask("GET", "/readyz?exclude=beat&exclude=migrations")[0] == 503
        envelopes = receiver.wait_for(lambda found: len(found) == 3, "/api/7/envelope/")
        awaited = {"GET teams/invitations/<uuid:token>/", "GET shared/open/<str:token>/"}
        awaited |= {"run/decisions.tasks.render_paper"}
        traces = receiver.wait_for(
            lambda found: awaited <= {span.name for span in spans_of(found)}, "/v1/traces"
        )

    events = {
        event["exception"]["values"][-1]["type"]: event
        for event in (json.loads(body.splitlines()[2]) for body in envelopes)
    }
    assert events.keys() == {"ProgrammingError", "NotADirectoryError", "ValidationError"}
    event = events["ProgrammingError"]
    assert event["exception"]["values"][0]["type"] == "RaiseException"
    frames = [
        frame for fault in event["exception"]["values"] for frame in fault["stacktrace"]["frames"]
    ]
    assert "decisions.services.answers" in {frame["module"] for frame in frames}
    assert event["tags"]["request_id"]

    spans = spans_of(traces)
    by_name = {span.name for span in spans}
    assert {"INSERT", "SELECT"} & by_name
    (failed,) = [span for span in spans if span.name.startswith("POST ")]
    said = {item.key: item.value for item in failed.attributes}
    assert said["http.status_code"].int_value == 500
    assert {span.trace_id for span in spans if span.parent_span_id == failed.span_id} == {
        failed.trace_id
    }
    secret = [MARK, "Ortmann", TOKEN, str(alices.session.session_key), str(assessment.pk), "alice@"]
    secret += ["a" * 32, "public@", site.SECRET_KEY]
    for path, headers, body in receiver.taken:
        for word in secret:
            assert word.encode() not in body, (path, word)
        if path == "/v1/traces":
            assert headers["authorization"] == "Bearer of-the-collector"


def test_nothing_of_it_is_imported_without_the_settings(tmp_path: Path) -> None:
    # The library of Redis looks for a part of OpenTelemetry by itself, and uses it when told to.
    program = (
        "import config.wsgi, sys; print(sorted({'sentry_sdk', 'storages', 'botocore',"
        " 'opentelemetry.instrumentation', 'opentelemetry.exporter'} & sys.modules.keys()))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.db",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=site.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
