"""The one convention for two writers: what counts as overtaken, and what a form sends next."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.http import QueryDict

from writing.conflict import Conflict, Overtaken, conflict_of, overtaken
from writing.forms import VersionedForm, renew

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Note(VersionedForm):
    """A form with one text."""

    text = forms.CharField(required=False)


def row(saved: str | None, yours: str | None, version: int) -> Overtaken[str]:
    return Overtaken("note", saved, yours, version)


def test_who_saw_the_stored_version_may_write() -> None:
    assert overtaken(row("a", "b", 3), seen=3) is None


@pytest.mark.parametrize("seen", [0, 2, 4])
def test_any_other_version_is_overtaken(seen: int) -> None:
    assert overtaken(row("a", "b", 3), seen=seen) == row("a", "b", 3)


def test_what_is_stored_already_may_be_sent_again_by_anybody() -> None:
    assert overtaken(row("a", "a", 3), seen=0) is None


def test_what_was_taken_away_meanwhile_is_overtaken() -> None:
    assert overtaken(row(None, "b", 0), seen=2) == row(None, "b", 0)


def test_the_page_gets_each_difference_in_words_with_the_versions_to_send_next() -> None:
    conflict = Conflict((row("a", "b", 3),))
    (shown,) = conflict.differences(str.upper, lambda key, value: f"{key}={value}")
    assert (shown.name, shown.saved, shown.yours) == ("NOTE", "note=a", "note=b")
    assert conflict.versions == {"note": 3}


def test_of_many_only_the_overtaken_conflict_and_only_they_are_asked_who_wrote_them() -> None:
    asked: list[str] = []

    def by(key: str) -> tuple[None, datetime]:
        asked.append(key)
        return None, NOON

    rows = [Overtaken(key, key, "mine", 3) for key in ("seen", "late", "never")]
    found = conflict_of(rows, seen={"seen": 3, "late": 2}, by=by)
    assert found is not None
    assert found.versions == {"late": 3, "never": 3}
    assert asked == ["late", "never"]
    assert found.overtaken[0].at == NOON
    assert conflict_of(rows[:1], seen={"seen": 3}, by=by) is None


@pytest.mark.parametrize("sent", ["", "x", "-1", "1e3", "9" * 30, "\0", "٣x"])
def test_an_unreadable_version_saw_nothing_and_is_no_error(sent: str) -> None:
    form = Note(QueryDict(mutable=True) | {"version": sent})
    assert form.is_valid()
    assert form.seen == 0


def test_a_missing_version_saw_nothing() -> None:
    form = Note(QueryDict("text=a"))
    assert form.is_valid()
    assert form.seen == 0


def test_after_a_conflict_the_form_sends_the_stored_version_with_what_was_typed() -> None:
    form = Note(QueryDict("text=mine&version=1"), prefix=None)
    renew(form, {"version": 7})
    assert 'value="7"' in str(form["version"])
    assert 'value="mine"' in str(form["text"])
