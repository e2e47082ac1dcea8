"""What usable content beside the questions should still not have: no date, no source, no way out."""

from collections.abc import Iterable, Iterator

from engine.cost.defaults import CostContent
from engine.location.engagement import PROVIDERS, Engagements
from engine.location.regimes import Regimes
from engine.model.facts import Fact
from engine.model.iso import COUNTRIES, LANGUAGES
from engine.model.places import Places
from engine.model.reading import Problem, error, warning
from engine.model.reference import Reference

DATED = ("places", "engagement", "cost")
Stated = tuple[str, Fact]


def lint_reference(content: Reference) -> Iterator[Problem]:
    """Problems of content that can be used, in the order of the document."""
    empty = Reference()
    for key in DATED:
        part = getattr(content, key)
        if part != getattr(empty, key) and part.checked_on is None:
            sentence = f"The part about {key} does not say on which day it was checked."
            yield warning("L019", f"reference.{key}.checked_on", sentence)
    facts = (
        *_place_facts(content.places),
        *_form_facts(content.engagement),
        *_rule_facts(content.regimes),
        *_cost_facts(content.cost),
    )
    for path, fact in facts:
        if fact.mark != "assumption" and not fact.sources:
            sentence = f"“{fact.text}” is marked {fact.mark}, but names no source."
            yield warning("L020", f"reference.{path}", sentence)
    yield from _countries(content.places)
    yield from _forms(content.engagement)
    yield from _checks(content.regimes)


def _numbered(path: str, facts: Iterable[Fact]) -> Iterator[Stated]:
    for place, fact in enumerate(facts):
        yield f"{path}[{place}]", fact


def _place_facts(part: Places) -> Iterator[Stated]:
    yield from _numbered("places.limits", (row.fact for row in part.limits))
    yield from _numbered("places.gates", (row.fact for row in part.gates))
    yield from _numbered("places.cautions", (row.fact for row in part.cautions))
    yield from _numbered("places.spoken", (row.fact for row in part.spoken))
    yield from _numbered("places.second_site", (row.fact for row in part.second_site))
    for place, code in enumerate(sorted(part.countries)):
        yield from _numbered(f"places.countries[{place}].notes", part.countries[code].notes)
    yield from _numbered("places.notes", part.notes)


def _form_facts(part: Engagements) -> Iterator[Stated]:
    yield from _numbered("engagement.rules", (row.why for row in part.rules))
    yield from _numbered("engagement.risks", (row.fact for row in part.risks))
    yield from _numbered("engagement.arrangements", (row.why for row in part.arrangements))


def _rule_facts(part: Regimes) -> Iterator[Stated]:
    yield from _numbered("regimes.regimes", (row.fact for row in part.regimes))


def _cost_facts(part: CostContent) -> Iterator[Stated]:
    for place, row in enumerate(part.defaults):
        yield from _numbered(f"cost.defaults[{place}].evidence", row.evidence)
    yield from _numbered("cost.claims", (row.fact for row in part.claims))
    yield from _numbered("cost.rates", (row.fact for row in part.rates))
    if part.make_up is not None:
        yield "cost.make_up", part.make_up.fact
    yield from _numbered("cost.notes", part.notes)


def _countries(part: Places) -> Iterator[Problem]:
    for place, code in enumerate(sorted(part.countries)):
        path = f"reference.places.countries[{place}]"
        if code not in COUNTRIES:
            sentence = f"Country {code} is no code of ISO 3166, such as DE for Germany."
            yield error("L029", f"{path}.code", sentence)
        if not part.countries[code].languages:
            sentence = f"Country {code} has no language, so it rarely fits."
            yield warning("L021", f"{path}.languages", sentence)
        for number, language in enumerate(part.countries[code].languages):
            if language not in LANGUAGES:
                sentence = (
                    f"Country {code} has the language {language}, which is no code of ISO 639, "
                    "such as en for English."
                )
                yield error("L030", f"{path}.languages[{number}]", sentence)


def _forms(part: Engagements) -> Iterator[Problem]:
    usual = {option for row in part.rules if row.usual for option in row.options}
    for option in PROVIDERS if part.forms else ():
        if option not in usual:
            sentence = f"No rule names the usual form for {option}, so some cases get no form."
            yield warning("L022", "reference.engagement.rules", sentence)


def _checks(part: Regimes) -> Iterator[Problem]:
    if part.regimes and not part.disclaimer:
        sentence = "The regimes lack the sentence that they are no legal advice."
        yield warning("L023", "reference.regimes.disclaimer", sentence)
    for place, row in enumerate(part.regimes):
        if not row.checks:
            path = f"reference.regimes.regimes[{place}].checks"
            yield warning("L024", path, f"Regime {row.key} names nothing to check.")
