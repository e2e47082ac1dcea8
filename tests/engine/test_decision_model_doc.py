"""docs/decision-model.md says what the shipped content holds and computes, to the printed digit."""

import pytest

from engine.recommendation import recommend
from tests.shipped import shipped
from tools.model_doc import BLOCK, PAGE, TABLES, page
from tools.model_probes import (
    SENTENCES,
    changed_by_presets,
    hand_case,
    share_of_reach,
)

RULESET = shipped()
TEXT = PAGE.read_text(encoding="utf-8")


def column(name: str, place: int) -> list[str]:
    """One column of a table as it is printed, without head and sum."""
    lines = next(found[0] for found in BLOCK.finditer(TEXT) if found[2] == name).splitlines()
    cells = [line[2:-2].split(" | ") for line in lines if line.startswith("| ")][2:]
    return [row[place] for row in cells if row[0] != "**Sum**"]


def test_the_tables_are_those_of_the_content():
    """``python -m tools.model_doc`` writes them anew."""
    assert page(TEXT, RULESET) == TEXT


def test_every_table_that_can_be_written_stands_on_the_page_once():
    assert sorted(found[2] for found in BLOCK.finditer(TEXT)) == sorted(TABLES)


@pytest.mark.parametrize(("name", "question"), [("who", "who"), ("kind", "kind")])
def test_a_pocket_calculator_gets_what_is_recommended_from_the_printed_numbers(name, question):
    """v = sum(w e) / sum(w), reach = sum(w most) / sum(w), score = 50 + 50 sum(w e) / R."""
    weights, pulls, most, least = (
        [float(cell) for cell in column(name, at)] for at in (2, 4, 5, 6)
    )
    effects = [float(cell) for cell in column(name, 3)]
    assert pulls == [w * e for w, e in zip(weights, effects, strict=True)]
    found = getattr(recommend(RULESET, hand_case(RULESET)), question)
    share = RULESET.lines.provider if question == "who" else 0.0
    furthest = max(sum(most), -sum(least))
    assert found.value == pytest.approx(sum(pulls) / sum(weights))
    assert found.reach == pytest.approx(sum(most) / sum(weights))
    assert found.score == pytest.approx(50 + 50 * sum(pulls) / furthest, abs=1e-5)
    assert found.score_line == pytest.approx(50 + 50 * share * sum(most) / furthest, abs=1e-5)
    beyond = found.value > share * found.reach
    assert beyond is (found.answer in ("provider", "kpo"))


def test_the_printed_line_multiplies_the_printed_reach():
    assert column("result", 4)[0] == f"{float(column('result', 3)[0]) * 0.125:.3f}"


@pytest.mark.parametrize(("sentence", "answers", "moves"), SENTENCES)
def test_the_line_does_what_the_sentences_of_its_argument_say(sentence, answers, moves):
    assert (share_of_reach(RULESET, answers) > RULESET.lines.provider) is moves, sentence


def test_no_preset_changes_more_than_one_headline_in_five():
    codings = sum(len(row.codings) for row in RULESET.precedents)
    for key, changed in changed_by_presets(RULESET).items():
        assert changed.codings <= codings / 5, key
        assert changed.types <= len(RULESET.services) / 5, key
