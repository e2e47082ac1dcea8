"""What is to be done next: what the advice proposes, and what people wrote about it, as one list.

Pure: ids, days and typed text; the sentences of the proposals are the pages' own. Actions are no inputs
of the decision: who does what by when moves no digest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, Self

from engine.fit.gates import FiredGate
from engine.inputs import fingerprint
from engine.model.ruleset import Option, Ruleset
from engine.outcome import INSIDE, WIDE, Recommendation
from report.checks import acted_on, asked_still, software_told
from report.facts import facts
from report.headline import is_by_rule, may_go_out
from report.result import Result
from report.turning import finds

Kind = Literal["fix", "check", "contract", "cost", "find", "settle", "advice", "own"]
Status = Literal["todo", "doing", "done"]

TO_FIND = 2
"""So many answers worth finding out are proposed."""
WITH_A_PROVIDER = ("provider", "mixed")
LACKING: Mapping[str, tuple[str, ...]] = {
    "incomplete": (),
    "weak": (),
    "no_provider": ("", "provider"),
}
"""What is asked of a cost case that answers nothing, by why it does not."""
OF_STEPS = "steps"
"""The second subject of a check that is open in steps alone: it is answered there."""
MARK = 12
"""Letters of the mark of a text; it only tells the texts of one decision model from each other."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that the advice asks for. ``subjects`` are what it is about:

    - fix, check: the code of the gate that fired, or that nobody knows the answer to; of one that fired by a rule
      with an action of its own also the ``mark`` of that, of one that is open in steps alone ``OF_STEPS``
    - contract: nothing; the contract of today's provider
    - cost: nothing for the cost case that is mostly other people's figures; the code of the question whose
      answer the case contradicts; or "" and "provider" that the case lacks, "advice" that the money is against
    - find: the code of the question
    - settle: the outcome that leaves something open ("open" for a step that holds a split up), the question
      that tells most about it ("" for what software can do), and the name of the step ("" for the whole)
    - advice: the ``mark`` of one of the next actions of the advised options
    """

    kind: Kind
    subjects: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same thing to do, whatever else the advice says: ``find:A3``."""
        return ":".join((self.kind, *self.subjects))

    @classmethod
    def of(cls, key: str) -> Self:
        """The proposal with this key, also one that is not made any more."""
        kind, *subjects = key.split(":", 3)
        return cls(kind, tuple(subjects))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote about a proposal, or an action of their own, whose kind is "own".

    ``text`` is "" where the proposal's own words stand; ``who`` is the name of a member or any other.
    """

    key: str
    text: str = ""
    who: str = ""
    due: date | None = None
    status: Status = "todo"
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything differs from a proposal that nobody touched."""
        return self != Written(self.key)


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the list. ``asked``: the advice asks for it now; people's own never are."""

    proposal: Proposal
    asked: bool
    written: Written

    @property
    def is_gone(self) -> bool:
        """Whether the advice asked for it once, does no more, and it is not done."""
        return not self.asked and self.proposal.kind != "own" and self.written.status != "done"


def together(proposals: Sequence[Proposal], written: Iterable[Written]) -> tuple[Action, ...]:
    """The proposals in their order with what was written about them, then people's own, then what was
    touched and is not proposed any more. A proposal that nobody touched just goes."""
    rows = {row.key: row for row in written}
    asked = [Action(one, True, rows.pop(one.key, Written(one.key))) for one in proposals]
    rest = [Action(Proposal.of(row.key), False, row) for row in rows.values() if row.says_something]
    return (*asked, *sorted(rest, key=lambda row: row.proposal.kind != "own"))


def with_actions(result: Result, written: Iterable[Written] = ()) -> dict[str, Any]:
    """The facts of a result with its actions beside them, as JSON data."""
    rows = together(proposals(result), written)
    return {**facts(result), "actions": [plain(row) for row in rows]}


def plain(action: Action) -> dict[str, Any]:
    """One line as JSON data."""
    row = action.written
    return {
        "kind": action.proposal.kind,
        "subjects": list(action.proposal.subjects),
        "asked": action.asked,
        **asdict(row),
        "due": row.due and row.due.isoformat(),
    }


def is_overdue(due: date | None, status: str, on: date) -> bool:
    """Whether it should have been done before this day."""
    return due is not None and due < on and status != "done"


def mark(text: str) -> str:
    """A short mark of a text of the decision model: the same text is the same thing to do, whichever
    option asks for it, and wherever in its list."""
    return fingerprint(text)[:MARK]


def proposals(result: Result) -> tuple[Proposal, ...]:
    """What the advice asks for: what fired first, then the contract of today, what to find out while it
    is not clear, what to check, and how to carry it out; where own people do it, nothing is signed,
    and the checks come last. Nobody is told to carry out what is open: then what only warns comes last, as most
    of it is about a provider."""
    advised = result.recommendation
    fired = acted_on(result)
    waiting = [one for one in fired if advised.outcome == "open" and one.row.effect == "warns"]
    found = [to_fix(result.ruleset, one.row) for one in fired if one not in waiting]
    if advised.outcome != "none":
        if result.inputs.today.done_by in WITH_A_PROVIDER:
            found.append(Proposal("contract"))
        found += _about_cost(result)
        settled = list(_settle(result) if _is_named(advised) else _held_up(result))
        known = {row.subjects[1] for row in settled}
        found += [row for row in _find(result) if row.subjects[0] not in known]
        found += settled
        if software_told(advised) and advised.confidence != "early" and not _asks_software(settled):
            found.append(Proposal("settle", ("automate", "", "")))
        asked = asked_still(result.ruleset, advised)
        checks = [
            Proposal("check", (code, OF_STEPS) if steps else (code,))
            for code, steps in asked.items()
        ]
        carry = list(_carry(result)) if _is_named(advised) else []
        found += [*carry, *checks] if advised.outcome in INSIDE else [*checks, *carry]
    found += [to_fix(result.ruleset, one.row) for one in waiting]
    return tuple(dict.fromkeys(found))


def _about_cost(result: Result) -> Iterator[Proposal]:
    """What the cost case asks for: what it lacks, where a provider may get the work or has it, and what does not
    go with it; why a rule is followed against the money needs no words."""
    silence = result.priced.silence if result.priced else ""
    if silence in LACKING:
        if may_go_out(result.recommendation) or result.inputs.today.is_outside:
            yield Proposal("cost", LACKING[silence])
    elif result.contradicted:
        yield Proposal("cost", (result.contradicted.code,))
    if result.money_against and not is_by_rule(result.recommendation):
        yield Proposal("cost", ("", "advice"))


def to_fix(ruleset: Ruleset, row: FiredGate) -> Proposal:
    """What a check that fired asks for: by its code, and the mark of an action that is not the gate's."""
    is_its_own = row.action == ruleset.gate[row.code].action
    return Proposal("fix", (row.code,) if is_its_own else (row.code, mark(row.action)))


def _asks_software(settled: Iterable[Proposal]) -> bool:
    return any(not row.subjects[1] for row in settled)


def _is_named(advised: Recommendation) -> bool:
    return advised.confidence in ("clear", "leaning")


def _find(result: Result) -> Iterator[Proposal]:
    """What is worth finding out first; of a split it would be about the whole, which is not advised:
    ``_held_up`` asks about its steps."""
    advised = result.recommendation
    if advised.confidence != "clear" and advised.outcome != "split":
        codes = [row.criterion for row in finds(result)]
        if advised.confidence == "early":
            codes = list(result.missing)
        for code in codes[:TO_FIND]:
            yield Proposal("find", (code,))


def _settle(result: Result) -> Iterator[Proposal]:
    """What is to be settled where only *who* is named, of the whole or of the steps of a split."""
    advised = result.recommendation
    rows = [(advised, "")]
    if advised.outcome == "split":
        steps = advised.steps
        rows = [(row.recommendation, row.step.name) for row in steps if row.recommendation]
    for row, name in rows:
        code = _tells_most(row) if row.outcome in WIDE else None
        if code is not None:
            yield Proposal("settle", (row.outcome, code, name))


def _held_up(result: Result) -> Iterator[Proposal]:
    """Of a split that is not sure enough to be decided on: who does the steps that are open."""
    advised = result.recommendation
    if advised.outcome == "split":
        for place, row in enumerate(advised.steps, start=1):
            if row.recommendation and not _is_named(row.recommendation):
                found = finds(result, place)
                if found:
                    yield Proposal("settle", ("open", found[0].criterion, row.step.name))


def _tells_most(advised: Recommendation) -> str | None:
    """The question that tells most about what *who* leaves open: the heaviest unknown one, else the
    heaviest. Own people in one place, and those of whom it is answered, are named so only where software may
    come first: "". What has an answer of its own is not to be settled."""
    row = advised.kind if advised.outcome == "provider" else advised.inside
    if row is None:
        return "" if advised.outcome == "own" else None
    if advised.word_of(row) != "open":
        return ""
    known = {one.criterion for one in row.contributions}
    return max(row.shares, key=lambda code: (code not in known, row.shares[code]))


def _carry(result: Result) -> Iterator[Proposal]:
    """How to carry out the advised option, or those of the steps of a split."""
    advised = result.recommendation
    outcomes = {advised.outcome}
    if advised.outcome == "split":
        outcomes = {row.recommendation.outcome for row in advised.steps if row.recommendation}
    for option in result.ruleset.options:
        if option.key in outcomes:
            yield from (Proposal("advice", (mark(text),)) for text in _of_option(result, option))


def _of_option(result: Result, option: Option) -> Iterator[str]:
    """The actions of an option that are neither done nor pointless as things stand: those of staying where the
    work is done this way today, those about cost until enough is counted, and none that an answer calls done."""
    is_there = result.inputs.today.is_done_as(option.key)
    texts = option.stay_actions if is_there and option.stay_actions else option.next_actions
    if result.priced is None:
        texts = (*texts, *option.cost_actions)
    known = result.choices_by_way.get(option.key, {})
    done = {row.action for row in option.settled if known.get(row.criterion) in row.choices}
    yield from (text for text in texts if text not in done)
