"""Page and paper of one version say the same, message by message, of a result of every kind."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from decisions.models import Version
from decisions.services.versions import save_version
from decisions.upgrade import upgraded
from exports.pdf import front
from report.document import texts_of
from tests.decisions.printed import VERSION, Printed, printed_of, said_in, squeezed
from tests.kinds import add_results

pytestmark = pytest.mark.django_db

KINDS = (
    "All unknown",
    "Blocked",
    "Early",
    "Market research for new products",
    "Month-end closing",
    "Own split, ruled",
    "Supplier invoices, Europe",
    "Thirty steps",
)
"""Nothing known, ruled, early, expert work, open, steps that a rule keeps, a split with money, many steps."""
PRINTED = {
    "summary": {
        "picture",
        "steps",
        "chances",
        "why",
        "against",
        "decides",
        "for_provider",
        "for_own",
    }
    | {"known", "missing", "empty"},
    "steps": {"strip", "each", "passes", "kept"},
    "money": {"costs", "band", "drivers", "lacking"},
    "place": {"far"},
}
"""Sections that stand on paper word by word wherever the page has them."""
SHORTENED = {
    "sure": {"certain", "change", "find", "weights", "missing"},
    "place": {"checks", "warnings", "form", "rules", "find", "sources"},
}
"""Sections of which paper has a part: whatever it says stands on the page in the same words."""
ON_PAGES = {
    "summary": {"change", "next"},
    "why": {
        "rule",
        "who",
        "kind",
        "before",
        "inside",
        "group1",
        "group2",
        "group3",
        "group4",
        "empty",
    },
    "sure": {"empty"},
    "steps": {"empty"},
    "money": {"rests", "empty"},
    "place": {"usual", "open", "empty"},
    "versions": {"scenarios", "empty"},
}
"""Sections whose matter the annex has in tables of its own: answers with points, changes, lines of the money."""
VERDICT = ("headline", "certainty", "meaning", "lines")
SAID = re.compile(r'(?:aria-label|alt)="([^"]*)"')
JOINED = re.compile(" \u00b7 |(?<=[.?!]) (?=[A-Z])")
PICTURES = {*front.PICTURES, "strip"}
DRAWN = {"chances", "steps"}
"""Figures that are lists or tables themselves, so that their pages need no table beside them."""


def words_of(html: str) -> str:
    """What a page says and reads out, without spaces."""
    seen = strip_tags(html.replace("<", " <"))
    return squeezed(unescape(f"{seen} {' '.join(SAID.findall(html))}"))


def sections_of(shown: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for page in shown["document"]["pages"]:
        for section in page["sections"]:
            yield page["key"], section["key"], section


def not_on_pages(client: Client, version: Version, shown: dict[str, Any]) -> Iterator[str]:
    """The texts of a document that its pages do not say."""
    for page in shown["document"]["pages"]:
        part = [] if page["key"] == "summary" else [page["key"]]
        address = reverse("version_page" if part else "version", args=[version.pk, *part])
        words = words_of(client.get(address).content.decode())
        verdict = shown["document"]["verdict"]
        told = [page["title"], page["lead"]] if part else [verdict[key] for key in VERDICT]
        for section in page["sections"]:
            blocks = section["blocks"]
            if section["key"] in DRAWN:
                blocks = [{**row, "table": None} for row in blocks]
            told += [section["title"], *blocks]
        for text in texts_of(told):
            if squeezed(text) not in words:
                yield f"{page['key']}: {text}"


def not_on_paper(paper: Printed) -> Iterator[str]:
    """The texts of front, verdict, printed sections and annex that the paper does not say."""
    shown = paper.shown
    verdict = shown["document"]["verdict"]
    told = [shown["front"][key] for key in ("asked", "choices", "lines", "first", "risks")]
    told += [verdict[key] for key in ("headline", "certainty", "meaning")]
    told += [[row["what"], row["why"]] for row in front.next_steps(shown)]
    pictures = {row["key"] for row in front.pictures(shown)}
    pictures |= {"strip"} if "steps" in pictures else set()
    for page, key, section in sections_of(shown):
        is_left_out = page == "money" and front.costs(shown) is None
        if key in PRINTED.get(page, ()) and (key in pictures or key not in PICTURES):
            told += [] if is_left_out else [section]
    for text in said_in([*told, shown["annex"]]):
        if not paper.has(text):
            yield text


def pieces_of(part: Any) -> set[str]:
    """The texts of a part, those that are joined by a dot or follow each other as sentences one by one."""
    return {piece for text in texts_of(part) for piece in JOINED.split(text)}


def said_otherwise(shown: dict[str, Any]) -> Iterator[str]:
    """The texts of the annex in sections that pages have, in words that the pages do not have: besides heads of
    columns, and what is told of what paper leaves out."""
    pages = shown["document"]["pages"]
    said = {row["key"]: "\n".join(texts_of(row["sections"])) for row in pages}
    for part in shown["annex"]:
        keys = PRINTED.get(part["key"], set()) | SHORTENED.get(part["key"], set())
        for section in part["sections"]:
            for block in section["blocks"] if section["key"] in keys else ():
                if block.get("look") != "note":
                    for text in pieces_of({**block, "columns": ()}):
                        if text not in said[part["key"]]:
                            yield f"{part['key']}, {section['key']}: {text}"


def test_page_and_paper_of_a_version_say_the_same_message_by_message(client: Client) -> None:
    """Of whatever section the pages have, it is known whether paper has all of it, a part, or none."""
    rows, seen = dict(add_results()), set()
    for name in KINDS:
        version = save_version(assessment=rows[name], by=rows[name].owner)
        client.force_login(rows[name].owner)
        shown = upgraded(version)
        assert not (found := list(not_on_pages(client, version, dict(shown)))), (name, found)
        paper = printed_of(json.loads(json.dumps({**shown, "version": VERSION})))
        assert not (found := list(not_on_paper(paper))), (name, found)
        assert not (found := list(said_otherwise(paper.shown))), (name, found)
        seen |= {(page, key) for page, key, _ in sections_of(paper.shown) if page != "precedents"}
    known = [
        (page, key)
        for found in (PRINTED, SHORTENED, ON_PAGES)
        for page, keys in found.items()
        for key in keys
    ]
    assert seen <= set(known)
    assert len(known) == len(set(known))
