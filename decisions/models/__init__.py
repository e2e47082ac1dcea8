"""Assessments with their answers, steps, scenarios, cost case and actions; versions, papers and shared links of
them."""

from decisions.models.actions import ActionItem
from decisions.models.answers import (
    ANSWERS,
    Answer,
    AnswerStatus,
    Evidence,
    GateAnswer,
    GivenAnswer,
    GivenGateAnswer,
    Statement,
)
from decisions.models.assessments import (
    WITH_A_PROVIDER,
    Activity,
    Assessment,
    Depth,
    DoneBy,
    Part,
)
from decisions.models.cases import CostCase, CostUpload, Scenario
from decisions.models.editions import DeclinedEdition
from decisions.models.links import SharedLink
from decisions.models.papers import Paper, Version
from decisions.models.steps import Step, StepAnswer, StepGateAnswer

__all__ = [
    "ANSWERS",
    "WITH_A_PROVIDER",
    "ActionItem",
    "Activity",
    "Answer",
    "AnswerStatus",
    "Assessment",
    "CostCase",
    "CostUpload",
    "DeclinedEdition",
    "Depth",
    "DoneBy",
    "Evidence",
    "GateAnswer",
    "GivenAnswer",
    "GivenGateAnswer",
    "Paper",
    "Part",
    "Scenario",
    "SharedLink",
    "Statement",
    "Step",
    "StepAnswer",
    "StepGateAnswer",
    "Version",
]
