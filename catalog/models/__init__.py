"""The catalog's tables: the working copy that editors change, and the editions made of it."""

from catalog.models.edition import (
    Edition,
    EditionIsFrozenError,
    EditionQuerySet,
    WorkingCopy,
    edition_ruleset,
)
from catalog.models.outcomes import (
    Gate,
    Option,
    ReferenceCase,
    Severity,
    Thresholds,
    Trigger,
    TriggerCondition,
)
from catalog.models.questions import Choice, Criterion, Preset, PresetWeight, ShowIf, Theme
from catalog.models.services import Fact, Kpi, PrefilledAnswer, ServiceType, Source, Step

__all__ = [
    "Choice",
    "Criterion",
    "Edition",
    "EditionIsFrozenError",
    "EditionQuerySet",
    "Fact",
    "Gate",
    "Kpi",
    "Option",
    "PrefilledAnswer",
    "Preset",
    "PresetWeight",
    "ReferenceCase",
    "ServiceType",
    "Severity",
    "ShowIf",
    "Source",
    "Step",
    "Theme",
    "Thresholds",
    "Trigger",
    "TriggerCondition",
    "WorkingCopy",
    "edition_ruleset",
]
