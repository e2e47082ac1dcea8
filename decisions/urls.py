"""Addresses of everything around assessments."""

from django.urls import path

from decisions.views import (
    assessments,
    cost,
    pages,
    papers,
    questionnaire,
    result,
    start,
    step,
    steps,
    weights,
    whatif,
)

ASSESSMENT = "assessments/<uuid:assessment_id>/"
STEP = ASSESSMENT + "steps/<uuid:step_id>/"

urlpatterns = [
    path("", pages.home, name="home"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("method/", pages.method, name="method"),
    path("sample/", result.sample, name="sample"),
    path("glossary/", pages.glossary, name="glossary"),
    path("assessments/", assessments.index, name="assessments"),
    path("assessments/new/", start.new, name="assessment_new"),
    path(ASSESSMENT, assessments.detail, name="assessment"),
    path(ASSESSMENT + "service/", start.service, name="assessment_service"),
    path(ASSESSMENT + "depth/", start.depth, name="assessment_depth"),
    path(ASSESSMENT + "weights/", weights.weights, name="assessment_weights"),
    path(ASSESSMENT + "weights/rank/", weights.rank, name="weights_rank"),
    path(ASSESSMENT + "weights/pairs/", weights.pairwise, name="weights_pairwise"),
    path(ASSESSMENT + "questions/<str:code>/", questionnaire.question, name="question"),
    path(ASSESSMENT + "gates/", questionnaire.gates, name="gates"),
    path(ASSESSMENT + "check/", assessments.check, name="check"),
    path(ASSESSMENT + "result/", result.result, name="result"),
    path(ASSESSMENT + "result.json", result.result_json, name="result_json"),
    path(ASSESSMENT + "versions/", result.version_save, name="version_save"),
    path("versions/<uuid:version_id>/", result.version, name="version"),
    path(ASSESSMENT + "what-if/", whatif.whatif, name="whatif"),
    path(ASSESSMENT + "scenarios/<uuid:scenario_id>/", whatif.scenario, name="scenario"),
    path(
        ASSESSMENT + "scenarios/<uuid:scenario_id>/delete/",
        whatif.scenario_delete,
        name="scenario_delete",
    ),
    path(ASSESSMENT + "cost/", cost.cost, name="cost"),
    path(ASSESSMENT + "cost/short/", cost.cost_short, name="cost_short"),
    path(ASSESSMENT + "cost/assumptions/", cost.cost_assumptions, name="cost_assumptions"),
    path(ASSESSMENT + "cost/answer/", cost.cost_answer, name="cost_answer"),
    path(ASSESSMENT + "cost/remove/", cost.cost_remove, name="cost_remove"),
    path(ASSESSMENT + "steps/", steps.steps, name="steps"),
    path(ASSESSMENT + "steps/typical/", steps.steps_typical, name="steps_typical"),
    path(STEP, step.step, name="step"),
    path(STEP + "move/", steps.step_move, name="step_move"),
    path(STEP + "remove/", steps.step_remove, name="step_remove"),
    path(ASSESSMENT + "finish/", assessments.finish, name="assessment_finish"),
    path(ASSESSMENT + "edit/", assessments.edit, name="assessment_edit"),
    path(ASSESSMENT + "team/", assessments.move, name="assessment_move"),
    path(ASSESSMENT + "delete/", assessments.delete, name="assessment_delete"),
    path(ASSESSMENT + "papers/", papers.papers, name="papers"),
    path("papers/<uuid:paper_id>/", papers.paper, name="paper"),
    path("papers/<uuid:paper_id>/download/", papers.paper_download, name="paper_download"),
    path("papers/<uuid:paper_id>/retry/", papers.paper_retry, name="paper_retry"),
]
