"""``manage.py assess`` with a cost case: figures out, C4 answered, mistakes named with their place."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalog.models import Edition
from tests.decisions.test_assess import assess, result
from tests.people import make_edition

DOCS = (Path(settings.BASE_DIR) / "docs" / "assess.md").read_text(encoding="utf-8")
EXAMPLE: dict[str, Any] = json.loads(
    next(block for block in re.findall(r"```json\n(.*?)```", DOCS, re.S) if '"cost"' in block)
)


@pytest.fixture(autouse=True)
def edition(db: None) -> Edition:
    """The shipped model, published."""
    return make_edition()


def changed(**changes: Any) -> dict[str, Any]:
    """The example of the docs with other parts of its cost case."""
    document = copy.deepcopy(EXAMPLE)
    document["cost"] |= changes
    return document


def test_the_example_gives_the_figures_of_the_hand_computed_case(tmp_path: Path) -> None:
    """docs/cost-model.md derives them: 347,127.87 saved of 1,243,426.00, back in month 4."""
    found = result(tmp_path, EXAMPLE)["cost"]
    option = found["options"][0]
    assert option["saving"] == ["-44800.00", "157600.00", "157600.00", "157600.00"]
    assert option["saving_npv"] == "347127.87"
    assert option["saving_share"] == pytest.approx(347127.87 / 1243426.00, abs=1e-5)
    assert (option["break_even_month"], option["break_even_warning"]) == (4, None)
    assert (found["best"], found["choice"], found["closes"]) == ("bpo", 4, True)
    spread = [float(option["saving_range"][key]) for key in ("p10", "p50", "p90")]
    assert spread == sorted(spread)
    assert 0.9 < option["chance_to_save"] <= 1


def test_every_key_of_the_output_is_described(tmp_path: Path) -> None:
    described = set(re.findall(r"`(\w+)`", DOCS))
    found = result(tmp_path, EXAMPLE)["cost"]
    assert set(found) | set(found["options"][0]) <= described | {"key"}


def test_no_sentence_is_made_for_the_output(tmp_path: Path, edition: Edition) -> None:
    """Words in it were typed or stand in the edition: also of a case that answers nothing."""
    document = changed(in_house=EXAMPLE["cost"]["in_house"][:2]) | {
        "steps": [{"name": "Check the hours"}, {"name": "Pay", "retained": "Two of us must sign."}],
        "place": {"home": "DE"},
    }
    found = result(tmp_path, document)
    assert (found["cost"]["best"], found["cost"]["choice"]) == ("bpo", None)
    known = {text for _, text in texts([document, edition.definition])}
    words = [(key, text) for key, text in texts(found) if " " in text and text not in known]
    assert set(words) <= {("status", "not estimated"), ("status", "published range")}


def texts(part: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of JSON with the key that it stands at."""
    if isinstance(part, str):
        yield key, part
    for name, value in part.items() if isinstance(part, dict) else ():
        yield from texts(value, name)
    for value in part if isinstance(part, list) else ():
        yield from texts(value, key)


def test_the_case_answers_c4_unless_the_document_does(tmp_path: Path) -> None:
    alone = result(tmp_path, {key: EXAMPLE[key] for key in ("service", "use_prefilled")})
    priced = result(tmp_path, EXAMPLE)
    assert "C4" not in alone["input"]["answers"]
    assert priced["input"]["answers"]["C4"] == {
        "choice": 4,
        "evidence": "estimate",
        "chances": priced["cost"]["options"][0]["bands"],
    }
    said = result(tmp_path, {**EXAMPLE, "answers": {"C4": 1}})
    assert "KO13" in said["gates"]["fired"]
    assert "KO13" not in priced["gates"]["fired"]


def test_published_ranges_count_when_asked_for(tmp_path: Path) -> None:
    found = result(tmp_path, changed(published_ranges=True))["cost"]
    statuses = {row["line"]: row["status"] for row in found["options"][0]["lines"]}
    assert statuses["optimism"] == "published range"
    assert statuses["transition"] == "estimated"
    bare = result(tmp_path, EXAMPLE)["cost"]
    assert found["options"][0]["completeness"] == bare["options"][0]["completeness"]


@pytest.mark.parametrize(
    ("cost", "problem"),
    [
        ([], "cost: The cost case must be an object, not a list."),
        ({"published_ranges": "yes"}, "cost.published_ranges: 'yes' is not true or false"),
        ({"in_house": []}, "cost.in_house: Enter what the work costs today."),
        (
            {"terms": {"currency": "EUR", "years": -3, "rate": 0.1}},
            "cost.terms.years: Enter a term from one month to 10 years.",
        ),
        (
            {"in_house": [{"kind": "tools", "amount": 1}, {"kind": "investment", "year": 4}]},
            "cost.in_house.investment.year: “Planned investment”: enter a year from 0 to 3; "
            "the case ends after year 3.",
        ),
        (
            {"in_house": [{"kind": "tools", "amount": 1}, {"kind": "loading", "last_year": 2}]},
            "cost.in_house.loading.last_year: “Employer charges, bonus, cover” has no years of "
            "its own: leave this empty.",
        ),
    ],
    ids=["list", "flag", "nothing", "years", "after the term", "no years"],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, cost: Any, problem: str) -> None:
    document = {**EXAMPLE, "cost": cost} if isinstance(cost, list) else changed(**cost)
    status, _, errors = assess(tmp_path, document)
    assert status == 2
    assert problem in errors


def test_problems_of_all_parts_are_told_at_once_in_the_order_of_the_document(
    tmp_path: Path,
) -> None:
    document = {"cost": {"term": {}}, "answers": {"A1": 9}, "place": {"home": "XX"}, "more": 1}
    status, out, lines = assess(tmp_path, document)
    assert (status, out) == (2, "")
    starts = [line.partition(".")[0].partition(":")[0] for line in lines]
    assert list(dict.fromkeys(starts)) == ["cost", "answers", "place", "more"]
