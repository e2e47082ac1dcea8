"""Problems of the working copy with a link to the admin page where each can be corrected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from catalog.models import (
    CostDefault,
    Country,
    Criterion,
    Deal,
    DiscountRate,
    EngagementArrangement,
    EngagementForm,
    EngagementRisk,
    EngagementRule,
    Gate,
    Option,
    PlaceRule,
    Preset,
    PriceMakeUp,
    ReferenceCase,
    ReferenceNote,
    ReferenceSettings,
    Regime,
    RegimeQuestion,
    SavingClaim,
    ServiceType,
    Source,
    Theme,
    Thresholds,
    Trigger,
)
from catalog.services import check
from engine.load import Problem
from engine.ruleset import Ruleset

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
Filters = dict[str, Any]
BESIDE: dict[tuple[str, str], tuple[type[Model], Filters]] = {
    ("places", "limits"): (PlaceRule, {"kind": PlaceRule.Kind.LIMIT, "gate": None}),
    ("places", "gates"): (PlaceRule, {"kind": PlaceRule.Kind.LIMIT, "on": None}),
    ("places", "cautions"): (PlaceRule, {"kind": PlaceRule.Kind.CAUTION}),
    ("places", "second_site"): (PlaceRule, {"kind": PlaceRule.Kind.SECOND_SITE}),
    ("places", "countries"): (Country, {}),
    ("places", "notes"): (ReferenceNote, {"part": ReferenceNote.Part.PLACES}),
    ("engagement", "forms"): (EngagementForm, {}),
    ("engagement", "rules"): (EngagementRule, {}),
    ("engagement", "risks"): (EngagementRisk, {}),
    ("engagement", "arrangements"): (EngagementArrangement, {}),
    ("regimes", "questions"): (RegimeQuestion, {}),
    ("regimes", "regimes"): (Regime, {}),
    ("cost", "deals"): (Deal, {}),
    ("cost", "defaults"): (CostDefault, {}),
    ("cost", "claims"): (SavingClaim, {}),
    ("cost", "rates"): (DiscountRate, {}),
    ("cost", "make_up"): (PriceMakeUp, {}),
    ("cost", "notes"): (ReferenceNote, {"part": ReferenceNote.Part.COST}),
}
"""The rows behind each list of the content beside the questions, in the order of the list."""


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
    problems = sorted(check(ruleset), key=lambda problem: problem.severity != "error")
    pages = _Pages()
    return tuple(Finding(problem, pages.url(problem.path)) for problem in problems)


class _Pages:
    """Finds admin pages by places in the definition, with one query per table at most."""

    def __init__(self) -> None:
        self._keys: dict[tuple[type[Model], str], list[int]] = {}

    def url(self, path: str) -> str:
        """The page of the object at the path, or the list or page that is nearest to it."""
        steps = [(match[1], match[2]) for match in STEP.finditer(path)]
        name, place = steps[0] if steps else ("", "")
        if name == "reference":
            return self._beside(steps[1:])
        table = TABLES.get(name)
        if table is None:
            return self._page(Thresholds, 0)
        if not place:
            return _list(table)
        if table is Gate and len(steps) > 1 and steps[1][0] == "triggers" and steps[1][1]:
            return self._trigger(int(place), int(steps[1][1]))
        return self._page(table, int(place))

    def _beside(self, steps: Sequence[tuple[str, str]]) -> str:
        """A page of the content beside the questions; its settings where nothing is nearer."""
        (part, _), (name, place) = [*steps, ("", ""), ("", "")][:2]
        table, filters = BESIDE.get((part, name), (ReferenceSettings, {}))
        if not place and table not in (ReferenceSettings, PriceMakeUp):
            return _list(table)
        return self._page(table, int(place or 0), filters)

    def _page(self, table: type[Model], place: int, filters: Filters | None = None) -> str:
        which = (table, str(filters or ""))
        if which not in self._keys:
            rows = table._default_manager.filter(**filters or {})
            self._keys[which] = list(rows.values_list("pk", flat=True))
        return _change(table, self._keys[which], place)

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
