"""Whether the open questions together can still change an answer: exact, no sampling.

Each question is one sum against one line, and every open answer adds to it by itself: the furthest
that all of them can move it is the sum of their extremes. Only what is no sum is tried setting by
setting: answers that open or close branches, that rule providers out by themselves or keep the
decision, and those that decide whether a question is asked at all. Within a setting only sums differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import fsum

from engine.fit.answers import Answers, answer, settle
from engine.fit.axes import TINY, AxisFit
from engine.fit.case import Case, Given, Step, hidden_codes, step_case
from engine.fit.gates import KINDS, RULING, FiredGate, fired_gates
from engine.model.ruleset import AXES, Gate, Itself, Ruleset
from engine.sensitivity.switching import path_of
from engine.steps import retained_by_rule

Numbers = list[int | None]
"""The answers that a question can still get; None is no known answer."""
Settings = Mapping[str, Numbers]
Picks = Mapping[str, int | None]


def can_still_change(
    ruleset: Ruleset,
    case: Case,
    codes: Iterable[str] | None = None,
    steps: Sequence[Step] = (),
) -> bool:
    """Whether some way to answer the open questions changes what is said of the case (``told``), or of
    a step that takes its open answers from it. How sure it is, is not bounded: no sum says that.

    ``codes`` are the questions that may still be asked, by default all; those that hold an answer
    keep it. An answer is any choice or "I don't know"; "does not apply" is not tried, since it says
    that a question was none. Gates that are asked keep their answers, those that answers fire count.
    """
    wanted = tuple(ruleset.criterion if codes is None else codes)
    if _tells_otherwise(ruleset, case, wanted):
        return True
    return any(
        (_keeps_otherwise if retained_by_rule(ruleset, case, step) else _tells_otherwise)(
            ruleset, step_case(case, step), wanted
        )
        for step in steps
        if not step.retained
    )


def _tells_otherwise(ruleset: Ruleset, case: Case, codes: Sequence[str]) -> bool:
    now = told(ruleset, case)
    ways = (way for here in settings_of(ruleset, case, codes) for way in here.told())
    return any(then != now for then in ways)


def _keeps_otherwise(ruleset: Ruleset, case: Case, codes: Sequence[str]) -> bool:
    """Whether other gates may keep the decision, or by something else: whether a step is retained follows
    from it."""
    now = _keeping(fired_gates(ruleset, case))
    settings = settings_of(ruleset, case, codes)
    return any(_keeping(fired_gates(ruleset, here.case)) != now for here in settings)


def told(ruleset: Ruleset, case: Case) -> object:
    """What the answers on record say: those on the path, which gates keep the decision, and whether
    the balance is too weak to send anyone away from a provider of today."""
    found = answer(ruleset, case)
    who = found.axes.get("sourcing")
    return _told(case, found, _balance(who, who.value) if who else "")


def _told(case: Case, found: Answers, balance: str) -> object:
    weak = case.today.done_by == "provider" and found.closed != KINDS and balance
    return path_of(found), _keeping(found.fired), weak


def _balance(who: AxisFit, value: float) -> str:
    """On which side of the band around nothing *who* lies; its upper end belongs to neither."""
    line = who.line * who.reach
    if value > line + TINY:
        return "provider"
    if abs(value - line) <= TINY:
        return "line"
    return "own" if value <= TINY - line else "open"


def _keeping(fired: Iterable[FiredGate]) -> object:
    return {(row.code, row.criteria) for row in fired if row.effect == "keeps_decision"}


@dataclass(frozen=True)
class Setting:
    """The furthest ways to answer what is open in one setting: if any way in it changes an answer, one of
    these does.

    All of them ask the same, fire the same gates that matter, and settle alike how many units there are
    and what software could do, as ``case`` does. Only sums differ: each is made of what is given and a
    ``terms`` of every open answer, criterion -> answer -> weight x effect by axis.
    """

    ruleset: Ruleset
    case: Case
    numbers: Settings

    def told(self) -> Iterator[object]:
        """What is ``told`` of each of the ``ways``. Few differ in the sides on which their sums lie."""
        known: dict[object, object] = {}
        axes = self._found.axes
        for picks in self.ways():
            values = {axis: self._value(axis, picks) for axis in axes}
            above = {axis: axes[axis].lies_above(value) for axis, value in values.items()}
            who = _balance(axes["sourcing"], values["sourcing"]) if "sourcing" in axes else ""
            key = (who, *above.values())
            if key not in known:
                found = settle(self.ruleset, self.case, axes, above, self._found.fired)
                known[key] = _told(self.case, found, who)
            yield known[key]

    def ways(self) -> Iterator[Picks]:
        """The least and the most that the open answers can add to each axis; where a rule closes one
        kind of provider, also all ways to trade who against kind that no other one outdoes."""
        for axis in AXES:
            terms = self._terms.get(axis, {})
            for end in (max, min):
                yield {
                    code: end(rows, key=terms[code].__getitem__) if code in terms else rows[0]
                    for code, rows in self.numbers.items()
                }
        if any(gate.kind for gate in self.ruleset.gates):
            for sign in (1, -1):
                yield from self._trades(sign)

    def _trades(self, sign: int) -> Iterator[Picks]:
        """The ways to answer of which no other one adds more to sourcing and as much to (with ``sign``
        -1: takes as much from) expertise."""
        none: Mapping[str, Mapping[int | None, float]] = {}
        who, kind = self._terms.get("sourcing", none), self._terms.get("expertise", none)
        front: list[tuple[float, float, Picks]] = [(0.0, 0.0, {})]
        for code, rows in self.numbers.items():
            ones, twos = who.get(code, {}), kind.get(code, {})
            steps = [(ones.get(row, 0.0), twos.get(row, 0.0) * sign, {code: row}) for row in rows]
            reached = [
                (one + more, two + further, {**picks, **pick})
                for one, two, picks in front
                for more, further, pick in steps
            ]
            reached.sort(key=lambda row: row[:2], reverse=True)
            front = []
            for row in reached:
                if not front or row[1] > front[-1][1]:
                    front.append(row)
        yield from (picks for _, _, picks in front)

    @cached_property
    def _found(self) -> Answers:
        return answer(self.ruleset, self.case)

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, Mapping[int | None, float]]]:
        """Axis -> open criterion -> answer -> what it adds to the sum."""
        effects = self.ruleset.effects
        return {
            axis: {
                code: {
                    number: 0.0 if number is None else weight * effects[code][axis][number]
                    for number in self.numbers[code]
                }
                for code, _, weight, _ in found.asked
                if code in self.numbers
            }
            for axis, found in self._found.axes.items()
        }

    @cached_property
    def _given(self) -> Mapping[str, list[float]]:
        """Axis -> what the answers that are given add to the sum."""
        return {
            axis: [
                row.weight * row.effect for row in found.asked if row.criterion not in self.numbers
            ]
            for axis, found in self._found.axes.items()
        }

    def _value(self, axis: str, picks: Picks) -> float:
        """Where the axis is then, to the last digit as ``fit`` has it: the order of an exact sum does not
        matter."""
        terms = (rows[picks[code]] for code, rows in self._terms[axis].items())
        return fsum((*self._given[axis], *terms)) / self._found.axes[axis].weight


def settings_of(ruleset: Ruleset, case: Case, codes: Iterable[str]) -> Iterator[Setting]:
    """Every setting of what is no sum, with what the open questions among ``codes`` can still get in it."""
    wanted = set(codes).difference(case.answers)
    rows = {
        row.code: row for row in ruleset.criteria if row.asked == "questions" and row.code in wanted
    }
    marks = {code: found for code, found in _marks(ruleset.itself).items() if code in rows}
    for setting in _settings(ruleset, case, marks, {}):
        hidden = hidden_codes(ruleset, _first(case, setting).answers)
        numbers = {
            code: setting.get(code, [None, *(choice.number for choice in row.choices)])
            for code, row in rows.items()
            if code not in hidden
        }
        yield Setting(ruleset, _first(case, numbers), numbers)


@lru_cache(maxsize=8)
def _marks(key: Itself) -> Mapping[str, Mapping[int | None, object]]:
    """Criterion -> choice -> what it does beside adding to a sum: choices with equal marks do the same.
    Without the criteria of which no choice does anything else."""
    branches = [when for other in key.ruleset.criteria for when in other.show_if]
    triggers = [
        when
        for gate in key.ruleset.gates
        for trigger in gate.triggers
        if trigger.effect in RULING or _may_keep(gate)
        for when in trigger.when
    ]
    found: dict[str, dict[int | None, object]] = {}
    for row in key.ruleset.criteria:
        shows = [when.choices for when in branches if when.criterion == row.code]
        fires = [when.choices for when in triggers if when.criterion == row.code]
        if shows or fires or row.decides:
            found[row.code] = {
                number: (
                    tuple(number is None or number in choices for choices in shows),
                    tuple(number in choices for choices in fires),
                    place if row.decides else 0,
                )
                for place, number in enumerate([None, *(choice.number for choice in row.choices)])
            }
    return found


def _may_keep(gate: Gate) -> bool:
    return "keeps_decision" in (gate.effect, *(row.effect for row in gate.triggers))


def _settings(
    ruleset: Ruleset, case: Case, marks: Mapping[str, Mapping[int | None, object]], made: Settings
) -> Iterator[Settings]:
    """Every way to settle what is no sum: for each question with marks, choices that do the same.
    A question that is hidden by then is passed over."""
    code = next((code for code in marks if code not in made), None)
    if code is None:
        yield {key: numbers for key, numbers in made.items() if numbers}
        return
    groups: dict[object, Numbers] = {}
    for number, mark in marks[code].items():
        groups.setdefault(mark, []).append(number)
    is_hidden = code in hidden_codes(ruleset, _first(case, made).answers)
    for numbers in [[]] if is_hidden else groups.values():
        yield from _settings(ruleset, case, marks, {**made, code: numbers})


def _first(case: Case, setting: Settings) -> Case:
    """The case with the first choice of every group: for branches any of them does."""
    return answered(case, {code: numbers[0] for code, numbers in setting.items() if numbers})


def answered(case: Case, picks: Picks) -> Case:
    """The case with these answers to what is open."""
    given = {code: Given(number) for code, number in picks.items() if number is not None}
    return replace(case, answers={**case.answers, **given})
