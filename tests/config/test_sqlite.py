"""Searches on SQLite, the embedded default: letters of any script, in every place that searches."""

import pytest

from accounts.models import User
from audit.models import Event, Kind
from audit.reading import FilterForm
from config.sqlite.base import is_like
from tests.people import make_user


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("%ÜBERSEE%", "Lager übersee", True),
        ("%übersee%", "ÜBERSEE", True),
        ("%λόγος%", "\u039f \u039b\u038c\u0393\u039f\u03a3", True),
        ("%я_к%", "МАЯЯК", True),
        ("a%c", "abc", True),
        ("a%c", "abcd", False),
        (r"%50\%%", "50% more", True),
        (r"%50\%%", "500 more", False),
        (r"%a\_b%", "a_b", True),
        (r"%a\_b%", "axb", False),
        (r"%\\%", "a\\b", True),
        ("%b%", "a\nb", True),
        ("%(%", "a(b", True),
        ("%.*%", "abc", False),
        ("7%", 75, True),
        ("%", "", True),
        (None, "a", None),
        ("a", None, None),
    ],
)
def test_what_is_like_a_pattern(pattern: str | None, text: object, found: bool | None):
    assert is_like(pattern, text, "\\") is found


@pytest.mark.parametrize("typed", ["übersee", "ÜBERSEE", "Übersee"])
def test_every_search_finds_letters_of_any_script(typed: str, db: None):
    """The log by what it is about, and what the lists of the admin ask; that of assessments elsewhere."""
    Event.objects.create(kind=Kind.RENAMED, subject="Lager Übersee")
    make_user("ue@example.org", "Übersee, Ulla")
    assert FilterForm({"about": typed}).apply(Event.objects.all()).count() == 1
    for lookup in ("icontains", "istartswith", "iexact"):
        asked = f"{typed}, ulla" if lookup == "iexact" else typed
        assert User.objects.filter(**{f"name__{lookup}": asked}).count() == 1
