"""The few sentences that every result shares, whoever renders it: page, paper, export, sample.

Everything else a reader sees comes from the decision model itself. Numbers arrive here already
rounded for print.
"""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from engine.fit.case import Given, GivenGate, Today
from engine.model.ruleset import Criterion, Ruleset
from engine.outcome import Confidence, Outcome, in_hundred
from report.headline import way_of
from report.messages import read, say

GATE_EFFECTS = {
    "rules_out_providers": "Rules providers out",
    "rules_out_kind": "Rules one kind of provider out",
    "fix_first": "Fix first",
    "keeps_decision": "You keep the decision",
    "warns": "Mind this",
}
"""What a gate does when it fires."""

OUTCOMES = {key: "" if key == "none" else read(say(f"way.{key}")) for key in get_args(Outcome)}
"""What is recommended, in the shortest words; a decision model has names of its own for its options."""

CONFIDENCE = {
    key: "" if key == "none" else read(say(f"confidence.{key}")) for key in get_args(Confidence)
}
"""How sure a recommendation is."""


DONE_BY = {
    "own": "Our own people, where the work arises",
    "shared_service": "A service unit of our own, for several units",
    "provider": "A provider",
    "mixed": "Partly our own people, partly a provider",
    "nobody": "Nobody yet: the work is new",
}
"""Who does the work today."""

GATES = "Rules that no score can overrule"
"""The heading over the gates, which pages call rules."""

EVIDENCE = {
    "measured": "Measured data",
    "document": "A document",
    "estimate": "An estimate",
    "": "Not graded",
}
"""What an answer rests on."""
SUPPORT = {
    "A": "several studies",
    "B": "one study or a public audit",
    "C": "practice",
    "D": "our own proposal",
}
"""What the direction of a question's effects rests on, by its ``evidence_strength``."""


DEPTHS = {
    "quick": "Quick screen",
    "adaptive": "Only what matters",
    "full": "Full assessment",
}
ACTION_STATUS = {key: read(say(f"action.status.{key}")) for key in ("todo", "doing", "done")}
UNKNOWN = "I don't know"
NOT_SAID = "Not said"
GATE_ANSWERS = {"passes": "Yes", "fires": "No", "unknown": UNKNOWN}
"""Gates are asked so that yes is the good answer."""
GATE_STATES = {
    "passes": "not in the way",
    "fires": "stands in the way",
    "unknown": "not known",
}
"""The same beside the name of a gate, which names what could stand in the way."""
NOT_APPLICABLE = "Does not apply"
UNANSWERED = "Not answered"
SOMEBODY = "Somebody"
"""Who holds a link, and is not known."""
SOMETHING_ELSE = "Something else"
SAVED_FOR_LATER = "Saved. Come back whenever you like, on any device."
CHANGED_MEANWHILE = (
    "Somebody changed it since you opened this page. Look again before you remove it."
)
SPLIT_DEFINITION = (
    "Different steps of one process go different ways: for example a provider prepares, your own people "
    "decide. Others call it hybrid. It follows when steps with at least a tenth of the work each deserve "
    "different answers."
)


def outcome_name(ruleset: Ruleset, outcome: str) -> str:
    """An outcome in a few words; empty while nothing is recommended."""
    return read(way_of(ruleset, outcome)) if OUTCOMES.get(outcome) else ""


def sure_percent(confidence: str, probability: float | None) -> int:
    """The number beside a word of confidence; 0 where none stands: what is open has no number, in any
    view, and neither has what is too early to say, or what a rule may have decided."""
    if confidence not in ("clear", "leaning") or probability is None or probability == 1:
        return 0
    return in_hundred(probability)


def today_words(today: Today, on: date | None) -> str:
    """Who does the work today, and when the contract ends, or ended before the day ``on``."""
    who = DONE_BY.get(today.done_by, NOT_SAID)
    if today.contract_ends is None:
        return who
    ends = "ended" if today.is_over(on) else "ends"
    return f"{who}; the contract {ends} on {day_words(today.contract_ends)}"


def day_words(day: date) -> str:
    """ "31 March 2027"."""
    return f"{day.day} {day:%B %Y}"


def answer_words(criterion: Criterion, given: Given | None) -> str:
    """The text of the choice, or the words for every other kind of answer."""
    if given is None:
        return UNANSWERED
    if given.status == "unknown" or given.choice in criterion.read_as_unknown:
        return UNKNOWN
    if given.status == "not_applicable":
        return NOT_APPLICABLE
    choice = criterion.choice(given.choice) if given.choice is not None else None
    return choice.text if choice else UNANSWERED


def given_words(criterion: Criterion, given: Given | None) -> str:
    """An answer with all that was said about it, a line each; "" without one."""
    if given is None:
        return ""
    reason = [f"Reason: {given.reason}"] if given.reason else []
    return "\n".join([answer_words(criterion, given), *reason, *_grounds(given)])


def given_gate_words(given: GivenGate | None) -> str:
    """The same for a gate."""
    return "\n".join([GATE_ANSWERS[given.value], *_grounds(given)]) if given else ""


def _grounds(given: Given | GivenGate) -> list[str]:
    rests_on = [f"Rests on: {EVIDENCE[given.evidence].lower()}"] if given.evidence else []
    return [*rests_on, *([f"Note: {given.note}"] if given.note else [])]


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 point", "2 points"; ``many`` for words that do not just take an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def resting_on(mark: str, sources: Sequence[str]) -> str:
    """What a fact rests on. A source that was not read itself only reports."""
    if mark == "assumption" or not sources:
        return "Assumption"
    return f"{'Verified in' if mark == 'verified' else 'Reported by'} {listed(sources)}"
