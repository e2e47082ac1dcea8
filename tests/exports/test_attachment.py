"""What is attached to a paper: the facts of what is printed, and finding them in any file again."""

import json
import re
import zlib
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any, cast

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter

from exports.pdf.attachment import BEGINNING, MOST_FOUND, UnreadablePdf, attachment, found_in
from exports.pdf.order import PARTS, Approver, Order, plain, read
from exports.pdf.typeset import Typeset, typeset
from report.whatif import Scenario
from tests.decisions.paper_cases import CASES, SCENARIOS, STEPS, money, printed, thread
from tests.decisions.printed import LINK, Printed, version_of
from tests.decisions.snapshots import sample_case
from tests.people import COST_CASE
from tests.shipped import shipped

WORD = re.compile(r"Typed\d{3}word")


class Typing:
    """Another word for each place in which people type."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        word = f"Typed{len(self.places):03}word"
        self.places[word] = place
        return word


def _noted(answers: dict[str, Any], typed: Typing, place: str) -> dict[str, Any]:
    return {
        code: {
            **(row if isinstance(row, dict) else {"choice": row}),
            "note": typed(f"{place} {code}"),
        }
        for code, row in answers.items()
    }


def _typed_cost(cost: dict[str, Any], typed: Typing) -> dict[str, Any]:
    def lines(rows: list[dict[str, Any]], side: str) -> list[dict[str, Any]]:
        extra = {name: name for name in ("note", "source")}
        return [
            {**row, **{name: typed(f"{side} {row['kind']} {name}") for name in extra}}
            for row in rows
        ]

    options = [
        {**row, "name": typed(f"option {row['key']}"), "lines": lines(row["lines"], row["key"])}
        for row in cost["options"]
    ]
    return {**cost, "in_house": lines(cost["in_house"], "own"), "options": options}


def _typed_case(name: str, typed: Typing) -> dict[str, Any]:
    """The sample with a word in every place, as a whole or in steps, with money or without."""
    case = sample_case()
    steps = [
        {
            **row,
            "name": typed("step"),
            "answers": _noted(cast(Any, row).get("answers", {}), typed, "step answer"),
            **({"retained": f"Kept {typed('retained')}"} if row.get("retained") else {}),
        }
        for row in STEPS
    ]
    steps.append(
        {"name": typed("step"), "retained": f"This has many more words {typed('retained')}"}
    )
    gates = {
        row.code: {"value": "passes", "note": typed(f"gate {row.code}")}
        for row in shipped().asked_gates()
    }
    found = {
        **case,
        "answers": _noted(case["answers"], typed, "answer"),
        "gates": gates,
        "place": {**case["place"], "barred": {"RO": typed("barred")}},
    }
    if name in ("split", "split with money"):
        found["steps"] = steps
    if name in ("money", "split with money"):
        found["cost"] = _typed_cost(money() if name == "money" else COST_CASE, typed)
    return found


EARLY_CASE: dict[str, Any] = {"answers": {"A1": 2, "B1": 4}}
KINDS = ("whole", "split", "money", "split with money", "early")


@cache
def typed_version(name: str) -> tuple[dict[str, Any], Order, dict[str, str]]:
    """A version with a word of its own in every place, and who signs it."""
    typed = Typing()
    if name == "early":
        case = {"answers": _noted(EARLY_CASE["answers"], typed, "answer")}
    else:
        case = _typed_case(name, typed)
    heading: dict[str, Any] = {key: typed(key) for key in ("name", "unit", "team", "owner")}
    people = {key: typed(f"comment {key}") for key in ("assigned_to", "resolved_by")}
    done = {"is_open": False, "resolved_at": "2026-12-01T08:00:00+00:00"}
    threads = (
        thread("question", typed("commented"), typed("comment"), typed("reply"), asks=True),
        thread("assessment", "It", typed("another"), **people, **done),
    )
    for one in (said for row in threads for said in row["comments"]):
        one |= {"writer": typed("writer"), "mentions": [typed("mentioned")]}
    scenarios = (Scenario(typed("scenario"), SCENARIOS[0].changes),)
    shown = version_of(case, scenarios=scenarios, comments=threads, **heading)
    shown["version"]["name"] = typed("version name")
    shown["version"]["saved_by"] = typed("saved by")
    for row in shown["actions"]:
        row |= {"who": typed("who"), "note": typed("action note")}
    own = {
        **shown["actions"][0],
        "key": "own:1",
        "kind": "own",
        "subjects": [],
        "due": "2026-01-31",
    }
    shown["actions"] += [own | {"what": word, "text": word} for word in [typed("own action")] * 1]
    approvers = (Approver(typed("approver"), typed("role")),)
    return shown, Order(mark=typed("mark"), approvers=approvers), typed.places


PARTS_CHOSEN = [(), *((part,) for part in PARTS), tuple(PARTS)]


@pytest.mark.parametrize("parts", PARTS_CHOSEN, ids=["none", *PARTS, "all"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_is_attached_if_and_only_if_it_is_printed(kind, parts):
    """Names, notes, reasons, sources, actions and who signs, read back from the finished file."""
    shown, order, places = typed_version(kind)
    made = typeset(shown, link=LINK, order=replace(order, parts=parts))
    (found,) = found_in(made.pdf)
    paper = Printed(shown, made)
    printed_words = set(WORD.findall("".join("".join(paper.pages).split())))
    attached_words = set(WORD.findall(found.decode()))
    assert {places[word] for word in printed_words - attached_words} == set()
    assert {places[word] for word in attached_words - printed_words} == set()


def attached(shown: dict[str, Any], *parts: str) -> Any:
    return json.loads(attachment(shown, Order(parts=parts), link=LINK))


def test_the_first_pages_carry_no_line_year_or_contribution_of_the_money_and_the_answers():
    facts = attached(printed("split").shown)["facts"]
    assert "input" not in facts
    assert not {"lines", "years", "npv", "discounted"} & set(facts["cost"]["options"][0])
    assert "contributions" not in json.dumps(facts)
    weak = attached(printed("stand_ins").shown)["facts"]["cost"]["options"][0]
    assert not {"saving_npv", "chance_to_save", "drivers"} & weak.keys()
    assert set(weak["saving_range"]) == set(weak["cost_range"]) == {"p10", "p90"}
    whole = attached(printed("split").shown, "cost")["facts"]
    assert whole["cost"] == printed("split").shown["facts"]["cost"]


def test_while_it_is_early_no_chance_goes_out():
    """Also with every part: pages and paper print none."""
    document = attached(printed("early").shown, *PARTS)
    assert "probability" not in document["facts"]["recommendation"]
    assert not {"questions", "outcomes"} & set(document["facts"])


def test_the_reasons_of_page_1_are_attached_with_their_points():
    paper = printed("sample")
    rows = attached(paper.shown)["reasons"]
    assert len([row for row in rows if row["section"] == "why"]) == 3
    for row in rows:
        assert "".join(row["answer"].split()) in "".join(paper.first.split())


@pytest.mark.parametrize("name", CASES)
def test_the_facts_in_the_paper_are_those_of_the_version(name):
    paper = printed(name)
    document = json.loads(paper.made.attached)
    facts, of_version = document["facts"], paper.shown["facts"]
    for key in ("digest", "gates", "steps", "cost", "place", "precedents", "flips"):
        assert facts.get(key) == of_version[key]
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
    boxes = [page.mediabox for page in PdfReader(BytesIO(chosen.pdf)).pages]
    assert {(round(box.width), round(box.height)) for box in boxes} == {(612, 792)}
    paper = Printed(shown, chosen)
    assert all("Board only" in page for page in paper.pages)
    titles = {part["key"]: part["title"] for part in shown["annex"]}
    assert {key for key, title in titles.items() if title in paper.text} == {"place"}
