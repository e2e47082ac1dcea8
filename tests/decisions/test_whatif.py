"""The what-if bench: a copy whose whole state is in the address, and which never writes."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils.html import escape

from accounts.models import Role
from decisions.evaluation import answers_of, case_of, gates_of
from decisions.models import Activity, Answer, Assessment
from decisions.presentation import snapshot
from decisions.whatif import Changes, Saved, query, read, to_json, weight_name
from engine.flips import flips
from engine.rounding import printed
from engine.scoring import evaluate
from engine.weighting import resolve
from tests.browser.journey import PAYROLL
from tests.decisions.snapshots import shipped
from tests.engine.makers import make_criterion, make_ruleset
from tests.people import make_answers, make_steps

EVERYTHING = {
    "answers": {"A1": 5, "B4": "unknown"},
    "gates": {"KO1": "yes"},
    "weights": {"A": 30},
    "questions": {"B1": 11},
}

KEPT = {
    "A1": 4, "A2": 4, "A3": 5, "B1": 2, "B2": 1, "B3": 1, "B4": 2, "B5": 2, "C1": 1, "C2": 2,
    "C3": 1, "C4": 2, "D1": 2, "D2": 1, "D3": 4, "E1": 1, "E2": 5, "F1": 4, "F2": 4, "F3": 4,
    "F4": 4, "G1": 2, "G2": 1, "G3": 2,
}  # fmt: skip


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    """A payroll, answered in full; no gate is answered."""
    make_answers(assessment, PAYROLL)
    return assessment


def url(assessment, **changes):
    names = {name.replace("__", "."): value for name, value in changes.items()}
    return f"/assessments/{assessment.pk}/what-if/" + (f"?{urlencode(names)}" if names else "")


def saved_of(assessment):
    return Saved(assessment.edition.ruleset, case_of(assessment), assessment.weights or None)


def test_the_bench_opens_with_what_is_saved(alices, answered):
    response = alices.get(url(answered))
    assert response.status_code == 200
    shown = response.content.decode()
    for criterion in answered.edition.ruleset.criteria:
        assert escape(criterion.question) in shown
    assert "Nothing is changed yet. This is the saved result." in shown
    assert response.context["now"]["scores"] == response.context["saved"]["scores"]
    assert "Outsource as BPO" in shown


def test_one_change_shows_the_new_advice_and_what_differs(alices, answered):
    response = alices.get(url(answered, B1=5, B4=5))
    shown = response.content.decode()
    assert response.context["now"]["option"] == "kpo"
    assert "The advice changes." in shown
    criterion = answered.edition.ruleset.criterion["B4"]
    assert escape(f"{criterion.name} \u201c{criterion.choice(5).text}\u201d instead of") in shown
    assert "<strong>Changed.</strong> Saved:" in shown


def test_what_is_shown_is_what_the_engine_says_of_the_changed_answers(alices, answered):
    """The same 24 answers with two of them replaced and theme A at 30, evaluated from scratch."""
    response = alices.get(url(answered, B1=5, B4=5, w__A=30))
    ruleset = answered.edition.ruleset
    case = saved_of(answered).changed(Changes({"B1": 5, "B4": 5}, {}, {"A": 30.0}))
    assert case.weights == resolve(ruleset, {**ruleset.presets[0].themes, "A": 30})
    expected = evaluate(ruleset, case)
    shown = {row["option"]: row["score"] for row in response.context["now"]["scores"]}
    assert shown == {key: int(printed(expected, key).score + 0.5) for key in ruleset.option}
    assert response.context["now"]["option"] == expected.advice


def test_applying_a_listed_change_gives_exactly_the_predicted_advice(answered):
    """All flips that the engine lists: single answers, gates, and the smallest pair."""
    saved = saved_of(answered)
    found = flips(saved.ruleset, saved.case)
    assert found.singles
    assert found.gates
    for flip in found.singles:
        changes = Changes({row.criterion: row.new for row in flip.changes})
        assert evaluate(saved.ruleset, saved.changed(changes)).advice == flip.advice, flip
    for gate in found.gates:
        changes = Changes(gates={gate.gate: gate.new})
        assert evaluate(saved.ruleset, saved.changed(changes)).advice == gate.advice, gate


def test_the_smallest_pair_gives_exactly_the_predicted_advice(assessment):
    """Work that nobody else could do: no single answer changes that, two together do."""
    make_answers(assessment, KEPT)
    saved = saved_of(assessment)
    found = flips(saved.ruleset, saved.case)
    assert found.singles == ()
    assert found.pair is not None
    changes = Changes({row.criterion: row.new for row in found.pair.changes})
    assert len(changes.answers) == 2
    assert evaluate(saved.ruleset, saved.changed(changes)).advice == found.pair.advice


def test_the_first_listed_change_is_one_link_away(alices, answered):
    saved = saved_of(answered)
    flip = flips(saved.ruleset, saved.case).singles[0]
    address = query(saved.ruleset, Changes({row.criterion: row.new for row in flip.changes}))
    response = alices.get(f"{url(answered)}?{address}")
    assert response.context["now"]["option"] == flip.advice


def test_a_sent_form_leads_to_the_shortest_address(alices, answered):
    """Without scripts the browser sends every field; what is as saved is dropped."""
    form = alices.get(url(answered)).context["form"]
    sent = dict(form.start) | {"B4": "5"}
    sent.pop("set.weights")
    response = alices.get(url(answered), sent)
    assert response["Location"] == url(answered, B4=5)
    assert alices.get(response["Location"]).status_code == 200
    assert alices.get(url(answered, B4=PAYROLL["B4"]))["Location"] == url(answered)


def test_opening_and_trying_changes_nothing(alices, answered):
    before = Assessment.objects.values().get(pk=answered.pk)
    answers = list(Answer.objects.order_by("pk").values())
    for address in (url(answered), url(answered, A1=5, KO1="yes", w__A=50)):
        assert alices.get(address).status_code == 200
    assert Assessment.objects.values().get(pk=answered.pk) == before
    assert list(Answer.objects.order_by("pk").values()) == answers
    assert not Activity.objects.exists()
    shown = alices.get(url(answered)).content.decode()
    assert "Nothing is changed yet" in shown


def test_htmx_gets_only_what_follows_and_the_new_address(alices, answered):
    sent = dict(alices.get(url(answered)).context["form"].start) | {"B4": "5", "B1": "5"}
    sent.pop("set.weights")
    response = alices.get(url(answered), sent, headers={"HX-Request": "true"})
    shown = response.content.decode()
    assert response.status_code == 200
    assert response["HX-Push-Url"] == url(answered, B1=5, B4=5)
    assert "HX-Request" in response["Vary"]
    assert "<h1" not in shown
    assert shown.count("data-announce=") == 1
    assert "The advice changes to Outsource as KPO" in shown
    assert 'id="mark-q-B4" class="bench-mark" hx-swap-oob="true"' in shown
    assert 'value="B1=5&amp;B4=5"' in shown


def test_the_history_of_htmx_gets_the_whole_page(alices, answered):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<h1" in alices.get(url(answered, B4=5), headers=headers).content.decode()


def test_a_nudge_moves_one_weight_by_a_twentieth(alices, answered):
    """The balanced set adds up to 100, so a nudge is 5: theme A goes from 22 to 27, and back."""
    up = alices.get(url(answered, nudge__A="up"))
    assert up["Location"] == url(answered, w__A=27) + "#weights"
    down = alices.get(url(answered, w__A=27, nudge__A="down"))
    assert down["Location"] == url(answered) + "#weights"
    floor = alices.get(url(answered, w__G=2, nudge__G="down"))
    assert floor["Location"] == url(answered, w__G=0) + "#weights"


def test_a_set_replaces_all_numbers_and_saved_brings_them_back(alices, answered):
    chosen = alices.get(url(answered, w__A=50, set__weights="cost_led"))
    assert chosen["Location"] == url(answered, set__weights="cost_led") + "#weights"
    response = alices.get(url(answered, set__weights="cost_led"))
    assert response.context["form"].numbers == {
        code: float(number)
        for code, number in answered.edition.ruleset.preset["cost_led"].themes.items()
    }
    assert (
        "Weights: \u201cCost-led\u201d instead of \u201cBalanced\u201d."
        in response.content.decode()
    )
    back = alices.get(url(answered, w__A=50, set__weights=""))
    assert back["Location"] == url(answered) + "#weights"


def test_the_normalised_shares_add_up_to_a_hundred(alices, answered):
    """30 + 18 + 18 + 13 + 9 + 14 + 6 = 108; 30 of 108 is 27.8%."""
    rows = alices.get(url(answered, w__A=30)).context["form"].weight_rows
    assert sum(row.share for row in rows) == 100
    assert rows[0].share == 28


def test_numbers_of_ones_own_are_what_differs_is_measured_against(alices, answered):
    answered.weights = dict.fromkeys("ABCDEFG", 2.0)
    answered.save()
    response = alices.get(url(answered, w__A=3))
    assert response.context["form"].step == 0.5
    assert "3 instead of 2" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"A1": "9"}, "This is none of the answers. The saved one counts."),
        ({"A1": "-1"}, "This is none of the answers"),
        ({"KO1": "maybe"}, "This is none of the answers"),
        ({"w__A": ""}, "Type a number, 0 if this theme shall not count."),
        ({"w__A": "-3"}, "greater than or equal to 0"),
        ({"w__A": "nan"}, "Enter a number."),
        ({"w__A": "inf"}, "Enter a number."),
        ({"w__A": "1e308"}, "less than or equal to 1000000"),
        ({"w__A": "1e400"}, "Enter a number."),
        ({"w__A": "1,5"}, "Enter a number."),
        ({"w__A": "ten"}, "Enter a number."),
        ({"w__A": "9" * 5000}, "Enter a number."),
        ({f"w__{code}": "0" for code in "ABCDEFG"}, "At least one number must be above 0."),
        ({"w__A1": "-3"}, "greater than or equal to 0"),
        ({"w__A1": "nan"}, "Enter a number."),
        ({"w__A1": "1e308"}, "less than or equal to 1000000"),
        ({"w__A1": "ten"}, "Enter a number."),
        ({"w__Z9": "1"}, "this decision model does not know it: <bdi>w.Z9</bdi>"),
        ({"set__weights": "nobody"}, "There is no such set of weights. The saved ones count."),
        ({"Z9": "1"}, "this decision model does not know it: <bdi>Z9</bdi>"),
        ({"<b>": "1"}, "&lt;b&gt;"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_used_is_named_and_the_saved_one_counts(
    alices, answered, changes, words
):
    response = alices.get(url(answered, B1=5, B4=5, **changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert response.context["now"]["option"] == "kpo"
    part = alices.get(url(answered, **changes), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.context["now"]["scores"] == part.context["saved"]["scores"]


@pytest.mark.parametrize(("text", "number"), [("-0", 0), ("\u0661\u0662", 12), ("1e3", 1000)])
def test_a_weight_may_be_typed_in_many_ways(alices, answered, text, number):
    assert alices.get(url(answered, w__A=text))["Location"] == url(answered, w__A=number)


def test_a_question_may_have_a_number_of_its_own(alices, answered):
    """Balanced weights: theme A has 22, of which A1 has 9. With 29 for A1 the theme has 42, and all
    numbers add up to 120: 35 of 100."""
    response = alices.get(url(answered, w__A1=29))
    assert [words for words, _ in response.context["differences"]] == [
        "Weight of the question \u201cContribution to advantage\u201d: 29 instead of 9."
    ]
    form = response.context["form"]
    assert {row.code: row.share for row in form.weight_rows}["A"] == 35
    assert form.total == "120"
    (row,) = [row for row in form.weight_rows if row.code == "A"]
    assert (row.changed, row.note) == (False, "42 with its single questions")
    ((_, address),) = response.context["differences"]
    assert address == url(answered) + "?"
    case = saved_of(answered).changed(Changes(questions={"A1": 29.0}))
    assert case.weights == {**case_of(answered).weights, "A1": 29.0}
    expected = {score.option: score.score for score in evaluate(shipped(), case).scores}
    for score in response.context["now"]["scores"]:
        assert abs(score["score"] - expected[score["option"]]) <= 0.56


def test_only_the_questions_of_a_theme_with_a_number_of_their_own_are_open(alices, answered):
    """All others are one click away, each with what its theme gives it."""
    shown = alices.get(url(answered, w__A1=29)).content.decode()
    opened = re.findall(r'<details class="disclosure bench-questions"( open)?>', shown)
    assert opened == [" open", *[""] * 6]
    assert 'id="mark-wq-A2" class="bench-mark"><span class="muted">8 from its theme</span>' in shown
    assert "<strong>Changed.</strong> Saved: 9" in shown


def test_questions_follow_their_theme_until_they_have_a_number_of_their_own(alices, answered):
    """Twice the number for the theme is twice the number for A2; A1 keeps its own."""
    saved = saved_of(answered)
    both = saved.changed(Changes(weights={"A": 44.0}, questions={"A1": 9.0}))
    before = case_of(answered).weights
    assert both.weights["A2"] == pytest.approx(2 * before["A2"])
    assert both.weights["A1"] == 9.0
    shown = alices.get(url(answered, w__A=44, w__A1=9)).content.decode()
    assert "16 from its theme" in shown
    assert "Saved: 9. 18 from its theme" in shown
    assert alices.get(url(answered, w__A1=9))["Location"] == url(answered)


def test_a_whole_set_of_weights_takes_back_the_numbers_of_questions(alices, answered):
    """A set that is already there can be combined with one: then its numbers are in the address."""
    location = alices.get(url(answered, w__A1=29, set__weights="cost_led"))["Location"]
    assert location == url(answered, set__weights="cost_led") + "#weights"
    themes = shipped().preset["cost_led"].themes
    numbers = {f"w__{code}": f"{number:g}" for code, number in themes.items()}
    response = alices.get(url(answered, **numbers, w__A1=29))
    assert response.status_code == 200
    assert [words.split(":")[0] for words, _ in response.context["differences"]] == [
        "Weights",
        "Weight of the question \u201cContribution to advantage\u201d",
    ]
    assert [address for _, address in response.context["differences"]] == [
        url(answered, w__A1=29),
        url(answered, set__weights="cost_led"),
    ]
    assert alices.get(url(answered, w__A1=29, set__weights=""))["Location"].startswith(
        url(answered) + "#"
    )


def test_all_weights_at_nothing_are_refused_also_by_single_questions(alices, answered):
    """Only theme A counts, and every question of it is given 0."""
    themes = {f"w__{code}": "0" for code in "BCDEFG"}
    questions = {f"w__{row.code}": "0" for row in shipped().criteria_of("A")}
    response = alices.get(url(answered, **themes, **questions))
    assert "At least one number must be above 0." in response.content.decode()
    assert response.context["now"]["scores"] == response.context["saved"]["scores"]
    assert 'name="w.A1" value="0"' in response.content.decode()


def test_every_end_of_a_weight_on_the_page_gives_on_the_bench_what_it_says(alices, answered):
    """Themes and questions: each link of the table, followed."""
    sure = snapshot(answered)["how_sure"]
    assert sure is not None
    page = unescape(alices.get(f"/assessments/{answered.pk}/result/").content.decode())
    tried = []
    for row in sure["weights"]:
        for option, address in ((row["below"], row["try_below"]), (row["above"], row["try_above"])):
            if option is not None:
                assert f"/what-if/?{address}" in page
                found = alices.get(f"/assessments/{answered.pk}/what-if/?{address}")
                assert found.context["now"]["option"] == option["option"], address
                tried.append(row["kind"])
    assert {"theme", "criterion"} == set(tried)


def test_a_question_that_shares_its_code_with_a_theme_has_a_name_of_its_own():
    ruleset = make_ruleset(make_criterion("A", {"sourcing": -1.0}, {"sourcing": 1.0}, theme="A"))
    assert weight_name(ruleset, "A") == "w.question.A"
    assert query(ruleset, Changes(weights={"A": 2.0}, questions={"A": 3.0})) == (
        "w.A=2&w.question.A=3"
    )


def test_an_assessment_without_answers_has_a_bench(alices, assessment):
    response = alices.get(url(assessment))
    assert "Nothing is answered yet, so there is no advice." in response.content.decode()
    response = alices.get(url(assessment, B1=5, B4=5, C4=4))
    assert response.context["now"]["option"]
    assert "instead of \u201cNot answered\u201d." in response.content.decode()


def test_steps_follow_a_change_of_the_whole_unless_they_have_an_answer_of_their_own(
    alices, answered
):
    """Entering follows the payroll (BPO), deciding has expert answers of its own (KPO): a hybrid.
    With the same expert answers for the whole, both steps go to experts."""
    expert = {"B1": 5, "B2": 5, "B4": 5}
    make_steps(answered, "Enter", "Decide", Decide=expert)
    response = alices.get(url(answered))
    assert response.context["saved"]["option"] == "hybrid"
    assert response.context["saved"]["advice"] == "Hybrid"
    assert "every step without an answer of its own" in response.content.decode()
    assert alices.get(url(answered, **expert)).context["now"]["option"] == "kpo"


def test_every_difference_can_be_undone_alone(alices, answered):
    response = alices.get(url(answered, B1=5, KO1="yes", w__A=30))
    addresses = [address for _, address in response.context["differences"]]
    assert addresses == [
        url(answered, KO1="yes", w__A=30),
        url(answered, B1=5, w__A=30),
        url(answered, B1=5, KO1="yes"),
    ]


def test_a_viewer_may_try_and_not_keep(bobs, bob_as, answered):
    bob_as(Role.VIEWER)
    response = bobs.get(url(answered, B4=5))
    assert response.status_code == 200
    assert "Keep the scenario" not in response.content.decode()
    assert bobs.post(url(answered), {"query": "B4=5", "name": "Mine"}).status_code == 403


def test_changes_survive_the_way_through_json_and_through_an_address(answered):
    saved = saved_of(answered)
    changes = read(saved, EVERYTHING)
    assert to_json(changes) == EVERYTHING
    assert query(saved.ruleset, changes) == "A1=5&B4=unknown&KO1=yes&w.A=30&w.B1=11"
    assert changes


def test_kept_changes_that_the_decision_model_does_not_have_are_left_out(answered):
    stored = {
        "answers": {"Z9": 1, "A1": 99, "A2": "not_applicable", "B1": PAYROLL["B1"]},
        "gates": {"KO99": "yes", "KO1": "perhaps"},
        "weights": {"Z": 3.0},
        "questions": {"Z9": 3.0, "A1": 9.0},
    }
    changes = read(saved_of(answered), stored)
    assert set(to_json(changes)) <= {"answers"}
    assert not {"Z9", "A1", "B1"} & changes.answers.keys()
    assert not read(saved_of(answered), {"weights": "nobody"})
    assert not read(saved_of(answered), {"weights": dict.fromkeys("ABCDEFG", 0.0)})
    assert not read(saved_of(answered), {"questions": dict.fromkeys(shipped().criterion, 0.0)})


def test_a_changed_answer_keeps_its_evidence_and_leaves_the_others_alone(answered):
    Answer.objects.filter(assessment=answered, criterion="B4").update(evidence="measured")
    case = saved_of(answered).changed(Changes({"B4": 5}))
    assert (case.answers["B4"].choice, case.answers["B4"].evidence) == (5, "measured")
    rest = {code: given for code, given in case.answers.items() if code != "B4"}
    assert rest == {code: row for code, row in answers_of(answered).items() if code != "B4"}
    assert case.gates == gates_of(answered)
