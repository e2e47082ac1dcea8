"""How all processes write their logs: one line an event, one clock (UTC), no keys.

Log lines of libraries pass through the same steps as ours, so what must not stand in a log is kept out
in one place, whoever writes it.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

HIDDEN = "..."
SECRETS = [
    # What opens something is the end of the address: confirming, a new password, an invitation.
    (re.compile(r"(/accounts/[\w-]+/|/teams/invitations/)[^\s?#\"'<>]+"), r"\1" + HIDDEN),
    (
        re.compile(
            r"(?i)([?&](?:key|token|code|secret|password|signature|next|email)=)[^\s&#\"'<>]+"
        ),
        r"\1" + HIDDEN,
    ),
    # The password in the address of a server.
    (re.compile(r"(://[^\s:/@]*:)[^\s/@]+(@)"), r"\1" + HIDDEN + r"\2"),
    # What Django signs, and the key of a new password, wherever they stand.
    (re.compile(r"[\w.-]+:\w{6}:[\w-]{27,}"), HIDDEN),
    (re.compile(r"\b[0-9a-z]+-[0-9a-z]{6}-[0-9a-f]{32}\b"), HIDDEN),
]


def hide_secrets(logger: Any, method: str, event: EventDict) -> EventDict:
    """Every text of the event without keys, links that open something, and passwords."""
    return {name: _hidden(value) for name, value in event.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(part) for part in value]
    if not isinstance(value, str | bytes | int | float | bool | None):
        value = str(value)
    if isinstance(value, str):
        for pattern, shown in SECRETS:
            value = pattern.sub(shown, value)
    return value


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
"""What is added to each event: the request or the job it belongs to, how grave it is, whose, when."""


def configure(level: str, form: str) -> dict[str, Any]:
    """The settings of logging, and structlog told to use them."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: Processor = structlog.processors.JSONRenderer()
    if form == "line":
        last = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": BEFORE,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_secrets,
            last,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own ways to the screen, which print whole addresses, are closed.
            "django": {"level": "INFO", "handlers": []},
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
            # Each request is one event of the site's own; gunicorn tells of its processes.
            "gunicorn.error": {"level": "INFO", "handlers": []},
            "gunicorn.access": {"level": "CRITICAL", "handlers": []},
        },
    }
