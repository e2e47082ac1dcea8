"""What would be recommended if one answer were otherwise: the very recommendation of ``recommend()``,
with all that stays worked out once.

A process of twenty questions has a hundred other answers, and each of them alone moves one term of a sum.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial

from engine.fit.answers import Answers
from engine.fit.case import Case, Step, unknown_codes
from engine.fit.gates import open_gates
from engine.model.ruleset import GateAnswer, Ruleset
from engine.outcome import Recommendation
from engine.recommendation import Judged, Record, joined, judge, judged
from engine.sensitivity.alternatives import Alternatives, of_steps, with_choice, with_gate
from engine.sensitivity.draws import Sums
from engine.steps import retained_by


class Otherwise:
    """A case, or a process of steps (``case`` is then the whole), with one thing otherwise. It holds
    some megabytes: to be used and let go.

    ``known`` are the alternatives of the case and ``parts`` those of its steps, where they are known
    already.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        case: Case,
        steps: Sequence[Step] = (),
        *,
        known: Alternatives | None = None,
        parts: Sequence[Alternatives] | None = None,
    ) -> None:
        self._steps = steps
        known = known or Alternatives(ruleset, case)
        rows = of_steps(known, steps) if parts is None else parts
        pieces = {row: _Piece(row) for row in (known, *rows)}
        self._whole = pieces[known]
        self._parts = [pieces[row] for row in rows]
        self._found: dict[tuple[str, int], Recommendation] = {}

    def with_choice(self, code: str, number: int) -> Recommendation:
        """What is recommended with another choice for the whole; a step that answers for itself keeps
        its answer."""
        if (code, number) not in self._found:
            self._found[code, number] = self._with_choice(code, number)
        return self._found[code, number]

    def _with_choice(self, code: str, number: int) -> Recommendation:
        return joined(
            self._whole.with_choice(code, number),
            self._steps,
            [
                part.as_it_is(step)
                if code in step.answers
                else part.of_step(step, partial(part.with_choice, code, number))
                for step, part in zip(self._steps, self._parts, strict=True)
            ],
        )

    def with_gate(self, gate: str, state: GateAnswer) -> Recommendation:
        """The same with another answer to a gate."""
        return joined(
            self._whole.with_gate(gate, state),
            self._steps,
            [
                part.as_it_is(step)
                if gate in step.gates
                else part.of_step(step, partial(part.with_gate, gate, state))
                for step, part in zip(self._steps, self._parts, strict=True)
            ],
        )


class _Piece:
    """One case, of the whole or of a step, or of a branch that another choice opens."""

    def __init__(self, known: Alternatives) -> None:
        self.known = known
        self.ruleset = known.ruleset
        self.case = known.case
        self._branches: dict[Alternatives, _Piece] = {}
        self._choices: dict[tuple[str, int], Judged] = {}

    def as_it_is(self, step: Step) -> Judged | str:
        return self.of_step(step, lambda: self._now)

    @cached_property
    def _now(self) -> Judged:
        return judged(self.ruleset, self.case)

    def of_step(self, step: Step, judged_so: Callable[[], Judged]) -> Judged | str:
        """A step that is judged so, or the reason why a rule retains it then."""
        if step.retained:
            return step.retained
        found = judged_so()
        return retained_by(step, found.recommendation.fired) or found

    def with_choice(self, code: str, number: int) -> Judged:
        if (code, number) not in self._choices:
            self._choices[code, number] = self._with_choice(code, number)
        return self._choices[code, number]

    def _with_choice(self, code: str, number: int) -> Judged:
        known = self.known
        if code not in known.asked:  # a branch hides it, or it does not apply
            return judged(self.ruleset, with_choice(self.case, code, number))
        branch = known.branch(code, number)
        if branch is not known:
            piece = self._branches.setdefault(branch, _Piece(branch))
            return piece.with_choice(code, number)
        case = with_choice(self.case, code, number)
        record = Record(
            case,
            self._exact(known.answers(code, number), code, number),
            {**known.choices, code: number},
            self._record.unknown - {code},
            self._record.open_gates,
        )
        return judge(self.ruleset, record, partial(self._sums.above_with, case, code))

    def with_gate(self, gate: str, state: GateAnswer) -> Judged:
        case = with_gate(self.case, gate, state)
        record = replace(
            self._record,
            case=case,
            found=self.known.answers_with_gate(gate, state),
            open_gates=open_gates(self.ruleset, case.gates),
        )
        return judge(self.ruleset, record, self._sums.above)

    def _exact(self, found: Answers, code: str, number: int) -> Answers:
        """The answers with the sums behind them, which one choice moves."""
        moved = {
            axis: found.axes[axis].with_choice(code, number, table[number])
            for axis, table in self.ruleset.effects[code].items()
            if axis in found.axes
        }
        return replace(found, axes={**found.axes, **moved})

    @cached_property
    def _record(self) -> Record:
        known = self.known
        unknown = unknown_codes(self.ruleset, self.case)
        left_open = open_gates(self.ruleset, self.case.gates)
        return Record(self.case, known.now, known.choices, unknown, left_open)

    @cached_property
    def _sums(self) -> Sums:
        return Sums(self.ruleset, self.case)
