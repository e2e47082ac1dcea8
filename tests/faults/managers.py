"""Managers who answer through the proxy while things break, and the record of what they were told."""

import itertools
import socket
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from urllib.parse import urlencode

from tests.forms_on_page import PageForm, forms_of

TOKEN = "a" * 32
PATIENCE = 20
FORM = "application/x-www-form-urlencoded"
PAPER_ORDER = urlencode({"csrfmiddlewaretoken": TOKEN, "size": "a4", "parts": "answers"})


@dataclass(frozen=True)
class Place:
    """One thing of an assessment that can be written: its page, the field, and what goes with it.
    ``counted`` is what its writes are counted under, where the log does not hold what was written."""

    address: str
    name: str
    beside: tuple[tuple[str, str], ...] = ()
    numeric: bool = False
    counted: str = ""


@dataclass
class Write:
    """One write: what was sent, when, and what came back (``acknowledged``, ``refused``, ``unknown``)."""

    place: Place
    value: str
    sent: float
    done: float = 0.0
    outcome: str = "unknown"


@dataclass
class History:
    """What all managers did."""

    writes: list[Write] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    papers_unheard: int = 0
    pages: Counter[str] = field(default_factory=Counter)


class Site:
    """A browser without scripts: one connection for each request, one cookie."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookie = port, f"csrftoken={TOKEN}; sessionid={session}"

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, str, str]:
        """Status, place to go to, text. 0 when nothing came back, or only a part."""
        headers = {"Cookie": self.cookie, "Content-Type": FORM}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            try:
                connection.request(method, address, body or None, headers)
                answer = connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, HTTPException):
                return 0, "", ""
            return answer.status, answer.headers.get("Location", ""), text

    def form(self, place: Place) -> PageForm | None:
        """The form of the page that has the field; None while the page cannot be had."""
        status, _, text = self.ask("GET", place.address)
        if status != 200:
            return None
        found = [form for form in forms_of(text) if form.posts and place.name in form.names]
        assert found, f"{place.address} has no field {place.name}"
        return found[0]

    def send(self, place: Place, form: PageForm, value: str) -> int:
        """Send the form with this value; the status of the answer."""
        values = form.values | {name: [given] for name, given in place.beside}
        values |= {place.name: [value], "csrfmiddlewaretoken": [TOKEN]}
        address = form.attributes.get("action") or place.address
        return self.ask("POST", address, urlencode(values, doseq=True))[0]

    def cut_off(self, place: Place, value: str) -> None:
        """Send a form of which the end never comes."""
        body = urlencode({place.name: value, "csrfmiddlewaretoken": TOKEN}).encode()
        head = f"POST {place.address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
        head += f"Content-Type: {FORM}\r\nContent-Length: {len(body) + 500}\r\n\r\n"
        try:
            with closing(socket.create_connection(("127.0.0.1", self.port), 5)) as connection:
                connection.sendall(head.encode() + body)
        except OSError:
            return


class Manager(threading.Thread):
    """Somebody who writes to the places of one assessment, again and again, and asks for papers."""

    numbers = itertools.count(1)

    def __init__(
        self, site: Site, places: list[Place], papers: str, history: History, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.site, self.places, self.papers, self.history = site, places, papers, history
        self.random = Random(seed)  # noqa: S311
        self.ended, self.ended_at = threading.Event(), 0.0
        self.done: set[Place] = set()
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Go on until told to end, and every place was written to. What breaks in here is a fault of
        the harness or of a page."""
        try:
            while not self.ended.is_set() or self._unwritten():
                if self.random.random() < 0.06:
                    self._ask_for_paper()
                else:
                    self._write(self.random.choice(self._unwritten() or self.places))
                time.sleep(self.random.uniform(0.02, 0.1))
        except BaseException as fault:
            self.fault = fault
            raise

    def _unwritten(self) -> list[Place]:
        """Where nothing was acknowledged yet; none once the time for that is over."""
        late = self.ended.is_set() and time.monotonic() > self.ended_at + PATIENCE
        return [] if late else [place for place in self.places if place not in self.done]

    def end(self) -> None:
        """Tell it to end."""
        self.ended_at = time.monotonic()
        self.ended.set()

    def _write(self, place: Place) -> None:
        form = self.site.form(place)
        if form is None:
            self.history.pages["not shown"] += 1
            return
        number = next(self.numbers)
        value = str(number) if place.numeric else f"write {number} of {self.name}."
        if self.random.random() < 0.05:
            self.site.cut_off(place, f"cut {number}.")
            self.history.pages["cut off"] += 1
            return
        write = Write(place, value, time.monotonic())
        self.history.writes.append(write)
        status = self.site.send(place, form, value)
        write.done = time.monotonic()
        if status == 302:
            write.outcome = "acknowledged"
            self.done.add(place)
        elif status == 200:
            write.outcome = "refused"
        self.history.pages[str(status)] += 1

    def _ask_for_paper(self) -> None:
        status, to, _ = self.site.ask("POST", self.papers, PAPER_ORDER)
        if status == 302 and "/papers/" in to:
            self.history.papers.append(to.rstrip("/").rpartition("/")[2])
        else:
            self.history.papers_unheard += 1
        self.history.pages[f"paper {status}"] += 1
