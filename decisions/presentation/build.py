"""A result -> the document that page, version and paper lay out: the one place where it is composed."""

from decisions.presentation import (
    actions,
    advice,
    answers,
    gates,
    map,
    model,
    questions,
    reasons,
    sure,
)
from decisions.presentation.cost import cost
from decisions.presentation.material import Heading, Material
from decisions.presentation.place import place
from decisions.presentation.precedents import precedents
from decisions.presentation.shape import Snapshot
from decisions.presentation.steps import steps
from engine.inputs import FORMAT
from report.document import as_read
from report.facts import facts
from report.messages import catalogue
from report.pages import document
from report.paper import paper
from report.result import Result
from report.subject import Subject


def present(result: Result, heading: Heading) -> Snapshot:
    """The document of one result."""
    material = Material(result, heading)
    subject = Subject(
        result,
        heading.depth,
        weights=model.weights(material)["name"],
        scenarios=heading.scenarios,
    )
    asked = questions.questions(material)
    money = cost(material)
    return {
        "format": FORMAT,
        "heading": model.heading(material),
        "version": None,
        "edition": {
            "number": result.edition.number,
            "sha256": result.edition.sha256,
            "title": result.ruleset.title,
        },
        "digest": result.digest,
        "weights": model.weights(material),
        "advice": advice.advice(material),
        "outcomes": advice.outcomes(material),
        "questions": asked,
        "against": reasons.against(material, asked, money),
        "sure": sure.sure(material),
        "map": map.plane(material),
        "gates_fired": gates.gates_fired(material),
        "gates_open": gates.gates_open(material),
        "find_out_next": sure.find_out_next(material),
        "next_actions": actions.next_actions(material),
        "actions": actions.actions_of(result, heading.actions),
        "steps": steps(material),
        "answers": answers.answers(material),
        "not_asked": answers.not_asked(material),
        "set_aside": answers.set_aside(material),
        "gate_answers": gates.gate_answers(material),
        "completeness": answers.completeness(material),
        "service": model.service(material),
        "definitions": model.definitions(material),
        "scenarios": [
            {"name": row.name, "changes": dict(row.changes)} for row in heading.scenarios
        ],
        "cost": money,
        "place": place(material),
        "precedents": precedents(material),
        "document": as_read(document(subject), catalogue()),
        "front": as_read(paper(subject), catalogue()),
        "facts": facts(result),
    }
