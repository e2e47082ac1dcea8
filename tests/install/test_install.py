"""The installer: what it leaves alone, adds, makes anew, and what a broken-off run leaves behind."""

import time
from collections.abc import Callable
from threading import Event

import pytest

from tests.install.conftest import Project, kill


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


FAULTS = {
    "a package that is nowhere": ("missing==1 --hash=sha256:" + "0" * 64, "missing==1"),
    "a lock with a hole": ("hungry==1 --hash=sha256:{hungry}", "hungry 1 requires helper"),
    "another wheel than the locked one": ("helper==1 --hash=sha256:" + "0" * 64, "HASHES"),
    "something that must be built": ("sources==1 --hash=sha256:{sources}", "sources==1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_installed_whole_is_refused_with_its_name(project, fault):
    """The check afterwards finds a lock with a hole, as nothing is resolved while installing."""
    digests = {"hungry": project.index.add("hungry", "1", ["helper>=1"])}
    project.index.add("helper", "1")
    digests["sources"] = project.index.add_sources("sources", "1")
    line, reason = FAULTS[fault]
    project.write(line.format(**digests) + "\n", "")
    status, said = project.install("run")
    assert status == 1
    assert reason in said
    assert "Traceback" not in said
    assert not (project.folder / ".venv" / "installed.json").exists()


def test_an_environment_behind_a_link_is_left_to_whoever_made_the_link(project, tmp_path):
    (tmp_path / "theirs").mkdir()
    (project.folder / ".venv").symlink_to(tmp_path / "theirs")
    project.write("", "")
    assert project.install("dev") == (0, "")
    assert list((tmp_path / "theirs").iterdir()) == []
