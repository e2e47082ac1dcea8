"""The what-if page: a copy whose whole state is in the address, and which never writes."""

import pytest
from django.utils.html import escape

from accounts.models import Role
from decisions.evaluation import answers_of, gates_of
from decisions.models import Activity, Answer, Assessment
from decisions.whatif import Changes, query, read, to_json
from engine.fit.weighting import resolve
from engine.flips import flips
from engine.rounding import printed
from engine.scoring import evaluate
from tests.browser.journey import PAYROLL
from tests.decisions.snapshots import shipped
from tests.decisions.whatif import saved_of, url
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


def test_the_what_if_page_opens_with_what_is_saved(alices, payroll):
    response = alices.get(url(payroll))
    assert response.status_code == 200
    shown = response.content.decode()
    for criterion in payroll.edition.ruleset.criteria:
        assert escape(criterion.question) in shown
    assert "Nothing is changed yet. This is the saved result." in shown
    assert response.context["now"]["scores"] == response.context["saved"]["scores"]
    assert "Outsource as BPO" in shown


def test_one_change_shows_the_new_advice_and_what_differs(alices, payroll):
    response = alices.get(url(payroll, B1=5, B4=5))
    shown = response.content.decode()
    assert response.context["now"]["option"] == "kpo"
    assert "The advice changes." in shown
    criterion = payroll.edition.ruleset.criterion["B4"]
    assert escape(f"{criterion.name} \u201c{criterion.choice(5).text}\u201d instead of") in shown
    assert "<strong>Changed.</strong> Saved:" in shown


def test_what_is_shown_is_what_the_engine_says_of_the_changed_answers(alices, payroll):
    """The same 24 answers with two of them replaced and theme A at 30, evaluated from scratch."""
    response = alices.get(url(payroll, B1=5, B4=5, w__A=30))
    ruleset = payroll.edition.ruleset
    case = saved_of(payroll).changed(Changes({"B1": 5, "B4": 5}, {}, {"A": 30.0}))
    assert case.weights == resolve(ruleset, {**ruleset.presets[0].themes, "A": 30})
    expected = evaluate(ruleset, case)
    shown = {row["option"]: row["score"] for row in response.context["now"]["scores"]}
    assert shown == {key: int(printed(expected, key).score + 0.5) for key in ruleset.option}
    assert response.context["now"]["option"] == expected.advice


def test_applying_a_listed_change_gives_exactly_the_predicted_advice(payroll):
    """All flips that the engine lists: single answers, gates, and the smallest pair."""
    saved = saved_of(payroll)
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


def test_the_first_listed_change_is_one_link_away(alices, payroll):
    saved = saved_of(payroll)
    flip = flips(saved.ruleset, saved.case).singles[0]
    address = query(saved.ruleset, Changes({row.criterion: row.new for row in flip.changes}))
    response = alices.get(f"{url(payroll)}?{address}")
    assert response.context["now"]["option"] == flip.advice


def test_a_sent_form_leads_to_the_shortest_address(alices, payroll):
    """Without scripts the browser sends every field; what is as saved is dropped."""
    form = alices.get(url(payroll)).context["form"]
    sent = dict(form.start) | {"B4": "5"}
    sent.pop("set.weights")
    response = alices.get(url(payroll), sent)
    assert response["Location"] == url(payroll, B4=5)
    assert alices.get(response["Location"]).status_code == 200
    assert alices.get(url(payroll, B4=PAYROLL["B4"]))["Location"] == url(payroll)


def test_opening_and_trying_changes_nothing(alices, payroll):
    before = Assessment.objects.values().get(pk=payroll.pk)
    answers = list(Answer.objects.order_by("pk").values())
    for address in (url(payroll), url(payroll, A1=5, KO1="yes", w__A=50)):
        assert alices.get(address).status_code == 200
    assert Assessment.objects.values().get(pk=payroll.pk) == before
    assert list(Answer.objects.order_by("pk").values()) == answers
    assert not Activity.objects.exists()
    shown = alices.get(url(payroll)).content.decode()
    assert "Nothing is changed yet" in shown


def test_htmx_gets_only_what_follows_and_the_new_address(alices, payroll):
    sent = dict(alices.get(url(payroll)).context["form"].start) | {"B4": "5", "B1": "5"}
    sent.pop("set.weights")
    response = alices.get(url(payroll), sent, headers={"HX-Request": "true"})
    shown = response.content.decode()
    assert response.status_code == 200
    assert response["HX-Push-Url"] == url(payroll, B1=5, B4=5)
    assert "HX-Request" in response["Vary"]
    assert "<h1" not in shown
    assert shown.count("data-announce=") == 1
    assert "The advice changes to Outsource as KPO" in shown
    assert 'id="mark-q-B4" class="whatif-mark" hx-swap-oob="true"' in shown
    assert 'value="B1=5&amp;B4=5"' in shown


def test_the_history_of_htmx_gets_the_whole_page(alices, payroll):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<h1" in alices.get(url(payroll, B4=5), headers=headers).content.decode()


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
    alices, payroll, changes, words
):
    response = alices.get(url(payroll, B1=5, B4=5, **changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert response.context["now"]["option"] == "kpo"
    part = alices.get(url(payroll, **changes), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.context["now"]["scores"] == part.context["saved"]["scores"]


def test_an_assessment_without_answers_has_a_what_if_page(alices, assessment):
    response = alices.get(url(assessment))
    assert "Nothing is answered yet, so there is no advice." in response.content.decode()
    response = alices.get(url(assessment, B1=5, B4=5, C4=4))
    assert response.context["now"]["option"]
    assert "instead of \u201cNot answered\u201d." in response.content.decode()


def test_steps_follow_a_change_of_the_whole_unless_they_have_an_answer_of_their_own(
    alices, payroll
):
    """Entering follows the payroll (BPO), deciding has expert answers of its own (KPO): a hybrid.
    With the same expert answers for the whole, both steps go to experts."""
    expert = {"B1": 5, "B2": 5, "B4": 5}
    make_steps(payroll, "Enter", "Decide", Decide=expert)
    response = alices.get(url(payroll))
    assert response.context["saved"]["option"] == "hybrid"
    assert response.context["saved"]["advice"] == "Hybrid"
    assert "every step without an answer of its own" in response.content.decode()
    assert alices.get(url(payroll, **expert)).context["now"]["option"] == "kpo"


def test_every_difference_can_be_undone_alone(alices, payroll):
    response = alices.get(url(payroll, B1=5, KO1="yes", w__A=30))
    addresses = [address for _, address in response.context["differences"]]
    assert addresses == [
        url(payroll, KO1="yes", w__A=30),
        url(payroll, B1=5, w__A=30),
        url(payroll, B1=5, KO1="yes"),
    ]


def test_a_viewer_may_try_and_not_keep(bobs, bob_as, payroll):
    bob_as(Role.VIEWER)
    response = bobs.get(url(payroll, B4=5))
    assert response.status_code == 200
    assert "Keep the scenario" not in response.content.decode()
    assert bobs.post(url(payroll), {"query": "B4=5", "name": "Mine"}).status_code == 403


def test_changes_survive_the_way_through_json_and_through_an_address(payroll):
    saved = saved_of(payroll)
    changes = read(saved, EVERYTHING)
    assert to_json(changes) == EVERYTHING
    assert query(saved.ruleset, changes) == "A1=5&B4=unknown&KO1=yes&w.A=30&w.B1=11"
    assert changes


def test_kept_changes_that_the_decision_model_does_not_have_are_left_out(payroll):
    stored = {
        "answers": {"Z9": 1, "A1": 99, "A2": "not_applicable", "B1": PAYROLL["B1"]},
        "gates": {"KO99": "yes", "KO1": "perhaps"},
        "weights": {"Z": 3.0},
        "questions": {"Z9": 3.0, "A1": 9.0},
    }
    changes = read(saved_of(payroll), stored)
    assert set(to_json(changes)) <= {"answers"}
    assert not {"Z9", "A1", "B1"} & changes.answers.keys()
    assert not read(saved_of(payroll), {"weights": "nobody"})
    assert not read(saved_of(payroll), {"weights": dict.fromkeys("ABCDEFG", 0.0)})
    assert not read(saved_of(payroll), {"questions": dict.fromkeys(shipped().criterion, 0.0)})


def test_a_changed_answer_keeps_its_evidence_and_leaves_the_others_alone(payroll):
    Answer.objects.filter(assessment=payroll, criterion="B4").update(evidence="measured")
    case = saved_of(payroll).changed(Changes({"B4": 5}))
    assert (case.answers["B4"].choice, case.answers["B4"].evidence) == (5, "measured")
    rest = {code: given for code, given in case.answers.items() if code != "B4"}
    assert rest == {code: row for code, row in answers_of(payroll).items() if code != "B4"}
    assert case.gates == gates_of(payroll)
