"""What must hold for every snapshot: sums, order, plain JSON, the same text every time."""

import json
from typing import Any

import pytest

from tests.decisions.snapshots import shipped_case, tenths

CASES: list[dict[str, Any]] = [
    {},
    {"service": "payroll", "use_prefilled": True},
    {"service": "market-research", "use_prefilled": True, "weights": "growth_led"},
    {"service": "fraud-investigation", "use_prefilled": True, "answers": {"E1": 1, "D2": 1}},
    {"service": "data-entry", "use_prefilled": True, "weights": {"A1": 12, "G1": 0.5}},
    {"answers": {"A1": "unknown", "A2": 3, "C4": 6, "B3": "not_applicable"}},
    {"answers": {"C3": 1, "C2": 3, "G2": 5, "G3": 2}, "gates": {"KO1": "yes", "KO12": "unknown"}},
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_printed_points_of_every_column_add_up_to_the_printed_score(
    case: dict[str, Any],
) -> None:
    """50.0 + the printed points = the printed total, in tenths; the score is the total rounded."""
    table = shipped_case(case)["contributions"]
    for place, column in enumerate(table["columns"]):
        points = sum(tenths(row["cells"][place]["signed"]) for row in table["rows"])
        assert tenths(table["start"]) + points == tenths(column["total"])
        assert abs(column["score"] * 10 - tenths(column["total"])) <= 5


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_listed_reasons_and_the_rest_add_up_too(case: dict[str, Any]) -> None:
    """50.0 + those for + those against + the rest = the total of the option."""
    for part in shipped_case(case)["reasons"]:
        listed = sum(tenths(row["signed"]) for row in (*part["pro"], *part["contra"]))
        rest = tenths(part["rest"]) if part["rest_count"] else 0
        assert 500 + listed + rest == tenths(part["total"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_there_is_always_a_case_against_the_advice(case: dict[str, Any]) -> None:
    """Even the clearest advice has what people who took it usually regret."""
    against = shipped_case(case)["case_against"]
    assert against
    assert all(row["words"] for row in against)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_snapshot_is_plain_json_and_the_same_every_time(case: dict[str, Any]) -> None:
    """Through JSON and back nothing changes, and a second run gives the same text."""
    first, second = shipped_case(case), shipped_case(case)
    text = json.dumps(first, allow_nan=False)
    assert json.loads(text) == first
    assert json.dumps(second, allow_nan=False) == text


@pytest.mark.parametrize("case", CASES, ids=str)
def test_weights_are_percentages_of_what_is_asked(case: dict[str, Any]) -> None:
    """Whole per cents that add up to 100."""
    assert sum(theme["percent"] for theme in shipped_case(case)["weights"]["themes"]) == 100
