"""Where the work could be done: countries with what speaks for them, and sources that every number leads to."""

import re

import pytest

from engine.location.advice import PlaceAnswers
from report.checks import acted_on
from report.document import as_read, texts_of
from report.headline import may_go_out
from report.messages import catalogue, read, say
from report.place import place_sections
from tests.decisions.snapshots import REFERENCE_CASES
from tests.report.places import NORDIC, POOLED, ROUTINE, SUPPORT, ids, section, where
from tests.report.results import RULESET, blocks_of, page_of, shown, subject_of


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


def test_nothing_known_is_an_empty_page_of_few_words():
    page = page_of("place", subject_of({"answers": {}}))
    assert page.empty
    assert len(shown(page)["sections"][0]["blocks"][0]["text"].split()) <= 40


GOING = {"A1": 1, "A2": 1, "B1": 2, "B2": 2, "C1": 3, "C4": 4, "D1": 4, "E1": 5}


def test_what_does_not_apply_is_not_to_be_found_out_about_place_and_form() -> None:
    """It can bring nothing nearer and lead to no other form, unlike what nobody knows."""
    codes = ("F1", "F4", "G2", "C3", "B4")
    for status in ("unknown", "not_applicable"):
        answers = {**GOING, **dict.fromkeys(codes, status)}
        found = where(subject_of({"answers": answers}, NORDIC))
        named = {row.criterion for row in found.to_find}
        named |= {code for row in found.engagement.values() for code in row.suggestion.open_codes}
        assert found.engagement
        assert bool(named & set(codes)) is (status == "unknown")


@pytest.mark.parametrize(
    ("answers", "lead"),
    [
        ({**GOING, "G1": 5, "A2": 1, "B1": 1}, "place.later.software"),
        ({**GOING, "G1": 5, "B1": 1, "A1": 5, "A2": 4, "C4": 1, "E1": 2}, "place.later"),
    ],
)
def test_work_of_which_a_provider_gets_what_software_leaves_is_not_kept_inside(
    answers: dict[str, int], lead: str
) -> None:
    subject = subject_of({"answers": answers})
    assert subject.advised.outcome == "automate"
    assert may_go_out(subject.advised) is (lead == "place.later.software")
    assert ids(page_of("place", subject).lead) == {lead}


SAID = PlaceAnswers(home="DE", languages=("en", "de"), barred={"RO": "A contract"})


def test_why_these_countries_or_none_is_said():
    """A need for language that nobody knows excludes nobody; without a home country none is named."""
    greek = PlaceAnswers(home="DE", languages=("el",))
    countries = RULESET.reference.places.countries
    barred = PlaceAnswers(home="DE", barred={code: "" for code in countries if code != "DE"})
    for answers, said, wanted in (
        ({"G2": 1, "F1": 1}, greek, "place.these.open"),
        ({"G2": 1, "G3": 2, "F1": 1}, greek, "place.none.spoken"),
        ({"G2": 1, "G3": 1, "F1": 1}, barred, "place.none.fits"),
        (SUPPORT["answers"], PlaceAnswers(), "place.none.home"),
        (SUPPORT["answers"], SAID, "place.barred.why"),
    ):
        assert wanted in ids(page_of("place", subject_of({"answers": answers}, said)))


def test_what_puts_some_countries_first_is_said_before_them_and_once():
    each: list[dict[str, int]] = [
        {},
        {"C1": 1},
        {"F1": 4},
        {"F4": 4},
        {"G3": 5},
        {"F1": 4, "C1": 2, "F4": 4},
    ]
    for needs in each:
        answers = {**SUPPORT["answers"], "G2": 1, "G3": 2, "F1": 1, "F4": 1, "C1": 4, **needs}
        subject = subject_of({**SUPPORT, "answers": answers}, SAID)
        advice = where(subject).place
        assert advice is not None
        assert {row.criterion for row in advice.put_first} == set(needs)
        blocks = section(subject, "far")["blocks"]
        assert blocks[0]["text"] == read(say(f"place.far.{'first' if needs else 'offshore'}"))
        first = blocks[1]["rows"] if needs else []
        assert {row["about"]["criterion"] for row in first} == set(needs)
        folded = [
            row for fold in blocks if fold["kind"] == "fold" for row in blocks_of(fold, "answers")
        ]
        minded = {row["about"]["criterion"] for answers in folded for row in answers["rows"]}
        assert not minded & set(needs)


@pytest.mark.parametrize(
    ("barred", "asked"),
    [({}, True), ({"CN": "Export rules", "IN": ""}, True), ({"CN": "Export rules"}, False)],
)
def test_countries_are_to_be_listed_until_all_stand_there_with_their_reasons(barred, asked):
    case = {**SUPPORT, "gates": {"KO12": "fires"}}
    subject = subject_of(case, PlaceAnswers(home="DE", barred=barred))
    assert ("KO12" in {row.code for row in acted_on(subject.result)}) is asked
    (answers,) = section(subject, "warnings")["blocks"]
    then = next(row["then"] for row in answers["rows"] if row["about"].get("gate") == "KO12")
    assert (RULESET.gate["KO12"].action in then) is asked


@pytest.mark.parametrize("done_by", ["", "own", "shared_service", "provider"])
def test_a_shared_service_that_stays_has_its_place_for_later(done_by):
    subject = subject_of({**POOLED, "today": {"done_by": done_by}}, SAID)
    assert subject.advised.outcome == "shared_service"
    is_later = done_by == "shared_service"
    assert where(subject).is_later is is_later
    assert ids(page_of("place", subject).lead) == {"place.later" if is_later else "place.lead"}


@pytest.mark.parametrize(
    ("home", "needs", "order"),
    [
        ("FR", {"F1": 4, "F4": 4}, {"languages", "area", "near", "usual", "hours"}),
        ("GB", {"F1": 4}, {"languages", "usual", "hours"}),
        ("US", {"F1": 4, "C1": 1}, {"languages", "near", "usual", "hours"}),
        ("AU", {}, {"languages", "usual", "hours"}),
    ],
)
def test_the_order_of_countries_names_what_one_of_them_has(home, needs, order):
    """No country shares the legal area of Britain or of the United States."""
    answers = {**SUPPORT["answers"], "G2": 1, "G3": 2, "F1": 1, "F4": 1, "C1": 4, **needs}
    subject = subject_of(
        {**SUPPORT, "answers": answers}, PlaceAnswers(home=home, languages=("en",))
    )
    told = ids(page_of("place", subject))
    assert {row.removeprefix("place.order.") for row in told if "place.order." in row} == order


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
