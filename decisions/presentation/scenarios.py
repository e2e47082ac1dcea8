"""The table of scenarios: the saved assessment, and what a few named changes would make of it."""

from collections.abc import Iterator, Mapping, Sequence

from decisions import wording
from decisions.presentation import step_wording
from decisions.presentation.advice import before
from decisions.presentation.material import Material, answer_text
from decisions.presentation.questions import TITLES
from decisions.presentation.scenario_cost import cost_words, costs_of
from decisions.presentation.tables import ScenarioAnswer, ScenarioPart
from decisions.whatif import Changes, Saved, query, read, recommended
from decisions.wording import sure_percent, way_name
from engine.model.ruleset import Ruleset
from engine.outcome import Recommendation
from engine.scenario import Comparison, compare
from report.headline import sentence

AS_SAVED = "As saved"


def scenarios(material: Material) -> list[ScenarioPart]:
    """The saved assessment and every named scenario, in the order of naming; empty without one."""
    if not material.heading.scenarios:
        return []
    weights = material.result.inputs.weights
    saved = Saved(material.ruleset, material.case, weights, material.result.steps)
    named = [(row.name, read(saved, row.changes)) for row in material.heading.scenarios]
    return table(saved, named, costs_of(material.result.priced))


def table(
    saved: Saved, named: Sequence[tuple[str, Changes]], costs: Mapping[str, str]
) -> list[ScenarioPart]:
    """One row for the saved assessment, then one per name with its changes; ``costs`` as
    ``scenario_cost.costs_of`` has them."""
    basis = recommended(saved, Changes())
    rows = [_row(saved, AS_SAVED, Changes(), basis, basis, costs)]
    rows[0]["saved"] = True
    for name, changes in named:
        found = recommended(saved, changes) if changes else basis
        rows.append(_row(saved, name, changes, found, basis, costs))
    return rows


def _row(
    saved: Saved,
    name: str,
    changes: Changes,
    found: Recommendation,
    basis: Recommendation,
    costs: Mapping[str, str],
) -> ScenarioPart:
    ruleset = saved.ruleset
    compared = compare(basis, found)
    shows = found.confidence not in ("early", "none")
    return {
        "name": name,
        "saved": False,
        "outcome": found.outcome,
        "option": found.outcome if found.outcome in ruleset.option else "",
        "headline": sentence(found, saved.changed(changes).today),
        "label": wording.CONFIDENCE[found.confidence],
        "percent": sure_percent(found.confidence, found.probability),
        "before": before(ruleset, found),
        "cost": cost_words(costs, found),
        "answers": _answers(found) if shows else [],
        "changes": [words for _, words in differences(saved, changes)],
        "moves": moves(ruleset, compared),
        "stays": compared.stays,
        "address": query(ruleset, changes),
    }


def _answers(found: Recommendation) -> list[ScenarioAnswer]:
    rows = (("who", found.who), ("kind", found.kind), ("inside", found.inside))
    return [
        {
            "question": key,
            "title": TITLES[key],
            "answer": wording.ANSWERS[row.answer],
            "label": wording.CONFIDENCE[found.word_of(row)],
            "percent": sure_percent(found.word_of(row), row.probability),
            "score": round(row.score, 1),
        }
        for key, row in rows
        if row is not None
    ]


def moves(ruleset: Ruleset, compared: Comparison) -> list[str]:
    """Which steps go another way than before, a sentence for each pair of ways."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in compared.moves:
        found.setdefault((row.before, row.after), []).append(row.place + 1)
    return [
        step_wording.moved(places, way_name(ruleset, before), way_name(ruleset, after))
        for (before, after), places in found.items()
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
