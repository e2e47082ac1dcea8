"""The check on the published decisions, as it stands in the documentation."""

from pathlib import Path

import pytest
from django.core.management import call_command

DOC = Path(__file__).parents[2] / "docs" / "decision-model.md"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the command prints."""
    path = tmp_path_factory.mktemp("check") / "table"
    with path.open("w") as out:
        call_command("try_precedents", stdout=out)
    return path.read_text()


def test_the_documented_check_is_what_the_command_prints(printed):
    assert printed.strip() in DOC.read_text(encoding="utf-8")


def test_the_recommendation_beats_what_needs_no_model(printed):
    """Shares by the first column of the table: both readers against the three baselines."""
    cells = [line.split("|")[1:-1] for line in printed.splitlines() if line.startswith("| ")][2:]
    rows = {row[0].strip(): tuple(map(float, row[1:])) for row in cells}
    readers = [row for name, row in rows.items() if name.startswith("reader")]
    others = [row for name, row in rows.items() if not name.startswith("reader")]
    assert len(readers) == 2
    assert len(others) == 3
    assert all(
        mine > theirs
        for reader in readers
        for other in others
        for mine, theirs in zip(reader, other, strict=True)
    )
