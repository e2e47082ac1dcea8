"""``manage.py check_versions``: every stored version and file is what it was, or is named."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from decisions.models import Assessment, CostCase, Paper, Version
from decisions.services.versions import problems_of, save_version
from engine.inputs import fingerprint
from tests.decisions.printed import pdfs
from tests.people import make_answers, make_cost_case, make_gates, make_steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

NUMBERS = [0.0, -0.0, 9.0, -3.0, 0.1, 1e-7, 5e-324, 2.0**53, 1e22, 1e23, -1.7e19, 1.5e300, 10**23]


def checked() -> tuple[int, list[str]]:
    """The exit status of the command and its lines."""
    out = StringIO()
    try:
        call_command("check_versions", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def as_stored(document: Any) -> Any:
    """What the database gives back of JSON; SQLite keeps the text."""
    if connection.vendor != "postgresql":
        return json.loads(json.dumps(document))
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::jsonb)::text", [json.dumps(document)])
        return json.loads(cursor.fetchone()[0])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_has_one_fingerprint_before_and_after_the_database(number: float) -> None:
    document = {"b": [number, {"a": number}], "a": 1}
    assert fingerprint(as_stored(document)) == fingerprint(document)


@pytest.mark.parametrize(("one", "other"), [(0.1, 0.2), (9, 10), (1e22, 1e23), (True, 1), ("9", 9)])
def test_another_value_has_another_fingerprint(one: Any, other: Any) -> None:
    assert fingerprint({"a": one}) != fingerprint({"a": other})


@pytest.fixture
def everything(answered: Assessment) -> Assessment:
    """An assessment with steps, rules, place and a cost case that holds zeros and large amounts."""
    make_steps(answered, "Receive", "Judge", Judge={"B1": 5})
    make_gates(answered, KO14="fires", KO1="passes")
    make_cost_case(answered)
    row = CostCase.objects.get(assessment=answered)
    lines = row.case["in_house"]
    lines[1] |= {"amount": [-0.0, 50_000.0, 1e11]}
    row.save()
    return Assessment.objects.get(pk=answered.pk)


def test_sound_versions_and_papers_are_counted_and_not_named(everything, alice, ready) -> None:
    save_version(assessment=everything, by=alice, name="Everything")
    make_answers(everything, {"A2": 1})
    save_version(assessment=Assessment.objects.get(pk=everything.pk), by=alice)
    assert checked() == (0, [f"{Version.objects.count() + 1} checked, 0 altered"])


def test_a_version_with_minus_zeros_and_large_numbers_is_sound(answered, alice) -> None:
    version = save_version(assessment=answered, by=alice)
    facts = {**version.snapshot["facts"], "numbers": NUMBERS}
    Version.objects.filter(pk=version.pk).update(
        snapshot={**version.snapshot, "facts": facts}, facts_sha256=fingerprint(facts)
    )
    assert checked() == (0, ["1 checked, 0 altered"])


def altered(version: Version, *path: str | int, to: Any) -> Version:
    """The stored version with something else in its document."""
    *parents, last = path
    part: Any = version.snapshot
    for key in parents:
        part = part[key]
    assert part[last] != to
    part[last] = to
    Version.objects.filter(pk=version.pk).update(snapshot=version.snapshot)
    return Version.objects.get(pk=version.pk)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("recommendation", "outcome"), "kpo"),
        (("recommendation", "probability"), 0.123),
        (("questions", "who", "contributions", 0, "points"), 99.0),
        (("edition",), 77),
    ],
)
def test_altered_facts_are_named(payroll, alice, path, to) -> None:
    version = altered(save_version(assessment=payroll, by=alice), "facts", *path, to=to)
    assert problems_of(version) == ["facts"]
    status, lines = checked()
    assert (status, lines[-1]) == (1, "1 checked, 1 altered")
    assert str(version.pk) in lines[0]


@pytest.mark.parametrize(
    "path", [("answers", "A1", "choice"), ("service",), ("today", "done_by"), ("weights",)]
)
def test_altered_inputs_are_named_also_when_the_facts_were_fingerprinted_anew(
    payroll, alice, path
) -> None:
    """Who alters an answer in the database and takes the trouble to hide it in the facts."""
    value = 5 if path[-1] == "choice" else "somebody"
    version = altered(save_version(assessment=payroll, by=alice), "facts", "input", *path, to=value)
    assert problems_of(version) == ["facts", "inputs"]
    Version.objects.filter(pk=version.pk).update(
        facts_sha256=fingerprint(version.snapshot["facts"])
    )
    assert problems_of(Version.objects.get(pk=version.pk)) == ["inputs"]
    status, lines = checked()
    assert (status, lines[-1]) == (1, "1 checked, 1 altered")


def test_an_altered_and_a_missing_file_are_named(ready, files) -> None:
    (file,) = pdfs(files)
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    status, lines = checked()
    assert status == 1
    assert lines == [f"paper {ready.pk}: the file was altered", "2 checked, 1 altered"]
    file.unlink()
    gone = (1, [f"paper {ready.pk}: the file is missing", "2 checked, 1 altered"])
    assert checked() == gone
    Paper.objects.update(file="")
    assert checked() == gone


@pytest.mark.parametrize("left", [{}, {"facts": None}, {"facts": {"format": 2}}])
def test_a_version_without_its_facts_is_named_and_the_next_one_checked(
    payroll, alice, left
) -> None:
    version = save_version(assessment=payroll, by=alice)
    Version.objects.filter(pk=version.pk).update(snapshot=left)
    status, lines = checked()
    assert (status, lines[-1]) == (1, "1 checked, 2 altered")
