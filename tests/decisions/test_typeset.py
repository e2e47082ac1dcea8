"""What the PDF of a snapshot says, page by page."""

from typing import Any

import pytest

from decisions.papers.typeset import typeset
from tests.decisions.printed import (
    LINK,
    VERSION,
    all_answers,
    first_answer,
    fonts_at,
    full_case,
    older,
    page_of,
    pages_of,
    reference_cases,
    sizes_on,
    text_of,
    version_of,
)


def test_the_first_page_alone_carries_the_decision(shown):
    first = page_of(typeset(shown, link=LINK), 0)
    assert "Paper for decision" in first
    for words in (
        shown["heading"]["name"],
        shown["heading"]["owner"],
        "22 November 2026",
        "Draft",
        "9f2c4a7e",
        shown["advice"]["headline"],
        shown["advice"]["lead"],
        shown["reasons"][0]["pro"][0]["name"],
        shown["reasons"][0]["pro"][2]["signed"],
        shown["gates_fired"][0]["name"],
        shown["next_actions"][0]["text"],
        "Signature",
    ):
        assert str(words) in first
    for option in shown["options"]:
        assert f"{option['name']} {option['score']}" in first


def test_answers_and_points_are_those_of_the_snapshot(shown):
    text = text_of(typeset(shown, link=LINK))
    for theme in shown["answers"]:
        for answer in theme["answers"]:
            assert answer["question"] in text
            assert answer["answer"] in text
            assert " ".join(answer["note"].split()) in text
    for row in shown["contributions"]["rows"]:
        points = " ".join(cell["open"] or cell["signed"] for cell in row["cells"])
        assert f"{row['share']} {points}" in text, row["criterion"]
    totals = " ".join(column["total"] for column in shown["contributions"]["columns"])
    assert f"Score: 50.0 and the points above {totals}" in text


def test_the_end_says_what_is_open_and_how_it_was_computed(shown):
    text = text_of(typeset(shown, link=LINK))
    assert str(shown["find_out_next"][0]["how"]) in text
    assert f"Decision model, edition {shown['edition']['number']}" in text
    assert shown["weights"]["description"] in text
    for fingerprint in (shown["edition"]["sha256"], VERSION["digest"], shown["digest"]):
        assert str(fingerprint) in text.replace(" ", "")


@pytest.mark.parametrize("number", [1, 6, 8])
def test_a_usual_full_assessment_has_exactly_two_pages(number):
    pages = pages_of(typeset(older(full_case(number)), link=LINK))
    assert len(pages) == 2
    assert "Signature" in pages[0]
    assert pages[1].index("Answers and what each one did") < pages[1].index("How it was computed")


def test_the_page_of_answers_has_a_row_each_with_question_answer_evidence_and_points():
    shown = older(full_case())
    all_answers(shown)[0]["note"], noted = "", shown["gate_answers"][0]
    noted |= {"evidence": "document", "note": "Paragraph 4 of the statute."}
    page = page_of(typeset(shown, link=LINK), 1)
    rows = {row["criterion"]: row for row in shown["contributions"]["rows"]}
    for answer in all_answers(shown):
        row = rows[answer["criterion"]]
        points = " ".join(cell["signed"] for cell in row["cells"])
        note = f" Note: {answer['note']}" if answer["note"] else ""
        question = f"{answer['criterion']} {answer['question']}"
        words = f"{question} {answer['answer']} · estimate{note} {row['share']} {points}"
        assert words in page
    for gate in shown["gate_answers"]:
        note = f" Note: {gate['note']}" if gate["note"] else ""
        rests_on = " · document" if gate["evidence"] else ""
        assert f"{gate['code']} {gate['question']}{note} {gate['answer']}{rests_on}" in page


def test_the_smallest_type_of_the_page_of_answers_can_be_read():
    """Head cells, ranges and fingerprints 7 points, everything else 7.5 or more."""
    sizes = sizes_on(typeset(older(full_case()), link=LINK), page=1)
    assert min(sizes) >= 7
    assert sum(count for size, count in sizes.items() if size >= 7.5) > 0.8 * sum(sizes.values())


def test_long_notes_flow_on_and_nothing_is_lost():
    shown = older(full_case())
    for number, answer in enumerate(all_answers(shown)):
        answer["note"] = " ".join(f"n{number:02}w{word:02}" for word in range(60))
    made = typeset(shown, link=LINK)
    text = text_of(made)
    assert len(pages_of(made)) > 2
    for number in range(24):
        assert all(f"n{number:02}w{word:02}" in text for word in range(60))
    for page in pages_of(made)[1:-1]:
        assert "Answer, and what it rests on" in page


def test_a_row_is_never_split_between_two_pages():
    shown = older(full_case())
    for number, answer in enumerate(all_answers(shown)):
        answer["note"] = f"start{number:02} " + "and so on " * 20 + f"end{number:02}"
    pages = pages_of(typeset(shown, link=LINK))
    assert len(pages) > 2
    for number in range(24):
        assert any(f"start{number:02}" in page and f"end{number:02}" in page for page in pages)


def test_every_page_has_its_number_the_version_and_the_way_back(shown):
    pages = pages_of(typeset(shown, link=LINK))
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Version 3 · Draft" in page
        assert LINK in page
        assert "not legal advice" in page


def test_a_quick_screen_is_marked_as_an_early_indication(shown):
    shown["heading"] |= {"early": True, "depth": "quick", "depth_name": "Quick screen"}
    assert "Early indication." in page_of(typeset(shown, link=LINK), 0)


def test_a_case_too_close_to_call_asks_to_choose_between_the_contenders(shown):
    names = [{"option": row["option"], "name": row["name"]} for row in shown["options"][:2]]
    shown["advice"] |= {"state": "close", "contenders": names}
    shown["reasons"] = [shown["reasons"][0], {**shown["reasons"][0], "name": "Automate first"}]
    first = page_of(typeset(shown, link=LINK), 0)
    assert "Decide between Outsource as BPO and Automate first" in first


def fix_first() -> dict[str, Any]:
    """Data entry without any written procedure: KO4 has to be settled before BPO is open."""
    case = next(case for case in reference_cases() if case["name"].startswith("Data entry"))
    shown = version_of(case["input"])
    assert shown["advice"]["after_fix"]["option"] == "bpo"
    return shown


def test_a_fix_first_case_asks_for_the_fix_before_the_advice():
    made = typeset(fix_first(), link=LINK)
    first = page_of(made, 0)
    assert "Agree to settle “Cannot be defined yet” first, and to “Outsource as BPO” once" in first
    assert "Agree to the advice" not in first
    assert "Outsource as BPO 80 Best fit once “Cannot be defined yet” (KO4) is settled" in first
    assert "Outsource as KPO 59 Ruled out by Cannot be defined yet." in first
    bold = [text for text, font in fonts_at(made) if "SemiBold" in font]
    assert {"Outsource as BPO", "80"} <= set(bold)
    assert "Automate first" not in bold


def test_a_fix_that_opens_a_close_choice_asks_to_choose_after_the_fix():
    shown = fix_first()
    names = [{"option": key, "name": key.upper()} for key in ("bpo", "automate")]
    shown["advice"] |= {"state": "close", "contenders": names}
    shown["advice"]["after_fix"]["gates"].append({"code": "KO8", "name": "Broken process"})
    assert (
        "Agree to settle “Cannot be defined yet” and “Broken process” first, and to decide between"
        " BPO and AUTOMATE once that is done."
    ) in page_of(typeset(shown, link=LINK), 0)


def test_a_clear_case_shows_only_the_advice_in_bold(shown):
    shown["advice"] |= {"state": "clear"}
    made = typeset(shown, link=LINK)
    bold = [text for text, font in fonts_at(made) if "SemiBold" in font]
    names = [row["name"] for row in shown["options"]]
    assert [name for name in names if name in bold] == [shown["advice"]["name"]]
    assert f"Agree to the advice “{shown['advice']['name']}”" in page_of(made, 0)


def test_a_blocked_case_and_an_empty_one_ask_for_something_else(shown):
    gate = {"code": "KO8", "name": "Broken process"}
    for option in shown["options"]:
        option["ruled_out_by"] = [gate]
    shown["advice"] |= {"state": "blocked", "runner_up": None}
    first = page_of(typeset(shown, link=LINK), 0)
    assert "Ruled out by Broken process" in first
    assert "Decide who removes what rules every option out" in first
    shown["advice"] |= {"state": "empty", "verdict_label": ""}
    shown["reasons"], shown["case_against"], shown["next_actions"] = [], [], []
    assert "Have the questions answered" in page_of(typeset(shown, link=LINK), 0)


def test_set_aside_and_not_applicable_answers_are_listed_with_their_reasons(shown):
    aside = {**first_answer(shown), "question": "A hidden question?", "answer": "A kept answer"}
    shown["set_aside"] = [aside]
    first_answer(shown).update(
        status="not_applicable", answer="Does not apply", reason="We do not sell this."
    )
    code = first_answer(shown)["criterion"]
    rows = shown["contributions"]["rows"]
    shown["contributions"]["rows"] = [row for row in rows if row["criterion"] != code]
    text = text_of(typeset(shown, link=LINK))
    assert "Why: We do not sell this." in text
    assert text.index("Answers set aside") < text.index("A hidden question?")
