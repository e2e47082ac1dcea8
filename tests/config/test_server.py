"""The web server of the container: what slow visitors do to the others."""

import socket
import urllib.request
from contextlib import ExitStack, closing

import pytest


@pytest.mark.django_db(transaction=True)
def test_visitors_whose_requests_do_not_end_let_the_others_wait_for_nothing(port):
    """Two unfinished heads of requests, and one body of which nothing comes, at one process."""
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    body = head.replace(b"GET", b"POST") + b"Content-Length: 10\r\n\r\n"
    with ExitStack() as slow:
        for unfinished in (head, head, body):
            connection = socket.create_connection(("127.0.0.1", port))
            slow.enter_context(closing(connection))
            connection.sendall(unfinished)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/method/", timeout=15) as answer:
            assert answer.status == 200
