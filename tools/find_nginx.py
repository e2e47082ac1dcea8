"""Make sure that the tests have nginx: the proxy that is shipped before the web servers."""

import os
import shutil
import subprocess
import sys

ADVICE = (
    "The tests of the proxy need nginx and none could be found or installed. Install it (Debian and\n"
    "Ubuntu: apt-get install --no-install-recommends nginx-light; macOS: brew install nginx) or set\n"
    "NGINX=/path/to/nginx, then run this again."
)


def find() -> str | None:
    """The path of an installed nginx: $NGINX, the PATH, or where systems keep servers."""
    if named := os.environ.get("NGINX"):
        return shutil.which(named)
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def install() -> None:
    """Try the system's package manager. Nothing is started: the tests start what they need."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"],  # noqa: S607
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"},
        )


def main() -> int:
    """0 when nginx is there at the end, else 1 with advice on standard error."""
    if find() is None:
        sys.stderr.write("No nginx found, installing it for the tests ...\n")
        install()
    if find() is None:
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
