"""What ranges do: drivers, draws with common luck, and the distributions behind them."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from engine.cost.evaluate import evaluate
from engine.cost.lines import (
    Range,
)
from engine.cost.uncertainty import quantiles, seed_of, stream
from tests.engine.cost_cases import PROVIDER, TERMS, amounts, compute, lines, make_case


def test_drivers_show_the_saving_at_both_ends_widest_first():
    """Governance 5 to 12 %: +-320,000 x 2.48685199 per 1 % = 7,957.93: at 5 % 347,127.87 + 15,915.85
    = 363,043.73 (exact products); at 12 % 347,127.87 - 39,789.63 = 307,338.24. Selection 1 to 10 %: 3,200 per 1 %:
    356,727.87 and 327,927.87."""
    _, option = compute(governance=(5, 7, 12), selection=(1, 4, 10))
    first, second = option.drivers
    assert (first.kind, first.at_low, first.at_high) == (
        "governance",
        Decimal("363043.73"),
        Decimal("307338.24"),
    )
    assert (second.kind, second.at_low, second.at_high) == (
        "selection",
        Decimal("356727.87"),
        Decimal("327927.87"),
    )
    assert compute()[1].drivers == ()


def test_without_ranges_every_draw_is_the_likely_case():
    _, option = compute()
    spread = option.spread
    assert spread.p10 == spread.p50 == spread.p90 == option.saving_npv
    assert (spread.chance_to_save, spread.chance_of_hurdle) == (1.0, 1.0)
    assert spread.bands[0] == amounts(-44_800, -44_800, -44_800)


def test_the_same_seed_gives_the_same_figures_and_blocks_do_not_matter():
    case = make_case(governance=(5, 7, 12))
    first = evaluate(case, seed=3, draws=3_000)
    assert evaluate(case, seed=3, draws=3_000) == first
    assert evaluate(case, seed=4, draws=3_000) != first


def test_adding_a_line_leaves_the_luck_of_the_others_alone():
    uniform = stream(3, "provider:governance", 5)
    assert list(uniform) == list(stream(3, "provider:governance", 5))
    assert list(uniform) != list(stream(3, "provider:selection", 5))
    assert seed_of("a") == seed_of("a") != seed_of("b")


def test_more_work_needs_more_people_on_either_side():
    """With the same range of people on both sides only the gap of 10,000 per person is left: 8 to 12
    people save 80,000 to 120,000 in the one year, never less."""
    own = lines(people=(8, 10, 12), pay=50_000)
    price = dict.fromkeys(PROVIDER) | {
        "provider_people": (8, 10, 12),
        "price_per_person": 40_000,
    }
    _, option = compute(own, replace(TERMS, years=1, rate=0.0), **price)
    assert 80_000 <= option.spread.p10 < option.spread.p90 <= 120_000
    assert option.spread.chance_to_save == 1.0


@pytest.mark.parametrize(
    ("shape", "mean"), [("triangular", (0 + 2 + 10) / 3), ("pert", (0 + 4 * 2 + 10) / 6)]
)
def test_draws_have_the_mean_of_their_distribution(shape, mean):
    """Triangular: (low + likely + high) / 3 = 4; PERT: (low + 4 likely + high) / 6 = 3."""
    chances = (np.arange(100_000) + 0.5) / 100_000
    drawn = quantiles(Range(0, 2, 10), shape, chances)
    assert float(drawn.mean()) == pytest.approx(mean, abs=1e-3)
    assert (np.diff(drawn) >= 0).all()
    assert quantiles(Range(0, 2, 10), shape, np.array([0.0]))[0] == pytest.approx(0)
    assert quantiles(Range(0, 2, 10), shape, np.array([1 - 1e-12]))[0] == pytest.approx(10, abs=0.5)


def test_the_median_of_a_triangle_is_exact():
    """Symmetric 0, 5, 10: median 5. 0, 0, 8: half the area at 8 (1 - sqrt(0.5)) = 2.343."""
    half = np.array([0.5])
    assert quantiles(Range(0, 5, 10), "triangular", half)[0] == pytest.approx(5)
    assert quantiles(Range(0, 0, 8), "triangular", half)[0] == pytest.approx(2.343, abs=1e-3)
    assert quantiles(Range(0, 5, 10), "pert", half)[0] == pytest.approx(5)
