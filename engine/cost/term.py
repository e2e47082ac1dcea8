"""A line and the term of its case: which of its years lie after the end, and how it fits a shorter one."""

from dataclasses import fields, replace
from typing import Any

from engine.cost.lines import KINDS, YEAR_FIELDS, CostCase, CostOption, Line, Range, Terms

UNDATED: dict[str, Any] = {
    field.name: field.default
    for field in fields(Line)
    if field.name in {name for names in YEAR_FIELDS.values() for name in names}
}
"""What the year fields hold while nobody says when a line counts."""


def year_problem(line: Line, years: int) -> tuple[str, str] | None:
    """The field of a line whose year does not fit a term of ``years``, and why; None when all do.

    A cost after the term would be in no sum, and a year where a kind has none would move nothing.
    """
    dated = YEAR_FIELDS.get(KINDS[line.kind].basis, ())
    for name, usual in UNDATED.items():
        if name not in dated and getattr(line, name) != usual:
            return name, f"“{line.title}” has no years of its own: leave this empty."
    if not 0 <= line.year <= years:
        return "year", _between(line, 0, years)
    if not 1 <= line.first_year <= years:
        return "first_year", _between(line, 1, years)
    if line.last_year is not None and not line.first_year <= line.last_year <= years:
        return "last_year", _between(line, line.first_year, years)
    return None


def _between(line: Line, first: int, last: int) -> str:
    return f"“{line.title}”: enter a year from {first} to {last}; the case ends after year {last}."


def beyond(case: CostCase, terms: Terms) -> tuple[tuple[CostOption | None, Line], ...]:
    """The lines that other terms would cut off, wholly or in part, each with its option."""
    sides = ((None, case.in_house), *((option, option.lines) for option in case.options))
    return tuple(
        (option, line) for option, lines in sides for line in lines if _is_beyond(line, terms)
    )


def fitted(case: CostCase, *, keep_once: bool = False) -> CostCase:
    """The case with every line in its term: what runs on ends with it, what starts later goes, and published
    months are no more than there are.

    A one-off after the end moves into the last year with ``keep_once``, otherwise it goes too.
    """

    def fit(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        made = (_fitted(line, case.terms, keep_once=keep_once) for line in lines)
        return tuple(line for line in made if line is not None)

    options = tuple(replace(option, lines=fit(option.lines)) for option in case.options)
    return replace(case, in_house=fit(case.in_house), options=options)


def _is_beyond(line: Line, terms: Terms) -> bool:
    """Whether a line says that it goes on after the end."""
    runs = [row.high for row in (line.amount, line.fallback) if row]
    months = max(runs, default=0) if KINDS[line.kind].unit == "months" else 0
    last = max(line.year, line.first_year, line.last_year or 0)
    return last > terms.periods or months > terms.length


def _fitted(line: Line, terms: Terms, *, keep_once: bool) -> Line | None:
    if not _is_beyond(line, terms):
        return line
    if line.year > terms.periods:
        return replace(line, year=terms.periods) if keep_once else None
    if line.first_year > terms.periods:
        return None
    if line.last_year is not None:
        return replace(line, last_year=terms.periods)
    return replace(
        line,
        amount=_at_most(line.amount, terms.length),
        fallback=_at_most(line.fallback, terms.length),
    )


def within(amount: Range, kind: str, terms: Terms) -> Range:
    """A published range of a kind, of which no more months count than the term has."""
    return _at_most(amount, terms.length) or amount if KINDS[kind].unit == "months" else amount


def _at_most(amount: Range | None, top: float) -> Range | None:
    if amount is None:
        return None
    return Range(min(amount.low, top), min(amount.likely, top), min(amount.high, top))
