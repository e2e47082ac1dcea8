"""The installer: what it leaves alone, adds, makes anew, and what a broken-off run leaves behind."""

import subprocess
import sys
import time
from collections.abc import Callable
from threading import Event

import pytest

from tests.install.conftest import Project, kill
from tools.install import PIP


def lock(project: Project, *names: str, version: str = "1") -> str:
    """A lock of wheels without requirements, which are put into the index."""
    return "".join(
        f"{name}=={version} --hash=sha256:{project.index.add(name, version)}\n" for name in names
    )


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_developing_adds_to_running_and_what_changed_is_made_anew(project):
    """Packages that left the lock would otherwise stay, and break the check for ever."""
    run = lock(project, "server", "helper")
    project.write(run, run + lock(project, "tester"))
    assert project.install("run")[0] == 0
    assert project.installed() == {"server": "1", "helper": "1"}
    first = project.folder / ".venv" / "pyvenv.cfg"
    made = first.stat().st_mtime_ns
    assert project.install("dev")[0] == 0
    assert project.installed() == {"server": "1", "helper": "1", "tester": "1"}
    assert first.stat().st_mtime_ns == made
    project.index.asked.clear()
    for kind in ("run", "dev"):
        assert project.install(kind) == (0, "")
    assert project.index.asked == []

    run = lock(project, "server", version="2")
    project.write(run, run)
    assert project.install("run")[0] == 0
    assert project.installed() == {"server": "2"}

    project.folder = project.folder.rename(project.folder.with_name("moved"))
    assert project.install("run")[0] == 0
    assert str(project.folder) in (project.folder / ".venv" / "bin" / "pip").read_text()


def test_a_run_that_was_killed_at_any_point_is_no_obstacle(project):
    """A package of which only a part arrived looks to pip as if it were there."""
    run = lock(project, "server", "helper")
    project.write(run, run + lock(project, "tester"))
    for kind, point in (("run", ""), ("run", "helper-1"), ("dev", "tester-1")):
        project.index.held_back = point
        first = project.start(kind)
        if point:
            wait_until(lambda: any(project.index.held_back in file for file in project.index.asked))
        else:
            wait_until((project.folder / ".venv" / "pyvenv.cfg").exists)
        kill(first)
        project.index.held_back = ""
        project.index.go_on.set()
        project.index.go_on = Event()
        if point:
            assert project.install(kind)[0] == 0
            assert set(project.installed()) >= {"server", "helper"}


def test_a_lock_with_a_hole_is_refused_by_the_check_afterwards(project):
    """Nothing is resolved while installing, so what is missing shows at the end only."""
    digest = project.index.add("hungry", "1", ["helper>=1"])
    project.index.add("helper", "1")
    project.write(f"hungry==1 --hash=sha256:{digest}\n", "")
    status, said = project.install("run")
    assert status == 1
    assert "hungry 1 requires helper" in said
    assert "Traceback" not in said
    assert not (project.folder / ".venv" / "installed.json").exists()


FAULTS = {
    "a package that is nowhere": ("missing==1 --hash=sha256:" + "0" * 64, "missing==1"),
    "another wheel than the locked one": ("helper==1 --hash=sha256:" + "0" * 64, "HASHES"),
    "something that must be built": ("sources==1 --hash=sha256:{sources}", "sources==1"),
    "a wheel that nobody has looked at": ("helper==1", "--hash=sha256:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_pip_is_asked_to_take_what_is_locked_and_nothing_else(project, fault):
    project.index.add("helper", "1")
    line, reason = FAULTS[fault]
    lock = project.folder / "lock.txt"
    lock.write_text(line.format(sources=project.index.add_sources("sources", "1")) + "\n")
    done = subprocess.run(
        [sys.executable, *PIP, lock, "--dry-run"],
        env=project.environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert reason in done.stderr


def test_an_environment_behind_a_link_is_left_to_whoever_made_the_link(project, tmp_path):
    (tmp_path / "theirs").mkdir()
    (project.folder / ".venv").symlink_to(tmp_path / "theirs")
    project.write("", "")
    assert project.install("dev") == (0, "")
    assert list((tmp_path / "theirs").iterdir()) == []
