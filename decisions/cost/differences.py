"""Where two states of a cost case differ, in words with numbers: before an upload or an undo replaces
anything, and for the writer who was overtaken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, TypedDict

from decisions.cost import wording
from decisions.cost.option import range_words
from engine.cost.lines import KINDS, OWN_WAYS, CostCase, CostOption, Line, Range, Terms
from engine.model.ruleset import Ruleset, Source
from report.messages import read, say
from report.numbers import share_entered
from report.sources import titled

Sort = Literal["added", "changed", "removed"]
OWN, WHOLE = wording.TODAY, read(say("costs.whole"))
ORDER = read(say("costs.order"))
Words = Mapping[str, tuple[str, str]]
"""Key -> its name, and everything that is known about it in words."""
NOWHERE: tuple[str, Words] = ("", {})


@dataclass(frozen=True, slots=True)
class CostNames:
    """What the decision model calls by keys: kinds of deal, and sources by their codes."""

    deals: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, ruleset: Ruleset) -> "CostNames":
        """Those of one decision model."""
        deals = {row.key: row.name for row in ruleset.reference.cost.deals}
        return cls(deals, {row.code: row for row in ruleset.sources})


class CostDifference(TypedDict):
    """One place in words, before and after; "" where it is not there."""

    sort: Sort
    side: str
    name: str
    before: str
    after: str


def differences(
    before: CostCase | None, after: CostCase | None, named: CostNames
) -> list[CostDifference]:
    """Every place that differs, in the order of the pages; two cases that are stored differently
    differ somewhere here."""
    old, new = _sides(before, named), _sides(after, named)
    found = [
        row
        for key, (name, _) in {**old, **new}.items()
        for row in _pairs(name, old.get(key, NOWHERE)[1], new.get(key, NOWHERE)[1])
    ]
    orders = ({key: (name, "") for key, (name, _) in sides.items()} for sides in (old, new))
    return found + list(_reordered(WHOLE, *orders))


def _sides(case: CostCase | None, named: CostNames) -> dict[str, tuple[str, Words]]:
    """The parts of a case: terms, our own way, and each option, by key."""
    if case is None:
        return {}
    currency = case.terms.currency
    sides: dict[str, tuple[str, Words]] = {
        "terms": (WHOLE, _terms(case.terms)),
        "in_house": (OWN, _lines(case.in_house, currency, named)),
    }
    for option in case.options:
        sides[f"option {option.key}"] = (option.name, _option(option, currency, named))
    return sides


def _pairs(side: str, before: Words, after: Words) -> Iterator[CostDifference]:
    for key in {**before, **after}:
        (old_name, old), (new_name, new) = before.get(key, ("", "")), after.get(key, ("", ""))
        if (old_name, old) == (new_name, new):
            continue
        sort: Sort = "changed" if old and new else "added" if new else "removed"
        yield {
            "sort": sort,
            "side": side,
            "name": new_name or old_name,
            "before": old,
            "after": new,
        }
    yield from _reordered(side, before, after)


def _reordered(side: str, before: Words, after: Words) -> Iterator[CostDifference]:
    """What stands on both sides in another order."""
    one, other = (
        "; ".join(names[key][0] for key in names if key in rest)
        for names, rest in ((before, after), (after, before))
    )
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield {
            "sort": "changed",
            "side": side,
            "name": ORDER,
            "before": one,
            "after": other,
        }


def _terms(terms: Terms) -> dict[str, tuple[str, str]]:
    values = {
        "currency": terms.currency,
        "years": wording.term_words(terms),
        "rate": share_entered(terms.rate),
        "timing": read(say(f"costs.timing.{terms.timing}")),
        "prices": read(say(f"cost.prices.{terms.prices}")),
        "inflation": share_entered(terms.inflation),
        "tax": share_entered(terms.tax),
        "staff": share_entered(terms.staff_follows_volume),
        "shape": wording.shape(terms.shape),
    }
    return {key: (read(say(f"costs.term.{key}")), value) for key, value in values.items()}


def _option(option: CostOption, currency: str, named: CostNames) -> Words:
    names = {**named.deals, **OWN_WAYS}
    deal = f" ({names.get(option.deal, option.deal)})" if option.deal else ""
    return {"option": (read(say("costs.option")), option.name + deal)} | _lines(
        option.lines, currency, named, option.title_of
    )


def _lines(
    lines: Sequence[Line],
    currency: str,
    named: CostNames,
    title: Callable[[Line], str] = attrgetter("title"),
) -> dict[str, tuple[str, str]]:
    return {f"line {line.key}": (title(line), _words(line, currency, named)) for line in lines}


def _words(line: Line, currency: str, named: CostNames) -> str:
    """Everything that is stored of a line."""
    kind = KINDS[line.kind]
    unit = wording.unit_words(kind.basis, kind.unit, currency)
    parts = [
        range_words(line.amount, unit) if line.amount else "",
        _published(line.fallback, unit, counts=line.amount is None),
        "" if line.used else wording.status("not estimated"),
        wording.when(line),
        kind.name if line.name else "",
        read(say("costs.line.note", text=line.note)) if line.note else "",
        read(say("costs.line.source", text=titled(named.sources, line.source)))
        if line.source
        else "",
        "" if line.mark == "assumption" else wording.mark(line.mark).lower(),
    ]
    return "; ".join(filter(None, parts))


def _published(fallback: Range | None, unit: str, *, counts: bool) -> str:
    if fallback is None:
        return ""
    words = range_words(fallback, unit)
    return read(say("costs.published" if counts else "costs.published.behind", range=words))
