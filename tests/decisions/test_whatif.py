"""The what-if page: a copy whose whole state is in the address, and which never writes."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Role
from decisions import wording
from decisions.evaluation import answers_of, gates_of, today_of
from decisions.models import Activity, Answer, Assessment
from decisions.results import result_of
from engine.recommendation import recommend
from report.headline import sentence
from report.messages import read as told
from report.messages import say
from report.whatif import Changes
from report.whatif_written import query, read, to_json
from tests.browser.journey import GATES, PAYROLL
from tests.decisions.blocks import changes_on
from tests.decisions.whatif import baseline_of, url
from tests.people import make_answers, make_gates, make_steps
from tests.shipped import shipped

EVERYTHING = {
    "answers": {"A1": 5, "B4": "unknown"},
    "gates": {"KO1": "fires"},
    "weights": {"A": 30},
    "questions": {"B1": 11},
}


def test_the_what_if_page_opens_with_what_is_saved(alices, payroll):
    response = alices.get(url(payroll))
    assert response.status_code == 200
    shown = response.content.decode()
    for criterion in payroll.edition.ruleset.criteria:
        assert (escape(criterion.question) in shown) is (criterion.asked == "questions")
    assert "Nothing is changed yet. This is the saved result." in shown
    assert response.context["now"]["answers"] == response.context["saved"]["answers"]
    assert response.context["now"]["outcome"] == "bpo"


def test_one_change_shows_the_new_advice_and_what_differs(alices, payroll):
    response = alices.get(url(payroll, B1=5, B4=5))
    shown = response.content.decode()
    assert response.context["now"]["outcome"] == "kpo"
    assert not response.context["now"]["stays"]
    criterion = payroll.edition.ruleset.criterion["B4"]
    assert escape(f"{criterion.short} \u201c{criterion.choice(5).text}\u201d instead of") in shown
    assert "<strong>Changed.</strong> Saved:" in shown


def test_a_step_is_tried_by_itself_and_kept_by_its_name(alices, alice, payroll):
    """With its question, its old answer and a way back; other changes keep it, and what no step has is left
    out. Kept as a scenario it holds while the step is called so in its place."""
    make_steps(payroll, "Prepare", "Advise")
    response = alices.get(url(payroll, step__2__B1=5, step__2__B4=5))
    now, shown = response.context["now"], response.content.decode()
    assert (now["outcome"], len(now["moves"]), len(now["changes"])) == ("split", 1, 2)
    assert '<input type="hidden" name="step.2.B1" value="5">' in shown
    for address in (undo for _, undo in response.context["differences"]):
        assert alices.get(address).context["now"]["address"] in ("step.2.B1=5", "step.2.B4=5")
    as_saved = alices.get(url(payroll, step__2__B1=PAYROLL["B1"]), follow=True)
    assert not as_saved.context["is_changed"]
    assert not as_saved.context["form"].unknown_names
    for name in ("step__3__B1", "step__0__B1", "step__x__B1", "step__2__Z9", "step__2__KO1"):
        assert alices.get(url(payroll, **{name: 5})).context["form"].unknown_names
    ruled = alices.get(url(payroll, step__2__KO1="fires")).context
    assert (ruled["now"]["outcome"], ruled["now"]["address"]) == ("split", "step.2.KO1=fires")
    alices.post(url(payroll), {"name": "Advise is expert work", "query": now["address"]})
    kept = payroll.scenarios.get().changes
    assert kept == {"steps": {"2.B1": 5, "2.B4": 5}, "named": {"2": "Advise"}}
    assert read(baseline_of(payroll), kept).steps == kept["steps"]
    payroll.steps.filter(name="Advise").update(name="Consult")
    fresh = Assessment.objects.get(pk=payroll.pk)
    assert not read(baseline_of(fresh), kept)


def test_a_former_choice_that_is_still_stored_is_not_known_here_and_on_every_page(
    alices, assessment
):
    """A2 = 3 and C4 = 6 were "I don't know" in so many words, of the whole and of a step."""
    former = {
        row.code: min(row.read_as_unknown)
        for row in assessment.edition.ruleset.criteria
        if row.read_as_unknown
    }
    assert former == {"A2": 3, "C4": 6}
    make_answers(assessment, PAYROLL | former)
    (step,) = make_steps(assessment, "Check", Check=former)
    assessment.step_count = 1
    assessment.save()
    response = alices.get(url(assessment))
    assert response.status_code == 200
    form = response.context["form"]
    assert all(form[code].value() == "unknown" for code in former)
    assert not form.changes
    assert alices.get(url(assessment, A2="unknown"))["Location"] == url(assessment)
    assert alices.get(url(assessment, A2=1)).context["form"].changes.answers == {"A2": 1}
    root = f"/assessments/{assessment.pk}/"
    pages = ("", "check/", "result/", "result.json", f"steps/{step.pk}/", "questions/A2/")
    assert {alices.get(root + page).status_code for page in pages} == {200}


def test_what_is_shown_is_what_the_engine_says_of_the_changed_answers(alices, payroll):
    """The same answers with two of them replaced and theme A at 30, recommended from scratch."""
    response = alices.get(url(payroll, B1=5, B4=5, w__A=30))
    case = baseline_of(payroll).changed(Changes({"B1": 5, "B4": 5}, {}, {"A": 30.0}))
    assert sum(case.weights[row.code] for row in shipped().criteria_of("A")) == pytest.approx(30)
    expected = recommend(shipped(), case)
    now = response.context["now"]
    assert (now["outcome"], now["headline"]) == (expected.outcome, sentence(expected))
    assert expected.who is not None
    rows = {row["question"]: row for row in now["answers"]}
    assert (rows["who"]["answer"], rows["who"]["score"]) == (
        named(expected.who.answer),
        round(expected.who.score, 1),
    )


def test_the_result_and_the_what_if_page_without_a_change_say_the_same(alices, payroll):
    """Sentence, word and number; with steps, an open gate, who does it today and a split too."""
    for change in (lambda: None, *variants(payroll)):
        change()
        payroll = Assessment.objects.get(pk=payroll.pk)
        advised = result_of(payroll, None).recommendation
        said = sentence(advised, today_of(payroll))
        verdict = alices.get(reverse("result", args=[payroll.pk])).context["verdict"]
        assert said.startswith(verdict["headline"])
        response = alices.get(url(payroll))
        for row in (response.context["now"], response.context["saved"]):
            assert row["headline"] == said
            assert (row["label"], row["percent"]) == (
                wording.CONFIDENCE[advised.confidence],
                wording.sure_percent(advised.confidence, advised.probability),
            )
        assert not response.context["is_changed"]


def variants(payroll):
    """Other states of the same assessment, one after the other."""
    rows = Assessment.objects.filter(pk=payroll.pk)
    yield lambda: rows.update(done_by="provider")
    yield lambda: make_gates(payroll, **GATES | {"KO14": "fires", "KO4": "fires"})
    yield lambda: rows.update(weights="growth_led")
    yield lambda: make_steps(payroll, "Enter", "Judge", Judge=EXPERT_ANSWERS)


EXPERT_ANSWERS = {"B1": 5, "B2": 5, "B4": 5}


@pytest.mark.parametrize("steps", [False, True], ids=["whole", "steps"])
@pytest.mark.parametrize("answers", [{}, {"A1": 5, "A2": "unknown"}, {"C5": 3, "D1": 2}], ids=str)
def test_every_link_of_a_change_leads_to_the_answer_that_it_prints(alices, payroll, answers, steps):
    """All links of the page How sure, followed: likely, unlikely and gates."""
    for code, given in answers.items():
        choice = given if isinstance(given, int) else None
        status = "choice" if choice else given
        payroll.answers.filter(criterion=code).update(choice=choice, status=status)
    if steps:
        make_steps(payroll, "Enter", "Check")
    page = alices.get(reverse("result_page", args=[payroll.pk, "sure"])).context["page"]
    rows = changes_on(page)
    assert rows
    for row in rows:
        change = row["change"]
        query = dict(parse_qsl(urlsplit(change["url"]).query))
        assert query == {
            change["criterion"] or change["gate"]: str(change["choice"] or change["state"])
        }
        tried = alices.get(change["url"])
        assert tried.status_code == 200
        now, saved = tried.context["now"], tried.context["saved"]
        if row["option"]:
            assert now["outcome"] == row["option"]
            assert not now["stays"]
        else:
            assert now["stays"]
            assert now["before"] != saved["before"]


def named(answer):
    """An answer to a question of the recommendation, in words."""
    return told(say(f"certainty.part.{answer}"))


def test_steps_that_move_are_named_and_the_headline_may_stay(alices, payroll):
    """Three of four steps follow the whole; one has expert answers of its own and stays a KPO."""
    make_steps(payroll, "Enter", "Check", "Pay", "Judge", Judge=EXPERT_ANSWERS)
    make_gates(payroll, **GATES)
    saved = alices.get(url(payroll)).context["saved"]
    assert saved["outcome"] == "split"
    now = alices.get(url(payroll, **EXPERT_ANSWERS)).context["now"]
    assert (now["outcome"], now["stays"]) == ("kpo", False)
    (moved,) = now["moves"]
    assert "1, 2 and 3" in moved
    assert "4" not in moved
    assert alices.get(url(payroll, A1=2)).context["now"]["moves"] == []


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
    for address in (url(payroll), url(payroll, A1=5, KO1="fires", w__A=50)):
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
    assert escape(response.context["now"]["headline"]) in shown
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
        ({"KO1": "yes"}, "This is none of the answers"),
        ({"C4": "6"}, "This is none of the answers"),
        ({"B5": "2"}, "this decision model does not know it: <bdi>B5</bdi>"),
        ({"G2": "5"}, "this decision model does not know it: <bdi>G2</bdi>"),
        ({"w__A": ""}, "Type a number, 0 if this theme shall not count."),
        ({"w__A": "-3"}, "greater than or equal to 0"),
        ({"w__A": "nan"}, "Enter a number, for example"),
        ({"w__A": "inf"}, "Enter a number, for example"),
        ({"w__A": "9999999"}, "less than or equal to 1000000"),
        ({"w__A": "1e400"}, "Enter a number, for example"),
        ({"w__A": "1,125"}, "Is this 1,125 or 1.125?"),
        ({"w__A": "ten"}, "Enter a number, for example"),
        ({"w__A": "9" * 5000}, "This number is too long."),
        ({f"w__{code}": "0" for code in "ABCDEFG"}, "At least one number must be above 0."),
        ({"w__A1": "-3"}, "greater than or equal to 0"),
        ({"w__A1": "nan"}, "Enter a number, for example"),
        ({"w__A1": "1e308"}, "Enter a number, for example"),
        ({"w__A1": "ten"}, "Enter a number, for example"),
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
    assert response.context["now"]["outcome"] == "kpo"
    part = alices.get(url(payroll, **changes), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.context["now"]["answers"] == part.context["saved"]["answers"]


def test_an_assessment_without_answers_has_a_what_if_page(alices, assessment):
    response = alices.get(url(assessment))
    assert response.context["now"]["outcome"] == "none"
    response = alices.get(url(assessment, B1=5, B4=5, C4=4))
    assert response.context["now"]["outcome"] != "none"
    assert "instead of \u201cNot answered\u201d." in response.content.decode()


def test_every_difference_can_be_undone_alone(alices, payroll):
    response = alices.get(url(payroll, B1=5, KO1="fires", w__A=30))
    addresses = [address for _, address in response.context["differences"]]
    assert addresses == [
        url(payroll, KO1="fires", w__A=30),
        url(payroll, B1=5, w__A=30),
        url(payroll, B1=5, KO1="fires"),
    ]


def test_a_viewer_may_try_and_not_keep(bobs, bob_as, payroll):
    bob_as(Role.VIEWER)
    response = bobs.get(url(payroll, B4=5))
    assert response.status_code == 200
    assert "Keep the scenario" not in response.content.decode()
    assert bobs.post(url(payroll), {"query": "B4=5", "name": "Mine"}).status_code == 403


def test_changes_survive_the_way_through_json_and_through_an_address(payroll):
    baseline = baseline_of(payroll)
    changes = read(baseline, EVERYTHING)
    assert to_json(changes) == EVERYTHING
    assert query(baseline.ruleset, changes) == "A1=5&B4=unknown&KO1=fires&w.A=30&w.B1=11"
    assert changes


def test_kept_changes_that_the_decision_model_does_not_have_are_left_out(payroll):
    stored = {
        "answers": {"Z9": 1, "A1": 99, "A2": "not_applicable", "B1": PAYROLL["B1"]},
        "gates": {"KO99": "fires", "KO1": "yes"},
        "weights": {"Z": 3.0},
        "questions": {"Z9": 3.0, "A1": 9.0},
    }
    changes = read(baseline_of(payroll), stored)
    assert set(to_json(changes)) <= {"answers"}
    assert not {"Z9", "A1", "B1"} & changes.answers.keys()
    assert not read(baseline_of(payroll), {"weights": "nobody"})
    assert not read(baseline_of(payroll), {"weights": dict.fromkeys("ABCDEFG", 0.0)})
    assert not read(baseline_of(payroll), {"questions": dict.fromkeys(shipped().criterion, 0.0)})


def test_a_changed_answer_keeps_its_evidence_and_leaves_the_others_alone(payroll):
    Answer.objects.filter(assessment=payroll, criterion="B4").update(evidence="measured")
    case = baseline_of(payroll).changed(Changes({"B4": 5}))
    assert (case.answers["B4"].choice, case.answers["B4"].evidence) == (5, "measured")
    rest = {code: given for code, given in case.answers.items() if code != "B4"}
    assert rest == {code: row for code, row in answers_of(payroll).items() if code != "B4"}
    assert case.gates == gates_of(payroll)
