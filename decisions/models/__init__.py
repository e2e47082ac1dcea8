"""Assessments with their answers, steps, scenarios and cost case; versions and papers of them."""

from decisions.models.answers import (
    ANSWERS,
    Answer,
    AnswerStatus,
    Evidence,
    GateAnswer,
    GivenAnswer,
)
from decisions.models.assessments import Activity, Assessment, Depth
from decisions.models.cases import CostCase, Scenario
from decisions.models.papers import Paper, Version
from decisions.models.steps import Step, StepAnswer

__all__ = [
    "ANSWERS",
    "Activity",
    "Answer",
    "AnswerStatus",
    "Assessment",
    "CostCase",
    "Depth",
    "Evidence",
    "GateAnswer",
    "GivenAnswer",
    "Paper",
    "Scenario",
    "Step",
    "StepAnswer",
    "Version",
]
