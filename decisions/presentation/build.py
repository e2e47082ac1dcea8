"""Builds a snapshot from one evaluated and explained case, part by part."""

from decisions.presentation import answers, model, plane, reasons, verdict
from decisions.presentation.material import Heading, Material
from decisions.presentation.shape import Snapshot
from engine.case import Case
from engine.digest import digest
from engine.explain import Explanation
from engine.report import report
from engine.ruleset import Ruleset
from engine.scoring import Evaluation

FORMAT = 1


def present(
    ruleset: Ruleset,
    case: Case,
    evaluation: Evaluation,
    explanation: Explanation,
    heading: Heading,
) -> Snapshot:
    """The snapshot of one evaluated and explained case."""
    material = Material(ruleset, case, evaluation, explanation, heading)
    number, sha256 = heading.edition_number, heading.edition_sha256
    return {
        "format": FORMAT,
        "heading": model.heading(material),
        "version": None,
        "edition": {"number": number, "sha256": sha256, "title": ruleset.title},
        "digest": digest(sha256, case),
        "weights": model.weights(material),
        "advice": verdict.advice(material),
        "options": verdict.options(material),
        "reasons": reasons.reasons(material),
        "why_not": reasons.why_not(material),
        "case_against": reasons.case_against(material),
        "gates_fired": answers.gates_fired(material),
        "gates_open": answers.gates_open(material),
        "find_out_next": reasons.find_out_next(material),
        "next_actions": reasons.next_actions(material),
        "map": plane.plane(material),
        "contributions": answers.contributions(material),
        "answers": answers.answers(material),
        "not_asked": answers.not_asked(material),
        "set_aside": answers.set_aside(material),
        "gate_answers": answers.gate_answers(material),
        "completeness": answers.completeness(material),
        "service": model.service(material),
        "definitions": model.definitions(material),
        "numbers": report(ruleset, case, evaluation, number=number, sha256=sha256),
    }
