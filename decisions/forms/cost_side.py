"""All lines of one side of a cost case in one form, and further options."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from decisions.forms.cost_edits import free_key, main_option
from decisions.forms.cost_lines import SHORT_LIMIT, LineForm
from engine.cost.defaults import CostContent
from engine.cost.lines import KINDS, OWN_WAYS, CostCase, CostOption, Line
from writing.forms import VersionedForm

OWN = "in_house"
MOST_ROWS = 60
"""Lines of one form: with all their fields they stay below what Django takes in one request."""
KEY = re.compile(r"[a-z0-9_]{1,40}(-\d{1,4})?")


@dataclass
class SideForm:
    """All lines of one side: those that are stored, and an empty one for every other usual kind."""

    rows: list[LineForm]
    stored: tuple[Line, ...]
    is_bound: bool
    problem: str = ""

    @property
    def errors(self) -> dict[str, Any]:
        """Line and field -> what is wrong; empty when everything can be used."""
        found: dict[str, Any] = {"": self.problem} if self.problem else {}
        for row in self.rows:
            found |= {f"{row.line.key}-{name}": text for name, text in row.errors.items()}
        return found

    @property
    def wrong(self) -> list[tuple[LineForm, forms.BoundField, str]]:
        """Every wrong field with its line, for the summary."""
        return [
            (row, field, str(error))
            for row in self.rows
            for field in (*row.ends, *row.more)
            for error in field.errors
        ]

    def is_valid(self) -> bool:
        """Whether every line can be used."""
        return not self.errors

    @property
    def lines(self) -> tuple[Line, ...]:
        """What to store: every line that says something or was there before; in the order in which the same lines
        are stored, so that nothing changes where nobody changed anything."""
        if not self.is_bound:
            return self.stored
        made = [(row, row.made) for row in self.rows]
        found = {
            line.key: line for row, line in made if line is not None and self._keeps(row, line)
        }
        order = [line.key for line in self.stored]
        same = found.keys() == set(order)
        return tuple(found[key] for key in (order if same else found))

    def _keeps(self, row: LineForm, line: Line) -> bool:
        return line != row.line or any(row.line.key == old.key for old in self.stored)


def side_form(
    content: CostContent, case: CostCase, side: str, data: QueryDict | None = None, add: str = ""
) -> SideForm:
    """The form of one side: "in_house" or the key of an option. ``add`` is a kind to add a line of."""
    owner = OWN if side == OWN else "provider"
    option = option_of(case, side)
    lines = option.lines if option else case.in_house
    deal = option.deal if option else getattr(main_option(case), "deal", "")
    found = {row.kind: row for row in content.of(deal) if row.stands_in} if deal else {}
    rows, problem = _rows(lines, owner, data, add)
    return SideForm(
        rows=[
            LineForm(
                line,
                data,
                terms=case.terms,
                option=option,
                suggestion=found.get(line.kind),
            )
            for line in rows
        ],
        stored=lines,
        is_bound=data is not None,
        problem=problem,
    )


def option_of(case: CostCase, key: str) -> CostOption | None:
    """The option with this key."""
    return next((row for row in case.options if row.key == key), None)


def _rows(
    lines: Sequence[Line], owner: str, data: QueryDict | None, add: str
) -> tuple[list[Line], str]:
    """The lines to show in the order of the kinds, and what is wrong with their number."""
    there = {line.key: line for line in lines}
    for sent in data.getlist("line") if data is not None else ():
        name = sent.partition("-")[0]
        if KEY.fullmatch(sent) and name in KINDS and KINDS[name].owner == owner:
            there.setdefault(sent, Line(sent, name, None))
    for kind in KINDS.values():
        if kind.owner == owner and all(line.kind != kind.key for line in there.values()):
            there[kind.key] = Line(kind.key, kind.key, None)
    problem = ""
    if add in KINDS and KINDS[add].owner == owner:
        if len(there) >= MOST_ROWS:
            problem = f"One side has up to {MOST_ROWS} lines."
        else:
            key = free_key(add, there)
            there[key] = Line(key, add, None)
    order = list(KINDS)
    return sorted(there.values(), key=lambda line: order.index(line.kind)), problem


class OptionForm(VersionedForm):
    """Another way to compare: a kind of deal or a way of one's own, a name, and whether published ranges
    count."""

    deal = forms.ChoiceField(
        label="What do you want to compare?", error_messages={"required": "Choose a way."}
    )
    name = forms.CharField(
        label="Name of this option",
        required=False,
        max_length=SHORT_LIMIT,
        help_text="For example the provider. Left empty, it is named after the way.",
    )
    ranges = forms.BooleanField(
        label="Count published ranges for everything without a figure",
        required=False,
        help_text="For providers; there are none for ways of your own.",
    )

    def __init__(self, content: CostContent, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["deal"]
        assert isinstance(field, forms.ChoiceField)
        deals = [(row.key, row.name) for row in content.deals] or [("", "A provider")]
        field.choices = [("A provider", deals), ("A way of your own", list(OWN_WAYS.items()))]
