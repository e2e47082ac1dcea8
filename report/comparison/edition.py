"""What another edition of the decision model changes: its questions, how they count, its checks and lines."""

from collections.abc import Iterable, Iterator, Sequence

from engine.model.facts import Conditions, GateEffect
from engine.model.ruleset import Criterion, Gate, Ruleset
from report.checks import question_of
from report.comparison.state import ComparedState, Differs, folded, table
from report.document import Block, Cell, Column, Section, Table
from report.messages import Listed, Message, Number, Points, Text, joined, say
from report.numbers import dealt


def edition(before: ComparedState, after: ComparedState) -> list[Section]:
    """Everything that the two editions say otherwise; nothing where they are the same."""
    sides = (before, after)
    if before.subject.result.edition.sha256 == after.subject.result.edition.sha256:
        return []
    one, other = (side.subject.ruleset for side in sides)
    asked = [
        {row.code: row for row in model.criteria if row.asked != "never"} for model in (one, other)
    ]
    body: list[Block] = table(
        say("compare.editions"),
        say("compare.column.what"),
        sides,
        [
            Differs(
                say("compare.edition"),
                [
                    say("compare.edition.number", number=side.subject.result.edition.number)
                    for side in sides
                ],
            ),
            *_lines(one, other),
        ],
    )
    body += _listed("added", [row for code, row in asked[1].items() if code not in asked[0]], after)
    body += _listed(
        "removed", [row for code, row in asked[0].items() if code not in asked[1]], before
    )
    both = [(row, asked[1][code]) for code, row in asked[0].items() if code in asked[1]]
    question = say("compare.column.question")
    body += table(
        say("compare.edition.reworded"),
        question,
        sides,
        [row for pair in both for row in _reworded(*pair)],
    )
    counted = [row for pair in both for row in _counted(before, after, *pair)]
    body += table(say("compare.edition.counted"), question, sides, counted)
    body += table(say("compare.edition.checks"), question, sides, _checks(one, other))
    return [Section("edition", say("compare.title.edition"), body)]


def _listed(kind: str, rows: Sequence[Criterion], side: ComparedState) -> list[Block]:
    """Questions that only one edition asks, with the answer that they have."""
    if not rows:
        return []
    caption = say(f"compare.edition.{kind}", count=len(rows))
    heads = [Column(say("compare.column.question")), Column(say("compare.column.answer"))]
    cells = [[Cell(row.question), Cell(side.subject.answer(row.code))] for row in rows]
    return folded(caption, Table(caption, heads, cells))


def _reworded(one: Criterion, other: Criterion) -> Iterator[Differs]:
    if one.question != other.question:
        yield Differs(other.short, (one.question, other.question))
    if one.short != other.short:
        yield Differs(other.short, (one.short, other.short))
    texts = [{row.number: row.text for row in criterion.choices} for criterion in (one, other)]
    for number in sorted({*texts[0], *texts[1]}):
        before, after = (row.get(number, "") for row in texts)
        if before != after:
            yield Differs(other.short, (before, after), what=say("compare.edition.choice"))


def _counted(
    before: ComparedState, after: ComparedState, one: Criterion, other: Criterion
) -> Iterator[Differs]:
    """Questions that count otherwise, with what that means for the answer that they have."""
    effects = [
        side.subject.ruleset.effects[row.code] for side, row in ((before, one), (after, other))
    ]
    same_weight = one.weight == other.weight
    if effects[0] == effects[1] and same_weight:
        return
    what: list[Text] = [] if effects[0] == effects[1] else [say("compare.edition.effects")]
    if not same_weight:
        numbers = (Number(one.weight), Number(other.weight))
        what.append(say("compare.edition.weight", before=numbers[0], after=numbers[1]))
    yield Differs(
        other.short, (_points(before, one.code), _points(after, other.code)), what=joined(what)
    )


def _points(side: ComparedState, code: str) -> Text:
    """What the answer adds to each question that it acts on."""
    advised = side.subject.result.whole
    if advised.confidence in ("early", "none"):
        return ""
    parts: list[Text] = []
    for key, row in advised.questions:
        points = dealt({one.criterion: one.points for one in row.contributions})
        if points.get(code):
            parts.append(
                say(
                    "compare.edition.points",
                    name=say(f"question.{key}"),
                    points=Points(points[code]),
                )
            )
    return joined(parts)


def _checks(one: Ruleset, other: Ruleset) -> Iterator[Differs]:
    for code in dict.fromkeys((*one.gate, *other.gate)):
        before, after = one.gate.get(code), other.gate.get(code)
        if before is None or after is None:
            gate = before or after
            kind = "added" if before is None else "removed"
            if gate is not None:
                texts: list[Text] = [_question(one, before), _question(other, after)]
                yield Differs(gate.name, texts, what=say(f"compare.edition.check.{kind}"))
            continue
        if _question(one, before) != _question(other, after):
            yield Differs(after.name, (_question(one, before), _question(other, after)))
        found = [_firing(gate) for gate in (before, after)]
        if found[0] != found[1]:
            texts = [
                joined(
                    [
                        _fires(model, when, effect)
                        for when, effect in own.items()
                        if rest.get(when) != effect
                    ]
                )
                for model, own, rest in zip((one, other), found, found[::-1], strict=True)
            ]
            yield Differs(question_of(other, code), texts, what=say("compare.edition.check.counts"))


def _firing(gate: Gate) -> dict[Conditions, tuple[GateEffect, str]]:
    """What a check does, with the kind of provider that it rules out: by its own question under no
    conditions, and by the answers that fire it."""
    rows = [((), gate.effect), *((row.when, row.effect) for row in gate.triggers)]
    return {
        when: (effect, gate.kind if effect == "rules_out_kind" else "") for when, effect in rows
    }


def _fires(ruleset: Ruleset, when: Conditions, effect: tuple[GateEffect, str]) -> Text:
    word, kind = effect
    does = say(f"compare.effect.{word}", **({"kind": ruleset.option[kind].name} if kind else {}))
    if not when:
        return does
    answers = [
        say(
            "compare.edition.check.answer",
            name=ruleset.criterion[row.criterion].short,
            answers=Listed(_texts(ruleset.criterion[row.criterion], row.choices), "or"),
        )
        for row in when
    ]
    return say("compare.edition.check.fires", answers=Listed(answers), effect=does)


def _texts(criterion: Criterion, numbers: Iterable[int]) -> list[Text]:
    return [say("quoted", text=row.text) for row in criterion.choices if row.number in numbers]


def _question(ruleset: Ruleset, gate: Gate | None) -> str:
    return question_of(ruleset, gate.code) if gate else ""


def _lines(one: Ruleset, other: Ruleset) -> Iterable[Differs]:
    """The lines that a score must pass, as parts of the reach."""
    pairs = {
        "provider": (one.lines.provider, other.lines.provider),
        "inside": (one.lines.inside, other.lines.inside),
    }
    for key, numbers in pairs.items():
        if numbers[0] != numbers[1]:
            yield Differs(say(f"compare.line.{key}"), [_line(number) for number in numbers])


def _line(share: float) -> Message:
    return say("compare.percent", number=Number(round(100 * share, 1)))
