"""The .env of a developer: made once, and the port that the site is served on kept in it."""

import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.deploy.compose import free_port
from tools.make_env import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def port_of(file: Path) -> list[str]:
    return re.findall(r"^PORT=(.*)$", file.read_text("utf-8"), re.MULTILINE)


def test_a_key_is_made_once(file):
    main(file)
    text = file.read_text("utf-8")
    (key,) = re.findall(r"^SECRET_KEY=(.+)$", text, re.MULTILINE)
    assert len(key) >= 50
    assert (file.stat().st_mode & 0o777) == 0o600
    main(file)
    assert file.read_text("utf-8") == text


def test_a_worker_that_is_started_later_reads_the_port_of_the_site(file):
    first, second = free_port(), free_port()
    main(file)
    assert port_of(file) == []
    main(file, str(first))
    assert port_of(file) == [str(first)]
    main(file)
    assert port_of(file) == [str(first)]
    main(file, str(second))
    assert port_of(file) == [str(second)]
    file.write_text("SECRET_KEY=x\n")
    main(file, str(first))
    assert file.read_text("utf-8") == f"SECRET_KEY=x\nPORT={first}\n"


@pytest.mark.parametrize("port", ["eight", "70000", "0", "", "²"])
def test_what_is_no_port_is_not_kept(file, port):
    main(file, port)
    assert port_of(file) == []


def test_a_port_that_is_taken_is_not_kept(file):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        main(file, str(taken.getsockname()[1]))
    assert port_of(file) == []
