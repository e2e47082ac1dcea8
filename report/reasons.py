"""What speaks for a recommendation, what against, and what is worth finding out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.fit.case import Case, step_case
from engine.outcome import OUTSIDE, Question, Recommendation, StepRecommendation
from report.document import About, Answer
from report.messages import Message, Percent, Size, at, say
from report.numbers import dealt
from report.subject import Subject

FOR, AGAINST = 3, 1
"""So many reasons for and against stand on the summary."""


@dataclass(frozen=True, slots=True)
class Pull:
    """What one answer pulls on one question: ``points`` as printed (they add up), ``exact`` as
    computed, ``rank`` its part (0 to 1) of the whole pull of its question."""

    question: str
    criterion: str
    points: float
    exact: float
    rank: float
    case: Case
    step: int = 0


def pulls_of(key: str, row: Question, case: Case, step: int = 0) -> list[Pull]:
    """All known answers that pull on a question, strongest first."""
    exact = {one.criterion: one.points for one in row.contributions if one.points}
    points = dealt({one.criterion: one.points for one in row.contributions})
    whole = sum(abs(one) for one in exact.values()) or 1.0
    order = sorted(exact, key=lambda code: (-abs(exact[code]), code))
    return [
        Pull(key, code, points[code], exact[code], abs(exact[code]) / whole, case, step)
        for code in order
    ]


def questions_of(advised: Recommendation) -> list[tuple[str, Question]]:
    """The questions that the headline names, who first."""
    second = ("kind", advised.kind) if advised.outcome in OUTSIDE else ("inside", advised.inside)
    found = [] if advised.who is None else [("who", advised.who)]
    if second[1] is not None and second[1].answer == advised.outcome:
        found.append((second[0], second[1]))
    return found


def _towards(row: Question, pull: Pull) -> bool:
    """Whether a pull is towards the answer of its question."""
    return (pull.exact > 0) == (row.answer in ("provider", "kpo", "shared_service"))


def reasons_for(subject: Subject, count: int = FOR) -> list[Answer]:
    """What rules, then the strongest answer of each question that the headline names, then the next
    ones by their part of the pull of their question, each answer once; of a split, by the steps of each way."""
    if subject.advised.outcome == "split":
        pulls = [answer_of_pull(subject, pull) for pull in _split_pulls(subject)]
        return [*_split_rules(subject), *_split_software(subject), *pulls][:count]
    return _reasons(subject, subject.advised, subject.spoken)[:count]


def _reasons(subject: Subject, advised: Recommendation, case: Case) -> list[Answer]:
    ruled = [*rules(subject, advised), *_software(subject, advised, case)]
    return [*ruled, *(answer_of_pull(subject, pull) for pull in _pulls(advised, case))]


def step_reasons(subject: Subject, place: int) -> tuple[list[Answer], list[Answer]]:
    """The reasons for the way of one step by its place from 1, and the strongest against it; of a step
    that is open the strongest for a provider, and for own people."""
    row = subject.advised.steps[place - 1]
    advised, case = row.recommendation, step_case(subject.case, row.step)
    if advised is None or advised.who is None:
        return [], []
    if advised.confidence not in ("clear", "leaning"):
        pulls = pulls_of("who", advised.who, case)
        both = [one for one in pulls if one.exact > 0][:1] + [
            one for one in pulls if one.exact < 0
        ][:1]
        return [answer_of_pull(subject, one) for one in both], []
    against = _pulls_against(advised, case)[:AGAINST]
    return _reasons(subject, advised, case)[:FOR], [answer_of_pull(subject, one) for one in against]


def rules(subject: Subject, advised: Recommendation) -> Iterator[Answer]:
    """The rules that decide against what the answers add up to."""
    for fired in advised.fired:
        if fired.rules_out:
            gate = subject.ruleset.gate[fired.code]
            yield Answer(
                question=gate.question or gate.name,
                answer=say("gate.no") if fired.answer == "fires" else fired.reason,
                about=About(gate=gate.code),
                points=say("reason.rule"),
                side=say(f"reason.rule.{gate.kind or 'all'}"),
            )


def _software(subject: Subject, advised: Recommendation, case: Case) -> Iterator[Answer]:
    """What software can take over, where the headline is to let it."""
    if advised.outcome != "automate":
        return
    for row in subject.ruleset.criteria:
        if row.decides == "automation" and row.code in case.answers:
            yield Answer(
                question=row.short,
                answer=subject.answer(row.code, case),
                about=About(criterion=row.code),
                side=say("side.software"),
            )


def _pulls(advised: Recommendation, case: Case) -> list[Pull]:
    first: list[Pull] = []
    rest: list[Pull] = []
    for key, row in questions_of(advised):
        found = [pull for pull in pulls_of(key, row, case) if _towards(row, pull)]
        first += found[:1]
        rest += found[1:]
    return _once([*first, *sorted(rest, key=lambda pull: -pull.rank)])


def _once(pulls: list[Pull]) -> list[Pull]:
    """Each answer of a case once, where it pulls most: on several questions it is no second reason."""
    found: dict[str, Pull] = {}
    for pull in pulls:
        found[pull.criterion] = max(found.get(pull.criterion, pull), pull, key=lambda one: one.rank)
    return list(found.values())


def _named_steps(
    subject: Subject,
) -> Iterator[tuple[int, StepRecommendation, Recommendation]]:
    """The steps of a split whose way is named, with their place from 1: only for and against a way that is
    named there are reasons, and of an open step there is none."""
    for place, row in enumerate(subject.advised.steps, start=1):
        if row.recommendation and row.recommendation.confidence in ("clear", "leaning"):
            yield place, row, row.recommendation


def _split_rules(subject: Subject) -> list[Answer]:
    """The rules that decide in steps of a split, each once with its steps."""
    found: dict[str, tuple[Answer, list[int]]] = {}
    for place, _, advised in _named_steps(subject):
        for said in rules(subject, advised):
            if said.about.gate in advised.ruled_by:
                found.setdefault(said.about.gate, (said, []))[1].append(place)
    return [
        replace(
            said,
            where=at(steps),
            about=replace(said.about, step=steps[0] if len(steps) == 1 else 0),
        )
        for said, steps in found.values()
    ]


def _split_software(subject: Subject) -> list[Answer]:
    """What software can take over of the step with the most work that it comes first in."""
    for place, row, advised in sorted(_named_steps(subject), key=lambda one: -one[1].share):
        if advised.outcome == "automate":
            told = _software(subject, advised, step_case(subject.case, row.step))
            return [replace(one, where=at((place,))) for one in told]
    return []


def _split_pulls(subject: Subject) -> list[Pull]:
    """The strongest answer for each way of a split, of the step with the most work that goes it."""
    found: dict[str, tuple[float, list[Pull]]] = {}
    for place, row, advised in _named_steps(subject):
        if advised.outcome == "automate" or advised.ruled_by:  # software or a rule decides, no sum
            continue
        case = step_case(subject.case, row.step)
        key, question = questions_of(advised)[-1] if advised.who else ("", None)
        if question is None:
            continue
        pulls = [one for one in pulls_of(key, question, case, place) if _towards(question, one)]
        if pulls and row.share > found.get(advised.outcome, (0.0, []))[0]:
            found[advised.outcome] = (row.share, pulls)
    heads = [pulls[0] for _, pulls in found.values()]
    rest = [pull for _, pulls in found.values() for pull in pulls[1:]]
    return [*heads, *sorted(rest, key=lambda pull: -pull.rank)]


def reasons_against(subject: Subject, count: int = AGAINST) -> list[Answer]:
    """The strongest answers on the other side of the questions that the headline names."""
    advised = subject.advised
    if advised.outcome == "split":
        return _against_split(subject, count)
    found = _pulls_against(advised, subject.spoken)
    return [answer_of_pull(subject, pull) for pull in found[:count]]


def _pulls_against(advised: Recommendation, case: Case, step: int = 0) -> list[Pull]:
    found = [
        pull
        for key, row in questions_of(advised)
        for pull in pulls_of(key, row, case, step)
        if not _towards(row, pull)
    ]
    return sorted(found, key=_strength)


def _strength(pull: Pull) -> float:
    """The order of what speaks against, of the whole and of a step: by the part of the pull of its question."""
    return -pull.rank


def _against_split(subject: Subject, count: int) -> list[Answer]:
    """Against a step that a rule decides an answer counts least: it changes nothing there."""
    found: list[tuple[bool, Pull]] = []
    for place, row, advised in _named_steps(subject):
        pulls = _pulls_against(advised, step_case(subject.case, row.step), place)[:1]
        found += [(bool(advised.ruled_by), pull) for pull in pulls]
    found.sort(key=lambda one: (one[0], _strength(one[1])))
    return [answer_of_pull(subject, pull) for _, pull in found[:count]]


def sides(subject: Subject, count: int = 2) -> tuple[list[Answer], list[Answer]]:
    """The strongest answers for a provider, and for own people, while it is open who."""
    row = subject.advised.who
    pulls = [] if row is None else pulls_of("who", row, subject.spoken)
    return (
        [answer_of_pull(subject, one) for one in pulls if one.exact > 0][:count],
        [answer_of_pull(subject, one) for one in pulls if one.exact < 0][:count],
    )


def answer_of_pull(subject: Subject, pull: Pull) -> Answer:
    """A pull as a row: question, answer, points and the side that it pulls to."""
    return Answer(
        question=subject.short(pull.criterion),
        answer=subject.answer(pull.criterion, pull.case),
        about=About(criterion=pull.criterion, step=pull.step),
        where=at((pull.step,) if pull.step else ()),
        points=say("size", points=Size(pull.points)),
        side=side(pull),
    )


def side(pull: Pull) -> Message:
    """The answer of its question that a pull is for."""
    return say(f"side.{pull.question}.{'towards' if pull.exact > 0 else 'away'}")


def missing(subject: Subject, count: int) -> Sequence[Answer]:
    """While it is early: what weighs most of what is not known, by its part of who."""
    who = subject.advised.who
    if who is None:
        return []
    return [
        Answer(
            question=subject.short(code),
            answer=subject.answer(code),
            about=About(criterion=code),
            then=say("missing.counts", percent=Percent(who.shares[code])),
        )
        for code in subject.result.missing[:count]
    ]
