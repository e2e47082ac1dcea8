"""Three states of one page brought together: what it was made from, what is saved, what was sent.

A state is what a browser would send from the page: strings by field name, for the page itself and for
each row of its tables. So one comparison serves every kind of control, and text that only made the
way through a browser counts as untouched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Values = Mapping[str, list[str]]
"""What is sent for each field: nothing for an empty box, one string, or several."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. ``key`` is empty for a new one; ``gone`` marks one that shall be deleted."""

    key: str
    name: str
    values: Values
    gone: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A page with its tables by their names."""

    page: Values
    tables: Mapping[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or a whole row, that is saved in one way and was sent in another.

    ``table`` and ``row`` are empty for the page itself, ``name`` is empty for a whole row. None is a
    row that is not there. ``theirs``: somebody changed it since the page was made. ``mine``: the
    writer did, so that the writer's stays in the form.
    """

    table: str
    row: str
    name: str
    saved: Values | None
    yours: Values | None
    theirs: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The state to go on with, and each part of it in which the saved one and the sent one differ."""

    state: State
    parts: list[Part]

    @property
    def overtaken(self) -> bool:
        """Whether somebody else's change would be overwritten, or would come unseen."""
        return any(part.theirs for part in self.parts)


def same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists of sent strings say the same. Browsers send line ends of their own, leave out
    what is empty, and order what is chosen as the page does."""
    first, second = (
        sorted(text.replace("\r\n", "\n") for text in sent if text) for sent in (one, other)
    )
    return first == second


def merge(base: State | None, saved: State, sent: State) -> Merged:
    """What was changed since ``base`` by the writer is as ``sent``, all else as ``saved``.

    Without a base the writer saw nothing: whatever differs counts as changed by both.
    """
    parts: list[Part] = []
    page = _fields(("", ""), base.page if base else None, saved.page, sent.page, parts)
    tables = {
        name: _table(
            name, base.tables.get(name, []) if base else [], rows, sent.tables[name], parts
        )
        for name, rows in saved.tables.items()
    }
    return Merged(State(page, tables), parts)


def _fields(
    where: tuple[str, str], base: Values | None, saved: Values, sent: Values, parts: list[Part]
) -> Values:
    result = {}
    for name, stored in saved.items():
        yours = sent.get(name, [])
        before = base.get(name) if base is not None else None
        differ = not same(yours, stored)
        mine = differ if before is None else not same(yours, before)
        theirs = differ if before is None else not same(stored, before)
        if differ:
            parts.append(Part(*where, name, {name: stored}, {name: yours}, theirs, mine))
        result[name] = yours if mine else stored
    return result


def same_values(one: Values, other: Values) -> bool:
    """Whether every field of one says the same in the other."""
    return all(same(values, other.get(name, [])) for name, values in one.items())


def _table(
    table: str, base: list[Row], saved: list[Row], sent: list[Row], parts: list[Part]
) -> list[Row]:
    seen = {row.key: row for row in base}
    mine = {row.key: row for row in sent if row.key}
    new = [row for row in sent if not row.key and not row.gone]
    result = []
    for row in saved:
        before, own = seen.get(row.key), mine.pop(row.key, None)
        if own is None and before is None:
            if twin := next((one for one in new if same_values(row.values, one.values)), None):
                new.remove(twin)  # the button was pressed twice
            else:
                parts.append(Part(table, row.name, "", row.values, None, theirs=True, mine=False))
            result.append(row)
        elif own is None:
            result.append(row)
        elif own.gone:
            theirs = before is None or not same_values(before.values, row.values)
            parts.append(Part(table, row.name, "", row.values, None, theirs, mine=True))
            result.append(replace(row, gone=True))
        else:
            where, past = (table, row.name), before.values if before else None
            values = _fields(where, past, row.values, own.values, parts)
            result.append(replace(row, values=values))
    for own in mine.values():
        if not own.gone:
            before = seen.get(own.key)
            touched = before is None or not same_values(before.values, own.values)
            name = before.name if before else own.name
            parts.append(Part(table, name, "", None, own.values, theirs=True, mine=touched))
            result += [replace(own, key="")] if touched else []
    parts += [Part(table, row.name, "", None, row.values, theirs=False, mine=True) for row in new]
    return result + new
