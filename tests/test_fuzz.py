"""Documents with whatever in them, drawn from a seed: refused in sentences, or a case that can be read back,
and nothing else.

`make test` tries a share of them, `make fuzz` 15,000, and 5,000 forms (tests/test_hostile_input.py).
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from decisions.documents import parse
from decisions.management.commands.assess import LIMIT
from decisions.sheets import UnusableSheet, workbook_bytes
from decisions.sheets.book import pages_from
from decisions.sheets.read import read_pages
from decisions.sheets.unpack import unpacked
from engine.cost.evaluate import evaluate
from engine.cost.intake import plain, read_cost_case
from engine.cost.lines import InvalidCostError
from engine.intake import read
from engine.model.reading import InvalidInput
from report.facts import facts
from report.result import Edition, Result, answered_by_cost
from tests.catalog.test_import_fuzz import broken, changed
from tests.decisions.test_cost_sheets import TERMS_OF, every_kind
from tests.decisions.workbooks import Parts, parts_of, zipped
from tests.people import COST_CASE
from tests.shipped import shipped

DOCUMENTS = int(os.environ.get("FUZZ_DOCUMENTS", "720"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
PARTS = 4
"""Into so many tests each of them is divided, for processes that run side by side."""
CELLS = (
    b"<v></v>", b"<v>1e999</v>", b"<v>-5</v>", b"<v>12,5</v>", b'<v t="s">7</v>', b"<f>1+1</f>",
    b"<f>1+1</f><v>3</v>", b"<v>9999999999999</v>", b"<v>0.1</v>", b"<x/>", b"&#0;", b"]]>", b"<",
    b"</c>", b"</row>", b"<is><t>ten</t></is>", b"\xff", b"<!-- -->", b"<![CDATA[5]]>",
)  # fmt: skip
ATTRIBUTES = (
    b't="s"',
    b't="b"',
    b't="e"',
    b't="str"',
    b't="inlineStr"',
    b't="d"',
    b's="99"',
    b's="1"',
    b'r="A1"',
)


def shares(count: int, part: int) -> int:
    """How many of ``count`` one part takes."""
    return (count + PARTS - 1 - part) // PARTS


def cost_case(draw: random.Random) -> bool:
    """A cost case as JSON: read, computed and written as it was read, or refused in sentences."""
    try:
        case = read_cost_case(as_json(COST_CASE, draw))
    except InvalidInput as refused:
        return not all(refused.problems)
    assert read_cost_case(plain(case)) == case
    try:
        evaluate(case, seed=1, draws=50)
    except InvalidCostError as refused:
        return not refused.problems
    return True


def as_json(document: Any, draw: random.Random) -> Any:
    """The document, changed but for one of ten, as it is read of a file."""
    data = json.dumps(document if draw.random() < 0.1 else changed(document, draw)).encode()
    return parse(broken(data, draw) if draw.random() < 0.2 else data, LIMIT)


ASKED: dict[str, Any] = {
    "format": 2,
    "service": "payroll",
    "today": {"done_by": "provider", "contract_ends": "2027-12-31"},
    "answers": {
        "A1": {"choice": 2, "evidence": "measured", "note": "Counted"},
        "B1": {"choice": 4},
    },
    "gates": {"KO1": {"value": "passes"}, "KO4": {"value": "fires", "note": "The law"}},
    "weights": "default",
    "steps": [{"name": "Check", "answers": {"B1": {"choice": 1}}, "share": 0.5}, {"name": "Pay"}],
    "place": {"home": "DE"},
    "cost": COST_CASE,
}


def whole_case(draw: random.Random) -> bool:
    """All that `manage.py assess` takes: evaluated, or refused in sentences."""
    try:
        inputs = answered_by_cost(shipped(), read(shipped(), as_json(ASKED, draw)))
    except InvalidInput as refused:
        return not all(refused.problems)
    if draw.random() < 0.1:  # working a whole result out takes its time
        facts(Result(shipped(), inputs, Edition(1, "0" * 64)))
    return True


@cache
def sheet_parts() -> Parts:
    return parts_of(workbook_bytes(every_kind(TERMS_OF["nominal euro"])))


def workbook(draw: random.Random) -> bool:
    """A spreadsheet: opened as in the process of its own, and read, or refused in sentences."""
    if draw.random() < 0.2:
        data = broken(zipped(sheet_parts()), draw)
    else:
        data = zipped(dict(torn(sheet_parts(), draw)), 0)
    try:
        sheet = read_pages(
            pages_from(json.loads(json.dumps(unpacked(data, 2_000, 60)))), ["bpo", "kpo"]
        )
    except UnusableSheet as refused:
        return not all(refused.problems)
    assert read_cost_case(plain(sheet.case), computable=False) == sheet.case
    return True


def torn(parts: Parts, draw: random.Random) -> Iterator[tuple[str, bytes]]:
    """The parts, one of them with one to four changes in its tags."""
    chosen = draw.choice([name for name in parts if name.startswith("xl/") or "rels" in name])
    for name, content in parts.items():
        for _ in range(draw.randint(1, 4) if name == chosen else 0):
            content = tear(content, draw)
        yield name, content


def tear(content: bytes, draw: random.Random) -> bytes:
    at = content.find(b">", draw.randrange(max(1, len(content)))) + 1
    kind = draw.randrange(5)
    if kind == 0:
        return content[:at] + draw.choice(CELLS) + content[at:]
    if kind == 1:
        return content[: at - 1] + b" " + draw.choice(ATTRIBUTES) + content[max(0, at - 1) :]
    if kind == 2:
        return content[:at] + content[content.find(b">", at) + 1 :]
    if kind == 3:
        end = content.find(b"<", at)
        return content[:at] + draw.choice((b"", b"7", b"ten", b"-1", b"1e400")) + content[end:]
    return broken(content, draw) if content else content


DOCUMENTS_OF: dict[str, tuple[Callable[[random.Random], bool], int]] = {
    "cost cases": (cost_case, 40),
    "whole cases": (whole_case, 30),
    "spreadsheets": (workbook, 30),
}
"""What is changed, and how many of a hundred documents are of this kind."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", DOCUMENTS_OF)
def test_a_document_with_whatever_in_it_is_read_or_refused_in_sentences(
    kind: str, part: int, counted: Callable[[str, int], None]
) -> None:
    draw = random.Random(f"{kind} {SEED} {part}")  # noqa: S311 - drawn anew from the same seed
    attempt, share = DOCUMENTS_OF[kind]
    count = shares(DOCUMENTS * share // 100, part)
    taken = sum(refuses(attempt, draw) for _ in range(count))
    assert 0 < taken < count
    counted(f"fuzzed {kind}", count)


def refuses(attempt: Callable[[random.Random], bool], draw: random.Random) -> bool:
    """Whether it was taken; what is not even JSON is refused in a sentence too."""
    try:
        return attempt(draw)
    except InvalidInput as refused:
        return not all(refused.problems)


def test_the_share_of_a_run_is_what_it_says() -> None:
    assert sum(shares(15_000, part) for part in range(PARTS)) == 15_000
    assert sum(share for _, share in DOCUMENTS_OF.values()) == 100
