"""Where rows become input of the engine: the one translation between assessments and cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import prefetch_related_objects

from decisions.models import Assessment, GivenAnswer, GivenGateAnswer
from decisions.models import Step as StepRow
from engine import inputs
from engine.carry import answers_on, gates_on
from engine.cost.lines import CostCase
from engine.fit import interview
from engine.fit.case import Case, Given, GivenGate, Step, Today
from engine.fit.weighting import WeightSpec, resolve
from engine.inputs import Inputs, StepInputs
from engine.location.advice import PlaceAnswers
from engine.location.intake import read_said
from engine.model.ruleset import GateAnswer, Ruleset
from engine.recommendation import recommend
from operations.meters import EVALUATION
from report.headline import keeps_told

STEPS = ("steps__answers", "steps__gate_answers")
"""What is read of the steps of an assessment."""

Depth = interview.Depth


def given_of(answer: GivenAnswer) -> Given:
    """One stored answer as the engine knows it."""
    return Given(
        choice=answer.choice,
        status=cast(Any, answer.status),
        evidence=cast(Any, answer.evidence or None),
        reason=answer.reason,
        note=answer.note,
        chances=tuple(answer.chances) if answer.chances else None,
    )


def given_gate_of(answer: GivenGateAnswer) -> GivenGate:
    """One stored answer to a gate as the engine knows it."""
    return GivenGate(
        value=cast(GateAnswer, answer.value),
        evidence=cast(Any, answer.evidence or None),
        note=answer.note,
    )


def answers_of(assessment: Assessment) -> dict[str, Given]:
    """All stored answers by criterion, also those that a branch hides now; not those that the edition
    cannot take, which another one had."""
    found = {row.criterion: given_of(row) for row in assessment.answers.all()}
    return answers_on(assessment.edition.ruleset, found)


def gates_of(assessment: Assessment) -> dict[str, GateAnswer]:
    """The answers to the asked gates by code."""
    return {code: given.value for code, given in given_gates_of(assessment).items()}


def given_gates_of(assessment: Assessment) -> dict[str, GivenGate]:
    """The same with what they rest on."""
    found = {row.gate: given_gate_of(row) for row in assessment.gate_answers.all()}
    return gates_on(assessment.edition.ruleset, found)


def today_of(assessment: Assessment) -> Today:
    """Who does the work today."""
    return Today(cast(Any, assessment.done_by), assessment.contract_ends)


def steps_of(assessment: Assessment) -> tuple[Step, ...]:
    """The steps in their order, each with the answers that differ from those of the whole.

    Three queries however many there are; none without steps or when ``STEPS`` are prefetched.
    """
    if not assessment.step_count:
        return ()
    prefetch_related_objects([assessment], *STEPS)
    return as_steps(assessment.edition.ruleset, assessment.steps.all())


def as_steps(ruleset: Ruleset, rows: Iterable[StepRow]) -> tuple[Step, ...]:
    """All stored steps of a process as the engine counts them."""
    return inputs.steps_of(Inputs(steps=tuple(step_inputs(ruleset, row) for row in rows)))


def step_inputs(ruleset: Ruleset, row: StepRow) -> StepInputs:
    """One step with all that was said about it; one that is not stored yet has no answers."""
    is_new = row._state.adding
    answers = {} if is_new else {one.criterion: given_of(one) for one in row.answers.all()}
    gates = {} if is_new else {one.gate: given_gate_of(one) for one in row.gate_answers.all()}
    return StepInputs(
        name=row.name,
        answers=answers_on(ruleset, answers),
        gates=gates_on(ruleset, gates),
        retained=row.retained,
        share=row.share,
    )


def said_of(assessment: Assessment) -> PlaceAnswers:
    """What is said about the place of the work, form and rules."""
    return read_said(assessment.edition.ruleset.reference, assessment.place)[0]


def weights_of(assessment: Assessment) -> Mapping[str, float]:
    """One weight per criterion; without a choice, those of the first preset."""
    return resolve(assessment.edition.ruleset, cast(WeightSpec, assessment.weights or None))


def depth_of(assessment: Assessment) -> Depth:
    """How many questions are asked, and how they are chosen. Before the choice, all of them."""
    return cast(Depth, assessment.depth or "full")


def case_of(
    assessment: Assessment,
    *,
    answers: Mapping[str, Given] | None = None,
    gates: Mapping[str, GateAnswer] | None = None,
) -> Case:
    """The assessment as input of the engine; ``answers`` and ``gates`` replace the stored ones."""
    return Case(
        answers=answers_of(assessment) if answers is None else answers,
        gates=gates_of(assessment) if gates is None else gates,
        weights=weights_of(assessment),
        service=assessment.service or None,
        today=today_of(assessment),
    )


def inputs_of(assessment: Assessment, cost: CostCase | None = None) -> Inputs:
    """Everything that was said, as it is fingerprinted, sent and worked out; ``cost`` is the stored
    cost case."""
    steps: tuple[StepInputs, ...] = ()
    if assessment.step_count:
        prefetch_related_objects([assessment], *STEPS)
        ruleset = assessment.edition.ruleset
        steps = tuple(step_inputs(ruleset, row) for row in assessment.steps.all())
    return Inputs(
        answers=answers_of(assessment),
        gates=given_gates_of(assessment),
        weights=cast(WeightSpec, assessment.weights or None),
        service=assessment.service or None,
        today=today_of(assessment),
        steps=steps,
        cost=cost,
        place=said_of(assessment),
    )


def summary_of(assessment: Assessment, case: Case, steps: Sequence[Step] = ()) -> dict[str, Any]:
    """The fields of an assessment that copy its recommendation, so that lists never compute.

    ``answered`` and ``total`` count the questions that are asked in the chosen depth.
    """
    ruleset = assessment.edition.ruleset
    progress = interview.progress(ruleset, case.answers, depth_of(assessment))
    with EVALUATION.time():
        found = recommend(ruleset, case, steps)
    return {
        "outcome": found.named,
        "confidence": found.confidence,
        "probability": found.probability,
        "keeps_decision": keeps_told(found),
        "answered": progress.answered,
        "total": progress.total,
        "step_count": len(steps),
    }
