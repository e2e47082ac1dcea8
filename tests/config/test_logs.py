"""What stands in a log line, whoever writes it, and what never does."""

import json
import logging
from logging.config import dictConfig

import pytest
import structlog
from django.core import signing

from config import logs

RESET = "MQ-d3vqx8-0123456789abcdef0123456789abcdef"
TOKEN = "0f0c1d6e-0000-4000-8000-000000000000"


@pytest.fixture
def lines(capsys, monkeypatch):
    """The events that a function logs, with the site's own settings of logging in force."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    level = root.level

    def logged(write):
        dictConfig(logs.configure("INFO", "json"))
        write()
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield logged
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"GET /accounts/confirm-email/MQ:1abcde:{'x' * 43}/", "x" * 43),
        (f"GET /accounts/password/reset/key/{RESET}/ HTTP/1.1", RESET),
        (f"Not Found: /teams/invitations/{TOKEN}/", TOKEN),
        (f"GET /accounts/login/?next=/teams/invitations/{TOKEN}/", TOKEN),
        ("/accounts/x/?a=1&key=abc123&b=2", "abc123"),
        ("cannot connect to redis://:p4ssw0rd@redis:6379/0", "p4ssw0rd"),
        ("postgresql://sourcing:p4ssw0rd@db/sourcing", "p4ssw0rd"),
        pytest.param(
            "opened with " + signing.dumps([1, "mark"], salt="known"),
            signing.dumps([1, "mark"])[:8],
            id="signed now",
        ),
    ],
)
def test_keys_and_passwords_are_left_out_of_our_lines_and_those_of_libraries(lines, text, secret):
    def write():
        logging.getLogger("django.request").warning("%s", text)
        structlog.get_logger("ours").info("happened", request=text, more={"deep": [text]})
        try:
            raise ValueError(text)
        except ValueError:
            logging.getLogger("library").exception("It broke")

    found = lines(write)
    assert len(found) == 3
    assert secret not in json.dumps(found)
    assert "ValueError" in found[2]["exception"]


@pytest.mark.parametrize(
    "text",
    ["POST /assessments/0f0c1d6e-0000-4000-8000-000000000000/questions/A1/", "12:30:45", "a@b.org"],
)
def test_what_is_no_secret_stays(lines, text):
    (found,) = lines(lambda: logging.getLogger("x").warning(text))
    assert found["event"] == text


def test_a_line_says_when_on_one_clock_how_grave_and_for_which_request(lines):
    def write():
        with structlog.contextvars.bound_contextvars(request_id="r1"):
            logging.getLogger("library").error("%d of %d", 1, 2)

    (found,) = lines(write)
    assert found["timestamp"].endswith("Z")
    del found["timestamp"]
    assert found == {"event": "1 of 2", "level": "error", "logger": "library", "request_id": "r1"}
