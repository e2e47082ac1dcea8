"""JSON that is small in bytes and huge in values: refused at once, in few sentences, wherever it is read."""

import json
import time
from collections.abc import Callable

import pytest

from catalog.content import InvalidContentError
from catalog.forms import FILE_LIMIT
from catalog.services import read_definition
from decisions.documents import parse
from decisions.management.commands.assess import LIMIT
from engine.intake import read
from engine.model.reading import InvalidInput
from tests.people import COST_CASE
from tests.shipped import shipped

SECONDS = 2.0


def of(sign: bytes, size: int, start: bytes, end: bytes) -> bytes:
    """One value after the other, in as many bytes as a file may have."""
    return (
        start + sign * ((size - len(start) - len(end)) // len(sign) - 1) + sign.rstrip(b",") + end
    )


def numbered(row: bytes, size: int) -> bytes:
    return b",".join(row % number for number in range(size // (len(row) + 6)))


def hostile(size: int, key: bytes) -> dict[str, bytes]:
    start, end = b'{"%s":[' % key, b"]}"
    return {
        "lists": of(b"[],", size, start, end),
        "objects": of(b"{},", size, start, end),
        "numbers": of(b"1,", size, start, end),
        "keys": b"{" + numbered(b'"%d":0', size) + b"}",
        "one key": of(b'"a":0,', size, b"{", b"}"),
        "deep": b"[" * (size - 1),
        "deep objects": b'{"a":' * (size // 6),
        "digits": b'{"a":' + b"9" * (size - 9) + b"}",
        "a text": b'{"a":"' + b"x" * (size - 9) + b'"}',
        "commas in a text": b'{"a":"' + b"," * (size - 9) + b'"}',
        "as much as goes": of(b"{},", 200_000, start, end),
    }


def definition(data: bytes) -> int:
    with pytest.raises(InvalidContentError) as caught:
        read_definition(data)
    return sum(map(len, caught.value.problems))


def case(data: bytes) -> int:
    with pytest.raises(InvalidInput) as caught:
        read(shipped(), parse(data, LIMIT))
    return sum(map(len, caught.value.problems))


LINES = [{"kind": "tools", "amount": 1, "key": f"k{number}"} for number in range(8_000)]
OPTIONS = [{"key": f"o{number}", "lines": []} for number in range(9_000)]
READERS: dict[str, tuple[Callable[[bytes], int], dict[str, bytes]]] = {
    "a definition": (definition, hostile(FILE_LIMIT, b"criteria")),
    "a case": (
        case,
        hostile(LIMIT, b"steps")
        | {
            "lines": json.dumps({"format": 2, "cost": COST_CASE | {"in_house": LINES}}).encode(),
            "options": json.dumps({"format": 2, "cost": COST_CASE | {"options": OPTIONS}}).encode(),
        },
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_what_is_huge_is_refused_at_once_and_in_few_words(name: str) -> None:
    attempt, files = READERS[name]
    for what, data in files.items():
        begun = time.process_time()
        words = attempt(data)
        assert time.process_time() - begun < SECONDS, what
        assert words < 1_000_000, what
