"""What the PDF of a version says on its first page and about its answers."""

import re

import pytest

from exports.pdf.typeset import typeset
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import LINK, VERSION, all_answers, printed_of
from tests.decisions.snapshots import shipped

NOTES = ("early", "nothing", "unknown")
"""Too little is known to decide on these."""
SHOWS_NUMBERS = [name for name in CASES if name not in NOTES]
WHOLE = [name for name in SHOWS_NUMBERS if name not in ("split", "many_steps", "ways")]
every_case = pytest.mark.parametrize("name", CASES)


@pytest.mark.parametrize("name", NOTES)
def test_where_too_little_is_known_the_paper_is_a_note_that_asks_for_no_decision(name):
    paper = printed(name)
    everything = f"{paper.text} {paper.title} {' '.join(paper.bookmarks)}".lower()
    assert "note on where we stand" in paper.first.lower()
    assert paper.title == f"{paper.shown['heading']['name']}: note on where we stand"
    for words in ("paper for decision", "decision asked", "signature"):
        assert words not in everything


@pytest.mark.parametrize("name", SHOWS_NUMBERS)
def test_the_first_page_alone_carries_the_decision(name):
    paper = printed(name)
    shown, first = paper.shown, "".join(paper.first.split())
    heading = shown["heading"]
    for words in (
        "Paper for decision",
        "Draft",
        "22 November 2026",
        "9f2c4a7e",
        heading["service"]["name"],
        shown["advice"]["headline"],
        *(row["name"] for row in shown["gates_fired"]),
        *(row["effect_words"] for row in shown["gates_fired"]),
        *(row["text"] for row in shown["next_actions"][:1]),
        *shown["advice"]["before"],
        "Signature",
    ):
        assert "".join(words.split()) in first
    assert not any("Signature" in page for page in paper.pages[1:])
    assert "Answers and what each one did" not in paper.first
    assert "Answers and what each one did" in paper.pages[1]


@every_case
def test_a_paper_names_no_code_and_speaks_of_no_gates(name):
    """What people typed and the names of sources may hold anything."""
    codes = set(shipped().criterion) | set(shipped().gate)
    words = set(re.findall(r"\b[A-Z]{1,2}\d{1,2}\b", printed(name).text))
    assert not words & codes
    assert not re.search(r"\bgates?\b", printed(name).text, re.IGNORECASE)


@pytest.mark.parametrize("name", SHOWS_NUMBERS)
def test_word_and_number_of_certainty_are_those_of_the_document(name):
    advice, first = printed(name).shown["advice"], printed(name).first
    is_sure = advice["confidence"] in ("clear", "leaning")
    number = f" Holds in {advice['percent']} of 100 cases" if is_sure else ""
    assert f"How sure {advice['label']}{number} Known" in first
    change = printed(name).shown["sure"]["flips"][:1]
    for flip in change:
        assert "What would change it: " in first
        assert "".join(flip["words"].split()) in "".join(first.split())


@pytest.mark.parametrize("name", NOTES)
def test_nothing_that_is_too_early_or_empty_shows_a_share(name):
    first = printed(name).first
    assert " of 100" not in first
    assert "How likely each way is" not in first
    assert "answered before anything is decided" in first
    assert "stands in the way" not in first


@pytest.mark.parametrize("name", WHOLE)
def test_every_way_has_its_share_and_only_that_of_the_headline_is_bold(name):
    paper = printed(name)
    bold = paper.bold_on(0)
    for row in paper.shown["outcomes"]:
        assert f"{row['name']} {row['percent']} " in paper.first
        assert (row["name"] in bold) == (row["option"] == paper.shown["advice"]["option"])
    assert sum(row["percent"] for row in paper.shown["outcomes"]) == 100


@pytest.mark.parametrize("name", WHOLE)
def test_only_the_questions_on_the_way_are_told_on_the_first_page(name):
    """Who, then the kind of provider or where inside, as the first answer leads on."""
    paper = printed(name)
    questions = {part["question"]: part for part in paper.shown["questions"]}
    leads_to, other = ("kind", "inside")
    if questions["who"]["answer"] != "provider":
        leads_to, other = other, leads_to
    for key in ("who", leads_to):
        if key in questions:
            assert questions[key]["words"] in paper.first
    if other in questions:
        assert questions[other]["words"] not in paper.first


def test_the_strongest_reasons_of_the_answer_stand_with_their_points():
    paper = printed("own")
    who = paper.shown["questions"][0]
    assert who["answer"] == "own"
    own = [row for row in who["reasons"] if row["side"] == who["away"]]
    for row in own[:2]:
        assert f"{row['signed']} {row['question']} {row['answer']}" in paper.first


def test_the_answers_table_has_a_row_each_with_what_it_rests_on_and_its_points():
    paper = printed("sample")
    table = paper.text[paper.text.index("Answers and what each one did") :]
    evidence = {"": "", "measured": " · measured", "document": " · document"}
    for answer in all_answers(paper.shown):
        points = [
            next(
                (r["signed"] for r in part["reasons"] if r["criterion"] == answer["criterion"]),
                "\u2013",
            )
            for part in paper.shown["questions"]
        ]
        rests_on = evidence.get(answer["evidence"], " · estimate")
        note = f" Note: {' '.join(answer['note'].split())}" if answer["note"] else ""
        words = f"{answer['question']} {answer['answer']}{rests_on}{note} {' '.join(points)}"
        assert "".join(words.split()) in "".join(table.split()), answer["criterion"]
    scores = " ".join(f"{part['score']:.1f}" for part in paper.shown["questions"])
    lines = " ".join(f"{part['line']:.1f}" for part in paper.shown["questions"])
    assert f"Score: 50 and the points above {scores}" in table
    assert f"The line that the score must pass {lines}" in table
    assert " 50.0 " in f" {lines} "
    for gate in paper.shown["gate_answers"]:
        assert f"{gate['question']} {gate['answer']}" in table


def test_the_columns_of_points_add_up_to_the_score_that_is_printed():
    for part in printed("sample").shown["questions"]:
        points = sum(row["points"] for row in part["reasons"])
        assert round(50 + points, 1) == part["score"]


def test_the_end_says_how_it_was_computed():
    paper = printed("sample")
    for words in (
        f"Decision model, edition {paper.shown['edition']['number']}",
        paper.shown["weights"]["description"],
        paper.shown["completeness"]["words"],
        paper.shown["edition"]["sha256"],
        paper.shown["digest"],
    ):
        assert paper.has(words)


@pytest.mark.parametrize("name", ["nothing", "early"])
def test_a_case_with_few_answers_says_what_is_open_and_how_it_was_computed(name):
    paper = printed(name)
    assert paper.bookmarks[-1] in ("How it was computed", "What the words mean")
    for row in paper.shown["find_out_next"]:
        assert paper.has(f"{row['question']} {row['words']} {row['how']}")


def test_every_page_has_its_number_the_version_the_name_and_the_way_back():
    for name in ("sample", "nothing"):
        pages = printed(name).pages
        for number, page in enumerate(pages, start=1):
            assert f"Page {number} of {len(pages)}" in page
            assert "Version 3 · Draft" in page
            assert page.startswith("Accounts payable")
            assert LINK in page
            assert "not legal advice" in page


def test_a_quick_screen_is_marked_as_an_early_indication():
    assert "Early indication." in printed("quick").first
    assert "Early indication." not in printed("sample").first


def test_an_open_case_asks_to_choose_or_to_find_out():
    paper = printed("open")
    assert paper.shown["advice"]["outcome"] == "open"
    assert "Decide between a provider and your own people" in paper.first
    assert "Agree to" not in paper.first


def test_a_fix_first_case_asks_for_the_fix_before_the_recommendation():
    paper = printed("fix_first")
    (gate,) = [row for row in paper.shown["gates_fired"] if row["effect"] == "fix_first"]
    assert f"Agree to settle “{gate['name']}” first, and to the recommendation" in paper.first
    assert "once that is done." in paper.first
    asked = paper.first.index("Decision asked")
    assert paper.first.index(gate["action"]) < asked


def test_a_rule_that_keeps_the_decision_is_named_and_the_provider_stays():
    paper = printed("kept_decision")
    (gate,) = paper.shown["gates_fired"]
    assert gate["effect"] == "keeps_decision"
    assert f"{gate['effect_words']}: {gate['name']}. {gate['reason']}" in paper.first
    assert paper.shown["advice"]["option"] == "bpo"
    assert paper.shown["advice"]["cap"] in paper.first


def test_without_a_next_step_only_the_recommendation_is_asked_for():
    paper = printed_of({**printed("provider").shown, "next_actions": []})
    assert "Recommended next step" not in paper.first
    assert "Agree to the recommendation above." in paper.first
    assert "and to the next step above." in printed("bpo").first


def test_the_smallest_type_of_the_page_of_answers_can_be_read():
    """Head cells, ranges and fingerprints 7 points, everything else 7.5 or more."""
    sizes = printed("bpo").sizes_on(1)
    assert min(sizes) >= 7
    assert sum(count for size, count in sizes.items() if size >= 7.5) > 0.8 * sum(sizes.values())


def test_long_notes_flow_on_nothing_is_lost_and_no_row_is_split():
    """Sixty words to an answer; the last note is longer than three pages and may be split."""
    paper = printed("long")
    start, *rest = range(len(all_answers(paper.shown)) - 1)
    for number in (start, *rest):
        words = [f"n{number:02}w{word:02}" for word in range(60)]
        assert any(all(word in page for word in words) for page in paper.pages), number
    text = paper.text
    assert all(f"w{number:05}" in text for number in range(2500))
    for page in paper.pages[1:5]:
        assert "Answer, and what it rests on" in page


def test_answers_set_aside_and_reasons_are_listed(shown):
    first = all_answers(shown)[0]
    shown["set_aside"] = [{**first, "question": "A hidden question?", "answer": "A kept answer"}]
    first.update(status="not_applicable", answer="Does not apply", reason="We do not sell this.")
    shown["gate_answers"][0] |= {"evidence": "document", "note": "Paragraph 4 of the statute."}
    paper = printed_of(shown)
    assert "Why: We do not sell this." in paper.text
    assert paper.text.index("Answers set aside") < paper.text.index("A hidden question?")
    gate = shown["gate_answers"][0]
    assert f"{gate['question']} Note: {gate['note']} {gate['answer']} · document" in paper.text


def test_a_version_without_its_time_is_refused(shown):
    shown["version"] = {**VERSION, "saved_at": ""}
    with pytest.raises(ValueError, match="does not say when"):
        typeset(shown, link=LINK)
