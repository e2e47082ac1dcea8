"""Branches, detours and breaks: which question follows, and what is set aside."""

import pytest

from decisions.evaluation import answers_of
from decisions.models import Assessment, Depth
from engine.fit.case import hidden_codes
from engine.fit.interview import asked
from tests.decisions.questions import notices, page, sent, url
from tests.people import make_answers, make_assessment

HEAD = {"HX-Request": "true"}


def test_an_answer_that_closes_a_question_asks_before_it_sets_an_answer_aside(alices, assessment):
    """C3 = 1 (once, under six months) closes C2 (peaks), which holds an answer."""
    make_answers(assessment, {"C2": 4, "C3": 3})
    shown = page(alices.post(url(assessment, "C3"), sent(1, version="1")))
    assert "This answer sets 1 earlier answer aside" in shown
    assert "Save and set 1 answer aside" in shown
    assert assessment.answers.get(criterion="C3").choice == 3
    confirmed = alices.post(url(assessment, "C3"), sent(1, version="1", confirmed="1"))
    assert confirmed.status_code == 302
    assert "set aside: kept, but not counted" in notices(confirmed)
    assessment.refresh_from_db()
    assert "C2" in hidden_codes(assessment.edition.ruleset, answers_of(assessment))
    assert (assessment.answered, assessment.total) == (1, 24)


def test_an_answer_never_comes_back_without_a_notice(alices, assessment):
    make_answers(assessment, {"C2": 4, "C3": 1})
    response = alices.post(url(assessment, "C3"), sent(3, version="1"))
    assert "is back and counts again" in notices(response)
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.total) == (2, 25)


def test_a_closed_question_redirects_with_a_notice(alices, assessment):
    make_answers(assessment, {"C3": 1})
    response = alices.get(url(assessment, "C2"))
    assert response["Location"] == url(assessment, "A1")
    assert "is not asked, because of your answer to" in notices(response)


def test_resume_never_leads_to_a_closed_question(alices, assessment):
    every = asked(assessment.edition.ruleset, {})
    make_answers(assessment, {code: "unknown" for code in every if code not in ("C2", "C3")})
    response = alices.post(url(assessment, "C3"), sent(1))
    assert response["Location"] == f"/assessments/{assessment.pk}/gates/"


def test_an_answer_sent_to_a_question_closed_meanwhile_is_kept_aside(alices, assessment):
    make_answers(assessment, {"C3": 1})
    assert alices.post(url(assessment, "C2"), sent(4)).status_code == 302
    assert assessment.answers.get(criterion="C2").choice == 4
    stored = answers_of(Assessment.objects.get(pk=assessment.pk))
    assert "C2" in hidden_codes(assessment.edition.ruleset, stored)


def test_a_change_link_leads_back_to_the_check_page(alices, assessment):
    make_answers(assessment, {"A1": 1})
    shown = page(alices.get(url(assessment, "A1", "check")))
    assert 'name="back_to" value="check"' in shown
    response = alices.post(url(assessment), sent(2, version="1", back_to="check"))
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


def test_a_change_that_opens_a_question_asks_it_before_the_check_page(alices, assessment):
    make_answers(assessment, {"C3": 1})
    response = alices.post(url(assessment, "C3"), sent(3, version="1", back_to="check"))
    assert response["Location"] == url(assessment, "C2", "check")


def test_an_unknown_origin_leads_on_as_usual(alices, assessment):
    response = alices.post(url(assessment), sent(1, back_to="https://evil.example"))
    assert response["Location"] == url(assessment, "A2")


def test_save_and_come_back_later_saves(alices, assessment):
    response = alices.post(url(assessment), sent(2, later="yes"))
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert assessment.answers.get().choice == 2


def test_coming_back_later_without_an_answer_asks_nothing(alices, assessment):
    response = alices.post(url(assessment), sent("", later="yes"))
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert not assessment.answers.exists()


@pytest.mark.parametrize("said", [{"note": "Half a thought"}, {"evidence": "measured"}], ids=str)
def test_coming_back_later_never_drops_what_was_said_beside_an_answer(alices, assessment, said):
    form = alices.post(url(assessment), sent("", later="yes") | said).context["form"]
    assert {name: form[name].value() for name in said} == said


def test_an_answer_to_what_another_edition_asks_about_the_place_is_not_led_away(alices, assessment):
    """The page that it would lead to takes nothing of what was typed."""
    address = url(assessment, "G2")
    assert (alices.get(address).status_code, alices.post(address, sent(2)).status_code) == (
        302,
        404,
    )


def test_the_quick_screen_asks_only_its_questions(alices, team, alice):
    assessment = make_assessment(team, alice, depth=Depth.QUICK)
    criteria = assessment.edition.ruleset.criteria
    quick = [row.code for row in criteria if row.quick]
    slow = next(row.code for row in criteria if not row.quick)
    make_answers(assessment, {quick[0]: 1})
    shown = page(alices.get(url(assessment, quick[1])))
    assert f"Question 2 of about {len(quick)}" in shown
    assert alices.post(url(assessment, quick[1]), sent(1))["Location"] == url(assessment, quick[2])
    response = alices.get(url(assessment, slow))
    assert response["Location"] == f"/assessments/{assessment.pk}/depth/"


@pytest.mark.parametrize("headers", [{}, HEAD], ids=["without scripts", "with scripts"])
def test_the_last_question_of_the_quick_screen_leads_to_its_result(alices, team, alice, headers):
    """Its button says so; what it saves is finished and kept as a version, as on the page to check."""
    assessment = make_assessment(team, alice, depth=Depth.QUICK)
    quick = [row.code for row in assessment.edition.ruleset.criteria if row.quick]
    make_answers(assessment, dict.fromkeys(quick[:-2], "unknown"))
    assert 'name="finish"' not in page(alices.get(url(assessment, quick[-2])))
    make_answers(assessment, {quick[-2]: "unknown"})
    assert 'name="finish"' in page(alices.get(url(assessment, quick[-1])))
    response = alices.post(url(assessment, quick[-1]), sent(1, finish="yes"), headers=headers)
    address = response["HX-Redirect" if headers else "Location"]
    assert address == f"/assessments/{assessment.pk}/result/"
    assessment.refresh_from_db()
    assert assessment.finished_at
    assert assessment.versions.count() == 1


def test_finish_finishes_nothing_while_questions_are_open_or_in_another_depth(alices, team, alice):
    quick = make_assessment(team, alice, depth=Depth.QUICK)
    assert alices.post(url(quick, "A1"), sent(1, finish="yes"))["Location"] == url(quick, "A2")
    full = make_assessment(team, alice)
    codes = [row.code for row in full.edition.ruleset.criteria if row.asked == "questions"]
    make_answers(full, dict.fromkeys(codes, "unknown"))
    alices.post(
        url(full, "G1"), sent(1, finish="yes", version=full.answers.get(criterion="G1").version)
    )
    for assessment in (quick, full):
        assessment.refresh_from_db()
        assert assessment.finished_at is None


def test_without_that_button_the_check_follows_the_last_question(alices, team, alice):
    assessment = make_assessment(team, alice, depth=Depth.QUICK)
    quick = [row.code for row in assessment.edition.ruleset.criteria if row.quick]
    make_answers(assessment, dict.fromkeys(quick[:-1], "unknown"))
    response = alices.post(url(assessment, quick[-1]), sent(1))
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"
