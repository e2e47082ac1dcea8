"""The sentences about steps: which go where, how that came about, and what stays inside."""

from collections.abc import Sequence
from itertools import groupby

from decisions.wording import continued, listed

EMPTY = (
    "The steps are listed, nothing is known yet. Answer the questions for the whole process "
    "first; every step starts from them."
)
SPLIT = "The steps go different ways."
AGREE = "Every step that may move goes the same way, so there is nothing to split."
SINGLE = "A single step is the process itself."
ALL_RETAINED = "Every step is kept by a rule, so nothing may move."
NO_SPLIT = (
    "Too little of the work goes another way, or too unsurely, to split it: the recommendation is "
    "that for the whole."
)
RETAINED = "Stays with your own people"
TITLES = {
    "decision": "You keep",
    "retained_team": "Retained team",
    "quality_check": "Check what comes back",
}
QUALITY_CHECK = (
    "Check what the provider hands back there before anything is built on it: agree the measure, the "
    "sample and who may refuse it."
)


def places_words(places: Sequence[int]) -> str:
    """ "Step 4", "Steps 1 and 2", "Steps 1 to 3 and 5" for places that count from 1."""
    runs = [
        [place for _, place in run]
        for _, run in groupby(enumerate(places), key=lambda item: item[1] - item[0])
    ]
    parts = [
        words
        for run in runs
        for words in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(place) for place in run])
    ]
    return f"{'Step' if len(places) == 1 else 'Steps'} {listed(parts)}"


def handovers(count: int) -> str:
    """How often the work passes between you and a provider."""
    if not count:
        return "There are no hand-overs between you and a provider."
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"The work is handed over {times}; each time somebody must check what is handed over."


def joint(percent: int) -> str:
    """How sure it is that all steps go their ways together."""
    return f"All steps together go these ways in {percent} of 100."


def retained(reason: str) -> str:
    """A step that a rule keeps. What was typed comes last: it may run from the right."""
    return f"{RETAINED}: {sentence(reason)}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with a mark."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def goes_elsewhere(place: int, name: str, way: str) -> str:
    """A step that goes another way than the whole."""
    return f"Step {place}, \u201c{name}\u201d, would go another way: {continued(way)}."


def quality_checks(places: Sequence[int]) -> str:
    """Where what a provider hands back is checked."""
    return f"{TITLES['quality_check']}: after {continued(places_words(places))}"


def kept_title(kind: str, subject: str) -> str:
    """What something that stays inside is about."""
    return f"{TITLES[kind]}: {subject}" if subject else TITLES[kind]


def moved(places: Sequence[int], before: str, after: str) -> str:
    """Steps that go another way than before."""
    verb = "moves" if len(places) == 1 else "move"
    return f"{places_words(places)} {verb} from \u201c{before}\u201d to \u201c{after}\u201d."
