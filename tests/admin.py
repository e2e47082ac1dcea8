"""The admin's pages as a browser sees them."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

Attributes = dict[str, str | None]
NOT_SENT = {"submit", "button", "file", "image", "reset"}


def page_of(row: Any) -> str:
    """The address of the page on which a row is changed."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def filled(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send from the page as it stands."""
    return shown_in(client.get(url))


def shown_in(response: Any, form: str | None = None) -> dict[str, Any]:
    """What a browser would send from a page that was answered; "" is the form without an id."""
    controls = _Controls(f"{response.context['opts'].model_name}_form" if form is None else form)
    controls.feed(response.text)
    return {name: value for name, value in controls.sent.items() if name != "csrfmiddlewaretoken"}


def conflict_in(response: Any) -> list[Any]:
    """The lines of the conflict page."""
    found: list[Any] = response.context["conflict"]
    return found


class _Controls(HTMLParser):
    """Reads what one form of a page would send, several values of a name as a list."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self._form, self._inside = form, False
        self._name, self._text, self._options = "", "", [("", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self._inside = (found.get("id") or "") == self._form
        elif tag == "option":
            self._options.append((found.get("value") or "", "selected" in found))
        elif self._inside and name and "disabled" not in found:
            if tag == "input":
                self._input(name, found)
            elif tag in ("textarea", "select"):
                self._name, self._text, self._options = name, "", []
                self._options += [("", False)] if "multiple" in found else []

    def _input(self, name: str, found: Attributes) -> None:
        kind = found.get("type") or "text"
        box = kind in ("checkbox", "radio")
        if ("checked" in found) if box else (kind not in NOT_SENT):
            self._add(name, found.get("value", "on" if box else "") or "")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._name:
            self._add(self._name, self._text.removeprefix("\n").replace("\n", "\r\n"))
        elif tag == "select" and self._name:
            chosen = [value for value, selected in self._options if selected]
            for value in chosen or [value for value, _ in self._options[:1] if value]:
                self._add(self._name, value)
        if tag in ("textarea", "select"):
            self._name = ""

    def _add(self, name: str, value: str) -> None:
        if name in self.sent:
            former = self.sent[name]
            self.sent[name] = [*former, value] if isinstance(former, list) else [former, value]
        else:
            self.sent[name] = value
