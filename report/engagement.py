"""Form and price for what the headline names: of a split for each way, with its steps."""

from collections.abc import Collection, Iterator

from engine.fit.case import step_case
from engine.location.advice import LocationAdvice
from engine.location.engagement import PROVIDERS, EngagementAdvice, Level
from engine.outcome import INSIDE
from report.checks import fixes
from report.document import (
    About,
    Answer,
    Answers,
    Block,
    Callout,
    Fold,
    Heading,
    Items,
    Paragraph,
    Term,
    Terms,
)
from report.headline import may_go_out
from report.messages import Text, joined, places, say
from report.result import steps_by_way
from report.sources import Cited
from report.subject import Subject


def forms(
    subject: Subject, where: LocationAdvice, cited: Cited, *, brief: bool = False
) -> list[Block]:
    """One form for each named option that involves somebody else; none while all stays inside, and
    while the headline names no way. ``brief`` leaves out what each option means."""
    if not subject.shows_shares or subject.advised.outcome == "open":
        return [Paragraph(say("form.early"))]
    found = {key: row for key, row in where.engagement.items() if _is_told(subject, key)}
    is_later = bool(fixes(subject.advised)) and may_go_out(subject.advised)
    blocks: list[Block] = [Paragraph(say("form.fixed"))] if found and is_later else []
    for option, row in found.items():
        if len(found) > 1 or subject.advised.outcome == "split":
            blocks.append(Heading(_named(subject, option)))
        blocks += _form(subject, option, row, cited, brief)
    return blocks


def _is_told(subject: Subject, option: str) -> bool:
    """Whether the headline or a step of a split names more of it than own people, who need no form."""
    advised = subject.advised
    if advised.outcome != "split":
        return advised.outcome != "own"
    rows = [advised.steps[place - 1].recommendation for place in steps_by_way(advised)[option]]
    return any(row is not None and row.outcome != "own" for row in rows)


def _named(subject: Subject, option: str) -> Text:
    """The option; of a split with the steps that go there."""
    name = subject.way(option)
    if subject.advised.outcome != "split":
        return name
    steps = steps_by_way(subject.advised)[option]
    return say("form.steps", name=name, count=len(steps), places=places(steps))


def _form(
    subject: Subject, option: str, row: EngagementAdvice, cited: Cited, brief: bool
) -> Iterator[Block]:
    form, why = row.suggestion.form, cited.told(row.suggestion.why)
    if option in INSIDE and subject.case.today.is_done_as(option):
        why = say("form.already")
    yield Terms(
        [
            Term(say("form.form"), say("form.said", name=form.name, text=form.text)),
            Term(say("form.price"), say("form.said", name=form.price, text=form.price_text)),
            Term(say("form.why"), why),
        ]
    )
    if row.arrangement is not None:
        other = row.arrangement.form.name
        yield Callout("warn", say("form.risks", name=other), [cited.told(row.arrangement.why)])
    if not brief:
        yield Fold(say("form.more"), list(_more(subject, option, row, cited)))


def _more(subject: Subject, option: str, row: EngagementAdvice, cited: Cited) -> Iterator[Block]:
    """What the option means, the answers that the form rests on, and what else could fit."""
    meant = subject.ruleset.option[option]
    risks = row.risks if option in PROVIDERS else {}
    yield Terms(
        [
            Term(say("form.means"), meant.definition),
            Term(say("form.keeps"), meant.keeps_inside),
            Term(say("form.regret"), meant.regret),
            *(_risk(subject, key, level, row.pointing[key]) for key, level in risks.items()),
        ]
    )
    case = subject.case
    if subject.advised.outcome == "split":
        first = steps_by_way(subject.advised)[option][0]
        case = step_case(case, subject.result.steps[first - 1])
    if row.suggestion.criteria:
        yield Answers(
            [
                Answer(subject.short(code), subject.answer(code, case), about=About(criterion=code))
                for code in row.suggestion.criteria
            ]
        )
    form = row.suggestion
    for key, codes in (("open", form.open_codes), ("differ", form.differing)):
        if codes:
            yield Paragraph(say(f"form.{key}", count=len(codes)))
            yield Items([subject.short(code) for code in codes])
    if row.alternatives:
        yield Paragraph(say("form.also"))
        yield Items(
            [
                say("form.other", name=other.form.name, text=cited.told(other.why))
                for other in row.alternatives
            ]
        )


def _risk(subject: Subject, key: str, level: Level, pointing: Collection[str]) -> Term:
    risk = next(one for one in subject.ruleset.reference.engagement.risks if one.key == key)
    names = joined([subject.short(code) for code in pointing])
    return Term(risk.name, say(f"form.risk.{level}", text=risk.text, names=names))
