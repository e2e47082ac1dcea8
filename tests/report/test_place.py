"""Where and rules: only what the headline names has a form, and every number leads to its source."""

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from engine.location.advice import LocationAdvice, PlaceAnswers
from engine.location.engagement import PROVIDERS
from engine.outcome import INSIDE
from report.checks import acted_on, asked_still
from report.document import as_read, texts_of
from report.messages import Listed, Message, catalogue, read, say
from report.place import place_sections
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


POOLED = {
    "service": "hr-administration",
    "use_prefilled": True,
    "answers": {"A1": 3, "A2": 5, "A3": 3, "C4": 1, "C5": 3, "D1": 4, "G1": 2},
}


@pytest.mark.parametrize("name", [*REFERENCE_CASES, "pooled"])
def test_only_what_the_headline_names_has_a_form(name):
    subject = subject_of(POOLED if name == "pooled" else REFERENCE_CASES[name])
    advised = subject.advised
    named = [] if advised.outcome in ("open", "own") else ways_of(advised)
    wanted = [row for row in named if row not in ("in_house", "automate")]
    if not wanted:
        assert "form" not in keys(subject) or not list(blocks_of(section(subject, "form"), "terms"))
        return
    part = section(subject, "form")
    forms = [row for row in part["blocks"] if row["kind"] == "terms"]
    assert len(forms) == len(wanted)
    names = {row.name for row in RULESET.reference.engagement.risks}
    for fold, way in zip(
        [row for row in part["blocks"] if row["kind"] == "fold"], wanted, strict=True
    ):
        told = {row["name"] for row in next(blocks_of(fold, "terms"))["rows"]} & names
        assert told == (names if way in PROVIDERS else set())
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
    ready = {
        "A2": 2,
        "A4": 2,
        "C1": 4,
        "C2": 2,
        "C3": 5,
        "C4": 4,
        "C5": 2,
        "D1": 4,
        "D2": 4,
        "D4": 2,
    }
    bills = {"service": "accounts-receivable", "use_prefilled": True}
    expert = {"B1": 5, "B4": 4, "F4": 5}
    for unknown, told in (({}, {"differ"}), ({"B1": "unknown"}, {"open"})):
        steps = [
            {"name": "Enter", "answers": {"B1": 1, "B4": 1}},
            {"name": "Match", "answers": {"B1": 2} | unknown},
            {"name": "Negotiate", "answers": expert},
        ]
        mixed = subject_of({**bills, "answers": {**ready, "D3": 2, "E2": 3}, "steps": steps})
        assert "bpo" in steps_by_way(mixed.advised)
        texts = texts_of(section(mixed, "form"))
        found = {key for key in ("open", "differ") if read(say(f"form.{key}", count=1)) in texts}
        assert found == told


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
        assert row.endswith(read(say("source.second_hand"))) is (source.extent == "second hand")
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
    asked = asked_still(RULESET, subject.advised)
    assert [row["about"]["gate"] for row in unknown["rows"]] == asked
    assert "KO2" not in asked


def test_what_is_about_a_provider_is_not_asked_for_while_the_work_stays_inside():
    """Somebody on site, work that is about to change, and data that may not leave: Why says that nothing comes
    first, and the actions name no provider."""
    inside = {**ROUTINE, "E1": 4, "A1": 4, "A2": 5, "C5": 2, "C1": 3, "C3": 5, "G2": 5, "C4": 1}
    subject = subject_of({"answers": inside, "gates": {"KO8": "fires"}})
    assert subject.advised.outcome in INSIDE
    fired = {row.code for row in subject.advised.fired}
    assert fired >= {"KO8", "KO11"}
    assert not {"KO8", "KO11"} & set(acted_on(RULESET, subject.advised))
    said = {
        row["about"].get("gate"): row["then"]
        for row in section(subject, "checks")["blocks"][0]["rows"]
    }
    assert said["KO8"] == read(say("checks.fix_first.inside", action=RULESET.gate["KO8"].action))
    ruled = subject_of({"answers": {**ROUTINE, "F1": 5}})
    assert section(ruled, "far")["blocks"][0]["text"] == read(say("place.far.inside"))
    out = subject_of({"answers": {**ROUTINE, "E1": 4, "G2": 5}, "gates": {"KO8": "fires"}})
    assert {"KO8", "KO11"} <= set(acted_on(RULESET, out.advised))


def test_no_check_is_said_to_stand_in_the_way_of_no_step_where_one_does():
    steps = [{"name": "Enter"}, {"name": "Ours", "answers": {"A1": 5, "A2": 5, **EXPERT}}]
    gates = {row.code: "passes" for row in RULESET.asked_gates()}
    subject = subject_of({**SPLIT, "steps": steps, "gates": gates})
    assert any(row.recommendation and row.recommendation.fired for row in subject.advised.steps)
    assert not subject.advised.fired
    assert section(subject, "open")["blocks"][0]["text"] == read(say("checks.none.steps"))


def test_nothing_known_is_an_empty_page_of_few_words():
    page = page_of("place", subject_of({"answers": {}}))
    assert page.empty
    assert len(shown(page)["sections"][0]["blocks"][0]["text"].split()) <= 40


SUPPORT = {
    "service": "inbound-customer-support",
    "use_prefilled": True,
    "answers": {"A2": 1, "B1": 1, "B4": 1, "C4": 4, "E1": 5, "G1": 1, "G2": 3, "G3": 3},
}
SAID = PlaceAnswers(home="DE", languages=("en", "de"), barred={"RO": "A contract"})


def ids(part: Any) -> set[str]:
    """The messages of a part of a document."""
    match part:
        case Message():
            return {part.id}.union(*map(ids, part.values.values()))
        case Listed():
            return ids(list(part.items))
        case list() | tuple():
            return set().union(*map(ids, part))
        case _ if is_dataclass(part):
            return set().union(*(ids(getattr(part, row.name)) for row in fields(part)))
        case _:
            return set()


def test_why_these_countries_or_none_is_said():
    """A need for language that nobody knows excludes nobody; without a home country none is named."""
    greek = PlaceAnswers(home="DE", languages=("el",))
    for answers, said, wanted in (
        ({"G2": 1, "F1": 1}, greek, "place.these.open"),
        ({"G2": 1, "G3": 2, "F1": 1}, greek, "place.none.fits"),
        (SUPPORT["answers"], PlaceAnswers(), "place.none.home"),
        (SUPPORT["answers"], SAID, "place.barred.why"),
    ):
        assert wanted in ids(page_of("place", subject_of({"answers": answers}, said)))


def test_while_the_work_stays_inside_the_place_is_a_question_for_later():
    inside = {"answers": {"A1": 5, "A2": 5, "A3": 5, "B3": 5, "D1": 1, "G1": 1}}
    page = page_of("place", subject_of(inside, SAID))
    assert ids(page.lead) == {"place.later"}


def test_no_rank_is_shown_where_none_was_read():
    subject = subject_of({"answers": {"G2": 1, "G3": 1, "F1": 1}}, PlaceAnswers(home="US"))
    place = where(subject).place
    assert place is not None
    ranked = {row.country.name: row.country.gsli for row in place.shortlist}
    assert {True, False} == {bool(rank and rank.sources) for rank in ranked.values()}
    texts = texts_of(shown(page_of("place", subject)))
    for name, rank in ranked.items():
        told = [text for text in texts if text.startswith(f"{name}: rank ")]
        assert len(told) == bool(rank and rank.sources)


def test_the_brief_one_of_an_annex_leaves_out_what_is_true_anywhere_and_numbers_its_own_sources():
    subject = subject_of(SUPPORT, SAID)
    whole, brief = place_sections(subject), place_sections(subject, brief=True)
    keys = [row.key for row in brief]
    assert {row.key for row in whole} - set(keys) == {"usual", "open"}
    listed = next(blocks_of(as_read(brief[-1], catalogue()), "items"))["texts"]
    texts = str([as_read(row, catalogue()) for row in brief[:-1]])
    named = {
        int(one)
        for found in re.findall(r"sources? ([\d, and]+)\)", texts)
        for one in re.findall(r"\d+", found)
    }
    assert named == set(range(1, len(listed) + 1))
