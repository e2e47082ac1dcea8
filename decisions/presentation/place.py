"""The part of a snapshot about where, in which form and under which rules."""

from decisions.presentation import place_wording as say
from decisions.presentation.languages import language_name
from decisions.presentation.material import Material
from decisions.presentation.place_forms import forms
from decisions.presentation.place_shape import (
    Barred,
    CountryRow,
    Distance,
    PlaceFact,
    PlaceLimit,
    PlacePart,
    PlaceSaid,
    PlaceToFind,
    RegimePart,
    SecondSite,
)
from decisions.presentation.place_sources import sources
from decisions.wording import listed, resting_on
from engine.fit.case import known_choices
from engine.location.advice import LocationAdvice, following_facts
from engine.location.countries import Candidate, PlaceAdvice
from engine.location.regimes import Finding
from engine.model.facts import Fact
from engine.model.places import Caution, Limit


def place(material: Material) -> PlacePart | None:
    """Everything about place, form and rules; None when there is nothing to say."""
    where = material.result.location
    if where is None:
        return None
    advice, content = where.place, material.ruleset.reference
    found = [_regime(material, where, row) for row in where.regimes]
    shown = forms(material, where)
    distance = _distance(material, where, advice) if advice else None
    rules = _rules_words(material, where)
    return {
        "at": where.on.isoformat(),
        "summary": _summary(where, distance, [row["name"] for row in shown], rules),
        "later": say.LATER if where.is_later else "",
        "said": _said(material, where),
        "distance": distance,
        "reasons": [_limit(material, advice, row) for row in advice.reasons] if advice else [],
        "cautions": [_caution(material, row) for row in advice.cautions] if advice else [],
        "countries_words": _countries_words(material, where, advice) if advice else "",
        "countries": [_country(row, where.said.languages) for row in advice.shortlist]
        if advice
        else [],
        "barred": _barred(material, where),
        "second": _second(material, where, advice) if advice else None,
        "forms": shown,
        "rules_words": rules,
        "regimes": found,
        "disclaimer": content.regimes.disclaimer,
        "to_find": _to_find(material, where),
        "notes": [fact(row) for row in content.places.notes] if advice else [],
        "sources": sources(material, where),
        "checked_on": say.day_words(content.places.checked_on) if content.places.checked_on else "",
    }


def _summary(where: LocationAdvice, distance: Distance | None, forms: list[str], rules: str) -> str:
    """One line: how far, in which form, how many rules."""
    far = say.LATER_SHORT if where.is_later else distance["name"] if distance else ""
    parts = [far, *dict.fromkeys(forms), rules.rstrip(".")]
    return "".join(f"{part}. " for part in parts if part).strip()


def fact(row: Fact, origin: str = "") -> PlaceFact:
    """One sentence of content with what it rests on."""
    return {"words": row.text, "origin": origin, "rests_on": resting_on(row.mark, row.sources)}


def _origin(material: Material, code: str) -> str:
    """The answer or the gate behind a sentence."""
    if code in material.ruleset.gate:
        return f"{material.quoted(code)}."
    return say.answered(material.ruleset.criterion[code].question, material.answer(code))


def _distance(material: Material, where: LocationAdvice, advice: PlaceAdvice) -> Distance:
    return {
        "key": advice.farthest,
        "name": say.AT_MOST[advice.farthest],
        "words": say.distance_words(
            advice.farthest,
            material.ruleset.reference.places.near_hours,
            own_area=advice.own_area,
            is_open=bool(advice.open_codes),
        ),
    }


def _limit(material: Material, advice: PlaceAdvice, row: Limit) -> PlaceLimit:
    return {
        "code": row.code,
        "distance": say.DISTANCE[row.farthest],
        "decides": row.farthest == advice.farthest,
        "words": row.fact.text,
        "origin": _origin(material, row.code),
        "rests_on": resting_on(row.fact.mark, row.fact.sources),
    }


def _caution(material: Material, row: Caution) -> PlaceFact:
    return fact(row.fact, _origin(material, row.criterion))


def _home(material: Material, where: LocationAdvice) -> str:
    """The home in words, "" while it is not known."""
    said, countries = where.said, material.ruleset.reference.places.countries
    name = countries[said.home].name if said.home else ""
    zone = said.zone.replace("_", " ")
    return f"{name} ({zone})" if name and zone else name or zone


def _countries_words(material: Material, where: LocationAdvice, advice: PlaceAdvice) -> str:
    if advice.farthest in ("on_site", "onshore"):
        return say.STAYS
    home = _home(material, where)
    if not home:
        return say.HOME_UNKNOWN
    if advice.own_area and not where.said.home:
        return say.AREA_UNKNOWN
    if not advice.shortlist:
        return say.NONE_FITS.format(count=len(material.ruleset.reference.places.countries))
    return say.countries_words(home, where.on, len(advice.shortlist), _languages(material, where))


def _languages(material: Material, where: LocationAdvice) -> str:
    """Why languages exclude no country, where that is so."""
    ruleset = material.ruleset
    spoken = ruleset.reference.places.speaks(known_choices(ruleset, material.case))
    if not where.said.languages or spoken:
        return ""
    return say.SPOKEN_OPEN if spoken is None else say.WRITTEN


def _country(row: Candidate, needed: tuple[str, ...]) -> CountryRow:
    country, rank = row.country, row.country.gsli
    shared = [language_name(code) for code in (row.languages if needed else country.languages)]
    missing = [language_name(code) for code in needed if code not in country.languages]
    return {
        "code": country.code,
        "name": country.name,
        "region": country.region,
        "distance": say.DISTANCE[row.distance],
        "hours": say.hours_words(row.hours),
        "usual": row.usual,
        "languages": say.language_words(shared, missing),
        "area": "Same legal area" if row.same_legal_area else "Another legal area",
        "rank": f"{rank.rank} of {rank.year}" if rank else "",
        "rank_source": listed(rank.sources) if rank else "",
        "notes": [fact(note) for note in country.notes],
    }


def _barred(material: Material, where: LocationAdvice) -> list[Barred]:
    countries = material.ruleset.reference.places.countries
    return [
        {"name": countries[code].name, "reason": reason}
        for code, reason in where.said.barred.items()
    ]


def _second(material: Material, where: LocationAdvice, advice: PlaceAdvice) -> SecondSite | None:
    if not advice.second_reasons:
        return None
    country = advice.second.country.name if advice.second else ""
    if country:
        words = say.second_words(country)
    elif advice.farthest in ("on_site", "onshore"):
        words = say.SECOND_STAYS
    else:
        words = say.SECOND_NONE if advice.shortlist else say.SECOND_OPEN
    reasons = [_caution(material, row) for row in advice.second_reasons]
    return {"country": country, "words": words, "reasons": reasons}


def _said(material: Material, where: LocationAdvice) -> list[PlaceSaid]:
    said, content = where.said, material.ruleset.reference.regimes
    followed = following_facts(content, known_choices(material.ruleset, material.case))
    rows = [
        ("Home", _home(material, where), False),
        ("Languages of the work", listed([language_name(row) for row in said.languages]), False),
    ]
    for question in content.questions:
        values = [question.choices[value] for value in where.known.get(question.key, ())]
        rows.append((question.name, listed(values), question.key in followed))
    return [
        {"name": name, "value": value, "words": say.known(name, value), "follows": follows}
        for name, value, follows in rows
        if value
    ]


def _rules_words(material: Material, where: LocationAdvice) -> str:
    sure = sum(row.applies == "applies" for row in where.regimes)
    if where.regimes:
        return say.regimes_words(sure, len(where.regimes) - sure)
    if not material.ruleset.reference.regimes.regimes:
        return ""
    is_open = any(row.key and row.key not in say.FIELDS for row in where.to_find)
    return say.RULES_OPEN if is_open else say.RULES_NONE


def _regime(material: Material, where: LocationAdvice, row: Finding) -> RegimePart:
    questions = {
        question.key: question for question in material.ruleset.reference.regimes.questions
    }
    pairs = [
        (
            questions[key].name,
            [
                questions[key].choices[value]
                for value in where.known[key]
                if value in row.regime.when[key]
            ],
        )
        for key in row.because
    ]
    return {
        "name": row.regime.name,
        "applies": row.applies == "applies",
        "applies_words": "Applies" if row.applies == "applies" else "May apply",
        "applies_to": row.regime.applies_to,
        "text": row.regime.fact.text,
        "rests_on": resting_on(row.regime.fact.mark, row.regime.fact.sources),
        "checks": list(row.regime.checks),
        "because": say.because(pairs),
        "unknown": [questions[key].name for key in row.unknown],
        "checked_on": say.day_words(row.regime.checked_on),
        "old": row.regime.key in where.old,
    }


def _to_find(material: Material, where: LocationAdvice) -> list[PlaceToFind]:
    questions = {row.key: row.name for row in material.ruleset.reference.regimes.questions}
    found: list[PlaceToFind] = []
    for row in where.to_find:
        if row.criterion:
            words = say.criterion_to_find(material.ruleset.criterion[row.criterion].name)
        else:
            words = say.FIELDS.get(row.key) or say.fact_to_find(questions[row.key])
        found.append({"words": words, "criterion": row.criterion, "field": row.key})
    return found
