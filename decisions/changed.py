"""What an entry of the trail changed, value by value: before and now, in the words of the forms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from decisions import wording
from decisions.action_items import FIELDS
from decisions.activity import AS_WHOLE, day_said, today_said, weights_words
from decisions.forms.place import place_words
from decisions.models import Activity, AnswerStatus, Depth
from decisions.wording import given_gate_words, given_words, today_words
from engine.fit.case import Given, GivenGate
from engine.location.intake import read_said
from engine.model.ruleset import Ruleset

Said = Mapping[str, Any]
Names = Mapping[int, str]
"""The names of members, by key."""

OPEN, RESOLVED = "Open", "Resolved"
STEP = {"name": "Name", "retained": "Why it must stay inside", "share": "Share of the work"}


@dataclass(frozen=True, slots=True)
class Change:
    """One value: its name, and what it was and is, "" for nothing."""

    name: str
    old: str
    new: str


def changes(ruleset: Ruleset, activity: Activity, names: Names) -> list[Change]:
    """What the entry changed, without what stayed as it was; empty where nothing has a value before and
    after. Questions that the decision model no longer has keep their code for a name."""
    found = VALUES.get(activity.verb)
    rows = found(ruleset, activity.detail, names) if found else ()
    return [row for row in rows if row.old != row.new]


def members_of(activity: Activity) -> set[int]:
    """The keys of the members that the entry names."""
    sides = (activity.detail.get("old"), activity.detail.get("new"))
    keys = (side.get("member") for side in sides if isinstance(side, Mapping))
    return {key for key in keys if isinstance(key, int)}


def _answer(ruleset: Ruleset, code: str, old: Said | None, new: Said | None) -> Change:
    criterion = ruleset.criterion.get(code)

    def words(said: Said | None) -> str:
        if said is None:
            return ""
        if criterion is None:
            return str(said.get("choice") or AnswerStatus(said["status"]).label)
        return given_words(criterion, Given(**{"choice": None, **said}))

    return Change(criterion.question if criterion else code, words(old), words(new))


def _gate(ruleset: Ruleset, code: str, old: Said | None, new: Said | None) -> Change:
    gate = ruleset.gate.get(code)
    before, now = (given_gate_words(GivenGate(**said) if said else None) for said in (old, new))
    return Change(gate.question if gate else code, before, now)


def _answered(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    yield _answer(ruleset, detail["criterion"], detail["old"], detail["new"])


def _gates(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    for code, new in detail["new"].items():
        yield _gate(ruleset, code, detail["old"].get(code), new)


def _described(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    for key, name in {"name": "Name", "unit": "Business unit"}.items():
        yield Change(name, detail["old"][key], detail["new"][key])


def _today(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    old, new = (today_words(today_said(detail[side]), None) for side in ("old", "new"))
    yield Change("Who does it today", old, new)


def _service(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    def words(slug: str | None) -> str:
        service = ruleset.service.get(slug) if slug else None
        return "" if slug is None else service.name if service else wording.SOMETHING_ELSE

    yield Change("Service type", words(detail["old"]), words(detail["new"]))


def _depth(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    old, new = (
        str(Depth(value).label) if value else "" for value in (detail["old"], detail["new"])
    )
    yield Change("Depth", old, new)


def _weights(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    old, new = (
        weights_words(ruleset, detail[side], detail.get(f"{side}_method", ""))
        for side in ("old", "new")
    )
    yield Change("Weights", old, new)


def _place(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    before, after = (
        place_words(ruleset.reference, read_said(ruleset.reference, detail[side])[0])
        for side in ("old", "new")
    )
    for name in before:
        yield Change(name, before[name], after[name])
    for row in detail["answers"]:
        yield _answer(ruleset, row["criterion"], row["old"], row["new"])


def _step(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    for key, name in STEP.items():
        old, new = (_step_value(key, detail[side][key]) for side in ("old", "new"))
        yield Change(name, old, new)
    for row in detail["gates"]:
        yield _own(_gate(ruleset, row["gate"], row["old"], row["new"]))
    for row in detail["answers"]:
        yield _own(_answer(ruleset, row["criterion"], row["old"], row["new"]))


def _step_value(key: str, value: Any) -> str:
    return f"{100 * value:g}%" if key == "share" and value else str(value or "")


def _own(row: Change) -> Change:
    """An answer of a step, which without one of its own answers as the whole does."""
    return Change(row.name, row.old or AS_WHOLE, row.new or AS_WHOLE)


def _removed_step(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    """All that was said of the step itself, as it was."""
    yield Change(STEP["name"], detail["step"], "")
    for key in ("retained", "share"):
        yield Change(STEP[key], _step_value(key, detail.get(key)), "")
    for row in detail.get("gates", ()):
        yield _gate(ruleset, row["gate"], row["old"], None)
    for row in detail.get("answers", ()):
        yield _answer(ruleset, row["criterion"], row["old"], None)


def _moved_step(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    yield Change("Place in the order", str(detail["old"]), str(detail["new"]))


def _action(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    sides = (detail.get("old") or {}, detail.get("new") or {})
    before, now = (_action_words(side, names) for side in sides)
    for key, name in FIELDS.items():
        yield Change(name, before[key], now[key])


def _action_words(said: Said, names: Names) -> dict[str, str]:
    member = said.get("member")
    return {
        "text": said.get("text", ""),
        "who": names.get(member, "Somebody") if member else said.get("name", ""),
        "due": day_said(said["due"]) if said.get("due") else "",
        "status": wording.ACTION_STATUS[said.get("status") or "todo"],
        "note": said.get("note", ""),
    }


def _cost(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    yield Change("Cost case", detail.get("before", ""), detail.get("summary", ""))


def _plain(name: str) -> Callable[[Ruleset, Said, Names], Iterator[Change]]:
    """One value that stands in the entry as people read it."""

    def rows(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
        yield Change(name, cast(str, detail["old"]), cast(str, detail["new"]))

    return rows


def _member(name: str) -> Callable[[Ruleset, Said, Names], Iterator[Change]]:
    """One member, who stands in the entry by key."""

    def rows(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
        old, new = (names.get(detail[side]["member"], "") for side in ("old", "new"))
        yield Change(name, old, new)

    return rows


def _between(name: str, old: str, new: str) -> Callable[[Ruleset, Said, Names], Iterator[Change]]:
    """One value that such an entry always changes alike."""

    def rows(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
        yield Change(name, old, new)

    return rows


def _template(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    old, new = ("Yes" if detail[side] else "No" for side in ("old", "new"))
    yield Change("Template of the team", old, new)


def _edition(ruleset: Ruleset, detail: Said, names: Names) -> Iterator[Change]:
    old, new = (f"Edition {detail[side]}" for side in ("old", "new"))
    yield Change("Decision model", old, new)


VALUES: dict[str, Callable[[Ruleset, Said, Names], Iterator[Change]]] = {
    "described": _described,
    "today_said": _today,
    "service_chosen": _service,
    "depth_chosen": _depth,
    "weights_chosen": _weights,
    "answered": _answered,
    "answered_by_cost": _answered,
    "gates_answered": _gates,
    "place_saved": _place,
    "step_saved": _step,
    "step_moved": _moved_step,
    "step_removed": _removed_step,
    "action_saved": _action,
    "action_added": _action,
    "action_removed": _action,
    "scenario_renamed": _plain("Name"),
    "version_named": _plain("Name"),
    "edition_moved": _edition,
    "template_marked": _template,
    **dict.fromkeys(
        ("comments_resolved", "request_answered"), _between("Comments", OPEN, RESOLVED)
    ),
    "comments_reopened": _between("Comments", RESOLVED, OPEN),
    **dict.fromkeys(("cost_saved", "cost_imported", "cost_undone", "cost_removed"), _cost),
    "moved": _plain("Team"),
    "owner_changed": _member("Owner"),
    **dict.fromkeys(("comments_assigned", "colleague_asked"), _member("Assigned to")),
}
