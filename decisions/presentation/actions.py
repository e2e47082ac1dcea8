"""What to do next: the proposals of the advice in words, with what people wrote about them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from decisions import wording
from decisions.presentation import actions_wording as say
from decisions.presentation.material import Material
from decisions.presentation.shape import NextAction
from decisions.presentation.sure_wording import SETTLED_BY
from decisions.presentation.tables import ActionPart
from engine.fit.case import Today
from engine.model.ruleset import Ruleset
from report.actions import Action, Proposal, Written, mark, plain, together
from report.result import ways_of

UNSAID = Today()
WRITTEN = tuple(field.name for field in fields(Written))
EMPTY = asdict(Written(""))


@dataclass(frozen=True, slots=True)
class Words:
    """What a proposal asks for, how it is done ("" where that says it all), and why it is made."""

    what: str
    how: str = ""
    why: str = ""


def actions(material: Material) -> list[ActionPart]:
    """The list: what the advice asks for, people's own, and what is not asked for any more."""
    rows = together(material.proposals, material.heading.actions)
    return [_part(material, row) for row in rows]


def _part(material: Material, action: Action) -> ActionPart:
    said = _said(material, action.proposal)
    return {
        **plain(action),  # type: ignore[typeddict-item]
        "what": action.written.text or said.what,
        "how": said.how,
        "why": say.GONE if action.is_gone else said.why,
    }


def touched(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What people wrote about the actions of a document, without the words of the proposals."""
    written = ({name: row[name] for name in WRITTEN} for row in rows)
    return [row for row in written if row != EMPTY | {"key": row["key"]}]


def next_actions(material: Material) -> list[NextAction]:
    """The proposals as a list to read, without the checks, which are listed beside it. What the quick
    screen leaves out comes first."""
    found: list[NextAction] = _deeper(material)
    for row in material.proposals:
        if row.kind != "check":
            said = _said(material, row)
            text = f"{said.what} {said.how}".strip()
            find = wording.find_action(said.what, said.how)
            origin = said.why if row.kind in ("fix", "advice") else ""
            found.append({"text": find if row.kind == "find" else text, "origin": origin})
    return found


def _deeper(material: Material) -> list[NextAction]:
    codes = {row.code for row in material.ruleset.criteria if row.asked == "questions"}
    left = len(codes - material.hidden - set(material.shown))
    if not material.quick or not left:
        return []
    return [{"text": wording.go_deeper(left), "origin": wording.DEPTHS["quick"]}]


def _said(material: Material, proposal: Proposal) -> Words:
    """A proposal in words; an action of a split names the options that ask for it."""
    ruleset = material.ruleset
    said = words(ruleset, proposal, material.case.today, material.result.on)
    if proposal.kind != "advice" or not material.is_split:
        return said
    ways = ways_of(material.advised)
    rows = [one for one in ruleset.options if one.key in ways and said.what in one.next_actions]
    return Words(said.what, said.how, wording.listed([row.name for row in rows]))


def words(
    ruleset: Ruleset, proposal: Proposal, today: Today = UNSAID, on: date | None = None
) -> Words:
    """A proposal in words, also one that is not made any more; none for an action of people's own."""
    why = say.REASONS.get(proposal.kind, "")
    match proposal.kind, proposal.subjects:
        case "fix", (code,):
            gate = ruleset.gate[code]
            return Words(gate.action, why=gate.name)
        case "check", (code,):
            gate = ruleset.gate[code]
            return Words(gate.question, gate.help, why)
        case "contract", _:
            return Words(say.contract(today, on), why=why)
        case "find", (code,):
            return Words(*_find(ruleset, code), why)
        case "settle", (outcome, code, step):
            how = wording.find_action(*_find(ruleset, code)) if code else ""
            return Words(say.SETTLE[outcome] if code else say.SETTLE_SOFTWARE, how, step or why)
        case "advice", (found,):
            texts = (text for row in ruleset.options for text in row.next_actions)
            return Words(next((text for text in texts if mark(text) == found), found))
    return Words("")


def _find(ruleset: Ruleset, code: str) -> tuple[str, str]:
    criterion = ruleset.criterion[code]
    return criterion.short or criterion.question, criterion.find_out or SETTLED_BY
