"""Versions and what-if: what a few named changes would make of the advice, beside what is saved.

The kept versions themselves are rows of the database, and stand below."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.cost.priced import Priced
from engine.fit.case import step_case
from engine.model.ruleset import Ruleset
from engine.outcome import INSIDE, Recommendation
from engine.scenario import Comparison, compare
from report.checks import Fired, fired, fixes, quoted, settled_first, software_told
from report.document import About, Cell, Column, Page, Paragraph, Section, Table
from report.headline import sure_headline, way_of
from report.messages import Listed, Message, Money, Number, Text, say, sentences
from report.money import span_of, todays
from report.subject import Subject, answer_of
from report.whatif import Baseline, Changes, placed, recommended
from report.whatif_written import STEP, query, read


def versions(subject: Subject) -> Page:
    """The saved answers and every named scenario."""
    if not subject.scenarios:
        empty = Section("empty", "", [Paragraph(say("versions.empty"))])
        return Page("versions", say("page.versions"), "", [empty], empty=True)
    section = Section("scenarios", say("versions.scenarios"), [scenarios(subject)])
    return Page("versions", say("page.versions"), say("versions.lead"), [section])


def scenarios(subject: Subject) -> Table:
    """A row for what is saved, then one for each scenario in the order of naming."""
    result = subject.result
    baseline = Baseline(subject.ruleset, subject.case, result.inputs.weights, result.steps)
    costs, priced = costs_of(result.priced), result.priced
    basis = subject.advised
    rows = [[Cell(say("versions.saved")), *_advised(baseline, Changes(), basis, basis)]]
    found = [basis]
    for named in subject.scenarios:
        changes = read(baseline, named.changes)
        advised = recommended(baseline, changes) if changes else basis
        found.append(advised)
        name = Cell(named.name, about=About(scenario=query(subject.ruleset, changes)))
        rows.append([name, *_advised(baseline, changes, advised, basis)])
    columns = [
        Column(say("versions.column.scenario")),
        Column(say("versions.column.advised")),
        Column(say("versions.column.differs")),
    ]
    if costs and priced is not None:
        currency, span = priced.case.terms.currency, span_of(priced.case.terms)
        columns.append(Column(say("versions.column.cost", span=span), number=True))
        for row, advised in zip(rows, found, strict=True):
            row.append(Cell(cost_of(costs, advised, currency)))
    return Table(caption=say("versions.scenarios"), columns=columns, rows=rows)


def _advised(
    baseline: Baseline, changes: Changes, found: Recommendation, basis: Recommendation
) -> list[Cell]:
    compared = compare(basis, found)
    said = sure_headline(found, baseline.changed(changes).today)
    moved = [
        *([] if compared.stays else [say("versions.other")]),
        *moves(baseline.ruleset, compared),
    ]
    option = found.outcome if found.outcome in baseline.ruleset.option else ""
    differing = [text for _, text in differences(baseline, changes)]
    return [
        Cell(said, note=sentences(moved), option=option),
        Cell(sentences(differing) or say("versions.nothing")),
    ]


def moves(ruleset: Ruleset, compared: Comparison) -> list[Message]:
    """Which steps go another way than before, a sentence for each pair of ways."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in compared.moves:
        found.setdefault((row.before, row.after), []).append(row.place + 1)
    return [
        say(
            "versions.moves",
            count=len(places),
            places=Listed(places),
            before=way_of(ruleset, before),
            after=way_of(ruleset, after),
        )
        for (before, after), places in found.items()
    ]


def before(ruleset: Ruleset, advised: Recommendation) -> list[Message]:
    """What rules decide against the answers, what to settle and what to automate first."""
    if advised.outcome == "none":
        return []
    ruled: dict[str, list[Fired]] = {}
    for one in fired(advised):
        if one.row.rules_out:
            ruled.setdefault(one.row.kind or "all", []).append(one)
    found = [
        say(f"before.rules.{kind}", names=quoted(ruleset, rows)) for kind, rows in ruled.items()
    ]
    fix, software = fixes(advised), software_told(advised)
    if fix:
        found.append(settled_first(ruleset, fix))
    if software is not None:
        found.append(software)
    return found


def differences(baseline: Baseline, changes: Changes) -> Iterator[tuple[str, Message]]:
    """What differs: its name for ``report.whatif.without``, and a sentence about it."""
    ruleset = baseline.ruleset
    changed = baseline.changed(changes)
    for code, criterion in ruleset.criterion.items():
        if code in changes.answers:
            new = answer_of(criterion, changed.answers[code])
            old = answer_of(criterion, baseline.case.answers.get(code))
            yield code, instead(criterion.short, new, old)
    for gate in ruleset.gates:
        if gate.code in changes.gates:
            was = baseline.gate(gate.code)
            old = say(f"gate.{was}") if was else say("answer.none")
            yield (
                f"gate.{gate.code}",
                instead(gate.question, say(f"gate.{changes.gates[gate.code]}"), old),
            )
    yield from _steps(baseline, changes)
    yield from _weights(baseline, changes)


def _steps(baseline: Baseline, changes: Changes) -> Iterator[tuple[str, Message]]:
    """What differs of single steps."""
    ruleset, after = baseline.ruleset, baseline.stepped(changes)
    for key in changes.steps:
        place, name = placed(key)
        step, code = after[place - 1], name.removeprefix("gate.")
        where = say("step.named", place=place, name=step.name)
        if name in ruleset.criterion:
            criterion = ruleset.criterion[name]
            before = step_case(baseline.case, baseline.steps[place - 1]).answers.get(name)
            new, old = answer_of(criterion, step.answers[name]), answer_of(criterion, before)
            asked = criterion.short
        else:
            was = baseline.step_answer(place, name)
            new = say(f"gate.{step.gates[code]}")
            old = say(f"gate.{was}") if was else say("answer.none")
            asked = ruleset.gate[code].question
        yield f"{STEP}{key}", instead(say("versions.step", step=where, asked=asked), new, old)


def _weights(baseline: Baseline, changes: Changes) -> Iterator[tuple[str, Message]]:
    ruleset = baseline.ruleset
    if isinstance(changes.weights, str):
        if changes.weights:
            new = ruleset.preset[changes.weights].name
            yield "weights", instead(say("versions.weights"), new, weights_name(baseline))
    else:
        for code, number in changes.weights.items():
            name, was = ruleset.theme[code].name, baseline.numbers[code]
            said = say("versions.weight.theme", name=name, new=Number(number), old=Number(was))
            yield f"w.{code}", said
    follows = baseline.question_numbers("") if changes.questions else {}
    for code, number in changes.questions.items():
        name, numbers = ruleset.criterion[code].name, (Number(number), Number(follows[code]))
        said = say("versions.weight.question", name=name, new=numbers[0], old=numbers[1])
        yield f"question.{code}", said


def instead(name: Text, new: Text, old: Text) -> Message:
    """One difference as a sentence."""
    return say("versions.instead", name=name, new=new, old=old)


def weights_name(baseline: Baseline) -> Text:
    """What the saved weights are called."""
    presets = baseline.ruleset.presets
    if baseline.weights is None and presets:
        return presets[0].name
    if isinstance(baseline.weights, str):
        return baseline.ruleset.preset[baseline.weights].name
    return say("weights.numbers")


def costs_of(priced: Priced | None) -> Mapping[str, Decimal]:
    """Delivery option -> its cost in today's money, the middle outcome as in the table of the money: our own
    way as improved, and the cheapest provider of a kind that has enough figures of its own. Empty while
    nothing is computed."""
    if priced is None or priced.result is None:
        return {}
    ours = todays(priced)
    found: dict[str, Decimal] = {}
    if ours in INSIDE:
        found[ours] = priced.result.improved_cost.p50
    for row in priced.result.options:
        option = priced.kind_of(row.key)
        if option and row.speaks:
            found[option] = min(row.cost.p50, found.get(option, row.cost.p50))
    return found


def cost_of(costs: Mapping[str, Decimal], found: Recommendation, currency: str) -> Message:
    """The cost of what is advised, never zero for what nobody estimated."""
    if found.outcome not in costs:
        return say("dash")
    return say("amount", amount=Money(costs[found.outcome], currency))
