"""Builds a snapshot from one case, part by part."""

from typing import cast

from decisions.presentation import answers, model, plane, reasons, scenarios, steps, verdict
from decisions.presentation.cost import cost
from decisions.presentation.find_out import find_out_next
from decisions.presentation.how_sure import how_sure
from decisions.presentation.material import Heading, Material
from decisions.presentation.place import place, where_of
from decisions.presentation.shape import Snapshot
from engine.digest import digest
from engine.fit.case import Case
from engine.model.ruleset import Ruleset
from engine.report import report
from engine.robustness import Verdict

FORMAT = 3


def present(ruleset: Ruleset, case: Case, heading: Heading) -> Snapshot:
    """The snapshot of one case, evaluated and explained."""
    number, sha256 = heading.edition_number, heading.edition_sha256
    material = Material(ruleset, case, heading)
    evaluation = material.evaluation
    shown = steps.steps(material)
    certainty = how_sure(material)
    where = where_of(material)
    to_find = find_out_next(material, certainty["flips"] if certainty else [])
    return {
        "format": FORMAT,
        "heading": model.heading(material),
        "version": None,
        "edition": {"number": number, "sha256": sha256, "title": ruleset.title},
        "digest": digest(sha256, case, heading.steps),
        "weights": model.weights(material),
        "advice": steps.over(verdict.advice(material), shown),
        "how_sure": certainty,
        "options": verdict.options(material),
        "reasons": reasons.reasons(material),
        "why_not": reasons.why_not(material),
        "case_against": reasons.case_against(material),
        "gates_fired": answers.gates_fired(material),
        "gates_open": answers.gates_open(material),
        "find_out_next": to_find,
        "next_actions": reasons.next_actions(material, to_find),
        "steps": shown,
        "map": plane.plane(material),
        "contributions": answers.contributions(material),
        "answers": answers.answers(material),
        "not_asked": answers.not_asked(material),
        "set_aside": answers.set_aside(material),
        "gate_answers": answers.gate_answers(material),
        "completeness": answers.completeness(material),
        "service": model.service(material),
        "definitions": model.definitions(material),
        "scenarios": scenarios.scenarios(material),
        "cost": cost(material),
        "place": place(material, where),
        "numbers": report(
            ruleset,
            case,
            evaluation,
            number=number,
            sha256=sha256,
            how_sure=None if evaluation.after_fix else material.sure,
            parted=material.split,
            steps_sure=_plain_chances(material),
            moves=material.moves,
            where=where,
        ),
    }


def _plain_chances(material: Material) -> list[tuple[Verdict, float] | None]:
    """The certainty of the steps that wait for no fix, which is that of the engine itself."""
    split = material.split
    if split is None:
        return []
    return [
        (cast(Verdict, word), chance)
        if chance is not None and row.evaluation.after_fix is None
        else None
        for row, (word, chance) in zip(split.steps, material.steps_sure, strict=True)
    ]
