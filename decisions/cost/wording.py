"""The sentences about money. Figures arrive as text, already rounded for print."""

from collections.abc import Iterable

from decisions.wording import plural
from engine.cost.lines import YEAR, Basis, CostOption, Line, Shape, Terms, Unit
from engine.cost.result import NoRate, Reason
from report import cost_lines
from report.messages import read, say
from report.money import span_of, without_rate

TODAY, IMPROVED = read(say("money.today")), read(say("money.improved"))
"""What every page, paper and file calls the way of today, as it is and as it could be."""

STATUS = {
    "estimated": "",
    "published range": "published range, not your own figure",
    "not estimated": "not estimated",
}
"""How a line came to its figure, where that needs a word."""

SHAPES: dict[Shape, str] = {
    "triangular": "a triangle",
    "pert": "PERT: nearer to the likely one",
}
"""How the figures of the outcomes spread between low and high."""

MARKS = {"assumption": "Assumption", "reported": "Reported", "verified": "Verified"}

HURDLE = "10%"
"""Below a saving of 10 % of our own cost no change is recommended."""


def silence(percent: int) -> str:
    """Why a case answers nothing, of which so much are its own figures."""
    return f"Your own figures cover {percent}% of what such a case needs: below half it answers no question"


NO_PROVIDER = "No provider is costed yet: ways of your own answer no question about one"


def unit_words(basis: Basis, unit: Unit, currency: str) -> str:
    """The unit of a line behind its figure."""
    return read(cost_lines.unit(basis, unit, currency)).strip()


def when(line: Line) -> str:
    """The years of a line where they are not the usual ones."""
    found = cost_lines.when(line)
    return read(found) if found else ""


def cut_off(lines: Iterable[tuple[CostOption | None, Line]], terms: Terms) -> str:
    """The lines that a shorter term would cut off, and what to do."""
    named = (
        f"{line.title}"
        + (f" of {option.name}" if option else "")
        + (f" ({words})" if (words := when(line)) else "")
        for option, line in lines
    )
    return (
        f"A term of {term_words(terms)} cuts off: {'; '.join(named)}. Say below what shall happen, or "
        "enter a longer term."
    )


def term_words(terms: Terms) -> str:
    """The term: "1 year", "30 months"."""
    return read(span_of(terms))


def likely(saving: str, share: str, *, saves: bool) -> str:
    """The point that all figures at their likely values give."""
    verb = "saves" if saves else "costs"
    more = "" if saves else " more"
    behind = f", {share} of your own cost" if share else ""
    return (
        f"With every figure at its likely value it {verb} {saving}{more}{behind}, in today's money."
    )


def chance(percent: int, hurdle: int) -> str:
    """How many of 100 outcomes save anything, and how many enough."""
    return f"{percent} of 100 outcomes save money, {hurdle} of 100 save {HURDLE} of your own cost or more."


def hurdle(*, passes: bool) -> str:
    """Whether enough outcomes save enough to change anything; stands after ``chance``."""
    if passes:
        return "That is at least half of them: it passes the hurdle."
    return (
        "That is fewer than half of them: it does not pass the hurdle. "
        f"Below {HURDLE} of your own cost no change is worth its risk."
    )


def month_words(month: int | None) -> str:
    """The break-even month in a few words."""
    if month is None:
        return "Never"
    return "At once" if month == 0 else f"Month {month}"


def break_even(month: int | None, warned: str | None, terms: Terms) -> str:
    """When the money spent on the change is back."""
    if month is None:
        return f"It does not pay back within {term_words(terms)}."
    if month == 0:
        first = "It saves from the first day."
    else:
        first = (
            f"What the change costs is back in month {month} of {terms.length}, in today's money."
        )
    if warned == "late":
        return f"{first} That is late: after two years or most of the term, much can change."
    if warned == "falls back":
        return f"{first} But later cost, such as the exit, takes the saving away again."
    return first


def payback(years: float | None) -> str:
    """The same without discounting."""
    if years is None:
        return "Without discounting it does not pay back either."
    months = max(1, round(years * YEAR))
    return "" if years == 0 else f"Without discounting it takes about {plural(months, 'month')}."


def rate_of_return(rate: str, why: NoRate | None) -> str:
    """The rate of return, or why there is none."""
    return read(without_rate(why)) if why else f"The rate of return is {rate} a year."


def volume(multiple: str, units: str) -> str:
    """Where the order of cheapness changes with volume."""
    if not multiple:
        return "No volume makes both ways cost the same."
    behind = f", {units}" if units else ""
    return f"Both ways cost the same at {multiple} of today's volume{behind}."


def price(multiple: str) -> str:
    """Where it changes with the provider's price."""
    if not multiple:
        return "No price of the provider makes both ways cost the same."
    return f"Both ways cost the same when the provider's price is {multiple} of the one entered."


def today(saving: str, *, saves: bool) -> str:
    """The same comparison with the way of today, which flatters the provider."""
    verb = "saves" if saves else "costs"
    more = "" if saves else " more"
    return f"Against today's way as it is, without the improvement you could make yourself, it {verb} {saving}{more}."


def idle(name: str, why: Reason, option: str = "") -> str:
    """A figure that is there and moves nothing, with the reason."""
    of = f" of {option}" if option else ""
    return f"“{name}”{of} {read(say(f'line.idle.{why}'))}"


def idle_term(name: str) -> str:
    """A term that moves nothing, with the reason."""
    return read(say(f"term.idle.{name}"))


def completeness(percent: int, missing: int) -> str:
    """How much of the case is somebody's own estimate."""
    rest = (
        f" {plural(missing, 'kind')} of cost {'has' if missing == 1 else 'have'} no figure of your own."
        if missing
        else ""
    )
    return f"Your own figures cover {percent}% of what such a case needs.{rest}"


def gate(*, closes: bool) -> str:
    """That gate in the words of the case."""
    if closes:
        return "After transition, management, exit and a margin for optimism the case still closes."
    return "After transition, management, exit and a margin for optimism the case does not close."
