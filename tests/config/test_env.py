"""Values from the environment: typed, and refused by name when they are wrong."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_required_value_that_is_missing_is_named(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.text("SECRET_KEY")


def test_a_value_can_come_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    monkeypatch.delenv("TOKEN", raising=False)
    monkeypatch.setenv("TOKEN_FILE", str(secret))
    assert env.text("TOKEN") == "from a file"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"p@ss \r\n", "p@ss "),  # nothing but the end of the line is taken off
        (b"\xef\xbb\xbfwritten by an editor", "written by an editor"),
        (b"", ""),
    ],
)
def test_a_value_from_a_file_is_what_stands_in_its_line(monkeypatch, tmp_path, content, value):
    (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("TOKEN", "")  # an empty one is none
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "secret"))
    assert env.text("TOKEN") == value


def test_a_value_and_a_file_for_it_are_refused(monkeypatch, tmp_path):
    """One of them would be passed over without a word."""
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv("TOKEN", "from the environment")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match=r"^TOKEN and TOKEN_FILE"):
        env.text("TOKEN")


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="TOKEN_FILE"):
        env.text("TOKEN")


@pytest.mark.parametrize("value", ["1", "yes", "True", "", "on"])
def test_a_flag_is_true_or_false_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("SWITCH", value)
    with pytest.raises(ImproperlyConfigured, match="SWITCH must be true or false"):
        env.flag("SWITCH", default=False)


def test_a_flag_reads_true_and_false(monkeypatch):
    monkeypatch.setenv("SWITCH", "true")
    assert env.flag("SWITCH", default=False) is True
    monkeypatch.setenv("SWITCH", "false")
    assert env.flag("SWITCH", default=True) is False


@pytest.mark.parametrize(
    "value", ["many", "", "0", "65536", "-1", "80 80", "²", "1e3", "8_000", "+80"]
)
def test_a_port_that_is_none_is_named(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number from 1 to 65535"):
        env.port("PORT", 8000)


def test_a_number_is_read_up_to_both_ends(monkeypatch):
    for value in ("1", "65535"):
        monkeypatch.setenv("PORT", value)
        assert env.port("PORT", 8000) == int(value)
    monkeypatch.delenv("PORT")
    assert env.port("PORT", 8000) == 8000


def test_words_are_split_at_commas_without_empty_parts(monkeypatch):
    monkeypatch.setenv("HOSTS", "a, b,,c ")
    assert env.words("HOSTS") == ["a", "b", "c"]


def test_a_dotenv_file_fills_what_the_environment_lacks(monkeypatch, tmp_path):
    monkeypatch.setenv("SET_ALREADY", "environment")
    monkeypatch.setenv("SET_BY_FILE", "to be removed")
    monkeypatch.delenv("SET_BY_FILE")
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nSET_ALREADY=file\nSET_BY_FILE = a=b \n")
    env.read_dotenv(file)
    assert env.text("SET_ALREADY") == "environment"
    assert env.text("SET_BY_FILE") == "a=b"
    monkeypatch.delenv("SET_BY_FILE")


def test_a_dotenv_line_without_a_value_is_named(tmp_path):
    file = tmp_path / ".env"
    file.write_text("GOOD=1\nno equals sign\n")
    with pytest.raises(ImproperlyConfigured, match=r"\.env, line 2"):
        env.read_dotenv(file)


def test_a_missing_dotenv_file_is_no_error(tmp_path):
    env.read_dotenv(Path(tmp_path / "none"))
