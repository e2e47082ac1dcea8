"""The forms of a page as a browser without scripts sees them: to send one as it stands, or changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Attributes = Mapping[str, str]
NOT_SENT = {"submit", "button", "file", "image", "reset"}


@dataclass(slots=True)
class PageForm:
    """One ``<form>``: where it leads, its attributes, and what it would send now, by name."""

    attributes: Attributes
    values: dict[str, list[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)

    @property
    def posts(self) -> bool:
        return self.attributes.get("method", "").lower() == "post"

    @property
    def versions(self) -> list[str]:
        """The names of its hidden fields that say what the page was made from."""
        return [name for name in self.hidden if name.split("-")[0] == "version"]

    def send(
        self, browser: Client, address: str, changes: Mapping[str, str], *, follow: bool = False
    ) -> Any:
        """What comes back when it is sent from the page at ``address`` with ``changes``."""
        sent = self.values | {name: [value] for name, value in changes.items()}
        return browser.post(self.attributes.get("action") or address, sent, follow=follow)


class _Reader(HTMLParser):
    """Keeps what a browser would send: nothing of buttons and files, nothing that is disabled."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.name, self.text = "", ""
        self.options: list[tuple[str, bool]] = []
        self.is_multiple = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        row = {name: value or "" for name, value in attrs}
        name = row.get("name", "")
        if tag == "form":
            self.form = PageForm(row)
            self.forms.append(self.form)
        elif tag == "option":
            self.options.append((row.get("value", ""), "selected" in row))
        elif self.form and name and "disabled" not in row:
            self.form.names.add(name)
            if tag == "input":
                self._input(self.form, row)
            elif tag in ("textarea", "select"):
                self.name, self.text, self.options = name, "", []
                self.is_multiple = "multiple" in row

    def _input(self, form: PageForm, row: Attributes) -> None:
        kind, name = row.get("type", "text"), row["name"]
        is_box = kind in ("radio", "checkbox")
        if kind == "hidden":
            form.hidden.add(name)
        if ("checked" in row) if is_box else (kind not in NOT_SENT):
            form.add(name, row.get("value", "on" if is_box else ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form and self.name:
            self.form.add(self.name, self.text.removeprefix("\n").replace("\n", "\r\n"))
        elif tag == "select" and self.form and self.name:
            chosen = [value for value, selected in self.options if selected]
            first = [] if self.is_multiple else [value for value, _ in self.options[:1]]
            for value in chosen or first:
                self.form.add(self.name, value)
        if tag in ("textarea", "select"):
            self.name = ""


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def submit(browser: Client, address: str, changes: Mapping[str, str]) -> Any:
    """What comes back when the page is opened, its form changed, and sent."""
    forms = [form for form in forms_of(browser.get(address).content.decode()) if form.posts]
    (form,) = [form for form in forms if not changes.keys() - form.names and form.versions]
    return form.send(browser, address, changes)
