"""Make sure that the tests have LibreOffice: another program that recomputes our spreadsheets."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("soffice", "libreoffice")
ON_A_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
ADVICE = (
    "The tests of the spreadsheets need LibreOffice Calc and none could be found or installed. Install\n"
    "it (Debian and Ubuntu: apt-get install --no-install-recommends libreoffice-calc) or set\n"
    "SOFFICE=/path/to/soffice, then run this again."
)


def find() -> str | None:
    """The path of an installed LibreOffice: $SOFFICE, the PATH, or the usual place on a Mac."""
    if named := os.environ.get("SOFFICE"):
        return named if Path(named).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(ON_A_MAC) if ON_A_MAC.exists() else None


def install() -> None:
    """Try the system's package manager: one minute on a fast line."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "libreoffice-calc"],  # noqa: S607
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def main() -> int:
    """0 when LibreOffice is there at the end, else 1 with advice on standard error."""
    if find() is None:
        sys.stderr.write("No LibreOffice found, installing its Calc for the tests ...\n")
        install()
    if find() is None:
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
