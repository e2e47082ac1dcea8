"""What was said in two states: answers, checks, weights, steps, cost and the rest, where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from engine.fit.case import Given, GivenGate
from engine.fit.weighting import theme_numbers
from engine.inputs import StepInputs
from report.annex.answers import rests
from report.checks import question_of
from report.comparison.state import ComparedState, Differs, differing, table
from report.comparison.step_pairs import Pair
from report.document import Block, Section
from report.headline import step_way
from report.messages import Message, Money, Number, Percent, Text, say
from report.subject import answer_of
from report.versions import costs_of

TINY = 1e-9


def answers(before: ComparedState, after: ComparedState) -> list[Section]:
    """Answers that came, changed and went, with what they rest on."""
    one, other = before.inputs.answers, after.inputs.answers
    codes = dict.fromkeys((*after.subject.ruleset.criterion, *one, *other))
    differ = [code for code in codes if one.get(code) != other.get(code)]
    groups = {
        "added": [code for code in differ if code not in one],
        "changed": [code for code in differ if code in one and code in other],
        "removed": [code for code in differ if code not in other],
    }
    body: list[Block] = []
    for kind, found in groups.items():
        rows = [answer_row(before, after, code, one.get(code), other.get(code)) for code in found]
        body += table(
            say(f"compare.answers.{kind}", count=len(rows)),
            say("compare.column.question"),
            (before, after),
            rows,
        )
    return _section("answers", body)


def answer_row(
    before: ComparedState, after: ComparedState, code: str, one: Given | None, other: Given | None
) -> Differs:
    """One answer in two states; ``code`` is that of a question of either model."""
    criteria = [side.subject.ruleset.criterion.get(code) for side in (before, after)]
    texts = [
        answer_of(criterion, given) if criterion and given else ""
        for criterion, given in zip(criteria, (one, other), strict=True)
    ]
    named = criteria[1] or criteria[0]
    only = "" if all(criteria) else say("compare.one_edition")
    return Differs(
        named.short if named else code, texts, what=only, notes=(rests(one), rests(other))
    )


def checks(before: ComparedState, after: ComparedState) -> list[Section]:
    """Answers to the checks."""
    one, other = before.inputs.gates, after.inputs.gates
    codes = dict.fromkeys((*after.subject.ruleset.gate, *one, *other))
    rows = [
        _check(before, after, code, one.get(code), other.get(code))
        for code in codes
        if one.get(code) != other.get(code)
    ]
    caption = say("compare.checks", count=len(rows))
    return _section("checks", table(caption, say("compare.column.question"), (before, after), rows))


def _check(
    before: ComparedState,
    after: ComparedState,
    code: str,
    one: GivenGate | None,
    other: GivenGate | None,
) -> Differs:
    models = [side.subject.ruleset for side in (after, before)]
    named = next((question_of(row, code) for row in models if code in row.gate), code)
    texts = [say(f"gate.{row.value}") if row else "" for row in (one, other)]
    return Differs(named, texts, notes=(rests(one), rests(other)))


def weights(before: ComparedState, after: ComparedState) -> list[Section]:
    """What counts how much, where somebody chose it otherwise: the parts of the themes, and of single
    questions where they stand to each other in another way."""
    if before.inputs.weights == after.inputs.weights:
        return []
    sides = (before, after)
    chosen = [_chosen(side) for side in sides]
    rows = [Differs(say("compare.weights.chosen"), chosen)] if chosen[0] != chosen[1] else []
    themes = [_themes(side) for side in sides]
    names = {row.code: row.name for side in sides for row in side.subject.ruleset.themes}
    rows += _parts(names, *themes)
    rows += _parts(
        {row.code: row.short for side in sides for row in side.subject.ruleset.criteria},
        *(
            {
                code: share
                for code, share in _criteria(side).items()
                if _moved(*(_within(one, code) for one in sides))
            }
            for side in sides
        ),
    )
    body = table(say("compare.weights"), say("compare.column.what"), sides, rows, alone=True)
    return _section("weights", body)


def _chosen(side: ComparedState) -> Text:
    name = side.subject.weights.name
    return name or (say("weights.numbers") if side.inputs.weights else say("compare.weights.own"))


def _parts(
    names: Mapping[str, str], one: Mapping[str, float], other: Mapping[str, float]
) -> Iterator[Differs]:
    for code, name in names.items():
        texts = [
            say("compare.percent", number=Number(round(100 * row[code], 1))) if code in row else ""
            for row in (one, other)
        ]
        if texts[0] != texts[1]:
            yield Differs(name, texts)


def _themes(side: ComparedState) -> dict[str, float]:
    numbers = theme_numbers(side.subject.ruleset, side.subject.case.weights)
    total = fsum(numbers.values()) or 1.0
    return {code: number / total for code, number in numbers.items()}


def _criteria(side: ComparedState) -> dict[str, float]:
    total = fsum(side.subject.case.weights.values()) or 1.0
    return {code: number / total for code, number in side.subject.case.weights.items()}


def _within(side: ComparedState, code: str) -> float | None:
    """The part of a question in its theme."""
    ruleset, found = side.subject.ruleset, side.subject.case.weights
    if code not in ruleset.criterion:
        return None
    theme = ruleset.criterion[code].theme
    total = fsum(found[row.code] for row in ruleset.criteria_of(theme))
    return found[code] / total if total else None


def _moved(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) > TINY


def steps(before: ComparedState, after: ComparedState, pairs: Sequence[Pair]) -> list[Section]:
    """Steps that came, went, moved, have another name or say something else; and where each goes."""
    rows = [row for pair in pairs for row in _step(before, after, pair)]
    body = table(
        say("compare.steps"), say("compare.column.step"), (before, after), rows, alone=True
    )
    return _section("steps", body)


def _step(before: ComparedState, after: ComparedState, pair: Pair) -> Iterator[Differs]:
    one = None if pair.before is None else before.inputs.steps[pair.before]
    other = None if pair.after is None else after.inputs.steps[pair.after]
    places = [
        "" if place is None else say("compare.step.place", place=place + 1)
        for place in (pair.before, pair.after)
    ]
    named = other or one
    name = named.name if named else ""
    if one is None or other is None:
        kind = "added" if one is None else "removed"
        yield Differs(name, places, what=say(f"compare.step.{kind}"))
        return
    if one.name != other.name:
        yield Differs(name, (one.name, other.name), what=say("compare.step.renamed"))
    if pair.moved:
        yield Differs(name, places, what=say("compare.step.moved"))
    yield from _content(before, after, one, other, name)
    ways = [
        _way(side, place)
        for side, place in ((before, pair.before), (after, pair.after))
        if place is not None
    ]
    if ways[0] != ways[1]:
        yield Differs(name, ways, what=say("compare.step.way"))


def _way(side: ComparedState, place: int) -> Text:
    advised = side.subject.advised
    return step_way(side.subject.ruleset, advised, advised.steps[place])


def _content(
    before: ComparedState, after: ComparedState, one: StepInputs, other: StepInputs, name: str
) -> Iterator[Differs]:
    if one.share != other.share:
        shares = [_share(row.share) for row in (one, other)]
        yield Differs(name, shares, what=say("compare.step.share"))
    if one.retained != other.retained:
        yield Differs(name, (one.retained, other.retained), what=say("compare.step.retained"))
    for code in {**one.answers, **other.answers}:
        if one.answers.get(code) != other.answers.get(code):
            row = answer_row(before, after, code, one.answers.get(code), other.answers.get(code))
            yield Differs(name, row.texts, what=row.name, notes=row.notes)
    for code in {**one.gates, **other.gates}:
        if one.gates.get(code) != other.gates.get(code):
            row = _check(before, after, code, one.gates.get(code), other.gates.get(code))
            yield Differs(name, row.texts, what=row.name, notes=row.notes)


def _share(share: float | None) -> Message:
    return say("compare.step.equal") if share is None else say("percent", percent=Percent(share))


def cost(before: ComparedState, after: ComparedState, lines: Sequence[Differs]) -> list[Section]:
    """The middle outcome of each way, and every place of the cost case that differs."""
    sides = (before, after)
    body = table(
        say("compare.cost.totals"), say("compare.column.way"), sides, _totals(before, after)
    )
    caption = say("compare.cost.lines", count=len(lines))
    body += table(caption, say("compare.column.what"), sides, lines)
    return _section("cost", body)


def _totals(before: ComparedState, after: ComparedState) -> Iterator[Differs]:
    priced = [side.subject.result.priced for side in (before, after)]
    found = [costs_of(row) for row in priced]
    option = after.subject.ruleset.option
    for key in dict.fromkeys((*found[0], *found[1])):
        texts = [
            say("amount", amount=Money(row[key], case.case.terms.currency))
            if case and key in row
            else ""
            for case, row in zip(priced, found, strict=True)
        ]
        if texts[0] != texts[1]:
            yield Differs(option[key].name if key in option else key, texts)


def place(before: ComparedState, after: ComparedState) -> list[Section]:
    """What is said about the place of the work."""
    rows = differing(before.place, after.place)
    body = table(
        say("compare.place"), say("compare.column.what"), (before, after), rows, alone=True
    )
    return _section("place", body)


def around(before: ComparedState, after: ComparedState) -> list[Section]:
    """What is said about the assessment beside the answers."""
    rows = differing(before.around, after.around)
    body = table(
        say("compare.around"), say("compare.column.what"), (before, after), rows, alone=True
    )
    return _section("around", body)


def _section(key: str, body: list[Block]) -> list[Section]:
    return [Section(key, say(f"compare.title.{key}"), body)] if body else []
