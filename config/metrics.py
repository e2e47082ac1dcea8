"""The figures for Prometheus: what was counted in all web processes, and what stands in rows."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import Avg, Count, F, Min
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.models import Invitation, Letter, Mail
from decisions.models import Paper
from operations.meters import ANSWERS, REQUESTS
from operations.models import Pulse
from reviews.models import Digest, Request

log = logging.getLogger(__name__)

LATELY = timedelta(hours=1)
METHODS = ("GET", "HEAD", "POST")


class Rows(Collector):
    """Jobs, as their rows have them: the same from every process, whatever happened to it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the rows now."""
        now = timezone.now()
        states = GaugeMetricFamily("sourcing_papers", "Papers by state", labels=["state"])
        for state, count in Paper.objects.values_list("state").annotate(n=Count("pk")):
            states.add_metric([state], count)
        yield states
        waits = GaugeMetricFamily(
            "sourcing_oldest_wait_seconds", "How long the oldest job waits", labels=["queue"]
        )
        papers = Paper.objects.filter(state=Paper.State.QUEUED).aggregate(at=Min("queued_at"))["at"]
        mails = [
            rows.filter(mail=Mail.QUEUED).aggregate(at=Min("mail_at"))["at"]
            for rows in (
                *(Letter.objects.all(), Invitation.objects.open()),
                *(Request.objects.due(), Digest.objects.due()),
            )
        ]
        oldest = min((at for at in mails if at), default=None)
        for queue, at in (("papers", papers), ("mails", oldest)):
            waits.add_metric([queue], (now - at).total_seconds() if at else 0)
        yield waits
        took = Paper.objects.filter(state=Paper.State.READY, finished_at__gt=now - LATELY)
        mean = took.aggregate(mean=Avg(F("finished_at") - F("started_at")))["mean"]
        yield GaugeMetricFamily(
            "sourcing_paper_seconds_mean",
            "Seconds to make a paper, the mean of the last hour",
            value=mean.total_seconds() if mean else 0,
        )
        signs = GaugeMetricFamily(
            "sourcing_pulse_age_seconds",
            "Seconds since scheduler and worker gave a sign of life",
            labels=["queue"],
        )
        for pulse in Pulse.objects.all():
            signs.add_metric([pulse.queue], (now - pulse.at).total_seconds())
        yield signs


def figures() -> tuple[bytes, str]:
    """All figures and their content type."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    return counted + _of_rows(), CONTENT_TYPE_LATEST


def _of_rows() -> bytes:
    """What stands in rows; nothing of it while the database is away, which is no reason to keep the rest."""
    rows = CollectorRegistry(auto_describe=False)
    rows.register(Rows())
    try:
        return generate_latest(rows)
    except DatabaseError:
        log.exception("The figures lack what stands in rows")
        connection.close()
        return b""


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Count answers and the seconds until them, under the name of the page: addresses hold ids. Strangers
    choose the method, and each new one would be kept for good."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = get_response(request)
        page = (request.resolver_match and request.resolver_match.view_name) or "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, page).observe(time.perf_counter() - begun)
        ANSWERS.labels(response.status_code).inc()
        return response

    return middleware
