"""The sentences about place, form and rules. Everything else comes from the decision model."""

from collections.abc import Sequence
from datetime import date

from decisions.wording import listed, plural

DISTANCE = {
    "on_site": "On site",
    "onshore": "Onshore",
    "nearshore": "Nearshore",
    "offshore": "Offshore",
}
AT_MOST = {
    "on_site": "On site only",
    "onshore": "Onshore at most",
    "nearshore": "Nearshore at most",
    "offshore": "Offshore is possible",
}
LEVEL = {True: "High", False: "Low", None: "Not known"}
LATER_SHORT = "The place is a question for later"
LATER = (
    "The advice keeps the work with you, so where a provider could sit is a question for later. What "
    "follows is what your answers say if that changes."
)
NO_LIMIT = "Nothing that you answered keeps the work near. Price, skill and risk decide."
NO_LIMIT_YET = "Nothing so far keeps the work near, but open questions still can."
STAYS = "The work stays in your country, so there are no countries to compare."
AREA_UNKNOWN = (
    "The data must stay in your own legal area. Say your country, not only its time zone, to see which "
    "countries share it."
)
HOME_UNKNOWN = "Say your home country or its time zone to see countries and common working hours."
WRITTEN = "The languages are only needed in writing, so no country falls away for them."
SPOKEN_OPEN = (
    "Whether people must speak the languages is not known, so no country falls away for them."
)
NONE_FITS = "No country of this decision model fits. It lists {count}; others may."
SECOND_NONE = (
    "No second country in another region fits what you said. Look for one beyond the list."
)
SECOND_STAYS = "The second site would be in your own country, away from the first."
SECOND_OPEN = "Which country it could be follows from your home country."
RULES_OPEN = "Nothing is known yet that would bring a rule in."
RULES_NONE = "None of the rules of this decision model applies to what is known."
FIELDS = {
    "home": "Your home country. It gives the countries that fit, and the hours you share.",
    "languages": "The languages of the work. Until then no country falls away for its languages.",
    "barred": "Whether any country is ruled out. Until then none falls away.",
}


def day_words(day: date) -> str:
    """ "22 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def hours_words(hours: float) -> str:
    """Hours with at most two decimals: "7", "2.5"."""
    return f"{round(hours, 2):g}"


def distance_words(key: str, near_hours: float, *, own_area: bool, is_open: bool) -> str:
    """What the distance means."""
    hours = (
        f"Abroad is possible where you share at least {near_hours:g} working hours a day all year"
    )
    sentences = {
        "on_site": "The work stays at your own place, with your own people or with others who come to you.",
        "onshore": "The work stays in your country; a provider there is possible.",
        "nearshore": f"{hours}{', inside your own legal area' if own_area else ''}.",
        "offshore": NO_LIMIT_YET if is_open else NO_LIMIT,
    }
    return sentences[key]


def countries_words(home: str, at: date, count: int, languages: str) -> str:
    """Introduces the shortlist; ``languages`` is a sentence about them, or ""."""
    return (
        f"{plural(count, 'country', 'countries')} to look at first from {home}: usual pairs, then "
        f"languages, then the rank of the index, then common hours. The best nearshore and the best "
        f"offshore country are among them where both are possible. Hours are the fewer of "
        f"{day_words(at)} and half a year later. {languages}"
    ).strip()


def language_words(shared: Sequence[str], missing: Sequence[str]) -> str:
    """The languages of the work in a country: "English, not Danish"."""
    lacking = f"not {listed(missing, 'or')}" if missing else ""
    return ", ".join(filter(None, (listed(shared), lacking)))


def second_words(country: str) -> str:
    """Where the second site could be."""
    return f"{country} is the best fit in another region than the first country."


def answered(question: str, answer: str) -> str:
    """An answer as the origin of a sentence."""
    return f"{question} You answered: {answer}."


def regimes_words(applies: int, may: int) -> str:
    """How many rules to mind."""
    parts = []
    if applies:
        parts.append(f"{plural(applies, 'set')} of rules {'applies' if applies == 1 else 'apply'}")
    if may:
        parts.append(f"{may} may apply until more is known")
    return f"{listed(parts)}." if parts else ""


def because(pairs: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What brings a regime in: "Sector: Bank. Region: European Union or United Kingdom"."""
    return ". ".join(f"{_without_mark(name)}: {listed(values)}" for name, values in pairs)


def _without_mark(question: str) -> str:
    return question.rstrip("?")


def known(name: str, value: str) -> str:
    """Something that is known: "Sector: Bank", "Is it an ICT service? No"."""
    return f"{name} {value}" if name.endswith("?") else f"{name}: {value}"


def fact_to_find(question: str) -> str:
    """A fact that would settle a regime."""
    return question if question.endswith("?") else f"{question}."


def criterion_to_find(name: str) -> str:
    """A question whose answer could bring the work nearer."""
    return f"{name}: the answer can still bring the work nearer."
