"""Steps of one process -> advice per step -> hybrid or not, and what must stay inside.

Hybrid is never scored. It follows when steps deserve different options, or when something keeps part
of the work inside while a provider would be the advice for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from engine.fit.case import Case, Given
from engine.model.ruleset import BPO, HYBRID, IN_HOUSE, KPO, GateAnswer, Ruleset
from engine.scoring import Evaluation, OptionScore, evaluate

PROVIDERS = frozenset({BPO, KPO})

KeptKind = Literal["step", "decision_rights", "retained_team", "quality_gate"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step as given: ``answers`` and ``gates`` replace those of the process for this step.

    ``Ruleset.step_criteria`` names the questions to ask for it; the engine takes any answer.
    ``kept_inside`` says why it must not go to a provider; empty when it may. The name need not be
    unique: results keep the order of the steps.
    """

    name: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)
    kept_inside: str = ""


@dataclass(frozen=True, slots=True)
class StepAdvice:
    """Where one step should go, once what must be fixed first is fixed.

    ``advice`` respects ``kept_inside``: what a provider would do best then stays in-house, where the
    decision is; everything else goes where it would go anyway. ``free_advice`` is what it would be if no reason and no gate
    kept a provider out. ``held_by`` are the fired gates that do. ``allowed`` are the options that may
    do it, best first; ``close`` those within the lead that still counts as too close to call.
    """

    step: Step
    evaluation: Evaluation
    advice: str
    free_advice: str
    held_by: tuple[str, ...]
    allowed: tuple[str, ...]
    close: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether a provider would do this step, were it not for a reason or a gate."""
        return self.free_advice in PROVIDERS and self.advice not in PROVIDERS


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring steps that go the same way, by their places (from 0) in the process."""

    option: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays inside while a provider does the rest.

    By ``kind``: "step" a step that is better kept (``place``); "decision_rights" a step that a reason
    or gate keeps (``place``, ``reason`` as given, ``gates``); "retained_team" the people needed to
    steer the provider (``option``, whose ``keeps_inside`` has the words); "quality_gate" the check of
    what a provider hands back after the step at ``place``.
    """

    kind: KeptKind
    place: int | None = None
    option: str | None = None
    reason: str = ""
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """The process as its steps. ``advice`` is "hybrid" or one option; ``why`` says how it came about:
    "steps_differ", "held_inside" (only a reason or gate parts the work), "steps_agree", "single_step"
    or "no_steps". ``handovers`` counts the places where work passes from one way to another."""

    advice: str
    why: Literal["steps_differ", "held_inside", "steps_agree", "single_step", "no_steps"]
    steps: tuple[StepAdvice, ...]
    groups: tuple[Group, ...]
    kept: tuple[Kept, ...]

    @property
    def is_hybrid(self) -> bool:
        """Whether the process is better divided."""
        return self.advice == HYBRID

    @property
    def common(self) -> tuple[str, ...]:
        """The options that would nearly do for every step: then a hybrid is too close to call."""
        if not self.steps:
            return ()
        shared = frozenset.intersection(*(frozenset(row.close) for row in self.steps))
        return tuple(option for option in self.steps[0].allowed if option in shared)

    @property
    def handovers(self) -> int:
        """How often the work changes hands."""
        return max(0, len(self.groups) - 1)


def split(ruleset: Ruleset, case: Case, steps: Sequence[Step]) -> Split:
    """The advice for a process of ``steps``; ``case`` holds the answers for the whole process.

    Steps that agree give their common option; without steps it is the advice of the whole. A single
    step is hybrid only when a reason or gate keeps it inside although a provider would do it: then
    the decision stays and the work around it may go out. Raises ``ValueError`` like ``evaluate``.
    """
    if not steps:
        return Split(evaluate(ruleset, case).advice, "no_steps", (), (), ())
    advised = tuple(_advise(ruleset, case, step) for step in steps)
    options = {row.advice for row in advised}
    groups = _groups(advised)
    if len(steps) == 1:
        hybrid = advised[0].is_held
        why: Literal["held_inside", "single_step"] = "held_inside" if hybrid else "single_step"
        advice = HYBRID if hybrid else advised[0].advice
        return Split(advice, why, advised, groups, _kept(advised, groups) if hybrid else ())
    if len(options) == 1:
        return Split(advised[0].advice, "steps_agree", advised, groups, _kept(advised, groups))
    free = {row.free_advice if row.is_held else row.advice for row in advised}
    return Split(
        HYBRID,
        "steps_differ" if len(free) > 1 else "held_inside",
        advised,
        groups,
        _kept(advised, groups),
    )


def step_case(case: Case, step: Step) -> Case:
    """The case of one step: its own answers over those of the process."""
    return replace(
        case, answers={**case.answers, **step.answers}, gates={**case.gates, **step.gates}
    )


def _advise(ruleset: Ruleset, case: Case, step: Step) -> StepAdvice:
    evaluation = evaluate(ruleset, step_case(case, step))
    contest = evaluation.contest
    # Best first, whatever gates say; equal scores in the order of the ruleset.
    order = {option: place for place, option in enumerate(ruleset.option)}
    free = min(evaluation.scores, key=lambda row: (-row.score, order[row.option]))
    is_gated = free.option in PROVIDERS and free not in contest
    allowed = _allowed(contest, free) if step.kept_inside else contest
    lead = ruleset.thresholds.close_margin
    return StepAdvice(
        step=step,
        evaluation=evaluation,
        advice=allowed[0].option if allowed else IN_HOUSE,
        free_advice=free.option,
        held_by=free.ruled_out_by if is_gated else (),
        allowed=tuple(row.option for row in allowed),
        close=tuple(row.option for row in allowed if allowed[0].score - row.score < lead),
    )


def _allowed(contest: Sequence[OptionScore], free: OptionScore) -> Sequence[OptionScore]:
    """What may become of a step that a reason keeps inside. Work that a provider would do best needs
    people: it stays with your own, in-house, and is neither pooled nor automated for that reason."""
    inside = [row for row in contest if row.option not in PROVIDERS]
    own = [row for row in inside if row.option == IN_HOUSE]
    return own if own and free.option in PROVIDERS else inside


def _groups(advised: Sequence[StepAdvice]) -> tuple[Group, ...]:
    places = groupby(enumerate(advised), key=lambda item: item[1].advice)
    return tuple(Group(option, tuple(place for place, _ in rows)) for option, rows in places)


def _kept(advised: Sequence[StepAdvice], groups: Sequence[Group]) -> tuple[Kept, ...]:
    """What stays inside; nothing to name while no provider is in play."""
    outside = [group for group in groups if group.option in PROVIDERS]
    held = any(row.is_held for row in advised)
    if not outside and not held:
        return ()
    inside = [
        Kept("decision_rights", place, row.advice, row.step.kept_inside, row.held_by)
        if row.is_held or row.step.kept_inside
        else Kept("step", place, row.advice)
        for place, row in enumerate(advised)
        if row.advice not in PROVIDERS
    ]
    providers = [group.option for group in outside]
    providers += [row.free_advice for row in advised if row.is_held and not outside]
    teams = [Kept("retained_team", option=option) for option in dict.fromkeys(providers)]
    checks = [Kept("quality_gate", group.places[-1], group.option) for group in outside]
    return (*inside, *teams, *checks)
