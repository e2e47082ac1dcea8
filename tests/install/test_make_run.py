"""``make run`` in a folder with a difficult name, as on a fresh machine; only the libraries are there."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_bad_values import LONG as KEY
from tests.config.wire import body, chunks, post
from tests.install.conftest import ROOT

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".env", "var", "tests", "docs", ".*_cache", "__pycache__"
)
PATIENCE = 180
DEMO = ("alice@example.com", "demo-password-only")


def environment(**more: str) -> dict[str, str]:
    """That of somebody who has just signed in: nothing of what the tests say to the site."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def key_of(file: Path) -> list[str]:
    return re.findall(r"^SECRET_KEY=(.+)$", file.read_text(), re.MULTILINE)


def make(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """``make`` with the Python of the tests, to its end."""
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *arguments],
        cwd=folder,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Site:
    """A running ``make run``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.log = folder.parent / f"log {self.port}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "run", f"PORT={self.port}", f"PYTHON={sys.executable}"],
                cwd=folder,
                env=environment(PYTHONUNBUFFERED="1"),  # it is ended before it would write
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            alive = self.process.poll() is None and time.monotonic() < deadline
            assert alive, self.log.read_text()
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether the start page is there."""
        try:
            with urllib.request.urlopen(self.address, timeout=30) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    def stop(self) -> None:
        """End it and all that it started. What was started in the background of a shell ignores
        Ctrl-C, and so does all that it starts."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with the environment of the tests behind a link."""
    folder = tmp_path_factory.mktemp("home") / "it's 100% a b #c?d"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture(scope="module")
def sites(folder: Path) -> Iterator[list[Site]]:
    """The site after its first start, and a second one that was started at the same time."""
    sites = [Site(folder), Site(folder)]
    try:
        for site in sites:
            site.wait()
        yield sites
    finally:
        for site in sites:
            site.stop()


@pytest.fixture
def site(sites: list[Site]) -> Site:
    return sites[0]


def test_the_site_is_served_from_a_folder_of_any_name(site):
    assert site.answers()
    assert (site.folder / "var" / "site.db").stat().st_size > 1_000_000
    beside = [path.name for path in site.folder.parent.iterdir()]
    assert [name for name in beside if not name.startswith("log ")] == [site.folder.name]


def test_only_the_owner_may_read_the_secret_key(site):
    file = site.folder / ".env"
    assert file.stat().st_mode & 0o777 == 0o600
    assert re.search(r"^SECRET_KEY=.{50}", file.read_text(), re.MULTILINE)


def test_a_taken_port_is_named_and_nothing_else_is_done(site):
    refused = make(site.folder, "run", f"PORT={site.port}")
    assert refused.returncode != 0
    assert f"Port {site.port} is taken" in refused.stderr
    assert "Error 1" in refused.stderr  # what make says about a command that ended with 1
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_this_server_too_refuses_a_body_that_does_not_come_whole(site):
    """The demo's password with letters behind it is wrong, and right when these letters are cut off."""
    content_type, whole = body({"login": DEMO[0], "password": DEMO[1]}, multipart=False)
    said = {"Content-Type": content_type, "Content-Length": len(whole) + 4}
    assert post(site.port, "/accounts/login/", said, whole) == 400
    assert post(site.port, "/accounts/login/", said, whole + b"more") == 200
    in_chunks = {"Content-Type": content_type, "Transfer-Encoding": "chunked"}
    assert post(site.port, "/accounts/login/", in_chunks, chunks(whole) + b"0\r\n\r\n") == 411
    assert post(site.port, "/accounts/login/", said | {"Content-Length": len(whole)}, whole) == 302


def test_of_two_starts_at_once_the_second_does_nothing_again(sites):
    """Both stand on the same finished database and the same key."""
    said = [site.log.read_text() for site in sites]
    for once in ("Edition 1 was published.", "The catalog is up to date.", "Demo: 0 assessments"):
        assert sum(once in log for log in said) == 1, said
    for site, log in zip(sites, said, strict=True):
        assert f"Starting development server at {site.address}" in log
    assert len(key_of(sites[0].folder / ".env")) == 1


def test_a_server_that_many_may_reach_is_not_started_so(site):
    (site.folder / "open.env").write_text(f"DEBUG=false\nSECRET_KEY={KEY}\n")
    refused = make(site.folder, "run", f"PORT={free_port()}", "DOTENV=open.env")
    assert "DEBUG=true" in refused.stderr
    assert "Traceback" not in refused.stderr
