"""The sentences about certainty: what would change the answers, weights, what to find out.

What is exact is about the answers (who, and how): a headline also says how sure they are.

Numbers arrive already rounded for print.
"""

from collections.abc import Sequence

MEANING = (
    "Each line names answers to one question that would change one part of this, with everything else as "
    "you answered it. The number says how plausible it is that the true answer is one of them."
)
NO_FLIP = (
    "No other answer to a single question that is plausible in 1 of 100 cases or more changes who should "
    "do it or how. How sure that is can change."
)
NO_FLIP_OF_PROCESS = "None of the most plausible other answers to a single question names another way for the process."
BY_STEP = "What would send a step another way stands with the step."
NO_WEIGHT_FLIP = (
    "No weight alone changes who should do the process as a whole or how, as long as it stays within what "
    "the decision model allows. How sure that is can change."
)
FIX = "something has to be fixed first"
OPEN = {True: "Not known yet", False: "Not answered yet"}
"""What is known of an answer, by whether it was "I don't know"."""
GRADES = {
    "document": "A document says so",
    "estimate": "An estimate so far",
    "": "Not graded, so it counts as an estimate",
}
SETTLED_BY = "Measured data would settle it."
OPEN_GATE = {
    "rules_out_providers": "Not known yet. It could rule providers out.",
    "rules_out_kind": "Not known yet. It could rule one kind of provider out.",
    "fix_first": "Not known yet. It could be something to fix first.",
    "keeps_decision": "Not known yet. The decision itself may have to stay with you.",
    "warns": "Not known yet. It rules nothing out, but it should be known before you sign.",
}


OF = {
    "sourcing": "who",
    "expertise": "routine or expert",
    "pooling": "where inside",
    "automation": "what to automate",
}
"""What a weight counts in, by the axis."""


def range_words(texts: Sequence[str], *, is_run: bool, from_first: bool, to_last: bool) -> str:
    """A set of choices: one, two, a list, or of more that are neighbours the ends: up to one of them or
    from one on where the set reaches an end of the scale, from one to another elsewhere."""
    quoted = [f"\u201c{text}\u201d" for text in texts]
    if len(quoted) == 1:
        return quoted[0]
    if is_run and len(quoted) > 2:
        if from_first:
            return f"{quoted[-1]} or any answer before it on the scale"
        if to_last:
            return f"{quoted[0]} or any answer after it on the scale"
        return f"{quoted[0]} to {quoted[-1]}"
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def flip(question: str, now: str, new: str, to: str, percent: int) -> str:
    """What other answers to a question would change."""
    instead = f" instead of \u201c{now}\u201d" if now else ""
    mark = "" if question.endswith("?") else ":"
    return (
        f"{question}{mark} With {new}{instead}, {to}. Plausible in {max(1, percent)} of 100 cases."
    )


def then(headline: str) -> str:
    """What the whole recommendation would be after a change."""
    return f"The recommendation would then be: {headline}."


def gate_flip(question: str, new: str, to: str) -> str:
    """What another answer to a gate would change."""
    return f"{question} With \u201c{new}\u201d, {to}."


def headline_to(name: str) -> str:
    """What a headline becomes."""
    return f"the recommendation becomes \u201c{name}\u201d"


def answer_to(title: str, answer: str) -> str:
    """What the answer to a question of the recommendation becomes."""
    return f"the answer to \u201c{title}\u201d becomes \u201c{answer}\u201d"


def share_range(low: float, high: float, *, below: bool, above: bool) -> str:
    """The shares of a weight with which every answer stays."""
    if below and above:
        return f"{low:.1f}% to {high:.1f}%"
    if above:
        return f"up to {high:.1f}%"
    return f"{low:.1f}% and more" if below else "any"


def weight(
    name: str, of: str, share: float, low: float, high: float, *, below: bool, above: bool
) -> str:
    """How far a weight is from changing something."""
    ends = [f"below {low:.1f}%"] if below else []
    ends += [f"above {high:.1f}%"] if above else []
    return f"\u201c{name}\u201d counts {share:.1f}% of {of}. {' or '.join(ends).capitalize()} an answer is another one."


def open_gate(effect: str) -> str:
    """What an open gate could do."""
    return OPEN_GATE[effect]


def lookup(known: bool, was_asked: bool, evidence: str, percent: int) -> str:
    """What knowing an answer for certain could do."""
    grade = GRADES[evidence] if known else OPEN[was_asked]
    return f"{grade}. In {percent} of 100 cases, knowing it changes who should do it or how."
