"""The sentences about steps: which go where, how sure that is, and what stays inside."""

from collections.abc import Sequence
from itertools import groupby

from decisions.wording import continued, listed, once_settled, plural

GOES = {
    "in_house": ("stays in-house", "stay in-house"),
    "shared_service": ("goes to a shared service", "go to a shared service"),
    "automate": ("is automated first", "are automated first"),
    "bpo": ("goes to BPO", "go to BPO"),
    "kpo": ("goes to KPO", "go to KPO"),
}
"""What becomes of one step, and of several, by option."""

WOULD = {
    "in_house": "stay in-house",
    "shared_service": "go to a shared service",
    "automate": "be automated first",
    "bpo": "go to BPO",
    "kpo": "go to KPO",
}
"""What would become of steps, by option."""

AGREE = "Every step deserves the same option, so there is nothing to split."
SINGLE = (
    "A single step cannot be split. Hybrid needs steps that go different ways, or a step that a "
    "reason or a gate keeps inside although a provider would be the advice for it."
)
HELD_SINGLE = (
    "A provider would be the advice for this work, but the step must stay inside. So the decision "
    "stays with you, and a provider may prepare it and carry it out: list those parts as steps."
)
HELD_HEADLINE = "Split it: keep the decision, let a provider do the work around it"
NO_SPLIT = "No split"
NEARLY_ONE = "One option would nearly do for every step: weigh the handovers against it."
EMPTY_WORDS = "Nothing is answered yet."
EMPTY_HEADLINE = "The steps are listed, nothing is answered yet"
EMPTY_LEAD = "Answer the questions for the whole process first; every step starts from them."
ONLY_ONE = "The only option that is left."
ITSELF = ("itself", "themselves")
NO_FLIP = (
    "No single answer, for one step or for the whole process, sends any step another way, whatever you "
    "put in its place."
)
KEPT_ANYWAY = "be better kept anyway"
NOTHING_LEFT = "Then nothing is left to split."
HELD_THEN = "a provider would be the advice for it, and as it must stay inside, that makes a hybrid"
STAYS_INSIDE = "Stays inside"
TITLES = {
    "step": "Better kept",
    "decision_rights": "Decision rights",
    "retained_team": "Retained team",
    "quality_gate": "Quality gate",
}
QUALITY_GATE = (
    "Check what the provider hands back here before anything is built on it: agree the measure, the "
    "sample and who may refuse it."
)


def split_headline(counts: Sequence[tuple[str, int]]) -> str:
    """ "Split it: 3 steps go to BPO, 1 stays in-house"; ``counts`` in the order of the first step."""
    return f"Split it: {_counted(counts)}"


def _counted(counts: Sequence[tuple[str, int]]) -> str:
    parts = []
    for place, (option, count) in enumerate(counts):
        noun = plural(count, "step") if place == 0 else str(count)
        parts.append(f"{noun} {GOES[option][count > 1]}")
    return ", ".join(parts)


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


def split_lead(ways: Sequence[tuple[str, Sequence[int]]]) -> str:
    """ "Steps 1 to 3 go to BPO; step 4 stays in-house."; an option with all its places each."""
    parts = [f"{places_words(places)} {GOES[option][len(places) > 1]}" for option, places in ways]
    return f"{parts[0]}{''.join(f'; {continued(part)}' for part in parts[1:])}."


def handovers(count: int) -> str:
    """How often the work changes hands."""
    times = {0: "", 1: "once", 2: "twice"}.get(count, f"{count} times")
    if not count:
        return "The work never changes hands between the steps."
    return f"The work changes hands {times}; each time somebody must check what is handed over."


def differ(names: Sequence[str], held: Sequence[int]) -> str:
    """Why the process is a hybrid: the answers that part the steps, and the steps that are held."""
    parts = []
    if names:
        quoted = [f"“{name}”" for name in names]
        parts.append(f"What parts the steps: {listed(quoted)}.")
    if held:
        verb = "must stay inside, though a provider would be the advice for it"
        verb = verb.replace("for it", "for them") if len(held) > 1 else verb
        parts.append(f"{places_words(held)} {verb}.")
    return " ".join(parts)


def doubts(places: Sequence[int], *, nearly_one: bool) -> list[str]:
    """Why a split is not clear."""
    found = [NEARLY_ONE] if nearly_one else []
    if places:
        verb = "is" if len(places) == 1 else "are"
        found.append(f"{places_words(places)} {verb} not clear by {ITSELF[len(places) > 1]}.")
    return found


def join(places: Sequence[int], option: str, spared: int) -> str:
    """Steps that could go where their neighbours go as well, and how many handovers that spares."""
    verb = "scores" if len(places) == 1 else "score"
    return (
        f"{places_words(places)} {verb} nearly the same for “{option}”, where the work next to "
        f"{'it' if len(places) == 1 else 'them'} goes: going there too would spare "
        f"{'a handover' if spared == 1 else 'two handovers'}."
    )


def moved(places: Sequence[int], what: str, gates: Sequence[str], *, itself: bool) -> str:
    """Half a sentence: steps that would go another way, and what must be settled before they do;
    ``itself``: the sentence has named the only one already."""
    subject = "it" if itself else continued(places_words(places))
    once = f" {once_settled(gates)}" if gates else ""
    return f"{subject} would {what}{once}"


def split_flip(place: int, changed: str, effects: Sequence[str], then: str) -> str:
    """What one answer would do that were another; ``place`` is that of its step, 0 for the whole.
    ``effects`` are half sentences, ``then`` is the sentence about the process."""
    about = f"for step {place}" if place else "for the whole process"
    sentence = (
        f"If, {about}, {changed}, {listed(effects)}." if effects else f"If, {about}, {changed}."
    )
    return f"{sentence} {then}".rstrip()


def alike(places: Sequence[int]) -> str:
    """The other steps of which the same can be said, "" for none."""
    if not places:
        return ""
    each = ", each alone" if len(places) > 1 else ""
    return f"The same goes for {continued(places_words(places))}{each}."


def away(choices: int) -> str:
    """How far an answer has to move, "" when no known answer is given up. A step is a step of the
    process here."""
    return f"{plural(choices, 'answer')} away" if choices else ""


def then_split(counts: Sequence[tuple[str, int]], *, was_split: bool) -> str:
    """Where all steps would go; ``counts`` in the order of the first step."""
    (option, count), *others = counts
    if others:
        return f"Then {continued(_counted(counts))}."
    end = ": nothing is left to split" if was_split else ""
    return f"Then all {count} steps {GOES[option][1]}{end}."


def find_for_step(grade: str, percent: int, options: Sequence[str]) -> str:
    """What knowing an answer of one step for certain could do; ``options`` likeliest first."""
    ways = [GOES[option][0] for option in options]
    return (
        f"{grade}. In {percent} of 100 cases, knowing it for certain sends this step another way: "
        f"it {listed(ways, 'or')}."
    )


def ahead(margin: int, first: str, second: str) -> str:
    """How far the advice for a step leads, in printed points."""
    if margin < 1:
        return f"“{first}” and “{second}” score the same."
    return f"{plural(margin, 'point')} ahead of “{second}”."


def fix_first(gates: Sequence[str]) -> str:
    """What a step waits for."""
    return f"Only {once_settled(gates)}."


def held_words(provider: str, reason: str, gates: Sequence[str]) -> str:
    """Why a step stays inside though a provider would do it."""
    why = kept_decision(reason, gates)
    return f"The answers alone would give it to a provider (“{provider}”), but it stays. {why}"


def kept_step(option: str) -> str:
    """A step that is better kept."""
    return f"This step {GOES[option][0]}: on its answers your own organisation does it best."


def kept_decision(reason: str, gates: Sequence[str]) -> str:
    """A step that a reason or gate keeps. What was typed comes last: it may run from the right."""
    parts = [f"Kept inside by {listed(gates)}."] if gates else []
    if reason:
        parts.append(reason if reason.endswith((".", "!", "?")) else f"{reason}.")
    return " ".join(parts)


def whole(name: str, margin: int, runner_up: str) -> str:
    """What the process would be as one piece."""
    ahead = f", {plural(margin, 'point')} ahead of “{runner_up}”" if runner_up else ""
    return f"As one piece: “{name}”{ahead}."


def all_steps(head: str, count: int) -> str:
    """The advice when the steps agree: "Outsource it as BPO: all 4 steps"."""
    return f"{head}: all {count} steps" if count > 1 else head


def quality_gates(places: Sequence[int]) -> str:
    """What several quality gates are about."""
    return f"Quality gates after {continued(places_words(places))}"


def kept_title(kind: str, subject: str) -> str:
    """What something that stays inside is about."""
    return f"{TITLES[kind]}: {subject}" if subject else TITLES[kind]
