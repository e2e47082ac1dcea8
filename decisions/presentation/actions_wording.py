"""The sentences about what to do next."""

from datetime import date

from decisions.wording import day_words, over_words
from engine.fit.case import Today

SETTLE = {
    "provider": "Settle whether it is routine or expert work before you ask for offers.",
    "own": "Settle whether to do it where it arises or pooled before you set it up.",
}
"""What to settle first where the question after *who* has no answer to go by."""
SETTLE_SOFTWARE = (
    "Settle first what software could take over: have it tried on a sample of real cases, and count "
    "what is left for people."
)
CONTRACT_OPEN = (
    "Find out when the contract with today's provider ends and until when notice must be given."
)
REASONS = {
    "check": "Check before you sign",
    "contract": "The contract of today",
    "find": "Find out first",
    "settle": "Settle first",
    "advice": "",
    "own": "",
}
"""Why an action is in the list, by its kind."""
GONE = "The advice no longer asks for it"


def contract(today: Today, on: date | None) -> str:
    """What the contract of today's provider asks for on a day."""
    ends = today.contract_ends
    if ends is None:
        return CONTRACT_OPEN
    if today.is_over(on):
        return f"{over_words(ends)}."
    return f"The contract ends on {day_words(ends)}: decide before notice is due."
