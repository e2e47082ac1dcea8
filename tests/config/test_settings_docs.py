"""Every setting is described where people look for it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:env|servers)\.\w+\(\s*"([A-Z0-9_]+)"')
PATH = re.compile(r"`((?:tests|tools|config|deploy|operations)/[\w/]+\.\w+)`")
NAMES = sorted({*READ.findall((ROOT / "config/settings.py").read_text())} - {"DOTENV"})


def test_the_settings_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= set(NAMES)


@pytest.mark.parametrize("place", [".env.example", "docs/running.md"])
def test_each_setting_is_described(place):
    text = (ROOT / place).read_text()
    assert [name for name in NAMES if not re.search(rf"\b{name}\b", text)] == []


def test_what_the_page_on_security_calls_evidence_is_there():
    """Each chapter of the standard has a row, each row names tests, and each of these files has some."""
    text = (ROOT / "docs/security.md").read_text()
    rows = {
        row.split()[1]: PATH.findall(row) for row in text.splitlines() if re.match(r"\| V\d+ ", row)
    }
    assert list(rows) == [f"V{number}" for number in range(1, 18)]
    assert [chapter for chapter, evidence in rows.items() if not evidence] == ["V17"]
    for path in PATH.findall(text):
        found = (ROOT / path).read_text()
        assert "\ndef test_" in found or not path.startswith("tests/"), path


@pytest.mark.parametrize(
    "page", ["docs/running.md", "docs/scaling.md", "SECURITY.md", "docs/security.md"]
)
def test_files_and_pages_that_operators_are_sent_to_are_there(page):
    text = (ROOT / page).read_text()
    for path in PATH.findall(text):
        assert (ROOT / path).exists(), path
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target
