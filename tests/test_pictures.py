"""The pictures of the documents are there, are shown, and are small."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 120_000
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def test_every_picture_is_shown_with_its_words_and_is_small() -> None:
    """What ``tools/pictures.py`` writes is what README and the pages of docs show, and nothing else."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        (page.parent / path).resolve()
        for page in pages
        for path in SHOWN.findall(page.read_text(encoding="utf-8"))
    }
    assert len(shown) > 5
    assert shown == set((ROOT / "docs" / "images").iterdir())
    assert {path.name for path in shown if path.stat().st_size > LARGEST} == set()
