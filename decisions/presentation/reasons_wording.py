"""The sentences on what speaks against the headline."""

from decisions.wording import continued


def answer(question: str, given: str) -> str:
    """An answer that pulls the other way."""
    return f"{question} You answered \u201c{given}\u201d."


def warning(gate: str, reason: str) -> str:
    """What a gate warns of."""
    return f"{gate}: {continued(reason)}"


def regret(text: str) -> str:
    """What people who took an option usually regret."""
    return f"What people usually regret: {continued(text)}"
