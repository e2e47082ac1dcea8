"""What the program knows about single questions and gates is said by the content, not by code."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.urls import reverse

from catalog.models import Criterion, Gate, RegimeQuestion
from catalog.services import publish
from engine.cost.lines import KINDS
from engine.model.lint import lint
from engine.model.load import InvalidRuleset, load
from tests.admin import filled, page_of
from tests.shipped import shipped_definition

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "report", "exports", "catalog", "decisions", "accounts", "config", "tools")
SHIPPED = shipped_definition()
ABOUT_THE_SHIPPED = {"tools/model_probes.py"}
"""Asks the shipped model the questions of docs/decision-model.md, as a test would: content that the
page is about, and no part of the program."""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a file that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_no_code_of_a_question_gate_service_or_source_stands_in_the_program():
    """A service type and a line of the cost case may share a word: recruitment."""
    codes = {row["code"] for key in ("criteria", "gates", "sources") for row in SHIPPED[key]}
    editable = codes | {row["slug"] for row in SHIPPED["services"]} - set(KINDS)
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        if str(path.relative_to(ROOT)) not in ABOUT_THE_SHIPPED
        for line, text in strings(path)
        if text in editable
    ]
    pages = [
        f"{path.name}: {code}"
        for path in (ROOT / "templates").rglob("*.*")
        for code in editable
        if f'"{code}"' in path.read_text(encoding="utf-8")
    ]
    assert not found + pages


def test_the_shipped_content_says_what_the_program_used_to_know():
    ruleset = load(SHIPPED)
    criterion, gate = ruleset.answered_by("cost_case"), ruleset.detailed_by("cost_case")
    barred = ruleset.detailed_by("barred_countries")
    found = [row and row.code for row in (criterion, gate, barred)]
    assert found == ["C4", "KO13", "KO12"]
    spoken = ruleset.reference.places.speaks
    assert [spoken({"G3": number}) for number in (None, 1, 2, 5)] == [None, False, True, True]
    assert not [row for row in lint(ruleset) if row.severity == "error" or row.id == "L025"]


MISTAKES = [
    ("R007", "criteria[0].answered_by", lambda d: d["criteria"][0].update(answered_by="magic")),
    (
        "R026",
        "criteria[{C4}].answered_by",
        lambda d: d["criteria"][0].update(answered_by="cost_case"),
    ),
    ("R007", "gates[0].detailed_by", lambda d: d["gates"][0].update(detailed_by="magic")),
    ("R026", "gates[{KO13}].detailed_by", lambda d: d["gates"][0].update(detailed_by="cost_case")),
    (
        "R026",
        "reference.cost.rates[2].usual",
        lambda d: d["reference"]["cost"]["rates"][0].update(usual=True),
    ),
    (
        "R012",
        "reference.places.spoken[0].choices",
        lambda d: d["reference"]["places"]["spoken"][0].update(choices=[9]),
    ),
    (
        "R012",
        "reference.regimes.questions[{data}].follows[0].values",
        lambda d: question(d, "data")["follows"][0].update(values=["ink"]),
    ),
    (
        "R012",
        "reference.regimes.questions[{data}].follows[0].criterion",
        lambda d: question(d, "data")["follows"][0].update(criterion="Z9"),
    ),
]


def question(definition, key):
    return next(row for row in definition["reference"]["regimes"]["questions"] if row["key"] == key)


@pytest.mark.parametrize(("problem", "path", "change"), MISTAKES)
def test_a_link_that_cannot_be_is_refused_at_its_place(problem, path, change):
    definition = deepcopy(SHIPPED)
    questions = definition["reference"]["regimes"]["questions"]
    places = {
        row.get("code") or row["key"]: place
        for rows in (definition["criteria"], definition["gates"], questions)
        for place, row in enumerate(rows)
    }
    change(definition)
    with pytest.raises(InvalidRuleset) as caught:
        load(definition)
    assert (problem, path.format(**places)) in {(row.id, row.path) for row in caught.value.problems}


def test_a_criterion_that_the_cost_case_cannot_answer_is_a_warning():
    definition = deepcopy(SHIPPED)
    criteria = definition["criteria"]
    row = next(row for row in criteria if "answered_by" in row)
    place, short = next(pair for pair in enumerate(criteria) if len(pair[1]["choices"]) < 5)
    short["answered_by"] = row.pop("answered_by")
    found = [(one.path, one.severity) for one in lint(load(definition)) if one.id == "L025"]
    assert found == [(f"criteria[{place}].choices", "warning")]


@pytest.mark.django_db
def test_links_are_edited_in_the_admin_shown_as_changes_and_frozen(small, erins):
    a1, ko1 = Criterion.objects.get(code="A1"), Gate.objects.get(code="KO1")
    region = RegimeQuestion.objects.get(key="region")
    follows = filled(erins, page_of(region)) | {"follows-0-on": a1.pk, "follows-0-choices": "2"}
    sent = follows | {"follows-0-values": "EU"}
    for row, values in (
        (a1, filled(erins, page_of(a1)) | {"answered_by": "cost_case"}),
        (ko1, filled(erins, page_of(ko1)) | {"detailed_by": "barred_countries"}),
        (region, sent),
    ):
        assert erins.post(page_of(row), values).status_code == 302
    edition = publish(by=None, note="Links.", checked=None)
    ruleset = edition.ruleset
    assert ruleset.criterion["A1"].answered_by == "cost_case"
    assert ruleset.gate["KO1"].detailed_by == "barred_countries"
    (answer,) = ruleset.reference.regimes.questions[0].follows
    assert (answer.criterion, answer.choices, answer.values) == ("A1", frozenset({2}), ("EU",))
    page = erins.get(reverse("admin:catalog_edition_differences", args=[edition.pk])).text
    assert "answered by" in page
    assert "barred_countries" in page
