"""Every address of the site, so that a test can go to all of them and a new one is never left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from report.pages import ORDER

LIBRARY, ADMIN = "accounts/", "admin/"
"""Below these are the addresses of the sign-in library and of the admin."""
LED = {
    "invite": "team",
    "action_answer": "actions",
    "version_save": "result_page",
    "cost_option_add": "cost_lines",
    "thread_assign": "thread",
    "thread_resolve": "thread",
}
"""Addresses that only take a form, and answer with a page where they refuse it; the page they lead to when opened."""


def own_patterns() -> list[URLPattern]:
    """The addresses of this project."""
    below = get_resolver().url_patterns
    return list(_flat(one for one in below if not str(one.pattern).startswith((LIBRARY, ADMIN))))


def library_patterns() -> list[URLPattern]:
    """The addresses of the sign-in library; those without a name lead to the others, as they once were."""
    all_of_it = _flat(one for one in get_resolver().url_patterns if str(one.pattern) == LIBRARY)
    return [one for one in all_of_it if one.name]


def _flat(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _flat(one.url_patterns)


def parameters(pattern: URLPattern) -> set[str]:
    """The names of what an address holds, with those of the addresses that it stands below."""
    ways = get_resolver().reverse_dict.getlist(pattern.name)
    return {name for possible, *_ in ways for _, names in possible for name in names}


def address(name: str, keys: Mapping[str, Any]) -> str:
    """The address by its name; ``keys`` are those of ``make_everything``."""
    pattern = next(one for one in own_patterns() if one.name == name)
    return address_of(pattern, keys)


def address_of(pattern: URLPattern, keys: Mapping[str, Any]) -> str:
    """The address with what it holds; KeyError when the keys do not have it."""
    return reverse(str(pattern.name), kwargs={name: keys[name] for name in parameters(pattern)})


MADE_UP = {"uidb36": "0", "key": "made-up", "provider_id": "organisation"}
"""What links in mails hold: these lead to the page that says that the link is of no use."""


def kinds(client: Client, keys: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What a browser gets at every address of the project and of the sign-in library, by its name:
    the address and the kind of the answer."""
    return {name: (path, kind_of(answer)) for name, path, answer in _answers(client, keys)}


def pages(client: Client, keys: Mapping[str, Any]) -> dict[str, str]:
    """The pages among them, by their address."""
    found = _answers(client, keys)
    return {path: answer.text for _, path, answer in found if kind_of(answer) == "page"}


def _answers(client: Client, keys: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for pattern in own_patterns() + library_patterns():
        parts = ORDER[1:] if "part" in parameters(pattern) else ("",)
        for part in parts:
            path = address_of(pattern, MADE_UP | dict(keys) | {"part": part})
            yield f"{pattern.name} {part}".strip(), path, client.get(path)


def kind_of(answer: Any) -> str:
    """A "page", a "file" (or a part of a page), a "form" (which takes only what a form sends), where it
    leads, or else the status."""
    body = b"".join(answer)  # a file is closed once it was read
    if answer.status_code == 200:
        is_page = answer.headers["Content-Type"].startswith("text/html") and b"<html" in body
        return "page" if is_page else "file"
    if answer.status_code == 302:
        return str(answer.headers["Location"])
    return "form" if answer.status_code == 405 else str(answer.status_code)
