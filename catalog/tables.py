"""Making a table equal to a list of wanted rows, with few queries and with history.

Rows keep their primary key as long as their natural key stays, so that the history of an object
goes on when a newer catalog is loaded.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog.models.base import active_rows

Row = dict[str, Any]
Key = tuple[Any, ...]
Positions = Mapping[str, int]
BATCH = 100


class UnfitRowsError(ValueError):
    """Rows that no table takes, with a sentence for each."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


class TableSync:
    """One run over several tables, parents before children.

    Call ``sync`` for each table, then ``finish``, all in one transaction.
    """

    def __init__(self, by: Any, reason: str) -> None:
        self.by = by
        self.reason = reason[:100]
        self.written = 0
        self._surplus: list[models.Model] = []

    def sync(
        self, model: type[models.Model], names: Sequence[str], rows: list[Row], *, numbered: bool
    ) -> list[Any]:
        """Create and update; returns the instances in the order of ``rows``.

        ``names`` are the fields of the natural key. With ``numbered`` they name only the owner, and
        the place among the owner's rows completes the key; without any name it is the place in the
        table. What is left over goes in ``finish``.
        """
        existing = self._existing(model, names, numbered=numbered)
        result: list[Any] = []
        created: list[Any] = []
        updated: list[Any] = []
        for key, values in zip(_keys(rows, names, numbered), rows, strict=True):
            row = existing.pop(key, None)
            if row is None:
                row = model(**values)
                created.append(row)
            elif _assign(row, values):
                updated.append(row)
            result.append(row)
        _check(model, created + updated)
        surplus = [row for row in existing.values() if not getattr(row, "retired", False)]
        self._surplus = [*surplus, *self._surplus]
        self._write(model, created, updated)
        return result

    def _existing(
        self, model: type[models.Model], names: Sequence[str], *, numbered: bool
    ) -> dict[Key, Any]:
        """The rows by their keys. A retired page is one of them where it has a key of its own: whatever
        names it restores it. Else it is left alone, and so is what belongs to it."""
        known = {field.name for field in model._meta.concrete_fields}
        if "retired" in known and names and not numbered:
            present = list(model._default_manager.all())
        else:
            present = list(active_rows(model))
        return dict(zip(_keys(present, names, numbered), present, strict=True))

    def finish(self) -> None:
        """Delete what is left over, children first."""
        for row in self._surplus:
            row._change_reason = self.reason  # type: ignore[attr-defined]
            row._history_user = self.by  # type: ignore[attr-defined]
            row.delete()
            self.written += 1

    def _write(self, model: type[models.Model], created: list[Any], updated: list[Any]) -> None:
        history: dict[str, Any] = {
            "batch_size": BATCH,
            "default_user": self.by,
            "default_change_reason": self.reason,
        }
        if created:
            bulk_create_with_history(created, model, **history)
        if updated:
            fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
            bulk_update_with_history(updated, model, fields, **history)
        self.written += len(created) + len(updated)


def placed(
    model: type[models.Model], key: str, rows: list[Row], given: Positions | None = None
) -> list[Row]:
    """The rows with positions: as given, as they are when the order is right, or 10, 20, 30."""
    known = given or dict(model._default_manager.values_list(key, "position"))
    current = [known.get(row[key], -1) for row in rows]
    fits = all(low < high for low, high in zip([-1, *current], current, strict=False))
    places = current if fits else steps_of_ten(rows)
    return [{**row, "position": place} for row, place in zip(rows, places, strict=True)]


def steps_of_ten(rows: Iterable[Any]) -> list[int]:
    """10, 20, 30 and so on, one for each row."""
    return [10 * number for number, _ in enumerate(rows, start=1)]


def _keys(rows: Iterable[Any], names: Sequence[str], numbered: bool) -> list[Key]:
    seen: Counter[Key] = Counter()
    keys: list[Key] = []
    for row in rows:
        values = row if isinstance(row, dict) else vars(row)
        key = tuple(values[name] for name in names)
        seen[key] += 1
        keys.append((*key, seen[key]) if numbered else key)
    return keys


def _assign(row: Any, values: Row) -> bool:
    """Set what differs; True when something did."""
    if getattr(row, "retired", False):
        values = {**values, "retired": False}
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _check(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Refuse what the fields refuse: too long texts, unknown codes, numbers out of range."""
    references = [field.name for field in model._meta.concrete_fields if field.is_relation]
    sentences = []
    for row in rows:
        try:
            row.clean_fields(exclude=references)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                what = f"{model._meta.verbose_name} “{str(row)[:60]}”, {label}"
                sentences += [f"{what}: {message}" for message in messages]
    if sentences:
        raise UnfitRowsError(sentences)
