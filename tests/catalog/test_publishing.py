"""Publishing: what is refused, how editions are numbered, and that they never change."""

from hashlib import sha256
from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models import ProtectedError
from django.urls import reverse

from catalog.definition import fingerprint, working_definition, working_ruleset
from catalog.models import (
    Choice,
    Criterion,
    Edition,
    EditionIsFrozenError,
    ReferenceCase,
    Theme,
    edition_ruleset,
)
from catalog.services import (
    ChangedMeanwhileError,
    PublishRefusedError,
    check,
    checked_state,
    import_definition,
    publish,
)
from decisions.models import Assessment
from engine.model.dump import dump
from tests.catalog.makers import CASE, load_small, make_small
from tests.people import make_assessment


def test_an_edition_freezes_the_working_copy_with_note_person_time_and_digest(small, erin):
    Theme.objects.filter(code="A").update(name="Renamed")
    edition = publish(by=erin, note="  A clearer name.  ", checked=None)
    assert (edition.number, edition.note, edition.published_by) == (2, "A clearer name.", erin)
    assert edition.published_at is not None
    assert edition.definition == working_definition()
    assert edition.sha256 == fingerprint(edition.definition)
    assert edition.ruleset.theme["A"].name == "Renamed"
    assert Edition.objects.current().get() == edition


def test_the_digest_is_that_of_sorted_json_without_spaces():
    """The definition is the documented text: {"a":1,"b":["é"]} as UTF-8."""
    expected = sha256('{"a":1,"b":["é"]}'.encode()).hexdigest()
    assert fingerprint({"b": ["é"], "a": 1}) == expected


def test_the_digest_survives_the_database(small):
    stored = Edition.objects.get(pk=small.pk)
    assert fingerprint(stored.definition) == stored.sha256


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_a_note_is_required(small, note):
    with pytest.raises(PublishRefusedError, match="Write a note"):
        publish(by=None, note=note, checked=None)


def test_the_same_content_is_not_published_twice(small):
    with pytest.raises(PublishRefusedError, match="Nothing has changed since edition 1"):
        publish(by=None, note="Again", checked=None)
    assert Edition.objects.count() == 1


def test_going_back_to_an_earlier_content_is_a_new_edition(small):
    Theme.objects.filter(code="A").update(name="Renamed")
    publish(by=None, note="Rename", checked=None)
    Theme.objects.filter(code="A").update(name="Theme A")
    third = publish(by=None, note="Back", checked=None)
    assert third.number == 3
    assert third.sha256 == small.sha256


def test_errors_stop_publishing_and_are_listed(small):
    Criterion.objects.update(weight=0)
    with pytest.raises(PublishRefusedError) as caught:
        publish(by=None, note="All zero", checked=None)
    assert "All weights are 0: no answer can count." in caught.value.sentences
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_working_copy_is_not_published():
    with pytest.raises(PublishRefusedError, match="has errors"):
        publish(by=None, note="Nothing", checked=None)


@pytest.mark.django_db
def test_the_check_page_opens_before_anything_is_loaded(erins):
    page = erins.get(reverse("admin:catalog_check"))
    assert page.status_code == 200
    assert "nothing has been published" in page.text


def test_warnings_do_not_stop_publishing(small):
    Criterion.objects.filter(code="A1").update(help="")
    assert {row.severity for row in check(working_ruleset())} == {"warning"}
    assert publish(by=None, note="Without help", checked=None).number == 2


def test_a_failing_test_case_stops_publishing(small):
    """A1 = 1 pulls towards keeping; B1 = 1 is routine work that software could do."""
    case = ReferenceCase.objects.create(name=CASE["name"], document=CASE["input"], expected=["kpo"])
    Theme.objects.filter(code="A").update(name="Renamed")
    with pytest.raises(PublishRefusedError, match="but “KPO” is expected"):
        publish(by=None, note="With a case", checked=None)
    ReferenceCase.objects.filter(pk=case.pk).update(expected=["automate", "in_house"])
    assert publish(by=None, note="With a case", checked=None).number == 2


def test_a_test_case_that_does_not_fit_the_questions_is_an_error(small):
    ReferenceCase.objects.create(name="Old", document={"answers": {"Z9": 1}}, expected=["bpo"])
    problem = next(row for row in check(working_ruleset()) if row.id == "C001")
    assert problem.severity == "error"
    assert problem.path == "cases[0]"
    assert "Z9" in problem.sentence


def test_an_edition_cannot_be_saved_or_updated_again(small):
    small.note = "Rewritten"
    with pytest.raises(EditionIsFrozenError):
        small.save()
    with pytest.raises(EditionIsFrozenError):
        Edition.objects.filter(pk=small.pk).update(note="Rewritten")
    assert Edition.objects.get(pk=small.pk).note != "Rewritten"
    with pytest.raises(EditionIsFrozenError):
        Edition.objects.bulk_update([small], ["note"])


def test_an_edition_in_use_cannot_be_deleted(small, team, alice):
    make_assessment(team, alice, edition=small)
    with pytest.raises(ProtectedError):
        small.delete()
    with pytest.raises(ProtectedError):
        Edition.objects.all().delete()


def test_old_assessments_keep_their_edition_and_new_ones_use_the_new_one(small, team, alice):
    """Trap 10: editing a question must not change what an old result was based on."""
    old = make_assessment(team, alice, edition=small)
    Criterion.objects.filter(code="A1").update(question="Rewritten?")
    Choice.objects.filter(criterion__code="A1", number=1).update(sourcing=2)
    assert (
        Assessment.objects.get(pk=old.pk).edition.ruleset.criterion["A1"].question != "Rewritten?"
    )
    new = publish(by=None, note="Rewritten", checked=None)
    pinned = Assessment.objects.get(pk=old.pk).edition
    assert pinned == small
    assert pinned.ruleset.criterion["A1"].choices[0].effects == {"sourcing": -1.0}
    current = Edition.objects.current().get()
    assert current == new
    assert current.ruleset.criterion["A1"].question == "Rewritten?"


def test_a_published_change_is_visible_at_once(small):
    """Trap 11: the process keeps loaded editions, but never in place of a newer one."""
    assert Edition.objects.current().get().ruleset.theme["A"].name == "Theme A"
    Theme.objects.filter(code="A").update(name="Renamed")
    publish(by=None, note="Rename", checked=None)
    assert Edition.objects.current().get().ruleset.theme["A"].name == "Renamed"
    assert edition_ruleset(small.pk).theme["A"].name == "Theme A"


def test_an_import_changes_the_working_copy_only(small, erin):
    imported = make_small(title="Imported")
    assert (
        import_definition(imported, over=fingerprint(working_definition()), by=erin, reason="Test")
        == 1
    )
    assert working_definition() == dump(imported)
    assert Edition.objects.current().get() == small


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_at_once_get_one_edition_and_the_second_is_told():
    load_small()
    Theme.objects.filter(code="A").update(name="Renamed")
    looked_at = checked_state(working_definition(), Edition.objects.get())
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            outcomes.append(str(publish(by=None, note="At once", checked=looked_at)))
        except ChangedMeanwhileError:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
        if connection.vendor == "sqlite":  # its test database in memory knows no waiting
            thread.join()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Edition 2", "told"]


def test_an_import_over_what_was_not_shown_changes_nothing(small, erin):
    before = working_definition()
    Theme.objects.filter(code="A").update(name="Unseen")
    with pytest.raises(ChangedMeanwhileError):
        import_definition(make_small(title="X"), over=fingerprint(before), by=erin, reason="Test")
    assert Theme.objects.get(code="A").name == "Unseen"


def test_reading_the_working_copy_takes_a_fixed_number_of_queries(
    small, django_assert_max_num_queries
):
    """All tables, their parts and three maps of codes: at most 45, however many rows there are."""
    with django_assert_max_num_queries(45):
        working_definition()
