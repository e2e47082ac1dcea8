"""In which form, under which rules and after which checks: only what the headline names has a form."""

import re
from typing import Any

import pytest

from engine.location.advice import PlaceAnswers
from engine.location.engagement import PROVIDERS
from engine.outcome import INSIDE
from report.checks import acted_on, asked_still
from report.document import Paragraph, as_read, texts_of
from report.messages import Message, catalogue, read, say
from report.place import place_sections
from report.result import steps_by_way, ways_of
from report.subject import Subject
from tests.decisions.snapshots import REFERENCE_CASES, sample_case
from tests.report.places import NORDIC, POOLED, ROUTINE, SUPPORT, ids, keys, section, where
from tests.report.results import RULESET, blocks_of, page_of, subject_of

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


def test_the_risks_of_a_way_are_those_of_its_steps_where_their_answers_differ():
    """Low in every step is low, whatever each answers; what differs is said to."""
    for of_second, key, level in (
        ({"B1": 2, "B4": 2}, "operational", "low"),
        ({"B3": 3, "D2": 1, "E2": 4}, "structural", "differs"),
        ({"B3": "unknown", "D2": "unknown", "E2": "unknown"}, "structural", "differs"),
    ):
        steps = [*SPLIT["steps"][:2], {"name": "Send", "answers": {"B3": 4, **of_second}}]
        whole = {**SPLIT["answers"], "B3": 1, "D2": 4, "E2": 2, "B1": 1, "B4": 1}
        subject = subject_of({**SPLIT, "answers": whole, "steps": steps})
        assert steps_by_way(subject.advised)["bpo"] == [1, 3]
        assert where(subject).engagement["bpo"].risks[key] == level


def test_rules_stand_with_their_checks():
    subject = subject_of({"answers": {**ROUTINE, "E1": 4}}, NORDIC)
    sure = [row for row in where(subject).regimes if row.applies == "applies"]
    assert sure
    folds = [row for row in section(subject, "rules")["blocks"] if row["kind"] == "fold"]
    for row, fold in zip(sure, folds, strict=False):
        (items,) = blocks_of(fold, "items")
        assert items["texts"] == list(row.regime.checks)


@pytest.mark.parametrize(
    ("sector", "late"), [("bank", 1), ("insurance", 0), ("central_government", 1), ("other", 0)]
)
def test_a_draft_is_told_apart_and_never_counted_as_applying(sector, late):
    regions = ("EU", "UK")
    facts = {"sector": (sector,), "region": regions, "ict": ("no",), "uses_ai": ("yes",)}
    subject = subject_of(SUPPORT, PlaceAnswers(facts=facts))
    found = where(subject).regimes
    sure = [row for row in found if row.applies == "applies"]
    blocks = section(subject, "rules")["blocks"]
    assert blocks[0]["text"] == read(say("rules.apply", count=len(sure)))
    coming = [row for row in found if row.applies == "not_in_force"]
    assert len(coming) == late
    titles = [row["title"] for row in blocks if row["kind"] == "fold"]
    assert (read(say("rules.coming", count=late)) in titles) is bool(late)
    brief = next(row for row in place_sections(subject, brief=True) if row.key == "rules")
    (table,) = blocks_of(as_read(brief, catalogue()), "table")
    assert [row[1]["note"] for row in table["rows"]].count(read(say("rules.later"))) == late


def test_a_check_that_fired_stands_first_with_what_to_do():
    subject = subject_of({"answers": ROUTINE, "gates": {"KO1": "fires", "KO2": "unknown"}})
    assert keys(subject)[0] == "checks"
    (answers,) = section(subject, "checks")["blocks"]
    assert answers["rows"][0]["about"]["gate"] == "KO1"
    assert RULESET.gate["KO1"].action in answers["rows"][0]["then"]
    (unknown,) = blocks_of(section(subject, "open"), "answers")
    asked = asked_still(RULESET, subject.advised)
    assert [row["about"]["gate"] for row in unknown["rows"]] == list(asked)
    assert "KO2" not in asked


def test_what_is_about_a_provider_is_not_asked_for_while_the_work_stays_inside():
    """Somebody on site, work that is about to change, and data that may not leave: Why says that nothing comes
    first, and the actions name no provider."""
    inside = {**ROUTINE, "E1": 4, "A1": 4, "A2": 5, "C5": 2, "C1": 3, "C3": 5, "G2": 5, "C4": 1}
    subject = subject_of({"answers": inside, "gates": {"KO8": "fires"}})
    assert subject.advised.outcome in INSIDE
    fired = {row.code for row in subject.advised.fired}
    assert fired >= {"KO8", "KO11"}
    assert not {"KO8", "KO11"} & {row.code for row in acted_on(subject.result)}
    said = {
        row["about"].get("gate"): row["then"]
        for row in section(subject, "checks")["blocks"][0]["rows"]
    }
    assert said["KO8"] == read(say("checks.fix_first.inside", action=RULESET.gate["KO8"].action))
    ruled = subject_of({"answers": {**ROUTINE, "F1": 5}})
    assert section(ruled, "far")["blocks"][0]["text"] == read(say("place.far.inside"))
    out = subject_of({"answers": {**ROUTINE, "E1": 4, "G2": 5}, "gates": {"KO8": "fires"}})
    assert {"KO8", "KO11"} <= {row.code for row in acted_on(out.result)}


def test_a_rule_that_fires_on_a_step_stands_in_the_way_with_that_step():
    steps = [{"name": "Enter"}, {"name": "Ours", "answers": {"A1": 5, "A2": 5, **EXPERT}}]
    gates = {row.code: "passes" for row in RULESET.asked_gates()}
    subject = subject_of({**SPLIT, "steps": steps, "gates": gates})
    assert any(row.recommendation and row.recommendation.fired for row in subject.advised.steps)
    assert not subject.advised.fired
    assert "open" not in keys(subject)
    rows = section(subject, "checks")["blocks"][0]["rows"]
    assert [(row["about"]["criterion"], row["where"]) for row in rows] == [("A1", "Step 2")]


@pytest.mark.parametrize(
    "service", ["payroll", "accounts-payable", "data-entry", "insurance-claims"]
)
@pytest.mark.parametrize(("choices", "first"), [({"D1": 1}, True), ({"D2": 1}, True), ({}, False)])
def test_a_form_waits_for_what_is_to_be_settled_first(service, choices, first):
    """And no risk that an answer points to is called low: nobody who manages the provider, here."""
    answers = {
        "A1": 1,
        "A2": 1,
        "A4": 4,
        "B1": 1,
        "B4": 1,
        "B3": 1,
        "C1": 1,
        "C4": 5,
        "D4": 4,
        "G1": 1,
    }
    safe = {"D1": 4, "D2": 4, "E1": 5, "E2": 1}
    case = {"service": service, "use_prefilled": True, "answers": {**answers, **safe, **choices}}
    subject = subject_of(case)
    assert subject.advised.outcome == "bpo"
    assert where(subject).engagement["bpo"].suggestion.form.key == "by_the_case"
    told = ids(page_of("place", subject))
    assert ("form.fixed" in told) is first
    assert ("form.risk.raised" in told) is ("D2" in choices)
    assert "form.risk.low" in told


def told_of(subject: Subject) -> tuple[set[str], set[str], int]:
    """The rules and the things to mind that are told, and how many rules are not."""
    found = where(subject)
    assert found.place is not None
    minded = {row.criterion for row in found.place.cautions}
    return {row.regime.key for row in found.regimes}, minded, found.left_out


@pytest.mark.parametrize("way", ["bpo", "in_house", "shared_service", "open"])
def test_what_supposes_a_provider_is_told_only_where_one_may_do_the_work(way: str):
    """A contract with who processes the data, and shifts of the provider; that people move holds for all."""
    cases: dict[str, dict[str, Any]] = {
        "bpo": {"answers": {**ROUTINE, "E1": 4}},
        "in_house": {"answers": {**ROUTINE, "A1": 5, "A2": 5, "C5": 1}},
        "shared_service": POOLED,
        "open": {"answers": {"A1": 3}},
    }
    case = cases[way]
    answers = {**case["answers"], "G3": 3, "F1": 3, "D3": 2}
    subject = subject_of({**case, "answers": answers}, NORDIC)
    assert subject.advised.outcome == way
    rules, minded, left_out = told_of(subject)
    is_outside = way in ("bpo", "open")
    assert ("gdpr_28" in rules) is is_outside
    assert ("G3" in minded) is is_outside
    assert {"tupe"} <= rules
    assert ("eba_2019" in rules) is (way != "in_house")
    assert (left_out > 0) is not is_outside
    (part,) = (row for row in page_of("place", subject).sections if row.key == "rules")
    texts = [block.text for block in part.blocks if isinstance(block, Paragraph)]
    said = [text.id for text in texts if isinstance(text, Message)]
    assert ("rules.left_out" in said) is not is_outside
