"""Which rows refer to a person or a team, in whatever room: found from the tables, not from a list."""

from typing import Any

from django.db.models import PROTECT, ForeignObjectRel, Model

from accounts.models import Team, User


def references_to(row: User | Team) -> list[tuple[type[Model], str]]:
    """The tables, each with the column that holds the key of such a row, ordered by name."""
    found = [(rel.related_model, rel.field.name) for rel in _relations(row)]
    return sorted(found, key=lambda pair: (pair[0]._meta.label, pair[1]))


def holds_something(team: Team) -> bool:
    """Whether something belongs to the team that must not go with it: its assessments."""
    return any(
        rel.related_model._base_manager.filter(**{rel.field.name: team.pk}).exists()
        for rel in _relations(team)
        if rel.on_delete is PROTECT
    )


def _relations(row: Model) -> list[Any]:
    return [
        rel
        for rel in row._meta.get_fields(include_hidden=True)
        if isinstance(rel, ForeignObjectRel) and not rel.many_to_many
    ]
