"""A value that cannot work stops every process at its start, by name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.config.test_settings_docs import NAMES
from tests.deploy.compose import image, python_module, services

ROOT = Path(__file__).resolve().parents[2]
LONG = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123456789"
BAD = [
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "https://decisions.example.com"),
    ("ALLOWED_HOSTS", "decisions.example.com:8000"),
    ("ALLOWED_HOSTS", "decisions.example.com other.example.com"),
    ("CSRF_TRUSTED_ORIGINS", "decisions.example.com"),
    ("CSRF_TRUSTED_ORIGINS", "https://decisions.example.com/path"),
    ("CSRF_TRUSTED_ORIGINS", "https://decisions.example.com:0"),
    ("DATABASE_URL", "postgresql://db:port/sourcing"),
    ("DATABASE_URL", "postgresql://db:70000/sourcing"),
    ("DATABASE_URL", "postgresql://db:0/sourcing"),
    ("DATABASE_URL", "postgresql://db/sourcing#name"),
    ("DATABASE_URL", "postgresql://db/sourcing?sslmode=yes"),
    ("DATABASE_URL", "postgresql://db/sourcing?connect_timeout=soon"),
    ("DATABASE_URL", "postgresql://db/sourcing?sslmod=require"),
    ("DATABASE_URL", "sqlite:////dev/null/site.db"),
    ("DATABASE_PASSWORD_FILE", "/no/such/file"),
    ("DEBUG", "1"),
    ("DEFAULT_FROM_EMAIL", "Sourcing Decisions"),
    ("DEFAULT_FROM_EMAIL", ""),
    ("DEFAULT_FROM_EMAIL", "Sourcing <a@example.com>, Decisions <b@example.com>"),
    ("DEFAULT_FROM_EMAIL", "Decisions <a@example.com>\nBcc: b@example.com"),
    ("EMAIL_BACKEND", "django.core.mail.backends.smpt.EmailBackend"),
    ("EMAIL_BACKEND", "smtp"),
    ("EMAIL_BACKEND", "os.path.join"),
    ("EMAIL_HOST", ""),
    ("EMAIL_HOST", "smtp://mail.example.com"),
    ("EMAIL_HOST", "mail.example.com:25"),
    ("EMAIL_HOST", f"{'m' * 64}.example.com"),
    ("EMAIL_HOST_USER", "without-its-password"),
    ("EMAIL_HOST_PASSWORD_FILE", "/no/such/file"),
    ("EMAIL_HOST_USER_FILE", str(ROOT)),
    ("EMAIL_PORT", "smtp"),
    ("EMAIL_PORT", "0"),
    ("EMAIL_PORT", "70000"),
    ("EMAIL_PORT", "2" * 5_000),
    ("EMAIL_USE_SSL", "yes"),
    ("EMAIL_USE_TLS", "True"),
    ("EMAIL_VERIFICATION", "always"),
    ("LOG_FORMAT", "xml"),
    ("LOG_LEVEL", "verbose"),
    ("MEDIA_ROOT", ""),
    ("MEDIA_ROOT", str(ROOT / "manage.py")),
    ("METRICS_TOKEN", "two words"),
    ("METRICS_TOKEN", "tökén"),
    ("OIDC_CLIENT_ID", "without-its-server"),
    ("OIDC_CLIENT_SECRET", "without-its-server"),
    ("OIDC_NAME", ""),
    ("OIDC_SERVER_URL", "login.example.com"),
    ("OIDC_SERVER_URL", "http://login.example.com/realm"),
    ("OIDC_SERVER_URL", "https:///realm"),
    ("OIDC_SERVER_URL", "https://user:secret@login.example.com/realm"),
    ("OIDC_SERVER_URL", "https://login.example.com/realm?x=1"),
    ("OIDC_SERVER_URL", "https://login.example.com;script-src/realm"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://user:key@collector.example.com"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "Bearer key"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0aX-More: c"),
    ("PORT", "eight"),
    ("PORT", "-1"),
    ("REDIS_PASSWORD_FILE", "/no/such/file"),
    ("REDIS_URL", "localhost:6379"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://host:port/0"),
    ("REDIS_URL", "redis://host:6379/first"),
    ("REDIS_URL", "redis://host:6379/²"),
    ("REDIS_URL", "redis://host:0/0"),
    ("REDIS_URL", "redis://ho st:6379/0"),
    ("REDIS_URL", "redis://host:6379/0?socket_tiemout=1"),
    ("REPLICA_URL", "postgresql://db:port/sourcing"),
    ("REPLICA_URL", "sqlite:///copy.db"),
    ("S3_ACCESS_KEY", "without-its-secret"),
    ("S3_REGION", "Frankfurt am Main"),
    ("S3_SECRET_KEY", "without-its-key"),
    ("S3_URL", "s3://papers"),
    ("S3_URL", "https://s3.example.com"),
    ("S3_URL", "https://s3.example.com:0/papers"),
    ("S3_URL", "https://s3.example.com/pap..ers"),
    ("S3_URL", "https://s3.example.com/Papers_Of_Us"),
    ("S3_URL", "https://key:secret@s3.example.com/papers"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 60),
    ("SECRET_KEY", f"{LONG},{LONG}"),
    ("SECRET_KEY_FALLBACKS", f"{LONG}x,short"),
    ("RETAIN_ACCOUNTS_DAYS", "-1"),
    ("RETAIN_DELETED_DAYS", "0.5"),
    ("RETAIN_INVITATIONS_DAYS", "never"),
    ("RETAIN_LOG_YEARS", "1.5"),
    ("RETAIN_PAPERS_DAYS", "a year"),
    ("SENTRY_DSN", "sentry.example.com"),
    ("SENTRY_DSN", "https://sentry.example.com/1"),
    ("SENTRY_DSN", "https://key@sentry.example.com/project"),
    ("SENTRY_DSN", "https://key@sentry.example.com/²"),
    ("SECURE_HTTPS", "on"),
    ("SESSION_IDLE_MINUTES", "half an hour"),
    ("SIGN_UP", "everybody"),
    ("SIGN_UP_DOMAINS", "@example.com"),
    ("SIGN_UP_DOMAINS", "*.example.com"),
    ("SIGN_UP_DOMAINS", "example.com; example.org"),
    ("SITE_URL", "decisions.example.com"),
    ("SITE_URL", "ftp://decisions.example.com"),
    ("SITE_URL", "https://decisions.example.com/sub"),
    ("SITE_URL", "https://user@decisions.example.com"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://decisions.example.com:https"),
    ("SITE_URL", "https://decisions.example.com:0"),
    ("SITE_URL", "https://decisions.example.com:70000"),
    ("STAFF_SECOND_STEP", "on"),
    ("TIME_ZONE", "Berlin"),
    ("TIME_ZONE", ""),
    ("TRUSTED_PROXY_COUNT", "-1"),
    ("WEB_PROCESSES", "0"),
]
GOOD = [
    ("ALLOWED_HOSTS", ".example.com,10.0.0.7,[::1],*"),
    ("CSRF_TRUSTED_ORIGINS", "https://*.example.com,http://localhost:8000"),
    ("DATABASE_URL", "postgresql://db/sourcing?sslmode=require&connect_timeout=3"),
    ("DEFAULT_FROM_EMAIL", "noreply@example.com"),
    ("EMAIL_HOST", "mail.example.com."),
    ("EMAIL_HOST", "::1"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20key,X-Org=1"),
    ("REDIS_URL", "rediss://user:p%40ss@host"),
    ("REDIS_URL", "rediss://host:6380/0?ssl_cert_reqs=required"),
    ("REPLICA_URL", "postgresql://reader@copy:5432/sourcing?sslmode=require"),
    ("S3_URL", "https://s3.eu-central-1.amazonaws.com/papers.of-us/site/"),
    ("S3_URL", "http://minio:9000/papers"),
    ("SENTRY_DSN", "https://key@sentry.example.com/sub/42"),
    ("SECRET_KEY_FALLBACKS", f"{LONG}a,{LONG}b"),
    ("SITE_URL", "https://decisions.example.com/"),
    ("SITE_URL", "http://[::1]:8000"),
    ("TIME_ZONE", "Europe/Berlin"),
]


SETTINGS = ROOT / "config/settings.py"
PROGRAM = compile(SETTINGS.read_text(encoding="utf-8"), SETTINGS, "exec")


def read_settings() -> dict[str, object]:
    """config/settings.py, run anew in the environment of the test."""
    found: dict[str, object] = {"__file__": str(SETTINGS), "__name__": "read_anew"}
    exec(PROGRAM, found)  # noqa: S102 - our own file
    return found


def refusal() -> str:
    """What is said of the settings as they are; nothing where they work."""
    try:
        read_settings()
    except ImproperlyConfigured as refused:
        return str(refused)
    return ""


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")


def test_a_value_that_cannot_work_is_refused_by_name_and_what_works_is_taken():
    wrong = []
    for name, value in (*BAD, *GOOD):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value)
            said = refusal()
        if (name, value) in GOOD:
            wrong += [(name, value, said)] if said else []
        elif not re.match(rf"{name}\b", said):
            wrong.append((name, value, said))
    assert wrong == []


def test_each_setting_that_can_be_wrong_stands_in_the_table():
    free_text = {"EMAIL_HOST_PASSWORD", "DATABASE_PASSWORD", "REDIS_PASSWORD"}
    assert set(NAMES) - {name for name, _ in BAD} <= free_text | {"REPLICA_PASSWORD"}


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
@pytest.mark.parametrize("empty", [False, True])
def test_a_provider_needs_what_it_calls_this_site_and_a_secret(monkeypatch, missing, empty):
    told = {"OIDC_SERVER_URL": "https://login.example.com/realm/", "OIDC_CLIENT_ID": "site"}
    for name, value in (told | {"OIDC_CLIENT_SECRET": "secret"}).items():
        monkeypatch.setenv(name, value)
    found = read_settings()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]  # type: ignore[index]
    assert found == ["'self'", "https://login.example.com"]
    monkeypatch.setenv(missing, "") if empty else monkeypatch.delenv(missing)
    with pytest.raises(ImproperlyConfigured, match=rf"^{missing}\b"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("S3_URL", "https://s3.example.com/papers"),
        ("SENTRY_DSN", "https://key@sentry.example.com/1"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.com"),
    ],
)
def test_what_needs_an_extra_says_so_where_it_was_not_installed(monkeypatch, name, value):
    monkeypatch.setattr("config.servers.find_spec", lambda module: None)
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} needs .* an extra: run"):
        read_settings()


def test_an_address_names_server_bucket_and_folder_of_the_papers(monkeypatch):
    monkeypatch.setenv("S3_URL", "https://s3.example.com:9000/papers.of-us/site/")
    assert read_settings()["STORAGES"]["default"] == {  # type: ignore[index]
        "BACKEND": "config.bucket.Bucket",
        "OPTIONS": {
            "endpoint_url": "https://s3.example.com:9000",
            "bucket_name": "papers.of-us",
            "location": "site",
            "region_name": "us-east-1",
            "access_key": None,
            "secret_key": None,
        },
    }


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "REPLICA_URL"])
def test_a_password_that_was_not_escaped_is_not_repeated(monkeypatch, name):
    """Up to its slash it looks like a port."""
    scheme = "redis" if name == "REDIS_URL" else "postgresql"
    monkeypatch.setenv(name, f"{scheme}://user:pa5s/w0rd@host:5432/0")
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}\b") as refused:
        read_settings()
    assert "pa5s" not in str(refused.value)


@pytest.mark.parametrize("content", [b"first\nsecond\n", b"before\0after", b"\xff\xfe", None])
def test_a_file_that_holds_no_value_is_refused_by_name(tmp_path, content):
    """Several lines, a NUL, another encoding, or there is none: whatever it is for."""
    file, wrong = tmp_path / "secret", {}
    if content is not None:
        file.write_bytes(content)
    for name in NAMES:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(name, raising=False)
            patch.setenv(f"{name}_FILE", str(file))
            said = refusal()
        if not re.match(rf"{name}(_FILE)?\b", said):
            wrong[name] = said
    assert wrong == {}


def test_two_ways_to_secure_a_mail_shut_each_other_out(monkeypatch):
    monkeypatch.setenv("EMAIL_USE_TLS", "true")
    monkeypatch.setenv("EMAIL_USE_SSL", "true")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_USE_TLS and EMAIL_USE_SSL"):
        read_settings()


def test_a_dotenv_file_that_is_no_text_is_named(monkeypatch, tmp_path):
    file = tmp_path / "bad.env"
    file.write_bytes(b"DEBUG=\xff\xfe")
    monkeypatch.setenv("DOTENV", str(file))
    with pytest.raises(ImproperlyConfigured, match=r"bad\.env"):
        read_settings()


AWKWARD = "p@ss/w:rd#?%20 $x 'q'\"\\"


def test_passwords_of_servers_may_hold_any_character(monkeypatch):
    """They stand apart from the addresses, so nobody has to escape them."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://sourcing@db:5432/sourcing")
    monkeypatch.setenv("DATABASE_PASSWORD", AWKWARD)
    monkeypatch.setenv("REDIS_URL", "redis://redis:6379/0")
    monkeypatch.setenv("REDIS_PASSWORD", AWKWARD)
    found = read_settings()
    assert found["DATABASES"]["default"]["PASSWORD"] == AWKWARD  # type: ignore[index]
    redis = pytest.importorskip("redis").Redis.from_url(found["CELERY_BROKER_URL"])
    assert redis.connection_pool.connection_kwargs["password"] == AWKWARD


def commands() -> dict[str, list[str]]:
    """What the containers run, and a command that somebody runs by hand."""
    given = {"SECRET_KEY": LONG, "POSTGRES_PASSWORD": "p", "REDIS_PASSWORD": "r"}
    found = services(given)
    jobs = {name: found[name]["command"].split() for name in ("mails", "papers", "beat")}
    return {"web": image()[0], **jobs, "manage.py": ["python", "manage.py", "check"]}


def started(process: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """A process of the site that ends at its start, with these settings beside those that it must have."""
    must = {
        "DOTENV": "no-file.env",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": LONG,
        "DATABASE_URL": f"sqlite:///{folder}/site.db",
    }
    return subprocess.run(
        python_module(commands()[process]),
        cwd=ROOT,
        env=os.environ | must | values,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("process", ["web", "mails", "papers", "beat", "manage.py"])
def test_every_process_stops_at_its_start_and_names_the_value(tmp_path, process):
    done = started(process, tmp_path, TIME_ZONE="Mars/Olympus")
    assert done.returncode != 0
    assert "TIME_ZONE must be the name of a time zone" in done.stdout + done.stderr


@pytest.mark.parametrize("process", ["mails", "beat"])
def test_nobody_waits_for_jobs_without_a_broker(tmp_path, process):
    done = started(process, tmp_path, REDIS_URL="")
    assert done.returncode == 1
    assert "REDIS_URL is empty" in done.stderr


def test_a_python_without_the_libraries_leads_to_the_one_that_has_them():
    command = [sys.executable, "-I", "-S", "manage.py", "doctor"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert ".venv/bin/python" in done.stderr
    assert "Traceback" not in done.stderr
