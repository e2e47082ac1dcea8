"""Traces of requests, jobs and queries, where ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector. Nobody else
imports this: the libraries are an extra.

What leaves is put together from a list of what may: names, kinds and times. Addresses, queries and
messages of faults stay here: they hold keys, and what people typed.
"""

from collections.abc import Sequence
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.trace import Status

KEPT = {
    *("http.method", "http.request.method", "http.route", "http.status_code"),
    *("http.response.status_code", "http.scheme", "url.scheme", "error.type"),
    *("db.system", "db.system.name", "celery.action", "celery.state", "celery.task_name"),
    *("messaging.message.id", "messaging.message_id", "messaging.destination", "exception.type"),
}


class Reduced(OTLPSpanExporter):
    """Sends spans with what may leave, and nothing else."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send the reduced copies."""
        return super().export([reduced(span) for span in spans])


def reduced(span: ReadableSpan) -> ReadableSpan:
    """A copy of the span with what may leave."""
    events = [Event(event.name, _kept(event.attributes), event.timestamp) for event in span.events]
    return ReadableSpan(
        # A query is named by its first word: what follows may hold values.
        name=span.name.partition(" ")[0] if "db.system" in (span.attributes or {}) else span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_kept(span.attributes),
        events=events,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _kept(attributes: Any) -> dict[str, Any]:
    return {name: value for name, value in (attributes or {}).items() if name in KEPT}


def start(endpoint: str, headers: dict[str, str]) -> None:
    """Tell of every request, job and query from now on."""
    provider = TracerProvider(resource=Resource({SERVICE_NAME: "sourcing-decisions"}))
    exporter = Reduced(endpoint=f"{endpoint}/v1/traces", headers=headers)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(excluded_urls="/livez,/readyz,/metrics")
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]
    PsycopgInstrumentor().instrument()
