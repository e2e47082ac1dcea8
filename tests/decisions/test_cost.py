"""The money of an assessment: short form, quote, and two writers at once."""

import re
from dataclasses import replace
from typing import Any

import pytest

from decisions.cost.part import terms_of
from decisions.costing import stored_case
from decisions.models import Activity, Assessment, CostCase
from decisions.results import result_of
from decisions.services.cost import CostSaved, save_cost
from engine.cost.intake import read_cost_case
from engine.cost.lines import Range, Terms
from engine.cost.priced import priced
from tests.decisions.money import at, c4, dearer, fresh_of, money_of_the_only_one, prepared, text_of
from tests.people import COST_CASE, make_answers, make_assessment, make_cost_case
from writing.conflict import Conflict

SHORT = {
    "people_likely": "31",
    "pay_likely": "52,000",
    "price_per_person_low": "25.000,00",
    "price_per_person_likely": "28 000",
    "price_per_person_high": "€34,000",
    "currency": "eur",
    "years": "5",
    "rate": "10",
    "deal": "bpo_abroad",
    "ranges": "on",
    "version": "0",
}


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def test_without_a_case_the_page_is_the_short_form(assessment, alices):
    page = text_of(alices.get(at("cost", assessment)))
    assert "Cost in four figures" in page
    assert "Count published ranges for everything else" in page
    assert not CostCase.objects.exists()


@pytest.mark.parametrize(
    ("service", "deal", "years"), [("payroll", "bpo", 4), ("patent-research", "kpo", 2)]
)
def test_a_first_case_starts_with_the_usual_deal_and_its_usual_term(
    assessment, alices, service, deal, years
):
    """The shipped deals say: BPO 3 to 5 years, usually 4; KPO 1 to 3, usually 2."""
    Assessment.objects.update(service=service)
    form = alices.get(at("cost", assessment)).context["form"]
    assert (form["deal"].value(), form["years"].value()) == (deal, str(years))
    assert f"Usual term: {years - 1} to {years + 1} years." in str(form["deal"])


def test_four_figures_give_range_break_even_and_chance(assessment, alices):
    answer = alices.post(at("cost_short", assessment), SHORT)
    assert answer.status_code == 302
    page = text_of(alices.get(answer["Location"]))
    for words in ("8 of 10 outcomes", "Own figures", "Not yet yours", "EUR", "BPO abroad"):
        assert words in page
    case = stored_case(CostCase.objects.get())
    assert case.options[0].lines[1].amount == Range(25_000, 28_000, 34_000)
    assert case.terms.currency == "EUR"
    statuses = {line.kind: line.status for line in case.options[0].lines}
    assert statuses["transition"] == "published range"


def test_published_ranges_count_only_when_asked_for(assessment, alices):
    alices.post(at("cost_short", assessment), {k: v for k, v in SHORT.items() if k != "ranges"})
    case = stored_case(CostCase.objects.get())
    lines = [*case.in_house, *case.options[0].lines]
    assert all(line.fallback is None for line in lines)
    page = text_of(alices.get(at("cost", assessment)))
    assert "Nothing is counted for:" in page
    assert "Published ranges count for:" not in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("people_likely", "", "Enter the likely figure."),
        ("people_likely", "0", "Enter a number above 0."),
        ("people_likely", "ten", "Enter a number, for example 50,000 or 12.5."),
        ("people_likely", "-3", "Enter a number from 0"),
        ("pay_likely", "50.000", "Is this 50,000 or 50.000? Write 50000 or 50.0."),
        ("pay_likely", "1e308", "Enter a number, for example"),
        ("pay_likely", "9" * 14, "Enter a number from 0 to 1,000,000,000,000."),
        ("pay_low", "60,000", "The likely figure must lie between the low and the high one."),
        ("pay_likely", "50,000.123", "EUR has 2 decimals"),
        ("years", "-3", "Enter a number of years from 0 to 10."),
        ("years", "2.5", "Enter a number of years from 0 to 10."),
        ("years", "", "Enter the years of the term"),
        ("years", "0", "Enter a term from one month to 10 years."),
        ("months", "12", "Enter a number of months from 0 to 11."),
        ("currency", "Euros", "Enter the code of a currency that is in use"),
        ("currency", "ÄÖÜ", "Enter the code of a currency that is in use"),
        ("currency", "XXX", "Enter the code of a currency that is in use"),
        ("currency", "DEM", "Enter the code of a currency that is in use"),
        ("rate", "200", "Enter a rate from -50 % to 100 %."),
        ("rate", "ten", "Enter a number, for example"),
        ("wages", "5000", "Enter a number from -50 to 1,000."),
        ("deal", "theft", "not one of the available choices"),
        ("tax", "101", "Enter a number from 0 to 100."),
        ("inflation", "-60", "Enter a number from -49 to 100."),
        ("follows", "much", "Enter a number, for example"),
        ("pay_likely", "$52,000", "This is in $, but the case counts in EUR."),
        ("people_likely", "31 %", "This is no percentage"),
        ("rate", "EUR 10", "This is no amount of money"),
    ],
)
def test_bad_input_gets_a_message_at_the_field_and_keeps_what_was_typed(
    assessment, alices, field, typed, words
):
    answer = alices.post(at("cost_short", assessment), SHORT | {field: typed})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert words in html.replace("&#x27;", "'")
    if typed and field != "deal":
        assert f'value="{typed}"' in html
    assert 'value="25.000,00"' in html
    assert not CostCase.objects.exists()


def test_a_currency_without_cents_takes_none(assessment, alices):
    html = alices.post(
        at("cost_short", assessment), SHORT | {"currency": "JPY", "pay_likely": "5000000.50"}
    ).content.decode()
    assert "JPY has no cents: enter a whole number." in html
    whole = {"currency": "JPY", "pay_likely": "5,000,000", "price_per_person_low": "2500000",
             "price_per_person_likely": "2600000", "price_per_person_high": ""}  # fmt: skip
    assert alices.post(at("cost_short", assessment), SHORT | whole).status_code == 302
    shown = money_of_the_only_one()
    assert shown
    amounts = [
        text for table in shown["tables"] for row in table["rows"] for text in row["amounts"]
    ]
    assert "155,000,000" in amounts
    assert not any("." in text for text in amounts)


def test_the_same_case_twice_is_one_change(assessment, alice):
    prepared(assessment, alice)
    before = Activity.objects.count()
    again = save_cost(
        assessment=fresh_of(assessment),
        by=alice,
        change=lambda stored: read_cost_case(COST_CASE),
        seen=0,
    )
    assert isinstance(again, CostSaved)
    assert CostCase.objects.get().version == 2
    assert Activity.objects.count() == before


def test_the_later_of_two_writers_sees_both_and_loses_nothing(assessment, alice, bob):
    prepared(assessment, alice)
    late = save_cost(assessment=fresh_of(assessment), by=bob, change=dearer(45_000), seen=0)
    assert isinstance(late, Conflict)
    (found,) = late.overtaken
    assert found.saved
    assert found.yours
    assert found.saved.options[0].lines[1].amount == Range(40_000, 40_000, 40_000)
    assert found.yours.options[0].lines[1].amount == Range(45_000, 45_000, 45_000)
    assert (found.version, found.who) == (CostCase.objects.get().version, alice)
    saved = save_cost(
        assessment=fresh_of(assessment), by=bob, change=dearer(45_000), seen=found.version
    )
    assert isinstance(saved, CostSaved)
    assert CostCase.objects.get().changed_by == bob


def test_the_page_of_a_conflict_shows_both_figures_and_keeps_the_form(assessment, alice, alices):
    prepared(assessment, alice)
    typed = SHORT | {"version": "0", "years": "3", "deal": "bpo"}
    answer = alices.post(at("cost_short", assessment), typed)
    (price,) = [row for row in answer.context["conflict"] if "Price per person" in row.name]
    assert (price.saved, price.who) == ("40,000 EUR per person and year", alice)
    assert answer.context["form"]["price_per_person_likely"].value() == "28 000"
    shown = answer.context["form"]["version"].value()
    again = alices.post(at("cost_short", assessment), typed | {"version": shown})
    assert again.status_code == 302


def test_two_assessments_read_at_the_same_time_are_both_written(assessment, alice, bob):
    """Bob reads, Alice saves, Bob saves on top of what he has not seen of the assessment."""
    stale = fresh_of(assessment)
    prepared(assessment, alice)
    saved = save_cost(assessment=stale, by=bob, change=dearer(45_000), seen=2)
    assert isinstance(saved, CostSaved)
    assert CostCase.objects.get().version == 3


def test_a_term_that_is_cleared_is_asked_for_and_not_kept_without_a_word(assessment, alices):
    """Tax of 25 % that somebody clears was 25 % still, and "Saved." stood above."""
    page = at("cost_short", assessment)
    alices.post(page, SHORT | {"tax": "25", "inflation": "2", "follows": "50"})
    before = CostCase.objects.get().case
    cleared = {"version": "1", "tax": "", "inflation": "", "follows": ""}
    shown = alices.post(page, SHORT | cleared)
    assert shown.context["form"].errors.keys() == {"tax", "inflation", "follows"}
    assert CostCase.objects.get().case == before
    seen = {"version": str(CostCase.objects.get().version)}
    alices.post(page, SHORT | seen | {"tax": "0", "inflation": "0", "follows": "50"})
    assert "tax" not in CostCase.objects.get().case["terms"]


def test_the_terms_are_kept_where_a_page_does_not_send_them(assessment, alice, alices):
    prepared(assessment, alice)
    typed = SHORT | {"inflation": "2,5", "tax": "25", "timing": "mid", "prices": "real",
                     "shape": "pert", "follows": "50", "version": "2"}  # fmt: skip
    assert alices.post(at("cost_short", assessment), typed).status_code == 302
    terms = stored_case(CostCase.objects.get()).terms
    assert terms == Terms("EUR", 5, 0.1, "mid", "real", 0.025, 0.25, "pert", 0.5)
    alices.post(at("cost_short", assessment), SHORT | {"years": "4", "version": "3"})
    again = stored_case(CostCase.objects.get()).terms
    assert again == replace(terms, years=4)


def test_a_quote_is_held_against_the_rebuilt_hour(assessment, alices):
    """Pay 3.00 at 30 % of a price makes a cost of 7.00 and, at 30 % margin, a price of 10.00."""
    url = at("cost_quote", assessment)
    form = {"pay_low": "2.4", "pay_likely": "3", "pay_high": "3,6", "margin_low": "20",
            "margin_likely": "30", "margin_high": "35", "share_pay": "30",
            "share_management": "15", "share_support": "10", "share_facilities": "10",
            "share_telecom": "5"}  # fmt: skip
    for quote, words in (
        ("5", "Under cost"),
        ("6.5", "Thin"),
        ("10", "In line"),
        ("17", "Far over"),
    ):
        page = text_of(alices.get(url, form | {"quote": quote}))
        assert words in page
        assert "10.00" in page
    html = alices.get(url, form | {"quote": "ten", "pay_low": "9"}).content.decode()
    assert "Enter a number, for example" in html
    assert 'value="ten"' in html


@pytest.mark.parametrize("answers", [{}, {"A1": 4, "A2": 2, "B1": 1}, {"A1": 1, "C4": 2}])
def test_the_page_says_what_the_result_says(assessment, alice, alices, answers):
    """Its money is worked out without the rest of the result."""
    make_answers(assessment, answers)
    cases: tuple[dict[str, Any], ...] = ({}, {"in_house": []})
    for money in cases:
        CostCase.objects.all().delete()
        row = make_cost_case(assessment, **money)
        shown = alices.get(at("cost", assessment)).context["cost"]
        shown_there = result_of(fresh_of(assessment), row).priced
        assert shown_there is not None
        assert shown["missing"] == [one.sentence for one in shown_there.problems]
        assert shown["best"] == (shown_there.best.key if shown_there.best else "")
        terms = alices.get(at("cost_assumptions", assessment)).context["terms"]
        assert terms == terms_of(shown_there.case.terms)


def test_the_page_of_assumptions_names_published_sources_by_their_titles(assessment, alice, alices):
    """Published ranges are kept with the codes of their sources."""
    kept = read_cost_case(COST_CASE)
    codes = assessment.edition.ruleset.reference.cost.defaults[0].sources
    lines = (replace(kept.in_house[0], source=", ".join(codes)), *kept.in_house[1:])
    save_cost(
        assessment=assessment, by=alice, change=lambda _: replace(kept, in_house=lines), seen=0
    )
    page = alices.get(at("cost_assumptions", assessment))
    shown = page.context["assumptions"][0]["source"]
    assert codes
    for code in codes:
        assert assessment.edition.ruleset.source[code].title in shown
        assert code not in shown.replace(" · ", " ").split()


def test_the_pages_take_few_queries(assessment, alice, alices, django_assert_max_num_queries):
    prepared(assessment, alice)
    for name, most in (
        ("cost", 4),
        ("cost_short", 4),
        ("cost_lines", 5),  # the fifth counts open comments on each line
        ("cost_assumptions", 4),
    ):
        alices.get(at(name, assessment))
        with django_assert_max_num_queries(most):
            alices.get(at(name, assessment))


def test_a_case_that_lacks_a_price_is_kept_and_says_what_is_missing(assessment, alice, alices):
    prepared(assessment, alice)
    alices.post(at("cost_side", assessment, "bpo"), {"save": "yes", "version": "2"})
    row = CostCase.objects.get()
    assert priced(stored_case(row)).best is None
    assert (c4(assessment).status, c4(assessment).origin) == ("unknown", "cost_case")
    page = text_of(alices.get(at("cost", assessment)))
    assert "Enter at least one price of the provider." in page
    assert Assessment.objects.get().saving is None


def test_every_form_about_cost_sends_the_version_that_its_page_shows(assessment, alice, alices):
    """All but the spreadsheet's, which replaces nothing. No browser may fill one in by itself."""
    row = prepared(assessment, alice)
    pages = [
        ("cost", ()),
        ("cost_short", ()),
        ("cost_lines", ()),
        ("cost_side", ("bpo",)),
        ("cost_remove", ()),
    ]
    for name, keys in pages:
        html = alices.get(at(name, assessment, *keys)).content.decode()
        main = html[html.index("<main") :]
        forms = re.findall(r'<form method="post".*?</form>', main, re.S)
        assert forms, name
        for form in forms:
            assert 'autocomplete="off"' in form.partition(">")[0], name
            (field,) = re.findall(r'<input type="hidden" name="version"[^>]*>', form)
            assert f'value="{row.version}"' in field
