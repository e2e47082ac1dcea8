"""The lines of a cost case in words: the unit of a figure, and when it counts."""

from engine.cost.lines import KINDS, Basis, Line, Unit
from report.messages import Message, say


def unit(basis: Basis, unit: Unit, currency: str) -> Message:
    """The unit of a line, behind its figure."""
    key = f"{basis}.{unit}" if basis == "quantity" else basis
    return say(f"unit.{key}", currency=currency)


def when(line: Line) -> Message | None:
    """The years of a line where they are not the usual ones."""
    basis = KINDS[line.kind].basis
    if basis == "once":
        return say("line.when.year", year=line.year) if line.year else say("line.when.start")
    if basis != "yearly" or (line.first_year == 1 and line.last_year is None):
        return None
    if line.last_year is None:
        return say("line.when.from", first=line.first_year)
    return say("line.when.years", first=line.first_year, last=line.last_year)
