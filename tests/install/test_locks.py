"""The real locks, installed by the real installer with old and new pips, while the world goes on.

An index on this machine offers every pinned package with its real requirements and, beside it, a newer
release, as it will be some day. The packages are empty: what breaks an installation stands in their
metadata, and so two locks are installed in seconds, from nothing but this machine. That the real
files install is seen by whatever runs these tests, which was installed from the same locks.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.install.conftest import ROOT, Project, folder_in
from tests.install.index import Index, pinned, served

OLDEST = "23.2.1"
"""The pip of Python 3.11.7 and 3.12.1, the oldest that we promise to work with."""
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
RUN, EXTRAS, DEV = (
    (ROOT / f"requirements{kind}.txt").read_text() for kind in ("", "-extras", "-dev")
)


@cache
def python(version: str) -> str | None:
    """A Python of this version on this machine: ours, one on the PATH, or one of pyenv's."""
    if version == HERE:
        return sys.executable
    folders = map(Path, os.get_exec_path())
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for path in (
        *(folder / f"python{version}" for folder in folders),
        *pyenv.glob("*/bin/python" + version),
    ):
        if (
            path.exists()
            and subprocess.run(
                [path, "-c", "import venv, ensurepip"], check=False, capture_output=True
            ).returncode
            == 0
        ):
            return str(path)
    return None


@pytest.fixture(scope="session")
def pips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The oldest pip that we promise to work with, and the newest: from the index this machine uses."""
    found = {}
    for name, wanted in (("oldest", f"pip=={OLDEST}"), ("newest", "pip")):
        folder = tmp_path_factory.mktemp(name)
        asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
        done = subprocess.run(asked, cwd=folder, check=False, capture_output=True, text=True)
        assert done.returncode == 0, (
            f"These tests need {wanted} from a package index: {done.stderr}"
        )
        (wheel,) = folder.glob("pip-*.whl")
        ZipFile(wheel).extractall(folder / "pip")
        found[name] = folder / "pip"
    return found


@pytest.fixture(scope="session")
def index_of_locks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, list[str]]]:
    """An index with all that the three locks pin, and the locks for its wheels."""
    with served(tmp_path_factory.mktemp("locks") / "index") as index:
        yield index, [index.add_lock(lock) for lock in (RUN, DEV, EXTRAS)]


@pytest.fixture
def project(index_of_locks: tuple[Index, list[str]], tmp_path: Path) -> Project:
    """An installer without locks, and that index."""
    return Project(folder_in(tmp_path), index_of_locks[0])


@pytest.mark.parametrize(
    ("version", "pip"),
    [
        (HERE, "oldest"),
        (HERE, "newest"),
        *((version, "") for version in ("3.11", "3.12", "3.13") if version != HERE),
    ],
)
def test_the_locks_install_though_everything_was_released_anew(
    project: Project, index_of_locks, pips, version, pip
):
    """With pips old and new and the Pythons that are here: all of it at once, and with the oldest pip first
    what running needs and then the rest. The last lock holds the first line by line (below)."""
    project.python = python(version) or pytest.skip(
        f"There is no Python {version} on this machine."
    )
    project.pip = pips[pip] if pip else None
    project.write(*index_of_locks[1])
    for kind, lock in (("run", RUN), ("dev", DEV))[pip != "oldest" :]:
        status, said = project.install(kind)
        assert status == 0, said
        installed = {canonicalize_name(name): value for name, value in project.installed().items()}
        assert installed.items() <= {
            (canonicalize_name(name), version) for name, version in pinned(lock)
        }
        assert {canonicalize_name(wish.name) for wish in wishes(kind)} <= installed.keys()


def test_the_old_way_breaks_as_soon_as_an_extra_is_released_anew(
    project: Project, index_of_locks, pips
):
    """Without its extra, ``coverage`` is no answer to ``coverage[toml]``, and pip looks for another."""
    _, (_, lock, _) = index_of_locks
    stripped = re.sub(r"^([\w.-]+)\[.*?\]==", r"\1==", lock, flags=re.MULTILINE)
    assert stripped != lock
    (project.folder / "stripped.txt").write_text(stripped)
    project.pip = pips["oldest"]
    asked = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    asked += ["--require-hashes", "-r", "stripped.txt"]
    run = partial(
        subprocess.run,
        cwd=project.folder,
        env=project.environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    old = run(asked)
    assert old.returncode == 1
    assert "must have their versions pinned" in old.stderr
    assert run([*asked, "--no-deps"]).returncode == 0


def test_every_extra_that_is_asked_for_stands_in_the_lock():
    for lock in (RUN, EXTRAS, DEV):
        held = {canonicalize_name(name): extras for (name, _), extras in pinned(lock).items()}
        for name, extras in held.items():
            for need in needs(name, extras):
                assert need.extras <= held[canonicalize_name(need.name)], (name, str(need))


def needs(name: str, extras: set[str]) -> list[Requirement]:
    """What an installed package asks for here, with these extras."""
    try:
        asked = map(Requirement, distribution(name).requires or [])
    except PackageNotFoundError:
        return []  # for another system or Python
    return [
        need
        for need in asked
        if need.marker is None
        or any(need.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def wishes(kind: str) -> list[Requirement]:
    """What pyproject asks for to run, with all extras, or to develop as well."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project, groups = asked["project"], asked["dependency-groups"]
    found = list(project["dependencies"])
    if kind in ("extras", "dev"):
        found += [wish for some in project["optional-dependencies"].values() for wish in some]
    return [Requirement(wish) for wish in [*found, *(groups["dev"] if kind == "dev" else [])]]


def test_the_locks_hold_what_the_project_asks_for():
    for lock, kind in ((RUN, "run"), (EXTRAS, "extras"), (DEV, "dev")):
        for wish in wishes(kind):
            found = [
                (version, extras)
                for (name, version), extras in pinned(lock).items()
                if canonicalize_name(name) == canonicalize_name(wish.name)
            ]
            assert found, f"{wish.name}: run make lock"
            for version, extras in found:
                assert wish.extras <= extras
                assert wish.specifier.contains(version)


def test_each_lock_adds_to_the_one_before_and_changes_nothing_of_it():
    def blocks(lock: str) -> set[str]:
        without_comments = re.sub(r"^ *#.*\n", "", lock, flags=re.MULTILINE)
        return set(re.split(r"\n(?=\S)", without_comments.strip()))

    assert blocks(RUN) < blocks(EXTRAS) < blocks(DEV)
