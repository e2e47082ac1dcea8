"""The sentences of the verdict: what is advised, how sure that is, and what must be fixed first.

As in ``decisions.wording``, numbers arrive already rounded for print.
"""

from collections.abc import Sequence

from decisions.wording import continued, listed, once_settled, plural

EMPTY_HEADLINE = "Nothing is answered yet"
EMPTY_LEAD = "The result starts with your first answer. Until then every option stands at 50."
BLOCKED_HEADLINE = "No option is open at the moment"
BLOCKED_LEAD = (
    "Gates rule out every option. Settle what they ask for and look again. Until then the work "
    "stays where it is."
)
FIX_FIRST = "Fix first"
FIX_LEAD_CLOSE = "After that, your answers do not separate these options enough to name one."
UNTIL_FIXED = "Until then the work stays where it is."
UNKNOWN_HEADLINE = "Too little is known to advise anything"
CLOSE_LEAD = (
    "Your answers do not separate these options enough to name one. “Find out next” lists what "
    "could settle it."
)
CLOSE_LEAD_ALL_KNOWN = (
    "Your answers do not separate these options enough to name one, and no single fact that you could "
    "still find out would. The choice is yours to argue."
)
UNKNOWN_LEAD = "No answer moves an option yet. “Find out next” lists what counts most."
NOTHING_APPLIES_HEADLINE = "Nothing that was asked applies to this work"
NOTHING_APPLIES_LEAD = (
    "You said of every question that it does not apply. So no answer moves an option: all of them "
    "stand at 50, and nothing can be advised. Answer the questions that do apply."
)
NOTHING_MOVES = "no answer moves an option yet."
NOT_MOVED = "No answer moves it yet"
ONLY_OPTION = "The only option that no gate rules out"
SPLIT = (
    "This work lies between routine and expert work. One answer for all of it may serve you badly: "
    "list its steps, and ask for each step who should do it."
)
BEST_FIT = "Best fit on your answers"
VERDICTS = {"clear": "Clear", "leaning": "Leaning", "close": "Too close to call"}


def parted(sentence: str) -> tuple[str, str]:
    """ "Keep it: your people do it" as heading and lead: "Keep it", "Your people do it."."""
    head, _, rest = sentence.partition(": ")
    rest = rest.strip()
    if rest:
        rest = rest[0].upper() + rest[1:]
        rest = rest if rest[-1] in ".!?" else f"{rest}."
    return head.strip(), rest


def headline_close(names: Sequence[str]) -> str:
    """The heading when the lead is too small to decide; it names every contender, or none."""
    if len(names) < 2:
        return f"Too close to call, though {names[0]} scores highest"
    if len(names) > 3:
        return f"Too close to call between {len(names)} options"
    return f"Too close to call: {listed(names, 'or')}"


def headline_leaning(head: str) -> str:
    """The heading when one option leads without being clear."""
    return f"Leaning: {continued(head)}"


def doubt_completeness(percent: int, limit: int) -> str:
    """Why the verdict is not clear: too much is unknown."""
    return f"Answers are known for {percent}% of the weight. A clear advice needs {limit}%."


def doubt_gates(to_fix: Sequence[str], still_open: int) -> str:
    """Why the verdict is not clear: gates to fix first, and how many gates have no yes or no."""
    parts = []
    if to_fix:
        parts.append(f"{listed(to_fix)} must be fixed first.")
    if still_open:
        count = plural(still_open, "gate has", "gates have")
        parts.append(f"{count} no yes or no yet.")
    return " ".join(parts)


def headline_fix(head: str) -> str:
    """The heading when something must be fixed before the best option is open."""
    return f"Fix first, then {continued(head)}"


def headline_fix_close(names: Sequence[str]) -> str:
    """The heading when the fix opens a choice that the answers do not decide."""
    if len(names) > 3:
        return f"Fix first, then choose between {len(names)} options"
    return f"Fix first, then choose: {listed(names, 'or')}"


def fix_first(gates: Sequence[str]) -> str:
    """What must be fixed."""
    return f"First settle {listed(gates)}."


def then(lead: str) -> str:
    """What an option means, once the way to it is free."""
    return f"Then {continued(lead)}" if lead else ""


def until_fixed(advice: str, name: str, *, stays: bool) -> str:
    """What to do until the fix: keep the work inside, or look at the best option that is open."""
    if stays:
        return f"Until then, {continued(parted(advice)[0])}."
    return f"{UNTIL_FIXED} Of what is open now, “{name}” fits best."


def best_after_fix(gates: Sequence[str]) -> str:
    """An option that only waits for a fix."""
    return f"Best fit {once_settled(gates)}"


def range_words(low: int, high: int) -> str:
    """What unknown answers leave open, "" when nothing."""
    return "" if low == high else f"{low} to {high} possible"


def because(reasons: Sequence[tuple[str, str]]) -> str:
    """The strongest answers with their points: "What counts most: Volume (+4.2) and ..."."""
    if not reasons:
        return ""
    named = [f"{name} ({points})" for name, points in reasons]
    return f"What counts most: {listed(named)}."


def behind(margin: int) -> str:
    """How far an option is behind the first."""
    return f"{plural(margin, 'point')} behind" if margin else "Level with the first, when rounded"
