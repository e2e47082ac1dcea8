"""One question per page: saved at Continue, never lost, never overwritten, never counted twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from decisions.evaluation import evaluate
from decisions.models import Answer, Assessment, Depth
from decisions.services.answers import Conflict, UnknownAnswer, save_answer
from engine.case import Given
from tests.people import STRANGE_NAMES, make_answers, make_assessment

HEAD = {"HX-Request": "true"}


def url(assessment: Assessment, code: str = "A1", origin: str = "") -> str:
    path = f"/assessments/{assessment.pk}/questions/{code}/"
    return f"{path}?from={origin}" if origin else path


def sent(answer: object, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"answer": str(answer), "reason": "", "evidence": "", "note": "", "seen": "0"} | more


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def notices(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_question_shows_its_text_its_answers_and_where_one_is(alices, assessment):
    shown = page(alices.get(url(assessment)))
    criterion = assessment.edition.ruleset.criterion["A1"]
    assert f'<h1 dir="auto">{criterion.question}</h1>' in shown
    assert "Question 1 of about 24" in shown
    assert shown.count('name="answer"') == len(criterion.choices) + 2
    assert "checked" not in shown.split('name="evidence"')[0]


def test_continue_saves_the_answer_and_leads_to_the_next_question(alices, alice, assessment):
    response = alices.post(url(assessment), sent(2, evidence="measured", note="Counted in June"))
    assert response.status_code == 302
    assert response["Location"] == url(assessment, "A2")
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.criterion, answer.status, answer.choice) == ("A1", "choice", 2)
    assert (answer.evidence, answer.note, answer.version) == ("measured", "Counted in June", 1)
    assert answer.answered_by == alice
    assert "Saved: 1 answer" in page(alices.get(url(assessment, "A2")))


def test_the_stored_answer_is_shown_when_one_comes_back(alices, assessment):
    alices.post(url(assessment), sent(3, note="My note"))
    shown = page(alices.get(url(assessment)))
    assert 'value="3" id="id_answer_2"' in shown.replace("  ", " ")
    assert shown.count(" checked") == 2  # the answer, and "not said" for the evidence
    assert "My note" in shown


def test_saving_refreshes_what_lists_show(alices, assessment):
    """One answer of 24: A1 = 1 speaks for a provider, so in-house cannot be first."""
    alices.post(url(assessment), sent(1))
    assessment.refresh_from_db()
    result = evaluate(assessment)
    assert (assessment.answered, assessment.total) == (1, 24)
    assert (assessment.advice, assessment.verdict) == (result.advice, result.verdict)
    assert assessment.margin == result.margin
    assert assessment.advice != "in_house"


def test_the_trail_holds_old_and_new_value(alices, alice, assessment):
    alices.post(url(assessment), sent(1))
    alices.post(url(assessment), sent(4, seen="1"))
    newest, oldest = assessment.activities.filter(verb="answered")
    assert oldest.detail["old"] is None
    assert newest.detail["old"] == {"status": "choice", "choice": 1}
    assert newest.detail["new"] == {"status": "choice", "choice": 4}
    assert newest.who == alice


def test_the_wrong_method_is_refused(alices, assessment):
    assert alices.put(url(assessment)).status_code == 405


def test_without_sign_in_the_way_leads_to_the_sign_in(client: Client, assessment):
    response = client.get(url(assessment))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/assessments/")


def test_a_stranger_finds_nothing(charlies, assessment):
    assert charlies.get(url(assessment)).status_code == 404
    assert charlies.post(url(assessment), sent(1)).status_code == 404
    assert not assessment.answers.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_edit_can_read_but_not_answer(role, bob_as, client_of, assessment):
    bobs = client_of(bob_as(role))
    shown = page(bobs.get(url(assessment)))
    assert "disabled" in shown
    assert "Continue</button>" not in shown
    assert bobs.post(url(assessment), sent(1)).status_code == 403
    assert not assessment.answers.exists()


def test_a_form_without_its_token_is_refused(alice, assessment):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    assert careful.post(url(assessment), sent(1)).status_code == 403
    assert not assessment.answers.exists()


@pytest.mark.parametrize("code", ["Z9", "a1", "A1%20", "KO1", "💥"])
def test_an_unknown_question_is_not_found(alices, assessment, code):
    assert alices.get(url(assessment, code)).status_code == 404
    assert alices.post(url(assessment, code), sent(1)).status_code == 404


@pytest.mark.parametrize("answer", ["0", "6", "-1", "99999999999999999999", "1.5", "x", "\0", "or"])
def test_an_answer_that_does_not_exist_is_refused_beside_its_field(alices, assessment, answer):
    shown = page(alices.post(url(assessment), sent(answer)))
    assert "<title>Error: " in shown
    assert "Select a valid choice" in shown
    assert not assessment.answers.exists()


def test_no_answer_is_an_error_and_keeps_the_note(alices, assessment):
    shown = page(alices.post(url(assessment), sent("", note="Typed before choosing")))
    assert "<title>Error: " in shown
    assert shown.count("Choose an answer. If you don&#x27;t know, say so.") == 2
    assert "Typed before choosing" in shown


def test_an_empty_form_is_an_error_and_no_crash(alices, assessment):
    assert "Error: " in page(alices.post(url(assessment), {}))


def test_does_not_apply_needs_a_reason(alices, assessment):
    shown = page(alices.post(url(assessment), sent("not_applicable")))
    assert "Say in a few words why it does not apply." in shown
    response = alices.post(url(assessment), sent("not_applicable", reason="No customers here"))
    assert response.status_code == 302
    answer = assessment.answers.get()
    assert (answer.status, answer.choice, answer.reason) == (
        "not_applicable",
        None,
        "No customers here",
    )


def test_dont_know_is_an_answer(alices, assessment):
    alices.post(url(assessment), sent("unknown"))
    answer = assessment.answers.get()
    assert (answer.status, answer.choice) == ("unknown", None)
    assessment.refresh_from_db()
    assert assessment.answered == 1


def test_a_note_of_a_million_characters_is_refused_with_its_text_kept(alices, assessment):
    note = "n" * 1_000_000
    shown = page(alices.post(url(assessment), sent(1, note=note)))
    assert "Use 5,000 characters or fewer. You have 1000000" in shown
    assert note in shown
    assert '<details class="disclosure" open>' in shown
    assert not assessment.answers.exists()


def test_a_note_of_exactly_the_limit_is_saved(alices, assessment):
    """5,000 characters with a line end that browsers send as two: 4,999 + 1."""
    alices.post(url(assessment), sent(1, note="a" * 2000 + "\r\n" + "b" * 2999))
    assert assessment.answers.get().note == "a" * 2000 + "\n" + "b" * 2999


@pytest.mark.parametrize("field", ["note", "reason", "confirmed", "back_to"])
def test_a_nul_is_refused_beside_its_field(alices, assessment, field):
    shown = page(alices.post(url(assessment), sent("not_applicable") | {field: "nul\0here"}))
    assert "Null characters are not allowed." in shown
    assert not assessment.answers.exists()


@pytest.mark.parametrize("seen", ["-1", "x", "1" * 400])
def test_a_forged_version_is_an_error_and_no_crash(alices, assessment, seen):
    response = alices.post(url(assessment), sent(1, seen=seen))
    assert response.status_code in (200, 302)


@pytest.mark.parametrize("text", STRANGE_NAMES)
def test_every_script_is_kept_and_shown_as_text(alices, assessment, text):
    alices.post(url(assessment), sent(1, note=text))
    assert assessment.answers.get().note == text.strip()
    assert "<script>alert" not in page(alices.get(url(assessment)))
    assert "<script>alert" not in page(alices.get(f"/assessments/{assessment.pk}/check/"))


def test_the_same_form_twice_is_one_change(alices, assessment):
    first = alices.post(url(assessment), sent(2, note="Once"))
    second = alices.post(url(assessment), sent(2, note="Once"))
    assert first["Location"] == second["Location"]
    assert assessment.answers.get().version == 1
    assert assessment.activities.filter(verb="answered").count() == 1


def test_a_later_writer_sees_both_answers_and_chooses(alices, bob_as, client_of, assessment):
    bobs = client_of(bob_as(Role.EDITOR))
    bobs.post(url(assessment), sent(1, note="Bob's reasons"))
    shown = page(alices.post(url(assessment), sent(5, note="Alice's reasons")))
    assert "Bob Brown saved another answer" in shown
    assert "Bob&#x27;s reasons" in shown
    assert "Alice&#x27;s reasons" in shown
    assert assessment.answers.get().choice == 1
    assert 'name="seen" value="1"' in shown
    alices.post(url(assessment), sent(5, note="Alice's reasons", seen="1"))
    answer = assessment.answers.get()
    assert (answer.choice, answer.note, answer.version) == (5, "Alice's reasons", 2)


def test_two_tabs_of_one_person_do_not_overwrite_each_other(alices, assessment):
    alices.post(url(assessment), sent(1, note="First tab"))
    shown = page(alices.post(url(assessment), sent(2, note="Second tab")))
    assert "You saved another answer" in shown
    assert assessment.answers.get().note == "First tab"


def test_a_writer_with_an_old_copy_starts_over_from_the_newer_one(alice, assessment):
    """Both loaded the assessment before either wrote; both answers and both counts must survive."""
    first = Assessment.objects.get(pk=assessment.pk)
    second = Assessment.objects.get(pk=assessment.pk)
    save_answer(assessment=first, by=alice, code="A1", given=Given(1), seen_version=0)
    save_answer(assessment=second, by=alice, code="A2", given=Given(2), seen_version=0)
    late = Assessment.objects.get(pk=assessment.pk)
    assert (late.answered, late.revision) == (2, 2)
    assert late.advice == evaluate(late).advice
    stale = Assessment.objects.prefetch_related("answers").get(pk=assessment.pk)
    save_answer(assessment=late, by=alice, code="A1", given=Given(3), seen_version=1)
    kept = save_answer(assessment=stale, by=alice, code="A1", given=Given(4), seen_version=1)
    assert isinstance(kept, Conflict)
    assert assessment.answers.get(criterion="A1").choice == 3


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("Z9", Given(1)),
        ("A1", Given(6)),
        ("A1", Given(None)),
        ("A1", Given(1, status="unknown")),
    ],
)
def test_nothing_that_the_edition_does_not_ask_can_be_stored(alice, assessment, code, given):
    with pytest.raises(UnknownAnswer):
        save_answer(assessment=assessment, by=alice, code=code, given=given, seen_version=0)


def test_a_suggestion_is_shown_but_not_chosen_and_not_counted(alices, team, alice):
    """Payroll suggests A1 = 1; nobody confirmed it, so nothing is answered."""
    assessment = make_assessment(team, alice, service="payroll")
    shown = page(alices.get(url(assessment)))
    assert "Typical for Payroll (assumption)" in shown
    assert " checked" not in shown.split('name="evidence"')[0]
    assert evaluate(assessment).answered == 0


def test_an_answer_that_closes_a_question_asks_before_it_sets_an_answer_aside(alices, assessment):
    """C3 = 1 (once, under six months) closes C2 (peaks), which holds an answer."""
    make_answers(assessment, {"C2": 4, "C3": 3})
    shown = page(alices.post(url(assessment, "C3"), sent(1, seen="1")))
    assert "This answer sets 1 earlier answer aside" in shown
    assert "Save and set 1 answer aside" in shown
    assert assessment.answers.get(criterion="C3").choice == 3
    confirmed = alices.post(url(assessment, "C3"), sent(1, seen="1", confirmed="1"))
    assert confirmed.status_code == 302
    assert "set aside: kept, but not counted" in notices(confirmed)
    assessment.refresh_from_db()
    assert evaluate(assessment).set_aside == ("C2",)
    assert (assessment.answered, assessment.total) == (1, 23)


def test_an_answer_never_comes_back_without_a_notice(alices, assessment):
    make_answers(assessment, {"C2": 4, "C3": 1})
    response = alices.post(url(assessment, "C3"), sent(3, seen="1"))
    assert "is back and counts again" in notices(response)
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.total) == (2, 24)


def test_a_closed_question_redirects_with_a_notice(alices, assessment):
    make_answers(assessment, {"C3": 1})
    response = alices.get(url(assessment, "C2"))
    assert response["Location"] == url(assessment, "A1")
    assert "is not asked, because of your answer to" in notices(response)


def test_resume_never_leads_to_a_closed_question(alices, assessment):
    every = [row.code for row in assessment.edition.ruleset.criteria]
    make_answers(assessment, {code: "unknown" for code in every if code not in ("C2", "C3")})
    response = alices.post(url(assessment, "C3"), sent(1))
    assert response["Location"] == f"/assessments/{assessment.pk}/gates/"


def test_an_answer_sent_to_a_question_closed_meanwhile_is_kept_aside(alices, assessment):
    make_answers(assessment, {"C3": 1})
    assert alices.post(url(assessment, "C2"), sent(4)).status_code == 302
    assert assessment.answers.get(criterion="C2").choice == 4
    assert evaluate(Assessment.objects.get(pk=assessment.pk)).set_aside == ("C2",)


def test_a_change_link_leads_back_to_the_check_page(alices, assessment):
    make_answers(assessment, {"A1": 1})
    shown = page(alices.get(url(assessment, "A1", "check")))
    assert 'name="back_to" value="check"' in shown
    response = alices.post(url(assessment), sent(2, seen="1", back_to="check"))
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


def test_a_change_that_opens_a_question_asks_it_before_the_check_page(alices, assessment):
    make_answers(assessment, {"C3": 1})
    response = alices.post(url(assessment, "C3"), sent(3, seen="1", back_to="check"))
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


def test_coming_back_later_never_drops_a_typed_note(alices, assessment):
    assert "Half a thought" in page(
        alices.post(url(assessment), sent("", later="yes", note="Half a thought"))
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


def test_after_the_last_question_of_the_quick_screen_comes_the_check(alices, team, alice):
    assessment = make_assessment(team, alice, depth=Depth.QUICK)
    quick = [row.code for row in assessment.edition.ruleset.criteria if row.quick]
    make_answers(assessment, dict.fromkeys(quick[:-1], "unknown"))
    response = alices.post(url(assessment, quick[-1]), sent(1))
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


def test_htmx_gets_only_the_main_column(alices, assessment):
    response = alices.get(url(assessment), headers=HEAD)
    shown = page(response)
    assert "<html" not in shown
    assert shown.count("<title>") == 1
    assert '<main id="main"' in shown
    assert "HX-Request" in response["Vary"]
    history = HEAD | {"HX-History-Restore-Request": "true"}
    assert "<html" in page(alices.get(url(assessment), headers=history))


def test_no_page_is_kept_by_the_browser(alices, assessment):
    assert "no-store" in alices.get(url(assessment))["Cache-Control"]


def test_saving_and_showing_the_next_question_takes_at_most_twelve_queries(alices, assessment):
    """8 to save (session, person, assessment, answers, gates; assessment, answer, trail written)
    and 4 to show (session, person, assessment, answers), beside the transaction's own marks."""
    make_answers(assessment, {"A1": 1, "A2": 2})
    alices.get(url(assessment))  # loads the edition, which the process then keeps
    with CaptureQueriesContext(connection) as queries:
        response = alices.post(url(assessment, "A3"), sent(2), follow=True)
    assert "Question 4 of about 24" in page(response)
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [row["sql"] for row in queries if not row["sql"].startswith(marks)]
    assert len(counted) <= 12, "\n".join(counted)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other")
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_lose_nothing(alice, assessment, client_of):
    """Two browsers answer 12 questions each, all at once: 24 answers, counted as 24."""
    codes = [row.code for row in assessment.edition.ruleset.criteria]
    assert len(codes) == 24

    def answer(mine: list[str]) -> None:
        browser = client_of(alice)
        for code in mine:
            assert browser.post(url(assessment, code), sent("unknown")).status_code == 302
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(answer, codes[start::2]) for start in (0, 1)]:
            done.result()
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.answers.count()) == (24, 24)
    assert assessment.revision == 24
