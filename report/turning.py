"""What would change it: other answers, each told with the very headline that follows from them.

The engine finds what is worth trying, and says what is recommended then (``Result.tries``):
choice by choice, as only those with the same end stand in one range.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum

from engine.fit.case import step_case
from engine.model.ruleset import GateAnswer
from engine.outcome import Recommendation, in_hundred
from engine.sensitivity.switching import UNLIKELY, plausibilities
from report.checks import fixes, question_of
from report.document import About, Answer, Block, Change, Paragraph
from report.headline import headline
from report.messages import Chance, Listed, Message, Text, places, read, say
from report.result import Result
from report.subject import Subject

CHANGES = 2
"""So many changes stand on the summary."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Answers to one question, or one state of a check, with what is then recommended.

    Each of ``choices`` alone leads to the same; ``plausibility`` is that of the true answer being one of
    them, None for a check, of which nobody knows. ``steps`` are the places (from 1) of the steps that it is
    about, whose own recommendation ``then`` is; of the whole there are none.
    """

    then: Recommendation
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
            ends.setdefault(_told(result, then, place), (then, []))[1].append(number)
        chances = plausibilities(result.ruleset, case, code)
        for key, (then, rows) in ends.items():
            chance = fsum(chances[number] for number in rows)
            if chance and key != told:
                yield Turn(then, code, tuple(rows), chance, steps=steps)
    for gate, state in tries.gates:
        then = otherwise.with_gate(gate, state)
        if _told(result, then, place) != told:
            yield Turn(then, gate=gate, state=state, steps=steps)


def _told(result: Result, found: Recommendation, place: int) -> tuple[object, ...]:
    """What a reader is told of it: the headline and what comes first, of a step its way."""
    if place:
        return found.outcome, *fixes(found)
    return read(headline(found, result.case.today)), _software(found), *fixes(found)


def _printed(result: Result, row: Turn, place: int) -> tuple[object, ...]:
    """What is printed of a step's change: its other way, or what else comes first while it stays; and whether
    it lifts a rule, because that is told first."""
    now = result.recommendation.steps[place - 1].recommendation
    stays = now is not None and now.outcome == row.then.outcome
    return _lifts(now, row), read(_first(now, row.then)) if stays else row.then.outcome


def _software(found: Recommendation) -> str:
    """How much to automate first, where the headline does not say it."""
    is_told = found.before is not None and found.outcome != "automate"
    return found.before.automate if found.before is not None and is_told else ""


def _sorted(found: Iterable[Turn]) -> tuple[Turn, ...]:
    """Most plausible first; checks, of which nobody knows, last."""
    return tuple(sorted(found, key=lambda row: -(row.plausibility or -1.0)))


def changes(subject: Subject, count: int = CHANGES) -> list[Answer]:
    """What lifts a rule that decides (of each question the likeliest answer that does), then the most plausible
    changes, as rows. That something else comes first while the headline stays is told once."""
    rows = turns(subject.result)
    lifting = [row for row in rows if lifts(subject, row)]
    ruling = list({(row.gate, row.criterion): row for row in reversed(lifting)}.values())[::-1]
    found: list[Answer] = []
    for row in (*ruling, *(row for row in rows if row.is_likely and row not in ruling)):
        said = change_of(subject, row)
        if said.option or all(one.option for one in found):
            found.append(said)
    return found[:count]


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
    return bool(codes & {row.gate, row.criterion}) and not row.then.ruled_by


def rules_together(subject: Subject) -> list[Block]:
    """That several rules decide, none of which alone is worth lifting; nothing elsewhere."""
    ruled = subject.advised.ruled_by
    if len(ruled) < 2 or any(lifts(subject, row) for row in turns(subject.result)):
        return []
    return [Paragraph(say("change.rules", count=len(ruled)))]


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
            where=_where(row.steps),
            then=to,
            option=option,
            change=Change(gate=row.gate, state=state, steps=row.steps),
        )
    choice = _nearest(subject, row)
    return Answer(
        question=subject.short(row.criterion),
        answer=_if(subject, row),
        about=about,
        where=_where(row.steps),
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


def _where(steps: Sequence[int]) -> Text:
    if len(steps) > 1:
        return say("steps.numbered", places=places(steps))
    return say("step.numbered", place=steps[0]) if steps else ""


def leads_to(subject: Subject, row: Turn) -> tuple[Message, str]:
    """What a change leads to with its mark: another headline, of a step another way; or what comes first,
    while the headline stays."""
    then, today = row.then, subject.case.today
    if row.steps:
        now = subject.advised.steps[row.steps[0] - 1].recommendation
        if now is not None and now.outcome != then.outcome:
            return say("change.step", way=subject.way(then.outcome)), then.outcome
    else:
        now = subject.advised
        said = headline(then, today)
        if read(said) != read(headline(now, today)):
            return say("change.headline", headline=said), then.outcome
    is_open = not row.steps and then.outcome == "open"
    return say("change.stays.open" if is_open else "change.stays", what=_first(now, then)), ""


def _first(now: Recommendation | None, then: Recommendation) -> Message:
    """What else comes first."""
    before = set(fixes(now)) if now else set()
    if set(fixes(then)) - before:
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
