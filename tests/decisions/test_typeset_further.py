"""The further pages of a paper, only when there is something to show: steps, how sure, cost."""

from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from decisions.papers.typeset import typeset
from decisions.whatif import Named
from engine.cost.intake import read_cost_case
from engine.cost.priced import priced
from engine.fit.case import Given
from engine.split import Step
from tests.decisions.printed import (
    LINK,
    elements,
    full_case,
    older,
    page_of,
    pages_of,
    right_edge,
    sample_case,
    text_of,
    version_of,
)

EXPERT = {"A3": Given(5), "B1": Given(5), "B2": Given(5), "B4": Given(5)}
STEPS = (
    Step("Match and code"),
    Step("Approve exceptions", EXPERT),
    Step("Release payments", {}, {"KO1": "yes"}, "The treasurer alone may release payments."),
)
PROVIDER = {
    "key": "abroad",
    "name": "Provider abroad",
    "deal": "bpo_abroad",
    "lines": [
        {"kind": "provider_people", "amount": [8, 8, 9]},
        {"kind": "price_per_person", "amount": [26_000, 30_000, 36_000], "source": "Quote of May"},
        {"kind": "governance", "fallback": [4, 7, 12]},
        {"kind": "travel"},
    ],
}


def money(years: int = 5, pay: int = 52_000) -> Any:
    """A cost case with one provider, computed."""
    own = [
        {"kind": "people", "amount": [8, 8.5, 9]},
        {"kind": "pay", "amount": [pay, pay, pay * 1.2], "note": "Payroll of October"},
        {"kind": "volume", "amount": 1_200},
    ]
    terms = {"currency": "EUR", "years": years, "rate": 0.08}
    document = {"terms": terms, "in_house": own, "options": [PROVIDER]}
    return priced(read_cost_case(document))


@cache
def hybrid_pages() -> tuple[dict[str, Any], list[str]]:
    """The sample with steps that go different ways, a cost case and two scenarios."""
    named = (
        Named("Software does more", {"answers": {"G1": 5}, "gates": {}, "weights": ""}),
        Named("The law keeps it here", {"answers": {}, "gates": {"KO1": "yes"}, "weights": ""}),
    )
    shown = version_of(sample_case(), steps=STEPS, scenarios=named, priced=money())
    assert shown["steps"]["hybrid"]
    return shown, pages_of(typeset(shown, link=LINK))


def test_an_old_snapshot_without_the_newer_keys_is_two_pages_as_before():
    pages = pages_of(typeset(older(full_case()), link=LINK))
    assert len(pages) == 2
    assert "What would change" not in pages[0]
    assert "Best in" not in pages[0]


@pytest.mark.parametrize("key", ["how_sure", "steps", "scenarios", "cost"])
def test_a_snapshot_may_lack_any_of_the_newer_keys(key):
    shown = {**hybrid_pages()[0]}
    del shown[key]
    if key == "steps":
        shown["advice"] = {**shown["advice"], "state": "leaning"}
    text = text_of(typeset(shown, link=LINK))
    assert "How it was computed" in text
    assert "Answers and what each one did" in text


def test_the_first_page_says_how_sure_the_advice_is_and_what_would_change_it(shown):
    first = page_of(typeset(shown, link=LINK), 0)
    sure = shown["how_sure"]
    assert f"{sure['probability']} of 100 readings" in first
    assert f"What would change it: {sure['flips'][0]['words']}" in first
    assert "Signature" in first


def test_without_a_single_answer_that_flips_the_first_page_names_the_two_that_do(shown):
    pair = {
        **shown["how_sure"]["flips"][0],
        "words": "If this and that, “Keep in-house” would lead.",
    }
    shown["how_sure"] |= {"flips": [], "no_flip": "No single answer changes it.", "pair": pair}
    first = page_of(typeset(shown, link=LINK), 0)
    assert f"What would change it: No single answer changes it. {pair['words']}" in first


def test_the_page_of_certainty_has_chances_flips_weights_and_what_to_find_out(shown):
    pages = pages_of(typeset(shown, link=LINK))
    text = " ".join(pages[2:])
    sure = shown["how_sure"]
    assert sure["words"] in text
    assert sure["meaning"] in text
    for chance in sure["chances"]:
        ranks = " ".join(f"{share}%" for share in chance["ranks"][1:])
        assert f"{chance['name']} {chance['words']} {ranks} {chance['low']} to" in text
    for flip in sure["flips"][:10]:
        (change,) = flip["changes"]
        assert f"{change['name']} {change['new']} {change['old']} {flip['name']}" in text
    for flip in sure["gate_flips"]:
        assert flip["changes"][0]["name"] in text
    for weight in sure["weights"]:
        if weight["kind"] == "theme":
            assert f"{weight['name']} {weight['share_words']} {weight['range_words']}" in text
    for item in shown["find_out_next"]:
        assert f"{item['name']} {item['words']} {item['how']}" in text
    assert shown["service"]["sources"][0]["title"].split()[0] in text


def test_the_options_stand_side_by_side_with_what_people_regret_and_why_not(shown):
    """Compared without spaces, because "know-how" may break after its hyphen."""
    text = "".join(pages_of(typeset(shown, link=LINK))[2:]).replace(" ", "")
    expected = ["Options compared"]
    for option in shown["options"]:
        expected += [f"{option['name']}, {option['score']}"]
        expected += [option["keeps_inside"], option["usual_regret"]]
    for why in shown["why_not"]:
        both = (*why["favoured"], *why["against"])
        expected += [why["words"], *(f"{reason['name']} {reason['signed']}" for reason in both)]
    expected += [f"{term['name']}: {term['text']}" for term in shown["definitions"]]
    for words in expected:
        assert words.replace(" ", "") in text


def test_a_list_that_is_too_long_says_how_many_more_there_are(shown):
    flips = shown["how_sure"]["flips"]
    shown["how_sure"]["flips"] = (flips * 4)[:23]
    assert "13 more of them stand on the page" in text_of(typeset(shown, link=LINK))


def test_a_hybrid_asks_on_the_first_page_to_agree_to_where_each_step_goes():
    shown, pages = hybrid_pages()
    assert shown["steps"]["headline"] in pages[0]
    for group in shown["steps"]["groups"]:
        assert f"{group['name']}: {group['places_words']} ({', '.join(group['steps'])})" in pages[0]
        assert f"“{group['name']}” for {group['places_words'].lower()}" in pages[0]
    assert "Agree to the advice" not in pages[0]
    assert "Options side by side, for the process as one piece" in pages[0]
    assert "What speaks against it, as one piece" in pages[0]
    assert "Lead" not in pages[0]
    assert "Best in" not in pages[0]
    assert "Signature" in pages[0]
    assert "the weights and what to find out next are about the process as one piece." in " ".join(
        pages
    )


def test_a_hybrid_names_on_the_first_page_the_smallest_change_of_its_split():
    shown, pages = hybrid_pages()
    flip = shown["steps"]["flips"][0]
    assert f"What would change it: {flip['words']}" in pages[0]
    text = " ".join(pages)
    for row in shown["steps"]["flips"]:
        assert " ".join(row["words"].split()[:6]) in text
    assert "What would change this split" in text


def test_a_hybrid_that_nothing_changes_says_so_on_the_first_page_and_an_old_one_says_nothing():
    shown, _ = hybrid_pages()
    none = {**shown["steps"], "flips": [], "more_flips": 0, "no_flip": "No single answer does."}
    first = page_of(typeset({**shown, "steps": none}, link=LINK), 0)
    assert "What would change it: No single answer does." in first
    newer = ("flips", "more_flips", "no_flip", "find_out")
    old = {key: part for key, part in shown["steps"].items() if key not in newer}
    pages = pages_of(typeset({**shown, "steps": old}, link=LINK))
    assert "What would change it" not in pages[0]
    assert "Find out for single steps" not in " ".join(pages)


def test_what_to_find_out_for_single_steps_has_a_table_of_its_own():
    unknown = {"B1": Given(None, "unknown"), "B4": Given(None, "unknown")}
    steps = (Step("Match and code"), Step("Judge the rest", unknown))
    shown = version_of(sample_case(), steps=steps)
    text = text_of(typeset(shown, link=LINK))
    assert {row["step"] for row in shown["steps"]["find_out"]} == {"Judge the rest"}
    assert "Find out for single steps" in text
    for row in shown["steps"]["find_out"]:
        assert f"Step {row['place']}, {row['name']} {row['step']}" in text
        assert row["words"] in text
        assert row["how"] in text


def test_a_hybrid_that_waits_for_a_fix_asks_for_the_fix_first():
    shown = {**hybrid_pages()[0]}
    fix = {"gates": [{"code": "KO8", "name": "Broken process"}], "words": ""}
    shown["advice"] = {**shown["advice"], "after_fix": fix}
    first = page_of(typeset(shown, link=LINK), 0)
    group = shown["steps"]["groups"][0]
    assert (
        f"Agree to settle “Broken process” first, and to “{group['name']}” for"
        f" {group['places_words'].lower()}"
    ) in first
    assert "once that is done." in first


def test_the_section_of_steps_says_where_each_goes_and_what_stays_inside():
    shown, pages = hybrid_pages()
    text = " ".join(pages)
    for row in shown["steps"]["rows"]:
        assert f"{row['place']} {row['name']} {row['option_name']}" in text
        assert row["words"] in text
        assert all(answer["answer"] in text for answer in row["answers"])
    for kept in shown["steps"]["kept"]:
        assert f"{kept['title']}. {kept['words']}" in text


def to_and_fro() -> Any:
    """Twenty steps, every second for experts."""
    expert = {code: Given(5 if code == "B1" else 4, evidence="measured") for code in ("B1", "B4")}
    steps = tuple(
        Step(f"Step of quite an ordinary name {place}", expert if place % 2 else {})
        for place in range(20)
    )
    return version_of(sample_case(), steps=steps)


def test_many_steps_that_go_to_and_fro_leave_room_for_the_signature_on_the_first_page():
    """Twenty groups of neighbours, told by option."""
    shown = to_and_fro()
    assert len(shown["steps"]["groups"]) == 20
    assert len(shown["steps"]["ways"]) == 2
    first = pages_of(typeset(shown, link=LINK))[0]
    for words in (*(row["places_words"] for row in shown["steps"]["ways"]), "Signature"):
        assert words in first
    assert f"What would change it: {shown['steps']['flips'][0]['words']}" in first


def test_a_change_that_moves_twenty_steps_to_and_fro_still_fits_the_first_page():
    """The longest sentence there can be: an answer of the whole process that moves every second step."""
    shown = to_and_fro()
    flips = shown["steps"]["flips"]
    longest = max(flips, key=lambda flip: len(flip["words"]))
    moved = " ".join(f"{longest['words']} {longest['words']}".split())
    pages = pages_of(
        typeset(
            {**shown, "steps": {**shown["steps"], "flips": [{**longest, "words": moved}]}},
            link=LINK,
        )
    )
    assert moved in pages[0]
    assert "Signature" in pages[0]


def test_scenarios_stand_in_a_table_with_what_differs():
    shown, pages = hybrid_pages()
    text = " ".join(pages)
    assert len(shown["scenarios"]) == 3
    for row in shown["scenarios"]:
        assert f"{row['name']} {row['advice']} {row['verdict_label']}" in text
        assert all(words in text for words in row["changes"])
        assert row["cost"] in text
    assert {"Not estimated"} < {row["cost"] for row in shown["scenarios"]}
    assert shown["cost"]["scenarios"] in text


def test_the_page_of_cost_has_every_amount_of_every_table_and_every_assumption():
    shown, pages = hybrid_pages()
    cost = shown["cost"]
    assert cost["summary"] in pages[0]
    (start,) = (number for number, page in enumerate(pages) if "Cost Provider abroad over" in page)
    text = " ".join(pages[start:])
    for side in cost["tables"]:
        for row in side["rows"]:
            assert " ".join(row["amounts"]) in text
        assert f"Total {' '.join(side['totals'])}" in text
        assert f"in today's money EUR {side['npv']}".replace("'", "\u2019") in text
    for option in cost["options"]:
        assert option["words"] in text
        assert all(" ".join(year["amounts"]) in text for year in option["years"])
        assert all(name in text for name in option["not_estimated"])
        assert option["idle"]
        assert all(name in text for name in option["idle"])
        told = [*option["drivers"][0:1], *option["drivers"][-1:]]
        assert all(f"{row['range']} {row['at_low']} {row['at_high']}" in text for row in told)
        assert "Saving at low, EUR" in text
    for row in cost["assumptions"]:
        assert row["name"] in text
        assert row["source"] in text
        assert row["note"] in text


@pytest.mark.parametrize("pay", [52_000, 800_000_000_000])
def test_ten_years_and_any_amount_stay_inside_the_page(pay):
    shown = version_of(sample_case(), priced=money(10, pay))
    made = typeset(shown, link=LINK)
    assert right_edge(made) < 550
    text = text_of(made)
    for side in shown["cost"]["tables"]:
        assert all(amount in text for amount in side["totals"])


def test_a_cost_case_that_cannot_be_computed_yet_says_what_is_missing():
    document = {
        "terms": {"currency": "EUR", "years": 3, "rate": 0.08},
        "in_house": [{"kind": "people", "amount": 10}],
    }
    case = priced(read_cost_case(document, computable=False))
    shown = version_of(sample_case(), priced=case)
    assert shown["cost"]["missing"]
    text = text_of(typeset(shown, link=LINK))
    assert all(words in text for words in shown["cost"]["missing"])


def test_the_further_pages_are_tagged_and_their_headings_are_bookmarks():
    shown, _ = hybrid_pages()
    made = typeset(shown, link=LINK)
    assert made.missing == ""
    kinds = [kind for kind, _ in elements(made)]
    assert kinds.count("/H1") == 1
    assert not {"/H3", "/H4"} & set(kinds)
    words = [alternative for _, alternative in elements(made)]
    for chance in shown["how_sure"]["chances"]:
        assert f"Bar: best in {chance['percent']} of 100 readings" in words
    with pikepdf.open(BytesIO(made.pdf)) as pdf, pdf.open_outline() as outline:
        (title,) = outline.root
        sections = [item.title for item in title.children]
    expected = ["Steps", "How sure", "What would change this", "Scenarios", "Cost"]
    assert [section for section in sections if section in expected] == expected


def test_what_people_typed_in_steps_scenarios_and_cost_is_printed_and_never_obeyed():
    typed = '#panic("x") *bold* $x$ עברית'
    named = (Named(typed, {"answers": {"G1": 5}, "gates": {}, "weights": ""}),)
    steps = (Step(typed), Step("Approve", EXPERT, {}, typed))
    shown = version_of(sample_case(), steps=steps, scenarios=named, priced=money())
    shown["cost"]["assumptions"][0] |= {"note": typed, "source": typed}
    text = text_of(typeset(shown, link=LINK))
    assert text.replace(" ", "").count('#panic("x")*bold*$x$') >= 5
