"""The further pages of a paper, only when there is something to show: steps, how sure, cost, place."""

import pytest

from tests.decisions.paper_cases import CASES, printed

SHORT = ("nothing", "early", "unknown")


@pytest.mark.parametrize("name", CASES)
def test_a_section_stands_in_the_paper_exactly_when_there_is_something_to_show(name):
    """Only sections and lists of a document; the rest is looked at below."""
    paper = printed(name)
    shown, sections = paper.shown, paper.bookmarks
    assert ("How sure" in sections) == (shown["sure"] is not None)
    assert ("Steps" in sections) == (shown["steps"] is not None)
    assert ("Scenarios" in sections) == bool(shown["scenarios"])
    assert ("Cost" in sections) == (shown["cost"] is not None)
    assert ("Where and how" in sections) == (shown["place"] is not None)
    assert ("Published decisions like this one" in sections) == bool(shown["precedents"])
    assert ("The ways compared" in sections) == bool(shown["outcomes"])
    assert ("Why" in sections) == bool(shown["questions"])
    assert ("How likely each way is" in sections) == bool(shown["outcomes"])
    assert "How it was computed" in sections


@pytest.mark.parametrize("name", SHORT)
def test_a_case_with_nothing_to_show_is_short(name):
    assert len(printed(name).pages) <= 3


@pytest.mark.parametrize("name", ["sample", "open", "kpo", "split"])
def test_the_part_on_certainty_has_changes_weights_and_what_to_find_out(name):
    paper = printed(name)
    sure = paper.shown["sure"]
    assert bool(sure["flips"]) == (name != "split")
    assert paper.has(sure["no_flip"])
    assert paper.has(paper.shown["advice"]["meaning"])
    for flip in [row for row in sure["flips"] if row["criterion"]][:10]:
        row = f"{flip['asked']} Then {flip['to']}. {flip['range']} {flip['now'] or 'not known'}"
        assert paper.has(f"{row} {flip['percent']}")
    for flip in [row for row in sure["flips"] if row["gate"]][:10]:
        assert paper.has(f"{flip['asked']} Then {flip['to']}. {flip['range']}")
    for row in sure["weights"]:
        if row["near"]:
            assert paper.has(row["name"])
            assert paper.has(row["range_words"])
    for item in paper.shown["find_out_next"]:
        assert paper.has(f"{item['question']} {item['words']} {item['how']}")


def test_a_list_that_is_too_long_says_how_many_more_there_are():
    paper = printed("open")
    more = len([row for row in paper.shown["sure"]["flips"] if row["criterion"]]) - 10
    assert more > 0
    assert f"{more} more of them stand on the page" in paper.text


def test_the_ways_stand_side_by_side_with_what_stays_inside_and_what_people_regret():
    paper = printed("sample")
    for row in paper.shown["outcomes"]:
        assert paper.has(f"{row['name']} {row['keeps_inside']} {row['regret']}")
    for term in paper.shown["definitions"]:
        assert paper.has(f"{term['name']}: {term['text']}")


def test_precedents_tell_what_was_decided_and_that_they_count_in_no_number():
    paper = printed("sample")
    assert paper.shown["precedents"]
    assert "they count in no number here" in paper.text
    for row in paper.shown["precedents"]:
        assert paper.has(f"{row['title']}, {row['period']}. {row['alike']} {row['description']}")
        assert paper.has(f"{row['decided']} How it went: {row['outcome']}")
        assert row["differs"]
        assert paper.has(f"{', '.join(row['differs'])}.")
        assert all(paper.has(source) for source in row["sources"])


def test_how_sure_a_split_is_as_a_whole_stands_in_its_paper():
    paper = printed("split")
    assert paper.shown["steps"]["joint"]
    assert paper.has(paper.shown["steps"]["joint"])


def test_sources_of_what_is_assumed_about_the_work_are_named():
    paper = printed("sample")
    assert paper.shown["service"]["sources"]
    for source in paper.shown["service"]["sources"]:
        assert paper.has(f"{source['code']}: {source['title']}")


def test_the_place_has_its_countries_forms_and_rules():
    paper = printed("sample")
    place = paper.shown["place"]
    assert place["countries"]
    assert place["regimes"]
    for row in place["countries"]:
        assert paper.has(f"{row['name']} {row['region']} {row['distance']} {row['hours']}")
    for row in place["regimes"]:
        assert paper.has(row["name"])
        assert all(paper.has(check) for check in row["checks"])
    for form in place["forms"]:
        assert paper.has(form["why"])
    assert place["disclaimer"] in paper.text


def test_work_that_stays_inside_has_its_place_named_as_a_question_for_later():
    paper = printed("own")
    assert paper.shown["place"]["later"]
    assert "is a question for later" in paper.text
    assert "Countries to look at first" not in paper.text


def test_a_split_asks_on_the_first_page_to_agree_to_where_each_step_goes():
    paper = printed("split")
    first = paper.first
    steps = paper.shown["steps"]
    assert len(steps["groups"]) == 3
    for group in steps["groups"]:
        assert f"{group['name']}: {group['places_words']} ({', '.join(group['steps'])})" in first
        assert f"“{group['name']}” for {group['places_words'].lower()}" in first
    assert "Agree to the recommendation" not in first
    assert "How likely each way is" not in first
    assert "Signature" in first
    assert paper.shown["cost"]["summary"] in first


@pytest.mark.parametrize("name", ["split", "ways", "many_steps"])
def test_a_split_names_on_the_first_page_the_most_plausible_change_of_a_step(name):
    paper = printed(name)
    flips = [(row["place"], flip) for row in paper.shown["steps"]["rows"] for flip in row["flips"]]
    place, flip = max(flips, key=lambda found: (found[1]["percent"], -found[0]))
    change = f"What would change it: Step {place}: {flip['words']}"
    assert "".join(change.split()) in "".join(paper.first.split())


def test_a_split_with_an_open_step_asks_to_find_out_about_it():
    paper = printed("ways")
    provider, *_, left = paper.shown["steps"]["groups"]
    assert (provider["outcome"], left["outcome"]) == ("provider", "open")
    assert f"“{provider['name']}” for step 1" in paper.first
    assert f"“{left['name']}” for" not in paper.first
    assert "Have what is open about step 4 found out." in paper.first


def test_the_section_of_steps_says_where_each_goes_and_what_stays_inside():
    paper = printed("split")
    for row in paper.shown["steps"]["rows"]:
        sure = "By rule" if row["retained"] else f"{row['label']}, {row['percent']} of 100"
        start = f"{row['place']} {row['name']} {row['share']}% {row['outcome_words']} {sure}"
        assert paper.has(f"{start} {row['words']}")
        assert all(paper.has(flip["words"]) for flip in row["flips"])
        for answer in row["answers"]:
            assert paper.has(
                f"{row['place']}. {row['name']} {answer['question']} {answer['answer']}"
            )
            assert paper.has(f"Rests on: {answer['rests_on']} {answer['whole']}")
    kept = paper.shown["steps"]["kept"]
    assert {row["kind"] for row in kept} >= {"decision", "retained_team", "quality_check"}
    for row in kept:
        assert paper.has(f"{row['title']}. {row['words']}")
    assert paper.has(paper.shown["steps"]["handovers_words"])


def test_thirty_steps_that_go_to_and_fro_are_told_by_way_and_leave_room_for_the_signature():
    paper = printed("many_steps")
    steps = paper.shown["steps"]
    assert (len(steps["groups"]), len(steps["ways"])) == (30, 2)
    for way in steps["ways"]:
        assert f"{way['name']}: {way['places_words']}" in paper.first
    assert "Signature" in paper.first
    for row in steps["rows"]:
        assert paper.has(f"{row['place']} {row['name']} {row['share']}% {row['outcome_words']}")


def test_scenarios_stand_in_a_table_with_what_differs():
    paper = printed("split")
    assert len(paper.shown["scenarios"]) == 3
    for row in paper.shown["scenarios"]:
        assert paper.has(f"{row['name']} {row['headline']}")
        for words in (*row["moves"], *row["changes"], row["cost"]):
            assert paper.has(words)
    assert any(row["moves"] for row in paper.shown["scenarios"])
    assert paper.has(paper.shown["cost"]["scenarios"])


def test_the_part_on_cost_has_every_amount_of_every_table_and_every_assumption():
    paper = printed("split")
    cost = paper.shown["cost"]
    for side in cost["tables"]:
        for row in side["rows"]:
            assert paper.has(" ".join(row["amounts"]))
        assert paper.has(f"Total {' '.join(side['totals'])}")
        assert paper.has(f"money {cost['currency']} {side['npv']}")
    for option in cost["options"]:
        assert paper.has(option["words"])
        assert all(paper.has(" ".join(year["amounts"])) for year in option["years"])
        assert option["idle"]
        assert all(paper.has(name) for name in (*option["not_estimated"], *option["idle"]))
        for row in (option["drivers"][0], option["drivers"][-1]):
            assert paper.has(f"{row['range']} {row['at_low']} {row['at_high']}")
    for row in cost["assumptions"]:
        for words in (row["name"], row["source"], row["note"]):
            assert paper.has(words)


def test_ten_years_and_any_amount_stay_inside_the_page():
    paper = printed("ten_years")
    assert paper.right_edge < 550
    for side in paper.shown["cost"]["tables"]:
        assert all(paper.has(amount) for amount in side["totals"])


def test_a_cost_case_that_cannot_be_computed_yet_says_what_is_missing():
    paper = printed("no_cost_yet")
    assert paper.shown["cost"]["missing"]
    assert all(paper.has(words) for words in paper.shown["cost"]["missing"])
