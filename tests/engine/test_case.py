"""What a case says, as the key under which what is worked out for it is kept."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from engine.fit.case import Asked, Case, Given, Today, known_choices
from tests.engine.makers import answers_of, make_branching, make_criterion, make_tiny

CASE = Case({"A1": Given(1), "A2": Given(2)}, {"K1": "passes"}, {"A1": 2.0, "A2": 1.0}, "payroll")
OTHERS: dict[str, list[Any]] = {
    "answers": [
        answers_of(A1=1),
        answers_of(A1=1, A2=1),
        answers_of(A1=1, A2=None),
        {"A1": Given(1), "A2": Given(2, evidence="measured")},
    ],
    "gates": [{}, {"K1": "fires"}, {"K2": "passes"}],
    "weights": [{}, {"A1": 1.0, "A2": 1.0}],
    "service": [None, "treasury"],
    "today": [Today("provider"), Today("", date(2030, 1, 1))],
}
"""Field -> other values of it."""


@pytest.mark.parametrize("name", [row.name for row in fields(Case)])
def test_another_value_of_any_field_is_another_key(name: str) -> None:
    """A field that is added without values here fails. The recommendation's own key says the same."""
    ruleset = make_tiny()
    others = [replace(CASE, **{name: value}) for value in OTHERS[name]]
    assert len({case.said for case in (CASE, *others)}) == len(others) + 1
    assert len({Asked.of(ruleset, case) for case in (CASE, *others)}) == len(others) + 1


def test_the_order_of_what_was_said_is_no_part_of_the_key() -> None:
    turned = replace(
        CASE,
        answers=dict(reversed(list(CASE.answers.items()))),
        weights=dict(reversed(list(CASE.weights.items()))),
    )
    assert turned.said == CASE.said
    assert hash(turned.said) == hash(CASE.said)


def test_known_are_the_choices_that_are_asked_for_shown_and_known() -> None:
    """A1 = 1 hides A2, and a question of the place counts like any other; a retired one does not."""
    branching = make_branching()
    criteria = (
        *branching.criteria,
        make_criterion("G2", {}, {}, asked="place"),
        make_criterion("B5", {}, {}, asked="never"),
    )
    ruleset = replace(branching, criteria=criteria)
    answers = answers_of(A1=1, A2=2, B1=None, G2=2, B5=1)
    assert known_choices(ruleset, Case(answers, {})) == {"A1": 1, "G2": 2}
