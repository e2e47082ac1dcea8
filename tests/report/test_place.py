"""Where and rules: only what the headline names has a form, and every number leads to its source."""

import re
from typing import Any

import pytest

from engine.location.advice import LocationAdvice, PlaceAnswers
from report.messages import read
from report.result import steps_by_way, ways_of
from report.subject import Subject
from tests.decisions.snapshots import REFERENCE_CASES, sample_case
from tests.report.results import RULESET, blocks_of, page_of, shown, subject_of

NORDIC = PlaceAnswers(
    home="DK",
    languages=("en", "da"),
    facts={"sector": ("bank",), "region": ("EU",), "data": ("personal",), "ict": ("no",)},
)
ROUTINE = {"A1": 1, "A2": 1, "A3": 2, "B1": 1, "B2": 1, "B3": 1, "B4": 1, "E1": 1, "C6": 1}
EXPERT = {"B1": 5, "B2": 5, "B4": 5}
SPLIT = {
    **sample_case(),
    "steps": [
        {"name": "Enter"},
        {"name": "Judge", "answers": EXPERT},
        {"name": "Send"},
    ],
}
"""The sample with a step of expert work among routine ones."""


def section(subject: Subject, key: str) -> dict[str, Any]:
    page = shown(page_of("place", subject))
    return next(row for row in page["sections"] if row["key"] == key)


def where(subject: Subject) -> LocationAdvice:
    found = subject.result.location
    assert found is not None
    return found


def keys(subject: Subject) -> list[str]:
    return [row.key for row in page_of("place", subject).sections]


@pytest.mark.parametrize("name", REFERENCE_CASES)
def test_only_what_the_headline_names_has_a_form(name):
    subject = subject_of(REFERENCE_CASES[name])
    advised = subject.advised
    named = [] if advised.outcome in ("open", "own") else ways_of(advised)
    wanted = [row for row in named if row not in ("in_house", "automate")]
    if not wanted:
        assert "form" not in keys(subject) or not list(blocks_of(section(subject, "form"), "terms"))
        return
    part = section(subject, "form")
    forms = [row for row in part["blocks"] if row["kind"] == "terms"]
    assert len(forms) == len(wanted)
    heads = [row["text"] for row in part["blocks"] if row["kind"] == "heading"]
    ways = [read(subject.way(option)) for option in wanted]
    assert heads == (ways if len(wanted) > 1 else [])


def test_a_split_has_a_form_for_each_way_with_its_steps_and_their_answers():
    """The step that is judged is told in its own answers, and moves no form of the routine ones."""
    subject = subject_of(SPLIT)
    assert subject.advised.outcome == "split"
    ways = steps_by_way(subject.advised)
    outside = [way for way in ways if way not in ("in_house", "automate")]
    assert outside
    heads = [row["text"] for row in section(subject, "form")["blocks"] if row["kind"] == "heading"]
    assert [re.findall(r"\d+", row) for row in heads] == [
        [str(place) for place in ways[way]] for way in outside
    ]
    engagement = where(subject).engagement
    assert set(engagement) == set(outside)
    whole = where(subject_of(sample_case())).engagement
    assert engagement["bpo"].suggestion.form == whole["bpo"].suggestion.form


@pytest.mark.parametrize("name", REFERENCE_CASES)
def test_every_number_of_a_source_leads_to_the_list_and_weak_ones_are_said_to_be_weak(name):
    case = {**REFERENCE_CASES[name], "service": "kyc-aml-checks"}
    subject = subject_of(case, NORDIC)
    page = shown(page_of("place", subject))
    listed = next(blocks_of(page["sections"][-1], "items"))["texts"]
    texts = str(page["sections"][:-1])
    numbers = {
        int(number)
        for found in re.findall(r"sources? ([\d, and]+)\)", texts)
        for number in re.findall(r"\d+", found)
    }
    assert numbers
    assert numbers <= set(range(1, len(listed) + 1))
    register = {row.title: row for row in RULESET.sources}
    for row in listed:
        source = next(register[title] for title in register if row.startswith(title))
        assert ("Weak:" in row) is (source.extent == "second hand")
    assert not re.search(r"\bS\d+\b", texts)


def test_countries_are_few_and_say_the_hours_that_are_shared():
    subject = subject_of({"answers": {**ROUTINE, "G2": 1, "G3": 1, "F1": 1}}, NORDIC)
    (table,) = [row for row in section(subject, "far")["blocks"] if row["kind"] == "table"]
    place = where(subject).place
    assert place is not None
    found = place.shortlist
    assert [row[0]["text"] for row in table["rows"]] == [row.country.name for row in found]
    assert [float(row[2]["text"]) for row in table["rows"]] == [row.hours for row in found]


def test_rules_stand_with_their_checks():
    subject = subject_of({"answers": ROUTINE}, NORDIC)
    sure = [row for row in where(subject).regimes if row.applies == "applies"]
    assert sure
    folds = [row for row in section(subject, "rules")["blocks"] if row["kind"] == "fold"]
    for row, fold in zip(sure, folds, strict=False):
        (items,) = blocks_of(fold, "items")
        assert items["texts"] == list(row.regime.checks)


def test_a_check_that_fired_stands_first_with_what_to_do():
    subject = subject_of({"answers": ROUTINE, "gates": {"KO1": "fires", "KO2": "unknown"}})
    assert keys(subject)[0] == "checks"
    (answers,) = section(subject, "checks")["blocks"]
    assert answers["rows"][0]["about"]["gate"] == "KO1"
    assert RULESET.gate["KO1"].action in answers["rows"][0]["then"]
    (unknown,) = blocks_of(section(subject, "open"), "answers")
    assert "KO2" in [row["about"]["gate"] for row in unknown["rows"]]


def test_nothing_known_is_an_empty_page_of_few_words():
    page = page_of("place", subject_of({"answers": {}}))
    assert page.empty
    assert len(shown(page)["sections"][0]["blocks"][0]["text"].split()) <= 40
