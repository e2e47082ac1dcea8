"""The sentences about money. Figures arrive as text, already rounded for print."""

from collections.abc import Iterable

from decisions.wording import plural
from engine.cost.lines import Basis, CostOption, Line, Shape, Unit
from engine.cost.result import Reason
from report import cost_lines
from report.messages import read

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

IDLE: dict[Reason, str] = {
    "term": "the term ends before it counts",
    "alone": "no other figure uses it",
}
"""Why a figure moves nothing."""

HURDLE = "10%"
"""Below a saving of 10 % of our own cost no change is recommended."""


def silence(percent: int) -> str:
    """Why a case answers nothing, of which so much are its own figures."""
    return f"Your own figures cover {percent}% of what such a case needs: below half it answers no question"


def unit_words(basis: Basis, unit: Unit, currency: str) -> str:
    """The unit of a line behind its figure."""
    return read(cost_lines.unit(basis, unit, currency)).strip()


def when(line: Line) -> str:
    """The years of a line where they are not the usual ones."""
    found = cost_lines.when(line)
    return read(found) if found else ""


def cut_off(lines: Iterable[tuple[CostOption | None, Line]], years: int) -> str:
    """The lines that a shorter term would cut off, and what to do."""
    named = (
        f"{line.title}"
        + (f" of {option.name}" if option else "")
        + (f" ({words})" if (words := when(line)) else "")
        for option, line in lines
    )
    return (
        f"A term of {years_words(years)} cuts off: {'; '.join(named)}. Say below what shall happen, or "
        "enter a longer term."
    )


def years_words(years: int) -> str:
    """The term: "1 year", "5 years"."""
    return plural(years, "year")


def outcome(amount: str, *, saves: bool) -> str:
    """A saving in words, whatever its sign."""
    return f"{amount} {'less' if saves else 'more'}"


def option_words(name: str, years: str, middle: str, low: str, high: str, chance: int) -> str:
    """The money of one option in one sentence; amounts come with "less" or "more"."""
    return (
        f"Over {years} expect {name} to cost about {middle} than your improved own way. "
        f"8 of 10 outcomes lie between {low} and {high}. It saves money in {chance} of 100 outcomes."
    )


def summary(name: str, years: str, middle: str, low: str, high: str, chance: int) -> str:
    """The same, shorter: one line for a first screen."""
    return (
        f"{name} over {years}: about {middle} than your own improved way, from {low} to {high}; "
        f"{chance}% chance to save"
    )


def nothing_computed() -> str:
    """In place of a summary while figures are missing."""
    return "The cost case is not complete yet"


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


def break_even(month: int | None, warned: str | None, years: int) -> str:
    """When the money spent on the change is back."""
    if month is None:
        return f"It does not pay back within {plural(years, 'year')}."
    if month == 0:
        first = "It saves from the first day."
    else:
        first = f"What the change costs is back in month {month} of {years * 12}, in today's money."
    if warned == "late":
        return f"{first} That is late: after two years or most of the term, much can change."
    if warned == "falls back":
        return f"{first} But later cost, such as the exit, takes the saving away again."
    return first


def payback(years: float | None) -> str:
    """The same without discounting."""
    if years is None:
        return "Without discounting it does not pay back either."
    months = max(1, round(years * 12))
    return "" if years == 0 else f"Without discounting it takes about {plural(months, 'month')}."


def rate_of_return(rate: str, reason: str) -> str:
    """The rate of return, or why there is none."""
    return f"The rate of return is {rate} a year." if rate else f"Rate of return: {reason}"


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
    return f"Against today's way, without the improvement you could make yourself, it {verb} {saving}{more}."


def idle(name: str, why: Reason) -> str:
    """A figure that is there and moves nothing, with the reason."""
    return f"{name} ({IDLE[why]})"


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


AGREE = "Money and fit point the same way"
DIFFER = "Money and fit point to different options"


def both_outsource(advice: str, best: str, saving: str) -> str:
    """Both speak for the same way of buying."""
    return f"The answers favour {advice}, and {best} also saves about {saving}."


def both_stay(advice: str, best: str, hurdle: int) -> str:
    """Neither speaks for a provider."""
    return f"The answers favour {advice}, and {best} {_reaches(hurdle)}."


def _reaches(hurdle: int) -> str:
    return f"saves {HURDLE} of your own cost or more in only {hurdle} of 100 outcomes"


def money_against(advice: str, best: str, hurdle: int) -> str:
    """Fit says provider, money does not."""
    return (
        f"The answers favour {advice}, but in full cost {best} {_reaches(hurdle)}. "
        "Do it for quality, speed or skill and say what they are worth, or do not do it."
    )


def money_for(advice: str, best: str, saving: str) -> str:
    """Money says provider, fit does not."""
    return (
        f"The answers favour {advice}, but in full cost {best} saves about {saving}. "
        "Name the risks that speak against it, and say whether they are worth this money."
    )


def other_kind(advice: str, best: str) -> str:
    """Both say provider, but not the same kind."""
    return f"The answers favour {advice}, but of the options with a price {best} saves most."


def no_price(advice: str) -> str:
    """The advised option has no cost lines."""
    return f"The cost case has no option for {advice} yet, so money cannot be set against it."
