"""Room for deep calls, as a page of nested templates makes them.

CPython keeps frames in chunks of 16 kB that it maps when a call finds one full and unmaps when that call
returns. A loop that happens to stand at the end of a chunk pays for this at every call: the same page took
50 or 90 ms of the processor, by how many frames lay below it. One frame that asks for most of a large chunk
leaves the rest of that chunk to everything it calls.
"""

from collections.abc import Iterable
from typing import Any

SLOTS = 33_000
"""Of a frame, eight bytes each: a little more than a quarter of a megabyte makes a chunk of half of one."""


def roomy(application: Any) -> Any:
    """The WSGI application, called with room on the stack."""

    def call(environ: Any, start_response: Any) -> Iterable[bytes]:
        found: Iterable[bytes] = application(environ, start_response)
        return found

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return call
