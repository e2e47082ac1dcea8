"""The lines of one side of a cost case: low, likely and high of each, with note and source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from decisions.forms.cost import ENDS, cents_problem
from decisions.forms.fields import LongText
from decisions.forms.figures import FigureField, range_of, written
from decisions.presentation.cost_option import figure
from decisions.presentation.cost_wording import unit_words
from decisions.presentation.money import plainly
from engine.cost_defaults import CostContent, Default
from engine.cost_lines import (
    KINDS,
    LONGEST,
    CostCase,
    CostOption,
    Kind,
    Line,
    Range,
    figure_problem,
)
from engine.ruleset import Mark

OWN = "in_house"
MOST_ROWS = 60
"""Lines of one form: with all their fields they stay below what Django takes in one request."""
NOTE_LIMIT, SHORT_LIMIT = 1000, 200
MARKS = [
    ("assumption", "An assumption"),
    ("reported", "Reported by somebody"),
    ("verified", "Verified"),
]
KEY = re.compile(r"[a-z0-9_]{1,40}(-\d{1,4})?")
UNROUNDED = ("per_unit", "per_outcome")
"""Prices of small units may be finer than a cent."""


class LineForm(forms.Form):
    """One line. Without figures it is not estimated, unless its published range is to count."""

    use = forms.BooleanField(required=False, label="Count the published range")
    remove = forms.BooleanField(required=False, label="Remove this line")
    name = forms.CharField(required=False, max_length=SHORT_LIMIT, label="Name")
    year = forms.CharField(required=False, max_length=9, label="Due in year, 0 for the start")
    first_year = forms.CharField(required=False, max_length=9, label="From year")
    last_year = forms.CharField(required=False, max_length=9, label="To year")
    note = LongText(limit=NOTE_LIMIT, rows=2, required=False, label="Note")
    source = forms.CharField(required=False, max_length=SHORT_LIMIT, label="Source")
    mark = forms.ChoiceField(required=False, choices=MARKS, label="How good is it?")

    def __init__(
        self,
        line: Line,
        data: Any = None,
        *,
        currency: str,
        years: int,
        suggestion: Default | None = None,
    ) -> None:
        super().__init__(data, prefix=line.key, initial=_initial(line))
        self.line, self.currency, self.years = line, currency, years
        self.kind: Kind = KINDS[line.kind]
        self.suggestion = suggestion
        self.amount: Range | None = None
        for end in ENDS:
            self.fields[end] = FigureField(
                label=end.capitalize(),
                percent=self.kind.unit == "percent",
                initial=_written(line, end),
            )
        for name in self._without():
            del self.fields[name]

    def _without(self) -> list[str]:
        """The fields that this kind of line does not have."""
        yearly, once = self.kind.basis == "yearly", self.kind.basis == "once"
        gone = [] if yearly else ["first_year", "last_year"]
        gone += [] if once else ["year"]
        gone += [] if self.offers_range else ["use"]
        return gone + ([] if self.is_added else ["remove"])

    @property
    def is_added(self) -> bool:
        """Whether somebody added it to the usual lines."""
        return self.line.key != self.line.kind

    @property
    def offers_range(self) -> bool:
        """Whether there is a range that can count in place of a figure."""
        return self.line.fallback is not None or self.suggestion is not None

    @property
    def range(self) -> Range | None:
        """The published range that is offered."""
        if self.line.fallback is not None:
            return self.line.fallback
        return self.suggestion.amount if self.suggestion else None

    @property
    def title(self) -> str:
        """The line as people read it."""
        return self.line.name or self.kind.name

    @property
    def unit_words(self) -> str:
        """The unit of its figures."""
        return unit_words(self.kind.basis, self.kind.unit, self.currency)

    @property
    def range_words(self) -> str:
        """The published range in words."""
        found = self.range
        return (
            ""
            if found is None
            else f"{plainly(found.low)} to {plainly(found.high)}, likely {figure(found.likely, self.unit_words)}"
        )

    @property
    def ends(self) -> list[forms.BoundField]:
        """Low, likely, high."""
        return [self[end] for end in ENDS]

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands behind "note and source"."""
        names = ("note", "source", "mark", "name", "first_year", "last_year", "year", "remove")
        return [self[name] for name in names if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        """Whether something behind "note and source" is wrong."""
        return any(field.errors for field in self.more)

    @property
    def figure_errors(self) -> list[str]:
        """What is wrong with the figures, each sentence once."""
        return list(dict.fromkeys(str(row) for field in self.ends for row in field.errors))

    def clean(self) -> dict[str, Any]:
        """The range, and the years where the line has some."""
        values = super().clean() or {}
        if not any(end in self.errors for end in ENDS):
            try:
                self.amount = range_of(*(values.get(end) for end in ENDS))
            except ValidationError as error:
                self.add_error("likely", error)
        if self.amount is not None:
            self._check(self.amount)
        for name, lowest in (("first_year", 1), ("last_year", 1), ("year", 0)):
            if name in self.fields and name not in self.errors:
                values[name] = self._year(name, str(values.get(name, "")), lowest)
        last = values.get("last_year")
        if last is not None and not self.errors and (values.get("first_year") or 1) > last:
            self.add_error("last_year", "The last year comes before the first.")
        return values

    def _check(self, amount: Range) -> None:
        problem = figure_problem(amount, self.kind)
        if problem is not None:
            self.add_error(problem[0], problem[1])
        elif self.kind.unit == "money" and self.kind.basis not in UNROUNDED:
            for end in ENDS:
                if message := cents_problem(getattr(amount, end), self.currency):
                    self.add_error(end, message)

    def _year(self, name: str, text: str, lowest: int) -> int | None:
        text = text.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or not lowest <= int(text) <= LONGEST:
            self.add_error(name, f"Enter a year from {lowest} to {LONGEST}.")
        elif int(text) > self.years:
            self.add_error(name, f"The case ends after year {self.years}.")
        else:
            return int(text)
        return None

    @property
    def made(self) -> Line | None:
        """The line as typed, None when it shall go or says nothing."""
        values = self.cleaned_data
        if values.get("remove"):
            return None
        counted = bool(values.get("use"))
        note, source, mark = values["note"], values["source"], values["mark"] or "assumption"
        if counted and self.suggestion is not None and not (note or source):
            note, source = self.suggestion.why, ", ".join(self.suggestion.sources)
            mark = self.suggestion.mark
        return replace(
            self.line,
            amount=self.amount,
            fallback=self.range if counted else None,
            name=values["name"],
            note=note,
            source=source,
            mark=cast(Mark, mark),
            year=values.get("year") or 0,
            first_year=values.get("first_year") or 1,
            last_year=values.get("last_year"),
        )


def _initial(line: Line) -> dict[str, Any]:
    once = KINDS[line.kind].basis == "once"
    return {
        "use": line.fallback is not None,
        "name": line.name,
        "note": line.note,
        "source": line.source,
        "mark": line.mark,
        "first_year": "" if line.first_year == 1 else str(line.first_year),
        "last_year": "" if line.last_year is None else str(line.last_year),
        "year": str(line.year) if once and line.year else "",
    }


def _written(line: Line, end: str) -> str:
    amount = line.amount
    if amount is None or (end != "likely" and amount.low == amount.high):
        return ""
    return written(getattr(amount, end), percent=KINDS[line.kind].unit == "percent")


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
        """What to store: every line that says something or was there before."""
        if not self.is_bound:
            return self.stored
        made = [(row, row.made) for row in self.rows]
        return tuple(line for row, line in made if line is not None and self._keeps(row, line))

    def _keeps(self, row: LineForm, line: Line) -> bool:
        says = line.used is not None or line.name or line.note or line.source
        return bool(says) or any(row.line.key == old.key for old in self.stored)


def side_form(
    content: CostContent, case: CostCase, side: str, data: QueryDict | None = None, add: str = ""
) -> SideForm:
    """The form of one side: "in_house" or the key of an option. ``add`` is a kind to add a line of."""
    owner = OWN if side == OWN else "provider"
    option = option_of(case, side)
    lines = option.lines if option else case.in_house
    deal = option.deal if option else next((row.deal for row in case.options if row.deal), "")
    found = {row.kind: row for row in content.of(deal) if row.stands_in} if deal else {}
    rows, problem = _rows(lines, owner, data, add)
    return SideForm(
        rows=[
            LineForm(
                line,
                data,
                currency=case.terms.currency,
                years=case.terms.years,
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
        if KEY.fullmatch(sent) and name in KINDS and KINDS[name].side == owner:
            there.setdefault(sent, Line(sent, name, None))
    for kind in KINDS.values():
        if kind.side == owner and all(line.kind != kind.key for line in there.values()):
            there[kind.key] = Line(kind.key, kind.key, None)
    problem = ""
    if add in KINDS and KINDS[add].side == owner:
        if len(there) >= MOST_ROWS:
            problem = f"One side has up to {MOST_ROWS} lines."
        else:
            key = free_key(add, there)
            there[key] = Line(key, add, None)
    order = list(KINDS)
    return sorted(there.values(), key=lambda line: order.index(line.kind)), problem


def free_key(start: str, taken: Mapping[str, object]) -> str:
    """A key that nothing has yet: "travel", "travel-2" ..."""
    if start not in taken:
        return start
    number = 2
    while f"{start}-{number}" in taken:
        number += 1
    return f"{start}-{number}"


class OptionForm(forms.Form):
    """Another way of buying: a kind of deal, a name, and whether its published ranges count."""

    deal = forms.ChoiceField(
        label="What would you buy?", error_messages={"required": "Choose what you would buy."}
    )
    name = forms.CharField(
        label="Name of this option",
        required=False,
        max_length=SHORT_LIMIT,
        help_text="For example the provider. Left empty, it is named after what you buy.",
    )
    ranges = forms.BooleanField(
        label="Count published ranges for everything without a figure", required=False
    )

    def __init__(self, content: CostContent, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["deal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.key, row.name) for row in content.deals]
