"""The table of scenarios: the saved assessment, and what a few named changes would make of it."""

from collections.abc import Mapping, Sequence

from decisions import wording
from decisions.presentation.advice import before
from decisions.presentation.questions import TITLES
from decisions.presentation.scenario_cost import cost_words
from decisions.presentation.tables import ScenarioAnswer, ScenarioPart
from decisions.wording import sure_percent
from engine.outcome import Recommendation
from engine.scenario import compare
from report.headline import sentence
from report.messages import read as words
from report.versions import differences, moves
from report.whatif import Changes, Saved, query, recommended

AS_SAVED = "As saved"


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
        "changes": [words(text) for _, text in differences(saved, changes)],
        "moves": [words(text) for text in moves(ruleset, compared)],
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
