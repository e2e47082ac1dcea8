"""What speaks against the headline, and what to do next."""

from collections.abc import Iterator

from decisions import wording
from decisions.presentation import reasons_wording as say
from decisions.presentation.cost_shape import CostPart
from decisions.presentation.gates import effect_order
from decisions.presentation.material import Material
from decisions.presentation.shape import FindOut, NextAction, QuestionPart
from engine.recommendation import Recommendation

WITH_A_PROVIDER = ("provider", "mixed")
AGAINST = 3
"""So many answers against the headline are named."""
ACTIONS_TO_FIND = 2


def against(material: Material, questions: list[QuestionPart], cost: CostPart | None) -> list[str]:
    """The strongest answers on the other side of who, the money where it points the other way, what
    gates warn of, and what is usually regretted. Empty while nothing is recommended."""
    if not material.shows_numbers:
        return []
    found = []
    for part in questions[:1]:
        side = part["away"] if part["answer"] == "provider" else part["towards"]
        rows = [row for row in part["reasons"] if row["side"] == side]
        found = [say.answer(row["question"], row["answer"]) for row in rows[:AGAINST]]
    if cost is not None and cost["fit"]["state"] == "differ":
        found.insert(0, cost["fit"]["words"])
    found += [
        say.warning(material.ruleset.gate[row.code].name, row.reason)
        for row in material.advised.fired
        if row.effect == "warns"
    ]
    option = material.ruleset.option.get(material.advised.outcome)
    return [*found, say.regret(option.regret)] if option else found


def next_actions(material: Material, to_find: list[FindOut]) -> list[NextAction]:
    """What to do next: gates first, then the contract of today, what to find out or how to carry it
    out. Nobody is told to carry out what is open."""
    return [
        *_gates(material),
        *_contract(material),
        *_early(material),
        *(_find(to_find) if material.advised.confidence in ("open", "early") else []),
        *_carry(material),
    ]


def _gates(material: Material) -> Iterator[NextAction]:
    for row in sorted(material.advised.fired, key=effect_order):
        gate = material.ruleset.gate[row.code]
        if gate.action:
            yield {"text": gate.action, "origin": gate.name}


def _early(material: Material) -> Iterator[NextAction]:
    codes = {row.code for row in material.ruleset.criteria if row.asked == "questions"}
    left = len(codes - material.hidden - set(material.shown))
    if material.quick and left:
        yield {"text": wording.go_deeper(left), "origin": wording.DEPTHS["quick"]}


def _find(to_find: list[FindOut]) -> Iterator[NextAction]:
    for row in to_find[:ACTIONS_TO_FIND]:
        yield {"text": wording.find_action(row["question"], row["how"]), "origin": ""}


def _contract(material: Material) -> Iterator[NextAction]:
    """With a provider today, its contract sets the date."""
    today = material.case.today
    if today.done_by in WITH_A_PROVIDER and not material.is_empty:
        yield {"text": say.contract(today.contract_ends), "origin": ""}


def _settle(material: Material) -> Iterator[NextAction]:
    """What is to be settled where only *who* is named, of the whole or of the steps of a split."""
    advised = material.advised
    if advised.outcome != "split":
        yield from _second(material, advised, "")
        return
    for row in advised.steps:
        if row.recommendation:
            yield from _second(material, row.recommendation, row.step.name)


def _second(material: Material, advised: Recommendation, origin: str) -> Iterator[NextAction]:
    """The answer that tells most about the question after *who*: the heaviest unknown one, else the
    heaviest. Own people in one place are named so only where software may come first."""
    if advised.outcome not in say.SETTLE:
        return
    row = advised.kind if advised.outcome == "provider" else advised.inside
    if row is None:
        if advised.outcome == "own":
            yield {"text": say.SETTLE_SOFTWARE, "origin": origin}
        return
    known = {one.criterion for one in row.contributions}
    code = max(row.shares, key=lambda code: (code not in known, row.shares[code]))
    criterion = material.ruleset.criterion[code]
    how = wording.find_action(criterion.question, criterion.find_out)
    yield {"text": say.settle(advised.outcome, how), "origin": origin}


def _carry(material: Material) -> Iterator[NextAction]:
    advised = material.advised
    if advised.confidence not in ("clear", "leaning"):
        return
    yield from _settle(material)
    outcomes = {advised.outcome} | {
        row.recommendation.outcome for row in advised.steps if row.recommendation
    }
    for option in material.ruleset.options:
        if option.key in outcomes and (advised.outcome == "split" or option.key == advised.outcome):
            for text in option.next_actions:
                yield {"text": text, "origin": option.name if advised.outcome == "split" else ""}
