"""What speaks against the headline."""

from decisions.presentation import reasons_wording as say
from decisions.presentation.cost_shape import CostPart
from decisions.presentation.material import Material
from decisions.presentation.shape import QuestionPart

AGAINST = 3
"""So many answers against the headline are named."""


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
