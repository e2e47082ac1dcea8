"""Versions: frozen, numbered, one per content, and never touched by what happens later."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from decisions.models import Activity, Answer, Assessment, Version
from decisions.results import snapshot_of
from decisions.services.answers import save_answer
from decisions.services.assessments import describe
from decisions.services.papers import request_version_paper
from decisions.services.versions import problems_of, save_version
from decisions.upgrade import upgraded
from engine.fit.case import Given
from exports.pdf.typeset import typeset
from report.document import texts_of
from tests.people import STRANGE_NAMES, fresh, make_answers, make_assessment

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, int | str] = {"A1": 1, "A2": 1, "B1": 2, "C4": 4, "E1": 5, "F1": "unknown"}


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    """Alice's assessment with six answers."""
    make_answers(assessment, ANSWERS)
    return assessment


def test_the_same_inputs_again_are_the_same_version(answered: Assessment, alice: User) -> None:
    """Also under another name of the version, and after somebody confirmed an answer later."""
    first = save_version(assessment=fresh(answered), by=alice, name="First")
    Answer.objects.filter(assessment=answered).update(answered_at=timezone.now())
    again = save_version(assessment=fresh(answered), by=alice, name="Second")
    assert (again.pk, again.name) == (first.pk, "First")
    assert Activity.objects.filter(assessment=answered, verb="version_saved").count() == 1


def test_numbers_count_up_per_assessment(answered: Assessment, team: Team, alice: User) -> None:
    """Another answer is another version; another assessment starts at 1."""
    assert save_version(assessment=fresh(answered), by=alice).number == 1
    changed = fresh(answered)
    save_answer(assessment=changed, by=alice, code="A1", given=Given(5), seen_version=1)
    assert save_version(assessment=fresh(answered), by=alice).number == 2
    other = make_assessment(team, alice, name="Another")
    make_answers(other, ANSWERS)
    assert save_version(assessment=other, by=alice).number == 1


def test_going_back_to_an_earlier_content_is_the_earlier_version(
    answered: Assessment, alice: User
) -> None:
    """A version is its content, not a moment."""
    first = save_version(assessment=fresh(answered), by=alice)
    save_answer(assessment=fresh(answered), by=alice, code="A1", given=Given(5), seen_version=1)
    save_version(assessment=fresh(answered), by=alice)
    save_answer(assessment=fresh(answered), by=alice, code="A1", given=Given(1), seen_version=2)
    assert save_version(assessment=fresh(answered), by=alice).pk == first.pk


@pytest.mark.parametrize("heading", [{"name": "Renamed"}, {"unit": "Sales"}])
def test_another_name_of_the_assessment_is_another_version_of_the_same_inputs(
    answered: Assessment, alice: User, heading: dict[str, str]
) -> None:
    """A paper carries the name and the unit; the fingerprint is that of what was said."""
    first = save_version(assessment=fresh(answered), by=alice)
    Assessment.objects.filter(pk=answered.pk).update(**heading)
    second = save_version(assessment=fresh(answered), by=alice)
    assert (first.number, second.number) == (1, 2)
    assert first.digest == second.digest
    assert first.facts_sha256 == second.facts_sha256


@pytest.mark.parametrize(
    "changes",
    [
        {"done_by": "provider"},
        {"place": {"home": "DE"}},
        {"weights": "cost_led"},
        {"weights": {"A1": 9.5}},
    ],
    ids=str,
)
def test_whatever_else_was_said_is_another_version(
    answered: Assessment, alice: User, changes: dict[str, object]
) -> None:
    """Who does it today, the place, the weights: they all stand in the fingerprint."""
    first = save_version(assessment=fresh(answered), by=alice)
    Assessment.objects.filter(pk=answered.pk).update(**changes)
    second = save_version(assessment=fresh(answered), by=alice)
    assert (second.number, second.digest == first.digest) == (2, False)


def test_both_fingerprints_are_those_of_what_the_database_gives_back(
    answered: Assessment, alice: User
) -> None:
    """Whatever a database does to the order of keys or the form of numbers."""
    saved = save_version(assessment=fresh(answered), by=alice, name=STRANGE_NAMES[2])
    stored = Version.objects.get(pk=saved.pk)
    assert problems_of(stored) == []
    assert (
        stored.snapshot["version"]["digest"] == stored.digest == stored.snapshot["facts"]["digest"]
    )
    assert stored.snapshot["version"]["number"] == 1
    stored.snapshot["facts"]["recommendation"]["outcome"] = "automate"
    assert problems_of(stored) == ["facts"]
    stored.snapshot["facts"]["input"]["answers"]["A1"]["choice"] = 3
    assert problems_of(stored) == ["facts", "inputs"]


def test_a_version_shows_what_the_result_showed(answered: Assessment, alice: User) -> None:
    """Everything but the version's own heading."""
    now = json.loads(json.dumps(snapshot_of(fresh(answered))))
    saved = save_version(assessment=fresh(answered), by=alice)
    kept = Version.objects.get(pk=saved.pk).snapshot
    assert {**kept, "version": None} == now


def test_the_page_of_a_version_never_changes(
    answered: Assessment, alice: User, alices: Client
) -> None:
    """The assessment gets another name and another answer; the version keeps the old ones."""
    saved = save_version(assessment=fresh(answered), by=alice, name="Before the tender")
    address = reverse("version", args=[saved.pk])
    before = [alices.get(f"{address}{part}").context["page"] for part in ("", "why/")]
    describe(assessment=fresh(answered), by=alice, name="Renamed", unit="", seen=0)
    save_answer(assessment=fresh(answered), by=alice, code="A1", given=Given(5), seen_version=1)
    after = [alices.get(f"{address}{part}") for part in ("", "why/")]
    assert [row.context["page"] for row in after] == before
    assert "Before the tender" in after[0].content.decode()
    assert reverse("question", args=[answered.pk, "A1"]) not in after[0].content.decode()


def test_keeping_a_version_from_the_page(answered: Assessment, alices: Client) -> None:
    """The name is trimmed; the page of the new version opens; the result lists it."""
    response = alices.post(
        reverse("version_save", args=[answered.pk]), {"name": "  Before \n the tender "}
    )
    version = answered.versions.get()
    assert response["Location"] == reverse("version", args=[version.pk])
    assert version.name == "Before the tender"
    page = alices.get(reverse("result_page", args=[answered.pk, "versions"])).content.decode()
    assert reverse("version", args=[version.pk]) in page


def test_all_versions_are_listed_the_newest_first_and_the_oldest_fold(
    answered: Assessment, alice: User, alices: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("decisions.views.kept.SHOWN", 2)
    for number in range(1, 4):
        Assessment.objects.filter(pk=answered.pk).update(name=f"Payroll {number}")
        save_version(assessment=fresh(answered), by=alice)
    found = alices.get(reverse("result_page", args=[answered.pk, "versions"])).context
    shown = [[row.number for row in found[f"{which}versions"]] for which in ("", "older_", "all_")]
    assert shown == [[3, 2], [1], [3, 2, 1]]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_any_name_is_kept_and_shown(answered: Assessment, alices: Client, name: str) -> None:
    """Scripts and marks: escaped, never an error."""
    response = alices.post(reverse("version_save", args=[answered.pk]), {"name": name}, follow=True)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert answered.versions.get().name == " ".join(name.split())


@pytest.mark.parametrize(
    ("name", "words"), [("x" * 201, "at most 200 characters"), ("a\0b", "Null characters")]
)
def test_a_name_that_cannot_be_kept_is_refused_with_its_reason(
    answered: Assessment, alices: Client, name: str, words: str
) -> None:
    response = alices.post(reverse("version_save", args=[answered.pk]), {"name": name})
    form = response.context["form"]
    assert (words in form.errors["name"][0], form["name"].value()) == (True, name)
    assert not answered.versions.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_keep_one_version(answered: Assessment, alice: User) -> None:
    """Four threads ask for the same content at the same moment: one row, number 1. Where the
    database has no row locks (SQLite), they ask one after the other."""
    barrier = Barrier(4)
    at_once = connection.features.has_select_for_update

    def keep(_: int) -> int:
        if at_once:
            barrier.wait(timeout=60)
        try:
            return save_version(assessment=fresh(answered), by=alice).number
        finally:
            if at_once:
                connections.close_all()

    if at_once:
        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(keep, range(4)))
    else:
        numbers = [keep(turn) for turn in range(4)]
    assert numbers == [1, 1, 1, 1]
    assert answered.versions.count() == 1


def test_finishing_keeps_a_version_by_itself(
    alices: Client, alice: User, assessment: Assessment
) -> None:
    """Once per content: the same answers finished again are the same version."""
    make_answers(assessment, {"A1": 2})
    finish = reverse("assessment_finish", args=[assessment.pk])
    alices.post(finish)
    alices.post(finish)
    rows = assessment.versions.values_list("number", "name", "origin")
    assert list(rows) == [(1, "Finished", "finished")]
    url = reverse("question", args=[assessment.pk, "A1"])
    alices.post(url, {"answer": "5", "version": "1"})
    alices.post(finish)
    assert assessment.versions.count() == 2
    assert assessment.versions.first().snapshot["heading"]["finished_at"]  # type: ignore[union-attr]


def test_what_the_quick_screen_keeps_is_called_early(
    alices: Client, assessment: Assessment
) -> None:
    """Nobody shall take it for a finished assessment later."""
    Assessment.objects.filter(pk=assessment.pk).update(depth="quick")
    make_answers(assessment, {"A1": 2})
    alices.post(reverse("assessment_finish", args=[assessment.pk]))
    assert assessment.versions.get().name == "Early indication"


def test_a_version_is_named_later_and_says_whether_the_assessment_still_says_the_same(
    answered: Assessment, alice: User, alices: Client
) -> None:
    """Whoever keeps the same again under another name is asked; what they typed waits in the form. What
    the version holds stays, and its paper is made under the name of today."""
    saved = save_version(assessment=fresh(answered), by=alice, name="First", origin="paper")
    save = reverse("version_save", args=[answered.pk])
    asked = alices.post(save, {"name": "Before the tender"})
    page = alices.get(asked["Location"])
    assert page.context["form"]["name"].value() == "Before the tender"
    held = Version.objects.values("snapshot", "digest", "number").get()
    sent = {"name": "Before the tender", "version": page.context["form"]["version"].value()}
    assert alices.post(reverse("version_name", args=[saved.pk]), sent).status_code == 302
    named = Version.objects.get()
    assert (named.name, named.version, named.origin) == ("Before the tender", 2, "paper")
    assert Version.objects.values("snapshot", "digest", "number").get() == held
    assert upgraded(named)["version"]["name"] == "Before the tender"
    assert Activity.objects.filter(verb="version_named").count() == 1
    address = reverse("version", args=[saved.pk])
    assert alices.get(address).context["is_current"]
    describe(assessment=fresh(answered), by=alice, name="Renamed", unit="", seen=0)
    assert not alices.get(address).context["is_current"]


@pytest.mark.parametrize(
    "newer", [("annex",), ("annex", "front", "document", "actions")], ids=["annex", "document"]
)
def test_a_version_of_an_older_shape_is_read_like_one_of_today(
    answered: Assessment, alice: User, alices: Client, newer: tuple[str, ...]
) -> None:
    """Lifted when it is read, with the name that its weights had; what was stored stays as it is, and
    what was read then is read again."""
    saved = save_version(assessment=fresh(answered), by=alice)
    address = reverse("version", args=[saved.pk])
    before, listed = (alices.get(address).context[key] for key in ("page", "actions"))
    assert listed
    older = {key: row for key, row in saved.snapshot.items() if key not in newer}
    older |= {"weights": {"name": "Weights of then", "description": "Said then."}}
    if "front" in older:
        older["front"] = {**older["front"], "kind": "As it was read"}
    Version.objects.filter(pk=saved.pk).update(snapshot=older)
    assert alices.get(address).context["page"] == before
    assert alices.get(address).context["actions"] == listed
    saved.refresh_from_db()
    assert "annex" not in saved.snapshot
    lifted = upgraded(saved)
    assert lifted.keys() == {*older, *newer}
    assert (lifted["front"]["kind"] == "As it was read") is ("front" in older)
    assert "Weights of then. Said then." in texts_of(lifted["annex"])
    assert typeset(lifted, link="https://decide.example.org/").pdf.startswith(b"%PDF")


def test_a_version_that_was_kept_as_a_decision_although_it_is_open_is_read_as_a_note(
    answered: Assessment, alice: User
) -> None:
    """As versions were kept while an open result was printed to be signed; they lack a word of today, and lines
    of their own under the headline."""
    saved = save_version(assessment=fresh(answered), by=alice)
    assert saved.snapshot["facts"]["recommendation"]["outcome"] == "open"
    front = saved.snapshot["front"]
    words = {key: text for key, text in front["labels"].items() if key != "undrawn"}
    kept = {**front, "note": False, "kind": "A decision", "choices": ["Yes"], "labels": words}
    del kept["lines"]
    kept["first"] = ["Of then"]
    Version.objects.filter(pk=saved.pk).update(snapshot={**saved.snapshot, "front": kept})
    saved.refresh_from_db()
    assert upgraded(saved)["front"] == front
    paper = request_version_paper(version=saved, by=alice)
    assert paper.is_note
