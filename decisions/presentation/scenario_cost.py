"""What the advised option of a scenario costs, from the one cost case of the assessment."""

from collections.abc import Mapping
from decimal import Decimal

from decisions.costing import Priced
from decisions.presentation.cost_option import option_of
from decisions.presentation.cost_wording import years_words
from decisions.presentation.money import rounded
from decisions.whatif import Outcome
from engine.model.ruleset import HYBRID, IN_HOUSE

NOT_ESTIMATED = "Not estimated"


def costs_of(priced: Priced | None) -> Mapping[str, str]:
    """Delivery option -> its cost in today's money, in words: our own way as improved, and the
    cheapest provider of a kind, each with the likely figures. Empty while nothing is computed."""
    if priced is None or priced.result is None:
        return {}
    found: dict[str, Decimal] = {IN_HOUSE: priced.result.improved_npv}
    for row in priced.result.options:
        option = option_of(priced.option(row.key))
        if option:
            found[option] = min(row.cost_npv, found.get(option, row.cost_npv))
    currency = priced.case.terms.currency
    return {option: rounded(amount, currency) for option, amount in found.items()}


def cost_words(costs: Mapping[str, str], found: Outcome) -> str:
    """The cost of what is advised; "" without any figures or advice, and never zero for what
    nobody estimated. Nobody estimates a split: its cost is that of the best option in one piece."""
    if not costs or not found.advice:
        return ""
    if found.advice != HYBRID:
        return costs.get(found.advice, NOT_ESTIMATED)
    whole = costs.get(found.evaluation.leader)
    return f"{whole} in one piece" if whole else NOT_ESTIMATED


def note(priced: Priced | None) -> str:
    """What the figures are; "" where there is none."""
    if priced is None or not costs_of(priced):
        return ""
    years = years_words(priced.case.terms.years)
    return (
        f"Cost of what is advised over {years}, in today's money, with the likely figures of the "
        "cost case. No answer moves an amount; another advice costs another amount, and "
        "work that is split has the cost of its best option in one piece."
    )
