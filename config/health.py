"""What machines ask: is the process alive, can it serve, and what are its figures.

Answered before everything else: by any host name, without a session, also where HTTPS is demanded.
``/readyz?exclude=beat&exclude=broker`` leaves checks out, as Kubernetes has it: a balancer that sends
people elsewhere wants to know of the database, not of a scheduler.
"""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from redis import AuthenticationError, Redis, RedisError, ResponseError

from config.metrics import figures
from operations.pulses import Silence, silences
from operations.replica import AWAY, behind

log = logging.getLogger(__name__)

FINE = "ok"
STORAGE_EVERY = 30.0
"""Seconds for which the last look at the storage counts: it writes a file."""
PATIENCE = 2.0
"""Seconds until a broker that says nothing counts as away."""
FAR_BEHIND = 64 * 1024 * 1024
"""Bytes of log that a replica may lack: four files of PostgreSQL's log."""


def database() -> str:
    """Whether the database answers."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "does not answer"
    return FINE


def migrations() -> str:
    """Whether the tables are those of this code."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        connection.close()
        return "cannot be told without the database"
    return f"{len(plan)} not applied: run manage.py migrate" if plan else FINE


def broker() -> str:
    """Whether jobs can be handed over."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return FINE
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        ) as redis:
            redis.set("health", "", ex=60)
    except AuthenticationError:
        return "does not take the password; mails and papers wait in rows"
    except ResponseError:
        return "is full, or a copy that takes nothing; mails and papers wait in rows"
    except RedisError:
        return "does not answer; mails and papers wait in rows"
    return FINE


def storage() -> str:
    """Whether a file can be written and taken away."""
    name = f"health/{uuid.uuid4().hex}"
    try:
        default_storage.save(name, ContentFile(b"health"))
        default_storage.delete(name)
    except Exception as error:
        log.exception("The storage of papers cannot be written to")
        if isinstance(error, OSError):  # a full disk keeps a file that is empty
            with suppress(OSError):
                default_storage.delete(name)
        return "cannot be written to"
    return FINE


def replica() -> str:
    """Whether the copy of the database follows; pages are made without it when it does not."""
    try:
        lacks = behind()
    except AWAY:
        return "does not answer; pages are made from the primary"
    if lacks is not None and lacks > FAR_BEHIND:
        return f"is {lacks // 1024 // 1024} MB behind"
    return FINE


def beat() -> str:
    """Whether scheduler and workers give signs of life."""
    try:
        found = silences()
    except DatabaseError:
        connection.close()
        return "cannot be told without the database"
    return "; ".join(map(_silence_words, found)) or FINE


def _silence_words(silence: Silence) -> str:
    since = f"since {silence.since:%Y-%m-%dT%H:%M:%SZ}" if silence.since else "so far"
    return f"no sign of the scheduler and a worker for {silence.queue} {since}"


def remembered(check: Callable[[], str], seconds: float) -> Callable[[], str]:
    """The check, made again only when its last result is older than this."""
    last: tuple[float, str] = (-seconds, FINE)

    def result() -> str:
        nonlocal last
        if time.monotonic() - last[0] >= seconds or last[1] != FINE:
            last = (time.monotonic(), check())
        return last[1]

    return result


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": remembered(migrations, float("inf")),
    "replica": replica,
    "broker": broker,
    "storage": remembered(storage, STORAGE_EVERY),
    "beat": beat,
}


def ready(request: HttpRequest) -> HttpResponse:
    """All checks that were not excluded: 200 when all are fine, else 503, and which is not."""
    asked = [name for name in CHECKS if name not in request.GET.getlist("exclude")]
    found = {name: CHECKS[name]() for name in asked}
    fine = all(result == FINE for result in found.values())
    status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ready": fine, "checks": found}, status=status)


def alive(request: HttpRequest) -> HttpResponse:
    """Says that the process answers, and nothing of what it needs."""
    return HttpResponse("alive\n", content_type="text/plain")


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever has the token; without one they are for nobody."""
    token = f"Bearer {settings.METRICS_TOKEN}"
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, token):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    body, kind = figures()
    return HttpResponse(body, content_type=kind)


PROBES = {"/livez": alive, "/readyz": ready, "/metrics": metrics}


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer what machines ask; must stand first."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        if probe is None or request.method not in ("GET", "HEAD"):
            return get_response(request)
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware
