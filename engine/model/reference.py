"""The content beside the questions: places, forms of engagement, rules of law, published cost.

It belongs to the decision model and is frozen with it in an edition; ``Ruleset.reference`` holds it.
An edition that was published without a part has that part empty.
"""

from dataclasses import dataclass, field
from typing import Annotated

from engine.cost.defaults import CostContent
from engine.location.engagement import Engagements
from engine.location.regimes import Regimes
from engine.model.codec import Part
from engine.model.places import Places


@dataclass(frozen=True, slots=True)
class Reference:
    """The four parts, each used by the engine module that defines it."""

    places: Annotated[Places, Part(Places, "Places")] = field(default_factory=Places)
    engagement: Annotated[Engagements, Part(Engagements, "Engagement")] = field(
        default_factory=Engagements
    )
    regimes: Annotated[Regimes, Part(Regimes, "Regimes")] = field(default_factory=Regimes)
    cost: Annotated[CostContent, Part(CostContent, "Cost")] = field(default_factory=CostContent)
