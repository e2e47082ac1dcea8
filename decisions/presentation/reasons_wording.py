"""The sentences on what speaks against the headline."""

from datetime import date

from decisions.wording import continued, day_words

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


def settle(outcome: str, how: str) -> str:
    """What is to be settled, and the answer that tells most about it."""
    return f"{SETTLE[outcome]} {how}"


def contract(ends: date | None) -> str:
    """What the contract of today's provider asks for."""
    if ends is None:
        return CONTRACT_OPEN
    return f"The contract ends on {day_words(ends)}: decide before notice is due."


def answer(question: str, given: str) -> str:
    """An answer that pulls the other way."""
    return f"{question} You answered \u201c{given}\u201d."


def warning(gate: str, reason: str) -> str:
    """What a gate warns of."""
    return f"{gate}: {continued(reason)}"


def regret(text: str) -> str:
    """What people who took an option usually regret."""
    return f"What people usually regret: {continued(text)}"
