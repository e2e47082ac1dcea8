"""Of a hundred readings how many come to each way: one count, for the words, the bars and the dots."""

from collections.abc import Mapping

from engine.outcome import WIDE, Outcome, Question, Recommendation, in_hundred
from engine.rounding import portioned


def ways_in_hundred(advised: Recommendation) -> dict[str, int]:
    """Way -> so many of a hundred readings; they add up. Software first counts as a way of its own,
    except where the headline says no more than *who*, whatever software could do."""
    outcomes = advised.outcomes or {}
    software = outcomes.get("automate", 0.0)
    if not software or advised.outcome in ("provider", "own"):
        return who_in_hundred(advised)
    first = in_hundred(software)
    people: dict[str, float] = {key: outcomes[key] for key in (*WIDE["own"], *WIDE["provider"])}
    return {**portioned(100 - first, people), "automate": first}


def who_in_hundred(advised: Recommendation) -> dict[str, int]:
    """The same of *who* alone: the number that its word is printed with, and the rest on the other side;
    either side is dealt out among its ways by largest remainder."""
    outcomes, who = advised.outcomes, advised.who
    if outcomes is None or who is None:
        return {}
    out = out_in_hundred(who)
    return portioned(100 - out, _side(outcomes, "own", advised.inside)) | portioned(
        out, _side(outcomes, "provider", advised.kind)
    )


def out_in_hundred(who: Question) -> int:
    """In how many of a hundred readings a provider does it."""
    number = in_hundred(who.probability)
    return number if who.answer == "provider" else 100 - number


def _side(
    outcomes: Mapping[str, float], side: Outcome, question: Question | None
) -> dict[str, float]:
    """The ways of one side with their shares; where software takes part of the readings, those of the
    question that tells them apart."""
    keys = WIDE[side]
    if not outcomes["automate"] and any(outcomes[key] for key in keys):
        return {key: outcomes[key] for key in keys}
    first, second = keys
    if question is None:
        if side == "own" and outcomes[second]:  # a shared service that serves all as one unit
            return {first: 0.0, second: 1.0}
        return {first: 1.0, second: 1.0 if side == "provider" else 0.0}
    part = question.probability
    return (
        {first: part, second: 1 - part}
        if question.answer == first
        else {first: 1 - part, second: part}
    )
