"""The trail of an assessment in sentences."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from django.utils.timezone import localtime

from decisions.elicitation import METHODS
from decisions.models import Activity, AnswerStatus, Depth
from decisions.wording import GATE_STATES, SOMETHING_ELSE, day_words, listed, today_words
from engine.fit.case import Today
from engine.model.ruleset import Ruleset
from report.action_words import words
from report.actions import Proposal
from report.messages import apart, read

Sentence = Callable[[Ruleset, Mapping[str, Any]], str]
AS_WHOLE = "as for the whole process"
PLACE_NAMES = {
    "home": "Home country",
    "zone": "Time zone",
    "languages": "Languages of the work",
    "barred": "Countries that are ruled out",
}


def sentence(ruleset: Ruleset, activity: Activity) -> str:
    """What was done, without the person: "answered Volume: 6 to 25 people (before: I don't know)"."""
    known = SENTENCES.get(activity.verb)
    return known(ruleset, _apart(activity.detail)) if known else activity.verb.replace("_", " ")


def _apart(detail: Any) -> Any:
    """The same, with all that people typed set apart from our words."""
    match detail:
        case str():
            return apart(detail)
        case dict():
            return {key: _apart(value) for key, value in detail.items()}
        case list():
            return [_apart(value) for value in detail]
        case _:
            return detail


def _started(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    words = [f"started the assessment on edition {detail['edition']}"]
    if detail["today"]["done_by"]:
        words.append(f"Who does it today: {_today_words(detail['today'])}")
    if detail.get("service") is not None:  # earlier ones chose it on a page of its own
        words.append(f"Service type: {_service_name(ruleset, detail['service'])}")
    if detail.get("depth"):
        words.append(str(Depth(detail["depth"]).label))
    return ". ".join(words)


def _answer(ruleset: Ruleset, code: str, given: Mapping[str, Any] | None) -> str:
    if given is None:
        return "no answer"
    if "choice" not in given:
        return str(AnswerStatus(given["status"]).label)
    criterion = ruleset.criterion.get(code)
    choice = criterion.choice(given["choice"]) if criterion else None
    return choice.text if choice else str(given["choice"])


def _question(ruleset: Ruleset, code: str) -> str:
    """The name of a question; its code where another edition had it."""
    criterion = ruleset.criterion.get(code)
    return criterion.name if criterion else code


def _rule(ruleset: Ruleset, code: str) -> str:
    gate = ruleset.gate.get(code)
    return gate.name if gate else code


def _answered(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    code = detail["criterion"]
    new, old = _answer(ruleset, code, detail["new"]), _answer(ruleset, code, detail["old"])
    name = _question(ruleset, code)
    if detail["old"] is None:
        return f"answered {name}: {new}"
    if new == old:
        return f"changed the note, reason or evidence of {name}"
    return f"changed {name} to: {new} (before: {old})"


def _gates(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    words = (
        f"{_rule(ruleset, code)} ({_gate(new, detail['old'][code])})"
        for code, new in detail["new"].items()
    )
    return f"answered the rules: {', '.join(words)}"


def _gate(new: Mapping[str, Any], old: Mapping[str, Any] | None) -> str:
    """What changed in the answer to a gate."""
    is_same = old is not None and old["value"] == new["value"]
    return "note or evidence" if is_same else GATE_STATES[new["value"]]


def weights_words(ruleset: Ruleset, weights: object, method: str = "") -> str:
    """Weights as a reader knows them: the preset's name, or how they came about and the numbers."""
    if isinstance(weights, Mapping):
        start = METHODS[method].lower() if method in METHODS else "own numbers"
        names = {row.code: row.name for row in ruleset.criteria}
        names |= {row.code: row.name for row in ruleset.themes}
        numbers = (
            f"{names.get(code, code)} {round(value, 1):g}" for code, value in weights.items()
        )
        return f"{start}: {', '.join(numbers)}"
    preset = ruleset.preset.get(str(weights)) if weights else ruleset.presets[0]
    return preset.name if preset else str(weights)


def _weights(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    new = weights_words(ruleset, detail["new"], detail.get("new_method", ""))
    old = weights_words(ruleset, detail["old"], detail.get("old_method", ""))
    count = detail["after_answers"]
    when = f", after {count} {'answer' if count == 1 else 'answers'}" if count else ""
    return f"changed the weights from {old} to {new}{when}"


def _today(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    return f"said who does it today: {_today_words(detail['new'])}"


def _today_words(said: Mapping[str, str]) -> str:
    return today_words(today_said(said), None)


def today_said(said: Mapping[str, str]) -> Today:
    """Who did the work then, as the trail keeps it."""
    ends = said["contract_ends"]
    return Today(cast(Any, said["done_by"]), date.fromisoformat(ends) if ends else None)


def _service(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    return f"chose the service type: {_service_name(ruleset, detail['new'])}"


def _service_name(ruleset: Ruleset, slug: str) -> str:
    service = ruleset.service.get(slug)
    return service.name if service else SOMETHING_ELSE


def _version(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    name = detail.get("name")
    return f"kept version {detail['number']}" + (f", “{name}”" if name else "")


def _answered_by_cost(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    return f"saved a cost case that {_answered(ruleset, detail)}"


def _steps(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    names = ", ".join(f"“{name}”" for name in detail["names"])
    return f"added {'the step' if len(detail['names']) == 1 else 'the steps'} {names}"


def _step(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    old, new = detail["old"], detail["new"]
    parts = []
    if old["name"] != new["name"]:
        parts.append(f"renamed it to “{new['name']}”")
    if old["retained"] != new["retained"]:
        reason = f"said why it stays inside: {new['retained']}"
        parts.append(reason if new["retained"] else "let it leave again")
    if old["share"] != new["share"]:
        share = f"gave it {100 * (new['share'] or 0):g}% of the work"
        parts.append(share if new["share"] else "took back its share of the work")
    for row in detail["gates"]:
        own = _gate(row["new"], row["old"]) if row["new"] else AS_WHOLE
        parts.append(f"answered {_rule(ruleset, row['gate'])}: {own}")
    for row in detail["answers"]:
        name = _question(ruleset, row["criterion"])
        own = _answer(ruleset, row["criterion"], row["new"]) if row["new"] else AS_WHOLE
        parts.append(f"answered {name}: {own}")
    return f"changed the step “{detail['step']}”: {'; '.join(parts)}"


def _place(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    """What was said, changed or taken back about the place, by its name."""
    old, new = ({**said, **said.get("facts", {})} for said in (detail["old"], detail["new"]))
    names = PLACE_NAMES | {row.key: row.name for row in ruleset.reference.regimes.questions}
    changed = [name for key, name in names.items() if old.get(key) != new.get(key)]
    changed += [_question(ruleset, row["criterion"]) for row in detail["answers"]]
    return f"changed what is known about place and rules: {', '.join(changed)}"


def _step_moved(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    return f"moved the step “{detail['step']}” from place {detail['old']} to {detail['new']}"


def _action(ruleset: Ruleset, detail: Mapping[str, Any], edit: Mapping[str, Any]) -> str:
    return f"“{action_words(ruleset, detail['key'], edit.get('text', ''))}”"


def action_words(ruleset: Ruleset, key: str, text: str) -> str:
    """What an action is about, by its own words or those of its proposal."""
    return text or read(words(ruleset, Proposal.of(key)).what)


def _action_saved(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    old, new = detail["old"], detail["new"]
    action = _action(ruleset, detail, new)
    if new.get("status") == "done" != old.get("status"):
        return f"marked as done: {action}"
    who = [edit.get("member") or edit.get("name") for edit in (old, new)]
    named = {"due": "by when", "status": "how far it is", "note": "its note", "text": "its words"}
    parts = ["who does it"] if who[0] != who[1] else []
    parts += [name for key, name in named.items() if old.get(key) != new.get(key)]
    more = [new["name"]] if new.get("name") != old.get("name") and new.get("name") else []
    if new.get("due") and new.get("due") != old.get("due"):
        more.append(f"by {day_said(new['due'])}")
    told = f": {', '.join(more)}" if more else ""
    return f"changed {listed(parts)} of the action {action}{told}"


def day_said(text: str) -> str:
    """A day as it is stored, or that of a moment by the reader's clock, in words."""
    moment = datetime.fromisoformat(text)
    return day_words((localtime(moment) if moment.tzinfo else moment).date())


def _edition_moved(ruleset: Ruleset, detail: Mapping[str, Any]) -> str:
    count = len(detail["set_aside"]) + len(detail["gates_set_aside"])
    aside = f". {count} answers count no more" if count > 1 else ". One answer counts no more"
    moved = f"moved it from edition {detail['old']} of the decision model to {detail['new']}"
    return moved + (aside if count else "")


def _kind_of_link(detail: Mapping[str, Any]) -> str:
    return "commenting" if detail.get("right") == "comment" else "read-only"


SENTENCES: dict[str, Sentence] = {
    "started": _started,
    "copied": lambda ruleset, detail: (
        f"started it as a copy of “{detail['from']}”, on edition {detail['edition']}"
    ),
    "edition_moved": _edition_moved,
    "edition_declined": lambda ruleset, detail: (
        f"declined edition {detail['edition']} of the decision model"
    ),
    "restored": lambda ruleset, detail: (
        f"started it from version {detail['number']} of “{detail['from']}”, on edition {detail['edition']}"
    ),
    "template_marked": lambda ruleset, detail: (
        "made it a template of the team" if detail["new"] else "made it no template any more"
    ),
    "started_from_template": lambda ruleset, detail: (
        f"started it from the template “{detail['from']}”, on edition {detail['edition']}"
    ),
    "imported": lambda ruleset, detail: f"started it from a file, on edition {detail['edition']}",
    "brought_back": lambda ruleset, detail: "brought it back after it was deleted",
    "described": lambda ruleset, detail: f"named it “{detail['new']['name']}”",
    "today_said": _today,
    "service_chosen": _service,
    "depth_chosen": lambda ruleset, detail: f"chose: {Depth(detail['new']).label}",
    "weights_chosen": _weights,
    "answered": _answered,
    "gates_answered": _gates,
    "answered_by_cost": _answered_by_cost,
    "cost_saved": lambda ruleset, detail: f"saved the cost case: {detail['summary']}",
    "cost_imported": lambda ruleset, detail: f"imported the cost case: {detail['summary']}",
    "cost_undone": lambda ruleset, detail: f"undid a change of the cost case: {detail['summary']}",
    "cost_answered": lambda ruleset, detail: "let the cost case answer",
    "cost_removed": lambda ruleset, detail: "removed the cost case",
    "finished": lambda ruleset, detail: "finished the answers",
    "steps_added": _steps,
    "step_saved": _step,
    "step_moved": _step_moved,
    "place_saved": _place,
    "step_removed": lambda ruleset, detail: f"removed the step “{detail['step']}”",
    "version_saved": _version,
    "version_named": lambda ruleset, detail: (
        f"named version {detail['number']} “{detail['new']}”"
        if detail["new"]
        else f"took the name of version {detail['number']} back"
    ),
    "paper_requested": lambda ruleset, detail: f"asked for a PDF of version {detail['version']}",
    "scenario_saved": lambda ruleset, detail: f"kept the scenario “{detail['name']}”",
    "scenario_renamed": lambda ruleset, detail: (
        f"renamed the scenario “{detail['old']}” to “{detail['new']}”"
    ),
    "scenario_deleted": lambda ruleset, detail: f"removed the scenario “{detail['name']}”",
    "action_saved": _action_saved,
    "action_added": lambda ruleset, detail: (
        f"added the action {_action(ruleset, detail, detail['new'])}"
    ),
    "action_removed": lambda ruleset, detail: (
        f"took back what was written about the action {_action(ruleset, detail, detail['old'])}"
    ),
    "comment_written": lambda ruleset, detail: f"commented on “{detail['name']}”",
    "comment_replied": lambda ruleset, detail: f"replied to a comment on “{detail['name']}”",
    "comment_edited": lambda ruleset, detail: f"edited a comment on “{detail['name']}”",
    "comment_removed": lambda ruleset, detail: f"removed a comment on “{detail['name']}”",
    "comments_assigned": lambda ruleset, detail: (
        f"said who takes care of the comments on “{detail['name']}”"
    ),
    "comments_resolved": lambda ruleset, detail: f"resolved the comments on “{detail['name']}”",
    "comments_reopened": lambda ruleset, detail: f"reopened the comments on “{detail['name']}”",
    "colleague_asked": lambda ruleset, detail: f"asked a member to answer “{detail['name']}”",
    "request_answered": lambda ruleset, detail: f"answered “{detail['name']}”, as asked",
    "moved": lambda ruleset, detail: f"moved it from {detail['old']} to {detail['new']}",
    "owner_changed": lambda ruleset, detail: "named another owner",
    "link_made": lambda ruleset, detail: (
        f"made a {_kind_of_link(detail)} link for {detail['made_for']}, until {day_said(detail['until'])}"
    ),
    "link_revoked": lambda ruleset, detail: f"revoked the link for {detail['made_for']}",
    "link_opened": lambda ruleset, detail: (
        f"opened the link for {detail['made_for']} for the first time"
    ),
}

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "answers": (
        "Answers and rules",
        ("answered", "gates_answered", "answered_by_cost", "cost_answered"),
    ),
    "weights": ("Weights", ("weights_chosen",)),
    "steps": ("Steps", ("steps_added", "step_saved", "step_moved", "step_removed")),
    "cost": ("Cost case", ("cost_saved", "cost_imported", "cost_undone", "cost_removed")),
    "place": ("Place and rules of countries", ("place_saved",)),
    "actions": ("Actions", ("action_saved", "action_added", "action_removed")),
    "comments": (
        "Comments",
        (
            "comment_written",
            "comment_replied",
            "comment_edited",
            "comment_removed",
            "comments_assigned",
            "comments_resolved",
            "comments_reopened",
            "colleague_asked",
            "request_answered",
        ),
    ),
    "versions": (
        "Versions and papers",
        ("finished", "version_saved", "version_named", "paper_requested"),
    ),
    "edition": ("Decision model", ("edition_moved", "edition_declined")),
    "links": ("Links for people without an account", ("link_made", "link_revoked", "link_opened")),
    "scenarios": ("Scenarios", ("scenario_saved", "scenario_renamed", "scenario_deleted")),
}
"""What entries are about, by which a reader filters: its name, and the verbs."""
OTHER = ("other", "Everything else")
"""What is in none of these."""
