"""Amounts of money in words, and the names of the figures behind them."""

from collections.abc import Callable
from decimal import Decimal

from engine.cost.lines import KINDS
from engine.cost.priced import Priced
from engine.cost.result import Driver, Outcomes, Spread
from report.messages import Message, Money, Text, read, say


def than(saving: Decimal, currency: str) -> Message:
    """A saving against one's own improved way: cheaper, dearer or the same."""
    if not saving:
        return say("money.same")
    return say("money.cheaper" if saving > 0 else "money.dearer", amount=Money(saving, currency))


def signed(amount: Decimal, currency: str) -> Message:
    """An amount with its sign where it is below nothing."""
    return say("amount" if amount >= 0 else "amount.minus", amount=Money(amount, currency))


def read_alike(
    found: Outcomes | Spread, currency: str, told: Callable[[Decimal, str], Message]
) -> bool:
    """Whether both ends of what 8 of 10 outcomes lie between are the same in words, so that a range says nothing."""
    return read(told(found.p10, currency)) == read(told(found.p90, currency))


def figure_name(priced: Priced, row: Driver) -> Text:
    """The line of a figure that moves the saving, and that it is a published one."""
    name = line_name(priced, row)
    return name if row.status == "estimated" else say("money.published", name=name)


def line_name(priced: Priced, row: Driver) -> str:
    """The line as it is called in the case, else its kind."""
    titles = [(line, line.title) for line in priced.case.in_house]
    titles += [(line, one.title_of(line)) for one in priced.case.options for line in one.lines]
    found = (title for line, title in titles if line.key == row.key and line.kind == row.kind)
    return next(found, KINDS[row.kind].name if row.kind in KINDS else row.key)
