"""Nobody overwrites what they have not seen, and nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import Role, User
from decisions.evaluation import case_of
from decisions.models import Assessment
from decisions.services.answers import save_answer
from decisions.services.statements import UnknownAnswer
from engine.fit.case import Given
from engine.fit.interview import asked
from engine.recommendation import recommend
from tests.decisions.questions import page, sent, url, version
from writing.conflict import Conflict


def test_the_same_form_twice_is_one_change(alices, assessment):
    first = alices.post(url(assessment), sent(2, note="Once"))
    second = alices.post(url(assessment), sent(2, note="Once"))
    assert first["Location"] == second["Location"]
    assert assessment.answers.get().version == 2
    assert assessment.activities.filter(verb="answered").count() == 1


def test_a_later_writer_sees_both_answers_and_chooses(alices, bob_as, client_of, assessment):
    bobs = client_of(bob_as(Role.EDITOR))
    bobs.post(url(assessment), sent(1, note="Bob's reasons"))
    shown = page(alices.post(url(assessment), sent(5, note="Alice's reasons")))
    assert "Bob Brown</bdi> saved something else" in " ".join(shown.split())
    assert "Bob&#x27;s reasons" in shown
    assert "Alice&#x27;s reasons" in shown
    assert assessment.answers.get().choice == 1
    seen = version(assessment)
    assert f'name="version" value="{seen}"' in shown
    alices.post(url(assessment), sent(5, note="Alice's reasons", version=seen))
    answer = assessment.answers.get()
    assert (answer.choice, answer.note, answer.version) == (5, "Alice's reasons", 3)


def test_two_tabs_of_one_person_do_not_overwrite_each_other(alices, assessment):
    alices.post(url(assessment), sent(1, note="First tab"))
    shown = page(alices.post(url(assessment), sent(2, note="Second tab")))
    assert "You saved something else" in " ".join(shown.split())
    assert assessment.answers.get().note == "First tab"


def test_a_writer_with_an_old_copy_starts_over_from_the_newer_one(alice, assessment):
    """Both loaded the assessment before either wrote; both answers and both counts must survive."""
    first = Assessment.objects.get(pk=assessment.pk)
    second = Assessment.objects.get(pk=assessment.pk)
    save_answer(assessment=first, by=alice, code="A1", given=Given(1), seen_version=0)
    save_answer(assessment=second, by=alice, code="A2", given=Given(2), seen_version=0)
    late = Assessment.objects.get(pk=assessment.pk)
    assert (late.answered, late.revision) == (2, 3)
    found = recommend(late.edition.ruleset, case_of(late))
    assert (late.outcome, late.probability) == (found.outcome, found.probability)
    stale = Assessment.objects.prefetch_related("answers").get(pk=assessment.pk)
    save_answer(assessment=late, by=alice, code="A1", given=Given(3), seen_version=2)
    kept = save_answer(assessment=stale, by=alice, code="A1", given=Given(4), seen_version=2)
    assert isinstance(kept, Conflict)
    assert assessment.answers.get(criterion="A1").choice == 3


def test_an_answer_given_anew_is_not_the_one_somebody_saw(alice, bob, assessment):
    """Bob opens an answer, it goes away with its cost case and comes back: never as his version."""

    def save(by: User, given: Given, seen: int) -> object:
        row = Assessment.objects.get(pk=assessment.pk)
        return save_answer(assessment=row, by=by, code="C4", given=given, seen_version=seen)

    save(alice, Given(1), 0)
    seen = assessment.answers.get().version
    assessment.answers.all().delete()
    gone = save(bob, Given(2), seen)
    assert isinstance(gone, Conflict)
    assert (gone.overtaken[0].saved, gone.versions) == (None, {"C4": 0})
    save(alice, Given(3), 0)
    anew = save(bob, Given(2), seen)
    assert isinstance(anew, Conflict)
    assert (anew.overtaken[0].saved, anew.overtaken[0].who) == (Given(3), alice)


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


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other")
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_lose_nothing(alice, assessment, client_of):
    """Two browsers answer half of the 25 questions each, all at once: 25 answers, counted as 25."""
    codes = list(asked(assessment.edition.ruleset, {}))
    assert len(codes) == 25

    def answer(mine: list[str]) -> None:
        browser = client_of(alice)
        for code in mine:
            assert browser.post(url(assessment, code), sent("unknown")).status_code == 302
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(answer, codes[start::2]) for start in (0, 1)]:
            done.result()
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.answers.count()) == (25, 25)
    assert assessment.revision == 26
