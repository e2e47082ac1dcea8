"""The questions on paper, to be filled in by hand: in a meeting, or by people without a computer."""

import json
from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Literal

from engine.model.ruleset import Criterion, Ruleset
from exports.pdf.typeset import compiled

TEMPLATE = Path(__file__).resolve().parent / "questionnaire.typ"
Depth = Literal["quick", "adaptive", "full"]


def questionnaire(
    ruleset: Ruleset, depth: Depth, *, words: Mapping[str, Any], edition: int, published: datetime
) -> bytes:
    """All questions that the depth may ask, also those that only some answers open, with room for
    answer, evidence and note; but for the quick screen also the rules and the questions about the
    place. ``words`` are those of the pages. The same edition gives the same bytes."""
    rows = [
        row for row in ruleset.criteria if row.quick or (depth != "quick" and row.asked != "never")
    ]
    asked = {row.code: (number, row) for number, row in enumerate(rows, 1)}
    data = {
        "words": dict(words),
        "edition": edition,
        "date": [published.year, published.month, published.day],
        "sections": [
            {"name": theme.name, "questions": list(_questions(asked, theme.code))}
            for theme in ruleset.themes
            if any(row.theme == theme.code for row in rows)
        ],
        "rules": [
            {"question": gate.question, "help": gate.help}
            for gate in ([] if depth == "quick" else ruleset.asked_gates())
        ],
    }
    return compiled(TEMPLATE, {"questionnaire": json.dumps(data)}, published)


def _questions(asked: Mapping[str, tuple[int, Criterion]], theme: str) -> Iterator[dict[str, Any]]:
    """The questions of a theme as the template reads them, their choices by letters."""
    for number, row in asked.values():
        if row.theme == theme:
            yield {
                "number": number,
                "question": row.question,
                "hint": row.hint,
                "choices": [
                    [letter, choice.text]
                    for letter, choice in zip(ascii_lowercase, row.choices, strict=False)
                ],
                "not_applicable": row.not_applicable and row.asked == "questions",
                "only_if": [
                    _condition(*asked[one.criterion], one.choices)
                    for one in row.show_if
                    if one.criterion in asked
                ],
            }


def _condition(number: int, criterion: Criterion, choices: Container[int]) -> dict[str, Any]:
    """The answers to an earlier question that open one."""
    lettered = zip(ascii_lowercase, criterion.choices, strict=False)
    return {
        "number": number,
        "letters": [letter for letter, choice in lettered if choice.number in choices],
    }
