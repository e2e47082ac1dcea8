"""Make sure that the browser tests have a Chromium and what drives it: find, install or say."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without its window: it shows a page for a third of the work."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CACHED = ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/chrome-linux*/chrome")
QUICK = ("-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")
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
    return next((str(path) for where in CACHED for path in sorted(cache.glob(where))), None)


def can_drive() -> bool:
    """Whether Playwright's driver starts: its Node needs libatomic, which a slim Linux lacks."""
    asked = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0  # noqa: S603


def _may_use_apt() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def install_shell() -> None:
    """Add the shell to an installed Chromium of Debian, in the same version, so that nothing that is
    there changes. It only saves time: without it the tests use that Chromium."""
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "chromium-common"]
    if not (_may_use_apt() and shutil.which("dpkg-query")):
        return
    version = subprocess.run(asked, check=False, capture_output=True, text=True).stdout  # noqa: S603
    if not version:
        return
    sys.stderr.write(
        "Adding Chromium's headless shell, which is quicker than its whole browser ...\n"
    )
    wanted = ["apt-get", "install", "-y", *QUICK, "--no-install-recommends", f"{SHELL}={version}"]
    with suppress(subprocess.SubprocessError):
        for command in (["apt-get", "update", *QUICK], [*wanted, "--download-only"], wanted):
            subprocess.run(  # noqa: S603
                command,
                check=True,
                capture_output=True,
                timeout=None if command is wanted else 90,  # what has begun to install ends
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )


def install() -> None:
    """Try the system's package manager, then Playwright's own download."""
    if _may_use_apt():
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
    if "CHROMIUM" not in os.environ and "headless" not in Path(find() or "").name:
        install_shell()
    if find() is None or not can_drive():
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
