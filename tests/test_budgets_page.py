"""The page of the bench: a section for each part, and a reason for each row that falls short."""

from pathlib import Path

import pytest

from tools import bench_page
from tools.measuring import Row


def test_one_part_is_written_anew_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_page, "PAGE", tmp_path / "budgets.md")
    fast = Row("page cost", "1.0 / 1.0 ms", "1.0x CPU", "4x CPU", True)
    slow = Row("page result", "9.0 / 9.0 ms", "9.0x CPU", "4x CPU", False)
    bench_page.write("lists", [fast], 0.5)
    bench_page.write("site", [fast, slow], 0.5)
    bench_page.write("site", [slow], 1.5)
    page = bench_page.PAGE.read_text(encoding="utf-8")
    assert [row for row in page.splitlines() if row.startswith("## ")] == ["## Site", "## Lists"]
    assert page.count("page cost") == 1
    assert page.count(bench_page.WHY["page result"]) == 1


def test_the_page_has_both_parts_that_people_wait_for_and_names_why_a_row_falls_short() -> None:
    page = bench_page.PAGE.read_text(encoding="utf-8")
    assert {"## Site", "## Engine"} <= set(page.splitlines())
    assert "not known yet" not in page
    assert "docs/budgets.md" in Path("README.md").read_text(encoding="utf-8")
