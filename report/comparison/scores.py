"""What is advised in two states, and why the scores moved: for each question a sentence whose parts add up."""

from collections.abc import Iterator

from engine.attribution import CAUSES, Attribution, Cause, State, attribute
from engine.fit.case import step_case
from engine.outcome import Question, Recommendation
from engine.rounding import MIDDLE, shared_out
from report.checks import fired, quoted
from report.comparison.state import ComparedState, Differs, table
from report.comparison.step_pairs import Pair
from report.document import Block, Fold, Heading, Items, Paragraph, Section
from report.figures import is_deep, wide
from report.headline import sure_headline, way_of
from report.hundred import ways_in_hundred
from report.messages import Chance, Listed, Message, Points, Size, say
from report.numbers import dealt

QUESTIONS = ("who", "kind", "inside")
TENTHS = 10
"""Scores are printed in tenths of a point."""


def advice(before: ComparedState, after: ComparedState) -> Section:
    """The advice, how sure it is, and the chance of each way, where they differ."""
    rows = [row for row in _advice(before, after) if row.before != row.after]
    body = table(
        say("compare.advice"), say("compare.column.what"), (before, after), rows, alone=True
    )
    return Section("advice", say("compare.advice"), body or [Paragraph(say("compare.same"))])


def _advice(before: ComparedState, after: ComparedState) -> Iterator[Differs]:
    subjects = [side.subject for side in (before, after)]
    one, other = subjects
    advised = [sure_headline(row.advised, row.case.today) for row in subjects]
    yield Differs(say("compare.advised"), advised)
    rules = [
        say("compare.listed", names=quoted(row.ruleset, rows)) if rows else ""
        for row, rows in ((row, fired(row.advised)) for row in subjects)
    ]
    yield Differs(say("compare.fired"), rules)
    is_split = "split" in (one.advised.outcome, other.advised.outcome)
    if is_split or not (one.shows_shares and other.shows_shares):
        return
    found = [dict(row.advised.questions) for row in subjects]
    for key in QUESTIONS:
        if any(key in row for row in found):
            answers = [
                _answer(of.advised, row[key]) if key in row else ""
                for of, row in zip(subjects, found, strict=True)
            ]
            yield Differs(say(f"question.{key}"), answers)
    shares = [ways_in_hundred(row.advised) for row in subjects]
    if not all(is_deep(row, told) for row, told in zip(subjects, shares, strict=True)):
        shares = [{way: sum(parts.values()) for way, parts in wide(row).items()} for row in shares]
    for key in {**shares[0], **shares[1]}:
        numbers = [say("compare.hundred", count=row[key]) if key in row else "" for row in shares]
        yield Differs(way_of(other.ruleset, key), numbers)


def _answer(advised: Recommendation, row: Question) -> Message:
    """The answer to a question with its number; that it is open where the headline names neither side."""
    if advised.word_of(row) == "open":
        return say("way.open")
    part = say(f"certainty.part.{row.answer}")
    return say("compare.answer", part=part, chance=Chance(row.probability))


def scores(before: ComparedState, after: ComparedState, pairs: list[Pair]) -> Section:
    """Why the score of each question moved, of the process as a whole; where it has steps, of each
    step that stands on both sides."""
    known = all(_is_known(side.subject.result.whole) for side in (before, after))
    body: list[Block] = []
    if known:
        found = _sentences(before, after)
        body = [Items(found)] if found else [Paragraph(say("compare.scores.same"))]
        body.insert(0, Paragraph(say("compare.scores.lead"), "note"))
    else:
        body.append(Paragraph(say("compare.scores.unknown")))
    if before.subject.result.steps or after.subject.result.steps:
        body.insert(0, Paragraph(say("compare.scores.whole"), "note"))
        body += _of_steps(before, after, pairs)
    return Section("scores", say("compare.scores"), body)


def _is_known(advised: Recommendation) -> bool:
    """Whether its scores are told at all: not while nothing, or too little, is answered."""
    return advised.confidence not in ("early", "none")


def _sentences(before: ComparedState, after: ComparedState) -> list[Message]:
    """A sentence for each question whose score moved, or that only one of the two asks."""
    one, other = (side.subject.result.whole for side in (before, after))
    return _told(attribute(*_states(before, after)), one, other)


def _of_steps(before: ComparedState, after: ComparedState, pairs: list[Pair]) -> list[Block]:
    body: list[Block] = []
    for pair in pairs:
        if pair.before is None or pair.after is None:
            continue
        rows = (before.subject.advised.steps[pair.before], after.subject.advised.steps[pair.after])
        one, other = (row.recommendation for row in rows)
        if one is None or other is None or not (_is_known(one) and _is_known(other)):
            continue
        found = _told(attribute(*_states(before, after, pair)), one, other)
        if found:
            body += [Heading(rows[1].step.name), Items(found)]
    return [Fold(say("compare.scores.steps"), body)] if body else []


def _states(before: ComparedState, after: ComparedState, pair: Pair | None = None) -> list[State]:
    places = (pair.before, pair.after) if pair else (None, None)
    states = []
    for side, place in zip((before, after), places, strict=True):
        result = side.subject.result
        case = result.case if place is None else step_case(result.case, result.steps[place])
        states.append(State(result.ruleset, case.answers, side.inputs.weights))
    return states


def _told(
    found: dict[str, Attribution], before: Recommendation, after: Recommendation
) -> list[Message]:
    questions = [dict(row.questions) for row in (before, after)]
    told = []
    for key in QUESTIONS:
        one, other = (row.get(key) for row in questions)
        if one is None and other is None:
            continue
        if one is None or other is None:
            told.append(
                say(f"compare.only.{'before' if one else 'after'}", name=say(f"question.{key}"))
            )
        elif found[key].change or any(found[key].parts.values()):
            told.append(_sentence(key, one, other, found[key]))
    return told


def _sentence(key: str, before: Question, after: Question, found: Attribution) -> Message:
    """The printed parts add up to the difference of the two printed scores."""
    parts = printed(before, after, found)
    rows = [
        say(f"compare.part.{cause}", points=Points(parts[cause] / TENTHS))
        for cause in CAUSES
        if found.parts[cause]
    ]
    return say(
        "compare.sentence",
        name=say(f"question.{key}"),
        before=Size(_score(before) / TENTHS),
        after=Size(_score(after) / TENTHS),
        change=Points(sum(parts.values()) / TENTHS),
        parts=Listed(rows),
    )


def printed(before: Question, after: Question, found: Attribution) -> dict[Cause, int]:
    """The part of each cause in tenths of a point, so that they add up to what is printed."""
    exact = {cause: part * TENTHS for cause, part in found.parts.items()}
    return shared_out(_score(after) - _score(before), exact)


def _score(row: Question) -> int:
    """The score in tenths, as Why prints it: 50 and all printed points."""
    points = dealt({one.criterion: one.points for one in row.contributions})
    return round((MIDDLE + sum(points.values())) * TENTHS)
