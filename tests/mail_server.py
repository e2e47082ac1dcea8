"""A mail server for the tests: it takes whatever it gets, and keeps it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext
from threading import Thread


class _TakesMail(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as one mail needs; the mails are kept by the server."""

    def handle(self) -> None:
        """Agree to everything until QUIT."""
        self.wfile.write(b"220 tests\r\n")
        for line in self.rfile:
            command = line.strip().upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(text.decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


@contextmanager
def mail_server(port: int = 0, tls: SSLContext | None = None) -> Iterator[tuple[list[str], int]]:
    """A server at the port, 0 for any, until the block ends: the mails that it takes, and its port. With
    ``tls`` it speaks that from the first byte."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", port), _TakesMail)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.mails = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.mails, int(server.server_address[1])  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
