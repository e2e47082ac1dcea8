"""Room on the stack: deep calls cost the same however deep they are."""

from collections.abc import Callable
from resource import RUSAGE_THREAD, getrusage
from typing import Any

from config.roomy import roomy

CALLS = 1_000
DEPTHS = range(200)


def test_calls_at_any_depth_map_no_memory_anew() -> None:
    """A chunk of frames that is mapped at every call shows as a page fault at every call: without room
    there are a thousand and more at the worst depth."""
    assert max(_faults(depth, roomy) for depth in DEPTHS) < CALLS / 10


def _faults(depth: int, within: Callable[[Any], Any]) -> int:
    """Page faults of so many small calls at a depth."""

    def application(environ: int, _: object) -> list[int]:
        return [_at(environ)]

    (found,) = within(application)(depth, None)
    return int(found)


def _at(depth: int) -> int:
    if depth:
        return _at(depth - 1)
    before = getrusage(RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        _small()
    return getrusage(RUSAGE_THREAD).ru_minflt - before


def _small() -> int:
    first, second, third = 1, 2, 3
    return first + second + third
