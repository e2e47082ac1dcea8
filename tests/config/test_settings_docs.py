"""Every setting is described where people look for it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:env|servers)\.\w+\(\s*"([A-Z0-9_]+)"')
NAMES = sorted({*READ.findall((ROOT / "config/settings.py").read_text())} - {"DOTENV"})


def test_the_settings_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [".env.example", "docs/running.md"])
def test_each_setting_is_described(name, place):
    assert re.search(rf"\b{name}\b", (ROOT / place).read_text()), f"{name} is missing in {place}"
