"""The table of scenarios: the saved assessment, and what a few named changes would make of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypedDict

from decisions import wording
from decisions.wording import sure_percent
from engine.outcome import Recommendation
from engine.scenario import compare
from report.headline import sentence
from report.messages import read as words
from report.messages import say
from report.numbers import tenth
from report.versions import before, cost_of, differences, moves
from report.whatif import Baseline, Changes, recommended
from report.whatif_written import query


class ScenarioAnswer(TypedDict):
    """What a scenario answers to one question of the recommendation, in words with its number."""

    question: str
    title: str
    answer: str
    label: str
    percent: int
    score: float


class ScenarioPart(TypedDict):
    """One row of the table of scenarios. The first row is the saved assessment (``saved``).

    ``headline`` is the recommendation as one sentence, ``label`` and ``percent`` its word and number
    ("" and 0 where none is shown). ``before`` are sentences on what comes first, as under the headline
    of the result. ``cost`` is what the recommended option costs, "" without a cost case. ``answers``
    are those to the questions, empty for a split. ``changes`` say in whole sentences what differs from
    the saved assessment, ``moves`` which steps then go another way. ``stays``: the headline is the
    saved one. ``address`` is the query that opens the scenario on the what-if page.
    """

    name: str
    saved: bool
    outcome: str
    option: str
    headline: str
    label: str
    percent: int
    before: list[str]
    cost: str
    answers: list[ScenarioAnswer]
    changes: list[str]
    moves: list[str]
    stays: bool
    address: str


def table(
    baseline: Baseline,
    named: Sequence[tuple[str, Changes]],
    costs: Mapping[str, Decimal] | None = None,
    currency: str = "",
) -> list[ScenarioPart]:
    """One row for the saved assessment, then one per name with its changes; ``costs`` as
    ``report.versions.costs_of`` has them."""
    basis = recommended(baseline, Changes())
    rows = [_row(baseline, words(say("versions.saved")), Changes(), basis, basis)]
    rows[0]["saved"] = True
    found = [basis]
    for name, changes in named:
        found.append(recommended(baseline, changes) if changes else basis)
        rows.append(_row(baseline, name, changes, found[-1], basis))
    if costs:
        for row, advised in zip(rows, found, strict=True):
            row["cost"] = words(cost_of(costs, advised, currency))
    return rows


def _row(
    baseline: Baseline, name: str, changes: Changes, found: Recommendation, basis: Recommendation
) -> ScenarioPart:
    ruleset = baseline.ruleset
    compared = compare(basis, found)
    shows = found.confidence not in ("early", "none")
    return {
        "name": name,
        "saved": False,
        "outcome": found.named,
        "option": found.outcome if found.outcome in ruleset.option else "",
        "headline": sentence(found, baseline.changed(changes).today),
        "label": wording.CONFIDENCE[found.confidence],
        "percent": sure_percent(found.confidence, found.probability),
        "before": [words(text) for text in before(ruleset, found)],
        "cost": "",
        "answers": _answers(found) if shows else [],
        "changes": [words(text) for _, text in differences(baseline, changes)],
        "moves": [words(text) for text in moves(ruleset, compared)],
        "stays": compared.stays,
        "address": query(ruleset, changes),
    }


def _answers(found: Recommendation) -> list[ScenarioAnswer]:
    return [
        {
            "question": key,
            "title": words(say(f"question.{key}")),
            "answer": words(say(f"certainty.part.{row.answer}")),
            "label": wording.CONFIDENCE[found.word_of(row)],
            "percent": sure_percent(found.word_of(row), row.probability),
            "score": tenth(row.score),
        }
        for key, row in found.questions
    ]
