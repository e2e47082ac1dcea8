"""``manage.py assess``: one case in, one result out, or every problem on a line and exit status 2."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
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


def run(argument: str) -> tuple[int, str, list[str]]:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("assess", argument, stdout=out, stderr=err)
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


def test_the_example_of_the_docs_is_evaluated(edition: Edition, tmp_path: Path) -> None:
    """The first JSON block of docs/assess.md; every key of the output is described there."""
    found = result(tmp_path, example())
    described = set(re.findall(r"`(\w+)`", DOCS))
    assert set(found) <= described
    assert set(found["split"]) <= described
    assert found["edition"] == {"number": 1, "sha256": edition.sha256}


def test_what_the_docs_say_the_example_gives_is_what_it_gives(
    edition: Edition, tmp_path: Path
) -> None:
    """The second JSON block holds a part of the output of the first."""
    found, shown = result(tmp_path, example()), example(1)
    parts = {key: found["split"][key] for key in shown["split"]}
    assert {**{key: found[key] for key in shown}, "split": parts} == shown


def test_steps_that_differ_make_a_hybrid(edition: Edition, tmp_path: Path) -> None:
    """Rules for the one, judgement for the other; without steps only the offer is there."""
    document: dict[str, Any] = {"service": "payroll", "use_prefilled": True}
    whole = result(tmp_path, document)
    assert list(whole["split"]) == ["offered"]
    expert = {"B1": 5, "B2": 5, "B4": 5, "G1": 1}
    steps = [{"name": "Enter"}, {"name": "Decide", "answers": expert}]
    parted = result(tmp_path, {**document, "steps": steps})
    assert parted["split"]["advice"] == "hybrid"
    assert [row["name"] for row in parted["split"]["steps"]] == ["Enter", "Decide"]
    assert parted["probability_best"] == whole["probability_best"]
    assert parted["digest"] != whole["digest"]


def test_a_listed_change_of_the_split_gives_exactly_the_split_it_names(
    edition: Edition, tmp_path: Path
) -> None:
    """The smallest changes of the example in the docs, of its steps and of the whole, tried out; an
    unknown answer of a step is worth finding out, and nothing is for steps without any."""
    document = example()
    found = result(tmp_path, document)["split"]
    whole = [row for row in found["flips"] if row["step"] is None]
    single = [row for row in found["flips"] if row["step"] is not None]
    for flip in (*single[:4], *whole[:4]):
        (change,) = flip["changes"]
        new = {change["criterion"]: change["to"]}
        steps = [dict(row) for row in document["steps"]]
        answers = dict(document["answers"])
        if flip["step"] is None:
            answers |= new
        else:
            steps[flip["step"]]["answers"] = {**steps[flip["step"]].get("answers", {}), **new}
        after = result(tmp_path, {**document, "answers": answers, "steps": steps})["split"]
        assert (after["advice"], [row["advice"] for row in after["steps"]]) == (
            flip["advice"],
            flip["ways"],
        )
    assert {row["step"] for row in found["find_out_next"]} <= {0, 1}
    plain = [{"name": row["name"]} for row in document["steps"]]
    assert result(tmp_path, {**document, "steps": plain})["split"]["find_out_next"] == []
    steps = [{"name": "Enter"}, {"name": "Judge", "answers": {"B1": "unknown", "B4": "unknown"}}]
    payroll = {"service": "payroll", "use_prefilled": True, "steps": steps}
    rows = result(tmp_path, payroll)["split"]["find_out_next"]
    (row,) = [row for row in rows if row["criterion"] == "B1"]
    assert (row["step"], row["known"], row["evidence"]) == (1, False, None)
    assert row["probability"] == pytest.approx(sum(row["leads"].values()), abs=1e-5)
    assert row["find_out"]


def test_a_listed_change_gives_exactly_the_predicted_advice(
    edition: Edition, tmp_path: Path
) -> None:
    """Each single answer that would change the advice, tried out."""
    answers = {"A1": 3, "A3": 4, "B1": 2, "B4": 2, "C1": 4, "C2": 4, "E1": 5, "G1": 3, "G3": 4}
    found = result(tmp_path, {"answers": answers})
    for flip in found["flips"]["singles"]:
        (change,) = flip["changes"]
        changed = {**answers, change["criterion"]: change["to"]}
        assert result(tmp_path, {"answers": changed})["advice"] == flip["advice"]
    way = found["way_to_change"]
    changed = result(tmp_path, {"answers": {**answers, **way["answers"]}, "gates": way["gates"]})
    assert changed["advice"] == way["advice"] != found["advice"]


def test_the_points_of_every_option_add_up_to_its_score(edition: Edition, tmp_path: Path) -> None:
    """50 + points = score, to six decimals."""
    found = result(tmp_path, {"service": "payroll", "use_prefilled": True, "weights": "cost_led"})
    for option, score in found["scores"].items():
        assert round(50 + sum(row[option] for row in found["contributions"].values()), 6) == score


def test_prefilled_answers_count_only_when_asked_for(edition: Edition, tmp_path: Path) -> None:
    """A service type alone suggests; nothing is known until its answers are used."""
    assert result(tmp_path, {"service": "payroll"})["completeness"] == 0
    assert result(tmp_path, {"service": "payroll", "use_prefilled": True})["completeness"] > 0.5


def test_a_byte_order_mark_is_no_content(edition: Edition, tmp_path: Path) -> None:
    """Some editors write one in front."""
    status, out, _ = assess(tmp_path, b'\xef\xbb\xbf{"answers": {"A1": 2}}')
    assert status == 0
    assert json.loads(out) == result(tmp_path, {"answers": {"A1": 2}})


def test_the_same_case_has_the_same_digest(edition: Edition, tmp_path: Path) -> None:
    """Whatever the order of the keys."""
    one = result(tmp_path, {"answers": {"A1": 2, "B1": 3}, "gates": {"KO1": "no"}})
    two = result(tmp_path, {"gates": {"KO1": "no"}, "answers": {"B1": 3, "A1": 2}})
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
    ("{", ["not JSON", "line 1"]),
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
    ('{"gates": {"KO3": "yes"}}', ["gates.KO3"]),
    ('{"weights": "no such"}', ["weights"]),
    ('{"service": "no-such"}', ["service"]),
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
        "SECRET_KEY": "x" * 50,
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
