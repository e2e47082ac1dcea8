"""Workbooks that nobody means well with: each is refused in a sentence, in two seconds and 150 MB, by a
process that is not the one that serves pages."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from time import monotonic
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest

from decisions.sheets import UnusableSheet, book, read_workbook, unpack, workbook_bytes
from engine.cost.intake import read_cost_case
from tests.decisions.workbooks import RELATIONS, TEXTS, Parts, parts_of, with_shared_texts, zipped
from tests.people import COST_CASE

MOST_SECONDS, MOST_BYTES = 1.0, 150 * 2**20
WORKBOOK, STYLES, SHEET = "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet3.xml"
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(scope="module")
def parts() -> Parts:
    """The parts of an honest file, with its texts in a part of their own."""
    return with_shared_texts(parts_of(workbook_bytes(read_cost_case(COST_CASE))))


def put(part: str, mark: bytes, more: bytes) -> Callable[[Parts], Parts]:
    """Something before a mark in a part of the file."""

    def change(parts: Parts) -> Parts:
        assert mark in parts[part], (part, mark)
        return parts | {part: parts[part].replace(mark, more + mark, 1)}

    return change


def instead(part: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        assert old in parts[part], (part, old)
        return parts | {part: parts[part].replace(old, new, 1)}

    return change


def at_head(part: str, more: bytes) -> Callable[[Parts], Parts]:
    return lambda parts: parts | {part: more + parts[part].removeprefix(b'<?xml version="1.0"?>')}


ROW = b'<row r="6"'
CELL = b'<c r="G6"'
IN_PARTS: dict[str, Callable[[Parts], Parts]] = {
    # More than a cost case can be.
    "1.4 million styles": put(STYLES, b"</cellXfs>", b"<xf/>" * 1_400_000),
    "700,000 styles": put(STYLES, b"</cellXfs>", b"<xf/>" * 700_000),
    "6,000 styles": put(STYLES, b"</cellXfs>", b"<xf/>" * 6_000),
    "100,000 formats": put(
        STYLES, b"<fonts", b'<numFmts><numFmt numFmtId="9"/></numFmts>' * 100_000
    ),
    "400,000 fonts": put(STYLES, b"</fonts>", b"<font/>" * 400_000),
    "20,000 sheets": put(WORKBOOK, b"</sheets>", b'<sheet name="x" sheetId="9"/>' * 20_000),
    "41 sheets": put(WORKBOOK, b"</sheets>", b'<sheet name="x" sheetId="9"/>' * 41),
    "300,000 names": put(WORKBOOK, b"</workbook>", b"<n/>" * 900_000),
    "a million rows": put(SHEET, b"</sheetData>", b"<row/>" * 600_000),
    "wide rows": put(SHEET, b"</sheetData>", (b"<row>" + b"<c/>" * 16_384 + b"</row>") * 50),
    "a million cells in a row": put(
        SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 900_000 + b"</row>"
    ),
    "70,000 cells that hold something": put(
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d">%s</row>' % (row, b"<c><v>1</v></c>" * 42) for row in range(100, 1_800)
        ),
    ),
    "600,000 merged cells": put(SHEET, b"</worksheet>", b"<m/>" * 600_000),
    "600,000 shared texts": put(TEXTS, b"</sst>", b"<si/>" * 600_000),
    "one text in 20,000 cells": lambda parts: put(
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 40)
            for row in range(100, 600)
        ),
    )(instead(TEXTS, b"<t>", b"<t>" + b"x" * 30_000)(parts)),
    "a text of 5 MB": put(TEXTS, b"</sst>", b"<si><t>" + b"x" * 5_000_000 + b"</t></si>"),
    "5 MB of nothing": put(SHEET, b"</sheetData>", b" " * 5_000_000),
    "parts that are 3 MB each": lambda parts: (
        parts
        | {
            name: content + b" " * 3_000_000
            for name, content in parts.items()
            if name.startswith("xl/")
        }
    ),
    "a formula of 4 MB": put(SHEET, CELL, b'<c r="F6"><f>' + b"1+" * 2_100_000 + b"1</f></c>"),
    "300,000 attributes": put(
        SHEET,
        b"</sheetData>",
        b"<row " + b" ".join(b'a%d=""' % at for at in range(340_000)) + b"/>",
    ),
    "an attribute of 5 MB": put(SHEET, b"</sheetData>", b'<row r="' + b"1" * 5_000_000 + b'"/>'),
    "nested 500,000 deep": put(SHEET, b"</sheetData>", b"<x>" * 500_000 + b"</x>" * 500_000),
    "201 parts": lambda parts: parts | {f"xl/media/{at}.png": b"" for at in range(201)},
    "8,000 parts": lambda parts: parts | {f"{at}": b"" for at in range(8_000)},
    "a bomb": lambda parts: parts | {"xl/bomb.xml": b"0" * 60_000_000},
    # Not written by any program for sheets.
    "laughs in the sheet": at_head(SHEET, LAUGHS),
    "laughs in the texts": at_head(TEXTS, LAUGHS),
    "laughs in the workbook": at_head(WORKBOOK, LAUGHS),
    "laughs in the styles": at_head(STYLES, LAUGHS),
    "laughs in the relations": at_head(RELATIONS, LAUGHS),
    "a file from outside": at_head(SHEET, OUTSIDE),
    "an encoding that nobody knows": at_head(SHEET, b'<?xml version="1.0" encoding="utf-7"?>'),
    "no letters at all": lambda parts: parts | {SHEET: bytes(range(256)) * 40},
    "a cut sheet": lambda parts: parts | {SHEET: parts[SHEET][: len(parts[SHEET]) // 2]},
    "cut texts": lambda parts: parts | {TEXTS: parts[TEXTS][:-20]},
    "cut styles": lambda parts: parts | {STYLES: parts[STYLES][:-20]},
    "a cut workbook": lambda parts: parts | {WORKBOOK: parts[WORKBOOK][:-20]},
    "an empty sheet part": lambda parts: parts | {SHEET: b""},
    "no sheet part": lambda parts: {name: row for name, row in parts.items() if name != SHEET},
    "no relations": lambda parts: {n: row for n, row in parts.items() if n != RELATIONS},
    "no texts": lambda parts: {n: row for n, row in parts.items() if n != TEXTS},
    "no workbook": lambda parts: {n: row for n, row in parts.items() if n != WORKBOOK},
    "a sheet that leads out of the file": instead(
        RELATIONS, b"/xl/worksheets/sheet3.xml", b"../../../../etc/passwd"
    ),
    "a sheet that is the workbook": instead(
        RELATIONS, b"/xl/worksheets/sheet3.xml", b"/xl/workbook.xml"
    ),
    # Cells that are none.
    **{
        f"a cell {place}": instead(SHEET, b'r="G6"', b'r="%s"' % place.encode())
        for place in ("6G", "G0", "G7", "ZZZZ9999999999", "", "G-6")
    },
    "two cells in one place": put(SHEET, CELL, b'<c r="G6"><v>9</v></c>'),
    "row 0": instead(SHEET, ROW, b'<row r="0"'),
    "a row of letters": instead(SHEET, ROW, b'<row r="six"'),
    **{
        f"a cell that holds {value[:9]}": put(
            SHEET, CELL, b'<c r="F6"><v>%s</v></c>' % value.encode()
        )
        for value in ("one", "NaN", "INF", "1e999", "0x1F", "9" * 5_000, "1,5", "--1")
    },
    "a text that is not there": put(SHEET, CELL, b'<c r="F6" t="s"><v>99999</v></c>'),
    "a text before the first": put(SHEET, CELL, b'<c r="F6" t="s"><v>-1</v></c>'),
    "a format that is not there": put(SHEET, CELL, b'<c r="F6" s="99999"><v>1</v></c>'),
    "a sort of value that is none": put(SHEET, CELL, b'<c r="F6" t="zzz"><v>1</v></c>'),
    "a day": put(SHEET, CELL, b'<c r="F6" t="d"><v>2026-99-99</v></c>'),
    "a formula without a value": put(SHEET, CELL, b'<c r="F6"><f>WEBSERVICE(1)</f></c>'),
    "macros": lambda parts: parts | {"xl/vbaProject.bin": b"Sub AutoOpen"},
    "links": lambda parts: parts | {"xl/externalLinks/externalLink1.xml": b"<a/>"},
}


def archives(parts: Parts) -> Iterator[tuple[str, bytes]]:
    """What is wrong with the archive itself."""
    whole = zipped(parts)
    yield "bzip2", zipped(parts, ZIP_BZIP2)
    yield "lzma", zipped(parts, ZIP_LZMA)
    yield "cut in the middle", whole[: len(whole) // 2]
    yield "cut at the end", whole[:-30]
    yield "an archive in an archive", zipped({"case.xlsx": whole}, ZIP_STORED)
    yield (
        "locked",
        whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
    )
    stream = BytesIO(whole)
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(stream, "a") as file:
        file.writestr(SHEET, parts[SHEET])
    yield "a part twice", stream.getvalue()
    yield "an older file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9_000


WATCHED = f"""
import runpy, sys
sys.argv[:] = ["unpack", *sys.argv[1:]]
runpy.run_path({unpack.__file__!r}, run_name="__main__")
own = open("/proc/self/status").read() if sys.platform == "linux" else "VmHWM: 0 kB"
sys.stderr.write(own.partition("VmHWM:")[2].split()[0])
"""
"""The reader, which then says the most memory that it had; not that of the process which started it."""


def measured(spent: list[tuple[float, int]]) -> Callable[..., Any]:
    """``subprocess.run`` that notes how many seconds of the processor the reader took, and the most
    memory it had. By the clock a busy machine takes longer."""
    command = (*book.COMMAND[:3], "-c", WATCHED, *book.COMMAND[4:])

    def run(_: list[str], *, input: bytes, **__: Any) -> Any:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            with process.stdin as file:
                file.write(input)
            out, most = process.stdout.read(), process.stderr.read()
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        spent.append((usage.ru_utime + usage.ru_stime, int(most or 0) * 1024))
        assert process.returncode == 0, most
        return subprocess.CompletedProcess(command, 0, out, b"")

    return run


def is_refused(data: bytes) -> bool:
    try:
        read_workbook(data)
    except UnusableSheet as refused:
        return all(0 < len(row) < 400 for row in refused.problems)
    return False


def test_every_hostile_workbook_is_refused_in_two_seconds_and_150_mb(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, record_property: Any
):
    spent: list[tuple[float, int]] = []
    monkeypatch.setattr("decisions.sheets.book.subprocess.run", measured(spent))
    files = {name: zipped(change(parts)) for name, change in IN_PARTS.items()}
    files |= dict(archives(parts))
    assert len(files) >= 60
    assert read_workbook(zipped(parts)).case == read_cost_case(COST_CASE)
    accepted = [name for name, data in files.items() if not is_refused(data)]
    assert accepted == []
    small = [name for name, data in files.items() if len(data) <= unpack.LARGEST_FILE]
    assert len(spent) == len(small) + 1
    seconds, memory = (max(row) for row in zip(*spent, strict=True))
    assert seconds < MOST_SECONDS
    assert memory < MOST_BYTES
    record_property("hostile workbooks", f"{len(files)}: {seconds:.2f} s, {memory / 2**20:.0f} MB")


WITHOUT_A_LIMIT = """
import resource
kept = resource.setrlimit
def setrlimit(which, most):
    if which in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        raise ValueError("current limit exceeds maximum limit")
    kept(which, most)
resource.setrlimit = setrlimit
"""
"""A system such as macOS, which takes no limit of address space; here none of time either."""


def test_a_process_that_does_not_end_or_takes_all_memory_is_ended(
    monkeypatch: pytest.MonkeyPatch,
):
    """The limits themselves, with programs in place of the reader that would never keep to them."""
    ours = f"import runpy; ours = runpy.run_path({unpack.__file__!r}); ours['limit'](seconds=1); "
    for program in (
        ours + "\nwhile True: pass",
        ours + "x = bytearray(400 * 2**20)",
        WITHOUT_A_LIMIT + ours + "\nx = []\nwhile True: x.append(bytearray(b'x' * 2**20))",
    ):
        command = (*book.COMMAND[:3], "-c", program)
        monkeypatch.setattr(book, "COMMAND", command)
        begun = monotonic()
        with pytest.raises(UnusableSheet) as caught:
            book.pages_of(b"PK")
        assert caught.value.problems == (book.EXHAUSTED,)
        assert monotonic() - begun < book.PATIENCE


def test_the_reader_needs_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch):
    """It starts without Django and without what is installed, so that it starts at once."""
    program = f"import sys, runpy; runpy.run_path({unpack.__file__!r}); print(*sys.modules)"
    done = subprocess.run(
        [*book.COMMAND[:3], "-c", program], capture_output=True, check=True, text=True
    )
    assert not {"django", "openpyxl", "numpy", "decisions"} & set(done.stdout.split())


def test_where_no_process_can_be_started_it_is_asked_to_try_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(book, "COMMAND", ("/nowhere/python",))
    with pytest.raises(UnusableSheet) as caught:
        book.pages_of(b"PK")
    assert caught.value.problems == (book.NOT_NOW,)


def test_what_the_other_process_says_is_plain_data(parts: Parts):
    found = unpack.unpacked(zipped(parts), 2_000, 42)
    assert json.loads(json.dumps(found)) == found
