"""``manage.py assess`` with a place: read, answered, and every mistake named with its path."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalog.models import Edition
from tests.decisions.test_assess import assess, result
from tests.people import make_edition

DOCS = (Path(settings.BASE_DIR) / "docs" / "assess.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCS, re.S)]
EXAMPLE: dict[str, Any] = next(block for block in BLOCKS if "place" in block)
GIVES: dict[str, Any] = [block for block in BLOCKS if "place" in block][-1]


@pytest.fixture(autouse=True)
def edition(db: None) -> Edition:
    """The shipped model, published."""
    return make_edition()


def with_place(**place: Any) -> dict[str, Any]:
    """The example with another place."""
    return {**EXAMPLE, "place": place}


def test_the_example_of_the_docs_gives_what_they_say(tmp_path: Path) -> None:
    found = result(tmp_path, EXAMPLE)
    assert found["recommendation"]["outcome"] == GIVES["recommendation"]["outcome"]
    assert {key: found["place"][key] for key in GIVES["place"]} == GIVES["place"]
    assert [row["country"] for row in found["place"]["shortlist"]] == ["PL", "BG", "AT"]
    forms = [row["form"] for row in found["place"]["engagement"]]
    assert forms == ["managed_service", "kpo_retainer"]


def test_every_key_of_the_output_is_described(tmp_path: Path) -> None:
    described = set(re.findall(r"`(\w+)`", DOCS))
    assert set(result(tmp_path, EXAMPLE)["place"]) <= described


def test_without_a_day_the_one_of_the_content_counts(tmp_path: Path, edition: Edition) -> None:
    found = result(tmp_path, with_place(home="GB"))["place"]
    checked_on = edition.ruleset.reference.places.checked_on
    assert checked_on
    assert found["on"] == checked_on.isoformat()
    assert found["said"] == {"home": "GB"}


def test_what_is_not_said_is_listed_and_never_guessed(tmp_path: Path) -> None:
    found = result(tmp_path, {key: EXAMPLE[key] for key in ("service", "use_prefilled", "answers")})
    assert found["place"]["shortlist"] == []
    assert found["place"]["said"] == {}
    assert {"home", "languages", "barred", "sector", "region"} <= set(found["place"]["find_out"])


def test_nothing_said_at_all_has_no_place(tmp_path: Path) -> None:
    assert result(tmp_path, {})["place"] is None


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ([], "place: The place must be an object, not a list."),
        ({"home": "XX"}, "place.home: The place: 'XX' is not the code of a country"),
        ({"home": 7}, 'place.home: The place: "home" must be a text'),
        ({"zone": "../etc/passwd"}, "place.zone: The place: '../etc/passwd' is not a time zone"),
        (
            {"languages": ["English"]},
            "place.languages: The place: 'English' is not a language code",
        ),
        ({"languages": ["e" * 9_000]}, "place.languages: The place: "),
        ({"barred": {"XX": ""}}, "place.barred: The place: 'XX' is not the code of a country"),
        ({"barred": {"CN": "r" * 301}}, "place.barred: The place: the reason for 'CN'"),
        ({"facts": {"sector": "magic"}}, "place.facts: The place: sector: 'magic' is not one of"),
        ({"facts": {"colour": "red"}}, "place.facts: The place: 'colour' is not one of sector,"),
        ({"facts": {"sector": [7]}}, "place.facts: The place: sector: 7 is not one of"),
        ({"on": "tomorrow"}, 'place.on: The place: "on" must be a day such as 2026-11-22.'),
        ({"planet": "Earth"}, "place.planet: The place has the unknown key 'planet'."),
    ],
)
def test_a_mistake_is_named_with_its_path(tmp_path: Path, place: Any, line: str) -> None:
    status, out, lines = assess(tmp_path, {**EXAMPLE, "place": place})
    assert (status, out) == (2, "")
    assert len(lines) == 1
    assert lines[0].startswith(line)
