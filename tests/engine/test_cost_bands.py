"""What a cost case answers: with which chances, and only where enough of it is its own."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.cost.lines import CostCase, CostOption, Line, Range, Terms
from engine.cost.priced import Priced, priced
from engine.cost.report import report_cost
from engine.cost.result import COST_CHOICES, LIMITS, bands_of, cost_choice
from engine.fit.case import Case, Given
from engine.inputs import Inputs, with_answer
from engine.inputs import digest as digest_of
from engine.model.ruleset import COST_CASE
from engine.sensitivity.draws import above_the_line, drawn_choices
from engine.sensitivity.prior import chances_of
from engine.sensitivity.switching import plausibilities
from engine.sensitivity.weight_draws import DRAWS
from report.result import answered_by_cost
from tests.engine.cost_cases import lines, make_case
from tests.engine.makers import make_criterion, make_ruleset

NEAR = 0.015
"""Three standard errors of a half at 10,000 draws."""
NOTHING = {"recruitment": 0, "tools": 0, "overhead": 0, "quality": 0}
"""Four kinds that are known to cost nothing."""


def half_and_half() -> CostCase:
    """One person at 100,000 for one year without interest, against 80,000 to 90,000, likely 85,000: a
    triangle around a saving of exactly 15 %. Half of the outcomes lie in 10 to 15 % (the third choice),
    half in 15 to 20 % (the fourth). What is known to cost nothing is said."""
    terms = Terms(currency="EUR", years=1, rate=0.0, shape="triangular")
    price = Line("price_fixed", "price_fixed", Range(80_000, 85_000, 90_000))
    known = lines(selection=0, transition=0, governance=0, travel=0, severance=0)
    own = lines(people=1, pay=100_000, **NOTHING)
    return CostCase(terms, own, (CostOption("bpo", "Provider", (price, *known)),))


def asking(*effects: dict[str, float]) -> Any:
    """One question about sourcing that a cost case answers, with five choices."""
    return make_ruleset(make_criterion("C4", *effects, answered_by=COST_CASE))


ONE = asking({"sourcing": -1.0}, {}, {}, {"sourcing": 1.0}, {"sourcing": 1.0})


def test_outcomes_half_in_one_choice_and_half_in_the_next_are_told_so() -> None:
    found = priced(half_and_half())
    assert found.bands is not None
    assert sum(found.bands) == pytest.approx(1, abs=1e-12)
    assert [round(share, 9) for share in found.bands[:2]] == [0, 0]
    assert found.bands[4] == 0
    assert found.bands[2] == pytest.approx(0.5, abs=NEAR)
    assert found.bands[3] == pytest.approx(0.5, abs=NEAR)
    assert found.choice in (3, 4)


def test_bands_have_the_limits_of_the_choice() -> None:
    """A share on a limit, and on either side of it, counts where that one saving would be answered."""
    for limit in LIMITS:
        for share in (np.nextafter(limit, -1), limit, np.nextafter(limit, 1)):
            bands = bands_of(np.array([share]))
            assert bands.index(1.0) + 1 == cost_choice(float(share))
    assert len(bands_of(np.array([0.0]))) == len(COST_CHOICES)


def test_the_draws_take_the_shares_of_the_outcomes() -> None:
    """Above nothing from the fourth choice on: in half of the draws. As an estimate it would be 0.85 or
    0.15, so this fails where the evidence is drawn."""
    inputs = answered_by_cost(ONE, Inputs(cost=half_and_half()))
    case = Case(inputs.answers, {})
    bands = priced(half_and_half()).bands
    assert bands is not None
    above = above_the_line(ONE, case, {"sourcing": 0.0})["sourcing"]
    assert float(np.mean(above)) == pytest.approx(bands[3], abs=NEAR)
    places = np.bincount(drawn_choices(ONE, case, "C4"), minlength=5) / DRAWS
    assert places == pytest.approx(bands, abs=NEAR)
    assert plausibilities(ONE, case, "C4") == dict(zip(COST_CHOICES, bands, strict=True))


def test_chances_that_are_certain_are_drawn_and_not_the_choice_beside_them() -> None:
    given = Given(1, evidence="estimate", chances=(0.0, 0.0, 0.0, 1.0, 0.0))
    case = Case({"C4": given}, {})
    assert chances_of(ONE, case, "C4").is_certain
    assert above_the_line(ONE, case, {"sourcing": 0.0})["sourcing"].all()


def test_the_inputs_have_another_fingerprint_with_other_chances() -> None:
    given = Given(4, evidence="estimate")
    digests = {
        digest_of("edition", with_answer(Inputs(), "C4", replace(given, chances=chances)))
        for chances in (None, (0.0, 0.0, 0.5, 0.5, 0.0), (0.0, 0.0, 0.4, 0.6, 0.0))
    }
    assert len(digests) == 3


@pytest.mark.parametrize(("own", "speaks"), [(0.49, False), (0.5, True), (0.51, True)])
def test_below_half_of_own_figures_a_case_answers_nothing_and_says_so(
    own: float, speaks: bool
) -> None:
    whole = priced(half_and_half())
    assert whole.result is not None
    options = tuple(replace(row, completeness=own) for row in whole.result.options)
    found = Priced(whole.case, replace(whole.result, options=options), ())
    told = report_cost(found)
    assert told is not None
    assert (found.choice is not None) == (told["choice"] is not None) == speaks
    assert (found.closes is not None) == (told["closes"] is not None) == speaks
    assert (found.bands is not None) == speaks
    assert found.silence == ("" if speaks else "weak")
    assert found.best is not None
    assert told["best"] == "bpo"


def test_the_figure_that_makes_half_lets_the_case_answer() -> None:
    """Over three years all kinds weigh 32 with the price: people, pay and price 3 each, the other 23
    one each. Selection, transition, governance and three known to cost nothing make 15, a fourth 16."""
    rest = {kind: figure for kind, figure in NOTHING.items() if kind != "quality"}
    less = make_case(own=lines(people=10, pay=50_000, **rest))
    half = make_case(own=lines(people=10, pay=50_000, **NOTHING))
    bests = [priced(case).best for case in (less, half)]
    assert [best and best.completeness for best in bests] == [15 / 32, 16 / 32]
    assert (priced(less).choice, priced(half).choice) == (None, 4)
    asked = [answered_by_cost(ONE, Inputs(cost=case)).answers for case in (less, half)]
    assert ["C4" in answers for answers in asked] == [False, True]


def test_a_silent_best_option_is_not_replaced_by_one_that_saves_less() -> None:
    """The better option has no own figure but its price: what is said of the other one would be no
    answer to what is best."""
    case = half_and_half()
    (option,) = case.options
    cheap = replace(option, key="cheap", lines=lines(price_fixed=70_000))
    both = replace(case, in_house=lines(people=1, pay=100_000), options=(option, cheap))
    found = priced(both)
    assert found.result is not None
    assert [row.completeness >= 0.5 for row in found.result.options] == [True, False]
    assert found.best is not None
    assert (found.best.key, found.choice) == ("cheap", None)
