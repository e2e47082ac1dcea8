"""Every address of the site, so that a test can go to all of them and a new one is never left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LIBRARY, ADMIN = "accounts/", "admin/"
"""Below these are the addresses of the sign-in library and of the admin."""


def own_patterns() -> list[URLPattern]:
    """The addresses of this project."""
    below = get_resolver().url_patterns
    return list(_flat(one for one in below if str(one.pattern) not in (LIBRARY, ADMIN)))


def library_patterns() -> list[URLPattern]:
    """The addresses of the sign-in library."""
    return list(_flat(one for one in get_resolver().url_patterns if str(one.pattern) == LIBRARY))


def _flat(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _flat(one.url_patterns)


def parameters(pattern: URLPattern) -> set[str]:
    """The names of what an address holds."""
    return set(pattern.pattern.regex.groupindex)


def address(name: str, keys: Mapping[str, Any]) -> str:
    """The address by its name; ``keys`` are those of ``make_everything``."""
    pattern = next(one for one in own_patterns() if one.name == name)
    return address_of(pattern, keys)


def address_of(pattern: URLPattern, keys: Mapping[str, Any]) -> str:
    """The address with what it holds; KeyError when the keys do not have it."""
    return reverse(str(pattern.name), kwargs={name: keys[name] for name in parameters(pattern)})
