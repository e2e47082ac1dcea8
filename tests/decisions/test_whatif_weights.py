"""The weights of the what-if page: of themes, as whole sets, and of single questions."""

import re
from html import unescape

import pytest

from decisions.evaluation import case_of
from decisions.presentation import snapshot
from decisions.whatif import Changes, query, weight_name
from engine.scoring import evaluate
from tests.decisions.snapshots import shipped
from tests.decisions.whatif import saved_of, url
from tests.engine.makers import make_criterion, make_ruleset


def test_a_nudge_moves_one_weight_by_a_twentieth(alices, payroll):
    """The balanced set adds up to 100, so a nudge is 5: theme A goes from 22 to 27, and back."""
    up = alices.get(url(payroll, nudge__A="up"))
    assert up["Location"] == url(payroll, w__A=27) + "#weights"
    down = alices.get(url(payroll, w__A=27, nudge__A="down"))
    assert down["Location"] == url(payroll) + "#weights"
    floor = alices.get(url(payroll, w__G=2, nudge__G="down"))
    assert floor["Location"] == url(payroll, w__G=0) + "#weights"


def test_a_set_replaces_all_numbers_and_saved_brings_them_back(alices, payroll):
    chosen = alices.get(url(payroll, w__A=50, set__weights="cost_led"))
    assert chosen["Location"] == url(payroll, set__weights="cost_led") + "#weights"
    response = alices.get(url(payroll, set__weights="cost_led"))
    assert response.context["form"].numbers == {
        code: float(number)
        for code, number in payroll.edition.ruleset.preset["cost_led"].themes.items()
    }
    assert (
        "Weights: \u201cCost-led\u201d instead of \u201cBalanced\u201d."
        in response.content.decode()
    )
    back = alices.get(url(payroll, w__A=50, set__weights=""))
    assert back["Location"] == url(payroll) + "#weights"


def test_the_normalised_shares_add_up_to_a_hundred(alices, payroll):
    """30 + 18 + 18 + 13 + 9 + 14 + 6 = 108; 30 of 108 is 27.8%."""
    rows = alices.get(url(payroll, w__A=30)).context["form"].weight_rows
    assert sum(row.share for row in rows) == 100
    assert rows[0].share == 28


def test_numbers_of_ones_own_are_what_differs_is_measured_against(alices, payroll):
    payroll.weights = dict.fromkeys("ABCDEFG", 2.0)
    payroll.save()
    response = alices.get(url(payroll, w__A=3))
    assert response.context["form"].step == 0.5
    assert "3 instead of 2" in response.content.decode()


@pytest.mark.parametrize(("text", "number"), [("-0", 0), ("\u0661\u0662", 12), ("1e3", 1000)])
def test_a_weight_may_be_typed_in_many_ways(alices, payroll, text, number):
    assert alices.get(url(payroll, w__A=text))["Location"] == url(payroll, w__A=number)


def test_a_question_may_have_a_number_of_its_own(alices, payroll):
    """Balanced weights: theme A has 22, of which A1 has 9. With 29 for A1 the theme has 42, and all
    numbers add up to 120: 35 of 100."""
    response = alices.get(url(payroll, w__A1=29))
    assert [words for words, _ in response.context["differences"]] == [
        "Weight of the question \u201cContribution to advantage\u201d: 29 instead of 9."
    ]
    form = response.context["form"]
    assert {row.code: row.share for row in form.weight_rows}["A"] == 35
    assert form.total == "120"
    (row,) = [row for row in form.weight_rows if row.code == "A"]
    assert (row.changed, row.note) == (False, "42 with its single questions")
    ((_, address),) = response.context["differences"]
    assert address == url(payroll) + "?"
    case = saved_of(payroll).changed(Changes(questions={"A1": 29.0}))
    assert case.weights == {**case_of(payroll).weights, "A1": 29.0}
    expected = {score.option: score.score for score in evaluate(shipped(), case).scores}
    for score in response.context["now"]["scores"]:
        assert abs(score["score"] - expected[score["option"]]) <= 0.56


def test_only_the_questions_of_a_theme_with_a_number_of_their_own_are_open(alices, payroll):
    """All others are one click away, each with what its theme gives it."""
    shown = alices.get(url(payroll, w__A1=29)).content.decode()
    opened = re.findall(r'<details class="disclosure whatif-questions"( open)?>', shown)
    assert opened == [" open", *[""] * 6]
    assert (
        'id="mark-wq-A2" class="whatif-mark"><span class="muted">8 from its theme</span>' in shown
    )
    assert "<strong>Changed.</strong> Saved: 9" in shown


def test_questions_follow_their_theme_until_they_have_a_number_of_their_own(alices, payroll):
    """Twice the number for the theme is twice the number for A2; A1 keeps its own."""
    saved = saved_of(payroll)
    both = saved.changed(Changes(weights={"A": 44.0}, questions={"A1": 9.0}))
    before = case_of(payroll).weights
    assert both.weights["A2"] == pytest.approx(2 * before["A2"])
    assert both.weights["A1"] == 9.0
    shown = alices.get(url(payroll, w__A=44, w__A1=9)).content.decode()
    assert "16 from its theme" in shown
    assert "Saved: 9. 18 from its theme" in shown
    assert alices.get(url(payroll, w__A1=9))["Location"] == url(payroll)


def test_a_whole_set_of_weights_takes_back_the_numbers_of_questions(alices, payroll):
    """A set that is already there can be combined with one: then its numbers are in the address."""
    location = alices.get(url(payroll, w__A1=29, set__weights="cost_led"))["Location"]
    assert location == url(payroll, set__weights="cost_led") + "#weights"
    themes = shipped().preset["cost_led"].themes
    numbers = {f"w__{code}": f"{number:g}" for code, number in themes.items()}
    response = alices.get(url(payroll, **numbers, w__A1=29))
    assert response.status_code == 200
    assert [words.split(":")[0] for words, _ in response.context["differences"]] == [
        "Weights",
        "Weight of the question \u201cContribution to advantage\u201d",
    ]
    assert [address for _, address in response.context["differences"]] == [
        url(payroll, w__A1=29),
        url(payroll, set__weights="cost_led"),
    ]
    assert alices.get(url(payroll, w__A1=29, set__weights=""))["Location"].startswith(
        url(payroll) + "#"
    )


def test_all_weights_at_nothing_are_refused_also_by_single_questions(alices, payroll):
    """Only theme A counts, and every question of it is given 0."""
    themes = {f"w__{code}": "0" for code in "BCDEFG"}
    questions = {f"w__{row.code}": "0" for row in shipped().criteria_of("A")}
    response = alices.get(url(payroll, **themes, **questions))
    assert "At least one number must be above 0." in response.content.decode()
    assert response.context["now"]["scores"] == response.context["saved"]["scores"]
    assert 'name="w.A1" value="0"' in response.content.decode()


def test_every_end_of_a_weight_on_the_page_gives_on_the_what_if_page_what_it_says(alices, payroll):
    """Themes and questions: each link of the table, followed."""
    sure = snapshot(payroll)["how_sure"]
    assert sure is not None
    page = unescape(alices.get(f"/assessments/{payroll.pk}/result/").content.decode())
    tried = []
    for row in sure["weights"]:
        for option, address in ((row["below"], row["try_below"]), (row["above"], row["try_above"])):
            if option is not None:
                assert f"/what-if/?{address}" in page
                found = alices.get(f"/assessments/{payroll.pk}/what-if/?{address}")
                assert found.context["now"]["option"] == option["option"], address
                tried.append(row["kind"])
    assert {"theme", "criterion"} == set(tried)


def test_a_question_that_shares_its_code_with_a_theme_has_a_name_of_its_own():
    ruleset = make_ruleset(make_criterion("A", {"sourcing": -1.0}, {"sourcing": 1.0}, theme="A"))
    assert weight_name(ruleset, "A") == "w.question.A"
    assert query(ruleset, Changes(weights={"A": 2.0}, questions={"A": 3.0})) == (
        "w.A=2&w.question.A=3"
    )
