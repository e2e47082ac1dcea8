"""What is attached to a paper: the facts of what is printed, and finding them in any file again."""

import json
import zlib
from copy import deepcopy
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter

from exports.pdf.attachment import BEGINNING, MOST_FOUND, UnreadablePdf, attachment, found_in
from exports.pdf.order import PARTS, Order, plain, read
from exports.pdf.typeset import Typeset, typeset
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import LINK

TYPED = {
    "answers": "Typed into a note of an answer",
    "steps": "Typed into a note of a step",
    "cost": "Typed into a note of a cost line",
    "place": "Typed as the reason against a country",
    "action": "Typed into a note of an action",
}
"""Which part prints what somebody typed; notes of actions none."""


def attached(shown: dict[str, Any], *parts: str) -> Any:
    return json.loads(attachment(shown, Order(parts=parts), link=LINK))


@pytest.fixture(scope="module")
def typed() -> dict[str, Any]:
    """The facts of a split with what people typed in every part."""
    shown = deepcopy(printed("split").shown)
    given = shown["facts"]["input"]
    next(iter(given["answers"].values()))["note"] = TYPED["answers"]
    next(iter(given["gates"].values()))["note"] = TYPED["answers"]
    next(row for row in given["steps"] if row["answers"])["answers"]["A3"]["note"] = TYPED["steps"]
    given["cost"]["in_house"][0]["note"] = TYPED["cost"]
    shown["actions"][0] |= {"who": "Bob Brown", "note": TYPED["action"]}
    given["place"]["barred"] = {"RO": TYPED["place"]}
    return shown


def test_whoever_gets_the_first_pages_gets_nothing_that_was_typed_elsewhere(typed):
    text = json.dumps(attached(typed))
    assert not [words for words in TYPED.values() if words in text]
    facts = attached(typed)["facts"]
    assert "input" not in facts
    assert "Bob Brown" in text
    assert facts["recommendation"] == typed["facts"]["recommendation"]
    assert [row["name"] for row in facts["steps"]] == [
        row["name"] for row in typed["facts"]["steps"]
    ]
    assert "lines" not in json.dumps(facts["cost"])
    assert "contributions" not in text


@pytest.mark.parametrize("part", PARTS)
def test_each_part_brings_its_own_facts_and_no_others(typed, part):
    text = json.dumps(attached(typed, part))
    for owner, words in TYPED.items():
        assert (words in text) == (owner == part)


def test_all_parts_together_are_all_facts(typed):
    facts = attached(typed, *PARTS)["facts"]
    assert facts == typed["facts"]


@pytest.mark.parametrize("name", CASES)
def test_the_facts_in_the_paper_are_those_of_the_version(name):
    paper = printed(name)
    document = json.loads(paper.made.attached)
    assert document["facts"] == paper.shown["facts"]
    assert [row["status"] for row in document["actions"]] == [
        row["status"] for row in paper.shown["actions"]
    ]
    assert document["version"] == paper.shown["version"]["number"]
    assert paper.made.attached.startswith(BEGINNING)
    assert found_in(paper.made.pdf) == [paper.made.attached]


@pytest.fixture(scope="module")
def made() -> Typeset:
    return printed("sample").made


def written_anew(pdf: bytes) -> bytes:
    """By a program that compresses and orders everything its own way."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        file.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            linearize=True,
        )
    return out.getvalue()


def expanded(pdf: bytes) -> bytes:
    """By a program that compresses nothing."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return out.getvalue()


def without_a_page(pdf: bytes) -> bytes:
    """Somebody took a page out."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        del file.pages[1]
        file.save(out)
    return out.getvalue()


def with_a_note(pdf: bytes) -> bytes:
    """Something was written behind the end, as when a form is signed."""
    return pdf + b"\n% approved\n%%EOF\n"


@pytest.mark.parametrize("change", [written_anew, expanded, without_a_page, with_a_note])
def test_the_attachment_is_found_in_a_file_that_was_changed(made, change):
    changed = change(made.pdf)
    assert changed != made.pdf
    assert found_in(changed) == [made.attached]


def stream(content: bytes) -> bytes:
    return b"1 0 obj <</Filter/FlateDecode>>\nstream\n" + content + b"\nendstream endobj\n"


def test_a_file_of_another_program_has_no_attachment_of_ours():
    out, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("facts.json", b'{"format": 2}')
    writer.write(out)
    assert found_in(out.getvalue()) == []


BOMB = zlib.compress(BEGINNING + b"0" * 50_000_000, 9)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PK\x03\x04 a spreadsheet",
        b"<script>alert(1)</script>%PDF" * 100,
        b"%PDF-1.7\n" + b"stream\n" * 30_000,
        b"%PDF-1.7\n" + stream(zlib.compress(BEGINNING + b"}")) * (MOST_FOUND + 1),
    ],
    ids=["empty", "another kind", "markup", "a thousand pieces", "many attachments"],
)
def test_a_hostile_file_is_refused_in_a_sentence(file):
    with pytest.raises(UnreadablePdf, match=r"^This .+\.$"):
        found_in(file)


@pytest.mark.parametrize(
    "file",
    [
        stream(BOMB) * 5,
        stream(BOMB[: len(BOMB) // 2]),
        stream(b"\x78\x9c" + bytes(range(256)) * 50),
        b"stream\n" + BEGINNING + b"never ended",
        b"stream\r\n",
        zlib.compress(b"stream\n" * 1_000),
    ],
    ids=["a bomb", "half a bomb", "no stream", "no end", "nothing after it", "streams in a stream"],
)
def test_a_file_that_would_inflate_without_end_or_breaks_off_has_nothing_of_ours(file):
    assert found_in(b"%PDF-1.7\n" + file) == []


def test_a_protected_file_says_that_it_cannot_be_looked_into(made):
    out = BytesIO()
    with pikepdf.open(BytesIO(made.pdf)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(UnreadablePdf, match="protected"):
        found_in(out.getvalue())


def test_an_order_comes_back_from_json_and_equal_orders_have_one_key():
    order = Order(parts=("cost",), size="us-letter", mark="Internal")
    assert read(json.loads(json.dumps(plain(order)))) == order
    assert read(plain(order)).key == order.key != Order().key
    assert read({}) == Order(parts=tuple(PARTS))  # made before anybody could choose


def test_a_smaller_paper_prints_only_the_chosen_parts_on_the_chosen_size_with_its_mark(shown):
    chosen = typeset(
        shown, link=LINK, order=Order(parts=("cost", "place"), size="us-letter", mark="Board only")
    )
    reader = PdfReader(BytesIO(chosen.pdf))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {
        (612, 792)
    }
    assert all("Board only" in page.extract_text() for page in reader.pages)
    text = " ".join(page.extract_text() for page in reader.pages)
    titles = {part["key"]: part["title"] for part in shown["annex"]}
    assert {key for key, title in titles.items() if title in " ".join(text.split())} == {"place"}
