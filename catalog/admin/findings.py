"""Problems of the working copy with a link to the admin page where each can be corrected."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from catalog.definition import working_ruleset
from catalog.mapping import TABLES, Table
from catalog.models import Gate, Lines, ReferenceCase, ReferenceSettings, Trigger
from catalog.models.base import active_rows
from catalog.services import check
from engine.model.reading import Problem
from engine.model.ruleset import Ruleset

STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
Steps = Sequence[tuple[str, str]]
CASES = Table(ReferenceCase)
BESIDE, REST = Table(ReferenceSettings, fixed={"id": 1}), Table(Lines, fixed={"id": 1})


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the address of the page that it is about."""

    problem: Problem
    url: str

    @property
    def is_error(self) -> bool:
        """Errors forbid publishing."""
        return self.problem.severity == "error"


def findings(ruleset: Ruleset) -> tuple[Finding, ...]:
    """All problems of the working copy, errors first, each with its page."""
    return _with_pages(check(ruleset), _Pages())


def missed(without: Sequence[Model]) -> tuple[Finding, ...]:
    """What would be wrong with the working copy if it had to do without some pages, and is not now."""
    errors = [row for row in check(working_ruleset(without=without)) if row.severity == "error"]
    if not errors:  # as mostly: then the whole need not be read and checked as well
        return ()
    present = {problem.sentence for problem in check(working_ruleset())}
    new = [row for row in errors if row.sentence not in present]
    return _with_pages(new, _Pages(without))


def _with_pages(problems: Iterable[Problem], pages: "_Pages") -> tuple[Finding, ...]:
    found = sorted(problems, key=lambda problem: problem.severity != "error")
    return tuple(Finding(problem, pages.url(problem.path)) for problem in found)


class _Pages:
    """Finds admin pages by places in the definition, with one query per table at most."""

    def __init__(self, without: Sequence[Model] = ()) -> None:
        self._without = without
        self._keys: dict[tuple[type[Model], str], list[int]] = {}

    def url(self, path: str) -> str:
        """The page of the object at the path, or the list or page that is nearest to it."""
        steps = [(match[1], match[2]) for match in STEP.finditer(path)]
        table, place, rest = _table(steps)
        if not place and "id" not in table.fixed:
            return _list(table.model)
        if table.model is Gate and rest and rest[0][0] == "triggers" and rest[0][1]:
            return self._trigger(int(place), int(rest[0][1]))
        return self._page(table, int(place or 0))

    def _page(self, table: Table, place: int) -> str:
        which = (table.model, str(table.filters))
        if which not in self._keys:
            rows = active_rows(table.model, without=self._without).filter(**table.filters)
            self._keys[which] = list(rows.values_list("pk", flat=True))
        return _change(table.model, self._keys[which], place)

    def _trigger(self, gate: int, place: int) -> str:
        gates = list(active_rows(Gate, without=self._without).values_list("pk", flat=True))
        if gate >= len(gates):
            return _list(Gate)
        rules = active_rows(Trigger, without=self._without).filter(gate=gates[gate])
        rules = rules.values_list("pk", flat=True)
        return _change(Trigger, list(rules), place)


def _table(steps: Steps) -> tuple[Table, str, Steps]:
    """The table at a place of the definition, the number of the row, and what is left of the way."""
    for length in range(1, len(steps) + 1):
        way = ".".join(name for name, _ in steps[:length])
        if way in TABLES:
            return TABLES[way], steps[length - 1][1], steps[length:]
    first, place = steps[0] if steps else ("", "")
    if first == "cases":
        return CASES, place, ()
    return BESIDE if first == "reference" else REST, "", ()


def _change(table: type[Model], keys: Sequence[int], place: int) -> str:
    if place >= len(keys):
        return _list(table)
    return reverse(f"admin:catalog_{table._meta.model_name}_change", args=[keys[place]])


def _list(table: type[Model]) -> str:
    return reverse(f"admin:catalog_{table._meta.model_name}_changelist")
