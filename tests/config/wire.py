"""Requests over a real socket, written by hand, so that they can end in the middle."""

import socket
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlencode

from django.test.client import MULTIPART_CONTENT, encode_multipart

TOKEN = "a" * 32
"""A CSRF token: as a cookie and in the form it is the same."""
FORM = "application/x-www-form-urlencoded"


def body(fields: Mapping[str, object], multipart: bool) -> tuple[str, bytes]:
    """A form as a browser sends it: its content type and its bytes."""
    fields = {"csrfmiddlewaretoken": TOKEN} | dict(fields)
    if multipart:
        return MULTIPART_CONTENT, encode_multipart("BoUnDaRyStRiNg", fields)
    return FORM, urlencode(fields).encode()


def post(
    port: int, path: str, headers: Mapping[str, object], sent: bytes, session: str = ""
) -> int:
    """Send these bytes, end the sending as a connection that breaks does; the status of the answer."""
    lines = {
        "Host": "127.0.0.1",
        "Cookie": f"csrftoken={TOKEN}; sessionid={session}",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").readline()
    return int(answer.split()[1])


def chunks(sent: bytes) -> bytes:
    """The bytes in two chunks, without the end that closes them."""
    half = len(sent) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (sent[:half], sent[half:]))
