"""The sentences of the headline and its certainty. Numbers arrive already rounded for print."""

from collections.abc import Sequence

from decisions.presentation.step_wording import RETAINED as RETAINED
from decisions.presentation.step_wording import places_words
from decisions.wording import continued, listed, plural

MEANING = (
    "The weights and answers were varied 10,000 times around what you gave. The numbers say in how "
    "many of 100 such cases the answer is the same. They say nothing about how well it is carried out."
)
LEADS = {
    "provider": "Whether to buy it as routine work (BPO) or as expert work (KPO) is open.",
    "own": "Whether to keep it in the unit or to pool it in a shared service is open.",
    "open": "The answers do not decide it. Find out first what is listed below.",
    "none": "Answer the questions, and the recommendation follows them here.",
}
SECOND = {
    "provider": "Whether it is routine work (BPO) or expert work (KPO) has an answer of its own below.",
    "own": "Whether to keep it in the unit or to pool it has an answer of its own below.",
}
"""Where what follows from *who* is not open, but not sure enough together with the rest."""
SOFTWARE = "Whether software should take over most of it first is open."
EARLY = "Less than a third of what decides who should do it is known."
RENEWAL = (
    "A provider does it today, and the answers do not clearly ask for another way: look at the cost "
    "of change first."
)
RULED_OUT = {
    "": "No provider may do it",
    "bpo": "It may not go out as routine work",
    "kpo": "It may not go out as expert work",
}
"""What a gate rules out, by the kind of provider; "" is any."""
DEFINITIONS = {
    "split": (
        "Different steps of the process go different ways: for example a provider prepares, your "
        "own people decide."
    ),
}
AUTOMATE = {
    "part": "Automate the part that software can take over, then decide on what is left.",
    "most": "Automate most of it first, then decide on what is left.",
}


def after_colon(sentence: str) -> str:
    """What an option's advice says after its colon: "Keep it: you run it" gives "You run it."."""
    rest = sentence.partition(": ")[2].strip()
    if not rest:
        return ""
    rest = rest[0].upper() + rest[1:]
    return rest if rest[-1] in ".!?" else f"{rest}."


def split_lead(ways: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Which steps go where."""
    named = [f"\u201c{name}\u201d: {continued(places_words(places))}" for name, places in ways]
    return f"{'; '.join(named)}."


def ruled_out(kind: str, gates: Sequence[str]) -> str:
    """What is ruled out, and by which gates."""
    return f"{RULED_OUT[kind]}: {listed(gates)}."


def fix_first(gates: Sequence[str]) -> str:
    """What must be fixed."""
    return f"Fix first: {listed(gates)}."


def cap(count: int) -> str:
    """Why a word is no better than leaning."""
    return f"Not called clear while {plural(count, 'check is', 'checks are')} open."
