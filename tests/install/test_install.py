"""The installer: what it leaves alone, adds, makes anew, and what a broken-off run leaves behind."""

import os
import signal
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


def break_off(project: Project, kind: str, point: str) -> None:
    """Kill the installer while this wheel is on its way, or as soon as there is an environment."""
    project.index.held_back = point
    first = project.start(kind)
    if point:
        wait_until(lambda: any(point in file for file in project.index.asked))
    else:
        wait_until((project.folder / ".venv" / "pyvenv.cfg").exists)
    kill(first)
    project.index.held_back = ""
    project.index.go_on.set()
    project.index.go_on = Event()


def test_what_was_broken_off_or_changed_is_made_anew_and_developing_adds_to_running(project):
    """A package of which only a part arrived looks to pip as if it were there, and packages that left the
    lock would stay and break the check for ever. One way, as each new environment takes seconds."""
    run = lock(project, "server", "helper")
    project.write(run, run + lock(project, "tester"))
    for point in ("", "helper-1"):
        break_off(project, "run", point)
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
    project.write(run, run + lock(project, "tester"))
    assert project.install("run")[0] == 0
    assert project.installed() == {"server": "2"}
    break_off(project, "dev", "tester-1")
    assert project.install("dev")[0] == 0
    assert project.installed() == {"server": "2", "tester": "1"}

    project.folder = project.folder.rename(project.folder.with_name("moved"))
    assert project.install("run")[0] == 0
    assert str(project.folder) in (project.folder / ".venv" / "bin" / "pip").read_text()

    # Nothing is resolved while installing, so what is missing shows at the end only.
    digest = project.index.add("hungry", "1", ["helper>=1"])
    project.write(run, "", f"{run}hungry==1 --hash=sha256:{digest}\n")
    status, said = project.install("extras")
    assert status == 1
    assert "hungry 1 requires helper" in said
    assert "Traceback" not in said
    assert not (project.folder / ".venv" / "installed.json").exists()


def test_whoever_stops_it_in_the_first_seconds_reads_that_and_no_traceback(project):
    """What makes the environment was cut off in the middle, and told all of it."""
    project.write(lock(project, "server"), lock(project, "server"))
    run = project.start("run")
    wait_until((project.folder / ".venv" / "pyvenv.cfg").exists)
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert said.splitlines()[1:] == ["Stopped. The next run begins anew."]


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
