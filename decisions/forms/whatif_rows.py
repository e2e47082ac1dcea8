"""The lines of the what-if page, as its page shows them."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the what-if. ``key`` is its id on the page, ``saved`` the saved value in words. A
    line of a theme has its ``code`` and its ``share`` of all weight now, in percent. ``note`` is
    said beside it."""

    field: forms.BoundField
    key: str
    saved: str
    changed: bool
    code: str = ""
    share: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    key: str
    name: str
    rows: list[Row]

    @property
    def changed(self) -> int:
        """How many lines differ from the saved assessment."""
        return sum(row.changed for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Whether a reader should see into it at once."""
        return any(row.changed or row.field.errors for row in self.rows)


def attributes(key: str, css: str) -> dict[str, str]:
    """What every field of the what-if has in its markup."""
    return {"id": key, "class": css, "aria-describedby": f"mark-{key}", "autocomplete": "off"}
