"""The weights of the what-if page: of themes, as whole sets, and of single questions."""

import re
from urllib.parse import urlencode

import pytest

from decisions.evaluation import case_of
from engine.fit.weighting import resolve, scaled_by_theme
from engine.recommendation import recommend
from report.whatif import Changes
from report.whatif_written import query, weight_name
from tests.decisions.whatif import baseline_of, url
from tests.engine.makers import make_criterion, make_ruleset
from tests.shipped import shipped


def test_a_nudge_moves_one_weight_by_a_twentieth(alices, payroll):
    """The balanced set adds up to 112, so a nudge is 5: theme A goes from 26 to 31, and back."""
    up = alices.get(url(payroll, nudge__A="up"))
    assert up["Location"] == url(payroll, w__A=31) + "#weights"
    down = alices.get(url(payroll, w__A=31, nudge__A="down"))
    assert down["Location"] == url(payroll) + "#weights"
    floor = alices.get(url(payroll, w__G=2, nudge__G="down"))
    assert floor["Location"] == url(payroll, w__G=0) + "#weights"


def numbers_of(preset: str) -> dict[str, float]:
    """Theme -> what the weights of its questions add up to in a preset."""
    weights = resolve(shipped(), preset)
    return {
        theme.code: sum(weights[row.code] for row in scaled_by_theme(shipped(), theme.code))
        for theme in shipped().themes
    }


def test_a_set_replaces_all_numbers_and_saved_brings_them_back(alices, payroll):
    chosen = alices.get(url(payroll, w__A=50, set__weights="cost_led"))
    assert chosen["Location"] == url(payroll, set__weights="cost_led") + "#weights"
    response = alices.get(url(payroll, set__weights="cost_led"))
    assert response.context["form"].numbers == numbers_of("cost_led")
    names = [shipped().preset[key].name for key in ("cost_led", "default")]
    ((words, _),) = response.context["differences"]
    assert all(name in words for name in names)
    back = alices.get(url(payroll, w__A=50, set__weights=""))
    assert back["Location"] == url(payroll) + "#weights"


def test_the_normalised_shares_add_up_to_a_hundred(alices, payroll):
    """30 + 17 + 22 + 19 + 10 + 14 + 4 = 116; 30 of 116 is 25.9%."""
    rows = alices.get(url(payroll, w__A=30)).context["form"].weight_rows
    assert sum(row.share for row in rows) == 100
    assert rows[0].share == 26


def test_numbers_of_ones_own_are_what_differs_is_measured_against(alices, payroll):
    payroll.weights = dict.fromkeys("ABCDEFG", 2.0)
    payroll.save()
    response = alices.get(url(payroll, w__A=3))
    assert response.context["form"].step == 0.5
    assert "3 instead of 2" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "number"),
    [("-0", 0), ("\u0661\u0662", 12), ("12,5", 12.5), ("1,000", 1000), ("40\u200b", 40)],
)
def test_a_weight_may_be_typed_in_many_ways(alices, payroll, text, number):
    assert alices.get(url(payroll, w__A=text))["Location"] == url(payroll, w__A=number)


def test_a_number_of_the_saved_weights_is_never_asked_about(alices, payroll):
    """Weights that a comparison made: in the fields and in the address nobody takes 12.345 for 12,345."""
    payroll.weights = dict.fromkeys("ABCDEFG", 12.345) | {"B": 1_125.0}
    payroll.save()
    page = alices.get(url(payroll))
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields if name.startswith("w.")}
    assert (shown["w.A"], shown["w.B"]) == ("12.3450", "1125")
    again = alices.get(f"{url(payroll)}?{urlencode(shown | {'w.C': '1.1250'})}", follow=True)
    assert not again.context["form"].errors
    assert again.context["form"].numbers["C"] == 1.125
    assert "1.1250" in again.redirect_chain[-1][0]


def test_no_number_is_typed_into_a_field_that_the_wheel_changes(alices, payroll):
    assert 'type="number"' not in alices.get(url(payroll)).content.decode()


def test_a_question_may_have_a_number_of_its_own(alices, payroll):
    """Balanced weights: theme A has 26, of which A1 has 9. With 29 for A1 the theme has 46, and all
    numbers add up to 132: 35 of 100."""
    response = alices.get(url(payroll, w__A1=29))
    assert [words for words, _ in response.context["differences"]] == [
        "Weight of the question \u201cContribution to advantage\u201d: 29 instead of 9."
    ]
    form = response.context["form"]
    assert {row.code: row.share for row in form.weight_rows}["A"] == 35
    assert form.total == "132"
    (row,) = [row for row in form.weight_rows if row.code == "A"]
    assert (row.changed, row.note) == (False, "46 with its single questions")
    ((_, address),) = response.context["differences"]
    assert address == url(payroll) + "?"
    case = baseline_of(payroll).changed(Changes(questions={"A1": 29.0}))
    assert case.weights == {**case_of(payroll).weights, "A1": 29.0}
    expected = recommend(shipped(), case)
    assert expected.who is not None
    assert response.context["now"]["answers"][0]["score"] == round(expected.who.score, 1)


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
    baseline = baseline_of(payroll)
    both = baseline.changed(Changes(weights={"A": 52.0}, questions={"A1": 9.0}))
    before = case_of(payroll).weights
    assert both.weights["A2"] == pytest.approx(2 * before["A2"])
    assert both.weights["A1"] == 9.0
    shown = alices.get(url(payroll, w__A=52, w__A1=9)).content.decode()
    assert "16 from its theme" in shown
    assert "Saved: 9. 18 from its theme" in shown
    assert alices.get(url(payroll, w__A1=9))["Location"] == url(payroll)


def test_a_whole_set_of_weights_takes_back_the_numbers_of_questions(alices, payroll):
    """A set that is already there can be combined with one: then its numbers are in the address."""
    location = alices.get(url(payroll, w__A1=29, set__weights="cost_led"))["Location"]
    assert location == url(payroll, set__weights="cost_led") + "#weights"
    numbers = {f"w__{code}": f"{number:g}" for code, number in numbers_of("cost_led").items()}
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
    assert response.context["now"]["answers"] == response.context["saved"]["answers"]
    assert 'name="w.A1" value="0"' in response.content.decode()


def test_a_question_that_shares_its_code_with_a_theme_has_a_name_of_its_own():
    ruleset = make_ruleset(make_criterion("A", {"sourcing": -1.0}, {"sourcing": 1.0}, theme="A"))
    assert weight_name(ruleset, "A") == "w.question.A"
    assert query(ruleset, Changes(weights={"A": 2.0}, questions={"A": 3.0})) == (
        "w.A=2&w.question.A=3"
    )
