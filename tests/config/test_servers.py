"""The addresses of servers: as a database of Django, and refused by name when they are wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import servers


def test_a_postgresql_address_becomes_a_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://us%40er:p%2Fw@db:5433/site?sslmode=require")
    database = servers.database("DATABASE_URL", "")
    assert database["NAME"] == "site"
    assert database["USER"] == "us@er"
    assert database["PASSWORD"] == "p/w"
    assert (database["HOST"], database["PORT"]) == ("db", "5433")
    assert database["OPTIONS"] == servers.GONE_AFTER | {"sslmode": "require"}


def test_a_server_that_is_gone_without_a_word_is_noticed_in_seconds(monkeypatch):
    """Otherwise a switch to the standby holds every thread for a quarter of an hour, as long as the system
    sends what nobody takes. What the address says itself counts."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/site?tcp_user_timeout=9000")
    options = servers.database("DATABASE_URL", "")["OPTIONS"]
    assert options["tcp_user_timeout"] == "9000"
    silence = [int(options[f"keepalives_{name}"]) for name in ("idle", "interval", "count")]
    assert silence[0] + silence[1] * silence[2] <= 30
    assert int(servers.GONE_AFTER["tcp_user_timeout"]) <= 30_000


def test_sqlite_waits_for_other_writers_and_uses_a_write_ahead_log(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/site.db")
    database = servers.database("DATABASE_URL", "")
    assert database["NAME"] == f"{tmp_path}/new/site.db"
    assert "WAL" in database["OPTIONS"]["init_command"]
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a b #c/it's?.db", "a b #c/it's?.db"),
        ("a%20b%23c/100%25.db", "a b#c/100%.db"),
        ("100% sure/sqlite:///x.db", "100% sure/sqlite:///x.db"),
        (":memory:", ":memory:"),
    ],
)
def test_a_file_of_sqlite_may_have_any_name(monkeypatch, tmp_path, path, name):
    """Nothing after ``#`` is cut off, and what was written as in an address is read as one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    assert servers.database("DATABASE_URL", "")["NAME"] == name


@pytest.mark.parametrize(
    "url",
    [
        "mysql://h/n",
        "sqlite:///",
        "sqlite:x.db",
        "sqlite:/x.db",
        "postgresql://host",
        "sqlite://",
        "postgresql://h:x/n",
        "",
    ],
)
def test_a_malformed_database_address_is_refused_by_name(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        servers.database("DATABASE_URL", "")
