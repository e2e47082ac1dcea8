"""How often the web process waits for the database while an answer is saved and the next question is
shown: counted on the wire, with BEGIN, COMMIT and the check of the kept connection."""

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from decisions.models import Activity, Answer, Assessment, Depth, GateAnswer
from decisions.services import answers
from engine.fit import interview
from reviews.models import About, Thread
from tests.people import make_answers
from tools.wire import Browser, round_trips

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is no trip away"),
]
BUDGET = 8
"""docs/architecture.md, budgets. It holds for both ways; what they take now is held exactly."""
WAYS = [
    # Session, person, assessment with its answers, and one statement that writes.
    pytest.param({"HTTP_HX_REQUEST": "true"}, 4, id="with script, one request"),
    # The same, and the first three once more.
    pytest.param({}, 7, id="without script, two requests"),
]


@pytest.fixture
def begun(assessment, alice):
    """Some questions and gates are answered, as in the middle of the work."""
    ruleset = assessment.edition.ruleset
    codes = interview.asked(ruleset, {}, "quick")[:4]
    make_answers(assessment, dict.fromkeys(codes, 2))
    for gate in ruleset.asked_gates():
        GateAnswer.objects.create(
            assessment=assessment, gate=gate.code, value="fires", answered_by=alice
        )
    return assessment


def _save_and_go_on(browser: Browser, assessment: Assessment, code: str, **headers: str) -> None:
    """Answer a question that has no answer, and show the question that Continue leads to."""
    address = f"/assessments/{assessment.pk}/questions/{code}/"
    form = {"answer": "1", "version": "0", "note": "", "evidence": ""}
    shown = browser.post(address, form, **headers)
    if not headers:
        assert shown.status == 302
        shown = browser.get(shown.headers["location"])
    assert shown.status == 200
    assert 'name="answer"' in shown.page
    assert f"/questions/{code}/" not in shown.page.partition("<form")[2].partition(">")[0]


def _open_code(assessment: Assessment) -> str:
    given = {row.criterion: None for row in Answer.objects.filter(assessment=assessment)}
    codes = interview.asked(assessment.edition.ruleset, {}, "quick")
    return next(code for code in codes if code not in given)


@pytest.mark.parametrize("depth", Depth.values)
@pytest.mark.parametrize(("headers", "most"), WAYS)
def test_an_answer_and_the_next_question_take_few_round_trips(depth, headers, most, begun, alice):
    Assessment.objects.filter(pk=begun.pk).update(depth=depth)
    browser = Browser(alice)
    _save_and_go_on(browser, begun, _open_code(begun))  # opens the connection, fills the caches
    code = _open_code(begun)
    with round_trips() as trips:
        _save_and_go_on(browser, begun, code, **headers)
    assert Answer.objects.get(assessment=begun, criterion=code).choice == 1
    assert Activity.objects.filter(assessment=begun, verb="answered").count() == 2
    assert trips.count <= most <= BUDGET, "\n".join(trips.statements)


def test_one_more_query_is_one_more_round_trip(begun, alice, monkeypatch):
    browser = Browser(alice)
    _save_and_go_on(browser, begun, _open_code(begun))
    with round_trips() as before:
        _save_and_go_on(browser, begun, _open_code(begun))
    plain = answers.check_given

    def with_a_query(*given):
        Assessment.objects.exists()
        plain(*given)

    monkeypatch.setattr(answers, "check_given", with_a_query)
    with round_trips() as after:
        _save_and_go_on(browser, begun, _open_code(begun))
    assert after.count == before.count + 1


def test_threads_are_looked_for_only_where_one_is_open(begun, alice):
    """Of whatever in the assessment: then each page looks for those about its question."""
    browser = Browser(alice)
    _save_and_go_on(browser, begun, _open_code(begun))
    found = []
    for resolver in (alice, None):
        values = {"started_by": alice, "last_at": timezone.now(), "resolved_by": resolver}
        values |= {"resolved_at": resolver and timezone.now()}
        Thread.objects.create(assessment=begun, about=About.ASSESSMENT, **values)
        code = _open_code(begun)
        with round_trips() as trips:
            _save_and_go_on(browser, begun, code)
        found.append(trips.count)
    assert found == [7, 8]


def test_a_transaction_around_a_query_is_two_more_round_trips():
    """BEGIN and COMMIT count, which the log of Django's queries of a test client leaves out."""
    Assessment.objects.exists()
    with round_trips() as trips:
        close_old_connections()  # as at the beginning of a request: it looks, and asks nothing
        with transaction.atomic():
            Assessment.objects.exists()
    assert trips.count == 3
