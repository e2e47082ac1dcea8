"""Projects that hold only what an installation reads, in folders with difficult names."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.install.index import Index, served

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Project:
    """The installer and two locks in a folder whose name has spaces, ``#``, ``%`` and a quote."""

    folder: Path
    index: Index
    python: str = sys.executable
    pip: Path | None = None

    def write(self, run: str, dev: str, extras: str | None = None) -> None:
        """Write the locks; without extras, they add nothing."""
        (self.folder / "requirements.txt").write_text(run)
        (self.folder / "requirements-extras.txt").write_text(run if extras is None else extras)
        (self.folder / "requirements-dev.txt").write_text(dev)

    def start(self, kind: str) -> "subprocess.Popen[str]":
        """The installer in a group of its own, so that it can be ended with all that it started."""
        return subprocess.Popen(
            [self.python, "tools/install.py", kind],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def install(self, kind: str) -> tuple[int, str]:
        """What the installer ended with and what it said."""
        run = self.start(kind)
        said, _ = run.communicate(timeout=240)
        return run.returncode, said

    def installed(self) -> dict[str, str]:
        """The packages in the environment with their versions, its own pip and tools left out."""
        pairs = (
            path.name.removesuffix(".dist-info").split("-")
            for path in self.folder.glob(".venv/lib/*/site-packages/*.dist-info")
        )
        return {
            name.replace("_", "-"): version
            for name, version in pairs
            if name not in ("pip", "setuptools")
        }

    def environment(self) -> dict[str, str]:
        """Pip sees our index and nothing that this machine says about others."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        own |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": self.index.address}
        own |= {"PIP_NO_CACHE_DIR": "1"}
        return own | ({"PYTHONPATH": str(self.pip)} if self.pip else {})


def kill(run: "subprocess.Popen[str]") -> None:
    """End it with all that it started, at once, as a power cut would."""
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def folder_in(path: Path) -> Path:
    """A folder with a difficult name and nothing but the installer."""
    folder = path / "it's 100% a b #c"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "install.py", folder / "tools")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An installer without locks, and an empty index."""
    with served(tmp_path / "index") as index:
        yield Project(folder_in(tmp_path), index)
