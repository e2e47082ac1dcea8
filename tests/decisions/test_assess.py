"""``manage.py assess``: one case in, one result out, or every problem on a line and exit status 2."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Edition
from decisions.management.commands.assess import LIMIT
from tests.people import make_edition

BASE = Path(settings.BASE_DIR)
DOCS = (BASE / "docs" / "assess.md").read_text(encoding="utf-8")


@pytest.fixture
def edition(db: None) -> Edition:
    """The shipped model, published."""
    return make_edition()


def assess(tmp_path: Path, content: bytes | str | dict[str, Any]) -> tuple[int, str, list[str]]:
    """Exit status, standard output and the lines on standard error."""
    path = tmp_path / "case.json"
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run(str(path))


def run(argument: str, **options: Any) -> tuple[int, str, list[str]]:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("assess", argument, stdout=out, stderr=err, **options)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return status, out.getvalue(), err.getvalue().splitlines()


def example(place: int = 0) -> dict[str, Any]:
    """A JSON block of docs/assess.md."""
    parsed: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)[place])
    return parsed


def result(tmp_path: Path, document: dict[str, Any]) -> dict[str, Any]:
    """The result of a case that is in order."""
    status, out, err = assess(tmp_path, document)
    assert (status, err) == (0, [])
    parsed: dict[str, Any] = json.loads(out)
    return parsed


def test_the_example_of_the_docs_is_worked_out(edition: Edition, tmp_path: Path) -> None:
    """The first JSON block of docs/assess.md; every key of the output is described there."""
    found = result(tmp_path, example())
    described = set(re.findall(r"`(\w+)`", DOCS))
    assert set(found) <= described
    step = found["steps"][0]
    keys = set(step) | set(step["questions"]["who"]) | set(step["flips"][0])
    assert keys <= described | {"name"}
    assert (found["edition"], found["edition_sha256"]) == (1, edition.sha256)


def test_what_the_docs_say_the_example_gives_is_what_it_gives(
    edition: Edition, tmp_path: Path
) -> None:
    """The second JSON block holds a part of the output of the first."""
    found, shown = result(tmp_path, example()), example(1)
    head = {key: found["recommendation"][key] for key in shown["recommendation"]}
    assert {**{key: found[key] for key in shown}, "recommendation": head} == shown


def test_a_result_can_be_read_again_and_gives_itself(edition: Edition, tmp_path: Path) -> None:
    """By its ``input`` and ``edition`` alone, whatever else stands in it."""
    found = result(tmp_path, example())
    altered = {**found, "recommendation": {"outcome": "kpo"}, "outcomes": None}
    assert result(tmp_path, altered) == found
    status, _, err = assess(tmp_path, {**found, "edition": 9})
    assert (status, err) == (2, ["There is no edition 9."])
    status, _, err = assess(tmp_path, {"input": found["input"]})
    assert (status, len(err)) == (2, 1)


def test_every_printed_choice_gives_exactly_what_it_says(edition: Edition, tmp_path: Path) -> None:
    """Of the whole case and of a step, tried out through the command."""
    document: dict[str, Any] = {"service": "payroll", "use_prefilled": True, "answers": {"A2": 2}}
    found = result(tmp_path, document)["flips"]
    for flip in [row for row in found if "criterion" in row and row["to"] != "fix"][:6]:
        for number in (flip["choices"][0], flip["choices"][-1]):
            changed = {**document, **_with(document, flip, number)}
            assert _answer(result(tmp_path, changed), flip["question"]) == flip["to"]


def _with(document: dict[str, Any], flip: dict[str, Any], number: int) -> dict[str, Any]:
    return {"answers": {**document["answers"], flip["criterion"]: number}}


def _answer(found: dict[str, Any], question: str) -> str:
    row = found["questions"][question]
    return str(row["automate"] if question == "before" else row["answer"])


def test_the_points_of_a_question_add_up_to_its_score(edition: Edition, tmp_path: Path) -> None:
    """50 + points = score, to six decimals; the shares of the five ways add up to 1."""
    found = result(tmp_path, {"service": "payroll", "use_prefilled": True, "weights": "cost_led"})
    for key in ("who", "kind"):
        row = found["questions"][key]
        points = sum(one["points"] for one in row["contributions"])
        assert round(50 + points, 6) == row["score"]
    assert sum(found["outcomes"].values()) == pytest.approx(1)


LINES = """{"answers": {"A2": 1}}

{"answers": {"A2": 99}}
not json
{"service": "payroll", "use_prefilled": true}
"""


def test_json_lines_give_one_result_a_line_and_problems_in_their_place(
    edition: Edition, tmp_path: Path
) -> None:
    """Blank lines are skipped, lines count from 1, and a bad line keeps no other from its result."""
    status, out, err = assess(tmp_path, LINES)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (2, [])
    assert [row.get("line") for row in rows] == [None, 3, 4, None]
    assert rows[1]["problems"] == ["answers.A2: 99 is not one of the choices 1, 2, 4, 5"]
    assert rows[0] == result(tmp_path, {"answers": {"A2": 1}})
    assert rows[3] == result(tmp_path, {"service": "payroll", "use_prefilled": True})


def test_a_bad_first_line_keeps_no_other_from_its_result(edition: Edition, tmp_path: Path) -> None:
    """Also on standard input, where no name says that lines follow."""
    status, out, err = assess(tmp_path, 'oops\n{"answers": {"A2": 1}}\n{"answers": {}}\n')
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err, [row.get("line") for row in rows]) == (2, [], [1, None, None])


def test_the_limit_of_json_lines_is_that_of_each_line(edition: Edition, tmp_path: Path) -> None:
    """A line that is too long is one problem, and the one after it has its own number."""
    short, long = '{"answers": {}}', '{"x": "' + "x" * (2 * LIMIT) + '"}'
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join([long, *[short] * 3, long, short]))
    status, out, _ = run(str(path))
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [row.get("line") for row in rows] == [1, None, None, None, 5, None]
    assert "larger than" in rows[0]["problems"][0]


def test_one_line_alone_is_one_document(edition: Edition, tmp_path: Path) -> None:
    """Printed like any other, and refused on standard error."""
    status, out, _ = assess(tmp_path, '{"answers": {"A2": 1}}\n')
    assert (status, out.count("\n") > 10) == (0, True)
    status, out, err = assess(tmp_path, '{"answers": {"A2": 9}}\n\n')
    assert (status, out, len(err)) == (2, "", 1)


def test_an_edition_can_be_named(edition: Edition, tmp_path: Path) -> None:
    """The result is that of the edition, and says so; a number that is none is refused."""
    path = tmp_path / "case.json"
    path.write_text('{"answers": {"A2": 1}}')
    assert json.loads(run(str(path), edition=1)[1])["edition"] == 1
    for number in (2, 0, -1, 2**70):
        status, out, err = run(str(path), edition=number)
        assert (status, out, err) == (2, "", [f"There is no edition {number}."])


def test_prefilled_answers_count_only_when_asked_for(edition: Edition, tmp_path: Path) -> None:
    """A service type alone suggests; nothing is known until its answers are used."""
    alone = result(tmp_path, {"service": "payroll"})
    assert (alone["recommendation"]["outcome"], alone["questions"]) == ("none", None)
    used = result(tmp_path, {"service": "payroll", "use_prefilled": True})
    assert used["recommendation"]["outcome"] != "none"
    assert {row["evidence"] for row in used["input"]["answers"].values()} == {"estimate"}


def test_a_byte_order_mark_is_no_content(edition: Edition, tmp_path: Path) -> None:
    """Some editors write one in front."""
    status, out, _ = assess(tmp_path, b'\xef\xbb\xbf{"answers": {"A1": 2}}')
    assert status == 0
    assert json.loads(out) == result(tmp_path, {"answers": {"A1": 2}})


def test_the_same_case_has_the_same_digest(edition: Edition, tmp_path: Path) -> None:
    """Whatever the order of the keys."""
    one = result(tmp_path, {"answers": {"A1": 2, "B1": 3}, "gates": {"KO1": "passes"}})
    two = result(tmp_path, {"gates": {"KO1": "passes"}, "answers": {"B1": 3, "A1": 2}})
    assert one == two


def test_output_is_json_of_two_spaces_in_plain_letters(edition: Edition, tmp_path: Path) -> None:
    """Ready to be read and compared."""
    _, out, _ = assess(tmp_path, {"answers": {"E1": 1}})
    assert out == json.dumps(json.loads(out), indent=2, ensure_ascii=False) + "\n"


def test_only_the_catalog_is_read(edition: Edition, tmp_path: Path) -> None:
    """Nothing but SELECT, from the table of editions."""
    with CaptureQueriesContext(connection) as queries:
        result(tmp_path, {"answers": {"A1": 2}})
    assert queries.captured_queries
    for query in queries.captured_queries:
        assert query["sql"].startswith("SELECT")
        assert set(re.findall(r'FROM "(\w+)"', query["sql"])) == {"catalog_edition"}


BAD: list[tuple[str | bytes, list[str]]] = [
    ("", ["empty"]),
    (" \n", ["empty"]),
    ("{", ["not JSON", "line 1", "cut"]),
    ('{"answers": {"A1": {"note": "wo', ["not JSON", "line 1", "cut"]),
    ("[]", ["one JSON object"]),
    (b"\xff\xfe{}", ["UTF-8"]),
    ('{"answers": {"A1": 1, "A1": 2}}', ["A1: the key is given twice"]),
    ('{"weights": {"A": NaN}}', ["NaN"]),
    ('{"weights": {"A": -Infinity}}', ["-Infinity"]),
    ('{"weights": {"A": 1e999}}', ["weights.A"]),
    ('{"answers": {"A1": 9}}', ["answers.A1"]),
    ('{"answers": {"A1": 2.0}}', ["answers.A1"]),
    ('{"answers": {"A1": true}}', ["answers.A1"]),
    ('{"answers": {"Z9": 1}}', ["answers.Z9"]),
    ('{"gates": {"KO3": "fires"}}', ["gates.KO3"]),
    ('{"weights": "no such"}', ["weights"]),
    ('{"service": "no-such"}', ["service"]),
    ('{"format": 1}', ["format: only format 2"]),
    ('{"gates": {"KO1": "yes"}}', ["gates.KO1: 'yes' is not one of fires, passes, unknown"]),
    ('{"servce": null}', ["servce: unknown key"]),
    ('{"steps": [{"name": "Scan", "answers": {"B1": 9}}]}', ["steps[0].answers.B1"]),
    ('{"steps": [{"name": ""}]}', ["steps[0].name"]),
    ("[" * 100_000, ["nested too deeply"]),
    ('{"answers": {"A1": ' + "9" * 5000 + "}}", ["a number of too many digits."]),
    ('{"weights": {"A": ' + "9" * 4000 + "}}", ["weights.A: a number of many digits"]),
    ('{"answers": {"A1": 1}}'.encode("utf-16-le"), ["not JSON"]),
    (b"{}" + b" " * LIMIT, ["larger than 1,000,000 bytes"]),
    ('{"answers": {"one\\ntwo\\u0000\\u202e\\ud800": 1}}', ["answers.", "no such criterion"]),
]


@pytest.mark.parametrize(
    ("content", "words"), BAD, ids=[f"{place}-{row[1][0]}" for place, row in enumerate(BAD)]
)
def test_bad_input_is_one_line_on_standard_error(
    edition: Edition, tmp_path: Path, content: str | bytes, words: list[str]
) -> None:
    """Exit status 2, nothing on standard output, the key or the reason named."""
    status, out, err = assess(tmp_path, content)
    assert (status, out, len(err)) == (2, "", 1)
    for word in words:
        assert word in err[0]
    err[0].encode()


def test_every_problem_has_its_own_line(edition: Edition, tmp_path: Path) -> None:
    """Three mistakes, three lines."""
    status, _, err = assess(tmp_path, {"answers": {"A1": 9, "A2": "maybe"}, "weights": {"A": -1}})
    assert status == 2
    assert [line.split(":")[0] for line in err] == ["answers.A1", "answers.A2", "weights.A"]


@pytest.mark.parametrize("name", ["missing.json", ".", "\x00"])
def test_a_file_that_cannot_be_read_is_said(edition: Edition, tmp_path: Path, name: str) -> None:
    """No such file, a folder, a name that no file can have."""
    status, out, err = run(str(tmp_path / name))
    assert (status, out, len(err)) == (2, "", 1)
    assert "the file cannot be read" in err[0]


@pytest.mark.django_db
def test_without_an_edition_the_line_says_what_to_run(tmp_path: Path) -> None:
    """Tables, but nothing published."""
    status, out, err = assess(tmp_path, {})
    assert (status, out, len(err)) == (2, "", 1)
    assert "load_catalog" in err[0]


def test_standard_input_and_a_database_without_tables(tmp_path: Path) -> None:
    """The real command, as a shell runs it: one line, status 2, nothing else."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db",
        "SECRET_KEY": token_urlsafe(50),
        "DOTENV": "no-file.env",
        "DEBUG": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, str(BASE / "manage.py"), "assess", "-"],
        input=b"{}",
        capture_output=True,
        env=environment,
        cwd=BASE,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.decode().splitlines()) == 1
    assert "migrate" in done.stderr.decode()
