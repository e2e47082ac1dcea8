"""The servers that the site uses, each by its address in the environment, as its library wants it.

What needs a library that is an extra stops the start where that is missing.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

from config.env import names_a_machine, parts_of, text

BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SSL_OPTIONS = {
    *("ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname")
}
"""What may stand behind the address of a Redis: both libraries that read it know these."""
GONE_AFTER = {
    "connect_timeout": "5",
    "tcp_user_timeout": "20000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""A server that is gone without a word stops a request for so long, not for a quarter of an hour."""


def issuer(name: str) -> str:
    """The address of an OpenID provider, such as ``https://login.example.com/realm``; empty: none. Without
    TLS only on this machine: whoever reads along could be anybody."""
    value = text(name, "").removesuffix("/")
    url = parts_of(name, value)
    secure = url.scheme == "https"
    secure |= url.scheme == "http" and url.hostname in ("localhost", "127.0.0.1")
    plain = not url.query and "@" not in url.netloc and names_a_machine(url)
    if value and not (secure and plain):
        raise ImproperlyConfigured(
            f"{name} must look like https://login.example.com/realm, without a name or a password."
        )
    return value


def database(name: str, default: str, password: str = "") -> dict[str, Any]:
    """The value as a Django database: ``postgresql://user:password@host:port/name`` or
    ``sqlite:///relative.db`` (``sqlite:////absolute.db``). A file may have any name: spaces, ``#`` and
    ``?`` stand for themselves. A ``password`` that stands apart may hold any character."""
    value = text(name, default)
    if value.startswith("sqlite:"):
        return _sqlite(name, value)
    url = parts_of(name, value)
    if url.scheme not in ("postgres", "postgresql") or not url.path[1:]:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/name or sqlite:///file.db."
        )
    options = dict(parse_qsl(url.query))
    try:
        make_conninfo(**options)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} has an option that is none: {error}.") from None
    _check_options(name, options)
    return {
        "ENGINE": "config.postgres",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": password or unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": GONE_AFTER | options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _check_options(name: str, options: dict[str, str]) -> None:
    """What the driver looks at when it connects only."""
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise ImproperlyConfigured(f"{name}: sslmode must be one of {', '.join(SSL_MODES)}.")
    for option in options.keys() & GONE_AFTER.keys():
        if not re.fullmatch("[0-9]{1,6}", options[option]):
            raise ImproperlyConfigured(f"{name}: {option} must be a whole number.")


def replica(name: str, password: str = "") -> dict[str, Any] | None:
    """A streaming replica of the database, in the same words; None without one."""
    value = text(name, "")
    if not value:
        return None
    found = database(name, value, password)
    if found["ENGINE"] != "config.postgres":
        raise ImproperlyConfigured(f"{name} must be the address of a PostgreSQL server.")
    # Pages go on without it, so nobody waits for it long.
    options = {**found["OPTIONS"], "connect_timeout": "1"}
    return found | {"OPTIONS": options, "TEST": {"MIRROR": "default"}}


def _sqlite(name: str, value: str) -> dict[str, Any]:
    path = unquote(value.removeprefix("sqlite:///"))
    if path in ("", unquote(value)):
        raise ImproperlyConfigured(f"{name} needs a file, for example sqlite:///var/site.db.")
    if path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{name}: no folder for {path}: {error}.") from error
    return {
        "ENGINE": "config.sqlite",
        "NAME": path,
        # Writers wait for each other instead of failing, and readers never wait.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def redis(name: str, password: str = "") -> str:
    """The address of a Redis, empty for none. Its password may stand apart and hold any character."""
    value = text(name, "")
    if not value:
        return ""
    url = parts_of(name, value)
    known = dict(parse_qsl(url.query)).keys() <= SSL_OPTIONS
    if (
        url.scheme not in ("redis", "rediss")
        or not names_a_machine(url)
        or not re.fullmatch("/?[0-9]{0,4}", url.path)
        or not known
    ):
        raise ImproperlyConfigured(
            f"{name} must look like redis://host:6379/0, with no option but {', '.join(sorted(SSL_OPTIONS))}."
        )
    if password:
        place = url.netloc.rpartition("@")[2]
        user = url.netloc.rpartition("@")[0].partition(":")[0]
        url = url._replace(netloc=f"{user}:{quote(password, safe='')}@{place}")
    return url.geturl()


def bucket(name: str, needs: str) -> dict[str, str]:
    """A place that speaks S3, with its bucket and, if wanted, a folder in it, such as
    ``https://s3.eu-central-1.amazonaws.com/papers/sourcing``; empty for none."""
    value = text(name, "").removesuffix("/")
    if not value:
        return {}
    url = parts_of(name, value)
    found, _, folder = url.path.removeprefix("/").partition("/")
    plain = not (url.query or url.fragment or "@" in url.netloc)
    if (
        url.scheme not in ("http", "https")
        or not names_a_machine(url)
        or not BUCKET.fullmatch(found)
        or not plain
    ):
        raise ImproperlyConfigured(
            f"{name} must look like https://s3.eu-central-1.amazonaws.com/bucket, without keys."
        )
    extra(name, needs)
    return {
        "endpoint_url": f"{url.scheme}://{url.netloc}",
        "bucket_name": found,
        "location": folder,
    }


def region(name: str, default: str) -> str:
    """The name of a region, as it stands in signatures."""
    value = text(name, default)
    if not re.fullmatch(r"[a-z0-9-]+", value):
        raise ImproperlyConfigured(f"{name} must look like eu-central-1, not {value!r}.")
    return value


def dsn(name: str, needs: str) -> str:
    """Where Sentry takes faults, such as ``https://key@sentry.example.com/1``; empty for nowhere."""
    value = text(name, "")
    if not value:
        return ""
    url = parts_of(name, value)
    number = url.path.rpartition("/")[2]
    if url.scheme not in ("http", "https") or not (
        url.username and names_a_machine(url) and re.fullmatch("[0-9]+", number)
    ):
        raise ImproperlyConfigured(f"{name} must look like https://key@sentry.example.com/1.")
    extra(name, needs)
    return value


def collector(name: str, needs: str) -> str:
    """Where OpenTelemetry takes traces over HTTP, such as ``https://collector.example.com:4318``; empty
    for nowhere."""
    value = text(name, "").removesuffix("/")
    if not value:
        return ""
    url = parts_of(name, value)
    plain = names_a_machine(url) and not url.query and "@" not in url.netloc
    if url.scheme not in ("http", "https") or not plain:
        raise ImproperlyConfigured(f"{name} must look like https://collector.example.com:4318.")
    extra(name, needs)
    return value


def extra(name: str, module: str) -> None:
    """Stop where a value needs a library that is not installed unless somebody asks for it."""
    if not _is_there(module):
        raise ImproperlyConfigured(
            f"{name} needs {module}, an extra: run `python tools/install.py extras`, or build the image"
            " with `--build-arg INSTALL=extras`."
        )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
