"""Typed values from the environment; a missing or malformed value stops the start by its name.

Each value may also come from a file: ``NAME_FILE=/run/secrets/name`` is read when ``NAME`` is not
set, as container platforms hand out secrets; setting both is refused, the file counts where ``NAME`` is
empty. A ``.env`` file at the project's root is read first and never overrides the real environment.
"""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.utils.module_loading import import_string

SHORTEST_KEY = 50
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""Stands in no value; a file that was written wrongly has line breaks, a pasted one a NUL."""
HOST = re.compile(r"(\.?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])")


def read_dotenv(path: Path) -> None:
    """Put ``NAME=value`` lines of the file into the environment where the name is not set yet."""
    if not path.exists():
        return
    for number, line in enumerate(_read(path.name, path).splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The value as text. Without a default it is required."""
    value = os.environ.get(name)
    if file := os.environ.get(f"{name}_FILE"):
        if value:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; only one can be.")
        value = _read(f"{name}_FILE", Path(file)).rstrip("\r\n")
    if value is None:
        value = default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    if CONTROL.search(value):
        raise ImproperlyConfigured(f"{name} holds a line break or another control character.")
    return value


def filled(name: str, default: str | None = None) -> str:
    """The value as text; not empty. Without a default it is required."""
    value = text(name, default)
    if not value:
        raise ImproperlyConfigured(f"{name} is empty. See .env.example.")
    return value


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}: cannot read {path}: {error}.") from error


def flag(name: str, default: bool) -> bool:
    """``true`` or ``false`` and nothing else: a guess about a switch is worse than a stop."""
    value = text(name, "true" if default else "false")
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def not_both(name: str, value: bool, other: str, other_value: bool) -> None:
    """Stop where two switches are on that shut each other out."""
    if value and other_value:
        raise ImproperlyConfigured(f"{name} and {other} are both true; only one of them can be.")


def together(name: str, value: str, other: str, other_value: str) -> None:
    """Stop where one of two values is missing that are of no use without each other."""
    if bool(value) != bool(other_value):
        missing, there = (other, name) if value else (name, other)
        raise ImproperlyConfigured(f"{there} is set, but {missing} is empty: they go together.")


def only_with(name: str, other: str, other_value: str) -> str:
    """The value as text: not empty where the other is set, and refused where it is not."""
    if other_value:
        return filled(name)
    if text(name, ""):
        raise ImproperlyConfigured(f"{name} is set, but {other} is empty: they go together.")
    return ""


def number(name: str, default: int, low: int, high: int) -> int:
    """The value as a whole number from ``low`` to ``high``."""
    value = text(name, str(default))
    if re.fullmatch("[0-9]{1,9}", value) and low <= int(value) <= high:
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


def choice(name: str, default: str, *allowed: str) -> str:
    """The value, which is one of these words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def key(name: str) -> str:
    """A key that signs: required, long enough, and such that it can be one of a list later."""
    return _key(name, text(name))


def keys(name: str) -> list[str]:
    """Earlier keys."""
    return [_key(name, word) for word in words(name)]


def _key(name: str, value: str) -> str:
    if len(value) < SHORTEST_KEY or len(set(value)) < 5 or re.search(r"[\s,]", value):
        raise ImproperlyConfigured(
            f"{name} needs {SHORTEST_KEY} or more random characters, without spaces and commas."
        )
    return value


def token(name: str) -> str:
    """What somebody shows in a header, so that it can stand in one; empty for nothing."""
    value = text(name, "")
    if not re.fullmatch("[!-~]*", value):
        raise ImproperlyConfigured(f"{name} takes plain letters, digits and signs, without spaces.")
    return value


def hosts(name: str, default: str) -> list[str]:
    """Names that the site answers to: no scheme, no port, no path. ``.example.com`` takes all below it."""
    found = words(name, default)
    if not found:
        raise ImproperlyConfigured(f"{name} is empty: the site would answer to no name at all.")
    for host in found:
        if host != "*" and not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} takes names like decisions.example.com, without https:// and port, not {host!r}."
            )
    return found


def domains(name: str) -> list[str]:
    """Domains of mail addresses, in lower case: no @, no wildcard."""
    found = [word.lower() for word in words(name)]
    for domain in found:
        if "." not in domain or not HOST.fullmatch(domain) or domain.startswith("."):
            raise ImproperlyConfigured(
                f"{name} takes what stands behind the @, like example.com, not {domain!r}."
            )
    return found


def host(name: str, default: str) -> str:
    """The name or number of a machine."""
    value = text(name, default)
    named = HOST.fullmatch(value) and all(len(part) < 64 for part in value.split("."))
    if not named and not re.fullmatch(r"[0-9A-Fa-f:]+", value):
        raise ImproperlyConfigured(f"{name} must be the name of a machine, not {value!r}.")
    return value


def origins(name: str) -> list[str]:
    """Origins such as ``https://decisions.example.com``; ``https://*.example.com`` takes all below it."""
    return [_origin(name, word) for word in words(name)]


def origin(name: str, default: str) -> str:
    """One origin; a slash at its end does no harm."""
    return _origin(name, text(name, default).removesuffix("/"))


def origin_of(address: str) -> list[str]:
    """Scheme, name and port of an address; nothing of none."""
    url = urlsplit(address)
    return [f"{url.scheme}://{url.netloc}"] if address else []


def _origin(name: str, value: str) -> str:
    url = parts_of(name, value)
    bare = value == f"{url.scheme}://{url.netloc}" and "@" not in url.netloc
    if url.scheme not in ("http", "https") or not bare or not names_a_machine(url, "*"):
        raise ImproperlyConfigured(
            f"{name} must look like https://decisions.example.com, without a path, not {value!r}."
        )
    return value


def zone(name: str, default: str) -> str:
    """The name of a time zone."""
    value = text(name, default)
    if value not in available_timezones():
        raise ImproperlyConfigured(
            f"{name} must be the name of a time zone such as Europe/Berlin, not {value!r}."
        )
    return value


def sender(name: str, default: str) -> str:
    """An address, with or without a name before it: ``Decisions <noreply@example.com>``."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
        sanitize_address(value, "utf-8")  # as it is when a mail is sent
    except (ValidationError, ValueError):
        raise ImproperlyConfigured(
            f"{name} must look like Decisions <noreply@example.com>, not {value!r}."
        ) from None
    return value


def mail_backend(name: str, default: str) -> str:
    """The dotted path of a class that is there, and sends mails."""
    value = text(name, default)
    try:
        found = import_string(value)
    except ImportError as error:
        raise ImproperlyConfigured(f"{name} names no class that is there: {error}.") from error
    if not (isinstance(found, type) and issubclass(found, BaseEmailBackend)):
        raise ImproperlyConfigured(f"{name} names {value}, which sends no mails.")
    return value


def folder(name: str, default: str) -> str:
    """A folder, made later when it is missing."""
    value = text(name, default)
    if not value.strip() or "\0" in value or (Path(value).exists() and not Path(value).is_dir()):
        raise ImproperlyConfigured(f"{name} must be a folder, not {value!r}.")
    return value


def pairs(name: str) -> dict[str, str]:
    """Headers as ``name=value``, comma separated; what stands for itself in no header is escaped by %."""
    found = {}
    for word in words(name):
        key, separator, value = word.partition("=")
        if not separator or not re.fullmatch(r"[A-Za-z0-9-]+", key):
            raise ImproperlyConfigured(f"{name} takes name=value, comma separated.")
        if CONTROL.search(unquote(value)):
            raise ImproperlyConfigured(f"{name} has a value that can stand in no header.")
        found[key.lower()] = unquote(value)
    return found


def parts_of(name: str, value: str) -> SplitResult:
    """The parts of an address, its port read. What is refused is not repeated: a password that was not
    escaped is taken for a port."""
    try:
        url = urlsplit(value)
        wrong = url.port == 0 or bool(url.fragment)
    except ValueError:
        wrong = True
    if wrong:
        raise ImproperlyConfigured(
            f"{name} is no address: its host or its port is none. In an address / # ? @ and % of a"
            " password are written %2F %23 %3F %40 and %25."
        ) from None
    if re.search(r"\s", value):
        raise ImproperlyConfigured(f"{name} is no address: it holds a space.")
    return url


def names_a_machine(url: SplitResult, wildcard: str = "") -> bool:
    """Whether the host of an address is a name or a number."""
    found = url.hostname or ""
    return ":" in found or bool(HOST.fullmatch(found.removeprefix(wildcard)))
