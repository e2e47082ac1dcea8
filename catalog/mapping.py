"""Which table holds which objects of a definition, and under which columns.

A field of a content dataclass lies in the column of its own name. Said here is only what is
otherwise: another name, a table of its own, columns that several parts of a definition share.
``catalog.definition`` reads the tables by it, ``catalog.replacing`` writes them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, Model

from catalog import models
from engine.model.codec import Member, Part, members
from engine.model.fields import Choices, Field, OneOf, Split, Texts
from engine.model.figures import Numbers
from engine.model.ruleset import Lines

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one list of objects.

    ``key`` names the fields that tell its rows apart; with ``numbered`` their place does, beside the
    key. ``owner`` is the column of the object that the list belongs to. ``columns`` maps fields to
    other columns; a name that ends with "_" begins those of the parts of one value. ``fixed`` and
    ``looks_at`` tell lists apart that share a table: values of columns, and one that is not empty.
    ``pair`` are the columns of a list of codes with numbers.
    """

    model: type[Model]
    key: tuple[str, ...] = ()
    owner: str = ""
    numbered: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    looks_at: str = ""
    pair: tuple[str, str] = ("", "")
    parts: Mapping[str, "Table"] = field(default_factory=dict)

    def holds(self, row: Model) -> bool:
        """Whether a row of the table is one of this list."""
        same = all(getattr(row, name) == value for name, value in self.fixed.items())
        return same and (not self.looks_at or getattr(row, f"{self.looks_at}_id") is not None)

    def column(self, name: str) -> str:
        """The column of a field."""
        return self.columns.get(name, name)

    def split(self, name: str, row: Split) -> dict[str, str]:
        """The columns of the parts of a field."""
        prefix = self.columns.get(name, "")
        return {part: f"{prefix}{part}" for part in row.names()}

    @property
    def filters(self) -> dict[str, Any]:
        """The rows of this list, for a query."""
        wanted = {f"{self.looks_at}__isnull": False} if self.looks_at else {}
        return {**self.fixed, **wanted}


def conditions(model: type[Model], owner: str) -> Table:
    """A list of conditions on answers."""
    return Table(model, owner=owner, numbered=True, columns={"criterion": "on"})


def place_rules(kind: str, looks_at: str = "on") -> Table:
    """A list of rules about the place."""
    return Table(
        models.PlaceRule,
        numbered=True,
        columns={"criterion": "on"},
        fixed={"kind": kind},
        looks_at=looks_at,
    )


def notes(part: str) -> Table:
    """The notes about a part."""
    return Table(models.ReferenceNote, numbered=True, fixed={"part": part})


def facts(kind: str) -> Table:
    """One kind of sentence about a service type."""
    return Table(models.Fact, owner="service", numbered=True, fixed={"kind": kind})


TABLES: Mapping[str, Table] = {
    "sources": Table(models.Source, ("code",)),
    "options": Table(
        models.Option,
        ("key",),
        parts={"settled": conditions(models.SettledAction, "option")},
    ),
    "themes": Table(models.Theme, ("code",)),
    "criteria": Table(
        models.Criterion,
        ("code",),
        columns={"weight_range": "weight_"},
        parts={
            "choices": Table(models.Choice, ("number",), owner="criterion"),
            "show_if": conditions(models.ShowIf, "criterion"),
        },
    ),
    "gates": Table(
        models.Gate,
        ("code",),
        parts={
            "triggers": Table(
                models.Trigger,
                owner="gate",
                numbered=True,
                parts={"when": conditions(models.TriggerCondition, "trigger")},
            )
        },
    ),
    "presets": Table(
        models.Preset,
        ("key",),
        parts={
            "weights": Table(
                models.PresetWeight,
                ("criterion",),
                owner="preset",
                pair=("criterion", "weight"),
            )
        },
    ),
    "services": Table(
        models.ServiceType,
        ("slug",),
        parts={
            "prefilled": Table(
                models.PrefilledAnswer,
                ("criterion",),
                owner="service",
                pair=("criterion", "choice"),
            ),
            "steps": Table(models.Step, owner="service", numbered=True),
            "kpis": Table(models.Kpi, owner="service", numbered=True),
            **{kind: facts(kind) for kind in models.Fact.Kind.values},
        },
    ),
    "precedents": Table(
        models.Precedent,
        ("key",),
        columns={"id": "key"},
        parts={
            "codings": Table(models.PrecedentCoding, owner="precedent", numbered=True),
            "sources": Table(models.PrecedentSource, owner="precedent", numbered=True),
        },
    ),
    "reference.places.limits": place_rules("limits"),
    "reference.places.gates": place_rules("limits", looks_at="gate"),
    "reference.places.cautions": place_rules("cautions"),
    "reference.places.spoken": place_rules("spoken"),
    "reference.places.second_site": place_rules("second_site"),
    "reference.places.countries": Table(
        models.Country,
        ("code",),
        columns={"gsli": "gsli_"},
        parts={"notes": Table(models.CountryNote, owner="country", numbered=True)},
    ),
    "reference.places.notes": notes("places"),
    "reference.engagement.forms": Table(models.EngagementForm, ("key",)),
    "reference.engagement.rules": Table(
        models.EngagementRule,
        numbered=True,
        parts={"when": conditions(models.EngagementCondition, "rule")},
    ),
    "reference.engagement.risks": Table(
        models.EngagementRisk,
        ("key",),
        columns={"text": "meaning"},
        parts={"high": conditions(models.RiskCondition, "risk")},
    ),
    "reference.engagement.arrangements": Table(
        models.EngagementArrangement, ("operational", "structural")
    ),
    "reference.regimes.questions": Table(
        models.RegimeQuestion,
        ("key",),
        parts={
            "choices": Table(models.RegimeChoice, ("key",), owner="question"),
            "follows": conditions(models.RegimeAnswer, "question"),
        },
    ),
    "reference.regimes.regimes": Table(
        models.Regime,
        ("key",),
        parts={"when": Table(models.RegimeCondition, owner="regime", numbered=True)},
    ),
    "reference.cost.deals": Table(models.Deal, ("key",), columns={"years": "years_"}),
    "reference.cost.defaults": Table(
        models.CostDefault,
        ("kind",),
        numbered=True,
        parts={"evidence": Table(models.CostEvidence, owner="default", numbered=True)},
    ),
    "reference.cost.claims": Table(models.SavingClaim, numbered=True),
    "reference.cost.rates": Table(models.DiscountRate, ("key",)),
    "reference.cost.make_up": Table(models.PriceMakeUp, fixed={"id": 1}),
    "reference.cost.notes": notes("cost"),
}
"""The lists of a definition by their paths, each after those that it refers to."""

SINGLES: Mapping[type[Model], Mapping[str, str]] = {
    models.Lines: {
        "title": "title",
        **{f"lines.{row.name}": row.name for row in members(Lines)},
    },
    models.ReferenceSettings: {
        "reference.places.checked_on": "places_checked_on",
        "reference.places.working_day.start": "day_start",
        "reference.places.working_day.end": "day_end",
        "reference.places.near_hours": "near_hours",
        "reference.engagement.checked_on": "engagement_checked_on",
        "reference.regimes.disclaimer": "disclaimer",
        "reference.cost.checked_on": "cost_checked_on",
    },
}
"""Tables of one row: the columns by the paths of the values that they hold."""


KEYS: Mapping[type[Model], str] = {
    table.model: table.key[0]
    for table in TABLES.values()
    if len(table.key) == 1 and not table.numbered
}
"""The column by which other objects name the rows of a table."""


def leaves(kind: type, above: str = "") -> Iterator[tuple[str, Member]]:
    """The fields of a definition by their paths, down to what is a list or a value."""
    for row in members(kind):
        path = f"{above}{row.name}"
        holds = any(place.startswith(f"{path}.") for place in TABLES)
        if holds and isinstance(row.field, Part):
            yield from leaves(row.field.kind, f"{path}.")
        else:
            yield path, row


def reference(model: type[Model], column: str) -> type[Model] | None:
    """The table that a column refers to, if it does."""
    found = model._meta.get_field(column)
    related = found.related_model if isinstance(found, ForeignKey) else None
    return related if isinstance(related, type) else None


def as_counted(code: str) -> str:
    """What to sort codes by, as people count: KO2 before KO10. A database forgets the order of keys."""
    return re.sub("[0-9]+", lambda digits: digits[0].zfill(12), code)


def from_column(field: Field, value: Any) -> Any:
    """What a column holds, as the field has it."""
    if isinstance(field, Texts):
        return tuple(value)
    if isinstance(field, Choices):
        return frozenset(value)
    if isinstance(field, Numbers):
        return {key: value[key] for key in sorted(value, key=as_counted)}
    return None if value == "" and isinstance(field, OneOf) and field.nullable else value


def to_column(value: Any) -> Any:
    """A value as a column holds it."""
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
