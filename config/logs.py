"""How all processes write their logs: one line an event, one clock (UTC), no keys.

Log lines of libraries pass through the same steps as ours, so what must not stand in a log is kept out
in one place, whoever writes it.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor

HIDDEN = "..."
NAMED_SO = (
    r"(?:password|passwd|secret|token|signature|credential|sessionid|secret[_-]key|access[_-]key"
    r"|api[_-]?key|authorization|cookie)"
)
"""How the name of a field, a header or a value ends that opens something."""
# Strangers choose how long an address is. Each of these looks at a letter a few times only, however many there
# are: what begins anywhere has an end, and what has none begins where a word does.
SECRETS = [
    # What opens something is the end of the address: confirming, a new password, an invitation, a shared link; or
    # stops mails.
    (
        re.compile(
            r"(/accounts/+[\w-]+/|/teams/+invitations/|/shared/+open/|/mails/+stop/)[^\s?#\"'<>]+"
        ),
        r"\1" + HIDDEN,
    ),
    # In a query, under names that are too short to mean it elsewhere.
    (
        re.compile(r"(?i)([?&;](?:key|code|state|nonce|session_state|next|email)=)[^\s&;#\"'<>]+"),
        r"\1" + HIDDEN,
    ),
    # Headers, whose value is the rest of the line or of its quotes.
    (
        re.compile(
            r"(?i)(\b(?:proxy-)?authorization['\"]?\s*[:=]\s*b?['\"]?|\b(?:set-)?cookie['\"]?\s*:\s*b?['\"]?)[^'\"\n]+"
        ),
        r"\1" + HIDDEN,
    ),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]{8,}"), r"\1" + HIDDEN),
    # Forms, JSON, Python and addresses of PostgreSQL: a name, a sign and a value, with quotes or without.
    (
        re.compile(
            rf"(?i)({NAMED_SO}['\"]?\s*[=:]\s*b?)(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s&;,\"'<>)}}\]]+)"
        ),
        r"\1" + HIDDEN,
    ),
    # The password in the address of a server; it may hold a slash that was not escaped.
    (re.compile(r"(://[^\s:/@]{0,100}:)(?!\d+/)[^\s@]{1,200}(@)"), r"\1" + HIDDEN + r"\2"),
    # What Django signs, the key of a new password, and what a provider signs, wherever they stand.
    (re.compile(r"(?<![\w.-])[\w.-]+:\w{6}:[\w-]{27,}"), HIDDEN),
    (re.compile(r"\b[0-9a-z]{1,20}-[0-9a-z]{6}-[0-9a-f]{32}\b"), HIDDEN),
    (re.compile(r"(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
]
SHORTEST = 8
"""Letters of a value of the settings that is looked for as it is: shorter ones stand in other words."""


class HideSecrets:
    """Every text of an event without keys, links that open something, and passwords; neither those that
    can be told by their shape, nor those that the settings hold."""

    def __init__(self, known: Iterable[str]) -> None:
        written = {form for value in known for form in (value, quote(value, safe=""))}
        found = sorted((form for form in written if len(form) >= SHORTEST), key=len, reverse=True)
        self.patterns = [(re.compile("|".join(map(re.escape, found))), HIDDEN)] if found else []
        self.patterns += SECRETS

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:
        """The event as it may be written."""
        hidden: EventDict = self._without(event)
        return hidden

    def _without(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {str(name): self._named(str(name), part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._without(part) for part in value]
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str | int | float | bool | None):
            value = str(value)
        if isinstance(value, str):
            for pattern, shown in self.patterns:
                value = pattern.sub(shown, value)
        return value

    def _named(self, name: str, value: Any) -> Any:
        """What has the name of a secret is one, whatever it looks like."""
        is_secret = re.search(f"{NAMED_SO}$", name, re.IGNORECASE) and value is not None
        return HIDDEN if is_secret else self._without(value)


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
"""What is added to each event: the request or the job it belongs to, how grave it is, whose, when."""


def configure(level: str, form: str, known: Iterable[str] = ()) -> dict[str, Any]:
    """The settings of logging, and structlog told to use them. ``known`` are the secrets of the settings."""
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
            HideSecrets(known),
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
            # Each request is one event of the site's own; gunicorn tells of its processes, and of requests
            # that it does not understand, with their addresses. It cuts this logger off by itself.
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "handlers": []},
        },
    }
