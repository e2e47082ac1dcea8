"""Check your answers, then finish: everything open is shown, nothing is final before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from decisions.models import Answer, Depth
from decisions.wording import UNKNOWN, answer_words
from engine.fit.case import Given
from tests.people import make_answers


def url(assessment, name="check"):
    return f"/assessments/{assessment.pk}/{name}/"


def shown(client, assessment):
    response = client.get(url(assessment))
    assert response.status_code == 200
    return response.content.decode()


def test_answers_notes_evidence_and_reasons_are_shown_with_a_way_to_change_them(
    alices, alice, assessment
):
    Answer.objects.create(
        assessment=assessment,
        criterion="A1",
        status="choice",
        choice=2,
        evidence="document",
        note="Board minutes",
        answered_by=alice,
    )
    make_answers(assessment, {"B3": "not_applicable"})
    page = shown(alices, assessment)
    assert assessment.edition.ruleset.criterion["A1"].choice(2).text in page
    for words in ("Board minutes", "A document", "Reason: Not part of this process"):
        assert words in page
    assert f'href="/assessments/{assessment.pk}/questions/A1/?from=check"' in page
    assert f'href="/assessments/{assessment.pk}/gates/?from=check' in page


def test_what_is_open_is_counted(alices, assessment):
    """25 asked, 3 answered: 22 have none. One is unknown, A2 = 3 is read as that: 2."""
    make_answers(assessment, {"A1": 1, "A2": 3, "B1": "unknown"})
    page = shown(alices, assessment)
    assert "3 of 25 questions answered." in page
    assert "22 questions have no answer." in page
    assert "2 are answered “I don't know”." in page
    assert "7 rules are not answered yes or no." in page


def test_a_retired_question_is_shown_nowhere_and_counts_nowhere(alices, assessment):
    """Its old answer is kept. A choice that is gone (A2 = 3) reads as "I don't know"."""
    ruleset = assessment.edition.ruleset
    (retired,) = [row for row in ruleset.criteria if row.asked == "never"]
    make_answers(assessment, {"A1": 1, "A2": 3, retired.code: 3})
    found = shown(alices, assessment)
    assert retired.question not in found
    assert "2 of 25 questions answered." in found
    tasks = alices.get(f"/assessments/{assessment.pk}/").content.decode()
    assert "2 of 4 answered" in tasks
    assert alices.get(f"/assessments/{assessment.pk}/questions/{retired.code}/").status_code == 404
    assert answer_words(ruleset.criterion["A2"], Given(3)) == UNKNOWN


def test_answers_set_aside_stand_apart(alices, assessment):
    make_answers(assessment, {"C3": 1, "C2": 4})
    page = shown(alices, assessment)
    before, apart = page.split("<h2>Set aside</h2>")
    question = assessment.edition.ruleset.criterion["C2"].question
    assert question not in before
    assert question in apart
    assert "1 of 24 questions answered." in page


def test_answers_beyond_the_quick_screen_are_shown_as_counted(alices, assessment):
    slow = next(row for row in assessment.edition.ruleset.criteria if not row.quick)
    make_answers(assessment, {slow.code: "unknown"})
    assessment.depth = Depth.QUICK
    assessment.save()
    page = shown(alices, assessment)
    assert slow.question in page.split("Answers beyond the quick screen")[1]
    assert "See the early indication" in page


def test_finishing_stores_the_date_and_shows_the_result(alices, assessment):
    make_answers(assessment, {"A1": 1})
    assert "Finish assessment" in shown(alices, assessment)
    response = alices.post(url(assessment, "finish"))
    assert response["Location"] == url(assessment, "result")
    assessment.refresh_from_db()
    assert assessment.finished_at is not None
    assert assessment.outcome != "none"


def test_finishing_twice_is_finishing_once(alices, assessment):
    make_answers(assessment, {"A1": 1})
    for _ in range(2):
        alices.post(url(assessment, "finish"))
    assert assessment.activities.filter(verb="finished").count() == 1


def test_an_assessment_without_answers_cannot_be_finished(alices, assessment):
    response = alices.post(url(assessment, "finish"))
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assessment.refresh_from_db()
    assert assessment.finished_at is None


def test_complete_does_not_read_as_finished(alices, assessment):
    every = {row.code: "unknown" for row in assessment.edition.ruleset.criteria}
    make_answers(assessment, every)
    page = alices.get(f"/assessments/{assessment.pk}/").content.decode()
    assert "Nothing is final until you finish." in page
    assert "Not yet finished" in page


def test_looking_changes_nothing(alices, assessment):
    make_answers(assessment, {"A1": 1})
    before = assessment.revision
    for name in (
        "check",
        "gates",
        "edit",
        "today",
        "depth",
        "weights",
        "service",
        "delete",
        "team",
    ):
        alices.get(url(assessment, name))
    assessment.refresh_from_db()
    assert (assessment.revision, assessment.activities.count()) == (before, 0)
    assert alices.get(url(assessment, "finish")).status_code == 405


@pytest.mark.parametrize("name", ["check", "finish"])
def test_who_may_come_in(name, client, charlies, bob_as, client_of, assessment):
    make_answers(assessment, {"A1": 1})
    send = "get" if name == "check" else "post"
    path = url(assessment, name)
    assert getattr(client, send)(path)["Location"].startswith("/accounts/login/")
    assert getattr(charlies, send)(path).status_code == 404
    bobs = client_of(bob_as(Role.VIEWER))
    assert getattr(bobs, send)(path).status_code == (200 if name == "check" else 403)
    assert bobs.put(path).status_code == 405


def test_a_viewer_sees_no_links_to_change(bob_as, client_of, assessment):
    make_answers(assessment, {"A1": 1})
    page = shown(client_of(bob_as(Role.VIEWER)), assessment)
    assert "?from=check" not in page
    assert "Finish assessment" not in page


@pytest.mark.parametrize("count", [1, 25])
def test_the_page_takes_the_same_few_queries_for_one_answer_and_for_all(alices, assessment, count):
    """Session, person, assessment, answers, their people, gates: 6."""
    codes = [row.code for row in assessment.edition.ruleset.criteria][:count]
    make_answers(assessment, dict.fromkeys(codes, "unknown"))
    shown(alices, assessment)
    with CaptureQueriesContext(connection) as queries:
        shown(alices, assessment)
    assert len(queries) <= 6
