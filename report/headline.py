"""A recommendation as one sentence, and how sure each part of it is: the same on every page, in the
list, at the stop of the questionnaire and in the paper.
"""

from collections import Counter

from engine.fit.case import Today
from engine.model.ruleset import Ruleset
from engine.outcome import (
    INSIDE,
    OUTSIDE,
    Outcome,
    Question,
    Recommendation,
    StepRecommendation,
)
from report.messages import Chance, Listed, Message, Percent, Text, read, say


def headline(advised: Recommendation, today: Today | None = None) -> Message:
    """What is recommended, as a person would say it, without a full stop."""
    if advised.confidence in ("none", "early"):
        return say(f"headline.{advised.confidence}")
    said = _said(advised, (today or Today()).done_by)
    if keeps_told(advised):
        return say("headline.keeps", headline=said, count=decisions_kept(advised))
    return said


def keeps_told(advised: Recommendation) -> bool:
    """Whether it is told that the decision stays: of work that goes out; of other work it goes without saying."""
    return advised.keeps_decision and goes_out(advised)


def decisions_kept(advised: Recommendation) -> int:
    """How many decisions stay with own people: those of the steps that a rule keeps, or that of the
    whole."""
    return max(1, sum(bool(row.retained) for row in advised.steps))


def _said(advised: Recommendation, done_by: str) -> Message:
    match advised.named:
        case "open":
            return say("headline.open")
        case "split":
            return say("headline.split", ways=Listed(_ways(advised)))
        case "automate":
            return say("headline.automate", rest=_rest(advised.who, done_by))
        case _:
            return say(f"headline.{done_by or 'nobody'}.{advised.named}")


def _ways(advised: Recommendation) -> list[Message]:
    """How many steps go where, the way of most steps first."""
    found = Counter(way_told(advised, row) for row in advised.steps)
    return [say(f"headline.way.{way}", count=count) for way, count in found.most_common()]


def way_told(advised: Recommendation, row: StepRecommendation) -> Outcome:
    """The way of a step as it is told and counted: what a rule keeps stays with those inside."""
    if row.recommendation:
        return row.recommendation.named
    known = {one.recommendation.named for one in advised.steps if one.recommendation}
    is_one_place = advised.named == "in_house" or ("in_house" in known and "own" not in known)
    return "in_house" if is_one_place else "own"


def _rest(who: Question | None, done_by: str) -> Message:
    """What becomes of the work that software does not take over: where a provider has it, it stays or comes back."""
    if who is None or who.confidence == "open":
        return say("headline.rest.open")
    if done_by == "provider":
        return say("headline.rest.stays" if who.answer == "provider" else "headline.rest.back")
    return say(f"headline.rest.{who.answer}")


def goes_out(advised: Recommendation) -> bool:
    """Whether a provider gets any of the work that the headline speaks of."""
    if advised.outcome == "split":
        return any(row.recommendation and goes_out(row.recommendation) for row in advised.steps)
    if advised.outcome == "automate":
        return advised.who is not None and advised.who.answer == "provider"
    return advised.outcome in OUTSIDE


def may_go_out(advised: Recommendation) -> bool:
    """Whether a provider gets any of the work, or may get it, because that is still open."""
    if advised.outcome == "split":
        return any(row.recommendation and may_go_out(row.recommendation) for row in advised.steps)
    if advised.outcome == "automate":
        return advised.who is None or advised.who.confidence == "open" or goes_out(advised)
    return advised.outcome not in INSIDE


def certainty(advised: Recommendation) -> tuple[Message, ...]:
    """How sure each part of the headline is, a sentence each."""
    word = advised.confidence
    if word == "none" or advised.probability is None:
        return ()
    if word == "early":
        return (say("certainty.early", percent=Percent(advised.known_share)),)
    if word == "open":
        return (_open(advised),)
    chance = Chance(advised.probability)
    if advised.outcome == "split" and all(is_told_by_rule(row) for row in advised.steps):
        return (say("certainty.split.ruled"),)
    if advised.outcome == "split":
        return (say(f"certainty.split.{word}", chance=chance),)
    if advised.who is None:
        return (say("certainty.retained"),)
    if advised.outcome == "automate":
        return (say(f"certainty.automate.{word}", chance=chance), *_left(advised, advised.who))
    return (_first(advised, advised.who), *_second(advised))


def _open(advised: Recommendation) -> Message:
    """Why it is open: the readings are divided, or a provider does it already, and the readings may then be more
    on one side than a direction needs."""
    if advised.outcome == "split":
        return say("certainty.split.open")
    is_named = advised.who is not None and advised.who.confidence != "open"
    return say("certainty.open.today" if is_named else "certainty.open")


def _left(advised: Recommendation, who: Question) -> tuple[Message, ...]:
    """How sure it is who does what software leaves; nothing where that is open."""
    if who.confidence == "open":
        return ()
    side = say(f"side.who.{'towards' if who.answer == 'provider' else 'away'}")
    if advised.ruled_by and who.probability == 1:
        return (say("certainty.rest.ruled", side=side, count=len(advised.ruled_by)),)
    return (say(f"certainty.rest.{who.confidence}", side=side, chance=Chance(who.probability)),)


def is_by_rule(advised: Recommendation) -> bool:
    """Whether a rule alone makes *who* certain: no reading of the answers could come out otherwise."""
    return bool(advised.ruled_by) and advised.probability == 1 and advised.outcome in INSIDE


def is_told_by_rule(row: StepRecommendation) -> bool:
    """The same of a step; one that a rule keeps is told so anyway."""
    return row.recommendation is None or is_by_rule(row.recommendation)


def _first(advised: Recommendation, who: Question) -> Message:
    if is_by_rule(advised):
        return say("certainty.ruled.clear", count=len(advised.ruled_by), part=_part(who))
    chance = Chance(advised.probability or 0.0)
    return say(f"certainty.{advised.confidence}", part=_part(who), chance=chance)


def _second(advised: Recommendation) -> tuple[Message, ...]:
    """What follows from *who*: named, open, not known, or sure by itself where software may come first."""
    second = advised.kind if advised.outcome in OUTSIDE else advised.inside
    if second is None:
        is_unknown = advised.units_unknown and advised.outcome in INSIDE
        return (say("certainty.unknown.inside"),) if is_unknown else ()
    if second.answer != advised.outcome:
        if advised.word_of(second) != "open":
            return ()
        return (say(f"certainty.open.{'kind' if advised.outcome in OUTSIDE else 'inside'}"),)
    chance = Chance(second.probability)
    return (say(f"certainty.{second.confidence}", part=_part(second), chance=chance),)


def _part(row: Question) -> Message:
    return say(f"certainty.part.{row.answer}")


def sure_headline(advised: Recommendation, today: Today | None = None) -> Message:
    """The headline with its certainty in the same sentence, where there is only one line for both."""
    parts = certainty(advised)
    said = headline(advised, today)
    if not parts or advised.confidence in ("early", "open"):
        return said
    if len(parts) == 1:
        return say("headline.sure", headline=said, first=parts[0])
    return say("headline.sure_both", headline=said, first=parts[0], second=parts[1])


def sentence(advised: Recommendation, today: Today | None = None) -> str:
    """The same in words: what one line of a list, a step or the stop of the questionnaire says."""
    return read(sure_headline(advised, today))


def way_of(ruleset: Ruleset, outcome: str) -> Text:
    """The one name of an outcome: its option's, or the words for what is no option."""
    option = ruleset.option.get(outcome)
    return option.name if option else say(f"way.{outcome}")


def step_way(ruleset: Ruleset, advised: Recommendation, row: StepRecommendation) -> Text:
    """Where a step goes, in every place that tells it; while it is early, that it is."""
    if row.recommendation and row.recommendation.confidence == "early":
        return say("confidence.early")
    return way_of(ruleset, way_told(advised, row))


def step_sure(row: StepRecommendation) -> Text:
    """How sure that is, in the same places; nothing where a rule keeps the step, and where its way
    says already that it is open."""
    advised = row.recommendation
    if advised is None or advised.confidence in ("open", "early"):
        return ""
    if is_by_rule(advised):
        return say("steps.sure.ruled")
    return say(f"steps.sure.{advised.confidence}", chance=Chance(advised.probability or 0.0))
