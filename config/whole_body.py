"""Bodies that end too early: they are noticed where they are read, below Django.

A server hands over what arrived before a connection broke as if it were everything, and a form would
save half a note, or take every box below the break for unticked.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class CutShortError(OSError):
    """The body ended before the length that its request had announced."""


class Stream(Protocol):
    """What a server offers to read a body from."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class WholeBody:
    """A body that gives what was announced or raises ``CutShortError``.

    Django never asks for more than the announced length, so less than what was asked for is too little.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """Exactly as many bytes as asked for."""
        data = self._stream.read(size)
        while len(data) < size:
            more = self._stream.read(size - len(data))
            if not more:
                raise CutShortError
            data += more
        return data

    def readline(self, size: int, /) -> bytes:
        """A line, or as many bytes of it as asked for."""
        line = self._stream.readline(size)
        if len(line) < size and not line.endswith(b"\n"):
            raise CutShortError
        return line


def whole_bodies(application: Application) -> Application:
    """The application, with bodies that notice when they were cut short."""

    def guarded(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"])
        return application(environ, start_response)

    return guarded
