"""The money of a result: beside the advice, never merged with it."""

from decimal import Decimal

from report.messages import Message, Money, say
from report.subject import Subject


def money_line(subject: Subject) -> Message | None:
    """The money in one line, of the option that saves most; None without a cost case."""
    priced = subject.result.priced
    if priced is None:
        return None
    if priced.best is None:
        return say("money.incomplete")
    terms, spread = priced.case.terms, priced.best.spread
    return say(
        "money.line",
        name=priced.option(priced.best.key).name,
        middle=than(spread.p50, terms.currency),
        count=terms.years,
        low=than(spread.p10, terms.currency),
        high=than(spread.p90, terms.currency),
    )


def than(saving: Decimal, currency: str) -> Message:
    """A saving against one's own improved way: cheaper, dearer or the same."""
    if not saving:
        return say("money.same")
    return say("money.cheaper" if saving > 0 else "money.dearer", amount=Money(saving, currency))
