"""Faults told to Sentry, where ``SENTRY_DSN`` names one. Nobody else imports this: the library is an extra.

What leaves is put together from a list of what may: kind and place of a fault, the lines of our code
around it, the name of the page or job, and the id of the request, by which the rest is found in the logs.
Messages of faults stay here: Python puts into them what people typed, and PostgreSQL whole rows.
"""

import logging
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

KEPT = ("event_id", "timestamp", "level", "platform", "sdk", "transaction", "environment")
OF_FAULT = ("type", "module")
OF_FRAME = (
    *("filename", "function", "module", "lineno", "in_app"),
    *("pre_context", "context_line", "post_context"),
)


def start(dsn: str) -> None:
    """Tell faults of pages and jobs from now on, those too that are caught and logged; nothing else."""
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(),
            CeleryIntegration(),
            LoggingIntegration(level=None, event_level=logging.ERROR),
            DedupeIntegration(),
        ],
        before_send=reduced,
        max_breadcrumbs=0,
        include_local_variables=False,
        max_request_body_size="never",
        send_default_pii=False,
        auto_session_tracking=False,
        send_client_reports=False,
    )


def reduced(event: Any, hint: Any) -> Any:
    """The event with what may leave, and nothing else; None for what is no fault."""
    faults = event.get("exception", {}).get("values", [])
    if not faults:
        return None
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    kept = {name: event[name] for name in KEPT if name in event}
    kept["exception"] = {"values": [_fault(fault) for fault in faults]}
    kept["tags"] = {"request_id": request_id} if request_id else {}
    return kept


def _fault(fault: Any) -> dict[str, Any]:
    frames = (fault.get("stacktrace") or {}).get("frames", [])
    kept = {name: fault[name] for name in OF_FAULT if fault.get(name)}
    kept["stacktrace"] = {
        "frames": [{name: frame[name] for name in OF_FRAME if name in frame} for frame in frames]
    }
    return kept
