"""The document of a cost case: read and written without loss, and refused with a sentence each."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.intake import MOST_OPTIONS, digest, plain, read_cost_case
from engine.cost.lines import KINDS, CostCase, CostOption, Line, Range, Terms
from engine.model.reading import InvalidInput

DOCUMENT: dict[str, Any] = {
    "terms": {"currency": "EUR", "years": 3, "rate": 0.1},
    "in_house": [{"kind": "people", "amount": 10}, {"kind": "pay", "amount": [48_000, 50_000, 60_000]}],
    "options": [
        {
            "key": "abroad",
            "name": "Abroad",
            "deal": "bpo_abroad",
            "lines": [
                {"kind": "provider_people", "amount": [8, 8, 8]},
                {"kind": "price_per_person", "amount": 40_000, "source": "Quote of May"},
                {"kind": "governance", "fallback": [4, 7, 12]},
                {"kind": "travel"},
                {"key": "tools-2", "kind": "travel", "name": "Visas", "first_year": 2, "last_year": 3},
            ],
        }
    ],
}  # fmt: skip


def test_a_document_becomes_a_case():
    case = read_cost_case(DOCUMENT)
    assert case.terms == Terms("EUR", 3, 0.1)
    assert case.in_house[0] == Line("people", "people", Range(10, 10, 10))
    assert [line.status for line in case.options[0].lines] == [
        "estimated",
        "estimated",
        "published range",
        "not estimated",
        "not estimated",
    ]
    assert case.options[0].lines[4].last_year == 3
    assert case.options[0].deal == "bpo_abroad"


def ranges():
    figure = st.floats(0, 1e12, allow_nan=False)
    return st.lists(figure, min_size=3, max_size=3).map(lambda row: Range(*sorted(row)))


def lines(side):
    kinds = [kind.key for kind in KINDS.values() if kind.owner == side]
    return st.lists(
        st.builds(
            Line,
            key=st.text("abcdef-_1", min_size=1, max_size=20),
            kind=st.sampled_from(kinds),
            amount=st.none() | ranges(),
            fallback=st.none() | ranges(),
            year=st.integers(0, 10),
            first_year=st.integers(1, 10),
            last_year=st.none() | st.integers(1, 10),
            name=st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
            ),
            note=st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
            ),
            source=st.just("S116"),
            mark=st.sampled_from(["assumption", "reported", "verified"]),
        ),
        max_size=5,
    ).map(tuple)


CASES = st.builds(
    CostCase,
    terms=st.builds(
        Terms,
        currency=st.sampled_from(["EUR", "JPY"]),
        years=st.integers(1, 10),
        rate=st.floats(-0.4, 1),
        timing=st.sampled_from(["end", "mid"]),
        prices=st.sampled_from(["nominal", "real"]),
        inflation=st.floats(-0.4, 1),
        tax=st.floats(0, 1),
        shape=st.sampled_from(["triangular", "pert"]),
        staff_follows_volume=st.floats(0, 1),
    ),
    in_house=lines("in_house"),
    options=st.lists(
        st.builds(
            CostOption,
            key=st.text("abc", min_size=1, max_size=5),
            name=st.just("A way"),
            lines=lines("provider"),
            deal=st.sampled_from(["", "bpo"]),
        ),
        max_size=2,
    ).map(tuple),
)


@given(CASES)
def test_writing_and_reading_a_case_loses_nothing(case):
    document = json.loads(json.dumps(plain(case)))
    assert read_cost_case(document, computable=False) == case
    assert plain(read_cost_case(document, computable=False)) == document


def problems_of(document, **changes):
    with pytest.raises(InvalidInput) as caught:
        read_cost_case({**document, **changes} if isinstance(document, dict) else document)
    return caught.value.problems


def with_terms(**changes):
    return {**DOCUMENT, "terms": {**DOCUMENT["terms"], **changes}}


def with_line(**changes):
    return {**DOCUMENT, "in_house": [*DOCUMENT["in_house"], changes]}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (None, ": The cost case must be an object, not null."),
        ({"in_house": []}, 'terms: The cost case lacks "terms".'),
        (DOCUMENT | {"extra": 1}, "extra: The cost case has the unknown key 'extra'."),
        (with_terms(years=-3), "terms.years: Enter a term from one month to 10 years."),
        (
            with_terms(years=2.5),
            'terms.years: The terms: "years" must be a whole number from -1000 to 1000, not 2.5.',
        ),
        (
            with_terms(rate="8%"),
            "terms.rate: The terms: \"rate\" must be a number from -1e+308 to 1e+308, not '8%'.",
        ),
        (
            with_terms(currency="Euros"),
            "terms.currency: Enter the code of a currency as three capital letters, for example EUR.",
        ),
        (
            with_line(kind="tools", amount=1e308),
            "in_house.tools.low: Enter a number from 0 to 1,000,000,000,000.",
        ),
        (
            with_line(kind="tools", amount=[1, 2]),
            'in_house[2].amount: line tools: "amount" must be a number, '
            "a list of low, likely and high, or null, not a list.",
        ),
        (
            with_line(kind="tools", amount=[3, 2, 1]),
            "in_house.tools.likely: The likely figure must lie between the low and the high one.",
        ),
        (
            with_line(kind="governance", amount=7),
            'in_house.governance: "governance" is not a kind of line of this side.',
        ),
        (with_line(kind="people", amount=1), "in_house.people: This key is used more than once."),
        (
            with_line(kind="tools", note=7),
            'in_house[2].note: line tools: "note" must be a text, not 7.',
        ),
        (
            {**DOCUMENT, "options": [{"key": "a", "lines": []}]},
            "options.a: Enter at least one price of the provider.",
        ),
    ],
)
def test_every_mistake_has_a_sentence_with_its_place(document, problem):
    assert problem in problems_of(document)


def test_a_case_that_lacks_figures_can_be_kept():
    document = {**DOCUMENT, "in_house": [], "options": [{"key": "a", "lines": []}]}
    assert read_cost_case(document, computable=False).in_house == ()


def test_the_number_of_options_has_a_limit():
    rows = [{"key": f"o{place}", "lines": []} for place in range(MOST_OPTIONS + 1)]
    assert any("up to 6 options" in row for row in problems_of(DOCUMENT, options=rows))


def test_problems_name_the_place_in_a_larger_document():
    with pytest.raises(InvalidInput) as caught:
        read_cost_case(with_terms(years=0), path="cost")
    assert caught.value.problems == ("cost.terms.years: Enter a term from one month to 10 years.",)


def test_the_digest_follows_figures_and_not_words():
    case = read_cost_case(DOCUMENT)
    noted = replace(case, in_house=(replace(case.in_house[0], note="Counted."), case.in_house[1]))
    other = replace(case, terms=replace(case.terms, years=4))
    assert digest(case) == digest(noted)
    assert digest(case) != digest(other)
    assert len(digest(case)) == 64
