"""Every sentence of the result pages, of a result of every kind, as one text that a change is seen in.

    WRITE_WORDS=1 .venv/bin/python -m pytest tests/decisions/test_words.py

writes it anew. Words that people typed and texts of the decision model stand in it only inside a sentence.
"""

import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from decisions.costing import cost_row
from decisions.results import subject_of
from report.action_words import listed
from report.messages import Message, read
from report.pages import document
from report.result import Result
from report.subject import Subject
from tests.kinds import add_results

pytestmark = pytest.mark.django_db

WORDS = Path(__file__).with_name("words.txt")
DAY = date(2026, 12, 1)
WHOLE = ("headline", "summary", "why", "sure", "steps", "actions")
"""What is told of every result; of the other pages only what no result before it tells."""


def sentences(part: Any) -> Iterator[str]:
    """The messages of a part of a document in words, in order."""
    match part:
        case Message():
            yield read(part)
        case dict():
            for value in part.values():
                yield from sentences(value)
        case list() | tuple():
            for value in part:
                yield from sentences(value)
        case _ if is_dataclass(part):
            for row in fields(part):
                yield from sentences(getattr(part, row.name))


def told(name: str, subject: Subject, before: set[str]) -> Iterator[str]:
    """A result: a title for each page, and a line for each sentence that stands not yet on it."""
    found = document(subject)
    parts: dict[str, Any] = {"headline": found.verdict}
    parts |= {page.key: page for page in found.pages}
    parts["actions"] = listed(subject.result, ())
    for key, part in parts.items():
        lines = [row for row in dict.fromkeys(sentences(part)) if any(map(str.isalpha, row))]
        new = lines if key in WHOLE else [row for row in lines if row not in before]
        before.update(lines)
        yield from [f"\n## {name}: {key}", *new] if new else []


def test_every_sentence_is_the_one_on_record() -> None:
    lines: list[str] = []
    before: set[str] = set()
    for name, assessment in add_results():
        subject = subject_of(assessment, cost_row(assessment))
        old = subject.result
        fixed = Result(old.ruleset, old.inputs, old.edition, on=DAY)
        lines += told(name, replace(subject, result=fixed), before)
    text = "\n".join(lines).lstrip() + "\n"
    if os.environ.get("WRITE_WORDS"):
        WORDS.write_text(text, encoding="utf-8")
    assert text == WORDS.read_text(encoding="utf-8")
