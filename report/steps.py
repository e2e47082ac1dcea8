"""Steps: where each goes and how sure that is, the hand-overs, and what stays with your own people."""

from collections.abc import Iterator

from engine.fit.case import Step
from engine.outcome import INSIDE, OUTSIDE, Recommendation, StepRecommendation
from report.checks import fixes, settled_first, state_of
from report.document import (
    About,
    Answer,
    Answers,
    Block,
    Cell,
    Column,
    Fold,
    Items,
    Page,
    Paragraph,
    Section,
    Table,
    Term,
    Terms,
)
from report.figures import strip_of, told
from report.headline import may_go_out, step_sure, step_way, way_told
from report.messages import Message, Percent, Text, say, sentences
from report.subject import Subject, answer_of
from report.turning import change_of, step_turns


def steps(subject: Subject) -> Page:
    """The process as its steps."""
    advised = subject.advised
    if not advised.steps:
        empty = Section("empty", "", [Paragraph(say("steps.empty"))])
        return Page("steps", say("page.steps"), "", [empty], empty=True)
    sections = [
        Section("strip", say("strip.title"), [strip_of(subject)]),
        Section("each", say("steps.each"), _each(subject)),
        Section("passes", say("steps.passes"), _passes(subject), half=True),
    ]
    kept = list(_kept(subject))
    if kept:
        sections.append(Section("kept", say("steps.kept"), [Terms(kept)], half=True))
    return Page("steps", say("page.steps"), _lead(advised), sections)


def _lead(advised: Recommendation) -> Message:
    """How the headline came about from the steps."""
    if advised.outcome == "none":
        return say("steps.lead.none")
    if advised.outcome == "split":
        return say("steps.lead.split")
    free = {row.recommendation.outcome for row in advised.steps if row.recommendation}
    if advised.lists_a_part:
        return say("steps.lead.part", count=len(advised.steps))
    if not free:
        return say("steps.lead.retained")
    if free == {"open"}:
        return say("steps.lead.open")
    return say("steps.lead.agree" if len(free) == 1 else "steps.lead.whole")


def _each(subject: Subject) -> list[Block]:
    rows = list(enumerate(subject.advised.steps, start=1))
    shown = told(len(rows))
    blocks: list[Block] = [_table(subject, rows[:shown])]
    if rows[shown:]:
        more = say("steps.more", count=len(rows) - shown)
        blocks.append(Fold(more, [_table(subject, rows[shown:])]))
    own = own_answers(subject)
    if own:
        blocks.append(Fold(say("steps.own", count=len(own)), [Answers(own)]))
    return blocks


def _table(subject: Subject, rows: list[tuple[int, StepRecommendation]]) -> Table:
    return Table(
        caption=say("steps.each"),
        columns=[
            Column(say("strip.column.step")),
            Column(say("strip.column.goes")),
            Column(say("steps.column.why")),
            Column(say("steps.column.share"), number=True),
        ],
        rows=[
            [
                Cell(say("step.named", place=place, name=row.step.name), about=About(step=place)),
                _goes(subject, row),
                Cell(_change(subject, place, row)),
                Cell(say("percent", percent=Percent(row.share))),
            ]
            for place, row in rows
        ],
    )


def _goes(subject: Subject, row: StepRecommendation) -> Cell:
    return Cell(
        step_way(subject.ruleset, subject.advised, row),
        option=way_told(subject.advised, row),
        note=step_sure(row),
    )


def _change(subject: Subject, place: int, row: StepRecommendation) -> Text:
    """Why a step is kept, the rule that decides, what must be settled first, or the likeliest change of its way."""
    if row.recommendation is None:
        return row.retained
    advised = row.recommendation
    if advised.ruled_by and advised.outcome in INSIDE:
        return sentences([one.reason for one in advised.fired if one.code in advised.ruled_by])
    rows = fixes(advised)
    if rows:
        return settled_first(subject.ruleset, rows)
    for turn in step_turns(subject.result, place):
        if turn.is_likely and turn.is_other:
            found = change_of(subject, turn)
            return say(
                "steps.change", question=found.question, answer=found.answer, then=found.then
            )
    return ""


def own_answers(subject: Subject) -> list[Answer]:
    """The steps' own answers to questions and checks, where they say something else than those of the whole."""
    rows = enumerate(subject.advised.steps, start=1)
    return [answer for place, row in rows for answer in _own(subject, place, row.step)]


def _own(subject: Subject, place: int, step: Step) -> Iterator[Answer]:
    for criterion in subject.ruleset.criteria:
        given = step.answers.get(criterion.code)
        own, common = answer_of(criterion, given), subject.answer(criterion.code)
        if given is not None and own != common:
            about = About(criterion=criterion.code, step=place)
            yield _differs(criterion.short, own, common, about)
    for gate in subject.ruleset.asked_gates():
        own, common = (
            state_of(step.gates.get(gate.code)),
            state_of(subject.case.gates.get(gate.code)),
        )
        if gate.code in step.gates and own != common:
            yield _differs(gate.question, own, common, About(gate=gate.code, step=place))


def _differs(question: str, own: Text, common: Text, about: About) -> Answer:
    return Answer(
        question=question,
        answer=own,
        about=about,
        where=say("step.numbered", place=about.step),
        then=say("steps.whole", answer=common),
    )


def _passes(subject: Subject) -> list[Block]:
    """Where the work is handed over between you and a provider, or between ways."""
    found = subject.advised.handovers
    is_open = any(row.way in ("open", "none") for row in subject.advised.steps)
    if subject.advised.lists_a_part and may_go_out(subject.advised):
        return [Paragraph(say("steps.passes.part"))]
    if not found:
        return [Paragraph(say("steps.passes.unknown" if is_open else "steps.passes.none"))]
    rows = subject.advised.steps
    texts = [
        say(
            "steps.pass",
            place=row.place + 1,
            name=rows[row.place].step.name,
            before=_way_of(subject, row.place, row.before),
            after=_way_of(subject, row.place + 1, row.after),
        )
        for row in found
    ]
    shown = told(len(texts))
    blocks: list[Block] = [
        Paragraph(say("steps.passes.open" if is_open else "steps.passes.lead", count=len(found))),
        Items(texts[:shown], ordered=True),
    ]
    if texts[shown:]:
        more = say("steps.passes.more", count=len(texts) - shown)
        blocks.append(Fold(more, [Items(texts[shown:], ordered=True, start=shown + 1)]))
    return blocks


def _way_of(subject: Subject, place: int, way: str) -> Text:
    """One side of a hand-over: the way of the step beside it, or of a kept one what it is told to be."""
    row = subject.advised.steps[place]
    told = way_told(subject.advised, row)
    is_told = row.recommendation is None or (way, told) == ("in_house", "own")
    return subject.way(told if is_told else way)


def _kept(subject: Subject) -> Iterator[Term]:
    """What stays inside while a provider does the rest; nothing to name while none does."""
    advised = subject.advised
    ways = {row.way for row in advised.steps}
    if advised.lists_a_part:
        ways.add(advised.outcome)
    if not ways & set(OUTSIDE):
        return
    for place, row in enumerate(advised.steps, start=1):
        if row.retained:
            yield Term(say("step.named", place=place, name=row.step.name), row.retained)
    for option in subject.ruleset.options:
        if option.key in ways and option.key in OUTSIDE:
            yield Term(say("steps.team", name=option.name), option.keeps_inside)
    yield Term(say("steps.check"), say("steps.check.words"))
