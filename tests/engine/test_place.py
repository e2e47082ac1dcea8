"""Place, form and rules together, on the shipped content: what follows, what is open, what is asked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import Case, Given, known_choices
from engine.fit.gates import fired_gates
from engine.location.advice import (
    PlaceAnswers,
    ToFind,
    following_facts,
    look,
    open_facts,
)
from engine.location.intake import plain, read_said
from engine.location.report import report_place
from engine.model.facts import Fact
from engine.model.places import AnswerLimit
from tests.shipped import shipped

RULESET = shipped()
REFERENCE = RULESET.reference
DAY = date(2026, 11, 22)
OPEN = {"G2": 1, "G3": 1, "F1": 1, "F2": 1, "F4": 1}


def make_case(gates=None, **choices):
    answers = {code: Given(number) for code, number in choices.items()}
    return Case(answers, gates or {})


def where(said=None, ruleset=RULESET, options=("bpo",), on=DAY, gates=None, **choices):
    case = make_case(gates, **choices)
    ways = dict.fromkeys(options, known_choices(ruleset, case))
    return look(ruleset, case, fired_gates(ruleset, case), ways, said or PlaceAnswers(), on)


def keys(found):
    return [row.criterion or row.key for row in found.to_find]


def test_without_a_home_the_distance_is_known_and_no_country_is_named():
    found = where(**OPEN | {"G2": 3})
    assert found.place.farthest == "nearshore"
    assert (found.place.shortlist, found.place.second) == ((), None)
    assert ToFind(key="home") in found.to_find


def test_a_time_zone_stands_for_a_country_that_is_not_listed():
    """Athens is in no list of the edition; from there Sofia shares the whole day."""
    found = where(PlaceAnswers(zone="Europe/Athens"), **OPEN | {"G2": 3})
    hours = {row.country.code: row.hours for row in found.place.shortlist}
    assert hours["BG"] == 8
    assert ToFind(key="home") not in found.to_find


def test_a_time_zone_says_nothing_about_the_legal_area():
    """The content has no limit that lets work abroad within the own legal area alone, so one is made:
    which area that is follows from the country only."""
    limits = REFERENCE.places.limits
    near = AnswerLimit("F1", frozenset({4}), "nearshore", Fact("Ours."), same_legal_area=True)
    places = replace(REFERENCE.places, limits=(*limits, near))
    said = PlaceAnswers(zone="Europe/Athens")
    found = where(said, replace(RULESET, reference=replace(REFERENCE, places=places)), F1=4)
    assert found.place.own_area
    assert found.place.farthest == "nearshore"
    assert found.place.shortlist == ()
    assert ToFind(key="home") in found.to_find


def test_the_clocks_of_a_part_of_the_country_replace_its_own():
    """Bogota works 14 to 22 UTC. New York works 14 to 22 in winter and 13 to 21 in summer: 7 hours at
    least; Los Angeles 17 to 1 and 16 to 24: 5."""

    def hours(zone):
        said = PlaceAnswers(home="US", zone=zone, barred={"IN": "", "PH": "", "MX": ""})
        return {row.country.code: row.hours for row in where(said, **OPEN).place.shortlist}

    assert hours("America/Los_Angeles")["CO"] == 5
    assert hours("")["CO"] == 7


def test_an_answer_that_settles_a_fact_is_not_asked_again():
    choices = known_choices(RULESET, make_case(F1=3, D3=4))
    follows = following_facts(REFERENCE.regimes, choices)
    assert follows == {"data": ("personal",), "staff_affected": ("yes",)}
    assert not {"data", "staff_affected"} & set(open_facts(REFERENCE.regimes, follows))


def test_data_that_is_not_personal_needs_no_question_about_transfers():
    known = following_facts(REFERENCE.regimes, known_choices(RULESET, make_case(F1=2)))
    assert known == {"data": ("business",)}
    assert "leaves_area" not in open_facts(REFERENCE.regimes, known)
    assert "leaves_area" in open_facts(REFERENCE.regimes, {})


@pytest.mark.parametrize("number", [4, 5])
def test_very_sensitive_data_can_be_of_many_kinds_so_it_is_asked(number):
    assert "data" in open_facts(
        REFERENCE.regimes,
        following_facts(REFERENCE.regimes, known_choices(RULESET, make_case(F1=number))),
    )


def test_what_follows_from_an_answer_counts_before_what_was_said_earlier():
    found = where(PlaceAnswers(facts={"data": ("health",), "region": ("US",)}), F1=2)
    assert found.known["data"] == ("business",)
    assert "hipaa" not in {row.regime.key for row in found.regimes}


def test_an_unknown_fact_never_clears_a_regime():
    found = where(PlaceAnswers(facts={"region": ("EU",)}))
    dora = next(row for row in found.regimes if row.regime.key == "dora")
    assert (dora.applies, dora.unknown) == ("may_apply", ("sector", "ict"))
    assert {"sector", "ict"} <= set(keys(found))


def test_people_who_would_move_or_leave_settle_that_staff_is_affected():
    follows = {
        (row.key, answer.criterion): dict.fromkeys(answer.choices, answer.values)
        for row in REFERENCE.regimes.questions
        for answer in row.follows
        if row.key == "staff_affected"
    }
    assert follows == {("staff_affected", "D3"): dict.fromkeys((2, 3, 4, 5), ("yes",))}


@pytest.mark.parametrize(
    ("options", "later"),
    [
        (("in_house",), True),
        (("automate", "in_house"), True),
        (("bpo", "in_house"), False),
        (("shared_service",), False),
        ((), False),
    ],
)
def test_the_place_is_for_later_while_everything_stays_inside(options, later):
    found = where(options=options, **OPEN)
    assert found.is_later is later
    assert set(found.engagement) == set(options) - {"in_house", "automate"}


def test_a_barred_country_falls_away_and_the_gate_asks_which():
    usual = [row.country.code for row in where(PlaceAnswers(home="GB"), **OPEN).place.shortlist]
    barred = PlaceAnswers(home="GB", barred={usual[0]: "Export control"})
    assert usual[0] not in [row.country.code for row in where(barred, **OPEN).place.shortlist]
    assert "barred" in keys(where(PlaceAnswers(home="GB"), gates={"KO12": "fires"}, **OPEN))
    assert "barred" not in keys(where(PlaceAnswers(home="GB"), gates={"KO12": "passes"}, **OPEN))
    assert "barred" not in keys(where(barred, gates={"KO12": "fires"}, **OPEN))


def test_work_that_stays_in_the_country_asks_for_no_home():
    found = where(**OPEN | {"G2": 4})
    assert found.place.farthest == "onshore"
    assert not {"home", "languages", "barred"} & set(keys(found))


def test_checks_older_than_a_year_are_named():
    said = PlaceAnswers(facts={"data": ("card",)})
    assert where(said).old == frozenset()
    assert "pci_dss" in where(said, on=date(2028, 1, 1)).old


def test_without_a_day_the_one_of_the_content_counts_and_the_result_is_the_same_each_time():
    said = PlaceAnswers(home="DE", languages=("en",))
    first, again = (report_place(where(said, on=None, **OPEN)) for _ in range(2))
    assert first == again
    assert first["on"] == str(REFERENCE.places.checked_on)


SAID = st.builds(
    PlaceAnswers,
    home=st.sampled_from(["", *REFERENCE.places.countries]),
    zone=st.sampled_from(["", "Europe/Athens", "America/Los_Angeles"]),
    languages=st.lists(st.sampled_from(["en", "de", "el", "zh"]), unique=True).map(tuple),
    barred=st.dictionaries(st.sampled_from(["CN", "IN", "PL"]), st.text("abc ", max_size=5)),
    facts=st.fixed_dictionaries(
        {},
        optional={
            row.key: st.lists(st.sampled_from(list(row.choices)), min_size=1, unique=True).map(
                tuple
            )
            for row in REFERENCE.regimes.questions
        },
    ),
)


@given(SAID)
def test_what_is_said_survives_its_document(said):
    document = plain(said)
    assert read_said(REFERENCE, document) == (said, None)
    assert plain(read_said(REFERENCE, document)[0]) == document


@given(SAID, st.fixed_dictionaries({}, optional={code: st.integers(1, 5) for code in OPEN}))
def test_whatever_is_said_no_barred_or_too_far_country_is_named(said, choices):
    found = where(said, **choices)
    for row in found.place.shortlist:
        assert row.country.code not in {said.home, *said.barred}
        assert found.place.farthest in ("nearshore", "offshore")
        assert row.distance == "nearshore" or found.place.farthest == "offshore"
        assert row.same_legal_area or not found.place.own_area
    assert bool(found.place.shortlist) <= bool(said.home or said.zone)
