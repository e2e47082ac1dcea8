"""The nearest published decisions: distances by hand, and the shipped ones."""

from dataclasses import replace

import pytest

from engine.fit.case import Case, Given
from engine.model.load import InvalidRuleset, load
from engine.model.precedents import Coding, Precedent, Report
from engine.precedents import Difference, coded_case, nearest
from tests.engine.makers import make_criterion, make_ruleset
from tests.shipped import shipped, shipped_definition

FIVE = ("A1", "A2", "A3", "A4", "A5")
SCALE: tuple[dict[str, float], ...] = (
    {"sourcing": 2.0},
    {"sourcing": 1.0},
    {},
    {"sourcing": -1.0},
    {"sourcing": -2.0},
)


def precedent(name, *codings):
    return Precedent(
        id=name,
        title=name,
        sector="Retail",
        process="Payroll",
        kind="bpo",
        period="2001",
        description="It was so.",
        decided="It went out.",
        outcome="It stayed out.",
        expected="bpo",
        codings=tuple(Coding(answers) for answers in codings),
        sources=(Report("A paper", "example.org"),),
    )


def model(*precedents, **kwargs):
    criteria = [make_criterion(code, *SCALE, **kwargs.get(code, {})) for code in FIVE]
    return replace(make_ruleset(*criteria), precedents=precedents)


def case(weights=None, **choices):
    return Case({code: Given(number) for code, number in choices.items()}, {}, weights or {})


THREES = dict.fromkeys(FIVE, 3)


def test_the_distance_is_the_mean_way_on_the_scales_over_both_people():
    """Weights 1. Against 3 everywhere: the first person differs on A1 by 2 of 4 steps (0.5), so
    0.5 / 5 = 0.1; the second on A1 by 2 and on A2 by 1 of 4 (0.25): 0.75 / 5 = 0.15. Mean 0.125."""
    row = precedent("one", {**THREES, "A1": 1}, {**THREES, "A1": 5, "A2": 4})
    (near,) = nearest(model(row), case(**THREES), 3)
    assert near.distance == pytest.approx(0.125)
    assert near.shared == FIVE
    assert near.differences == (Difference("A1", 0.5), Difference("A2", 0.125))


def test_a_question_counts_by_its_weight_in_the_case():
    """A1 weighs 6 of 10: half the scale is 0.5 * 6 / 10 = 0.3; without weight it does not count, and
    four questions in common are too few."""
    row = precedent("one", {**THREES, "A1": 1}, {**THREES, "A1": 1})
    (near,) = nearest(model(row), case({"A1": 6.0}, **THREES), 3)
    assert near.distance == pytest.approx(0.3)
    assert nearest(model(row), case({"A1": 0.0}, **THREES), 3) == ()


def test_only_questions_that_both_answer_and_that_act_on_a_result_are_compared():
    row = precedent("one", THREES, {**THREES, "A1": 5})
    assert nearest(model(row), case(A1=1, A2=3, A3=3, A4=3), 3) == ()
    place = model(row, A1={"asked": "place"})
    assert nearest(place, case(**THREES), 3) == ()


def test_the_nearest_come_first_and_no_more_than_asked_for():
    rows = [precedent(f"p{n}", {**THREES, "A1": n}, {**THREES, "A1": n}) for n in (1, 2, 4, 5)]
    found = nearest(model(*rows), case(**{**THREES, "A1": 4}), 3)
    assert [row.precedent.id for row in found] == ["p4", "p5", "p2"]
    assert [row.distance for row in found] == pytest.approx([0.0, 0.05, 0.1])
    assert len(nearest(model(*rows), case(**THREES), 1)) == 1


SHIPPED = shipped()


def test_the_shipped_ones_are_coded_by_two_people_and_told_in_few_words():
    assert len(SHIPPED.precedents) == 21
    for row in SHIPPED.precedents:
        assert len(row.codings) == 2
        assert len(row.description.split()) <= 60
        assert row.expected not in row.defensible


def test_a_coding_as_a_case_lies_at_its_own_precedent():
    """Each reader's answers lead to the case they read; the other reader is the only distance."""
    for row in SHIPPED.precedents:
        for coding in row.codings:
            assert nearest(SHIPPED, coded_case(SHIPPED, coding), 3)
            found = nearest(SHIPPED, coded_case(SHIPPED, coding), len(SHIPPED.precedents))
            mine = next(near for near in found if near.precedent.id == row.id)
            assert mine.distance < 0.1
            assert mine.distance <= min(near.distance for near in found) + 0.1


def test_what_fired_fires_and_every_other_gate_passes():
    coding = Coding({"A1": 1}, fires=("KO8",))
    gates = dict(coded_case(SHIPPED, coding).gates)
    assert gates.pop("KO8") == "fires"
    assert set(gates.values()) == {"passes"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"answers": {"Z9": 1}}, "answers.Z9"),
        ({"answers": {"A1": 9}}, "answers.A1"),
        ({"answers": {"A1": 1}, "fires": ["KO99"]}, "fires"),
    ],
)
def test_a_coding_names_only_what_exists(change, path):
    definition = shipped_definition()
    row = {**definition["precedents"][0], "codings": [change, change]}
    with pytest.raises(InvalidRuleset) as caught:
        load({**definition, "precedents": [row]})
    assert f"precedents[0].codings[0].{path}" in {row.path for row in caught.value.problems}
