"""The summary: headline and certainty, one picture, three reasons, what would change it, what to do."""

from collections.abc import Sequence

from engine.fit.counting import applying
from engine.outcome import OUTSIDE
from report.checks import (
    about_open,
    asked_still,
    certainty_of,
    fixes,
    settled_first,
    software_told,
    software_waits,
)
from report.document import (
    Actions,
    Answers,
    Block,
    Page,
    Paragraph,
    Section,
    Term,
    Terms,
    Verdict,
)
from report.figures import bars_of, known_of, strip_of
from report.headline import headline, way_told
from report.map_figure import map_of
from report.messages import Chance, Message, say
from report.money import doubts, is_weak, money_line
from report.reasons import missing, reasons_against, reasons_for, sides
from report.subject import Subject
from report.turning import changes, rules_together, to_find

ENTRIES = 3


def verdict(subject: Subject) -> Verdict:
    """The headline, how sure it is, and the lines under it."""
    advised, sure = subject.advised, certainty_of(subject)
    return Verdict(
        headline=headline(advised, subject.case.today),
        marks=_marks(subject),
        confidence=advised.confidence,
        label="" if advised.confidence == "none" else say(f"confidence.{advised.confidence}"),
        certainty=sure,
        meaning=say("certainty.meaning") if _counts(subject, sure) else "",
        lines=_lines(subject),
        quick=subject.is_quick,
    )


def _marks(subject: Subject) -> list[str]:
    """The marks of what the headline names: of a split, of the ways that it goes."""
    advised = subject.advised
    if advised.confidence in ("none", "early") or advised.outcome == "open":
        return []
    if advised.outcome != "split":
        return [advised.named]
    ways = (way_told(advised, row) for row in advised.steps)
    return [way for way in dict.fromkeys(ways) if way != "open"]


def _counts(subject: Subject, sure: Sequence[Message]) -> bool:
    """Whether any sentence counts readings; of what a rule decides none does."""
    values = (value for row in sure for value in row.values.values())
    return subject.advised.confidence == "open" or any(isinstance(one, Chance) for one in values)


def _lines(subject: Subject) -> list[Term]:
    """What it means, the money, what does not go with it, which the paper says over its table, and what must be fixed
    first; a line each, where there is one."""
    if not subject.shows_shares:
        return []
    found = [*lines_of(subject), *_doubts(subject)]
    first = first_of(subject)
    return found if first is None else [*found, first]


def _doubts(subject: Subject) -> list[Term]:
    """What does not go with the money. A case of mostly other people's figures doubts an answer here only where that
    is a reason for the advice."""
    found, answer = doubts(subject), subject.result.contradicted
    if not found or answer is None or not is_weak(subject):
        return found
    return found if answer.code in {row.about.criterion for row in reasons_for(subject)} else []


def lines_of(subject: Subject) -> list[Term]:
    """What it means, the money, and what is done beside the decision; a line each, where there is one."""
    found = []
    option = subject.ruleset.option.get(subject.advised.named)
    if option:
        found.append(Term(option.name, say(f"meaning.{option.key}")))
    money = money_line(subject)
    if money is not None:
        found.append(money)
    software = software_told(subject.advised)
    if software is not None and not software_waits(subject.advised):
        found.append(Term(say("line.beside"), software))
    return found


def first_of(subject: Subject) -> Term | None:
    """What must be fixed, automated or checked before anything changes hands; None without. The open checks lead to
    the first of them."""
    advised = subject.advised
    rows = fixes(advised)
    if rows:
        return Term(say("line.first"), settled_first(subject.ruleset, rows))
    if software_waits(advised) and (software := software_told(advised)) is not None:
        return Term(say("line.first"), software)
    asked = asked_still(subject.ruleset, advised)
    if asked and subject.is_sure:
        where = about_open(*next(iter(asked.items())))
        return Term(say("line.first"), say("first.open", count=len(asked)), where)
    return None


def summary(subject: Subject) -> Page:
    """The page that a board reads first."""
    advised = subject.advised
    key = (
        "split"
        if advised.outcome == "split"
        else advised.confidence
        if advised.confidence in ("none", "early", "open")
        else "sure"
    )
    sections = {
        "none": _none,
        "early": _early,
        "open": _open,
        "split": _sure,
        "sure": _sure,
    }[key](subject)
    if not subject.is_quick and key != "none":
        sections.append(Section("next", say("summary.next"), [Actions()]))
    return Page("summary", say("page.summary"), "", sections, empty=key == "none")


def _none(subject: Subject) -> list[Section]:
    some = applying(subject.ruleset, subject.case)
    said = say("summary.none" if some else "summary.none.applies")
    return [Section("empty", "", [Paragraph(said)])]


def _early(subject: Subject) -> list[Section]:
    return [
        Section("known", say("summary.known"), [known_of(subject)]),
        Section("missing", say("summary.missing"), [Answers(missing(subject, ENTRIES))]),
    ]


def _picture(subject: Subject) -> list[Section]:
    """One picture: the strip where the steps say it, of a split or of steps that are all kept."""
    advised = subject.advised
    if advised.outcome == "split" or (advised.steps and advised.who is None):
        return [Section("steps", say("strip.title"), [strip_of(subject), *_meanings(subject)])]
    found = [Section("picture", say("map.title"), [map_of(subject)])]
    bars = bars_of(subject)
    if bars:
        found.append(Section("chances", say("bars.title"), [bars]))
    return found


def _meanings(subject: Subject) -> list[Block]:
    """What the kinds of provider in the strip are."""
    named = {row.way for row in subject.advised.steps} & set(OUTSIDE)
    rows = [
        Term(option.name, say(f"meaning.{option.key}"))
        for option in subject.ruleset.options
        if option.key in named
    ]
    return [Terms(rows)] if rows else []


def _sure(subject: Subject) -> list[Section]:
    reasons, against = reasons_for(subject), reasons_against(subject)
    found = _picture(subject)
    if reasons:
        title = say(f"summary.why.{len(reasons)}")
        found.append(Section("why", title, [Answers(reasons)], half=True))
    if against:
        found.append(Section("against", say("summary.against"), [Answers(against)], half=True))
    turning = changes(subject)
    body = Answers(turning) if turning else Paragraph(say("change.none"))
    blocks = [*rules_together(subject), body]
    found.append(Section("change", say("summary.change"), blocks, half=True))
    return found


def _open(subject: Subject) -> list[Section]:
    for_provider, for_own = sides(subject)
    deciding = to_find(subject, 2)
    body = Answers(deciding) if deciding else Paragraph(say("find.nothing"))
    found = [
        Section("decides", say("summary.decides"), [body]),
        *_picture(subject),
    ]
    for key, answers in (("for_provider", for_provider), ("for_own", for_own)):
        body = Answers(answers) if answers else Paragraph(say("summary.no_side"))
        found.append(Section(key, say(f"summary.{key}"), [body], half=True))
    return found
