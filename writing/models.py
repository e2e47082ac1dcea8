"""The version that every row carries which people write."""

from collections.abc import Callable
from typing import Any

from django.db import models

from writing.conflict import Conflict, Mark, Overtaken, conflict_of


class Versioned(models.Model):
    """A row with a ``version`` that tells its states apart, so that nobody overwrites what they have
    not seen: a form sends the version that it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def change(
        self, *, seen: int, by: Callable[[str], Mark] = lambda name: (None, None), **values: Any
    ) -> Conflict[Any] | None:
        """Store other values in this row, which is locked, unless somebody did after the version
        ``seen``; ``by`` tells who. The same again is no change."""
        rows = [
            Overtaken(name, getattr(self, name), new, self.version)
            for name, new in values.items()
            if getattr(self, name) != new
        ]
        conflict = conflict_of(rows, seen=dict.fromkeys(values, seen), by=by)
        if rows and conflict is None:
            for name, new in values.items():
                setattr(self, name, new)
            self.version += 1
            self.save(update_fields=[*values, "version"])
        return conflict
