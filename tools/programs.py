"""Make sure that the tests have the programs they drive: ``programs.py browser office nginx``.

Each is found, or installed by the system's package manager where that may be used, or said with advice.
Nothing is started: the tests start what they need.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without its window: it shows a page for a third of the work."""
QUICK = ("-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")


@dataclass(frozen=True)
class Program:
    """A program that tests drive: how it is called, where it may be, and what brings it."""

    title: str
    variable: str
    names: tuple[str, ...]
    packages: tuple[str, ...]
    on_a_mac: str
    elsewhere: tuple[str, ...] = ()
    """Patterns below the home folder or the root, looked at after the PATH."""
    works: Callable[[], bool] = field(default=lambda: True)

    @property
    def advice(self) -> str:
        """What to do where it is not there."""
        return (
            f"The tests need {self.title}, and it could not be found or installed. Install it (Debian and\n"
            f"Ubuntu: apt-get install --no-install-recommends {' '.join(self.packages)}; macOS:\n"
            f"{self.on_a_mac}) or set {self.variable}=/path/to/it, then run this again."
        )

    def find(self) -> str | None:
        """Its path: what the variable names, or nothing else; the PATH; where systems keep it."""
        if named := os.environ.get(self.variable):
            return shutil.which(named)
        for name in self.names:
            if path := shutil.which(name):
                return path
        for pattern in self.elsewhere:
            root = Path("/") if pattern.startswith("/") else Path.home()
            for found in sorted(root.glob(pattern.removeprefix("/"))):
                return str(found)
        return None

    def is_ready(self) -> bool:
        """Whether the tests can drive it."""
        return self.find() is not None and self.works()


def can_drive() -> bool:
    """Whether Playwright's driver starts: its Node needs libatomic, which a slim Linux lacks."""
    asked = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0  # noqa: S603


BROWSER = Program(
    title="Chromium and what drives it",
    variable="CHROMIUM",
    names=(
        *(SHELL, "chromium", "chromium-browser"),
        *("google-chrome", "google-chrome-stable", "chrome"),
    ),
    packages=("chromium", "libatomic1"),
    on_a_mac="playwright install chromium",
    elsewhere=(
        ".cache/ms-playwright/chromium_headless_shell-*/*/*headless*shell",
        ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    ),
    works=can_drive,
)
OFFICE = Program(
    title="LibreOffice Calc, which computes our spreadsheets anew",
    variable="SOFFICE",
    names=("soffice", "libreoffice"),
    packages=("libreoffice-calc",),
    on_a_mac="brew install libreoffice",
    elsewhere=("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
)
NGINX = Program(
    title="nginx, the proxy that is shipped before the web servers",
    variable="NGINX",
    names=("nginx",),
    packages=("nginx-light",),
    on_a_mac="brew install nginx",
    elsewhere=("/usr/sbin/nginx", "/usr/local/sbin/nginx"),
)
PROGRAMS = {"browser": BROWSER, "office": OFFICE, "nginx": NGINX}


def _may_use_apt() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _apt(*words: str, seconds: float | None = None, check: bool = False) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # no server starts by itself
    subprocess.run(  # noqa: S603
        ["apt-get", *words],  # noqa: S607
        check=check,
        capture_output=check,
        timeout=seconds,
        env={**os.environ, **quiet},
    )


def install(missing: list[Program]) -> None:
    """Try the system's package manager, and for the browser Playwright's own download."""
    if _may_use_apt():
        packages = [package for program in missing for package in program.packages]
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *packages)
    if BROWSER in missing and BROWSER.find() is None:
        asked = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(asked, check=False)  # noqa: S603


def install_shell() -> None:
    """Add the shell to an installed Chromium of Debian, in the same version, so that nothing that is
    there changes. It only saves time: without it the tests use that Chromium."""
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "chromium-common"]
    if not (_may_use_apt() and shutil.which("dpkg-query")):
        return
    version = subprocess.run(asked, check=False, capture_output=True, text=True).stdout  # noqa: S603
    if not version:
        return
    sys.stderr.write("Adding Chromium's headless shell, which is quicker than its whole browser.\n")
    wanted = ["install", "-y", *QUICK, "--no-install-recommends", f"{SHELL}={version}"]
    with suppress(subprocess.SubprocessError):
        _apt("update", *QUICK, seconds=90, check=True)
        _apt(*wanted, "--download-only", seconds=90, check=True)
        _apt(*wanted, check=True)  # what has begun to install ends


def main(names: list[str]) -> int:
    """0 when all of them are there at the end, else 1 with advice on standard error."""
    wanted = [PROGRAMS[name] for name in names]
    if missing := [program for program in wanted if not program.is_ready()]:
        titles = "; ".join(program.title for program in missing)
        sys.stderr.write(f"Installing for the tests: {titles} ...\n")
        install(missing)
    whole = "headless" not in Path(BROWSER.find() or "").name
    if BROWSER in wanted and whole and "CHROMIUM" not in os.environ:
        install_shell()
    left = [program for program in wanted if not program.is_ready()]
    for program in left:
        sys.stderr.write(f"{program.advice}\n")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
