"""One question per page: shown, saved at Continue, and on to the next."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import mark_safe

from decisions.evaluation import case_of
from decisions.forms.fields import explained
from decisions.models import Answer, Assessment, Depth
from engine.recommendation import recommend
from tests.decisions.questions import page, sent, url, version
from tests.people import make_answers, make_assessment

HEAD = {"HX-Request": "true"}


def test_a_question_shows_its_text_its_answers_and_where_one_is(alices, assessment):
    shown = page(alices.get(url(assessment)))
    criterion = assessment.edition.ruleset.criterion["A1"]
    assert f'<h1 dir="auto">{criterion.question}</h1>' in shown
    assert "Question 1 of about 25" in shown
    assert shown.count('name="answer"') == len(criterion.choices) + 2
    assert "checked" not in shown.split('name="evidence"')[0]


def test_continue_saves_the_answer_and_leads_to_the_next_question(alices, alice, assessment):
    response = alices.post(url(assessment), sent(2, evidence="measured", note="Counted in June"))
    assert response.status_code == 302
    assert response["Location"] == url(assessment, "A2")
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.criterion, answer.status, answer.choice) == ("A1", "choice", 2)
    assert (answer.evidence, answer.note, answer.version) == ("measured", "Counted in June", 2)
    assert answer.answered_by == alice
    assert "1 saved." in page(alices.get(url(assessment, "A2")))


def test_the_stored_answer_is_shown_when_one_comes_back(alices, assessment):
    alices.post(url(assessment), sent(3, note="My note"))
    shown = page(alices.get(url(assessment)))
    assert 'value="3" id="id_answer_2"' in shown.replace("  ", " ")
    assert shown.count(" checked") == 2  # the answer, and "not said" for the evidence
    assert "My note" in shown


def test_saving_refreshes_what_lists_show(alices, assessment):
    """One answer of 25 is under a third of the weight of who: too early. The row says what
    ``recommend`` says of all that is stored."""
    alices.post(url(assessment), sent(1))
    assessment.refresh_from_db()
    found = recommend(assessment.edition.ruleset, case_of(assessment))
    assert (assessment.answered, assessment.total) == (1, 25)
    assert (assessment.outcome, assessment.confidence) == ("open", "early")
    assert assessment.probability == found.probability


def test_before_the_first_answer_there_is_no_forecast(assessment):
    assert (assessment.outcome, assessment.confidence) == ("none", "none")
    assert assessment.probability is None


def test_the_trail_holds_old_and_new_value(alices, alice, assessment):
    alices.post(url(assessment), sent(1))
    alices.post(url(assessment), sent(4, version=version(assessment)))
    newest, oldest = assessment.activities.filter(verb="answered")
    assert oldest.detail["old"] is None
    assert newest.detail["old"] == {"status": "choice", "choice": 1}
    assert newest.detail["new"] == {"status": "choice", "choice": 4}
    assert newest.who == alice


@pytest.mark.parametrize("answer", ["2", "unknown"])
def test_a_reason_typed_beside_another_answer_is_never_dropped_unasked(alices, assessment, answer):
    """A stored reason goes with the answer that it was given for, without a word."""
    code = "F4"
    typed = sent(answer, reason="No data leaves the house")
    response = alices.post(url(assessment, code), typed)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["reason"]
    assert "No data leaves the house" in page(response)
    assert not assessment.answers.exists()
    alices.post(url(assessment, code), typed | {"answer": "not_applicable"})
    again = typed | {"answer": answer, "version": version(assessment, code)}
    assert alices.post(url(assessment, code), again).status_code == 302
    stored = assessment.answers.get(criterion=code)
    assert (stored.status == "not_applicable", stored.reason) == (False, "")


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


def test_a_suggestion_is_shown_but_not_chosen_and_not_counted(alices, team, alice):
    """Payroll suggests A1 = 1; nobody confirmed it, so nothing is answered."""
    assessment = make_assessment(team, alice, service="payroll")
    shown = page(alices.get(url(assessment)))
    assert "Typical for Payroll (assumption)" in shown
    assert " checked" not in shown.split('name="evidence"')[0]
    assert recommend(assessment.edition.ruleset, case_of(assessment)).outcome == "none"


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
    assert response.context["position"] == 5  # A2 = 2 asks A4 too
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [row["sql"] for row in queries if not row["sql"].startswith(marks)]
    assert len(counted) <= 12, "\n".join(counted)


def test_htmx_gets_the_next_question_in_the_answer_to_the_one_that_it_sent(alices, assessment):
    """With what is stored there, its own address in the form, and the count after this answer."""
    make_answers(assessment, {"A2": 4})
    saved = alices.post(url(assessment), sent(2), headers=HEAD)
    shown = page(saved)
    assert saved["HX-Push-Url"] == url(assessment, "A3")
    assert f'action="{url(assessment, "A3")}"' in shown
    assert f'hx-post="{url(assessment, "A3")}"' in shown
    assert "Question 3 of about 24" in shown
    assert "2 saved." in shown
    assert "<html" not in shown
    assert assessment.answers.get(criterion="A1").choice == 2


@pytest.mark.parametrize("depth", Depth.values)
@pytest.mark.parametrize("origin", ["", "more", "check"])
def test_the_answer_to_htmx_is_the_page_that_its_address_gives(alices, assessment, depth, origin):
    """Made from the rows that were loaded to save, equal but for the token of the form. From the page
    to check only a question that the answer opens follows: C2, which the quick screen leaves out."""
    Assessment.objects.filter(pk=assessment.pk).update(depth=depth)
    make_answers(assessment, {"C3": 1, "A2": 3})
    sending = sent(3, version=version(assessment, "C3"), back_to=origin)
    saved = alices.post(url(assessment, "C3"), sending, headers=HEAD)
    if origin == "check" and depth == "quick":
        assert saved["HX-Redirect"] == f"/assessments/{assessment.pk}/check/"
        return
    again = alices.get(saved["HX-Push-Url"], headers=HEAD)
    assert without_notices(page(saved)) == without_notices(page(again))


def without_notices(html: str) -> str:
    html = re.sub(
        r'<div class="messages".*?</div>\s*(?=<div class="question")', "", html, flags=re.S
    )
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_htmx_gets_the_notices_of_a_change_with_the_next_question(alices, assessment):
    make_answers(assessment, {"C2": 4, "C3": 1})
    sending = sent(3, version=version(assessment, "C3"))
    shown = page(alices.post(url(assessment, "C3"), sending, headers=HEAD))
    assert "is back and counts again" in shown
    assert "is back and counts again" not in page(alices.get(url(assessment), headers=HEAD))


def test_htmx_is_led_to_other_pages_by_the_browser(alices, assessment):
    """They bring style sheets of their own. Where nothing is to be saved, too."""
    base = f"/assessments/{assessment.pk}/"
    for answer, more, to in (
        ("2", {"later": "yes"}, base),
        ("", {"later": "yes"}, base),
        ("2", {"back_to": "check"}, base + "check/"),
    ):
        led = alices.post(url(assessment), sent(answer, **more), headers=HEAD)
        assert (led.status_code, led["HX-Redirect"]) == (200, to)
        assert not led.content


def test_what_is_sent_back_to_htmx_keeps_its_address(alices, assessment):
    """An error, a question back and a conflict are no new place to go Back to."""
    make_answers(assessment, {"C2": 4, "C3": 3})
    for code, sending in (
        ("A1", sent("")),
        ("C3", sent(1, version=version(assessment, "C3"))),
        ("C3", sent(2, version="99")),
    ):
        answer = alices.post(url(assessment, code), sending, headers=HEAD)
        assert f'action="{url(assessment, code)}"' in page(answer)
        assert "HX-Push-Url" not in answer


def test_a_label_that_is_html_already_never_lends_that_to_the_same_plain_text():
    assert explained(mark_safe("<b>Typed</b>")) == "<b>Typed</b>"
    assert explained("<b>Typed</b>") == "&lt;b&gt;Typed&lt;/b&gt;"
