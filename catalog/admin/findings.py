"""Problems of the working copy with a link to the admin page where each can be corrected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from catalog.models import (
    Criterion,
    Gate,
    Option,
    Preset,
    ReferenceCase,
    ServiceType,
    Source,
    Theme,
    Thresholds,
    Trigger,
)
from catalog.services import check
from engine.load import Problem

STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
TABLES: dict[str, type[Model]] = {
    "options": Option,
    "themes": Theme,
    "criteria": Criterion,
    "gates": Gate,
    "presets": Preset,
    "services": ServiceType,
    "sources": Source,
    "cases": ReferenceCase,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the address of the page that it is about."""

    problem: Problem
    url: str

    @property
    def is_error(self) -> bool:
        """Errors forbid publishing."""
        return self.problem.severity == "error"


def findings() -> tuple[Finding, ...]:
    """All problems of the working copy, errors first, each with its page."""
    problems = sorted(check(), key=lambda problem: problem.severity != "error")
    pages = _Pages()
    return tuple(Finding(problem, pages.url(problem.path)) for problem in problems)


class _Pages:
    """Finds admin pages by places in the definition, with one query per table at most."""

    def __init__(self) -> None:
        self._keys: dict[type[Model], list[int]] = {}

    def url(self, path: str) -> str:
        """The page of the object at the path, or the list or page that is nearest to it."""
        steps = [(match[1], match[2]) for match in STEP.finditer(path)]
        name, place = steps[0] if steps else ("", "")
        table = TABLES.get(name)
        if table is None:
            return self._page(Thresholds, 0)
        if not place:
            return _list(table)
        if table is Gate and len(steps) > 1 and steps[1][0] == "triggers" and steps[1][1]:
            return self._trigger(int(place), int(steps[1][1]))
        return self._page(table, int(place))

    def _page(self, table: type[Model], place: int) -> str:
        if table not in self._keys:
            self._keys[table] = list(table._default_manager.values_list("pk", flat=True))
        return _change(table, self._keys[table], place)

    def _trigger(self, gate: int, place: int) -> str:
        gates = list(Gate.objects.values_list("pk", flat=True))
        if gate >= len(gates):
            return _list(Gate)
        rules = Trigger.objects.filter(gate=gates[gate]).values_list("pk", flat=True)
        return _change(Trigger, list(rules), place)


def _change(table: type[Model], keys: Sequence[int], place: int) -> str:
    if place >= len(keys):
        return _list(table)
    return reverse(f"admin:catalog_{table._meta.model_name}_change", args=[keys[place]])


def _list(table: type[Model]) -> str:
    return reverse(f"admin:catalog_{table._meta.model_name}_changelist")
