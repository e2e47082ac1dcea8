"""Typed values from the environment; a missing or malformed value stops the start by its name.

Each value may also come from a file: ``NAME_FILE=/run/secrets/name`` is read when ``NAME`` is not
set, as container platforms hand out secrets. A ``.env`` file at the project's root is read first
and never overrides the real environment.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def read_dotenv(path: Path) -> None:
    """Put ``NAME=value`` lines of the file into the environment where the name is not set yet."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The value as text. Without a default it is required."""
    if name in os.environ:
        return os.environ[name]
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {file}: {error}.") from error
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    return default


def flag(name: str, default: bool) -> bool:
    """``true`` or ``false`` and nothing else: a guess about a switch is worse than a stop."""
    value = text(name, "true" if default else "false")
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def number(name: str, default: int, low: int, high: int) -> int:
    """The value as a whole number from ``low`` to ``high``."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise ImproperlyConfigured(
        f"{name} must be a whole number from {low} to {high}, not {value!r}."
    )


def port(name: str, default: int) -> int:
    """The value as the number of a port."""
    return number(name, default, 1, 65_535)


def words(name: str, default: str = "") -> list[str]:
    """The value as a list, split at commas; empty parts are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> dict[str, Any]:
    """The value as a Django database: ``postgresql://user:password@host:port/name`` or
    ``sqlite:///relative.db`` (``sqlite:////absolute.db``). A file may have any name: spaces, ``#`` and
    ``?`` stand for themselves."""
    value = text(name, default)
    if value.startswith("sqlite:"):
        return _sqlite(name, value)
    url = urlsplit(value)
    if url.scheme not in ("postgres", "postgresql") or not url.path[1:]:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/name or sqlite:///file.db."
        )
    try:
        port = str(url.port or "")
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from None
    return {
        "ENGINE": "config.postgres",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": port,
        "OPTIONS": dict(parse_qsl(url.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(name: str, value: str) -> dict[str, Any]:
    path = unquote(value.removeprefix("sqlite:///"))
    if path in ("", unquote(value)):
        raise ImproperlyConfigured(f"{name} needs a file, for example sqlite:///var/site.db.")
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Writers wait for each other instead of failing, and readers never wait.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
