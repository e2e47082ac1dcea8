"""Two people in one cost case: what the later one did not touch stays as it was saved.

The forms are read from the pages and sent with what they hold, as a browser without scripts does.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from accounts.models import User
from decisions.costing import stored_case
from decisions.models import Assessment, CostCase
from engine.cost.intake import MOST_OPTIONS
from engine.cost.lines import CostCase as CostLines
from engine.cost.lines import Line, Range
from tests.decisions.money import at, prepared
from tests.forms_on_page import PageForm, forms_of


@pytest.fixture
def case(assessment: Assessment, alice: User) -> Assessment:
    prepared(assessment, alice)
    return assessment


def main_form(response: Any, name: str) -> PageForm:
    """The form of the page that holds this field."""
    assert response.status_code == 200
    return next(form for form in forms_of(response.content.decode()) if name in form.names)


def change(browser: Any, address: str, changes: Mapping[str, str]) -> None:
    answer = main_form(browser.get(address), next(iter(changes))).send(browser, address, changes)
    assert answer.status_code == 302, answer.context["form"].errors


def saved() -> CostLines:
    return stored_case(CostCase.objects.get())


def line(key: str, side: str = "") -> Line:
    case = saved()
    lines = next((row.lines for row in case.options if row.key == side), case.in_house)
    return next(row for row in lines if row.key == key)


SAVE = {"save": "yes"}
OWN: tuple[str, tuple[str, ...]] = ("cost_lines", ())
OPTION: tuple[str, tuple[str, ...]] = ("cost_side", ("bpo",))
SHORT: tuple[str, tuple[str, ...]] = ("cost_short", ())


@pytest.mark.parametrize(
    ("page", "bobs", "mine"),
    [
        (OWN, {"pay-note": "BOB L"}, {"people-note": "Alice"}),
        (OWN, {"pay-note": "BOB L"}, {"pay-source": "Payroll"}),
        (OWN, {"pay-likely": "61,000"}, {"tools-likely": "500"}),
        (OWN, {"tools-likely": "700", "tools-note": "New"}, {"people-likely": "11"}),
        (OPTION, {"price_per_person-note": "BOB L"}, {"travel-likely": "900"}),
        (OPTION, {"transition-use": "on"}, {"travel-likely": "900"}),
        (SHORT, {"pay_likely": "61,000"}, {"people_likely": "11"}),
        (SHORT, {"tax": "25", "timing": "mid"}, {"inflation": "2"}),
        (SHORT, {"years": "5"}, {"price_per_person_likely": "41,000"}),
    ],
)
def test_what_the_later_writer_did_not_touch_stays_as_saved(
    page, bobs, mine, case, alices, bobs_browser
):
    address = at(page[0], case, *page[1])
    first = next(iter(mine))
    opened = main_form(alices.get(address), first)
    change(bobs_browser, address, bobs | SAVE)
    shown = opened.send(alices, address, mine | SAVE)
    rows = shown.context["conflict"]
    assert rows[0].who.name == "Bob Brown"
    again = main_form(shown, first)
    for name, value in (mine | bobs).items():
        assert again.values[name] == [value], name
    assert any(not row.untouched for row in rows)
    assert again.send(alices, address, SAVE).status_code == 302
    after = main_form(alices.get(address), first)
    for name, value in (mine | bobs).items():
        assert after.values[name] == [value], name


def test_the_conflict_says_what_the_writer_did_not_touch(case, alices, bobs_browser):
    address = at("cost_lines", case)
    opened = main_form(alices.get(address), "pay-note")
    change(bobs_browser, address, {"pay-note": "BOB L"} | SAVE)
    rows = opened.send(alices, address, {"people-note": "Alice"} | SAVE).context["conflict"]
    told = {row.name.partition(",")[0]: row.untouched for row in rows}
    assert told == {"Full-time people": False, "Pay per person and year": True}


def test_both_changed_the_same_field_and_the_later_one_decides(case, alices, bobs_browser):
    address = at("cost_lines", case)
    opened = main_form(alices.get(address), "pay-note")
    change(bobs_browser, address, {"pay-note": "BOB L", "people-note": "BOB P"} | SAVE)
    shown = opened.send(alices, address, {"pay-note": "Alice"} | SAVE)
    assert line("pay").note == "BOB L"
    main_form(shown, "pay-note").send(alices, address, SAVE)
    assert (line("pay").note, line("people").note) == ("Alice", "BOB P")


def test_lines_that_the_other_added_or_removed_stay_so(case, alices, bobs_browser):
    address = at("cost_side", case, "bpo")
    form = main_form(alices.get(address), "travel-likely")
    form.values["line"].append("travel-2")
    form.send(alices, address, {"travel-likely": "5", "travel-2-likely": "900"} | SAVE)
    opened = main_form(alices.get(address), "travel-likely")
    bobs = main_form(bobs_browser.get(address), "travel-likely")
    bobs.values["line"].append("travel-3")
    bobs.send(bobs_browser, address, {"travel-2-remove": "on", "travel-3-likely": "30"} | SAVE)
    shown = opened.send(alices, address, {"travel-note": "Alice"} | SAVE)
    main_form(shown, "travel-likely").send(alices, address, SAVE)
    keys = {row.key for row in saved().options[0].lines}
    assert "travel-2" not in keys
    assert line("travel-3", "bpo").amount == Range(30, 30, 30)
    assert line("travel", "bpo").note == "Alice"


def test_what_both_make_together_is_checked_before_it_is_saved(case, alices, bobs_browser):
    """Bob's low figure stands above the likely one that Alice typed: she sees both."""
    address = at("cost_lines", case)
    opened = main_form(alices.get(address), "pay-likely")
    change(
        bobs_browser,
        address,
        {"pay-low": "50000", "pay-likely": "60000", "pay-high": "70000"} | SAVE,
    )
    before = saved()
    shown = opened.send(alices, address, {"pay-likely": "40000"} | SAVE)
    assert shown.context["conflict"]
    assert list(shown.context["form"].errors) == ["pay-likely"]
    again = main_form(shown, "pay-likely")
    assert (again.values["pay-low"], again.values["pay-likely"]) == (["50,000"], ["40000"])
    assert saved() == before


def test_two_first_cases_meet_and_the_defaults_of_the_later_form_change_nothing(
    assessment, alices, bobs_browser
):
    address = at("cost_short", assessment)
    first = {"people_likely": "10", "pay_likely": "60000", "price_per_person_likely": "40000",
             "currency": "EUR"}  # fmt: skip
    opened = main_form(alices.get(address), "people_likely")
    change(bobs_browser, address, first | {"years": "7", "rate": "9"})
    shown = opened.send(alices, address, first | {"people_likely": "12"})
    main_form(shown, "people_likely").send(alices, address, {})
    case = saved()
    assert (case.terms.years, case.terms.rate) == (7, 0.09)
    assert line("people").amount == Range(12, 12, 12)


def test_an_opened_state_that_is_not_ours_counts_as_none(case, alices, bobs_browser):
    """All that differs is then shown as changed by the writer."""
    address = at("cost_lines", case)
    opened = main_form(alices.get(address), "pay-note")
    opened.values["opened"] = ["eyJhIjoxfQ:made-up"]
    change(bobs_browser, address, {"pay-note": "BOB L"} | SAVE)
    shown = opened.send(alices, address, {"people-note": "Alice"} | SAVE)
    assert [row.untouched for row in shown.context["conflict"]] == [False, False]
    assert (line("pay").note, line("people").note) == ("BOB L", "")


@pytest.mark.parametrize(
    ("page", "remove", "mine"),
    [
        (OWN, "cost_remove", {"people-likely": "11", "pay-note": "Alice"}),
        (OPTION, "cost_remove", {"travel-likely": "900", "travel-note": "Alice"}),
        (OPTION, "cost_option_remove", {"travel-likely": "900", "travel-note": "Alice"}),
        (SHORT, "cost_remove", {"people_likely": "11"}),
    ],
)
def test_what_was_typed_about_what_was_removed_meanwhile_is_kept(
    page, remove, mine, case, alices, bobs_browser
):
    """Nothing is stored without a decision; saving once more brings it back, with what was typed."""
    address, first = at(page[0], case, *page[1]), next(iter(mine))
    opened = main_form(alices.get(address), first)
    gone = at(remove, case, *(page[1] if remove == "cost_option_remove" else ()))
    assert bobs_browser.post(gone, {"version": "2"}).status_code == 302
    before = list(CostCase.objects.values_list("case", flat=True))
    shown = opened.send(alices, address, mine | SAVE)
    assert list(CostCase.objects.values_list("case", flat=True)) == before
    who = shown.context["removed"].who
    assert (who and who.name) == ("Bob Brown" if remove == "cost_remove" else None)
    rows, parts = shown.context["conflict"], {name.partition("-")[0] for name in mine}
    assert len(rows) == len(parts)  # what was typed, a line each
    assert all(row.yours for row in rows)
    assert alices.get(at("cost", case)).status_code == 200
    again = main_form(shown, first)
    assert {name: again.values[name] for name in mine} == {name: [mine[name]] for name in mine}
    recomputed = again.send(alices, address, {"preview": "yes"}) if page != SHORT else shown
    assert main_form(recomputed, first).values[first] == [mine[first]]
    assert again.send(alices, address, SAVE).status_code == 302
    after = main_form(alices.get(address), first)
    assert {name: after.values[name] for name in mine} == {name: [mine[name]] for name in mine}
    assert [row.key for row in saved().options] == ["bpo"]


def test_an_option_that_comes_back_to_a_full_case_keeps_what_was_typed(case, alices, bobs_browser):
    address = at("cost_side", case, "bpo")
    opened = main_form(alices.get(address), "travel-note")
    bobs_browser.post(at("cost_option_remove", case, "bpo"), {"version": "2"})
    for number in range(MOST_OPTIONS):
        version = str(CostCase.objects.get().version)
        option = {"deal": "kpo_abroad", "name": f"Bob {number}", "version": version}
        bobs_browser.post(at("cost_option_add", case), option)
    before = saved()
    assert len(before.options) == MOST_OPTIONS
    shown = opened.send(alices, address, {"travel-note": "Alice"} | SAVE)
    assert shown.context["form"].errors
    again = main_form(shown, "travel-note")
    assert again.values["travel-note"] == ["Alice"]
    assert again.send(alices, address, SAVE).status_code == 200
    assert saved() == before
