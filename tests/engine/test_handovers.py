"""Handovers that hardly pay: which steps could go where their neighbours go.

The tiny ruleset as in ``tests.engine.test_split``: A1 = 3 and A2 = 2 speak for a provider, B1 = 1
makes BPO lead with 100 and B1 = 2 KPO. Without B1 both score 70, so the step is open between them
(BPO comes first by its place). A1 = 1 and A2 = 1 keep it in-house.
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import UNKNOWN
from engine.handovers import Spared, spared
from engine.split import Split, Step, split
from tests.engine.makers import answers_of, case_of, make_tiny
from tests.engine.strategies import rulesets_with_cases

BPO = Step("Routine", answers_of(B1=1))
KPO = Step("Expert", answers_of(B1=2))
OPEN = Step("Open", {"B1": UNKNOWN})
OURS = Step("Ours", answers_of(A1=1, A2=1, B1=2))


def found(*steps: Step) -> tuple[Spared, ...]:
    ruleset = make_tiny()
    return spared(split(ruleset, case_of(ruleset, answers_of(A1=3, A2=2)), steps))


def test_an_open_step_between_two_that_go_the_same_way_spares_two_handovers():
    assert found(BPO, KPO, OPEN, KPO) == (Spared((2,), "kpo", 2),)


def test_an_open_step_at_the_end_spares_one():
    assert found(BPO, OURS, KPO, OPEN) == (Spared((3,), "kpo", 1),)


def test_neighbours_join_together_or_not_at_all():
    """The routine step beside the open one has no second choice, so neither of them moves."""
    assert found(KPO, OPEN, OPEN, KPO, BPO) == (Spared((1, 2), "kpo", 2),)
    assert found(KPO, OPEN, BPO, KPO) == ()


def test_clear_steps_and_steps_that_must_stay_join_nobody():
    held = Step("Decide", {"B1": UNKNOWN}, kept_inside="The law.")
    assert found(BPO, KPO, BPO) == ()
    assert found(KPO, held, KPO) == ()


def test_nothing_is_said_twice_where_one_option_would_do_for_all():
    assert found(OPEN, KPO) == ()
    assert found(OPEN, OPEN) == ()
    assert found() == ()


def changes(options: list[str]) -> int:
    return sum(one != other for one, other in pairwise(options))


@given(rulesets_with_cases(), st.integers(2, 6), st.data())
def test_joining_a_neighbour_spares_exactly_so_many_handovers(drawn, number, data):
    ruleset, case = drawn
    rows = []
    for place in range(number):
        codes = data.draw(st.lists(st.sampled_from(sorted(ruleset.criterion)), unique=True))
        own = {
            code: data.draw(
                st.sampled_from([row.number for row in ruleset.criterion[code].choices])
            )
            for code in codes
        }
        rows.append(Step(f"Step {place}", answers_of(**own)))
    parted: Split = split(ruleset, case, rows)
    options = [row.advice for row in parted.steps]
    for row in spared(parted):
        assert row.handovers in (1, 2)
        joined = [row.option if place in row.places else at for place, at in enumerate(options)]
        assert changes(joined) == changes(options) - row.handovers
        assert all(row.option in parted.steps[place].close for place in row.places)
        assert all(options[place] != row.option for place in row.places)
