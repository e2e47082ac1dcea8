"""Where rows become input of the engine: the one translation between assessments and cases."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import prefetch_related_objects

from decisions.certainty import is_blocked, split_word, step_words, summed_up
from decisions.models import Assessment, GivenAnswer, GivenGateAnswer
from decisions.models import Step as StepRow
from engine import scoring
from engine.fit import interview
from engine.fit.case import Case, Given, GivenGate
from engine.fit.weighting import WeightSpec, resolve
from engine.location.advice import Said
from engine.location.intake import read_said
from engine.model.ruleset import HYBRID, GateAnswer, Ruleset
from engine.split import Step, split

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
    )


def given_gate_of(answer: GivenGateAnswer) -> GivenGate:
    """One stored answer to a gate as the engine knows it."""
    return GivenGate(
        value=cast(GateAnswer, answer.value),
        evidence=cast(Any, answer.evidence or None),
        note=answer.note,
    )


def answers_of(assessment: Assessment) -> dict[str, Given]:
    """All stored answers by criterion, also those that a branch hides now."""
    return {row.criterion: given_of(row) for row in assessment.answers.all()}


def gates_of(assessment: Assessment) -> dict[str, GateAnswer]:
    """The answers to the asked gates by code."""
    return {row.gate: cast(GateAnswer, row.value) for row in assessment.gate_answers.all()}


def steps_of(assessment: Assessment) -> tuple[Step, ...]:
    """The steps in their order, each with the answers that differ from those of the whole.

    Three queries however many there are; none without steps or when ``STEPS`` are prefetched.
    """
    if not assessment.step_count:
        return ()
    prefetch_related_objects([assessment], *STEPS)
    return tuple(as_step(row) for row in assessment.steps.all())


def as_step(row: StepRow) -> Step:
    """One stored step as the engine knows it."""
    return Step(
        name=row.name,
        answers={answer.criterion: given_of(answer) for answer in row.answers.all()},
        gates={gate.gate: cast(GateAnswer, gate.value) for gate in row.gate_answers.all()},
        kept_inside=row.kept_inside,
    )


def said_of(assessment: Assessment) -> Said:
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
    )


def evaluate(assessment: Assessment) -> scoring.Evaluation:
    """The whole result of the assessment as it is stored."""
    return scoring.evaluate(assessment.edition.ruleset, case_of(assessment))


def summary_of(assessment: Assessment, case: Case, steps: Sequence[Step] = ()) -> dict[str, Any]:
    """The fields of an assessment that copy its evaluation, so that lists never compute.

    Without any answer there is no advice yet. Where the steps go different ways it is hybrid, which
    has no margin. Where something must be fixed first, the advice is the one after the fix, as on
    the page with the result, and the verdict says so. ``answered`` and ``total`` count the
    questions that are asked in the chosen depth. The draws behind the verdict wait until all of
    them are answered or the assessment is finished: saving an answer stays cheap.
    """
    ruleset = assessment.edition.ruleset
    progress = interview.progress(ruleset, case.answers, depth_of(assessment))
    counts = {
        "answered": progress.answered,
        "total": progress.total,
        "step_count": len(steps),
    }
    if not case.answers:
        return {"advice": "", "verdict": "", "margin": None, "certainty": None, **counts}
    result = scoring.evaluate(ruleset, case)
    verdict: str = ""
    chance: float | None = None
    if assessment.finished_at or progress.answered == progress.total:
        verdict, chance = summed_up(ruleset, case, result, assessment.edition.sha256)
    advice: str = result.leader
    margin: float | None = result.margin
    parted = split(ruleset, case, steps) if steps else None
    if parted and parted.is_hybrid and not is_blocked(result):
        advice, margin, chance = HYBRID, None, None
        if verdict:
            words = step_words(ruleset, case, parted, assessment.edition.sha256)
            verdict = split_word(result, parted, words)
    return {"advice": advice, "verdict": verdict, "margin": margin, "certainty": chance, **counts}


def example_of(ruleset: Ruleset, sha256: str) -> dict[str, Any] | None:
    """The first common service type with its usual answers, evaluated: what a result looks like, on
    real numbers.

    ``sha256`` is that of the edition. None when the ruleset has no service type.
    """
    common = [row for row in ruleset.services if row.common]
    service = next(iter(common or ruleset.services), None)
    if service is None:
        return None
    answers = {code: Given(choice=number) for code, number in service.prefilled.items()}
    case = Case(answers=answers, gates={}, weights=resolve(ruleset), service=service.slug)
    result = scoring.evaluate(ruleset, case)
    verdict, _ = summed_up(ruleset, case, result, sha256)
    rows = [(ruleset.option[row.option], row) for row in result.scores]
    return {"service": service, "rows": rows, "verdict": verdict}
