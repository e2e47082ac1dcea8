"""What a cost case answers, and where the answer and the money are shown."""

import pytest
from django.urls import reverse

from decisions.cost.option import summary_of
from decisions.models import Activity, Assessment, CostCase, Part
from decisions.results import result_of
from decisions.services.answers import save_answer
from decisions.services.assessments import say_today
from decisions.services.cost import save_cost
from decisions.services.versions import save_version
from engine.cost.intake import read_cost_case
from engine.cost.priced import priced
from engine.fit.case import Given, Today
from report.document import Callout
from report.messages import Message, read
from report.money import costs_table, headline, money
from report.subject import Subject
from report.versions import costs_of
from tests.decisions.money import (
    at,
    c4,
    dearer,
    fired,
    fresh_of,
    money_of_the_only_one,
    prepared,
    text_of,
)
from tests.forms_on_page import forms_of
from tests.people import COST_CASE, make_answers, make_assessment


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def test_saving_a_case_answers_c4_and_is_logged(assessment, alice):
    """Half of the draws save 333,976.66 or more, of 1,243,426 that is 26.9 %: "15 to 30% cheaper", the
    fourth choice. The likely figures alone would promise 347,127.87."""
    prepared(assessment, alice)
    answer = c4(assessment)
    assert answer is not None
    assert (answer.choice, answer.origin, answer.evidence) == (4, "cost_case", "estimate")
    fresh = Assessment.objects.get()
    assert (str(fresh.saving), fresh.currency) == ("333976.66", "EUR")
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs == {"cost_saved", "answered_by_cost"}


def test_a_dear_case_fires_the_gate_and_a_cheap_one_takes_it_back(assessment, alice):
    make_answers(assessment, {"A1": 2})
    prepared(assessment, alice)
    assert "KO13" not in fired(assessment)
    save_cost(assessment=fresh_of(assessment), by=alice, change=dearer(70_000), seen=2)
    assert c4(assessment).choice == 1
    assert "KO13" in fired(assessment)
    shown = money_of_the_only_one()
    assert not shown["gate"]["closes"]


def test_a_persons_answer_is_not_overwritten_without_asking(assessment, alice, alices):
    prepared(assessment, alice)
    given = Given(2, evidence="document", note="Our own study.")
    number = c4(assessment).version
    save_answer(
        assessment=fresh_of(assessment), by=alice, code="C4", given=given, seen_version=number
    )
    assert c4(assessment).origin == "person"
    save_cost(assessment=fresh_of(assessment), by=alice, change=dearer(70_000), seen=2)
    answer = c4(assessment)
    assert (answer.choice, answer.note) == (2, "Our own study.")
    page = text_of(alices.get(at("cost", assessment)))
    assert "A person answered: Within 5%" in page
    assert "Let the case answer" in page
    version, number = CostCase.objects.get().version, answer.version
    for stale in ({"version": version}, {"version": version - 1, "answer_version": number}):
        alices.post(at("cost_answer", assessment), stale)
        assert c4(assessment).origin == "person"
    alices.post(at("cost_answer", assessment), {"version": version, "answer_version": number})
    answer = c4(assessment)
    assert (answer.choice, answer.origin) == (1, "cost_case")


@pytest.mark.parametrize("typed", ["", " We do not believe it."])
def test_another_answer_by_hand_keeps_of_the_note_only_what_was_typed(
    assessment, alice, alices, typed
):
    """The page brings the note of the case along; it spoke of 26.9 % under an answer that said 5 % dearer."""
    prepared(assessment, alice)
    address, note = at("question", assessment, "C4"), c4(assessment).note
    (form,) = (row for row in forms_of(alices.get(address).text) if "answer" in row.names)
    changed = {"answer": "1", **({"note": note + typed} if typed else {})}
    assert form.send(alices, address, changed).status_code == 302
    answer = c4(assessment)
    assert (answer.choice, answer.origin) == (1, "person")
    assert answer.note == (note + typed if typed else "")


def test_the_note_of_a_case_that_answered_meanwhile_is_not_said_to_stay_beside_another_answer(
    assessment, alice, alices
):
    address = at("question", assessment, "C4")
    (form,) = (row for row in forms_of(alices.get(address).text) if "answer" in row.names)
    prepared(assessment, alice)
    shown = form.send(alices, address, {"answer": "1"})
    told = [row for row in shown.context["conflict"] if row.saved == c4(assessment).note]
    assert [(row.yours, row.untouched) for row in told] == [("", False)]
    (again,) = (row for row in forms_of(shown.text) if "answer" in row.names)
    assert again.send(alices, address, {}).status_code == 302
    answer = c4(assessment)
    assert (answer.choice, answer.evidence, answer.note) == (1, "estimate", "")


def test_the_answer_of_the_case_is_marked_wherever_it_stands(assessment, alice, alices):
    prepared(assessment, alice)
    for name, keys in (("question", ["C4"]), ("check", [])):
        assert "Answered by the cost case" in text_of(alices.get(at(name, assessment, *keys))), name


def test_money_stands_beside_the_fit_on_the_result_page(assessment, alice, alices):
    make_answers(assessment, {"A1": 5, "A2": 5, "B1": 5})
    prepared(assessment, alice)
    assert "A provider at home: about EUR" in text_of(alices.get(at("result", assessment)))
    page = text_of(alices.get(at("result_page", assessment, "money")))
    assert "What it costs" in page


def test_a_banner_says_when_money_and_fit_point_apart(assessment, alice):
    """Answers that keep the work inside, against a case that saves 27.9 %."""
    keep = {"A1": 5, "A2": 5, "A3": 5, "E1": 2, "E2": 5, "F1": 5, "F2": 4, "D1": 1, "B3": 5}
    make_answers(assessment, keep)
    prepared(assessment, alice)
    assert result_of(Assessment.objects.get(), None).recommendation.outcome not in ("bpo", "kpo")
    subject = Subject(result_of(assessment, CostCase.objects.get()))
    (found,) = (block for block in money(subject).sections[0].blocks if isinstance(block, Callout))
    assert isinstance(found.title, Message)
    assert found.title.id == "money.fit.for"


def test_removing_the_case_takes_its_answer_along(assessment, alice, alices):
    prepared(assessment, alice)
    alices.post(at("cost_remove", assessment), {"version": "1"})
    assert c4(assessment) is not None
    assert alices.post(at("cost_remove", assessment), {"version": "2"}).status_code == 302
    assert c4(assessment) is None
    fresh = Assessment.objects.get()
    assert (fresh.saving, fresh.currency) == (None, "")


def test_versions_keep_the_money_as_it_was(assessment, alice, alices):
    prepared(assessment, alice)
    version = save_version(assessment=assessment, by=alice)
    assert version.snapshot["facts"]["cost"]["options"][0]["saving_npv"] == "347127.87"
    alices.post(at("cost_remove", assessment), {"version": "2"})
    page = text_of(alices.get(reverse("version_page", args=[version.pk, "money"])))
    assert "A provider at home" in page


SILENT = "below half it answers no question"


def bare(stored=None):
    """The case with less than half of its figures its own."""
    return read_cost_case({**COST_CASE, "in_house": COST_CASE["in_house"][:2]})


def test_a_case_that_compares_providers_alone_says_nothing_of_own_people(assessment, alice, alices):
    """A dearer rival of today's provider is no reason for own people: no answer, no gate, no way of one's own
    in the money; that follows who does it today, and a person's answer stays."""
    make_answers(assessment, {"A1": 2})
    save_cost(assessment=assessment, by=alice, change=dearer(70_000), seen=0)
    assert "KO13" in fired(assessment)
    for today, choice in ((Today("provider"), None), (Today("own"), 1), (Today("provider"), None)):
        now = fresh_of(assessment)
        seen = now.version_of(Part.TODAY)
        assert say_today(assessment=now, by=alice, today=today, seen=seen) is None
        assert c4(assessment).choice == choice
        assert ("KO13" in fired(assessment)) is (choice == 1)
    shown = money_of_the_only_one()
    assert (shown["answer"], shown["gate"], bool(shown["silence"])) == (None, None, True)
    subject = Subject(result_of(fresh_of(assessment), CostCase.objects.get()))
    assert subject.result.priced is not None
    table = costs_table(subject.result.priced)
    assert "in_house" not in {row[0].option for row in table.rows}
    assert "in_house" not in costs_of(subject.result.priced)
    assert text_of(alices.get(at("cost", assessment)))
    now = fresh_of(assessment)
    save_answer(
        assessment=now, by=alice, code="C4", given=Given(4), seen_version=c4(assessment).version
    )
    now = fresh_of(assessment)
    say_today(assessment=now, by=alice, today=Today("own"), seen=now.version_of(Part.TODAY))
    assert c4(assessment).choice == 4


def test_below_half_of_own_figures_the_case_answers_nothing_and_says_so(assessment, alice, alices):
    """13 of 32 are own figures. The saving is shown as before; the question stays open."""
    make_answers(assessment, {"A1": 5, "A2": 5, "B1": 5})
    save_cost(assessment=assessment, by=alice, change=bare, seen=0)
    assert c4(assessment) is None
    shown = money_of_the_only_one()
    assert (shown["answer"], shown["gate"]) == (None, None)
    subject = Subject(result_of(assessment, CostCase.objects.get()))
    assert not [row for row in money(subject).sections[0].blocks if isinstance(row, Callout)]
    assert SILENT in shown["silence"]
    assert SILENT in summary_of(priced(bare()))
    page = text_of(alices.get(at("cost", assessment)))
    assert SILENT in page
    assert "Let the case answer" not in page
    found = priced(bare())
    said = headline(found)
    assert said.id == "money.line.weak"
    for where in (at("cost", assessment), at("result_page", assessment, "money")):
        assert read(said) in text_of(alices.get(where))


def test_saving_such_a_case_says_that_it_answers_nothing(assessment, alice, alices):
    save_cost(assessment=assessment, by=alice, change=bare, seen=0)
    save_cost(assessment=fresh_of(assessment), by=alice, change=dearer(1.0), seen=2)
    path = reverse("cost_undo", args=[assessment.pk])
    seen = CostCase.objects.get().version
    page = text_of(alices.post(path, {"version": seen}, follow=True))
    assert CostCase.objects.get().version > seen
    assert c4(assessment).choice is None
    assert f"Saved. {money_of_the_only_one()['silence']}." in page


def test_a_case_that_loses_its_own_figures_takes_its_answer_back(assessment, alice):
    prepared(assessment, alice)
    save_cost(assessment=fresh_of(assessment), by=alice, change=bare, seen=2)
    answer = c4(assessment)
    assert (answer.status, answer.choice, answer.chances) == ("unknown", None, None)
    assert SILENT in answer.note


def test_a_silent_case_never_takes_the_place_of_a_persons_answer(assessment, alice, alices):
    make_answers(assessment, {"C4": 2})
    save_cost(assessment=fresh_of(assessment), by=alice, change=bare, seen=0)
    sent = {"version": CostCase.objects.get().version, "answer_version": c4(assessment).version}
    told = text_of(alices.post(at("cost_answer", assessment), sent, follow=True))
    assert SILENT in told
    assert (c4(assessment).choice, c4(assessment).origin) == (2, "person")


def test_the_answer_keeps_the_shares_of_the_outcomes_until_a_person_answers(assessment, alice):
    """Going on from the question without a change keeps it; another answer has no such chances."""
    prepared(assessment, alice)
    answer = c4(assessment)
    assert tuple(answer.chances) == priced(read_cost_case(COST_CASE)).bands
    assert sum(answer.chances) == pytest.approx(1)
    for choice, left in ((4, answer.chances), (2, None)):
        save_answer(
            assessment=fresh_of(assessment),
            by=alice,
            code="C4",
            given=Given(choice, evidence="estimate", note=answer.note),
            seen_version=answer.version,
        )
        assert (c4(assessment).choice, c4(assessment).chances) == (choice, left)
    assert c4(assessment).origin == "person"
