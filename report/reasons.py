"""What speaks for a recommendation, what against, and what would change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.fit.case import Case, step_case
from engine.outcome import Question, Recommendation
from engine.sensitivity.switching import Flip
from report.document import About, Answer, Change
from report.headline import OUTSIDE
from report.messages import Chance, Listed, Message, Size, Text, say
from report.numbers import dealt
from report.subject import Subject

UNLIKELY = 0.01
"""Changes less plausible than this are folded away."""
FOR, AGAINST, CHANGES = 3, 1, 2
"""So many reasons for, against and changes stand on the summary."""


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
    ones by their part of the pull of their question; of a split, by the steps of each way."""
    ruled = [*_rules(subject), *_software(subject)]
    pulls = _split_pulls(subject) if subject.advised.outcome == "split" else _pulls(subject)
    return [*ruled, *(answer_of_pull(subject, pull) for pull in pulls)][:count]


def _rules(subject: Subject) -> Iterator[Answer]:
    """The rules that decide against what the answers add up to."""
    for fired in subject.advised.fired:
        if fired.effect.startswith("rules_out"):
            gate = subject.ruleset.gate[fired.code]
            yield Answer(
                question=gate.question or gate.name,
                answer=say("gate.no") if fired.answer == "fires" else fired.reason,
                about=About(gate=gate.code),
                points=say("reason.rule"),
                side=say(f"reason.rule.{gate.kind or 'all'}"),
            )


def _software(subject: Subject) -> Iterator[Answer]:
    """What software can take over, where the headline is to let it."""
    if subject.advised.outcome != "automate":
        return
    for row in subject.ruleset.criteria:
        if row.decides == "automation" and row.code in subject.spoken.answers:
            yield Answer(
                question=row.short,
                answer=subject.answer(row.code, subject.spoken),
                about=About(criterion=row.code),
                side=say("side.software"),
            )


def _pulls(subject: Subject) -> list[Pull]:
    first: list[Pull] = []
    rest: list[Pull] = []
    for key, row in questions_of(subject.advised):
        found = [pull for pull in pulls_of(key, row, subject.spoken) if _towards(row, pull)]
        first += found[:1]
        rest += found[1:]
    return [*first, *sorted(rest, key=lambda pull: -pull.rank)]


def _split_pulls(subject: Subject) -> list[Pull]:
    """The strongest answer for each way of a split, of the step with the most work that goes it."""
    found: dict[str, tuple[float, list[Pull]]] = {}
    for place, row in enumerate(subject.advised.steps, start=1):
        advised = row.recommendation
        if advised is None or advised.confidence not in ("clear", "leaning"):
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
    found = [
        pull
        for key, row in questions_of(advised)
        for pull in pulls_of(key, row, subject.spoken)
        if not _towards(row, pull)
    ]
    found.sort(key=lambda pull: (pull.question != "who", -pull.rank))
    return [answer_of_pull(subject, pull) for pull in found[:count]]


def _against_split(subject: Subject, count: int) -> list[Answer]:
    found = []
    for place, row in enumerate(subject.advised.steps, start=1):
        if row.recommendation:
            case = step_case(subject.case, row.step)
            for key, question in questions_of(row.recommendation):
                pulls = pulls_of(key, question, case, place)
                found += [pull for pull in pulls if not _towards(question, pull)][:1]
    found.sort(key=lambda pull: -pull.rank)
    return [answer_of_pull(subject, pull) for pull in found[:count]]


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
        where=_where(pull.step),
        points=say("size", points=Size(pull.points)),
        side=side(pull),
    )


def side(pull: Pull) -> Message:
    """The answer of its question that a pull is for."""
    return say(f"side.{pull.question}.{'towards' if pull.exact > 0 else 'away'}")


def _where(step: int) -> Text:
    return say("step.numbered", place=step) if step else ""


def changes(subject: Subject, count: int = CHANGES) -> list[Answer]:
    """The most plausible changes of who and how, each with what it would lead to, then those of what
    comes before; of a split, of the ways of its steps: its headline says nothing of what comes before."""
    is_split = subject.advised.outcome == "split"
    found = [
        (row, flip)
        for row, flip in all_changes(subject)
        if is_likely(flip) and not (is_split and flip.question == "before")
    ]
    found.sort(key=lambda item: item[1].question == "before")
    return [row for row, _ in found][:count]


def is_likely(flip: Flip) -> bool:
    """Whether a change is plausible enough to be named at once."""
    return (flip.plausibility or 0.0) >= UNLIKELY


def all_changes(subject: Subject) -> list[tuple[Answer, Flip]]:
    """Every change that gives another answer, most plausible first; those by a rule's question come
    last, because nobody knows how plausible they are."""
    advised = subject.advised
    found = [(change_of(subject, flip), flip) for flip in subject.result.flips]
    if advised.outcome == "split":
        found = [
            (change_of(subject, flip, place), flip)
            for place, flips in enumerate(subject.result.step_flips, start=1)
            for flip in flips
        ]
    return sorted(found, key=lambda item: -(item[1].plausibility or -1.0))


def change_of(subject: Subject, flip: Flip, step: int = 0) -> Answer:
    """One change as a row: the question, the other answers, what follows, and how plausible it is."""
    chance = Chance(flip.plausibility or 0.0)
    to = leads_to(subject, flip)
    if flip.gate:
        state = flip.state or "unknown"
        return Answer(
            question=subject.ruleset.gate[flip.gate].question,
            answer=say("change.if", answer=say(f"gate.{state}")),
            about=About(gate=flip.gate, step=step),
            where=_where(step),
            then=to,
            option=flip.to,
            change=None if step else Change(gate=flip.gate, state=state),
        )
    return Answer(
        question=subject.short(flip.criterion),
        answer=say("change.if", answer=range_of(subject, flip)),
        about=About(criterion=flip.criterion, step=step),
        where=_where(step),
        then=say("change.likely", to=to, chance=chance),
        option=flip.to,
        change=None if step else Change(criterion=flip.criterion, choice=_nearest(subject, flip)),
    )


def leads_to(subject: Subject, flip: Flip) -> Text:
    """What a change leads to, in a few words."""
    if flip.question == "headline":
        return subject.way(flip.to)
    if flip.question == "before":
        return say(f"change.before.{flip.to}")
    return say(f"change.to.{flip.to}")


def range_of(subject: Subject, flip: Flip) -> Text:
    """The choices of a change: one, a range where they are neighbours, or a list."""
    rows = subject.ruleset.criterion[flip.criterion].choices
    places = sorted(
        next(place for place, row in enumerate(rows) if row.number == number)
        for number in flip.choices
    )
    texts = [rows[place].text for place in places]
    is_run = places == list(range(places[0], places[-1] + 1))
    if len(texts) < 3 or not is_run:
        return say("range.list", texts=Listed([_quoted(text) for text in texts], "or"))
    if places[0] == 0:
        return say("range.before", last=texts[-1])
    if places[-1] == len(rows) - 1:
        return say("range.after", first=texts[0])
    return say("range.between", first=texts[0], last=texts[-1])


def _quoted(text: str) -> Message:
    return say("quoted", text=text)


def _nearest(subject: Subject, flip: Flip) -> int:
    """The choice of a change that is nearest to the answer on record, to be tried."""
    numbers = [row.number for row in subject.ruleset.criterion[flip.criterion].choices]
    given = subject.case.answers.get(flip.criterion)
    here = numbers.index(given.choice) if given and given.choice in numbers else 0
    return min(flip.choices, key=lambda number: abs(numbers.index(number) - here))


def to_find(subject: Subject, count: int) -> list[Answer]:
    """What is worth finding out: the answers whose knowledge is likeliest to change the advice."""
    return [
        Answer(
            question=subject.short(row.criterion),
            answer=subject.answer(row.criterion),
            about=About(criterion=row.criterion),
            then=say("find.settles", chance=Chance(row.probability)),
        )
        for row in subject.result.find_out_next[:count]
    ]


def missing(subject: Subject, count: int) -> Sequence[Answer]:
    """While it is early: what weighs most of what is not known, by its part of who."""
    who = subject.advised.who
    known = {row.criterion for row in who.contributions} if who else set()
    found = to_find(subject, count)
    if found or who is None:
        return found
    open_codes = sorted(who.shares, key=lambda code: -who.shares[code])
    return [
        Answer(
            question=subject.short(code),
            answer=subject.answer(code),
            about=About(criterion=code),
        )
        for code in open_codes
        if code not in known
    ][:count]
