"""Whether any completion of the open questions can still change the advice: exact, no sampling.

The form is additive, so the most that open answers can do for a rival against the advice is the sum
of their best choices. Only two things are not additive, and both are few: answers that open or close
branches are tried one combination after the other, and gates that several answers fire together are
avoided in every possible way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from engine.exact import Book, State, asked_out
from engine.fit.case import Case, Given, hidden_codes
from engine.fit.interview import Depth
from engine.gates import RULING
from engine.model.ruleset import Condition, Criterion, GateAnswer, Ruleset


@dataclass(frozen=True, slots=True)
class Turn:
    """A completion that changes the advice: choices of open criteria, answers to open gates, and the
    option that then leads. What is not named may stay open."""

    advice: str
    answers: Mapping[str, int]
    gates: Mapping[str, GateAnswer]


Choices = dict[str, list[int | None]]
"""Open criterion -> the answers it can still get; None is no known answer."""


def can_still_change(ruleset: Ruleset, case: Case, depth: Depth = "full") -> bool:
    """Whether some way to answer the open questions changes the advice.

    Open are the criteria of the depth that hold no answer (also those a branch may still show), and
    the asked gates that hold none. An answer is any choice or "I don't know"; "does not apply" is not
    tried, since it says that a question was not one.
    """
    return next(turns(ruleset, case, depth), None) is not None


def way_to_change(ruleset: Ruleset, case: Case, depth: Depth = "full") -> Turn | None:
    """One completion that changes the advice, None when there is none. It names nothing that is not
    needed: without any single one of its answers, the others would not lead to its advice."""
    turn = next(turns(ruleset, case, depth), None)
    if turn is None:
        return None
    book = Book(ruleset, case.weights)
    advice = tuple(ruleset.option).index(turn.advice)
    needed, tried = dict(turn.answers), False
    while not tried:
        tried = True
        # The lightest first, so that few and heavy answers are left.
        for code in sorted(needed, key=lambda code: case.weights[code]):
            rest = {other: number for other, number in needed.items() if other != code}
            if _completed(book, case, rest, turn.gates).advice == advice:
                needed, tried = rest, False
    return replace(turn, answers=needed)


def turns(ruleset: Ruleset, case: Case, depth: Depth = "full") -> Iterator[Turn]:
    """Completions that change the advice: at least one exists if and only if any does."""
    book = Book(ruleset, case.weights)
    here = book.state(case)
    open_codes = [
        row.code
        for row in ruleset.criteria
        if row.code not in case.answers and (row.quick or depth != "quick")
    ]
    free_gates = [gate.code for gate in ruleset.asked_gates() if gate.code not in case.gates]
    for picks in _branches(book, case, open_codes, {}):
        leaf = _Leaf(book, case, open_codes, picks, here.advice)
        for answers, gates in leaf.attempts(free_gates):
            advice = _completed(book, case, answers, gates).advice
            if advice != here.advice:
                yield Turn(ruleset.options[advice].key, answers, gates)


def _completed(
    book: Book, case: Case, answers: Mapping[str, int], gates: Mapping[str, GateAnswer]
) -> State:
    given = {**case.answers, **{code: Given(number) for code, number in answers.items()}}
    return book.state(replace(case, answers=given, gates={**case.gates, **gates}))


def _branches(book: Book, case: Case, codes: list[str], picks: Choices) -> Iterator[Choices]:
    """Every way the open answers can set the branches: per steering criterion the choices that are
    alike for all conditions. Hidden ones are passed over."""
    steering = next((code for code in codes if code in book.branching and code not in picks), None)
    if steering is None:
        yield {code: row for code, row in picks.items() if row}
        return
    if steering in hidden_codes(book.ruleset, _first(case, picks)):
        yield from _branches(book, case, codes, {**picks, steering: []})
        return
    conditions = [
        condition.choices
        for row in book.ruleset.criteria
        for condition in row.show_if
        if condition.criterion == steering
    ]
    alike: dict[tuple[bool, ...], list[int | None]] = {(True,) * len(conditions): [None]}
    for choice in book.ruleset.criterion[steering].choices:
        key = tuple(choice.is_unknown or choice.number in wanted for wanted in conditions)
        alike.setdefault(key, []).append(choice.number)
    for group in alike.values():
        yield from _branches(book, case, codes, {**picks, steering: group})


def _first(case: Case, picks: Choices) -> dict[str, Given]:
    """The answers with the first choice of every group."""
    first = {code: Given(row[0]) for code, row in picks.items() if row and row[0] is not None}
    return {**case.answers, **first}


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A trigger that can rule options out, with what it still needs: conditions on open criteria."""

    options: tuple[str, ...]
    needs: tuple[Condition, ...]


class _Leaf:
    """One setting of the branches: what is asked, what each open answer adds, which gates loom."""

    def __init__(
        self, book: Book, case: Case, codes: list[str], picks: Choices, advice: int
    ) -> None:
        self.book = book
        self.advice = advice
        self.state = book.state(replace(case, answers=_first(case, picks)))
        self.keys = tuple(book.ruleset.option)
        self.choices: Choices = {
            code: picks.get(code) or _answers(book.ruleset.criterion[code])
            for code in codes
            if code in self.state.known
        }
        self.points: dict[str, dict[int | None, list[int]]] = {
            code: dict(zip(grid.numbers, grid.rows.tolist(), strict=True))
            for code, grid in self.state.grids.items()
            if code in self.choices
        }
        total: list[int] = self.state.total.tolist()
        fixed = [self.points.get(code, {}).get(self.state.known.get(code)) for code in picks]
        self.base = [
            points - sum(row[place] for row in fixed if row is not None)
            for place, points in enumerate(total)
        ]
        ruled = asked_out(book.ruleset, case.gates).tolist()
        self.gates_out = {key for key, out in zip(self.keys, ruled, strict=True) if out}
        self.triggers = [row for gate in book.ruleset.gates for row in self._needs(gate.code)]

    def attempts(
        self, free_gates: list[str]
    ) -> Iterator[tuple[dict[str, int], dict[str, GateAnswer]]]:
        """Completions that may change the advice: the best one of every way to do so."""
        now = self.keys[self.advice]
        closed = self._closing(now, free_gates)
        for forced, gates in closed:
            if self.advice != self.book.inside:
                yield from self._found(None, forced, gates)
            for rival in self.keys:
                if rival != now and rival not in self._gated(gates):
                    yield from self._found(rival, forced, gates)
        for rival in self.keys:
            if rival != now and rival not in self.gates_out:
                yield from self._found(rival, None, {})

    def _found(
        self, rival: str | None, forced: _Trigger | None, gates: dict[str, GateAnswer]
    ) -> Iterator[tuple[dict[str, int], dict[str, GateAnswer]]]:
        """For every way to keep the rival open while ``forced`` fires: the choices that are best for
        the rival against the advice."""
        place = self.advice if rival is None else self.keys.index(rival)
        replaces = forced is not None or bool(gates) or self.keys[self.advice] in self.gates_out
        for choices in self._open_ways(rival, forced):
            picked = {code: self._best(code, row, place) for code, row in choices.items()}
            lead = self.base[place] - self.base[self.advice]
            lead += sum(points for _, points in picked.values())
            if replaces or lead >= 0:
                yield {code: row for code, (row, _) in picked.items() if row is not None}, gates

    def _best(self, code: str, row: list[int | None], place: int) -> tuple[int | None, int]:
        """The choice that is best for an option against the advice, and its millionths."""
        best, most = row[0], self._lead(code, row[0], place)
        for number in row[1:]:
            lead = self._lead(code, number, place)
            if lead > most:
                best, most = number, lead
        return best, most

    def _lead(self, code: str, number: int | None, place: int) -> int:
        points = self.points.get(code, {}).get(number)
        return 0 if points is None else points[place] - points[self.advice]

    def _open_ways(self, rival: str | None, forced: _Trigger | None) -> Iterator[Choices]:
        """The choices left when the forced trigger fires and none that rules the rival out does."""
        looming = [row.needs for row in self.triggers if rival in row.options]
        for broken in product(*looming):
            choices = dict(self.choices)
            for need in forced.needs if forced is not None else ():
                choices[need.criterion] = [
                    number for number in choices[need.criterion] if number in need.choices
                ]
            for need in broken:
                choices[need.criterion] = [
                    number for number in choices[need.criterion] if number not in need.choices
                ]
            if all(choices.values()):
                yield choices

    def _closing(
        self, option: str, free_gates: list[str]
    ) -> list[tuple[_Trigger | None, dict[str, GateAnswer]]]:
        """The ways to rule the advice out: a trigger, or the answer to a gate that is still open."""
        found: list[tuple[_Trigger | None, dict[str, GateAnswer]]] = [
            (row, {}) for row in self.triggers if option in row.options
        ]
        if option in self.gates_out:
            found.append((None, {}))
        for code in free_gates:
            gate = self.book.ruleset.gate[code]
            if gate.fires_on is not None and gate.severity in RULING and option in gate.rules_out:
                found.append((None, {code: gate.fires_on}))
        return found

    def _gated(self, gates: Mapping[str, GateAnswer]) -> set[str]:
        """Options out by asked gates, with those that the new answers rule out."""
        ruled = (self.book.ruleset.gate[code].rules_out for code in gates)
        return self.gates_out.union(*ruled)

    def _needs(self, code: str) -> Iterator[_Trigger]:
        """The triggers of one gate that can still fire or fire already (then nothing is needed)."""
        gate = self.book.ruleset.gate[code]
        for trigger in gate.triggers:
            if trigger.severity in RULING and gate.rules_out:
                needs = tuple(row for row in trigger.when if row.criterion in self.choices)
                fixed = [row for row in trigger.when if row.criterion not in self.choices]
                if all(self._is_met(row) for row in fixed):
                    yield _Trigger(gate.rules_out, needs)

    def _is_met(self, condition: Condition) -> bool:
        given = self.state.case.answers.get(condition.criterion)
        asked = condition.criterion in self.state.known
        return asked and given is not None and given.choice in condition.choices


def _answers(criterion: Criterion) -> list[int | None]:
    return [None, *(choice.number for choice in criterion.choices)]
