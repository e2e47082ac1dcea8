"""Which browser the tests use, where there is more than one."""

from pathlib import Path

import pytest

from tools.programs import BROWSER


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole PATH, on a machine where Playwright has installed nothing."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def put(program: Path) -> str:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.touch(mode=0o755)
    return str(program)


def test_the_shell_without_a_window_is_taken_before_the_whole_browser(installed):
    assert BROWSER.find() is None
    whole = put(installed / "chromium")
    assert BROWSER.find() == whole
    shell = put(installed / "chromium-headless-shell")
    assert BROWSER.find() == shell


def test_of_what_playwright_installed_too(installed):
    cache = installed / ".cache" / "ms-playwright"
    whole = put(cache / "chromium-1187" / "chrome-linux" / "chrome")
    assert BROWSER.find() == whole
    shell = put(cache / "chromium_headless_shell-1187" / "chrome-linux" / "headless_shell")
    assert BROWSER.find() == shell


def test_the_one_that_is_named_is_taken_or_none(installed, monkeypatch):
    put(installed / "chromium")
    named = installed / "mine"
    monkeypatch.setenv("CHROMIUM", str(named))
    assert BROWSER.find() is None
    put(named)
    assert BROWSER.find() == str(named)
