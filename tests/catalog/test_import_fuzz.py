"""Whatever stands in a file for the working copy: it is refused in sentences, or taken over and given back
as it was. The changes are drawn, from a seed, so that a case that fails comes again."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalog.content import InvalidContentError
from catalog.definition import fingerprint, working_definition
from catalog.services import check, import_definition, read_definition
from engine.model.dump import dump
from engine.model.ruleset import Ruleset
from tests.catalog.makers import make_small
from tests.catalog.test_working_copy import IMPORT
from tests.shipped import shipped_definition

pytestmark = pytest.mark.usefixtures("kept_small", "db")
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    0.1,
    1e308,
    10**400,
    "",
    " ",
    "\0",
    "\ud800",
    "\u202e",
    "x" * 5_000,
    "A",
    "<script>{{ 7|add:7 }}%s",
    [],
    [[]],
    {},
    {"": None},
    [None] * 50,
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every place of a document: what holds it, and under which key."""
    found: list[tuple[Any, Any]] = []
    keys = (
        list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    )
    for key in keys:
        found += [(node, key), *places(node[key])]
    return found


def changed(document: Any, draw: random.Random) -> Any:
    """The document with one to three changes of a kind that a person or a program makes."""
    document = deepcopy(document)
    for _ in range(draw.randint(1, 3)):
        holder, key = draw.choice(places(document) or [([None], 0)])
        kind = draw.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(holder, list):
            holder.insert(key, deepcopy(holder[key]))
        elif kind == 2 and isinstance(holder, dict):
            holder[draw.choice(("code", "x", "", key + "s"))] = holder.pop(key)
        elif kind == 3:
            other, place = draw.choice(places(document))
            holder[key] = deepcopy(other[place])
        else:
            holder[key] = deepcopy(draw.choice(HOSTILE))
    return document


def broken(data: bytes, draw: random.Random) -> bytes:
    """The bytes cut, or with some of them others."""
    place = draw.randrange(len(data))
    kind = draw.randrange(3)
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + bytes([draw.randrange(256)]) + data[place + 1 :]
    return (
        data[:place] + draw.choice((b"\xff\xfe", b"[" * 100_000, b"NaN", b"1e999")) + data[place:]
    )


def files(document: Any, seed: int, count: int) -> list[bytes]:
    """So many files, three of four with a changed document and one with broken bytes."""
    draw = random.Random(seed)  # noqa: S311 - drawn anew from the same seed
    whole = json.dumps(document).encode()
    return [
        broken(whole, draw) if number % 4 == 3 else json.dumps(changed(document, draw)).encode()
        for number in range(count)
    ]


def read(data: bytes) -> Ruleset | None:
    """The ruleset; None where it was refused in sentences. Anything else fails."""
    try:
        return read_definition(data)
    except InvalidContentError as error:
        refused = error
    assert is_said(refused)
    return None


def is_said(refused: InvalidContentError) -> bool:
    """Whether it says why, in text."""
    return all(refused.problems) and bool(refused.problems)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_file_is_read_or_refused_in_sentences(seed, counted):
    tried = files(dump(make_small()), seed, 400)
    taken = [ruleset for ruleset in map(read, tried) if ruleset is not None]
    for ruleset in taken:
        check(ruleset)
    assert 0 < len(taken) < len(tried)
    counted("files of the fuzzed import", len(tried))


def test_so_is_one_with_the_whole_shipped_content(counted):
    tried = files(shipped_definition(), 3, 12)
    for data in tried:
        read(data)
    counted("files of the fuzzed import", len(tried))


def imported(ruleset: Ruleset) -> bool:
    """Whether the tables took it; what no column holds is refused in sentences."""
    try:
        over = fingerprint(working_definition())
        import_definition(ruleset, over=over, by=None, reason="Fuzzed")
    except InvalidContentError as error:
        refused = error
    else:
        return True
    assert is_said(refused)
    return False


def test_what_is_taken_over_is_given_back_as_it_was(counted):
    """Or refused once more, for what no column holds."""
    kept = 0
    rulesets = [one for one in map(read, files(dump(make_small()), 4, 240)) if one is not None]
    for ruleset in rulesets:
        with transaction.atomic():
            if imported(ruleset):
                assert working_definition() == dump(ruleset)
                kept += 1
            transaction.set_rollback(True)
    assert kept
    counted("fuzzed imports into the tables", len(rulesets))


def test_the_page_answers_every_file(erins, counted):
    tried = files(dump(make_small()), 5, 24)
    for data in tried:
        file = SimpleUploadedFile("model.json", data, content_type="application/json")
        assert erins.post(IMPORT, {"file": file, "reason": "Fuzzed"}).status_code < 500, data[:200]
    counted("files of the fuzzed import", len(tried))
