"""Mail over TLS from the first byte, as the settings say it."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import get_connection, send_mail

from tests.mail_server import mail_server


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "mail.pem"
    how = "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    named = "-addext subjectAltName=DNS:localhost"
    files = ["-keyout", str(file), "-out", str(tmp_path / "out.pem")]
    command = ["openssl", "req", *how.split(), *named.split(), *files]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "out.pem").read_text())
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[tuple[list[str], int]]:
    """A mail server that speaks TLS at once, as those at port 465 do."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(tls=context) as found:
        yield found


def test_a_mail_is_sent_to_a_server_that_speaks_tls_from_the_first_byte(
    settings: Any, server: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server[1]
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = True, False
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with pytest.raises(ssl.SSLCertVerificationError):
        send_mail("s", "b", None, ["dana@example.org"], connection=get_connection(smtp))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send_mail("subject", "body", None, ["dana@example.org"], connection=get_connection(smtp))
    (mail,) = server[0]
    assert "To: dana@example.org" in mail
