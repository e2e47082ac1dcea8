"""The sentences about certainty: chances, what would change the advice, weights, what to find out.

As in ``decisions.wording``, numbers arrive already rounded for print.
"""

from collections.abc import Sequence

from decisions.wording import listed, once_settled, plural

MEANING = (
    "Weights and answers are never exact. So the result was worked out 10,000 times: with every theme "
    "weighted up to about a third more or less, with estimates one answer higher or lower in 3 of 10 "
    "cases, documents in 1 of 10, and with anything for what is not known. The figure says in how "
    "many of 100 such readings an option comes first. It says nothing about how well the option "
    "will be carried out."
)
NO_FLIP = "No single answer changes which option leads, whatever you put in its place."
NO_FLIP_NOR_PAIR = (
    "No single answer changes which option leads, and no two answers together do, whatever you put in "
    "their place."
)
NO_FLIP_BLOCKED = "No single answer opens an option."
NO_WEIGHT_FLIP = (
    "No weight alone changes which option leads, as long as it stays within what the decision model "
    "allows."
)
NOTHING_TO_WEIGH = "Weights decide nothing here: no question is left that applies."
ONLY_ONE = "gates rule out every other option."
GRADES = {
    "document": "A document says so",
    "estimate": "An estimate so far",
    "": "Not graded, so it counts as an estimate",
}
OPEN = {True: "Not known yet", False: "Not answered yet"}
"""What is known of an answer, by whether it was "I don't know"."""
SETTLED_BY = {
    "document": "Measured data would settle it.",
    "estimate": "A document or measured data would settle it.",
    "": "A document or measured data would settle it.",
}


def chance(percent: int, probability: float) -> str:
    """A chance for a column: "83%"."""
    if probability <= 0:
        return "never"
    return f"{percent}%" if percent else "under 1%"


def best_in(name: str, percent: int) -> str:
    """How sure an advice is that has a winner."""
    share = "all" if percent == 100 else f"{percent} of 100"
    return f"in {share} plausible readings of your answers, \u201c{name}\u201d is best."


def best_among(rows: Sequence[tuple[str, int]]) -> str:
    """How the chances are spread when there is no winner, likeliest first."""
    (name, percent), *others = rows
    first = f"\u201c{name}\u201d is best in {percent} of 100 plausible readings of your answers"
    rest = [f"\u201c{other}\u201d in {share}" for other, share in others]
    return f"{listed([first, *rest])}."


def shares_first(percent: int) -> str:
    """An option that could be the best one, in the list of options."""
    return f"Best in {percent} of 100 readings"


def doubt_probability(limit: int, percent: int) -> str:
    """Why the verdict is not clear: the chance."""
    return f"A clear advice is best in at least {limit} of 100 readings; this one is in {percent}."


def changed(name: str, old: str, new: str) -> str:
    """An answer that would be another; ``old`` is "" when none is known."""
    if not old:
        return f"\u201c{name}\u201d turned out to be \u201c{new}\u201d"
    return f"\u201c{name}\u201d were \u201c{new}\u201d instead of \u201c{old}\u201d"


def gate_changed(name: str, old: str, new: str) -> str:
    """An answer to a gate that would be another."""
    instead = f" instead of \u201c{old}\u201d" if old else ""
    return f"the answer to the gate \u201c{name}\u201d were \u201c{new}\u201d{instead}"


def flip(changes: Sequence[str], leads: str, gates: Sequence[str], *, stays: bool) -> str:
    """What a change does. ``gates`` must then be fixed first; ``stays``: nothing else is new."""
    condition = f"If {listed(changes)}"
    if stays:
        verb = "has" if len(gates) == 1 else "have"
        return (
            f"{condition}, {listed(gates)} {verb} to be settled first. After that, "
            f"\u201c{leads}\u201d still leads."
        )
    once = f" {once_settled(gates)}" if gates else ""
    return f"{condition}, \u201c{leads}\u201d would lead{once}."


def distance(steps: int) -> str:
    """How far answers have to move, "" when no known answer is given up."""
    return f"{plural(steps, 'step')} away" if steps else ""


def share_range(low: float, high: float, *, below: bool, above: bool) -> str:
    """The shares of a weight with which the advice holds."""
    if below and above:
        return f"{low:.1f}% to {high:.1f}%"
    if above:
        return f"up to {high:.1f}%"
    if below:
        return f"{low:.1f}% and more" if low else "above 0%"
    return "any"


def weight_flip(name: str, share: float, below: str, above: str) -> str:
    """What leads when one weight is less or more; both as half sentences, "" for neither."""
    ends = listed([end for end in (below, above) if end])
    if not ends:
        return ""
    return f"\u201c{name}\u201d counts {share:.1f}% now. {ends[0].upper()}{ends[1:]}."


def weight_below(low: float, leads: str) -> str:
    """Half a sentence: who leads when a weight is less."""
    place = f"below {low:.1f}%" if low else "at 0%"
    return f"{place}, \u201c{leads}\u201d would lead"


def weight_above(high: float, leads: str) -> str:
    """Half a sentence: who leads when a weight is more."""
    return f"above {high:.1f}%, \u201c{leads}\u201d would lead"


def find_answer(
    grade: str,
    percent: int,
    leads: Sequence[str],
    gates: Sequence[str],
    swing: str,
) -> str:
    """What knowing an answer for certain could do; ``grade`` says what is known of it now, and
    ``gates`` could then have to be fixed first."""
    if not leads and not gates:
        return (
            f"{grade}. It can move the lead by up to {swing} points: not enough alone to change "
            "which option is first."
        )
    names = [f"\u201c{name}\u201d" for name in leads]
    effects = [f"changes which option is first: to {listed(names, 'or')}"] if leads else []
    if gates:
        effects.append(f"shows something to fix first: {listed(gates, 'or')}")
    return f"{grade}. In {percent} of 100 cases, knowing it for certain {listed(effects, 'or')}."


def find_mover(grade: str, points: str) -> str:
    """What an answer could do while no other is known."""
    return f"{grade}. It can move an option by up to {points} points."
