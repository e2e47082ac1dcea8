"""Make sure that the browser tests have a Chromium and what drives it: find, install or say."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    "The browser tests need Chromium and libatomic, and they could not be found or installed.\n"
    "Install them (Debian and Ubuntu: apt-get install chromium libatomic1) or set\n"
    "CHROMIUM=/path/to/chromium, then run this again."
)


def find() -> str | None:
    """The path of an installed Chromium: $CHROMIUM, the PATH, or one that Playwright installed."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def can_drive() -> bool:
    """Whether Playwright's driver starts: its Node needs libatomic, which a slim Linux lacks."""
    asked = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0  # noqa: S603


def install() -> None:
    """Try the system's package manager, then Playwright's own download."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium", "libatomic1"],  # noqa: S607
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """0 when the browser tests can run at the end, else 1 with advice on standard error."""
    if find() is None or not can_drive():
        sys.stderr.write("No Chromium found, installing one for the browser tests ...\n")
        install()
    if find() is None or not can_drive():
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
