"""The names that guests give: made of letters that everybody sees, and nobody takes a guest for somebody else."""

import pytest

from accounts.models import Role, User
from reviews.lookalike import (
    clean,
    is_a_name,
    is_of_the_team,
    looks_like_one_of,
    numbered,
)
from reviews.models import Guest
from tests.people import join, make_user
from tests.reviews.by_link import WHOLE, another, form_of

pytestmark = pytest.mark.django_db
NAME = "Anna Bauer"


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("Zoe Miller", "Zo\u00eb Mi11er"),
        ("Marn Klein", "Mam Klein"),
        (
            "\u041f\u0435\u0442\u0440 \u0418\u0432\u0430\u043d\u043e\u0432",
            "\u041f\u0435\u0442p \u0418\u0432\u0430\u043d\u043e\u0432",
        ),
        ("\u03a3\u03bf\u03c6\u03af\u03b1", "\u03a3o\u03c6\u03af\u03b1"),
        ("alice", "\uff21lice"),
    ],
)
def test_names_that_look_alike_are_one_and_others_are_others(name: str, like: str) -> None:
    assert looks_like_one_of(like, [name, "Somebody else"])
    assert not looks_like_one_of(f"{name} Schmidt", [name])
    assert clean(f" {name}\n\u202e ") == name


@pytest.mark.parametrize(
    ("names", "are"),
    [
        (
            "Zo\u00eb O\u2019Neil-Smith Jr.|\u0141ukasz \u00d8ster 2|\u041f\u0451\u0442\u0440|\u7530\u4e2d\u3072 Ken|"
            "\u1000\u103b\u1031\u102c\u103a|\u05e9\u05b8\u05c1\u05dc|\u018fliyev|Nguye\u0302\u0303n",
            True,
        ),
        (
            "\u1d00lice|Ad\u0251ms|\ua4eelice|\u13aalice|\u0410lice|Z\u0301\u0301\u0301\u0301\u0301|\u0301|...|=1+1|<b>x|"
            "Anna (owner)|Anna, owner|a@b",
            False,
        ),
    ],
)
def test_a_name_is_made_of_letters_of_one_alphabet_in_a_word(names: str, are: bool) -> None:
    for name in names.split("|"):
        assert is_a_name(clean(name)) is are, name


def test_a_part_is_held_against_names_of_more_than_one_word_alone() -> None:
    taken = ("Nina", "Li Wu")
    others = ("Nina Schmidt", "Melina", "Liwuta", "Li Xi Wu", "Wu")
    assert [name for name in others if is_of_the_team(name, taken)] == []
    same = (
        "N\u0131na",
        "Nina.",
        "Wu, Li",
        "Dr. Li-Wu",
        "LiWu B.",
        "A Reader",
        "Own\u0435r",
    )
    assert [name for name in same if not is_of_the_team(name, taken)] == []


def test_guests_of_one_name_are_told_apart_by_a_number_that_nobody_can_type(board) -> None:
    """Two directors, or one on a second machine: nobody is refused, and nobody passes for another."""
    for who in (board, another(board), another(board)):
        who.begin("Why?", WHOLE, name=NAME)
    assert list(Guest.objects.values_list("name", flat=True)) == [
        NAME,
        f"{NAME} (2)",
        f"{NAME} (3)",
    ]
    assert numbered("B\u0430uer, Anna", [f"{NAME} (3)"]) == "B\u0430uer, Anna (4)"
    assert [numbered("Anna", [NAME]), numbered("", [NAME, ""])] == ["Anna", ""]
    assert not is_a_name(f"{NAME} (2)")


def test_strangers_to_a_team_can_have_any_name(board, charlie: User, team) -> None:
    board.begin("Mine", name=str(charlie))
    join(team, make_user("nina@example.org", "Nina"), Role.VIEWER)
    other = another(board)
    told = form_of(other.get(other.comments)).send(
        other.browser, other.comments, {"about": WHOLE, "text": "x", "name": "NINA"}
    )
    assert "name" in told.context["form"].errors
