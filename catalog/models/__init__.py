"""The catalog's tables: the working copy that editors change, and the editions made of it."""

from catalog.models.cost import (
    CostDefault,
    CostEvidence,
    Deal,
    DiscountRate,
    PriceMakeUp,
    SavingClaim,
)
from catalog.models.edition import (
    Edition,
    EditionIsFrozenError,
    EditionQuerySet,
    WorkingCopy,
    edition_ruleset,
)
from catalog.models.engagement import (
    EngagementArrangement,
    EngagementCondition,
    EngagementForm,
    EngagementRisk,
    EngagementRule,
    RiskCondition,
)
from catalog.models.outcomes import (
    Gate,
    GateEffect,
    Kind,
    Lines,
    Option,
    Outcome,
    ReferenceCase,
    Trigger,
    TriggerCondition,
)
from catalog.models.places import Country, CountryNote, PlaceRule
from catalog.models.precedents import Decided, Precedent, PrecedentCoding, PrecedentSource
from catalog.models.questions import Choice, Criterion, Preset, PresetWeight, ShowIf, Theme
from catalog.models.reference import ReferenceNote, ReferenceSettings
from catalog.models.regimes import (
    Regime,
    RegimeAnswer,
    RegimeChoice,
    RegimeCondition,
    RegimeQuestion,
)
from catalog.models.services import Fact, Kpi, PrefilledAnswer, ServiceType, Source, Step

__all__ = [
    "Choice",
    "CostDefault",
    "CostEvidence",
    "Country",
    "CountryNote",
    "Criterion",
    "Deal",
    "Decided",
    "DiscountRate",
    "Edition",
    "EditionIsFrozenError",
    "EditionQuerySet",
    "EngagementArrangement",
    "EngagementCondition",
    "EngagementForm",
    "EngagementRisk",
    "EngagementRule",
    "Fact",
    "Gate",
    "GateEffect",
    "Kind",
    "Kpi",
    "Lines",
    "Option",
    "Outcome",
    "PlaceRule",
    "Precedent",
    "PrecedentCoding",
    "PrecedentSource",
    "PrefilledAnswer",
    "Preset",
    "PresetWeight",
    "PriceMakeUp",
    "ReferenceCase",
    "ReferenceNote",
    "ReferenceSettings",
    "Regime",
    "RegimeAnswer",
    "RegimeChoice",
    "RegimeCondition",
    "RegimeQuestion",
    "RiskCondition",
    "SavingClaim",
    "ServiceType",
    "ShowIf",
    "Source",
    "Step",
    "Theme",
    "Trigger",
    "TriggerCondition",
    "WorkingCopy",
    "edition_ruleset",
]
