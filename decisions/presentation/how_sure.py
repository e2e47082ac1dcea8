"""How sure the advice is, and the answers that would change it."""

from collections.abc import Sequence
from dataclasses import replace

from decisions import wording
from decisions.certainty import in_hundred
from decisions.presentation import sure_wording
from decisions.presentation.material import Material, answer_text
from decisions.presentation.standing import chance_words, chances, state_of
from decisions.presentation.sure_shape import ChangedAnswer, FlipPart, HowSurePart
from decisions.presentation.weight_rows import no_weight_flip, weight_rows
from engine.changing import Change, Flip
from engine.fit.case import Case, Given
from engine.flips import GateFlip
from engine.scoring import evaluate


def how_sure(material: Material) -> HowSurePart | None:
    """That part of the snapshot; None while no answer moves anything."""
    state, sure = state_of(material), material.sure
    if state == "empty" or not material.evaluation.answered:
        return None
    blocked = state == "blocked"
    words = "" if blocked else chance_words(material)
    weights = [] if blocked else weight_rows(material)
    return {
        "probability": 0 if blocked else in_hundred(sure.probability),
        "words": words[:1].upper() + words[1:],
        "meaning": sure_wording.MEANING,
        "chances": [] if blocked else chances(material),
        "cloud": [] if blocked else [[x, y] for x, y in sure.chances.cloud],
        "flips": [_flip(material, row) for row in sure.flips.singles],
        "gate_flips": [_gate_flip(material, row) for row in sure.flips.gates],
        "pair": _flip(material, sure.flips.pair) if sure.flips.pair else None,
        "no_flip": "" if sure.flips.singles else _no_flip(material, blocked=blocked),
        "weights": weights,
        "no_weight_flip": "" if blocked else no_weight_flip(weights),
    }


def _no_flip(material: Material, *, blocked: bool) -> str:
    if blocked:
        return sure_wording.NO_FLIP_BLOCKED
    pair = material.sure.flips.pair
    return sure_wording.NO_FLIP if pair else sure_wording.NO_FLIP_NOR_PAIR


def _flip(material: Material, flip: Flip) -> FlipPart:
    answers = {row.criterion: Given(row.new) for row in flip.changes}
    case = replace(material.case, answers={**material.case.answers, **answers})
    changes = [_change(material, row) for row in flip.changes]
    said = [sure_wording.changed(row["name"], row["old"], row["new"]) for row in changes]
    in_play = bool(material.fix_criteria.intersection(answers))
    return _part(material, changes, said, _after(material, case, flip.advice, in_play=in_play))


def _gate_flip(material: Material, flip: GateFlip) -> FlipPart:
    gate = material.ruleset.gate[flip.gate]
    case = replace(material.case, gates={**material.case.gates, flip.gate: flip.new})
    change: ChangedAnswer = {
        "criterion": "",
        "gate": gate.code,
        "name": gate.name,
        "question": gate.question,
        "old": wording.GATE_ANSWERS[flip.old] if flip.old else "",
        "new": wording.GATE_ANSWERS[flip.new],
        "choice": None,
        "steps": 0,
    }
    said = [sure_wording.gate_changed(gate.name, change["old"], change["new"])]
    in_play = gate.severity == "fix_first"
    return _part(material, [change], said, _after(material, case, flip.advice, in_play=in_play))


def _change(material: Material, change: Change) -> ChangedAnswer:
    criterion = material.ruleset.criterion[change.criterion]
    return {
        "criterion": criterion.code,
        "gate": "",
        "name": criterion.name,
        "question": criterion.question,
        "old": "" if change.old is None else material.answer(criterion.code),
        "new": answer_text(material.ruleset, criterion.code, Given(change.new)),
        "choice": change.new,
        "steps": change.steps,
    }


def _after(
    material: Material, case: Case, advice: str, *, in_play: bool
) -> tuple[str, tuple[str, ...]]:
    """What the page then advises, and the gates that must be fixed before.

    The engine's flips are about what is open now. Where a gate to fix first is ``in_play`` (it fired
    already, or the change can fire it), the page speaks of the advice after the fix.
    """
    fired = any(gate.severity == "fix_first" for gate in material.evaluation.fired)
    if material.evaluation.after_fix or not (in_play or fired):
        return advice, ()
    later = evaluate(material.ruleset, case)
    return later.leader, later.score_of(later.leader).ruled_out_by


def _part(
    material: Material,
    changes: list[ChangedAnswer],
    said: Sequence[str],
    after: tuple[str, tuple[str, ...]],
) -> FlipPart:
    option, gates = after
    return {
        "changes": changes,
        **material.choosable(option),
        "fix_first": [material.gate(code) for code in gates],
        "distance": sure_wording.distance(sum(row["steps"] for row in changes)),
        "words": sure_wording.flip(
            said,
            material.name(option),
            [material.gate_quoted(code) for code in gates],
            stays=option == material.advice,
        ),
    }
