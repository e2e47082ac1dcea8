"""What stands in a log line, whoever writes it, and what never does."""

import json
import logging
import re
import time
from logging.config import dictConfig

import pytest
import structlog
from django.core import signing

from config import logs
from tests.config.test_bad_values import read_settings
from tests.config.test_settings_docs import NAMES

RESET = "MQ-d3vqx8-0123456789abcdef0123456789abcdef"
TOKEN = "0f0c1d6e-0000-4000-8000-000000000000"


@pytest.fixture
def lines(capsys, monkeypatch):
    """The events that a function logs, with the site's own settings of logging in force."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    level = root.level

    def logged(write, known=()):
        dictConfig(logs.configure("INFO", "json", known))
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
        (f"GET /shared/open/{TOKEN}/ HTTP/1.1", TOKEN),
        (f"POST //mails//stop/{TOKEN}:x/ HTTP/1.1", TOKEN),
        (f"GET /accounts/login/?next=/teams/invitations/{TOKEN}/", TOKEN),
        ("/accounts/x/?a=1&key=abc123&b=2", "abc123"),
        ("cannot connect to redis://:p4ssw0rd@redis:6379/0", "p4ssw0rd"),
        ("postgresql://sourcing:p4ssw0rd@db/sourcing", "p4ssw0rd"),
        (f"GET /accounts/oidc/organisation/login/callback/?code={TOKEN}&state=x", TOKEN),
        (f"GET /accounts/oidc/organisation/login/callback/?state={TOKEN}&session_state=y", TOKEN),
        (f"/x/?a=1;csrfmiddlewaretoken={TOKEN}", TOKEN),
        (f"Referer checking failed - https://d.example/?access_token={TOKEN} does not", TOKEN),
        (f"https://s3.example.com/p.pdf?X-Amz-Expires=9&X-Amz-Signature={TOKEN}", TOKEN),
        (f"https://s3.example.com/p.pdf?X-Amz-Credential={TOKEN}%2F2026", TOKEN),
        (f"client_id=site&client_secret={TOKEN}&grant_type=authorization_code", TOKEN),
        (f"{{'access_token': '{TOKEN}', 'id_token': '{TOKEN}'}}", TOKEN),
        ("answered {'password': 'two words', 'more': 1}", "two words"),
        (f'{{"client_secret": "{TOKEN}"}}', TOKEN),
        (f"Authorization: Basic {TOKEN}", TOKEN),
        (f"{{'Authorization': 'Token {TOKEN}'}}", TOKEN),
        (f"sent with Bearer {TOKEN}", TOKEN),
        (f"Cookie: csrftoken=x; sessionid={TOKEN}", TOKEN),
        (f"host=db user=site password={TOKEN} sslmode=require", TOKEN),
        ("redis://:p4ss/w0rd@redis:6379/0", "w0rd"),
        (f"the ID token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.{TOKEN}", TOKEN),
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
        structlog.get_logger("ours").info(
            "happened", request=text, more={"deep": [text, text.encode(), {text}]}
        )
        try:
            raise ValueError(text)
        except ValueError:
            logging.getLogger("library").exception("It broke")

    found = lines(write)
    assert len(found) == 3
    assert secret not in json.dumps(found)
    assert "ValueError" in found[2]["exception"]


def test_what_is_called_a_secret_is_none_of_a_log_whatever_it_looks_like(lines):
    (found,) = lines(
        lambda: structlog.get_logger("ours").info(
            "happened", password="plain", more={"S3_SECRET_KEY": [1], "token": None, "pages": 3}
        )
    )
    assert found["password"] == "..."
    assert found["more"] == {"S3_SECRET_KEY": "...", "token": None, "pages": 3}


@pytest.mark.parametrize("value", ["p@ss/w:rd #?%", "p%40ss%2Fw%3Ard%20%23%3F%25"])
def test_what_the_settings_hold_stands_in_no_line_as_it_is_or_escaped(lines, value):
    known = ["unquote-me", "p@ss/w:rd #?%", "short"]

    def write():
        logging.getLogger("library").warning("refused: <%s>", value)
        try:
            raise OSError(value)
        except OSError:
            logging.getLogger("library").exception("short of memory")

    found = lines(write, known)
    assert "rd" not in json.dumps([found[0]["event"], found[1]["exception"].splitlines()[-1]])
    assert found[1]["event"] == "short of memory"


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "a.",
        "0-",
        "://a:",
        "eyJ-",
        "eyJa.",
        "x:",
        "?key",
        "&token",
        "password",
        "cookie:",
        "Bearer ",
    ],
)
def test_a_long_line_of_a_stranger_takes_no_longer_letter_by_letter(piece):
    """Ten times as long takes about ten times as long, and not a hundred times."""
    hide = logs.HideSecrets(["0123456789"])

    def seconds(letters: int) -> float:
        text = piece * (letters // len(piece))
        begun = time.process_time()
        hide(None, "info", {"event": text})
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(100_000) < 30 * max(seconds(10_000), 0.003)


SECRET_SETTINGS = {
    "SECRET_KEY": "sk-0123456789-0123456789-0123456789-0123456789-0123456789",
    "SECRET_KEY_FALLBACKS": "old-0123456789-0123456789-0123456789-0123456789-0123456789",
    "DATABASE_PASSWORD": "of-the-database",
    "REPLICA_PASSWORD": "of-the-replica",
    "REDIS_PASSWORD": "of/the@broker",
    "EMAIL_HOST_PASSWORD": "of-the-mail-server",
    "OIDC_CLIENT_SECRET": "of-the-provider",
    "S3_ACCESS_KEY": "of-the-bucket",
    "S3_SECRET_KEY": "of-the-bucket-too",
    "METRICS_TOKEN": "of-prometheus",
    "OTEL_EXPORTER_OTLP_HEADERS": "x-key=of-the-collector",
}


def test_every_secret_of_the_settings_is_known_to_the_logs(monkeypatch):
    """A process with all of them set writes none, whatever is around them."""
    for name, value in {
        "DOTENV": "no-file.env",
        "DATABASE_URL": "postgresql://site@db/site",
        "REPLICA_URL": "postgresql://site@copy/site",
        "REDIS_URL": "redis://redis:6379/0",
        "EMAIL_HOST_USER": "site",
        "OIDC_SERVER_URL": "https://login.example.com",
        "OIDC_CLIENT_ID": "site",
        **SECRET_SETTINGS,
    }.items():
        monkeypatch.setenv(name, value)
    hide = next(
        step
        for step in read_settings()["LOGGING"]["formatters"]["lines"]["processors"]  # type: ignore[index]
        if isinstance(step, logs.HideSecrets)
    )
    values = [value.removeprefix("x-key=") for value in SECRET_SETTINGS.values()]
    said = hide(None, "info", {"event": " then ".join(map(repr, values))})["event"]
    assert [value for value in values if value in said] == []
    secret = {
        name for name in NAMES if re.search("SECRET|PASSWORD$|TOKEN|ACCESS_KEY|HEADERS", name)
    }
    assert secret == SECRET_SETTINGS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "POST /assessments/0f0c1d6e-0000-4000-8000-000000000000/questions/A1/",
        "12:30:45",
        "a@b.org",
        "http://127.0.0.1:8000/assessments/?page=2 to a@b.org",
        "the token has run out",
        "code: 200",
        "sessions cleared out: {'counters': 3}",
        "bearer of news",
    ],
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
