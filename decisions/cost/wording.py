"""The sentences about money on its pages: messages of the one catalogue. Figures arrive as text, already
rounded for print."""

from collections.abc import Iterable

from engine.cost.lines import YEAR, Basis, CostOption, Line, Shape, Status, Terms, Unit
from engine.cost.result import NoRate, Reason
from engine.model.facts import Mark
from report import cost_lines
from report.messages import Text, joined, read, say
from report.money import span_of, without_rate

TODAY, IMPROVED = read(say("money.today")), read(say("money.improved"))
"""What every page, paper and file calls the way of today, as it is and as it could be."""


def status(found: Status) -> str:
    """How a line came to its figure, "" where that needs no word."""
    return "" if found == "estimated" else read(say(f"costs.status.{_key(found)}"))


def shape(found: Shape) -> str:
    """How the figures of the outcomes spread between low and high."""
    return read(say(f"cost.shape.{found}"))


def mark(found: Mark) -> str:
    """What a figure rests on, in a word."""
    return read(say(f"costs.mark.{found}"))


def silence(percent: int) -> str:
    """Why a case answers nothing, of which so much are its own figures."""
    return read(say("costs.silence", percent=percent))


def no_provider() -> str:
    """Why a case answers nothing that costs no provider."""
    return read(say("costs.silence.no_provider"))


def rivals() -> str:
    """Why a case answers nothing that compares providers with the one of today."""
    return read(say("costs.silence.rivals"))


def unit_words(basis: Basis, unit: Unit, currency: str) -> str:
    """The unit of a line behind its figure."""
    return read(cost_lines.unit(basis, unit, currency)).strip()


def when(line: Line) -> str:
    """The years of a line where they are not the usual ones."""
    found = cost_lines.when(line)
    return read(found) if found else ""


def cut_off(lines: Iterable[tuple[CostOption | None, Line]], terms: Terms) -> str:
    """The lines that a shorter term would cut off, and what to do."""
    named = [_cut_line(option, line) for option, line in lines]
    return read(say("costs.cut_off", span=span_of(terms), lines=joined(named)))


def _cut_line(option: CostOption | None, line: Line) -> Text:
    title: Text = line.title
    if option is not None:
        title = say("costs.line_of", line=option.title_of(line), option=option.name)
    years = cost_lines.when(line)
    return say("costs.line_when", line=title, when=years) if years else title


def term_words(terms: Terms) -> str:
    """The term: "1 year", "30 months"."""
    return read(span_of(terms))


def likely(saving: str, share: str, *, saves: bool) -> str:
    """The point that all figures at their likely values give."""
    verb = _verb(saves=saves)
    if not share:
        return read(say(f"costs.likely.{verb}", amount=saving))
    return read(say(f"costs.likely.{verb}.share", amount=saving, share=share))


def chance(percent: int, hurdle: int) -> str:
    """How many of 100 outcomes save anything, and how many enough."""
    return read(say("costs.chance", percent=percent, hurdle=hurdle))


def hurdle(*, passes: bool) -> str:
    """Whether enough outcomes save enough to change anything; stands after ``chance``."""
    return read(say("costs.hurdle.passes" if passes else "costs.hurdle.fails"))


def month_words(month: int | None) -> str:
    """The break-even month in a few words."""
    if month is None:
        return read(say("costs.month.never"))
    return read(say("costs.month", month=month) if month else say("costs.month.at_once"))


def break_even(month: int | None, warned: str | None, terms: Terms) -> str:
    """When the money spent on the change is back."""
    if month is None:
        return read(say("costs.back.never", span=span_of(terms)))
    first = say("costs.back", month=month, length=terms.length)
    parts: list[Text] = [first if month else say("costs.back.at_once")]
    if warned in ("late", "falls back"):
        parts.append(say(f"costs.back.{_key(warned)}"))
    return " ".join(map(read, parts))


def payback(years: float | None) -> str:
    """The same without discounting."""
    if years is None:
        return read(say("costs.payback.never"))
    months = max(1, round(years * YEAR))
    return "" if years == 0 else read(say("costs.payback", count=months))


def rate_of_return(rate: str, why: NoRate | None) -> str:
    """The rate of return, or why there is none."""
    return read(without_rate(why) if why else say("costs.rate", rate=rate))


def volume(multiple: str, units: str) -> str:
    """Where the order of cheapness changes with volume."""
    if not multiple:
        return read(say("costs.volume.none"))
    if not units:
        return read(say("costs.volume", multiple=multiple))
    return read(say("costs.volume.units", multiple=multiple, units=units))


def units(number: str, kind: str) -> str:
    """A volume in units a year, or in people."""
    return read(say(f"costs.units.{kind}", number=number))


def price(multiple: str) -> str:
    """Where it changes with the provider's price."""
    return read(say("costs.price", multiple=multiple) if multiple else say("costs.price.none"))


def today(saving: str, *, saves: bool) -> str:
    """The same comparison with the way of today, which flatters the provider."""
    return read(say(f"costs.today.{_verb(saves=saves)}", amount=saving))


def idle(name: str, why: Reason, option: str = "") -> str:
    """A figure that is there and moves nothing, with the reason."""
    reason = say(f"line.idle.{why}")
    if option:
        return read(say("costs.idle.of", line=name, option=option, why=reason))
    return read(say("costs.idle", line=name, why=reason))


def idle_term(name: str) -> str:
    """A term that moves nothing, with the reason."""
    return read(say(f"term.idle.{name}"))


def completeness(percent: int, missing: int) -> str:
    """How much of the case is somebody's own estimate."""
    own = read(say("costs.own", percent=percent))
    return f"{own} {read(say('costs.own.missing', count=missing))}" if missing else own


def gate(*, closes: bool) -> str:
    """That gate in the words of the case."""
    return read(say("costs.gate.closes" if closes else "costs.gate.open"))


def _verb(*, saves: bool) -> str:
    return "saves" if saves else "costs"


def _key(found: str) -> str:
    return found.replace(" ", "_")
