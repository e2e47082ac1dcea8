"""What would change it: other answers, each told with the very headline that follows from them.

The engine finds what is worth trying, and says what is recommended then (``Result.tries``):
choice by choice, as only those with the same end stand in one range.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum

from engine.fit.case import Case, step_case
from engine.model.ruleset import GateAnswer
from engine.outcome import WIDE, Recommendation, in_hundred
from engine.sensitivity.switching import UNLIKELY
from report.checks import fixes, question_of
from report.document import About, Answer, Block, Change, Paragraph
from report.headline import certainty, headline
from report.messages import Chance, Listed, Message, Text, at, read, say
from report.result import Result
from report.subject import Subject

CHANGES = 2
"""So many changes stand on the summary."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Answers to one question, or one state of a check, with what is then recommended.

    Each of ``choices`` alone leads to the same; ``plausibility`` is that of the true answer being one of
    them, None for a check, of which nobody knows. ``steps`` are the places (from 1) of the steps that it is
    about, whose own recommendation ``then`` is; of the whole there are none. ``is_other``: another headline, of a
    step another way; else only something else comes first.
    """

    then: Recommendation
    is_other: bool
    criterion: str = ""
    choices: tuple[int, ...] = ()
    plausibility: float | None = None
    gate: str = ""
    state: GateAnswer | None = None
    steps: tuple[int, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it is plausible enough to be named at once."""
        return (self.plausibility or 0.0) >= UNLIKELY


@lru_cache(maxsize=32)
def turns(result: Result) -> tuple[Turn, ...]:
    """Everything that changes what is told, most plausible first, then checks. Of a split it is told of
    its steps, each change once with all steps that it is about."""
    if result.recommendation.outcome != "split":
        return _sorted(_turns(result, result.recommendation))
    found: dict[tuple[object, ...], Turn] = {}
    for place in range(1, len(result.steps) + 1):
        for row in step_turns(result, place):
            chance = None if row.plausibility is None else in_hundred(row.plausibility)
            what = (row.criterion, row.choices, chance, row.gate, row.state)
            key = (*what, *_printed(result, row, place))
            steps = (*found[key].steps, place) if key in found else (place,)
            found[key] = replace(found.get(key, row), steps=steps)  # told as of the first
    return _sorted(found.values())


def step_turns(result: Result, place: int) -> tuple[Turn, ...]:
    """The same of one step by its place from 1."""
    return _turns_of_steps(result)[place - 1]


@lru_cache(maxsize=32)
def _turns_of_steps(result: Result) -> tuple[tuple[Turn, ...], ...]:
    return tuple(
        _sorted(_turns(result, row.recommendation, place)) if row.recommendation else ()
        for place, row in enumerate(result.recommendation.steps, start=1)
    )


def _turns(result: Result, now: Recommendation, place: int = 0) -> Iterator[Turn]:
    """The changes by what they lead to, without those after which nothing else is told than ``now``."""
    tries, otherwise = result.tries(place)
    steps, told = (place,) if place else (), _told(result, now, place)
    case = step_case(result.case, result.steps[place - 1]) if place else result.case
    for code, numbers in tries.choices.items():
        ends: dict[tuple[object, ...], tuple[Recommendation, list[int]]] = {}
        for number in sorted(numbers):
            then = otherwise.with_choice(code, number)
            key = _told(result, then, place)
            if key[0] != told[0]:  # then what comes first is not told
                key = key[0], bool(now.ruled_by and then.ruled_by)
            ends.setdefault(key, (then, []))[1].append(number)
        chances = result.chances(case, code)
        for key, (then, rows) in ends.items():
            chance = fsum(chances[number] for number in rows)
            if chance and key != told:
                yield Turn(then, key[0] != told[0], code, tuple(rows), chance, steps=steps)
    for gate, state in tries.gates:
        then = otherwise.with_gate(gate, state)
        key = _told(result, then, place)
        if key != told:
            yield Turn(then, key[0] != told[0], gate=gate, state=state, steps=steps)


def _told(result: Result, found: Recommendation, place: int) -> tuple[object, ...]:
    """What a reader is told of it: the headline and what comes first, of a step its way."""
    if place:
        return found.named, *_fixes(found)
    return read(headline(found, result.case.today)), _software(found), *_fixes(found)


def _fixes(found: Recommendation) -> tuple[str, ...]:
    """The codes of the checks to settle first."""
    return tuple(dict.fromkeys(row.code for row in fixes(found)))


def _printed(result: Result, row: Turn, place: int) -> tuple[object, ...]:
    """What is printed of a step's change: its other way, or what else comes first while it stays; and whether
    it lifts a rule, because that is told first."""
    now = result.recommendation.steps[place - 1].recommendation
    return _lifts(now, row), row.then.outcome if row.is_other else read(_first(now, row.then))


def _software(found: Recommendation) -> str:
    """How much to automate first, where the headline does not say it."""
    is_told = found.before is not None and found.outcome != "automate"
    return found.before.automate if found.before is not None and is_told else ""


def _sorted(found: Iterable[Turn]) -> tuple[Turn, ...]:
    """Most plausible first; checks, of which nobody knows, last."""
    return tuple(sorted(found, key=lambda row: -(row.plausibility or -1.0)))


@dataclass(frozen=True, slots=True)
class Find:
    """A question worth finding out, and how likely the true answer changes the advice."""

    criterion: str
    chance: float


def finds(result: Result, place: int = 0) -> tuple[Find, ...]:
    """What is worth finding out of a result, or of one step by its place from 1, likeliest first: the questions of
    the very changes of the advice that are told, but for measured ones and what the cost case tells. Of a split
    nothing, as each step has its own."""
    advised = result.recommendation
    now = advised.steps[place - 1].recommendation if place else advised
    if now is None or now.outcome == "split":
        return ()
    case = step_case(result.case, result.steps[place - 1]) if place else result.case
    chances: dict[str, list[float]] = {}
    for row in step_turns(result, place) if place else turns(result):
        if row.criterion and row.is_other and not _is_measured(case, row.criterion):
            chances.setdefault(row.criterion, []).append(row.plausibility or 0.0)
    found = [Find(code, fsum(parts)) for code, parts in chances.items()]
    told = "" if place else result.told_by_cost
    likely = (row for row in found if row.chance >= UNLIKELY and row.criterion != told)
    return tuple(sorted(likely, key=lambda row: -row.chance))


def to_find(subject: Subject, count: int) -> list[Answer]:
    """The first of it as rows."""
    key = "direction" if subject.advised.outcome == "open" else "turns"
    return [
        Answer(
            question=subject.short(row.criterion),
            answer=subject.answer(row.criterion),
            about=About(criterion=row.criterion),
            then=say(f"find.{key}", chance=Chance(row.chance)),
        )
        for row in finds(subject.result)[:count]
    ]


def _is_measured(case: Case, code: str) -> bool:
    given = case.answers.get(code)
    return given is not None and given.choice is not None and given.evidence == "measured"


def changes(subject: Subject, count: int = CHANGES) -> list[Answer]:
    """What lifts a rule that decides (of each question the likeliest answer that does), then the most plausible
    changes of the advice, as rows."""
    rows = [row for row in turns(subject.result) if row.is_other]
    lifting = [row for row in rows if lifts(subject, row)]
    likeliest = {(row.gate, row.criterion): row for row in reversed(lifting)}.values()
    ruling = [row for row in lifting if row in likeliest]
    found = [*ruling, *(row for row in rows if row.is_likely and row not in ruling)]
    return [change_of(subject, row) for row in found[:count]]


def lifts(subject: Subject, row: Turn) -> bool:
    """Whether a change takes away the rule that decides, so that the answers decide again. Of a split that
    waits for its open steps no rule decides."""
    if row.steps and subject.advised.confidence == "open":
        return False
    now = subject.advised.steps[row.steps[0] - 1].recommendation if row.steps else subject.advised
    return _lifts(now, row)


def _lifts(now: Recommendation | None, row: Turn) -> bool:
    ruled = [one for one in now.fired if one.code in now.ruled_by] if now else []
    codes = {one.code for one in ruled} | {code for one in ruled for code in one.criteria}
    return row.is_other and bool(codes & {row.gate, row.criterion}) and not row.then.ruled_by


def rules_together(subject: Subject) -> list[Block]:
    """That several rules decide, none of which alone is worth lifting, or that all of them are not, as the answers
    say the same; nothing elsewhere."""
    advised = subject.advised
    ruled = advised.ruled_by
    if len(ruled) < 2 or any(lifts(subject, row) for row in turns(subject.result)):
        return []
    is_alike = advised.who is not None and not advised.who.is_above
    return [Paragraph(say("change.rules.own" if is_alike else "change.rules", count=len(ruled)))]


def change_of(subject: Subject, row: Turn) -> Answer:
    """One change as a row: the question, the other answers, what follows, and how plausible it is."""
    to, option = leads_to(subject, row)
    about = About(criterion=row.criterion, gate=row.gate)
    if len(row.steps) == 1:
        about = replace(about, step=row.steps[0])
    if row.gate:
        state = row.state or "unknown"
        return Answer(
            question=question_of(subject.ruleset, row.gate),
            answer=say("change.if", answer=say(f"gate.{state}")),
            about=about,
            where=at(row.steps),
            then=to,
            option=option,
            change=Change(gate=row.gate, state=state, steps=row.steps),
        )
    choice = _nearest(subject, row)
    return Answer(
        question=subject.short(row.criterion),
        answer=_if(subject, row),
        about=about,
        where=at(row.steps),
        then=to,
        option=option,
        change=Change(criterion=row.criterion, choice=choice, steps=row.steps),
    )


def _if(subject: Subject, row: Turn) -> Message:
    """The other answers, with how likely they are where that is at least one of a hundred."""
    answer = range_of(subject, row)
    if not row.is_likely:
        return say("change.if", answer=answer)
    return say("change.likely", answer=answer, chance=Chance(row.plausibility or 0.0))


def leads_to(subject: Subject, row: Turn) -> tuple[Message, str]:
    """What a change leads to with its mark: another headline, of a step another way; or what comes first,
    while the headline stays."""
    then = row.then
    now = subject.advised.steps[row.steps[0] - 1].recommendation if row.steps else subject.advised
    if now is not None and row.is_other:
        said = say("change.headline", headline=headline(then, subject.case.today))
        if row.steps:
            said = say("change.step", way=subject.way(then.named))
        return _left(now, then, said), then.named
    is_open = not row.steps and then.outcome == "open"
    return say("change.stays.open" if is_open else "change.stays", what=_first(now, then)), ""


def _left(now: Recommendation, then: Recommendation, said: Message) -> Message:
    """What a change leads to, with what it leaves open of a way that is named now: by itself "your own people"
    would be no change of in-house."""
    left = certainty(then)[1:] if now.named in WIDE.get(then.outcome, ()) else ()
    return say("change.left", then=said, left=left[0]) if left else said


def _first(now: Recommendation | None, then: Recommendation) -> Message:
    """What else comes first."""
    before = set(_fixes(now)) if now else set()
    if set(_fixes(then)) - before:
        return say("change.before.fix")
    if now and _software(now) != _software(then) and _software(then):
        return say(f"change.before.{_software(then)}")
    return say("change.before.settled")


def range_of(subject: Subject, row: Turn) -> Text:
    """The choices of a change: one, a range where they are neighbours, or a list."""
    rows = subject.ruleset.criterion[row.criterion].choices
    chosen = [place for place, one in enumerate(rows) if one.number in row.choices]
    texts = [rows[place].text for place in chosen]
    is_run = chosen == list(range(chosen[0], chosen[-1] + 1))
    if len(texts) < 3 or not is_run:
        return say("range.list", texts=Listed([_quoted(text) for text in texts], "or"))
    if chosen[0] == 0:
        return say("range.before", last=texts[-1])
    if chosen[-1] == len(rows) - 1:
        return say("range.after", first=texts[0])
    return say("range.between", first=texts[0], last=texts[-1])


def _quoted(text: str) -> Message:
    return say("quoted", text=text)


def _nearest(subject: Subject, row: Turn) -> int:
    """The choice of a change that is nearest to the answer on record, to be tried."""
    numbers = [one.number for one in subject.ruleset.criterion[row.criterion].choices]
    given = subject.case.answers.get(row.criterion)
    here = numbers.index(given.choice) if given and given.choice in numbers else 0
    return min(row.choices, key=lambda number: abs(numbers.index(number) - here))
