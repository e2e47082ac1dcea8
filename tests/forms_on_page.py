"""The forms of a page as a browser without scripts sees them: to send one as it stands, or changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Attributes = Mapping[str, str]


@dataclass(slots=True)
class PageForm:
    """One ``<form>``: where it leads, its attributes, and what it would send now, by name."""

    attributes: Attributes
    values: dict[str, list[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

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
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.select = self.area = ""
        self.first_option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        row = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(row)
            self.forms.append(self.form)
            return
        if self.form is None:
            return
        self.form.names.add(row.get("name", ""))
        if tag == "input":
            self._input(self.form, row)
        elif tag == "textarea":
            self.area = row["name"]
            self.form.values[self.area] = [""]
        elif tag == "select":
            self.select, self.first_option = row["name"], None
        elif tag == "option":
            self._option(self.form, row)

    def _input(self, form: PageForm, row: Attributes) -> None:
        kind, name = row.get("type", "text"), row.get("name", "")
        if kind == "hidden":
            form.hidden.add(name)
        if name and (kind not in ("radio", "checkbox") or "checked" in row):
            form.values.setdefault(name, []).append(row.get("value", ""))

    def _option(self, form: PageForm, row: Attributes) -> None:
        if self.first_option is None:
            self.first_option = row.get("value", "")
        if "selected" in row:
            form.values.setdefault(self.select, []).append(row.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.form and self.area:
            self.form.values[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form:
            self.form.values[self.area] = [self.form.values[self.area][0].removeprefix("\n")]
            self.area = ""
        elif tag == "select" and self.form:
            self.form.values.setdefault(self.select, [self.first_option or ""])


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
