"""A recommendation as one sentence: the same on result, list, stop, steps and paper.

Each part that is named carries its own word and number: "Give it to a provider (clear, 97 of 100), as
expert work (leaning, 74 of 100)".
"""

from decisions import wording
from engine.fit.case import Today
from engine.outcome import Question, Recommendation

PROVIDER = {
    "": "Give it to a provider",
    "provider": "Stay with a provider",
    "mixed": "Give all of it to a provider",
}
OWN = {
    "": "Do it with your own people",
    "own": "Keep it with your own people",
    "shared_service": "Keep it with your own people",
    "provider": "Bring it back to your own people",
    "mixed": "Bring all of it back to your own people",
}
"""The answer to the first question, by who does the work today."""
SECOND = {
    "bpo": "as routine work",
    "kpo": "as expert work",
    "in_house": "where the work arises",
    "shared_service": "pooled in one service unit",
}
"""The answer to the question that follows from the first."""
OUTSIDE = ("provider", "bpo", "kpo")
OPEN_KIND = "whether as routine or as expert work is open"
OPEN_INSIDE = "whether where it arises or pooled is open"
EARLY = "Too early to say: answer more of the questions first"
NOTHING = "Nothing is known yet"
OPEN = "It is open who should do it"
KEEPS_DECISION = "the decision itself stays with you"
AUTOMATE = "Automate most of it first"
REST = {
    "provider": "then give what is left to a provider",
    "own": "then do what is left with your own people",
}
"""What becomes of the work that software does not take over."""
OPEN_REST = "who should do what is left is open"
SPLIT = "Split it: its steps go different ways"


def headline(advised: Recommendation, today: Today | None = None) -> str:
    """What is recommended, with how sure each part of it is, without a full stop."""
    if advised.outcome == "none":
        return NOTHING
    if advised.confidence == "early":
        return EARLY
    if advised.outcome == "open":
        return OPEN
    sure = wording.sureness(advised.confidence, advised.probability)
    parts = _parts(advised, (today or Today()).done_by, sure)
    if advised.keeps_decision and _goes_out(advised):
        parts.append(KEEPS_DECISION)
    return "; ".join(parts)


def _goes_out(advised: Recommendation) -> bool:
    """Whether a provider gets any of the work that the headline speaks of."""
    if advised.outcome == "split":
        return any(row.recommendation and _goes_out(row.recommendation) for row in advised.steps)
    if advised.outcome == "automate":
        return advised.who is not None and advised.who.answer == "provider"
    return advised.outcome in OUTSIDE


def _parts(advised: Recommendation, done_by: str, sure: str) -> list[str]:
    if advised.outcome == "split":
        return [f"{SPLIT} ({sure})"]
    if advised.outcome == "automate":
        return [f"{AUTOMATE} ({sure})", _rest(advised.who)]
    return _who(advised, done_by, sure)


def _rest(who: Question | None) -> str:
    if who is None or who.confidence == "open":
        return OPEN_REST
    return f"{REST[who.answer]} ({_sure(who)})"


def _who(advised: Recommendation, done_by: str, sure: str) -> list[str]:
    goes_out = advised.outcome in OUTSIDE
    verbs = PROVIDER if goes_out else OWN
    first = f"{verbs.get(done_by, verbs[''])} ({sure})"
    second = advised.kind if goes_out else advised.inside
    parts = [first]
    if second is not None and second.answer == advised.outcome:
        parts[0] = f"{first}, {SECOND[second.answer]} ({_sure(second)})"
    elif second is not None and second.confidence == "open":
        parts.append(OPEN_KIND if goes_out else OPEN_INSIDE)
    return parts


def _sure(row: Question) -> str:
    return wording.sureness(row.confidence, row.probability)
