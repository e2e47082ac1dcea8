"""Where two states of a cost case differ, for the writer who was overtaken."""

from collections.abc import Iterator
from typing import TypedDict

from decisions.presentation.cost_option import range_words
from decisions.presentation.cost_wording import SHAPES, unit_words
from decisions.presentation.money import share_words
from engine.cost_lines import KINDS, CostCase, Line, Terms

NOTHING = "not there"


class Difference(TypedDict):
    """One place in words, as somebody else saved it and as the writer typed it."""

    side: str
    name: str
    theirs: str
    mine: str


def differences(theirs: CostCase, mine: CostCase) -> list[Difference]:
    """Every place that differs, in the order of the pages."""
    return list(_differences(theirs, mine))


def _differences(theirs: CostCase, mine: CostCase) -> Iterator[Difference]:
    yield from _pairs("The whole case", _terms(theirs.terms), _terms(mine.terms))
    yield from _pairs("Our own way", _lines(theirs.in_house, theirs), _lines(mine.in_house, mine))
    others = {option.key: option for option in mine.options}
    for option in theirs.options:
        other = others.pop(option.key, None)
        rows = _lines(other.lines, mine) if other else {}
        yield from _pairs(option.name, _lines(option.lines, theirs), rows)
    for option in others.values():
        yield from _pairs(option.name, {}, _lines(option.lines, mine))


def _pairs(side: str, theirs: dict[str, str], mine: dict[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*theirs, *mine)):
        one, two = theirs.get(name, NOTHING), mine.get(name, NOTHING)
        if one != two:
            yield {"side": side, "name": name, "theirs": one, "mine": two}


def _terms(terms: Terms) -> dict[str, str]:
    return {
        "Currency": terms.currency,
        "Years": str(terms.years),
        "Discount rate": share_words(terms.rate),
        "Payments count at": terms.timing,
        "Prices": terms.prices,
        "Inflation": share_words(terms.inflation),
        "Tax": share_words(terms.tax),
        "Our people follow volume": share_words(terms.staff_follows_volume),
        "Outcomes": f"figures spread as {SHAPES[terms.shape]}",
    }


def _lines(lines: tuple[Line, ...], case: CostCase) -> dict[str, str]:
    return {line.name or KINDS[line.kind].name: _words(line, case.terms.currency) for line in lines}


def _words(line: Line, currency: str) -> str:
    kind, used = KINDS[line.kind], line.used
    if used is None:
        figures = "not estimated"
    else:
        figures = range_words(used, unit_words(kind.basis, kind.unit, currency))
        figures += " (published range)" if line.amount is None else ""
    more = [f"from year {line.first_year}" if line.first_year != 1 else ""]
    more += [f"to year {line.last_year}" if line.last_year else ""]
    more += [f"in year {line.year}" if line.year else "", line.note, line.source]
    return ". ".join([figures, *filter(None, more)])
