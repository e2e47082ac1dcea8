"""A field says once how it is read, written and described; here on objects made for the purpose."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import pytest
from hypothesis import given

from catalog.schemas import schema_problems
from engine.model.codec import Keyed, Part, Rows, inside, members, read, schema, write
from engine.model.dump import dump
from engine.model.fields import ALWAYS, ASKED, DAY, FLAG, TEXT, Figure, OneOf
from engine.model.figures import Axes, Figures, Pair
from engine.model.reading import Number, Problem, Reader
from engine.model.ruleset import Ruleset
from tests.engine.strategies import rulesets

TENTHS = Number(0, 10, 0.5)
WHOLE = Number(1, 9, 1.0)


@dataclass(frozen=True)
class Leaf:
    """A part. It has a name."""

    name: Annotated[str, TEXT, "What it is called."]
    number: Annotated[int, Figure(WHOLE)] = 1


@dataclass(frozen=True)
class Tree:
    """An object with a field of most kinds."""

    on: Annotated[date, DAY]
    first: Annotated[Leaf, Part(Leaf)]
    size: Annotated[float, Figure(TENTHS), ALWAYS] = 2.0
    kind: Annotated[str, OneOf(("oak", "elm")), ASKED] = "oak"
    old: Annotated[bool, FLAG] = False
    ends: Annotated[tuple[float, float] | None, Pair(TENTHS)] = None
    pulls: Annotated[dict[str, float], Axes(("up", "down"), TENTHS, "R006")] = field(
        default_factory=dict
    )
    span: Annotated[dict[str, float] | None, Figures(("low", "high"), TENTHS)] = None
    leaves: Annotated[tuple[Leaf, ...], Rows(Leaf, "leaf", "name")] = ()
    numbers: Annotated[
        dict[str, int], Keyed(Leaf, "leaf", key="name", value="number", in_order=True)
    ] = field(default_factory=dict)


FULL = Tree(
    on=date(2026, 11, 22),
    first=Leaf("bud"),
    size=2.5,
    kind="elm",
    old=True,
    ends=(1, 2.5),
    pulls={"up": 1.5},
    span={"low": 1.0, "high": 3.0},
    leaves=(Leaf("a"), Leaf("b", 2)),
    numbers={"b": 2, "a": 1},
)


def reading(document: object) -> tuple[Tree, list[Problem]]:
    reader = Reader()
    return read(Tree, reader.node(document, "", "The tree", Tree)), reader.problems


def test_an_object_is_written_without_its_defaults_and_read_back():
    bare = Tree(date(2026, 11, 22), Leaf("bud"))
    assert write(bare) == {
        "on": "2026-11-22",
        "first": {"name": "bud"},
        "size": 2,
        "kind": "oak",
    }
    written = write(FULL)
    assert list(written) == [row.name for row in members(Tree)]
    assert written["numbers"] == [{"name": "a"}, {"name": "b", "number": 2}]
    assert (written["ends"], written["pulls"]) == ([1, 2.5], {"up": 1.5})
    for tree in (bare, FULL):
        assert reading(write(tree)) == (tree, [])


@pytest.mark.parametrize(
    ("key", "value", "problem", "path"),
    [
        ("on", "yesterday", "R023", "on"),
        ("first", {"name": " "}, "R004", "first.name"),
        ("first", {"name": "x", "age": 1}, "R002", "first.age"),
        ("size", 0.3, "R005", "size"),
        ("kind", "ash", "R007", "kind"),
        ("old", "yes", "R001", "old"),
        ("ends", [2, 1], "R005", "ends"),
        ("pulls", {"left": 1}, "R002", "pulls.left"),
        ("pulls", {"up": 11}, "R006", "pulls.up"),
        ("span", {"low": 1}, "R003", "span.high"),
        ("leaves", [{"name": "x"}, {}], "R003", "leaves[1].name"),
        ("leaves", [{"name": "x", "number": 1.5}], "R005", "leaves[0].number"),
        ("numbers", [{"name": "x"}, {"name": "x"}], "R011", "numbers[1]"),
    ],
)
def test_a_wrong_value_is_a_problem_at_its_place(key, value, problem, path):
    _, problems = reading({**write(FULL), key: value})
    assert [(row.id, row.path) for row in problems] == [(problem, path)]


def test_the_schema_asks_for_what_has_no_default_and_for_what_says_so():
    found = schema(Tree)
    assert found["required"] == ["on", "first", "kind"]
    assert found["properties"]["old"] == {"const": True}
    assert found["properties"]["size"]["multipleOf"] == 0.5
    assert schema(Tree, ("old",))["required"] == []


def test_every_field_of_the_content_says_what_it_is():
    silent = [
        f"{kind.__name__}.{row.name}"
        for kind in (Ruleset, *inside(Ruleset))
        for row in members(kind)
        if not row.about and not isinstance(row.field, Part)
    ]
    assert not silent


def test_a_field_that_does_not_say_what_it_is_fails_at_once():
    @dataclass
    class Silent:
        """Nothing."""

        name: str

    with pytest.raises(TypeError, match=r"Silent\.name"):
        members(Silent)


@given(rulesets())
def test_the_schema_accepts_every_ruleset_that_is_written(ruleset):
    assert schema_problems("definition", dump(ruleset)) == ()
