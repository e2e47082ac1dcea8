"""The gates: which fired, which are open, and what was said about each."""

from decisions import wording
from decisions.presentation.answers import NOBODY
from decisions.presentation.material import Material
from decisions.presentation.shape import Cause, FiredPart, OpenGate
from decisions.presentation.sure_wording import open_gate
from decisions.presentation.tables import GateAnswerPart
from engine.fit.gates import FiredGate
from engine.model.facts import EFFECTS


def gates_fired(material: Material) -> list[FiredPart]:
    """The gates that fired, strongest effect first."""
    return [_fired(material, gate) for gate in sorted(material.advised.fired, key=effect_order)]


def effect_order(gate: FiredGate) -> int:
    """Where a gate stands among others: strongest effect first."""
    return EFFECTS.index(gate.effect)


def _fired(material: Material, fired: FiredGate) -> FiredPart:
    gate = material.ruleset.gate[fired.code]
    causes: list[Cause] = [
        {
            "criterion": code,
            "question": material.ruleset.criterion[code].question,
            "answer": material.answer(code),
        }
        for code in fired.criteria
    ]
    if fired.answer == "fires":
        answer = wording.GATE_ANSWERS["fires"]
        causes.insert(0, {"criterion": "", "question": gate.question, "answer": answer})
    return {
        "code": fired.code,
        "name": gate.name,
        "effect": fired.effect,
        "effect_words": wording.GATE_EFFECTS[fired.effect],
        "reason": fired.reason,
        "action": gate.action,
        "causes": causes,
    }


def gates_open(material: Material) -> list[OpenGate]:
    """The asked gates of which nobody knows whether they pass."""
    gates = (material.ruleset.gate[code] for code in material.advised.open_gates)
    return [
        {
            "code": gate.code,
            "name": gate.name,
            "question": gate.question,
            "answer": _answer(material, gate.code),
            "words": open_gate(gate.effect),
        }
        for gate in gates
    ]


def _answer(material: Material, code: str) -> str:
    given = material.case.gates.get(code)
    return wording.GATE_ANSWERS[given] if given else wording.UNANSWERED


def gate_answers(material: Material) -> list[GateAnswerPart]:
    """The answers to the gates that are asked."""
    fired = {gate.code for gate in material.advised.fired}
    rows: list[GateAnswerPart] = []
    for gate in material.ruleset.asked_gates():
        signature = material.heading.gates_by.get(gate.code, NOBODY)
        given = material.result.inputs.gates.get(gate.code)
        evidence = (given.evidence or "") if given else ""
        rows.append(
            {
                "code": gate.code,
                "name": gate.name,
                "question": gate.question,
                "answer": _answer(material, gate.code),
                "evidence": evidence,
                "evidence_words": wording.EVIDENCE[evidence] if evidence else "",
                "note": given.note if given else "",
                "fired": gate.code in fired,
                "by": signature.by,
                "at": signature.at,
            }
        )
    return rows
