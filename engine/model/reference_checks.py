"""Checks that the content beside the questions fits them and itself: codes, zones, ranges, sources."""

from collections.abc import Iterable, Iterator

from engine.cost.defaults import CostContent, Default
from engine.cost.lines import KINDS, Range, figure_problem
from engine.location.engagement import RISKS, Engagements
from engine.location.regimes import RegimeQuestion, Regimes
from engine.model.facts import Condition, Fact
from engine.model.places import Country, Places, zones
from engine.model.reading import Problem, error
from engine.model.references import (
    check_condition,
    check_conditions,
    check_sources,
    duplicates,
)
from engine.model.ruleset import OPTIONS, Ruleset

PLACES, ENGAGEMENT, REGIMES, COST = (
    f"reference.{part}" for part in ("places", "engagement", "regimes", "cost")
)


def check_reference_content(ruleset: Ruleset) -> tuple[Problem, ...]:
    """All errors, in the order of the document; empty when the content can be used."""
    content = ruleset.reference
    return (
        *_places(ruleset, content.places),
        *_engagement(ruleset, content.engagement),
        *_regimes(ruleset, content.regimes),
        *_cost(ruleset, content.cost),
    )


def _facts(ruleset: Ruleset, facts: Iterable[Fact], path: str, label: str) -> Iterator[Problem]:
    for place, row in enumerate(facts):
        yield from check_sources(ruleset, f"{path}[{place}]", label, row.sources)


def _known(path: str, label: str, what: str, key: str, known: Iterable[str]) -> Iterator[Problem]:
    if key not in known:
        yield error("R012", path, f"{label} names the {what} {key}, which does not exist.")


def _places(ruleset: Ruleset, part: Places) -> Iterator[Problem]:
    if part.working_day.start >= part.working_day.end:
        sentence = "The working day must start before it ends."
        yield error("R025", f"{PLACES}.working_day", sentence)
    yield from _limits(ruleset, part)
    for key in ("cautions", "spoken", "second_site"):
        for place, row in enumerate(getattr(part, key)):
            path, label = f"{PLACES}.{key}[{place}]", f"The rule on {row.criterion} about the place"
            condition = Condition(row.criterion, row.choices)
            yield from check_condition(ruleset, condition, path, label)
            yield from _meant_for(row.options, path, label)
            yield from check_sources(ruleset, f"{path}.fact", label, row.fact.sources)
    for place, code in enumerate(sorted(part.countries)):
        path = f"{PLACES}.countries[{place}]"
        yield from _country(ruleset, part, part.countries[code], path)
    yield from _facts(ruleset, part.notes, f"{PLACES}.notes", "A note about places")


def _meant_for(options: Iterable[str], path: str, label: str) -> Iterator[Problem]:
    for option in options:
        yield from _known(f"{path}.options", label, "option", option, OPTIONS)


def _limits(ruleset: Ruleset, part: Places) -> Iterator[Problem]:
    for place, row in enumerate(part.limits):
        path, label = f"{PLACES}.limits[{place}]", f"The limit by {row.criterion}"
        condition = Condition(row.criterion, row.choices)
        yield from check_condition(ruleset, condition, path, label)
        yield from check_sources(ruleset, f"{path}.fact", label, row.fact.sources)
    for place, gate in enumerate(part.gates):
        path, label = f"{PLACES}.gates[{place}]", f"The limit by {gate.gate}"
        yield from _known(f"{path}.gate", label, "gate", gate.gate, ruleset.gate)
        yield from check_sources(ruleset, f"{path}.fact", label, gate.fact.sources)


def _country(ruleset: Ruleset, part: Places, row: Country, path: str) -> Iterator[Problem]:
    label = f"Country {row.code}"
    if row.zone not in zones():
        sentence = f"{label}: {row.zone} is no time zone of the IANA list, such as Europe/Warsaw."
        yield error("R024", f"{path}.zone", sentence)
    for code in row.usual_places:
        yield from _known(f"{path}.usual_places", label, "country", code, part.countries)
    if row.gsli is not None:
        yield from check_sources(ruleset, f"{path}.gsli", label, row.gsli.sources)
    yield from _facts(ruleset, row.notes, f"{path}.notes", label)


def _engagement(ruleset: Ruleset, part: Engagements) -> Iterator[Problem]:
    for place, row in enumerate(part.rules):
        path, label = f"{ENGAGEMENT}.rules[{place}]", f"Rule {place + 1} about the form"
        yield from _known(f"{path}.form", label, "form", row.form, part.forms)
        yield from _meant_for(row.options, path, label)
        yield from check_conditions(ruleset, row.when, f"{path}.when", label)
        yield from check_sources(ruleset, f"{path}.why", label, row.why.sources)
    yield from _risks(ruleset, part)
    yield from _arrangements(ruleset, part)


def _risks(ruleset: Ruleset, part: Engagements) -> Iterator[Problem]:
    keys = [row.key for row in part.risks]
    yield from duplicates(f"{ENGAGEMENT}.risks", "key", keys)
    if part.arrangements and not set(RISKS) <= set(keys):
        sentence = f"The risks must be {' and '.join(RISKS)}, or no pair of them can be told."
        yield error("R022", f"{ENGAGEMENT}.risks", sentence)
    for place, row in enumerate(part.risks):
        path, label = f"{ENGAGEMENT}.risks[{place}]", f"Risk {row.key}"
        high = [Condition(code, numbers) for code, numbers in row.high.items()]
        yield from check_conditions(ruleset, high, f"{path}.high", label)
        yield from check_sources(ruleset, f"{path}.fact", label, row.fact.sources)


def _arrangements(ruleset: Ruleset, part: Engagements) -> Iterator[Problem]:
    seen: set[tuple[bool, bool]] = set()
    for place, row in enumerate(part.arrangements):
        path, label = f"{ENGAGEMENT}.arrangements[{place}]", f"Pair {place + 1} of risks"
        if (row.operational, row.structural) in seen:
            yield error("R011", path, f"{label} is there twice.")
        seen.add((row.operational, row.structural))
        yield from _known(f"{path}.form", label, "form", row.form, part.forms)
        yield from check_sources(ruleset, f"{path}.why", label, row.why.sources)


def _regimes(ruleset: Ruleset, part: Regimes) -> Iterator[Problem]:
    yield from duplicates(f"{REGIMES}.questions", "key", (row.key for row in part.questions))
    yield from duplicates(f"{REGIMES}.regimes", "key", (row.key for row in part.regimes))
    choices = {row.key: row.choices for row in part.questions}
    for place, question in enumerate(part.questions):
        if not question.choices:
            path = f"{REGIMES}.questions[{place}].choices"
            yield error("R022", path, f"Question {question.key} needs at least one value.")
        yield from _follows(ruleset, question, f"{REGIMES}.questions[{place}].follows")
    for place, row in enumerate(part.regimes):
        path, label = f"{REGIMES}.regimes[{place}]", f"Regime {row.key}"
        if not row.when:
            sentence = f"{label} needs at least one condition, or it would always apply."
            yield error("R022", f"{path}.when", sentence)
        yield from _meant_for(row.options, path, label)
        for key, values in row.when.items():
            yield from _known(f"{path}.when", label, "question", key, choices)
            for value in (
                sorted(set(values) - choices.get(key, {}).keys()) if key in choices else ()
            ):
                yield from _known(f"{path}.when", label, f"{key} value", value, ())
            if not values:
                sentence = f"{label} has a condition on {key} without any value."
                yield error("R022", f"{path}.when", sentence)
        yield from check_sources(ruleset, f"{path}.fact", label, row.fact.sources)


def _follows(ruleset: Ruleset, question: RegimeQuestion, path: str) -> Iterator[Problem]:
    label = f"Question {question.key}"
    for place, row in enumerate(question.follows):
        condition = Condition(row.criterion, row.choices)
        yield from check_condition(ruleset, condition, f"{path}[{place}]", label)
        for value in row.values:
            yield from _known(f"{path}[{place}].values", label, "value", value, question.choices)


def _cost(ruleset: Ruleset, part: CostContent) -> Iterator[Problem]:
    deals = [row.key for row in part.deals]
    yield from duplicates(f"{COST}.deals", "key", deals)
    for place, deal in enumerate(part.deals):
        if deal.years is not None:
            path = f"{COST}.deals[{place}].years"
            yield from _rising(path, f"Deal {deal.key}, years", deal.years)
    for place, row in enumerate(part.defaults):
        path, label = f"{COST}.defaults[{place}]", f"The range for {row.kind}"
        yield from _default(row, path, label, deals)
        yield from _facts(ruleset, row.evidence, f"{path}.evidence", label)
    for place, claim in enumerate(part.claims):
        path, label = f"{COST}.claims[{place}]", f"Claim {place + 1}"
        yield from _rising(path, label, Range(claim.low, claim.low, claim.high))
        yield from check_sources(ruleset, f"{path}.fact", label, claim.fact.sources)
    yield from _rates(ruleset, part)
    if part.make_up is not None:
        path, label = f"{COST}.make_up", "The make-up of a price"
        yield from check_sources(ruleset, f"{path}.fact", label, part.make_up.fact.sources)
        total = sum(part.make_up.shares.values())
        if abs(total - 100) > 0.5:
            sentence = f"{label} adds up to {total:g} percent, not to 100."
            yield error("R025", f"{path}.shares", sentence)
    yield from _facts(ruleset, part.notes, f"{COST}.notes", "A note about cost")


def _rates(ruleset: Ruleset, part: CostContent) -> Iterator[Problem]:
    yield from duplicates(f"{COST}.rates", "key", (row.key for row in part.rates))
    usual = [place for place, row in enumerate(part.rates) if row.usual]
    for place, row in enumerate(part.rates):
        path, label = f"{COST}.rates[{place}]", f"Discount rate {row.key}"
        if place in usual[1:]:
            sentence = f"{label} is a second usual one. Only one may be."
            yield error("R026", f"{path}.usual", sentence)
        yield from check_sources(ruleset, f"{path}.fact", label, row.fact.sources)


def _default(row: Default, path: str, label: str, deals: list[str]) -> Iterator[Problem]:
    if row.kind not in KINDS:
        yield error("R012", f"{path}.kind", f"{label}: there is no such line in a cost case.")
    for key in row.deals:
        yield from _known(f"{path}.deals", label, "deal", key, deals)
    rising = list(_rising(path, label, row.amount))
    yield from rising
    if row.stands_in and not rising:
        wrong = figure_problem(row.amount, KINDS[row.kind])
        if wrong is not None:
            yield error("R005", f"{path}.{wrong[0]}", f"{label}, {wrong[0]}: {wrong[1]}")


def _rising(path: str, label: str, amount: Range) -> Iterator[Problem]:
    if not amount.low <= amount.likely <= amount.high:
        yield error("R025", path, f"{label}: the figures must rise from low over likely to high.")
