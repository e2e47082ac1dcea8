"""What only the paper says: what a board is asked, what must be true first, risks and the way back.

Everything else on its pages is the summary and the pages behind it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fit.interview import progress
from engine.model.facts import Fact
from engine.outcome import INSIDE, OUTSIDE
from report.action_words import listed
from report.actions import WITH_A_PROVIDER, Written, to_fix
from report.checks import (
    acted_on,
    asked_still,
    keeps,
    question_of,
    software_told,
    software_waits,
)
from report.document import Term
from report.headline import decisions_kept, goes_out, is_by_rule, keeps_told
from report.messages import Message, Text, at, places, say
from report.sources import titled
from report.subject import Subject
from report.summary import lines_of

FIRST = 3
"""So many things are told that must be true first."""
CONDITIONS = ("contract", "cost", "settle", "find")
"""Actions that come before anything changes hands, beside what is fixed, automated and checked. How the advice
is carried out is no condition of it."""
RISKS = 2
FIGURE = re.compile(r"\d")
BACK = ("open", "automate", "stay")
"""Outcomes and moves with a way back of their own."""
CHOICES = ("yes", "conditions", "no", "later")
KIND = {True: say("paper.kind.note"), False: say("paper.kind.decision")}
"""What a paper is called, by whether it is a note."""
LABELS = (
    "annex",
    "approval",
    "attached",
    "by_when",
    "date",
    "decision_aid",
    "draft",
    "first",
    "name",
    "nobody",
    "overdue",
    "page",
    "picture",
    "prepared",
    "quick",
    "risks",
    "role",
    "signature",
    "signed_behind",
    "status",
    "status.doing",
    "status.done",
    "status.todo",
    "steps",
    "undrawn",
    "version",
    "what",
    "who",
)
"""The words around what is said: heads of tables and lines, and what stands on every page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The front of a paper. ``note``: there is nothing to decide yet, so only what comes next is to choose
    and nobody signs. ``lines`` stand under the headline: those of the summary, without what ``first`` says
    in full. Of a note that is among its next steps, and of the short form what it leaves out. All three are
    empty while too little is known to say how it looks."""

    note: bool
    kind: Text
    asked: Text
    choices: Sequence[Text]
    lines: Sequence[Term]
    first: Sequence[Text]
    risks: Sequence[Term]
    labels: Mapping[str, Text]


def is_note(subject: Subject) -> bool:
    """Whether there is nothing to decide yet: nothing is named, or the short form alone names it."""
    return subject.is_quick or not subject.advised.can_be_decided


def paper(subject: Subject, written: Iterable[Written] = ()) -> Paper:
    """The front of the paper of a result; ``written`` is what people wrote about the actions."""
    labels = {one: say(f"paper.label.{one}") for one in LABELS}
    if subject.is_quick:
        labels["first"] = say("paper.label.first.quick")
    return Paper(
        note=is_note(subject),
        kind=KIND[is_note(subject)],
        asked=_asked(subject),
        choices=_choices(subject),
        lines=lines_of(subject) if subject.shows_shares else [],
        first=_first(subject, written) if subject.shows_shares else [],
        risks=_risks(subject) if subject.shows_shares else [],
        labels=labels,
    )


def _asked(subject: Subject) -> Message:
    if is_note(subject):
        answered = progress(subject.ruleset, subject.case.answers, subject.depth).answered
        return say(f"paper.asked.note.{_why_not(subject)}", count=answered)
    move = _move(subject)
    known = move if move in ("stay", "back", "pooled") else subject.advised.named
    asked = say(f"paper.asked.{known}")
    if not keeps_told(subject.advised):
        return say("sentence", text=asked)
    return say("paper.asked.keeps", asked=asked, count=decisions_kept(subject.advised))


def _why_not(subject: Subject) -> str:
    """Why there is nothing to decide yet."""
    if not subject.shows_shares:
        return "early"
    if subject.is_quick:
        return "quick"
    if subject.advised.outcome == "open":
        return "open"
    return "ruled" if subject.is_sure else "step"


def _move(subject: Subject) -> str:
    """What a yes would do: the work goes out, stays out, comes back, stays inside or is pooled there, or the
    outcome itself."""
    outcome, today = subject.advised.outcome, subject.case.today
    if outcome in OUTSIDE:
        return "stay" if today.is_done_as(outcome) else "out"
    if outcome not in INSIDE:
        return outcome
    if today.done_by == "provider":
        return "back"
    if outcome == "shared_service":
        return "pooled" if today.is_done_as(outcome) else "pool"
    return "inside"


def _choices(subject: Subject) -> list[Text]:
    """The boxes to tick: a decision says yes or no to its own move, a note what happens next. Where a rule
    decides, no box is for what it forbids."""
    if is_note(subject):
        next_ = "deeper" if subject.is_quick else "find"
        return [say(f"paper.choice.note.{one}") for one in (next_, "leave")]
    move = _move(subject)
    shared = {"conditions": "split" if move == "split" else "any", "later": "any"}
    if is_by_rule(subject.advised):
        shared["no"] = "ruled"
    count = len(subject.advised.ruled_by)
    return [say(f"paper.choice.{shared.get(one, move)}.{one}", count=count) for one in CHOICES]


def _first(subject: Subject, written: Iterable[Written]) -> list[Text]:
    """What must be true before anything changes hands: what to settle, to automate, to find out and to check.
    Empty where nothing must."""
    if subject.is_quick:
        return list(_left_out(subject))
    if is_note(subject):
        return []
    rows = [row for row in listed(subject.result, written) if row["asked"]]
    found = list(_conditions(subject, rows))
    if len(found) > FIRST + 1:
        return [*found[:FIRST], say("paper.first.more", count=len(found) - FIRST)]
    return found


def _left_out(subject: Subject) -> Iterator[Text]:
    """What is to be answered before the short form's advice can be decided on: the questions that weigh most
    of those without an answer, how many more there are, and the checks."""
    answers = subject.case.answers
    codes = [code for code in subject.result.missing if code not in answers][:FIRST]
    for code in codes:
        yield _labelled(say("paper.first.answer"), subject.short(code))
    full = progress(subject.ruleset, answers, "full")
    left = full.total - full.answered - len(codes)
    if left > 0:
        yield say("paper.first.left", count=left)
    checks = asked_still(subject.ruleset, subject.advised)
    if checks:
        yield say("first.open", count=len(checks))


def _is_done(row: Mapping[str, Any]) -> bool:
    return bool(row["status"] == "done")


def _conditions(subject: Subject, rows: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    advised = subject.advised
    yield from _fired(subject, rows)
    rows = [row for row in rows if not _is_done(row)]
    software = software_told(advised) if software_waits(advised) else None
    if software is not None:
        yield software
    for row in rows:
        if row["kind"] in CONDITIONS and not _is_about_software(row, software is not None):
            yield _labelled(row["why"], row["what"])
    checks = {row["subjects"][0]: row for row in rows if row["kind"] == "check"}
    for code in asked_still(subject.ruleset, advised):
        if code in checks:
            yield _labelled(checks[code]["why"], question_of(subject.ruleset, code))


def _fired(subject: Subject, rows: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """What fired checks ask for before work goes out, unless that is done: what to put right, then the decisions
    that stay."""
    left = {row["key"] for row in rows if row["kind"] == "fix" and not _is_done(row)}
    found = [
        one for one in acted_on(subject.result) if to_fix(subject.ruleset, one.row).key in left
    ]
    for one in (row for row in found if row.row.effect == "fix_first"):
        count = len(one.steps)
        label = say("paper.first.fix.steps", count=count, places=places(one.steps))
        yield _labelled(label if count else say("paper.first.fix"), one.row.action)
    for one in filter(keeps, found):
        yield _labelled(at(one.steps), one.row.action) if one.steps else one.row.action


def _is_about_software(row: Mapping[str, Any], is_told: bool) -> bool:
    """Whether an action settles what software takes over, and that is told by itself: among the conditions,
    or beside the decision."""
    if row["kind"] != "settle" or row["subjects"][1]:
        return False
    return is_told or row["subjects"][0] == "automate"


def _labelled(label: Text, text: Text) -> Message:
    return say("paper.first.labelled", label=label, text=text)


def _risks(subject: Subject) -> list[Term]:
    """Risks of what is advised and the way back, a line each, in every paper. Those of a kind of work
    are about a provider: where nothing can go out, they are not this decision's."""
    out = goes_out(subject.advised)
    service = subject.ruleset.service.get(subject.case.service or "")
    options = subject.ruleset.option
    found: dict[str, Text] = {
        first_sentence(options[key].regret): "" for key in _ways(subject) if key in options
    }
    if service and (out or subject.advised.outcome == "open"):
        found = {first_sentence(row.text): _source(subject, row) for row in service.risks} | found
    lines: list[Text] = [
        say("paper.risk.source", text=text, source=source) if source else text
        for text, source in found.items()
    ]
    inside = "ruled" if is_by_rule(subject.advised) else "inside"
    if not out:
        lines.append(say(f"paper.risk.{inside}"))
    risks = [Term(say("paper.risk"), line) for line in lines[:RISKS]]
    way = next((one for one in (subject.advised.outcome, _move(subject)) if one in BACK), "")
    today = subject.case.today
    is_with_one = today.done_by in WITH_A_PROVIDER if way == "open" else today.is_outside
    if is_with_one and (way == "open" or (out and not way)):
        way = "stay"
    count = len(subject.advised.ruled_by)
    back = say(f"paper.back.{way or ('outside' if out else inside)}", count=count)
    return [*risks, Term(say("paper.back"), back)]


def _source(subject: Subject, fact: Fact) -> Text:
    """The first source of a fact that names a figure; "" for any other, and for an assumption."""
    if (
        fact.mark == "assumption"
        or not fact.sources
        or not FIGURE.search(first_sentence(fact.text))
    ):
        return ""
    return titled({row.code: row for row in subject.ruleset.sources}, fact.sources[0])


def _ways(subject: Subject) -> list[str]:
    advised = subject.advised
    steps = [row.recommendation.outcome for row in advised.steps if row.recommendation]
    close = {"provider": ["bpo"], "own": ["in_house"], "open": ["bpo", "in_house"]}
    found = steps if advised.outcome == "split" else [advised.outcome]
    return list(dict.fromkeys(key for one in found for key in close.get(one, [one])))


def first_sentence(text: str) -> str:
    """The first sentence of a text of the decision model."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
