"""What to do next in words: what a proposal asks for, how it is done, and why it is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Self, TypedDict

from engine.fit.case import UNSAID, Today
from engine.model.ruleset import Gate, Ruleset
from report.actions import Action, Proposal, Written, mark, plain, proposals, to_fix, together
from report.checks import acted_on, asked_still, question_of, software_waits
from report.document import as_read
from report.headline import goes_out, way_of
from report.messages import Listed, Message, Text, at, catalogue, say
from report.result import Result

WRITTEN = tuple(field.name for field in fields(Written))
EMPTY = asdict(Written(""))
NEVER = "9999"
"""Behind every day in ISO 8601."""


class ActionPart(TypedDict):
    """One thing to do next. ``kind`` and ``subjects`` say where it comes from (``report.actions``),
    "own" is people's own; ``asked``: the advice asks for it now. ``what`` is what is to be done, ``how``
    and ``why`` stand beside it; ``where`` are the steps that alone ask for it, which ``why`` names too. ``text``
    is "" where the words are the proposal's own, ``who`` "" for nobody yet, ``due`` a day in ISO 8601 or null,
    ``status`` todo, doing or done."""

    key: str
    kind: str
    subjects: list[str]
    asked: bool
    what: str
    how: str
    why: str
    where: str
    text: str
    who: str
    due: str | None
    status: str
    note: str
    status_name: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a proposal asks for, how it is done ("" where that says it all), why it is made, and the steps that
    alone ask for it ("" where the whole does)."""

    what: Text
    how: Text = ""
    why: Text = ""
    where: Text = ""

    def of_steps(self, where: Text) -> Self:
        """The same of these steps alone, if any."""
        if not where:
            return self
        return replace(self, why=say("versions.step", step=where, asked=self.why), where=where)


def actions_of(result: Result, written: Iterable[Written]) -> list[ActionPart]:
    """The list: what the advice asks for, people's own, and what is not asked for any more."""
    rows: list[ActionPart] = as_read(listed(result, written), catalogue())
    return rows


def written_about(result: Result, written: Iterable[Written]) -> list[ActionPart]:
    """What people wrote about and nothing else, in words: what the advice asks for now takes much longer to
    find than all the rest around the inputs, and follows from them."""
    told = [_told(result, action) for action in together((), written)]
    rows: list[ActionPart] = as_read(told, catalogue())
    return rows


def touched(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What people wrote about the actions of a document, without the words of the proposals."""
    written = ({name: row[name] for name in WRITTEN} for row in rows)
    return [row for row in written if row != EMPTY | {"key": row["key"]}]


def foremost(rows: Iterable[ActionPart], count: int) -> list[ActionPart]:
    """So many actions that are not done, for a page with room for few: those that somebody touched by
    the day that they are due, then the others in their order, last what is no longer asked for."""
    left = [row for row in rows if row["status"] != "done"]
    ours = {row["key"] for row in touched(left)}
    left.sort(key=lambda row: (_is_gone(row), row["key"] not in ours, row["due"] or NEVER))
    return left[:count]


def _is_gone(row: ActionPart) -> bool:
    return not row["asked"] and row["kind"] != "own"


def listed(result: Result, written: Iterable[Written]) -> list[dict[str, Any]]:
    """The list of actions, their messages beside their data."""
    return [_told(result, action) for action in together(proposals(result), written)]


def _told(result: Result, action: Action) -> dict[str, Any]:
    found = said(result, action.proposal)
    row = action.written
    return {
        **plain(action),
        "what": row.text or found.what,
        "how": found.how,
        "why": say("action.why.gone") if action.is_gone else found.why,
        "where": found.where,
        "status_name": say(f"action.status.{row.status}"),
    }


def said(result: Result, proposal: Proposal) -> Words:
    """A proposal in words; an action of a split names the ways that ask for it. Where nothing goes out
    there is nothing to sign."""
    ruleset, advised = result.ruleset, result.recommendation
    found = words(ruleset, proposal, result.inputs.today, result.on)
    if proposal.subjects[:1] == ("automate",) and not software_waits(advised):
        return replace(found, why=say("action.why.settle.beside"))
    if proposal.kind == "fix":
        return found.of_steps(_where(result, proposal))
    if proposal.kind == "check":
        why = found.why if goes_out(advised) else say("action.why.check.unsigned")
        steps = asked_still(ruleset, advised).get(proposal.subjects[0], ())
        return replace(found, why=why).of_steps(at(steps))
    if proposal.kind != "advice" or advised.outcome != "split":
        return found
    ways = _asking(result, found.what)
    return replace(found, why=say("action.why.ways", ways=Listed(ways))) if ways else found


def _asking(result: Result, what: Text) -> list[Text]:
    """The ways of the steps of a split that ask for an action, as they are told."""
    ruleset, steps = result.ruleset, result.recommendation.steps
    told: dict[str, str] = {
        row.recommendation.outcome: row.recommendation.named for row in steps if row.recommendation
    }
    rows = [one for one in ruleset.options if one.key in told and what in one.actions]
    return [way_of(ruleset, told[row.key]) for row in rows]


def _where(result: Result, proposal: Proposal) -> Text:
    """The steps that ask for what a fired check asks for, "" where the whole does."""
    rows = [one.steps for one in acted_on(result) if to_fix(result.ruleset, one.row) == proposal]
    return at(sorted({place for steps in rows for place in steps})) if all(rows) else ""


def words(
    ruleset: Ruleset, proposal: Proposal, today: Today = UNSAID, on: date | None = None
) -> Words:
    """A proposal in words, also one that is not made any more; none for an action of people's own. What
    only another edition knew is said to be that."""
    if not _is_known(ruleset, proposal):
        return Words(say("action.former"))
    match proposal.kind, proposal.subjects:
        case "fix", (code, *known):
            return Words(_asked_by(ruleset.gate[code], known), why=question_of(ruleset, code))
        case "check", (code, *_):
            gate = ruleset.gate[code]
            return Words(gate.question, gate.help, say("action.why.check"))
        case "contract" | "cost" as kind, subjects:
            what = contract(today, on) if kind == "contract" else _cost(ruleset, subjects)
            return Words(what, why=say(f"action.why.{kind}"))
        case "find", (code,):
            return Words(_short(ruleset, code), _how(ruleset, code, today), say("action.why.find"))
        case "settle", (outcome, code, step):
            found = _settle(ruleset, outcome, code, today)
            return replace(found, why=step or say("action.why.settle"))
        case "advice", (known,):
            return Words(_marked(ruleset, known))
    return Words("")


def _is_known(ruleset: Ruleset, proposal: Proposal) -> bool:
    """Whether the decision model has what the proposal is about."""
    match proposal.kind, proposal.subjects:
        case "fix", (code, *known):
            return code in ruleset.gate and bool(_asked_by(ruleset.gate[code], known))
        case "check", (code, *_):
            return code in ruleset.gate
        case ("find" | "cost", (code,)) | ("settle", (_, code, _)):
            return not code or code in ruleset.criterion
        case "advice", (known,):
            return bool(_marked(ruleset, known))
    return True


def _asked_by(gate: Gate, known: Sequence[str]) -> str:
    """The action of a gate, or that of one of its rules by its mark, "" for one that only another edition
    knew."""
    if not known:
        return gate.action
    texts = (row.action for row in gate.triggers if row.action)
    return next((text for text in texts if [mark(text)] == list(known)), "")


def _marked(ruleset: Ruleset, known: str) -> str:
    """The action of an option by its mark, "" for one that only another edition knew."""
    texts = (text for row in ruleset.options for text in row.actions)
    return next((text for text in texts if mark(text) == known), "")


def contract(today: Today, on: date | None) -> Message:
    """What the contract of today's provider asks for on a day."""
    ends = today.contract_ends
    if ends is None:
        return say("action.contract.open")
    return say("action.contract.ended" if today.is_over(on) else "action.contract.ends", day=ends)


def _cost(ruleset: Ruleset, subjects: tuple[str, ...]) -> Message:
    match subjects:
        case (code,):
            return say("action.cost.contradicted", question=_short(ruleset, code))
        case ("", lacks):
            return say(f"action.cost.{lacks}")
    return say("action.cost")


def _settle(ruleset: Ruleset, outcome: str, code: str, today: Today) -> Words:
    if not code:
        return Words(say("action.settle.software"))
    how = say("action.find", what=_short(ruleset, code), how=_how(ruleset, code, today))
    return Words(say(f"action.settle.named.{outcome}"), how)


def _short(ruleset: Ruleset, code: str) -> str:
    criterion = ruleset.criterion[code]
    return criterion.short or criterion.question


def _how(ruleset: Ruleset, code: str, today: Today) -> Text:
    """How to find an answer out; of today's work there is nothing to count where nobody does it, and a
    provider that does it is asked as well."""
    row = ruleset.criterion[code]
    how = row.find_out or say("action.measure")
    if row.counts_today and today.done_by == "nobody":
        return say("action.find.nobody")
    if row.counts_today and today.done_by == "provider":
        return say("action.find.provider", how=how)
    return how
