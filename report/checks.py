"""The checks that no sum can overrule: which stand in the way, which only warn, and which nobody knows yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.fit.case import step_case
from engine.fit.gates import FiredGate, fired_gates, retaining
from engine.model.facts import EFFECTS
from engine.model.ruleset import BARRED_COUNTRIES, Gate, GateAnswer, Ruleset
from engine.outcome import LEANING, Recommendation
from report.document import About, Answer
from report.headline import certainty, goes_out, may_go_out
from report.messages import Chance, Listed, Message, Text, at, places, say
from report.result import Result
from report.subject import Subject

NAMED = 3
"""So many checks are named in one line before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A check that fired, with what is advised where it did: of the whole, or of the steps at ``steps`` (places
    from 1) where it does not fire in all that may move."""

    row: FiredGate
    parts: tuple[Recommendation, ...]
    steps: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """The code of the check."""
        return self.row.code


def fired(advised: Recommendation) -> list[Fired]:
    """The checks that fired in what the advice speaks of, each once, the strongest first. Where steps may move,
    what fires is theirs: they have the answers of the whole as far as they have none of their own."""
    free = {
        place: row.recommendation
        for place, row in enumerate(advised.steps, start=1)
        if row.recommendation
    }
    if not free:
        return _by_strength([Fired(row, (advised,)) for row in advised.fired])
    found: dict[tuple[str, str], tuple[FiredGate, list[int]]] = {}
    for place, part in free.items():
        for row in part.fired:
            found.setdefault((row.code, row.effect), (row, []))[1].append(place)
    common = {(row.code, row.effect) for row in advised.fired}
    return _by_strength(
        [
            Fired(
                row,
                tuple(free[place] for place in at),
                () if key in common and len(at) == len(free) else tuple(at),
            )
            for key, (row, at) in found.items()
        ]
    )


def standing(result: Result) -> list[Fired]:
    """The same with what keeps single steps with own people."""
    advised = result.recommendation
    found = fired(advised)
    whole = {one.code for one in found if not one.steps}
    for place, (step, row) in enumerate(zip(result.steps, advised.steps, strict=True), start=1):
        if row.recommendation is None and not step.retained:
            gate = retaining(step, fired_gates(result.ruleset, step_case(result.case, step)))
            if gate and gate.code not in whole:
                found.append(Fired(gate, (advised,), (place,)))
    return _by_strength(found)


def question_of(ruleset: Ruleset, code: str) -> str:
    """What a check asks; its name only where it is never asked."""
    gate = ruleset.gate[code]
    return gate.question or gate.name


def quoted(ruleset: Ruleset, rows: Sequence[Fired]) -> Listed:
    """The questions of checks in quotation marks with the steps that they fired in, of many the first; all stand
    under Where and rules."""
    return _first([_quoted(question_of(ruleset, row.code), row.steps) for row in rows], "more")


def _quoted(text: str, steps: Sequence[int] = ()) -> Message:
    if not steps:
        return say("quoted", text=text)
    return say("quoted.steps", text=text, count=len(steps), places=places(steps))


def _first(rows: Sequence[Text], key: str) -> Listed:
    shown = rows if len(rows) <= NAMED + 1 else rows[:NAMED]
    more = len(rows) - len(shown)
    return Listed([*shown, say(f"checks.{key}", count=more)] if more else shown)


def unknown_before(ruleset: Ruleset, advised: Recommendation) -> Listed | None:
    """The questions without an answer that could still put something first, of many the first and that there are
    others, as their number is none of checks; None where all are answered. While nothing is handed over, only what
    software could do comes first."""
    codes = advised.before.unknown if advised.before else ()
    if not may_go_out(advised):
        software = ruleset.decides("automation")
        codes = tuple(code for code in codes if software and code == software.code)
    short = {row.code: row.short for row in ruleset.criteria}
    texts = [_quoted(short.get(code) or question_of(ruleset, code)) for code in codes]
    return _first(texts, "others") if texts else None


def fixes(advised: Recommendation) -> list[Fired]:
    """The checks to settle first, of the whole or of steps; none where nothing is handed over."""
    rows = [row for row in fired(advised) if row.row.effect == "fix_first"]
    return [row for row in rows if any(map(may_go_out, row.parts))]


def settled_first(ruleset: Ruleset, rows: Sequence[Fired]) -> Message:
    """That these checks are to be settled first."""
    return say("first.fix", count=len(rows), names=quoted(ruleset, rows))


def keeps(row: Fired) -> bool:
    """Whether a check lets work go out and keeps its decision here."""
    return row.row.effect == "keeps_decision" and any(map(goes_out, row.parts))


def software_told(advised: Recommendation) -> Message | None:
    """What software could take over, beside a headline that is another, with how sure that is."""
    before = advised.before
    if before is None or before.automate == "none" or advised.outcome == "automate":
        return None
    if before.probability < LEANING:
        return say("first.automate.open")
    return say(f"first.automate.{before.automate}", chance=Chance(before.probability))


def software_waits(advised: Recommendation) -> bool:
    """Whether the decision waits for what software takes over: that is most of the work, or open. A part is
    automated beside the decision."""
    before = advised.before
    is_open = before is not None and before.probability < LEANING
    return before is not None and (before.automate == "most" or is_open)


def acted_on(result: Result) -> list[Fired]:
    """The fired checks whose action stands, the strongest first. Where the work stays inside, what a
    provider asks for does not; where several rules keep it there, those of all of them do, as to lift one
    opens nothing."""
    return [
        one
        for one in standing(result)
        if one.row.action
        and (one.row.rules_out or not _is_closed(result.ruleset, one))
        and not _is_listed(result, one)
    ]


def _is_listed(result: Result, one: Fired) -> bool:
    """Whether a check asks for the countries that are ruled out, and all stand there with their reasons."""
    gate, barred = result.ruleset.detailed_by(BARRED_COUNTRIES), result.inputs.place.barred
    return gate is not None and gate.code == one.code and bool(barred) and all(barred.values())


def _is_closed(ruleset: Ruleset, one: Fired) -> bool:
    """Whether a check is about a provider, who gets nothing where it fired."""
    return not any(map(may_go_out, one.parts)) and _for_provider(ruleset, one.code)


def asked_still(ruleset: Ruleset, advised: Recommendation) -> dict[str, tuple[int, ...]]:
    """The open checks that are worth an answer, each with the steps (places from 1) in which alone it is open, none
    where it is for the whole: where the work stays inside, none about a provider."""
    whole = dict.fromkeys(advised.open_gates, ())
    found: dict[str, tuple[int, ...]] = {
        code: () for code in whole if _is_worth(ruleset, advised, code)
    }
    for place, row in enumerate(advised.steps, start=1):
        part = row.recommendation
        for code in part.open_gates if part else ():
            if part and _is_worth(ruleset, part, code):
                found[code] = whole.get(code, (*found.get(code, ()), place))
    return found


def _is_worth(ruleset: Ruleset, advised: Recommendation, code: str) -> bool:
    return may_go_out(advised) or not _for_provider(ruleset, code)


def _for_provider(ruleset: Ruleset, code: str) -> bool:
    """Whether a check is about handing work over: it stands in the way of that, limits how far the work
    may go by itself or by the answers that fire it, or is told by the price of a provider or by barred
    countries."""
    gate: Gate = ruleset.gate[code]
    limits = {row.code for row in ruleset.reference.places.all_limits}
    rests_on = {code, *(one.criterion for row in gate.triggers for one in row.when)}
    return gate.effect != "warns" or bool(gate.detailed_by) or bool(limits & rests_on)


def fired_checks(subject: Subject, *, warning: bool) -> list[Answer]:
    """What stands in the way and what to do about it, the strongest first; or what only warns."""
    return [
        Answer(
            question=question_of(subject.ruleset, one.code),
            answer=one.row.reason,
            about=_about(one),
            where=at(one.steps),
            then=_does(subject, one),
        )
        for one in standing(subject.result)
        if (one.row.effect == "warns") is warning
    ]


def _about(one: Fired) -> About:
    """Where the answer that fired it is given, of a single step there."""
    step = one.steps[0] if len(one.steps) == 1 else 0
    if one.row.answer == "fires":
        return About(gate=one.code, step=step)
    return About(criterion=next(iter(one.row.criteria), ""), step=step)


def _does(subject: Subject, one: Fired) -> Message:
    """What a fired check does and asks for; where the work stays inside, nothing is to be settled first."""
    row = one.row
    if row.effect == "fix_first" and not any(map(may_go_out, one.parts)):
        return say("checks.fix_first.inside", action=row.action)
    is_done = _is_closed(subject.ruleset, one) or _is_listed(subject.result, one)
    if row.effect == "warns" and (is_done or not row.action):
        return say("checks.warns.only")
    return say(f"checks.{row.effect}", action=row.action)


def _by_strength(rows: list[Fired]) -> list[Fired]:
    return sorted(rows, key=lambda one: EFFECTS.index(one.row.effect))


def open_checks(subject: Subject) -> list[Answer]:
    """The checks that are worth an answer that nobody knows yet, and what each could do."""
    return [
        Answer(
            question=question_of(subject.ruleset, code),
            answer=state_of("unknown" if steps else subject.case.gates.get(code)),
            about=about_open(code, steps),
            where=at(steps),
            then=_could(subject, code),
        )
        for code, steps in asked_still(subject.ruleset, subject.advised).items()
    ]


def _could(subject: Subject, code: str) -> Message:
    """What an open check could do; only where work goes out is anything signed."""
    effect = subject.ruleset.gate[code].effect
    is_unsigned = effect == "warns" and not goes_out(subject.advised)
    return say("check.warns.unsigned" if is_unsigned else f"check.{effect}")


def about_open(code: str, steps: Sequence[int]) -> About:
    """Where an open check is answered: in the first of its steps, or for the whole."""
    return About(gate=code, step=steps[0] if steps else 0)


def capped(subject: Subject) -> Message | None:
    """Why the word is lower than the number: the open checks that hold it back, of the whole or of a
    step; those that only warn hold back nothing. None where nothing is held back."""
    advised = subject.advised
    if not advised.capped:
        return None
    rows = (advised, *(row.recommendation for row in advised.steps))
    codes = {code for row in rows if row for code in row.open_gates}
    holding = [code for code in codes if subject.ruleset.gate[code].effect != "warns"]
    return say("certainty.capped", count=len(holding))


def ruled(subject: Subject) -> Message | None:
    """What the answers alone would say where a rule decides, which is the first reason; else None."""
    advised = subject.advised
    if not (advised.ruled_by and advised.who and subject.is_sure):
        return None
    alone = "provider" if advised.who.is_above else "own"
    return say(f"certainty.rule.{alone}", count=len(advised.ruled_by))


def certainty_of(subject: Subject) -> list[Message]:
    """How sure the headline is, a sentence each, with the rule that decides and the checks that hold
    the word back: the same under the headline and on How sure."""
    found = [*certainty(subject.advised), ruled(subject), capped(subject)]
    return [row for row in found if row is not None]


def state_of(given: GateAnswer | None) -> Text:
    """The answer to a check in words."""
    return say(f"gate.{given}") if given else say("answer.none")
