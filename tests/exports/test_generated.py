"""Papers of any kind of case, and of sentences that are a third longer: two pages, then the annex."""

import json
import re
from functools import cache
from typing import Any

import pytest

from exports.pdf.front import more_steps
from exports.pdf.order import Approver, Order, plain
from exports.pdf.typeset import typeset
from report.annex import annex
from report.document import as_read
from report.messages import Catalogue, catalogue, say
from report.pages import document
from report.paper import paper
from report.snapshot import Heading, snapshot
from report.subject import Subject
from tests.decisions.paper_cases import STEPS, money
from tests.decisions.printed import LINK, VERSION, Printed, squeezed
from tests.decisions.snapshots import sample_case, shipped_result
from tests.exports.test_first_page import place_of_picture
from tests.report.cases import subjects

GENERATED = 20
WORD = re.compile(r"[^\W\d_]{3,}")
ACCENTS = str.maketrans("aeiounAEIOUN", "áèîõüñÁÈÎÕÜÑ")


def version(subject: Subject) -> dict[str, Any]:
    """What a version of it would keep."""
    shown = snapshot(subject, Heading("Any kind of work"))
    found: dict[str, Any] = json.loads(json.dumps({**shown, "version": VERSION}))
    return found


@cache
def generated(place: int, order: Order) -> Printed:
    """The paper of one of them, set once: not to be changed."""
    shown = _version_at(place)
    return Printed(shown, typeset(shown, link=LINK, order=order))


@cache
def _version_at(place: int) -> dict[str, Any]:
    return version(subjects()[place])


@pytest.mark.parametrize("number", range(GENERATED))
def test_the_paper_of_any_case_is_two_pages_or_a_note_of_one_and_an_annex(number):
    paper = generated(number, Order())
    shown, pages = paper.shown, [squeezed(page) for page in paper.pages[:3]]
    label = shown["front"]["labels"]
    assert squeezed(shown["document"]["verdict"]["headline"]) in pages[0]
    assert (label["signature"] in "".join(pages)) is not shown["front"]["note"]
    if not shown["front"]["risks"]:
        return
    assert shown["front"]["note"] or label["signature"] in pages[0]
    place = place_of_picture(paper)
    assert squeezed(label["risks"]) in pages[place]
    assert squeezed(shown["front"]["risks"][-1]["text"]) in pages[place]
    assert label["annex"] in pages[place + 1]


@cache
def longer() -> Catalogue:
    """A language whose every sentence has accents and is a third longer, and that writes days as German does."""
    english = catalogue()
    return Catalogue(
        "de",
        {key: _longer(text) for key, text in english.singular.items()},
        {key: tuple(map(_longer, texts)) for key, texts in english.plural.items()},
        english.form,
    )


def _longer(text: str) -> str:
    """Names of values stay as they are."""
    pieces = text.replace("}", "{").split("{")
    words = [
        f"{{{piece}}}" if place % 2 else piece.translate(ACCENTS)
        for place, piece in enumerate(pieces)
    ]
    return "".join(words) + " " + "ø" * max(1, len(text) // 3) if len(text) > 3 else text


@pytest.mark.parametrize(
    "case",
    [
        sample_case(),
        {**sample_case(), "steps": list(STEPS), "cost": money()},
        {**sample_case(), "cost": money(10)},
    ],
    ids=["map", "split", "map and money"],
)
def test_a_language_with_longer_sentences_keeps_the_layout_and_is_the_only_one_on_the_front(case):
    subject = Subject(shipped_result(case))
    shown = version(subject)
    parts = {"document": document(subject), "front": paper(subject), "annex": annex(subject)}
    for key, part in parts.items():
        shown[key] = json.loads(json.dumps(as_read(part, longer())))
    shown["actions"][0] |= {"who": "Bob Brown", "due": "2026-01-31"}
    order = Order(mark="Inside", approvers=(Approver("Bob Brown", "Owner"),))
    printed = Printed(shown, typeset(shown, link=LINK, order=order, words=longer()))
    label = shown["front"]["labels"]
    assert squeezed(label["approval"]) in squeezed(printed.first)
    assert squeezed(label["risks"]) in squeezed(printed.pages[1])
    assert squeezed(label["annex"]) in squeezed(printed.pages[2])
    assert printed.right_edge < 527
    more = longer().read(say("paper.steps.more", count=more_steps(shown)))
    given = f"{json.dumps(shown, ensure_ascii=False)} {plain(order)} {LINK} {more}"
    said = set(WORD.findall(given)) | {"November"}
    assert "22. November 2026" in printed.first
    assert "31.01.2026" in printed.pages[1]
    assert not set(WORD.findall(" ".join(printed.pages))) - said
