"""Every field of a cost case moves its result, explains it, or is refused: nothing is stored and ignored.

The instances come from the declarations (kinds of line, fields of lines, terms and options), so a new kind
or field is tried without a word here.
"""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cost.check import problems
from engine.cost.defaults import CostContent
from engine.cost.evaluate import evaluate
from engine.cost.flows import PAY, Side, both, values_at
from engine.cost.intake import digest
from engine.cost.lines import (
    KINDS,
    MINIMUM_OF,
    OWN_WAYS,
    WORDS,
    YEAR_FIELDS,
    CostCase,
    CostOption,
    Line,
    Range,
    Terms,
    counts_from,
)
from engine.cost.priced import Priced, priced
from engine.cost.report import read_money, report_cost
from engine.model.reading import InvalidInput
from tests.engine.cost_cases import OWN, amounts, exactly, lines, make_case

YEARS = 4
HARDLY = Range(0.001, 0.002, 0.003)
RICH_TERMS = Terms("EUR", YEARS, 0.1, inflation=0.02, tax=0.2, staff_follows_volume=0.5)
OTHER_TEXT = {"currency": "JPY", "deal": "kpo"}


def another(owner: type, name: str, value: Any) -> Any:
    """Another value for a field, from its type alone: a new field needs no word here."""
    hint = get_type_hints(owner)[name]
    choices = get_args(hint) if get_origin(hint) is Literal else ()
    if choices:
        return next(choice for choice in choices if choice != value)
    if hint == Range | None:
        return Range(2.0, 3.0, 4.0)
    if hint == int | None:
        return YEARS - 1
    if hint is int:
        return value + 1
    if hint is float:
        return value / 2
    assert hint is str, f"No other value is known for a field of the kind {hint}."
    return OTHER_TEXT.get(name, "A word")


def every_kind(side: str) -> tuple[Line, ...]:
    """One line of each kind of a side, each with a range, so that each can move the others; a minimum is so
    low that it hides nothing."""
    return tuple(
        Line(
            kind.key, kind.key, HARDLY if kind.key in MINIMUM_OF.values() else Range(1.0, 2.0, 3.0)
        )
        for kind in KINDS.values()
        if kind.owner == side
    )


RICH = CostCase(
    RICH_TERMS, every_kind("in_house"), (CostOption("a", "A", every_kind("provider"), "bpo"),)
)


def with_line(kind: str, **changes: Any) -> CostCase:
    """The rich case with other fields in the line of one kind."""

    def changed(rows: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(row, **changes) if row.kind == kind else row for row in rows)

    option = replace(RICH.options[0], lines=changed(RICH.options[0].lines))
    return replace(RICH, in_house=changed(RICH.in_house), options=(option,))


def figures(case: CostCase) -> dict[str, Any]:
    """Everything that is computed, from the same luck."""
    found = report_cost(Priced(case, evaluate(case, seed=1, draws=20), ()))
    assert found is not None
    return {key: value for key, value in found.items() if key != "digest"}


FIGURES = figures(RICH)
FIELDS = [field.name for field in fields(Line) if field.name not in ("key", "kind")]


def outcome(kind: str, field: str) -> str:
    """What another value in one field of the line of one kind does."""
    value = another(Line, field, getattr(Line(kind, kind, None), field))
    without = {"amount": None} if field == "fallback" else {}
    base = figures(with_line(kind, amount=None, fallback=exactly(1.5))) if without else FIGURES
    changed = with_line(kind, **without, **{field: value})
    owner = "in_house" if KINDS[kind].owner == "in_house" else "options.a"
    if found := problems(changed):
        at_the_field = [row.path for row in found] == [f"{owner}.{kind}.{field}"]
        return "refused" if at_the_field and not found[0].is_missing else "refused elsewhere"
    return "moves" if figures(changed) != base else "ignored"


def test_what_each_field_of_a_line_does_follows_its_declaration():
    """Years where the basis has them; figures and ranges everywhere; words nowhere."""
    for kind in KINDS.values():
        dated = YEAR_FIELDS.get(kind.basis, ())
        line = Line(kind.key, kind.key, None)
        words = with_line(
            kind.key, **{field: another(Line, field, getattr(line, field)) for field in WORDS}
        )
        assert (figures(words), digest(words)) == (FIGURES, digest(RICH))
        for field in FIELDS:
            if field in WORDS:
                continue
            told = outcome(kind.key, field)
            if field in ("amount", "fallback") or field in dated:
                assert told == "moves", (kind.key, field)
            else:
                assert told == "refused", (kind.key, field)


def test_every_term_moves_the_result():
    for field in fields(Terms):
        value = another(Terms, field.name, getattr(RICH.terms, field.name))
        changed = replace(RICH, terms=replace(RICH.terms, **{field.name: value}))
        assert not problems(changed)
        assert figures(changed) != FIGURES, field.name


def test_what_each_field_of_an_option_does():
    """Its key stands in the result, its name explains, its lines are tried above. A deal says which ranges
    may stand in; whether it is a provider at all decides what the case answers."""
    told = {}
    for field in fields(CostOption):
        if field.name == "lines":
            continue
        value = another(CostOption, field.name, getattr(RICH.options[0], field.name))
        changed = replace(RICH, options=(replace(RICH.options[0], **{field.name: value}),))
        told[field.name] = not problems(changed) and figures(changed) != FIGURES
    assert told == {"key": True, "name": False, "deal": False}
    for way in OWN_WAYS:
        changed = replace(RICH, options=(replace(RICH.options[0], deal=way),))
        assert figures(changed) != FIGURES, way
        assert (figures(changed)["choice"], figures(changed)["closes"]) == (None, None)


def test_a_kind_of_deal_that_nobody_published_is_refused_with_its_place():
    """A deal says which published ranges fit; one that does not exist could only be ignored."""
    document = {
        "terms": {"currency": "EUR", "years": 2, "rate": 0.1},
        "in_house": [{"kind": "tools", "amount": 1}],
        "options": [{"key": "a", "deal": "bpoo", "lines": [{"kind": "price_fixed", "amount": 1}]}],
    }
    with pytest.raises(InvalidInput) as caught:
        read_money(document, CostContent())
    assert [row.partition(":")[0] for row in caught.value.problems] == ["cost.options.a.deal"]


def result_of(case):
    """The figures of a case that can be computed."""
    result = priced(case).result
    assert result is not None
    return result


def test_fixed_prices_in_steps_count_in_their_years():
    """Own 500,000 a year, 2 years, 10 %; the provider 400,000 in year 1 and 380,000 from year 2.

    Saving 100,000 and 120,000: 100,000 / 1.1 + 120,000 / 1.21 = 90,909.09 + 99,173.55 = 190,082.64.
    """
    steps = (
        Line("price_fixed", "price_fixed", exactly(400_000), last_year=1),
        Line("price_fixed-2", "price_fixed", exactly(380_000), first_year=2),
    )
    case = CostCase(Terms("EUR", 2, 0.1), OWN, (CostOption("a", "A", steps),))
    found = result_of(case).options[0]
    assert found.saving == amounts(0, 100_000, 120_000)
    assert found.saving_npv == Decimal("190082.64")


def test_a_stepped_price_is_the_base_of_what_counts_on_it():
    """Indexation 10 % from year 2 on 200,000 in year 1, 300,000 in years 2 and 3; exit 10 % of the
    last year. Year 2: 330,000; year 3: 300,000 x 1.21 = 363,000, exit 36,300. Selection 5 % of the
    first year: 10,000 at the start."""
    steps = (
        Line("price_fixed", "price_fixed", exactly(200_000), last_year=1),
        Line("price_fixed-2", "price_fixed", exactly(300_000), first_year=2, last_year=3),
        *lines(indexation=10, exit=10, selection=5),
    )
    case = CostCase(Terms("EUR", 3, 0.1), OWN, (CostOption("a", "A", steps),))
    totals = result_of(case).options[0].table.totals
    assert totals == amounts(10_000, 200_000, 330_000, 399_300)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (Line("severance", "severance", exactly(66_000), year=4), "severance.year"),
        (Line("severance", "severance", None, year=3), "severance.year"),
        (Line("other_once", "other_once", exactly(1), year=-1), "other_once.year"),
        (Line("travel", "travel", exactly(9), last_year=3), "travel.last_year"),
        (Line("travel", "travel", exactly(9), first_year=3), "travel.first_year"),
        (Line("price_fixed", "price_fixed", exactly(9), first_year=5), "price_fixed.first_year"),
        (Line("travel", "travel", exactly(9), first_year=2, last_year=1), "travel.last_year"),
        (Line("travel", "travel", exactly(9), first_year=0), "travel.first_year"),
        (Line("parallel", "parallel", Range(3, 12, 25)), "parallel.high"),
    ],
)
def test_cost_outside_the_term_is_refused_at_its_field(line: Line, path: str):
    """The term has two years, so 24 months: 66,000 in year 4 would be in no sum."""
    case = make_case(terms=Terms("EUR", 2, 0.1))
    option = case.options[0]
    case = replace(case, options=(replace(option, lines=(*option.lines, line)),))
    found = problems(case)
    assert [row.path for row in found] == [f"options.bpo.{path}"]
    assert not found[0].is_missing


KINDS_OF = {
    side: [kind.key for kind in KINDS.values() if kind.owner == side]
    for side in ("in_house", "provider")
}


@st.composite
def small_cases(draw: Any, *amounts: tuple[float, float, float]) -> CostCase:
    """Any combination of kinds, each of one line with one of some amounts, of money a thousand times that."""

    def drawn(kind: str) -> Line:
        size = 1_000 if KINDS[kind].unit == "money" else 1
        low, likely, high = (size * end for end in draw(st.sampled_from(amounts)))
        return Line(kind, kind, Range(low, likely, high))

    own, theirs = (
        [drawn(kind) for kind in sorted(draw(st.sets(st.sampled_from(kinds))) - {usual})]
        for kinds, usual in zip(KINDS_OF.values(), ("tools", "price_fixed"), strict=True)
    )
    terms = Terms("EUR", draw(st.integers(1, 3)), 0.1)
    option = CostOption("a", "A", (*lines(price_fixed=4_000), *theirs))
    return CostCase(terms, (*lines(tools=4_000), *own), (option,))


@settings(deadline=None, max_examples=40)
@given(small_cases((0, 0, 0), (4, 4, 4)))
def test_a_line_that_moves_nothing_is_named_and_no_figure_of_ones_own(case):
    """Of every combination of kinds, and with nothing in some: a line is named exactly when changing its
    figure changes no amount, and then the share of own figures is that of the case without it."""
    own_lines, their_lines = case.in_house, case.options[0].lines
    if problems(case):
        return
    result = evaluate(case, seed=1, draws=2)
    idle, before = result.options[0].idle, _amounts(case)
    named = {(row.owner, row.key) for row in idle if row.why != "reached"}
    enough = {(row.owner, row.key) for row in idle if row.why == "reached"}
    for owner, rows in (("in_house", own_lines), ("provider", their_lines)):
        for line in rows:
            other = tuple(replace(row, amount=exactly(9)) if row is line else row for row in rows)
            moves = _amounts(_with(case, owner, other)) != before
            if (owner, line.key) in enough:
                continue  # a minimum above or below it is paid anyway: see the test of its own
            assert moves != ((owner, line.key) in named), line.kind
            if not moves:
                left = _with(case, owner, tuple(row for row in rows if row is not line))
                if problems(left) or line.kind in PAY:
                    continue  # a price still asks for it; a contract without pay is another sort of case
                rest = evaluate(left, seed=1, draws=2)
                assert result.options[0].completeness == rest.options[0].completeness


def _with(case: CostCase, owner: str, rows: tuple[Line, ...]) -> CostCase:
    if owner == "in_house":
        return replace(case, in_house=rows)
    return replace(case, options=(replace(case.options[0], lines=rows),))


def _amounts(case: CostCase) -> tuple[Any, ...]:
    """The sums of both sides by year, without the rest of what is computed."""
    sides = (case.in_house, case.options[0].lines)
    own, theirs = (Side(rows, values_at("likely", rows), case.terms) for rows in sides)
    flows = both(own, theirs)
    return tuple(
        np.sum(list(side.values()), axis=0).tolist() for side in (flows.own, flows.provider)
    )


def test_a_published_range_behind_a_figure_draws_no_other_luck():
    assert digest(with_line("travel", fallback=exactly(7))) == digest(RICH)


def test_the_kinds_that_start_late_are_those_that_move_nothing_in_one_year():
    """Growth and the dip of year 2; nobody expects them in a case of one year, so it can be whole."""
    short = replace(RICH, terms=replace(RICH.terms, years=1))
    found = result_of(short).options[0]
    assert {row.key for row in found.idle if row.why == "term"} == {
        kind.key for kind in KINDS.values() if counts_from(kind) > 1
    }
    assert found.completeness == 1
    assert not found.not_estimated


@settings(deadline=None, max_examples=25)
@given(
    small_cases((0, 0, 0), (4, 4, 4), (2, 4, 6)),
    st.fixed_dictionaries(
        {
            "rate": st.sampled_from([0.0, 0.1]),
            "timing": st.sampled_from(["end", "mid"]),
            "prices": st.sampled_from(["nominal", "real"]),
            "inflation": st.sampled_from([0.0, 0.1]),
            "tax": st.sampled_from([0.0, 0.5]),
            "shape": st.sampled_from(["triangular", "pert"]),
            "staff_follows_volume": st.sampled_from([0.0, 1.0]),
        }
    ),
)
def test_a_term_is_named_when_the_case_is_the_same_without_it(case, terms):
    """Of every combination of kinds and terms; the rate against one of a per cent more. Two of them may by chance give
    the same figures without being idle: a rate of return of 0, and no volume at which both cost the same."""
    case = replace(case, terms=replace(case.terms, **terms))
    if problems(case):
        return
    idle, found = evaluate(case, seed=1, draws=2).idle_terms, _without_idle(case)
    for field in fields(Terms):
        if field.name in terms:
            usual = terms["rate"] + 0.01 if field.name == "rate" else field.default
            other = replace(case, terms=replace(case.terms, **{field.name: usual}))
            same = terms[field.name] != usual and _without_idle(other) == found
            assert same or field.name not in idle, field.name
            if field.name not in ("timing", "staff_follows_volume"):
                assert not same or field.name in idle, field.name


def _without_idle(case: CostCase) -> dict[str, Any]:
    """Everything that is computed but for what is said to move nothing, and what follows from that."""
    found = figures(case)
    del found["idle_terms"]
    for option in found["options"]:
        del option["idle"], option["completeness"]
    return {name: found[name] for name in ("today", "improved", "options")}


def test_what_works_on_nothing_is_told():
    """Growth of the wages of nobody, governance of a price of 0; real prices without inflation, payments in the
    middle of the year at a rate of 0 without a return, people who follow a volume without pay, PERT without a range."""
    own = lines(people=0, pay=50_000, wage_growth=3, tools=9_000)
    terms = Terms("EUR", 2, 0.0, "mid", "real", staff_follows_volume=0.5, shape="pert")
    theirs = {"price_fixed": 0, "governance": 7, "other_yearly": 5_000}
    case = CostCase(terms, own, (CostOption("a", "A", lines(**theirs)),))
    found = result_of(case)
    assert {row.key: row.why for row in found.options[0].idle} == {
        "pay": "zero",
        "wage_growth": "zero",
        "governance": "zero",
    }
    assert set(found.idle_terms) == {"timing", "prices", "shape", "staff_follows_volume"}


def test_why_a_line_moves_nothing_is_told():
    """A dip in year 2 and growth from year 2 lie after a term of one year; units without a price per
    unit are used by no other line."""
    own = (*OWN, *lines(volume=1_000, wage_growth=3))
    case = make_case(own, Terms("EUR", 1, 0.1), dip_year_2=8)
    found = {row.key: row.why for row in result_of(case).options[0].idle}
    assert found == {"volume": "alone", "wage_growth": "term", "dip_year_2": "term"}
