"""The lines of a cost case: saved, checked, previewed, added."""

import re

import pytest

from decisions.costing import stored_case
from decisions.models import Assessment, CostCase
from engine.cost.lines import Range
from tests.decisions.money import at, prepared, text_of
from tests.forms_on_page import forms_of
from tests.people import COST_CASE, make_assessment, make_cost_case


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


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
        "travel-mark": "verified", "travel-first_year": "2\u200b", "travel-last_year": "\u0663",
        "travel-2-likely": "900", "travel-2-name": "Visas", "save": "yes", "version": "2",
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


FINE = 100_000 / 3
"""More decimals than anybody types, as a formula of a workbook comes to."""


@pytest.mark.parametrize(
    ("page", "keys"), [("cost_short", ()), ("cost_side", ("in_house",)), ("cost_side", ("bpo",))]
)
def test_figures_of_a_file_stay_as_they_are_until_somebody_changes_them(
    assessment, alices, page, keys
):
    """Whatever else is saved on the page; money too, and rates. Another figure is checked as ever."""
    in_house = [{"kind": "people", "amount": 20 / 3}, {"kind": "pay", "amount": FINE}]
    lines = [
        {"kind": "provider_people", "amount": [1 / 3, 5, 20 / 3]},
        {"kind": "price_per_person", "amount": [FINE, FINE + 1, FINE + 2]},
    ]
    options = [{"key": "bpo", "name": "A provider", "deal": "bpo", "lines": lines}]
    terms = {"currency": "EUR", "years": 3, "rate": 1 / 12, "inflation": 1 / 30}
    row = make_cost_case(assessment, in_house=in_house, options=options, terms=terms)
    before, address = stored_case(row), at(page, assessment, *keys)
    form = next(row for row in forms_of(alices.get(address).text) if row.versions)
    answer = form.send(alices, address, {"save": "yes"})
    assert answer.status_code == 302, text_of(answer)
    row.refresh_from_db()
    after = stored_case(row)
    assert (after.in_house, after.options) == (before.in_house, before.options)
    assert after.terms.rate == pytest.approx(1 / 12, abs=1e-9)
    field = next(name for name in form.names if re.search("(pay|price_per_person).likely", name))
    form = next(row for row in forms_of(alices.get(address).text) if row.versions)
    refused = form.send(alices, address, {"save": "yes", field: "33334.333"})
    assert "EUR has 2 decimals" in text_of(refused)


def test_a_side_that_is_saved_as_it_stands_changes_nothing_and_leaves_the_way_back(
    assessment, alices
):
    """Its lines were stored in another order than the page shows them in."""
    (option,) = COST_CASE["options"]
    backwards = option | {"lines": option["lines"][::-1]}
    row = make_cost_case(assessment, options=[backwards])
    former = row.case | {"in_house": row.case["in_house"][:3]}
    CostCase.objects.update(previous=former)
    address = at("cost_side", assessment, "bpo")
    form = next(row for row in forms_of(alices.get(address).text) if row.versions)
    assert form.send(alices, address, {"save": "yes"}).status_code == 302
    now = CostCase.objects.get()
    assert (now.case, now.previous, now.version) == (row.case, former, row.version)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"mark": "verified"}, {"mark": "verified"}),
        ({"first_year": "2"}, {"first_year": 2}),
        ({"last_year": "2"}, {"last_year": 2}),
        ({"use": "on", "mark": "verified"}, {"mark": "verified"}),
    ],
)
def test_what_was_said_about_a_line_without_a_figure_is_kept(
    assessment, alice, alices, typed, kept
):
    prepared(assessment, alice)
    key = "transition" if "use" in typed else "travel"
    data = {f"{key}-{name}": value for name, value in typed.items()}
    answer = alices.post(
        at("cost_side", assessment, "bpo"),
        {
            "provider_people-likely": "8",
            "price_per_person-likely": "40,000",
            "line": ["provider_people", "price_per_person", key],
            "save": "yes",
            "version": "2",
        }
        | data,
    )
    assert answer.status_code == 302, text_of(answer)
    lines = {line.key: line for line in stored_case(CostCase.objects.get()).options[0].lines}
    assert {name: getattr(lines[key], name) for name in kept} == kept


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
        "version": "2",
    }
    html = alices.post(at("cost_side", assessment, "bpo"), data).content.decode()
    for words in (
        "Is this 12,000 or 12.000?",
        "Enter a number, for example",
        "the case ends after year 3.",
        "Enter a year up to 3 as a whole number.",
        "Enter the likely figure too.",
        'value="abc"',
        "Kept",
    ):
        assert words in html
    assert CostCase.objects.get().version == 2


def test_the_browser_gets_the_table_of_what_is_typed_and_nothing_is_saved(
    assessment, alice, alices
):
    prepared(assessment, alice)
    data = {"line": "price_per_person", "provider_people-likely": "8", "live": "yes",
            "price_per_person-likely": "30,000", "version": "2"}  # fmt: skip
    answer = alices.post(at("cost_side", assessment, "bpo"), data, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert 'id="cost-live"' in html
    assert "<html" not in html
    assert "240,000<" in html
    assert "not saved yet" in html
    plain = alices.post(at("cost_side", assessment, "bpo"), data | {"preview": "yes"})
    assert "<html" in plain.content.decode()
    assert CostCase.objects.get().version == 2


def test_a_line_can_be_added_and_an_option_too(assessment, alice, alices):
    prepared(assessment, alice)
    url = at("cost_lines", assessment)
    html = alices.post(
        url, {"add": "yes", "kind": "other_in_house", "version": "2"}
    ).content.decode()
    html += alices.post(
        url, {"add": "yes", "kind": "tools", "line": "tools", "version": "2"}
    ).content.decode()
    assert "tools-2-likely" in html
    answer = alices.post(
        at("cost_option_add", assessment),
        {"deal": "kpo_abroad", "name": "", "ranges": "on", "version": "2"},
    )
    case = stored_case(CostCase.objects.get())
    assert [row.key for row in case.options] == ["bpo", "kpo_abroad"]
    assert answer["Location"] == at("cost_side", assessment, "kpo_abroad")
    page = text_of(alices.get(at("cost", assessment)))
    assert "Enter at least one price of the provider." in page
    assert "A provider at home" in page
    alices.post(at("cost_option_remove", assessment, "kpo_abroad"), {"version": "3"})
    assert len(stored_case(CostCase.objects.get()).options) == 1


def test_an_option_whose_form_is_sent_twice_is_added_once(assessment, alice, alices):
    prepared(assessment, alice)
    seen = alices.get(at("cost_lines", assessment)).context["option_form"]["version"].value()
    typed = {"deal": "kpo_abroad", "name": "Acme", "version": str(seen)}
    alices.post(at("cost_option_add", assessment), typed)
    again = alices.post(at("cost_option_add", assessment), typed)
    assert again.context["conflict"]
    assert again.context["option_form"]["name"].value() == "Acme"
    keys = [row.key for row in stored_case(CostCase.objects.get()).options]
    assert keys == ["bpo", "kpo_abroad"]


def test_an_option_that_lacks_a_deal_keeps_its_name(assessment, alice, alices):
    prepared(assessment, alice)
    answer = alices.post(at("cost_option_add", assessment), {"name": "Acme", "version": "2"})
    form = answer.context["option_form"]
    assert set(form.errors) == {"deal"}
    assert form["name"].value() == "Acme"


def test_lines_of_what_was_removed_meanwhile_are_not_saved(assessment, alice, alices):
    prepared(assessment, alice)
    typed = {"line": "travel", "travel-likely": "9", "save": "yes", "version": "2"}
    alices.post(at("cost_option_remove", assessment, "bpo"), {"version": "2"})
    answer = alices.post(at("cost_side", assessment, "bpo"), typed, follow=True)
    assert "removed meanwhile" in text_of(answer)
    assert not stored_case(CostCase.objects.get()).options
    alices.post(at("cost_remove", assessment), {"version": "3"})
    option = {"deal": "kpo_abroad", "name": "Acme", "version": "3"}
    for address, sent in (("cost_lines", typed), ("cost_option_add", option)):
        answer = alices.post(at(address, assessment), sent, follow=True)
        assert "removed meanwhile" in text_of(answer)
    assert not CostCase.objects.exists()


def test_unknown_sides_are_not_there(assessment, alice, alices):
    prepared(assessment, alice)
    assert alices.get(at("cost_side", assessment, "nobody")).status_code == 404
    assert alices.post(at("cost_option_remove", assessment, "nobody")).status_code == 404
