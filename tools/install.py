"""Make ``.venv`` and install a lock into it: ``install.py run``, ``extras`` or ``dev``.

It needs Python and nothing else. A lock is complete, so nothing is resolved: ``--no-deps`` takes what is
written there and no more, whatever was released since, and only wheels, so that nothing is built.
What is there already is not installed again. A mark in the environment says what it holds; it is
written last and taken away first, so an environment that was left half-made is made anew.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN, EXTRAS, DEV = "requirements.txt", "requirements-extras.txt", "requirements-dev.txt"
LOCKS = {"run": [RUN], "extras": [RUN, EXTRAS], "dev": [RUN, EXTRAS, DEV]}
"""What an environment of each kind holds. The last lock holds the ones before it, line by line."""
PYTHONS = [(3, 11), (3, 12), (3, 13)]
NOTHING = "Nothing was installed; the reason stands above. Run the same command again."
PIP = [
    *("-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"),
    *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement"),
]


def main(kind: str, folder: str = ".venv") -> None:
    """Leave an environment in which everything of this kind is installed."""
    if sys.version_info[:2] not in PYTHONS:
        sys.exit(
            f"This is Python {sys.version_info[0]}.{sys.version_info[1]}; 3.11, 3.12 or 3.13 is needed. "
            "Say where one is: make run PYTHON=/path/to/python3.12"
        )
    place = Path(folder)
    if place.is_symlink():
        return  # whoever made the link looks after what it leads to
    with Path(__file__).open() as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        install(kind, place)


def install(kind: str, folder: Path) -> None:
    """Install what is missing; everything anew when the locks, the Python or the place changed."""
    mark = folder / "installed.json"
    made = {"python": f"{sys.version} {sys.base_prefix}", "folder": str(folder.resolve())}
    locks = {lock: hashlib.sha256((ROOT / lock).read_bytes()).hexdigest() for lock in LOCKS[kind]}
    present = _read(mark)
    if present.items() >= (made | locks).items():
        return
    lock = LOCKS[kind][-1]
    sys.stderr.write(f"Installing {lock} into {folder}; this takes a minute or two, once.\n")
    mark.unlink(missing_ok=True)
    if not present or not present.items() <= (made | locks).items():
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder)
    python = str(folder / "bin" / "python")
    _run(python, *PIP, str(ROOT / lock))
    _run(python, "-m", "pip", "--disable-pip-version-check", "check")
    mark.write_text(json.dumps(made | locks), encoding="utf-8")


def _read(mark: Path) -> "dict[str, str]":
    """What the mark says; nothing when there is none, or one that was cut off."""
    try:
        return dict(json.loads(mark.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _make(folder: Path) -> None:
    """An empty environment. Made in this process, as ``-m venv`` tells a traceback of Ctrl-C."""
    try:
        venv.create(folder, symlinks=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "output", None) or b""
        sys.exit(f"{said.decode(errors='replace')}{error}\n{NOTHING}")


def _run(*command: str) -> None:
    """Run it, or stop with what to do: what it said itself is on the screen by then."""
    done = subprocess.run(  # noqa: S603
        command, check=False, env={**os.environ, "PIP_USER": "0"}, stdout=sys.stderr
    )
    if done.returncode:
        sys.exit(NOTHING)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped. The next run begins anew.")
