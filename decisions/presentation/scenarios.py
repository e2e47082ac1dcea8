"""The table of scenarios: the saved assessment, and what a few named changes would make of it."""

from collections.abc import Iterator, Mapping, Sequence

from decisions import wording
from decisions.certainty import CLOSE, FIX_FIRST, RULED_OUT, in_hundred
from decisions.presentation.figures import whole
from decisions.presentation.material import Material, answer_text
from decisions.presentation.scenario_cost import cost_words, costs_of
from decisions.presentation.tables import ScenarioPart, ScenarioScore
from decisions.whatif import Changes, Outcome, Saved, outcome, query, read
from engine.model.ruleset import HYBRID, Ruleset
from engine.rounding import printed

AS_SAVED = "As saved"
LABELS = {
    "": "Nothing answered",
    "clear": "Clear",
    "leaning": "Leaning",
    CLOSE: "Too close to call",
    FIX_FIRST: "Fix first",
    RULED_OUT: "Ruled out",
}
"""The verdicts of lists, as a table prints them."""


def scenarios(material: Material) -> list[ScenarioPart]:
    """The saved assessment and every named scenario, in the order of naming; empty without one."""
    heading = material.heading
    if not heading.scenarios:
        return []
    saved = Saved(material.ruleset, material.case, heading.weights, heading.steps)
    named = [(row.name, read(saved, row.changes)) for row in heading.scenarios]
    return table(saved, named, heading.edition_sha256, costs_of(heading.priced))


def table(
    saved: Saved,
    named: Sequence[tuple[str, Changes]],
    edition_sha256: str,
    costs: Mapping[str, str],
) -> list[ScenarioPart]:
    """One row for the saved assessment, then one per name with its changes; ``costs`` as
    ``scenario_cost.costs_of`` has them."""
    basis = outcome(saved, Changes(), edition_sha256)
    rows = [_row(saved, AS_SAVED, Changes(), basis, basis)]
    rows[0]["cost"] = cost_words(costs, basis)
    for name, changes in named:
        found = outcome(saved, changes, edition_sha256) if changes else basis
        row = _row(saved, name, changes, found, basis)
        rows.append({**row, "cost": cost_words(costs, found)})
    rows[0]["saved"] = True
    return rows


def _row(saved: Saved, name: str, changes: Changes, found: Outcome, basis: Outcome) -> ScenarioPart:
    ruleset = saved.ruleset
    return {
        "name": name,
        "saved": False,
        "option": found.advice,
        "advice": _name(ruleset, found.advice),
        "verdict": found.verdict,
        "verdict_label": LABELS[found.verdict],
        "percent": in_hundred(found.probability or 0.0),
        "scores": scores(ruleset, found),
        "cost": "",
        "changes": [words for _, words in differences(saved, changes)],
        "other_advice": found.advice != basis.advice,
        "address": query(ruleset, changes),
    }


def _name(ruleset: Ruleset, advice: str) -> str:
    option = ruleset.option.get(advice)
    return option.name if option else wording.HYBRID_NAME if advice == HYBRID else ""


def scores(ruleset: Ruleset, found: Outcome) -> list[ScenarioScore]:
    """Every option with its score, in the order of the decision model."""
    return [
        {
            "option": option.key,
            "name": option.name,
            "score": whole(printed(found.evaluation, option.key).score),
            "ruled_out": bool(found.evaluation.score_of(option.key).ruled_out_by),
        }
        for option in ruleset.options
    ]


def differences(saved: Saved, changes: Changes) -> Iterator[tuple[str, str]]:
    """What differs: its name for ``decisions.whatif.without``, and a sentence about it."""
    ruleset = saved.ruleset
    changed = saved.changed(changes)
    for code, criterion in ruleset.criterion.items():
        if code in changes.answers:
            new = answer_text(ruleset, code, changed.answers[code])
            old = answer_text(ruleset, code, saved.case.answers.get(code))
            yield code, instead(criterion.name, new, old)
    for gate in ruleset.gates:
        if gate.code in changes.gates:
            new = wording.GATE_ANSWERS[changes.gates[gate.code]]
            old = wording.GATE_ANSWERS.get(saved.gate(gate.code), wording.UNANSWERED)
            yield f"gate.{gate.code}", instead(gate.name, new, old)
    yield from _weights(saved, changes)


def _weights(saved: Saved, changes: Changes) -> Iterator[tuple[str, str]]:
    ruleset = saved.ruleset
    if isinstance(changes.weights, str):
        if changes.weights:
            new = ruleset.preset[changes.weights].name
            yield "weights", instead("Weights", new, weights_name(saved))
    else:
        for code, number in changes.weights.items():
            name = ruleset.theme[code].name
            yield f"w.{code}", weight_instead(f"\u201c{name}\u201d", number, saved.numbers[code])
    yield from _questions(saved, changes)


def _questions(saved: Saved, changes: Changes) -> Iterator[tuple[str, str]]:
    follows = saved.question_numbers("") if changes.questions else {}
    for code, number in changes.questions.items():
        name = f"the question \u201c{saved.ruleset.criterion[code].name}\u201d"
        yield f"question.{code}", weight_instead(name, number, follows[code])


def weight_instead(what: str, number: float, saved: float) -> str:
    """A number of a weight that differs, as a sentence."""
    return f"Weight of {what}: {number:g} instead of {saved:g}."


def weights_name(saved: Saved) -> str:
    """What the saved weights are called."""
    presets = saved.ruleset.presets
    if saved.weights is None and presets:
        return presets[0].name
    if isinstance(saved.weights, str):
        return saved.ruleset.preset[saved.weights].name
    return wording.OWN_WEIGHTS


def instead(name: str, new: str, old: str) -> str:
    """One difference as a sentence."""
    mark = "" if name.endswith("?") else ":"
    return f"{name}{mark} \u201c{new}\u201d instead of \u201c{old}\u201d."
