"""Messages: every id that the code says is in the catalogue, and every sentence of it is said."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from report import messages
from report.messages import (
    Chance,
    Listed,
    Money,
    Percent,
    Points,
    Score,
    Size,
    catalogue,
    catalogue_of,
    read,
    say,
)

ROOT = Path(messages.__file__).resolve().parent
VALUE = re.compile(r"\{(\w+)\}")


@cache
def spoken() -> list[tuple[str, set[str]]]:
    """Every id that ``say`` is given in the code, as a pattern, with the names of its values; those
    of ``**values`` are not known, and taken as right."""
    return list(_spoken())


def _spoken() -> Iterator[tuple[str, set[str]]]:
    rooms = (ROOT.parent / room for room in ("report", "exports", "decisions"))
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "say"
            ):
                values = {row.arg or "**" for row in node.keywords}
                for pattern in patterns(node.args[0]):
                    yield pattern, values


def patterns(node: ast.expr) -> list[str]:
    """The ids that an expression may give, as regular expressions."""
    match node:
        case ast.Constant(value=str(text)):
            return [re.escape(text)]
        case ast.JoinedStr(values=parts):
            return [
                "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in parts
                )
            ]
        case ast.IfExp(body=body, orelse=other):
            return [*patterns(body), *patterns(other)]
    raise AssertionError(f"An id that no test can read: {ast.unparse(node)}")


def sentences() -> dict[str, str]:
    """All ids with their sentences, plural forms joined."""
    found = catalogue()
    return {**found.singular, **{key: " ".join(forms) for key, forms in found.plural.items()}}


def test_every_id_that_is_said_is_in_the_catalogue_and_every_sentence_is_said() -> None:
    rows, known = {re.compile(pattern) for pattern, _ in spoken()}, sentences()
    assert len(rows) > 50
    unknown = [row.pattern for row in rows if not any(row.fullmatch(key) for key in known)]
    unused = [key for key in known if not any(row.fullmatch(key) for row in rows)]
    assert (unknown, unused) == ([], [])


def test_a_sentence_is_given_every_value_that_it_names() -> None:
    given = [(re.compile(pattern), values) for pattern, values in spoken()]
    lacking = []
    for key, sentence in sentences().items():
        needed = set(VALUE.findall(sentence))
        found = [values for row, values in given if row.fullmatch(key)]
        if not any("**" in values or needed <= values for values in found):
            lacking.append(key)
    assert lacking == []


def test_a_plural_is_chosen_by_count() -> None:
    assert read(say("headline.way.bpo", count=1)) != read(say("headline.way.bpo", count=2)).replace(
        "2", "1"
    )


def test_a_gap_of_a_language_is_english_and_never_an_id() -> None:
    german = Catalog(locale="de")
    german.add("Line", "Linie", context="a.line")
    german.add("Dot", "", context="a.dot")
    german.add(("{count} step", "{count} steps"), ("", ""), context="a.steps")
    found = catalogue_of(german, "de")
    assert [found.read(say(key)) for key in ("a.line", "a.dot")] == ["Linie", "Dot"]
    assert found.read(say("a.steps", count=2)) == "2 steps"


def test_values_are_written_as_the_language_writes_them() -> None:
    row = Catalog(locale="en_GB")
    row.add("{value}", "", context="a")
    written = catalogue_of(row, "en").read
    assert written(say("a", value=1234567)) == "1,234,567"
    assert written(say("a", value=-12)) == "\u221212"
    assert written(say("a", value=date(2027, 3, 31))) == "31 March 2027"
    assert written(say("a", value=Chance(0.8999))) == "89"
    assert written(say("a", value=Percent(0.999))) == "99"
    assert written(say("a", value=Points(-4.04))) == "\u22124.0"
    assert written(say("a", value=Size(-4.04))) == "4.0"
    assert written(say("a", value=Score(55.5))) == "55.5"
    assert written(say("a", value=Money(Decimal(-1234567), "EUR"))) == "EUR 1.2 million"
    assert written(say("a", value=Listed(["A", "B", "C"]))) == "A, B and C"
    assert written(say("a", value=Listed(["A", "B"], "or"))) == "A or B"
    assert written("{as} it stands") == "{as} it stands"


def test_what_people_typed_from_right_to_left_turns_nothing_around_it() -> None:
    """The name of a step in Hebrew, between the numbers and signs of the sentence (UAX 9, isolates). The
    sentence runs from the left whatever comes first in it; a text that is all theirs stays as it is."""
    name = "\u05e9\u05dc\u05d1 2"
    said = read(say("steps.pass", place=3, name=name, before="BPO", after="KPO"))
    assert f"\u2068{name}\u2069" in said
    assert said.startswith("\u200e")
    assert said.count("\u2068") == said.count("\u2069") == 1
    assert read(say("joined", first=say("step.numbered", place=3), rest=name)).count("\u2068") == 1
    assert read(name) == name
    assert not set(read(say("joined", first="Zoë", rest="数据"))) & set("\u200e\u2068\u2069")


def test_what_is_missing_is_an_error_and_no_word() -> None:
    with pytest.raises(KeyError):
        read(say("no.such.id"))
    with pytest.raises(KeyError):
        read(say("points"))
    with pytest.raises(TypeError):
        read(say("number", number=True))
