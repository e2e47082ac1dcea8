"""Where versions and the rows of an assessment become the two sides of a comparison."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.models import Edition
from decisions import wording
from decisions.activity import day_said, weights_words
from decisions.cost.differences import CostNames, differences
from decisions.editions import subject_on
from decisions.forms.place import place_words
from decisions.models import Assessment, Version
from decisions.results import around_of
from decisions.upgrade import subject_kept, upgraded
from engine.inputs import Inputs
from engine.model.ruleset import Ruleset
from report.action_words import touched
from report.comparison.state import ComparedState, Differs
from report.messages import Text, apart, say
from report.subject import Subject
from report.whatif import placed
from report.whatif_written import gate_name

ESCAPES = {"unknown": wording.UNKNOWN, "not_applicable": wording.NOT_APPLICABLE}


def state_now(assessment: Assessment) -> ComparedState:
    """The assessment as it is now."""
    subject, around = around_of(assessment)
    return state(say("compare.now"), subject, around)


def state_kept(version: Version) -> ComparedState:
    """A version, worked out from the inputs that it holds on the edition that it used."""
    shown = upgraded(version)
    number, name = version.number, version.name
    called = say("compare.version.named" if name else "compare.version", number=number, name=name)
    return state(called, subject_kept(shown), shown)


def states_of_move(assessment: Assessment, edition: Edition) -> tuple[ComparedState, ComparedState]:
    """The assessment as it is now, and as it would be on another edition."""
    subject, around = around_of(assessment)
    named = say("compare.edition.number", number=edition.number)
    return state(say("compare.now"), subject, around), state(
        named, subject_on(subject, edition), around
    )


def state(name: Text, subject: Subject, around: Mapping[str, Any]) -> ComparedState:
    """One state; ``around`` has heading, scenarios and actions as a snapshot has them."""
    result = subject.result
    places = place_words(result.ruleset.reference, result.inputs.place)
    return ComparedState(
        name,
        subject,
        place={key: (key, words) for key, words in places.items()},
        around=dict(_around(result.ruleset, result.inputs, around)),
    )


def cost_lines(before: ComparedState, after: ComparedState) -> list[Differs]:
    """Where the two cost cases differ, in words."""
    names = CostNames.of(after.subject.ruleset)
    rows = differences(before.inputs.cost, after.inputs.cost, names)
    return [Differs(row["name"], (row["before"], row["after"]), what=row["side"]) for row in rows]


def _around(
    ruleset: Ruleset, inputs: Inputs, around: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """What stands around the answers, each with its name, in words."""
    heading = around["heading"]
    service = ruleset.service.get(inputs.service or "")
    yield "name", ("Name", heading["name"])
    yield "unit", ("Business unit", heading["unit"])
    yield "today", ("Who does it today", wording.today_words(inputs.today, None))
    yield "service", ("Service type", service.name if service else wording.SOMETHING_ELSE)
    for row in around["scenarios"]:
        words = "; ".join(_scenario(ruleset, row["changes"])) or "Nothing"
        yield f"scenario {row['name']}", (f"Scenario \u201c{apart(row['name'])}\u201d", words)
    called = {row["key"]: row["what"] for row in around.get("actions", ())}
    for row in touched(around.get("actions", ())):
        due = row["due"] and day_said(row["due"])
        parts = [wording.ACTION_STATUS[row["status"]], row["who"], due or "", row["note"]]
        name = f"Action \u201c{apart(row['text'] or called[row['key']])}\u201d"
        yield f"action {row['key']}", (name, "; ".join(apart(part) for part in parts if part))


def _scenario(ruleset: Ruleset, changes: Mapping[str, Any]) -> Iterator[str]:
    """What a scenario changes, in words."""
    for code, value in changes.get("answers", {}).items():
        yield _answer(ruleset, code, value)
    for code, value in changes.get("gates", {}).items():
        yield _answer(ruleset, gate_name(ruleset, code), value)
    for key, value in changes.get("steps", {}).items():
        place, name = placed(key)
        step = changes.get("named", {}).get(str(place), f"Step {place}")
        yield f"“{step}”: {_answer(ruleset, name, value)}"
    if changes.get("weights"):
        yield f"Weights: {weights_words(ruleset, changes['weights'])}"
    if changes.get("questions"):
        yield f"Weights of questions: {weights_words(ruleset, changes['questions'])}"


def _answer(ruleset: Ruleset, name: str, value: int | str) -> str:
    """An answer to a question, or to a gate by the name that a scenario has for it."""
    criterion = ruleset.criterion.get(name)
    if criterion:
        choice = criterion.choice(value) if isinstance(value, int) else None
        text = choice.text if choice else ESCAPES.get(str(value), str(value))
        return f"{criterion.short} {text}"
    named = {gate_name(ruleset, row.code): row for row in ruleset.gates}
    gate = named.get(name)
    return f"{gate.question if gate else name} {wording.GATE_ANSWERS.get(str(value), value)}"
