"""The money of an assessment: short form, lines, what the case answers, and two writers at once."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from decisions.costing import priced, stored_case
from decisions.evaluation import PREFETCH
from decisions.models import Activity, Answer, Assessment, CostCase
from decisions.presentation import snapshot
from decisions.services.answers import save_answer
from decisions.services.cost import CostConflict, CostSaved, save_cost
from decisions.services.versions import save_version
from engine.case import Given
from engine.cost_intake import read_cost_case
from engine.cost_lines import Range, Terms
from tests.people import COST_CASE, make_answers, make_assessment

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
    "seen": "0",
}


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def at(name: str, assessment: Assessment, *keys: str) -> str:
    return reverse(name, args=[assessment.pk, *keys])


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def c4(assessment):
    return Answer.objects.filter(assessment=assessment, criterion="C4").first()


def money_of_the_only_one():
    return snapshot(Assessment.objects.get())["cost"]


def test_without_a_case_the_page_is_the_short_form(assessment, alices):
    page = text_of(alices.get(at("cost", assessment)))
    assert "Cost in four figures" in page
    assert "Count published ranges for everything else" in page
    assert not CostCase.objects.exists()


def test_four_figures_give_range_break_even_and_chance(assessment, alices):
    answer = alices.post(at("cost_short", assessment), SHORT)
    assert answer.status_code == 302
    page = text_of(alices.get(answer["Location"]))
    for words in ("8 of 10 outcomes", "Chance to save", "Break-even", "EUR", "BPO abroad"):
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
        ("years", "-3", "Enter a number of years from 1 to 10."),
        ("years", "2.5", "Enter a number of years from 1 to 10."),
        ("years", "", "Enter a number of years from 1 to 10."),
        ("currency", "Euros", "Enter a currency as three letters"),
        ("rate", "200", "Enter a rate from -50 % to 100 %."),
        ("rate", "ten", "Enter a number, for example"),
        ("wages", "5000", "Enter a number from -50 to 1,000."),
        ("deal", "theft", "not one of the available choices"),
        ("tax", "101", "Enter a number from 0 to 100."),
        ("inflation", "-60", "Enter a number from -49 to 100."),
        ("follows", "much", "Enter a number, for example"),
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
    assert shown["options"][0]["years"][0]["amounts"][1].count(".") == 0


def prepared(assessment: Assessment, by) -> CostCase:
    saved = save_cost(
        assessment=assessment, by=by, change=lambda stored: read_cost_case(COST_CASE), seen=0
    )
    assert isinstance(saved, CostSaved)
    return CostCase.objects.get()


def dearer(price: float):
    document = {**COST_CASE, "options": [dict(COST_CASE["options"][0])]}
    lines = [dict(line) for line in document["options"][0]["lines"]]
    lines[1]["amount"] = price
    document["options"][0]["lines"] = lines
    return lambda stored: read_cost_case(document)


def test_saving_a_case_answers_c4_and_is_logged(assessment, alice):
    """Half of the draws save 334,193.90 or more, of 1,243,426 that is 26.9 %: "15 to 30% cheaper", the
    fourth choice. The likely figures alone would promise 347,127.87."""
    prepared(assessment, alice)
    answer = c4(assessment)
    assert answer is not None
    assert (answer.choice, answer.origin, answer.evidence) == (4, "cost_case", "estimate")
    fresh = Assessment.objects.get()
    assert (str(fresh.saving), fresh.currency) == ("334193.90", "EUR")
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs == {"cost_saved", "answered_by_cost"}


def test_a_dear_case_fires_the_gate_and_a_cheap_one_takes_it_back(assessment, alice):
    make_answers(assessment, {"A1": 2})
    prepared(assessment, alice)
    assert "KO13" not in fired(assessment)
    save_cost(assessment=fresh_of(assessment), by=alice, change=dearer(70_000), seen=1)
    assert c4(assessment).choice == 1
    assert "KO13" in fired(assessment)
    shown = money_of_the_only_one()
    assert not shown["gate"]["closes"]


def fresh_of(assessment: Assessment) -> Assessment:
    return Assessment.objects.prefetch_related(*PREFETCH).get(pk=assessment.pk)


def fired(assessment: Assessment) -> set[str]:
    shown = snapshot(Assessment.objects.get(pk=assessment.pk))
    return {gate["code"] for gate in shown["gates_fired"]}


def test_a_persons_answer_is_not_overwritten_without_asking(assessment, alice, alices):
    prepared(assessment, alice)
    given = Given(2, evidence="document", note="Our own study.")
    save_answer(assessment=fresh_of(assessment), by=alice, code="C4", given=given, seen_version=1)
    assert c4(assessment).origin == "person"
    save_cost(assessment=fresh_of(assessment), by=alice, change=dearer(70_000), seen=1)
    answer = c4(assessment)
    assert (answer.choice, answer.note) == (2, "Our own study.")
    page = text_of(alices.get(at("cost", assessment)))
    assert "A person answered: Within 5% of each other" in page
    assert "Let the case answer" in page
    alices.post(at("cost_answer", assessment))
    answer = c4(assessment)
    assert (answer.choice, answer.origin) == (1, "cost_case")


def test_the_answer_of_the_case_is_marked_wherever_it_stands(assessment, alice, alices):
    prepared(assessment, alice)
    for name, keys in (("question", ["C4"]), ("check", []), ("result", [])):
        assert "Answered by the cost case" in text_of(alices.get(at(name, assessment, *keys))), name


def test_money_stands_beside_the_fit_on_the_result_page(assessment, alice, alices):
    make_answers(assessment, {"A1": 5, "A2": 5, "B1": 5})
    prepared(assessment, alice)
    page = text_of(alices.get(at("result", assessment)))
    assert "Money, beside the fit" in page
    assert "A provider at home over 3 years: about EUR" in page
    assert "No amount is mixed into a score" in page


def test_a_banner_says_when_money_and_fit_point_apart(assessment, alice):
    """Answers that keep the work inside, against a case that saves 27.9 %."""
    keep = {"A1": 5, "A2": 5, "A3": 5, "E1": 2, "E2": 5, "F1": 5, "F2": 4, "D1": 1, "B3": 5}
    make_answers(assessment, keep)
    prepared(assessment, alice)
    shown = snapshot(Assessment.objects.get())
    assert shown["advice"]["option"] not in ("bpo", "kpo")
    fit = money_of_the_only_one()["fit"]
    assert fit["state"] == "differ"
    assert "saves about EUR" in fit["words"]


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
    assert CostCase.objects.get().revision == 1
    assert Activity.objects.count() == before


def test_the_later_of_two_writers_sees_both_and_loses_nothing(assessment, alice, bob):
    prepared(assessment, alice)
    late = save_cost(assessment=fresh_of(assessment), by=bob, change=dearer(45_000), seen=0)
    assert isinstance(late, CostConflict)
    assert late.mine.options[0].lines[1].amount == Range(45_000, 45_000, 45_000)
    assert CostCase.objects.get().revision == 1
    saved = save_cost(assessment=fresh_of(assessment), by=bob, change=dearer(45_000), seen=1)
    assert isinstance(saved, CostSaved)
    assert CostCase.objects.get().changed_by == bob


def test_the_page_of_a_conflict_shows_both_figures_and_keeps_the_form(assessment, alice, alices):
    prepared(assessment, alice)
    typed = SHORT | {"seen": "0", "years": "3", "deal": "bpo"}
    html = alices.post(at("cost_short", assessment), typed).content.decode()
    assert "You saved another cost case" in html
    assert "40,000 EUR per person and year" in html
    assert 'value="28 000"' in html
    again = alices.post(at("cost_short", assessment), typed | {"seen": "1"})
    assert again.status_code == 302


def test_two_assessments_read_at_the_same_time_are_both_written(assessment, alice, bob):
    """Bob reads, Alice saves, Bob saves on top of what he has not seen of the assessment."""
    stale = fresh_of(assessment)
    prepared(assessment, alice)
    saved = save_cost(assessment=stale, by=bob, change=dearer(45_000), seen=1)
    assert isinstance(saved, CostSaved)
    assert CostCase.objects.get().revision == 2


def test_the_terms_are_kept_where_the_form_leaves_them_empty(assessment, alice, alices):
    prepared(assessment, alice)
    typed = SHORT | {"inflation": "2,5", "tax": "25", "timing": "mid", "prices": "real",
                     "shape": "pert", "follows": "50", "seen": "1"}  # fmt: skip
    assert alices.post(at("cost_short", assessment), typed).status_code == 302
    terms = stored_case(CostCase.objects.get()).terms
    assert terms == Terms("EUR", 5, 0.1, "mid", "real", 0.025, 0.25, "pert", 0.5)
    alices.post(at("cost_short", assessment), SHORT | {"years": "4", "seen": "2"})
    again = stored_case(CostCase.objects.get()).terms
    assert again == replace(terms, years=4)


def test_lines_are_saved_with_note_source_and_years(assessment, alice, alices):
    prepared(assessment, alice)
    url = at("cost_side", assessment, "bpo")
    kept = {
        "provider_people-likely": "8", "price_per_person-likely": "40,000",
        "selection-low": "1", "selection-likely": "4", "selection-high": "10",
        "transition-use": "on",
    }  # fmt: skip
    data = kept | {
        "line": ["provider_people", "price_per_person", "travel", "travel-2"],
        "travel-likely": "12,000", "travel-note": "Four visits", "travel-source": "Travel desk",
        "travel-mark": "verified", "travel-first_year": "2", "travel-last_year": "3",
        "travel-2-likely": "900", "travel-2-name": "Visas", "save": "yes", "seen": "1",
    }  # fmt: skip
    answer = alices.post(url, data)
    assert answer.status_code == 302, text_of(answer)
    lines = {line.key: line for line in stored_case(CostCase.objects.get()).options[0].lines}
    travel = lines["travel"]
    assert (travel.amount, travel.note, travel.mark) == (
        Range(12_000, 12_000, 12_000),
        "Four visits",
        "verified",
    )
    assert (travel.first_year, travel.last_year) == (2, 3)
    assert lines["travel-2"].name == "Visas"
    assert lines["transition"].status == "published range"
    assert lines["transition"].note
    assert lines["governance"].status == "not estimated"
    page = text_of(alices.get(at("cost_assumptions", assessment)))
    for words in ("Four visits", "Travel desk", "Not estimated", "published range"):
        assert words.lower() in page.lower()


def test_what_is_wrong_in_a_line_is_said_at_the_line_and_everything_is_kept(
    assessment, alice, alices
):
    prepared(assessment, alice)
    data = {
        "line": ["travel", "other_once"],
        "travel-high": "abc",
        "travel-likely": "12.000",
        "travel-note": "Kept",
        "travel-last_year": "9",
        "other_once-year": "-1",
        "exit-low": "3",
        "save": "yes",
        "seen": "1",
    }
    html = alices.post(at("cost_side", assessment, "bpo"), data).content.decode()
    for words in (
        "Is this 12,000 or 12.000?",
        "Enter a number, for example",
        "The case ends after year 3.",
        "Enter a year from 0 to 10.",
        "Enter the likely figure too.",
        'value="abc"',
        "Kept",
    ):
        assert words in html
    assert CostCase.objects.get().revision == 1


def test_the_browser_gets_the_table_of_what_is_typed_and_nothing_is_saved(
    assessment, alice, alices
):
    prepared(assessment, alice)
    data = {"line": "price_per_person", "provider_people-likely": "8", "live": "yes",
            "price_per_person-likely": "30,000", "seen": "1"}  # fmt: skip
    answer = alices.post(at("cost_side", assessment, "bpo"), data, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert 'id="cost-live"' in html
    assert "<html" not in html
    assert "240,000.00" in html
    assert "not saved yet" in html
    plain = alices.post(at("cost_side", assessment, "bpo"), data | {"preview": "yes"})
    assert "<html" in plain.content.decode()
    assert CostCase.objects.get().revision == 1


def test_a_line_can_be_added_and_an_option_too(assessment, alice, alices):
    prepared(assessment, alice)
    url = at("cost_lines", assessment)
    html = alices.post(url, {"add": "yes", "kind": "other_in_house", "seen": "1"}).content.decode()
    html += alices.post(
        url, {"add": "yes", "kind": "tools", "line": "tools", "seen": "1"}
    ).content.decode()
    assert "tools-2-likely" in html
    answer = alices.post(
        at("cost_option_add", assessment), {"deal": "kpo_abroad", "name": "", "ranges": "on"}
    )
    case = stored_case(CostCase.objects.get())
    assert [row.key for row in case.options] == ["bpo", "kpo_abroad"]
    assert answer["Location"] == at("cost_side", assessment, "kpo_abroad")
    page = text_of(alices.get(at("cost", assessment)))
    assert "Enter at least one price of the provider." in page
    assert "A provider at home" in page
    alices.post(at("cost_option_remove", assessment, "kpo_abroad"))
    assert len(stored_case(CostCase.objects.get()).options) == 1


def test_unknown_sides_are_not_there(assessment, alice, alices):
    prepared(assessment, alice)
    assert alices.get(at("cost_side", assessment, "nobody")).status_code == 404
    assert alices.post(at("cost_option_remove", assessment, "nobody")).status_code == 404


def test_removing_the_case_takes_its_answer_along(assessment, alice, alices):
    prepared(assessment, alice)
    assert alices.post(at("cost_remove", assessment)).status_code == 302
    assert c4(assessment) is None
    fresh = Assessment.objects.get()
    assert (fresh.saving, fresh.currency) == (None, "")


def test_versions_keep_the_money_as_it_was(assessment, alice, alices):
    prepared(assessment, alice)
    version = save_version(assessment=assessment, by=alice)
    assert version.snapshot["cost"]["options"][0]["saving"] == "347,127.87"
    alices.post(at("cost_remove", assessment))
    page = text_of(alices.get(reverse("version", args=[version.pk])))
    assert "A provider at home" in page


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


def test_the_pages_take_few_queries(assessment, alice, alices, django_assert_max_num_queries):
    prepared(assessment, alice)
    for name, most in (
        ("cost", 10),
        ("cost_short", 5),
        ("cost_lines", 5),
        ("cost_assumptions", 10),
    ):
        alices.get(at(name, assessment))
        with django_assert_max_num_queries(most):
            alices.get(at(name, assessment))


def test_a_case_that_lacks_a_price_is_kept_and_says_what_is_missing(assessment, alice, alices):
    prepared(assessment, alice)
    alices.post(at("cost_side", assessment, "bpo"), {"save": "yes", "seen": "1"})
    row = CostCase.objects.get()
    assert priced(stored_case(row)).best is None
    assert c4(assessment).choice == 6
    page = text_of(alices.get(at("cost", assessment)))
    assert "Enter at least one price of the provider." in page
    assert Assessment.objects.get().saving is None
