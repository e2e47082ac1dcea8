"""Where the work could be done: limits, hours, shortlist and second site, on the shipped content."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.location.countries import PlaceCase, advise_place, overlap_hours
from engine.model.facts import Fact
from engine.model.places import DISTANCES, AnswerLimit, GateLimit, Places
from tests.shipped import shipped

RULESET = shipped()
PLACES, SERVICES = RULESET.reference.places, RULESET.services
WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)
OPEN = {"G2": 1, "G3": 1, "F1": 1, "F2": 1, "F4": 1}


def make_case(home="GB", gates=None, languages=("en",), barred=None, **choices):
    return PlaceCase({**OPEN, **choices}, gates or {}, home, languages, WINTER, barred or {})


def advise(**kwargs):
    return advise_place(PLACES, make_case(**kwargs))


def codes(advice):
    return [candidate.country.code for candidate in advice.shortlist]


def test_content_without_countries_gives_no_homes():
    with pytest.raises(KeyError):
        advise_place(Places(), make_case())


def test_ranks_are_those_of_the_years_they_name():
    ranks = {code: row.gsli for code, row in PLACES.countries.items() if row.gsli}
    assert (ranks["IN"].rank, ranks["IN"].year) == (1, 2023)
    assert (ranks["SG"].rank, ranks["SG"].year) == (14, 2023)
    assert (ranks["PH"].rank, ranks["PH"].year) == (9, 2021)
    assert "PL" not in ranks


@pytest.mark.parametrize(
    ("home", "away", "on", "hours"),
    [
        ("Europe/London", "Europe/Warsaw", WINTER, 7),
        ("Europe/London", "Asia/Kolkata", WINTER, 2.5),
        ("Europe/London", "Asia/Kolkata", SUMMER, 3.5),
        ("Europe/London", "Asia/Manila", WINTER, 0),
        ("America/New_York", "America/Bogota", WINTER, 8),
        ("America/New_York", "America/Bogota", SUMMER, 7),
        ("Australia/Sydney", "Asia/Manila", SUMMER, 6),
        ("Pacific/Auckland", "America/Los_Angeles", WINTER, 5),
    ],
)
def test_common_hours_follow_the_clocks_of_both_places(home, away, on, hours):
    """9 to 17 o'clock. London in winter is UTC: Warsaw works 8 to 16 UTC, 7 hours; Kolkata (+5:30)
    3:30 to 11:30, 2.5 hours, in summer London starts at 8 UTC: 3.5. Manila (+8) ends at 9 UTC.
    New York in winter is UTC-5 like Bogota, in summer UTC-4. Sydney +10 in July: 23 to 7 UTC; Manila 1
    to 9. Auckland +13 in January: 20 to 4 UTC; Los Angeles -8, the day before: 17 to 1 UTC: 5."""
    assert overlap_hours(home, away, on) == hours


def test_work_that_nothing_holds_may_go_anywhere():
    """From Britain the usual pairs come first, by common hours: Lisbon 8, Warsaw 7. All usual ones are
    near, so the third place belongs to the best far one: India, rank 1 of the index."""
    advice = advise()
    assert (advice.farthest, advice.reasons, advice.open_codes) == ("offshore", (), ())
    assert codes(advice) == ["PT", "PL", "IN"]


@pytest.mark.parametrize(
    ("choices", "farthest"),
    [
        ({"G2": 3}, "nearshore"),
        ({"G2": 4}, "onshore"),
        ({"G2": 5}, "on_site"),
        ({"F1": 5}, "onshore"),
        ({"F4": 5}, "onshore"),
        ({"F4": 5, "G2": 5}, "on_site"),
    ],
)
def test_the_strictest_answer_decides(choices, farthest):
    advice = advise(**choices)
    assert advice.farthest == farthest
    assert advice.reasons[0].farthest == farthest
    assert {limit.code for limit in advice.reasons} == set(choices)


def test_a_gate_that_is_asked_may_limit_the_place_by_what_it_does():
    """One effect of the gate limits the place, another one only warns."""
    limit = GateLimit("KO1", "rules_out_providers", "onshore", Fact("Here."))
    places = replace(PLACES, gates=(limit,))
    for effect, farthest in (("rules_out_providers", "onshore"), ("warns", "offshore")):
        assert advise_place(places, make_case(gates={"KO1": effect})).farthest == farthest


def test_no_fact_limits_the_place_twice():
    """A gate that is never asked fires on answers, and these have limits of their own."""
    assert {row.gate for row in PLACES.gates} <= {row.code for row in RULESET.asked_gates()}


def test_a_barred_country_falls_away_and_is_named():
    before = codes(advise())
    advice = advise(barred={before[0]: "a customer contract names it"})
    assert before[0] not in codes(advice)
    assert advice.barred == {before[0]: "a customer contract names it"}


@pytest.mark.parametrize(
    ("criterion", "choice"), [("F1", 4), ("F2", 5), ("F4", 4), ("G3", 3), ("G3", 4), ("G3", 5)]
)
def test_what_asks_for_care_warns_and_excludes_no_country(criterion, choice):
    """A transfer needs a mechanism, a licence holder decides one step, shifts give common hours, and an
    accent is that of the people served, who need not be ours: none of them is a distance from us. They
    order countries at most: with all others barred, the farthest one is still named."""
    careful = advise(**{criterion: choice})
    assert careful.farthest == "offshore"
    assert criterion in {row.criterion for row in careful.cautions}
    assert criterion not in {limit.code for limit in careful.reasons}
    others = dict.fromkeys(PLACES.countries, "")
    del others["GB"], others["IN"]
    assert codes(advise(barred=others, **{criterion: choice})) == ["IN"]


def within_the_area(home):
    """The advice under a limit to the own legal area, near places only; the content has none."""
    limit = AnswerLimit("F1", frozenset({4}), "nearshore", Fact("Ours."), same_legal_area=True)
    return advise_place(replace(PLACES, limits=(*PLACES.limits, limit)), make_case(home, F1=4))


def test_a_limit_to_the_own_legal_area_leaves_its_countries_only():
    advice = within_the_area("DE")
    assert codes(advice)
    assert all(row.same_legal_area for row in advice.shortlist)
    assert advice.farthest == "nearshore"


def test_work_stays_at_home_where_the_legal_area_is_one_country():
    alone = within_the_area("US")
    assert (alone.farthest, alone.shortlist) == ("onshore", ())


def test_nearshore_needs_four_common_hours_all_year():
    for row in advise(home="US", G2=3).shortlist:
        assert row.hours >= 4
        assert row.distance == "nearshore"
    assert {"MX", "CO", "CR", "DO"} >= set(codes(advise(home="US", G2=3)))


@pytest.mark.parametrize(
    ("home", "countries"), [("DE", ["PL", "BG", "IN"]), ("US", ["IN", "PH", "CO"])]
)
def test_the_best_nearshore_and_the_best_offshore_country_are_listed(home, countries):
    """The usual places of Germany in the content are all near; the best far one is India, rank 1 of the
    index. Of the usual places of the United States, India and the Philippines lead and are far; the
    best near one is Colombia. Work with meetings in the own hours (G2 = 3) leaves only near ones."""
    advice = advise(home=home)
    assert {row.distance for row in advice.shortlist} == {"nearshore", "offshore"}
    assert codes(advice) == countries
    assert {row.distance for row in advise(home=home, G2=3).shortlist} == {"nearshore"}


def test_a_spoken_language_is_a_must_and_a_written_one_only_a_preference():
    """French is spoken near France in Morocco and Tunisia, and far from it in Canada."""
    assert codes(advise(home="FR", languages=("fr",), G3=2)) == ["MA", "TN", "CA"]
    assert codes(advise(home="ES", languages=("eu",), G3=4)) == []
    assert codes(advise(home="ES", languages=("eu",))) != []


NEEDS = {
    "sensitive data": {"F1": 4},
    "complaints": {"F4": 4},
    "native language": {"G3": 4},
    "common hours": {"G3": 3},
    "less than one person": {"C1": 1},
    "nothing": {},
}


@pytest.mark.parametrize("home", ["FR", "DE", "GB", "US", "AT", "JP"])
@pytest.mark.parametrize("languages", [(), ("en",), ("de",), ("fr", "de"), ("en", "es")])
@pytest.mark.parametrize("need", NEEDS)
def test_what_the_answers_need_comes_before_usual_pairs(home, languages, need):
    """No country is named while one that has more of the languages, shares the legal area of sensitive
    data or is near, as the answers ask, is left out."""
    choices = {"G3": 2, **NEEDS[need]}
    found = advise(home=home, languages=languages, **choices).shortlist
    names = {row.country.code for row in found}

    def lacks(row):
        near = need not in ("nothing", "sensitive data") and row.distance != "nearshore"
        area = need == "sensitive data" and not row.same_legal_area
        return (-len(row.languages), area or near)

    assert [lacks(row) for row in found] == sorted(lacks(row) for row in found)
    worst = max((lacks(row) for row in found), default=None)
    left = advise(home=home, languages=languages, barred=dict.fromkeys(names, ""), **choices)
    assert all(lacks(row) >= worst for row in left.shortlist)


@pytest.mark.parametrize(
    ("home", "languages", "choices", "expected"),
    [
        ("FR", ("fr", "de"), {"F1": 4, "F4": 4, "G3": 4}, ["BE", "RO", "CH"]),
        ("FR", ("fr",), {"F1": 4, "G3": 2}, ["BE", "PT", "RO"]),
        ("AT", (), {"C1": 1}, ["PL", "BG", "PT"]),
        ("US", ("en",), {"F4": 4, "G3": 3}, ["CO", "DO", "CR"]),
        ("GB", ("en",), {"F1": 4, "G3": 2}, ["PT", "PL", "IN"]),
    ],
)
def test_countries_are_those_that_the_answers_put_first(home, languages, choices, expected):
    """No other country shares the legal area of Britain, so sensitive data puts none before others."""
    assert codes(advise(home=home, languages=languages, **choices)) == expected


def test_no_country_is_listed_when_the_work_stays_here():
    assert advise(G2=4).shortlist == ()


def test_an_unknown_answer_is_named_when_it_could_bring_the_work_nearer():
    assert advise(G2=None, F4=None).open_codes == ("G2", "F4")
    assert advise(G2=5, F4=None).open_codes == ()
    assert "F4" in advise(G2=3, F4=None).open_codes


def test_harm_within_hours_calls_for_a_second_site_in_another_region():
    advice = advise(F3=4)
    assert advice.second is not None
    assert advice.second.country.region != advice.shortlist[0].country.region
    assert [row.criterion for row in advice.second_reasons] == ["F3"]
    assert advise().second is None
    assert advise(G2=4, F3=4).second is None


def test_cautions_name_what_to_mind():
    assert [row.criterion for row in advise(F1=3, F2=4, C1=1).cautions] == ["F1", "F2", "C1"]


@given(
    st.fixed_dictionaries({code: st.none() | st.integers(1, 5) for code in OPEN}),
    st.sampled_from(sorted(PLACES.countries)),
    st.sampled_from(sorted(OPEN)),
)
def test_one_more_answer_never_sends_the_work_farther(choices, home, code):
    without = advise_place(PLACES, make_case(home, **{**choices, code: None}))
    with_answer = advise_place(PLACES, make_case(home, **choices))
    order = DISTANCES.index
    assert order(with_answer.farthest) <= order(without.farthest)
    for row in with_answer.shortlist:
        assert order(row.distance) <= order(with_answer.farthest)
        assert row.country.code != home


@given(
    st.sampled_from(sorted(PLACES.countries)),
    st.sampled_from(sorted(PLACES.countries)),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_common_hours_lie_between_0_and_8_and_are_8_at_home(one, other, on):
    zones = PLACES.countries[one].zone, PLACES.countries[other].zone
    assert 0 <= overlap_hours(*zones, on) <= 8
    assert overlap_hours(zones[0], zones[0], on) == 8


ARGUED = {
    # Its own answer asks for regular meetings in our hours, and all the places that it names are
    # far from America: the advice is to fly or to look nearer.
    ("US", "research-development"),
}


@pytest.mark.parametrize("home", ["GB", "US", "DE"])
def test_the_usual_answers_leave_a_country_that_the_same_page_names(home):
    """Of the kinds of work that name countries, which ones lose all of them from this home."""
    lost = set()
    for service in SERVICES:
        others = {code: "not named" for code in PLACES.countries if code not in service.countries}
        case = PlaceCase(service.prefilled, {}, home, (), WINTER, others)
        stays = home in service.countries or not service.countries
        if not stays and not advise_place(PLACES, case).shortlist:
            lost.add((home, service.slug))
    assert lost == {row for row in ARGUED if row[0] == home}


def test_every_country_that_a_kind_of_work_names_is_known():
    assert {code for row in SERVICES for code in row.countries} <= set(PLACES.countries)
