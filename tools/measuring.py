"""What the parts of the bench share: a row of its table, and how time is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``holds`` is None where there is no budget."""

    what: str
    figure: str
    ratio: str = ""
    budget: str = ""
    holds: bool | None = None


class Spent(NamedTuple):
    """Milliseconds: what a clock says, and what this process took of the processor."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} / {self.cpu:.1f} ms"

    def against(self, other: "Spent") -> "Spent":
        """How many times as long, by both clocks."""
        return Spent(self.wall / other.wall, self.cpu / other.cpu)


def timed(work: Callable[[], object]) -> Spent:
    """One call."""
    wall, cpu = perf_counter(), process_time()
    work()
    return Spent(1000 * (perf_counter() - wall), 1000 * (process_time() - cpu))


def medians(works: Mapping[str, Callable[[], Spent]], rounds: int = ROUNDS) -> dict[str, Spent]:
    """The median of each, after one round that is not counted.

    Every round does each of them once, so that what else the machine does slows all of them alike.
    They time themselves (``timed``), so that what they prepare is not counted.
    """
    found: dict[str, list[Spent]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            spent = work()
            if number:
                found[name].append(spent)
    return {
        name: Spent(median(row.wall for row in rows), median(row.cpu for row in rows))
        for name, rows in found.items()
    }
