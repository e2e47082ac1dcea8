"""Make sure that the browser tests have a Chromium: find one, install one, or say what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    "The browser tests need Chromium and none could be found or installed. Install it (Debian and\n"
    "Ubuntu: apt-get install chromium) or set CHROMIUM=/path/to/chromium, then run this again."
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


def install() -> None:
    """Try the system's package manager, then Playwright's own download."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"],  # noqa: S607
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """0 when a Chromium is there at the end, else 1 with advice on standard error."""
    if find() is None:
        sys.stderr.write("No Chromium found, installing one for the browser tests ...\n")
        install()
    if find() is None:
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
