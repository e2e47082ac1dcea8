"""The lines of one side of a cost case: low, likely and high of each, with note and source."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from decisions.cost.help import HELP
from decisions.cost.option import range_words
from decisions.cost.wording import unit_words
from decisions.forms.cost_edits import cents_problem, stored_end
from decisions.forms.fields import LongText, typed_anew
from decisions.forms.ranges import range_of
from engine.cost.defaults import Default
from engine.cost.lines import (
    ENDS,
    KINDS,
    YEAR_FIELDS,
    CostOption,
    Kind,
    Line,
    Range,
    Terms,
    figure_problem,
)
from engine.cost.term import UNDATED, within, year_problem
from engine.model.ruleset import Mark
from writing.figures import FigureField, WholeField

NOTE_LIMIT, SHORT_LIMIT = 1000, 200
MARKS = [
    ("assumption", "An assumption"),
    ("reported", "Reported by somebody"),
    ("verified", "Verified"),
]
YEARS = {
    "year": "Due in year, 0 for the start",
    "first_year": "From year",
    "last_year": "To year",
}
MOST_YEARS = 9_999
"""Whether a year fits the term, ``year_problem`` says in better words."""
UNROUNDED = ("per_hour", "per_unit", "per_outcome")
"""Prices of small units may be finer than a cent."""


class LineForm(forms.Form):
    """One line. Without figures it is not estimated, unless its published range is to count."""

    use = forms.BooleanField(required=False, label="Count the published range")
    remove = forms.BooleanField(required=False, label="Remove this line")
    name = forms.CharField(required=False, max_length=SHORT_LIMIT, label="Name")
    note = LongText(limit=NOTE_LIMIT, rows=2, required=False, label="Note")
    source = forms.CharField(required=False, max_length=SHORT_LIMIT, label="Source")
    mark = forms.ChoiceField(required=False, choices=MARKS, label="How good is it?")

    def __init__(
        self,
        line: Line,
        data: Any = None,
        *,
        terms: Terms,
        option: CostOption | None = None,
        suggestion: Default | None = None,
    ) -> None:
        super().__init__(data, prefix=line.key, initial=_initial(line))
        self.line, self.terms, self.currency = line, terms, terms.currency
        self.option = option
        self.kind: Kind = KINDS[line.kind]
        self.suggestion = suggestion
        self.amount: Range | None = None
        for name, label in YEARS.items():
            self.fields[name] = WholeField(
                label=label,
                most=MOST_YEARS,
                problem=f"Enter a year up to {terms.periods} as a whole number.",
            )
        for end in ENDS:
            self.fields[end] = FigureField(
                label=end.capitalize(),
                unit=self.kind.unit,
                currency=terms.currency,
                stored=stored_end(line.amount, end),
            )
        for name in self._without():
            del self.fields[name]

    def _without(self) -> list[str]:
        """The fields that this kind of line does not have."""
        gone = [name for name in UNDATED if name not in YEAR_FIELDS.get(self.kind.basis, ())]
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
        suggested = self.suggestion
        return within(suggested.amount, self.kind.key, self.terms) if suggested else None

    @property
    def title(self) -> str:
        """The line as people read it."""
        return self.option.title_of(self.line) if self.option else self.line.title

    @property
    def help(self) -> str:
        """What to count here, and which of it a change of hands would take away."""
        return HELP.get(self.kind.key, "")

    @property
    def unit_words(self) -> str:
        """The unit of its figures."""
        return unit_words(self.kind.basis, self.kind.unit, self.currency)

    @property
    def unit_beside(self) -> str:
        """The unit to stand beside the title, "" where the title says it: "Full-time people"."""
        words = self.unit_words
        return "" if self.title.casefold().endswith(words.casefold()) else words

    @property
    def range_words(self) -> str:
        """The published range in words."""
        return "" if self.range is None else range_words(self.range, self.unit_words)

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
        for name, usual in UNDATED.items():
            if name in self.fields and values.get(name) is None:
                values[name] = usual
        self._check_years()
        return values

    def _check(self, amount: Range) -> None:
        problem = figure_problem(amount, self.kind, self.terms.length)
        if problem is not None:
            self.add_error(problem[0], problem[1])
        elif self.kind.unit == "money" and self.kind.basis not in UNROUNDED:
            kept = self.line.amount and [getattr(self.line.amount, end) for end in ENDS]
            for end in ENDS:
                figure = getattr(amount, end)
                if figure not in (kept or ()) and (message := cents_problem(figure, self.currency)):
                    self.add_error(end, message)

    def _check_years(self) -> None:
        if any(name in self.errors for name in UNDATED):
            return
        problem = year_problem(replace(self.line, **self._dated), self.terms.periods)
        if problem is not None:
            self.add_error(*problem)

    @property
    def _dated(self) -> dict[str, Any]:
        """The years as typed; the usual ones where the kind has none."""
        return {name: self.cleaned_data.get(name, usual) for name, usual in UNDATED.items()}

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
            mark = mark if typed_anew(self, "mark") else self.suggestion.mark
        return replace(
            self.line,
            amount=self.amount,
            fallback=self.range if counted else None,
            name=values["name"],
            note=note,
            source=source,
            mark=cast(Mark, mark),
            **self._dated,
        )


def _initial(line: Line) -> dict[str, Any]:
    return {
        "use": line.fallback is not None,
        "name": line.name,
        "note": line.note,
        "source": line.source,
        "mark": line.mark,
        **{
            name: "" if getattr(line, name) == usual else str(getattr(line, name))
            for name, usual in UNDATED.items()
        },
    }
