"""What the snapshot says about place, form and rules: on the result page, in versions and papers."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from decisions.evaluation import said_of
from decisions.presentation import present
from decisions.presentation.place_shape import PlacePart
from decisions.services.place import save_place
from decisions.services.versions import save_version
from engine.intake import read
from engine.location.advice import PlaceAnswers
from report.result import Result
from tests.decisions.snapshots import EDITION, HEADING, shipped
from tests.people import make_answers

SUPPORT = {
    "service": "inbound-customer-support",
    "use_prefilled": True,
    "answers": {"A2": 1, "B1": 1, "B4": 1, "C4": 4, "E1": 5, "G1": 1, "G2": 3, "G3": 3},
}
INSIDE = {"answers": {"A1": 5, "A2": 5, "A3": 5, "B3": 5, "D1": 1, "G1": 1}}
NOTHING = PlaceAnswers()
SAID = PlaceAnswers(
    home="DE",
    languages=("en", "de"),
    barred={"RO": "A contract"},
    facts={"sector": ("bank",), "region": ("EU", "UK"), "ict": ("no",)},
)


def snapshot_of(
    document: dict[str, Any], said: PlaceAnswers = NOTHING, day: date | None = None
) -> Any:
    """The snapshot of a case on the shipped ruleset with what is said about the place."""
    inputs = replace(read(shipped(), document), on=day)
    if said != NOTHING:
        inputs = replace(inputs, place=said)
    return present(Result(shipped(), inputs, EDITION), HEADING)


def place_of(document: dict[str, Any], said: PlaceAnswers = NOTHING) -> PlacePart:
    found: PlacePart = snapshot_of(document, said)["place"]
    return found


def test_distance_countries_form_and_rules_come_with_their_reasons():
    place = place_of(SUPPORT, SAID)
    assert place["distance"] is not None
    assert place["distance"]["name"] == "Nearshore at most"
    reason = place["reasons"][0]
    assert (reason["code"], reason["decides"]) == ("G2", True)
    assert [(row["code"], row["hours"]) for row in place["countries"]] == [
        ("PL", "8"),
        ("BG", "7"),
        ("PT", "7"),
    ]
    assert place["countries"][2]["languages"] == "English, not German"
    assert place["barred"] == [{"name": "Romania", "reason": "A contract"}]
    assert place["second"] is not None
    assert place["second"]["country"] == "Portugal"
    form = next(row for row in place["forms"] if row["option"] == "bpo")
    assert (form["name"], form["price"]) == ("Managed service", "Price per unit")
    eba = place["regimes"][0]
    assert eba["applies"]
    assert eba["checked_on"] == "22 November 2026"
    assert eba["checks"]
    assert "not legal advice" in place["disclaimer"]
    named = {row["code"] for row in place["sources"]}
    assert {"S95", "S73"} <= named  # of the answer G3, and of the first rule
    assert all(row["title"] for row in place["sources"])


def test_no_rank_is_shown_where_none_was_read():
    place = place_of({"answers": {"G2": 1, "G3": 1, "F1": 1}}, PlaceAnswers(home="US"))
    ranks = {row["code"]: (row["rank"], row["rank_source"]) for row in place["countries"]}
    assert ranks["IN"] == ("1 of 2023", "S128")
    assert ranks["PH"] == ("9 of 2021", "S126")
    assert ranks["CO"] == ("", "")


def test_without_a_word_the_result_names_no_country_and_lists_what_to_find_out():
    place = place_of(SUPPORT)
    assert place["countries"] == []
    assert place["countries_words"].startswith("Say your home country")
    fields = {row["field"] for row in place["to_find"]}
    assert {"home", "languages", "barred", "sector", "region"} <= fields
    assert all(row["words"] for row in place["to_find"])


def test_while_the_work_stays_inside_the_place_is_a_question_for_later():
    shown = snapshot_of(INSIDE, SAID)
    assert shown["advice"]["option"] in ("in_house", "automate")
    place = shown["place"]
    assert place["later"].startswith("The advice keeps the work with you")
    assert place["forms"] == []
    assert place["summary"].startswith("The place is a question for later.")


def test_an_unknown_need_for_language_excludes_nobody_and_is_said():
    open_case = {"answers": {"G2": 1, "F1": 1}}
    words = place_of(open_case, PlaceAnswers(home="DE", languages=("el",)))["countries_words"]
    assert "is not known, so no country falls away" in words
    spoken = place_of(
        {"answers": {"G2": 1, "G3": 2, "F1": 1}}, PlaceAnswers(home="DE", languages=("el",))
    )
    assert spoken["countries"] == []
    assert spoken["countries_words"].startswith("No country of this decision model fits.")


def test_the_snapshot_is_plain_json_and_the_same_each_time():
    first, again = (snapshot_of(SUPPORT, SAID) for _ in range(2))
    assert first == again
    assert json.loads(json.dumps(first)) == first


def test_nothing_said_and_nothing_answered_has_no_place():
    assert snapshot_of({})["place"] is None


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 6, 5)])
def test_the_day_changes_no_word_but_its_own(day):
    """Clocks of Berlin, Warsaw and Lisbon change together: the hours are those of any other day."""
    place = snapshot_of(SUPPORT, SAID, day)["place"]
    assert place["at"] == day.isoformat()
    assert [row["hours"] for row in place["countries"]] == ["8", "7", "7"]


def test_the_result_page_and_a_version_show_it(alices, alice, assessment):
    make_answers(assessment, {"A1": 2, "B1": 1, "B4": 1, "C1": 4, "G1": 1, "G2": 3, "G3": 3})
    save_place(assessment=assessment, by=alice, change=lambda _: SAID, seen={})
    page = alices.get(f"/assessments/{assessment.pk}/result/place/").content.decode()
    address = f"/assessments/{assessment.pk}/place/"
    assert page.count('scope="row"') >= 3  # the countries
    assert address in page
    version = save_version(assessment=assessment, by=alice)
    assert save_version(assessment=assessment, by=alice) == version
    kept = alices.get(f"/versions/{version.pk}/place/").content.decode()
    assert kept.count('scope="row"') == page.count('scope="row"')
    assert address not in kept
    assert said_of(assessment) == SAID
    exported = alices.get(f"/assessments/{assessment.pk}/result.json").json()
    assert exported["place"]["farthest"] == "nearshore"
