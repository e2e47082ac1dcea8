"""What the advised option of a scenario costs, from the one cost case of the assessment."""

from collections.abc import Mapping
from decimal import Decimal

from decisions.presentation.cost_option import option_of
from decisions.presentation.cost_wording import years_words
from engine.cost.priced import Priced
from engine.outcome import Recommendation
from report.numbers import rounded

NOT_ESTIMATED = "Not estimated"


def costs_of(priced: Priced | None) -> Mapping[str, str]:
    """Delivery option -> its cost in today's money, in words: our own way as improved, and the
    cheapest provider of a kind, each with the likely figures. Empty while nothing is computed."""
    if priced is None or priced.result is None:
        return {}
    found: dict[str, Decimal] = {"in_house": priced.result.improved_npv}
    for row in priced.result.options:
        option = option_of(priced.option(row.key))
        if option:
            found[option] = min(row.cost_npv, found.get(option, row.cost_npv))
    currency = priced.case.terms.currency
    return {option: rounded(amount, currency) for option, amount in found.items()}


def cost_words(costs: Mapping[str, str], found: Recommendation) -> str:
    """The cost of what is recommended; "" without any figures, for a split and while it is open, and
    never zero for what nobody estimated."""
    if not costs or found.outcome in ("none", "open", "split"):
        return ""
    return costs.get(found.outcome, NOT_ESTIMATED)


def note(priced: Priced | None) -> str:
    """What the figures are; "" where there is none."""
    if priced is None or not costs_of(priced):
        return ""
    years = years_words(priced.case.terms.years)
    return (
        f"Cost of what is recommended over {years}, in today's money, with the likely figures of the "
        "cost case. No answer moves an amount; another recommendation costs another amount."
    )
