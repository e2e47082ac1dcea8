"""Why: a tug of war for each question, answer by answer, until the sum reaches its end."""

from engine.outcome import LEANING, Question, Recommendation, StepRecommendation
from engine.rounding import MIDDLE
from report.checks import fixes, quoted, unknown_before
from report.document import (
    About,
    Answer,
    Answers,
    Block,
    Fold,
    Heading,
    Page,
    Paragraph,
    Pulls,
    Section,
)
from report.figures import SIDES, bar, tug_of
from report.headline import step_sure, step_way
from report.messages import (
    Chance,
    Listed,
    Message,
    Percent,
    Points,
    Score,
    Size,
    Text,
    joined,
    places,
    say,
)
from report.numbers import tenth
from report.reasons import Pull, answer_of_pull, pulls_of, questions_of, rules, step_reasons
from report.subject import Subject

GROUPS = 6
"""So many groups of steps are told before the others fold."""
SECOND = ("provider", "kpo", "shared_service")
"""The answers above the line of their question."""
SHOWN = 8
"""So many answers of a question are shown; the others fold, with their sum."""


def why(subject: Subject) -> Page:
    """The page behind the reasons."""
    advised = subject.advised
    if not subject.shows_shares:
        return Page("why", say("page.why"), "", [_nothing()], empty=True)
    if advised.outcome == "split":
        return Page("why", say("page.why"), say("why.lead.split"), _split(subject))
    rows = sorted(advised.questions, key=lambda one: not advised.on_path(one[1]))
    sections = [*_rule(subject), *(_question(subject, key, row) for key, row in rows)]
    sections.append(_before(subject))
    if advised.inside is None and advised.who is not None:
        one = "pooled" if subject.case.today.is_done_as("shared_service") else "one"
        key = "unknown" if advised.units_unknown else one
        body = Paragraph(say(f"why.inside.{key}"))
        sections.append(Section("inside", say("question.if.inside"), [body], half=True))
    names = [
        say("quoted", text=say(f"question.{key}")) for key, row in rows if advised.on_path(row)
    ]
    lead = say("why.lead", count=len(names), names=Listed(names))
    if advised.ruled_by:
        lead = say("why.lead.ruled", count=len(advised.ruled_by))
    elif not names:
        lead = say("why.lead.retained", count=len(advised.steps))
    elif advised.outcome == "automate":
        lead = say("why.lead.automate")
        sections.sort(key=lambda part: part.key != "before")
    return Page("why", say("page.why"), lead, sections)


def _rule(subject: Subject) -> list[Section]:
    """The rules that decide, before any sum."""
    rows = list(rules(subject, subject.advised)) if subject.advised.ruled_by else []
    title = say("why.rule", count=len(rows))
    return [Section("rule", title, [Answers(rows)])] if rows else []


def _nothing() -> Section:
    return Section("empty", "", [Paragraph(say("why.empty"))])


def _split(subject: Subject) -> list[Section]:
    """Of a split, why each step goes its way: those with the same way and the same reasons together."""
    groups: dict[str, tuple[list[int], list[Answer], list[Answer]]] = {}
    for place, row in enumerate(subject.advised.steps, start=1):
        if row.recommendation is not None:
            reasons, against = step_reasons(subject, place)
            told = repr((row.recommendation.outcome, reasons, against, _sums(row)))
            groups.setdefault(told, ([], reasons, against))[0].append(place)
    rows = [_group(subject, *group) for group in groups.values()]
    more = rows[GROUPS:] if len(rows) > GROUPS + 1 else []
    shown = rows[: len(rows) - len(more)]
    found = [
        Section(f"group{number}", title, body) for number, (title, body) in enumerate(shown, 1)
    ]
    if more:
        body = [block for title, blocks in more for block in (Heading(title), *blocks)]
        found.append(Section("more", "", [Fold(say("why.more", count=len(more)), body)]))
    return found


def _group(
    subject: Subject, found: list[int], reasons: list[Answer], against: list[Answer]
) -> tuple[Message, list[Block]]:
    """The title of steps that are told together, and why they go their way."""
    row = subject.advised.steps[found[0] - 1]
    way = step_way(subject.ruleset, subject.advised, row)
    title = say("why.group", count=len(found), way=way, places=places(found))
    body: list[Block] = (
        [Paragraph(_sums(row))] if row.recommendation and row.recommendation.who else []
    )
    body += [Answers(reasons)] if reasons else []
    if against:
        body += [Heading(say("summary.against")), Answers(against)]
    return title, body


def _sums(step: StepRecommendation) -> Text:
    """How sure the way of a step is, and where its sums end, of each question that its way names; where a rule
    decides, that it does."""
    advised = step.recommendation
    if advised is None:
        return ""
    sums = [
        say(f"why.sum.{key}", score=Score(tenth(row.score)), line=Score(tenth(row.score_line)))
        for key, row in questions_of(advised)
    ]
    if advised.ruled_by:
        return joined([say("why.sum.ruled"), *sums])
    sure = step_sure(step)
    return joined([*sums, sure] if sure else sums)


def _question(subject: Subject, key: str, row: Question) -> Section:
    pulls = pulls_of(key, row, subject.spoken)
    points = {pull.criterion: pull.points for pull in pulls}
    most = max((abs(pull.points) for pull in pulls), default=1.0) or 1.0
    rows = [_row(subject, row, pull, most) for pull in pulls]
    first, second = SIDES[key]
    smaller = pulls[SHOWN:] if len(pulls) > SHOWN + 1 else []
    shown = rows[: len(rows) - len(smaller)]
    return Section(
        key,
        say(f"question.{key}" if subject.advised.on_path(row) else f"question.if.{key}"),
        [
            Paragraph(_answer(subject, key, row, MIDDLE + sum(points.values()))),
            tug_of(subject, key, row, points),
            Pulls(
                columns=[
                    say("why.column.answer"),
                    say("why.column.points"),
                    say("why.column.counts"),
                ],
                away=say(f"side.{key}.away"),
                towards=say(f"side.{key}.towards"),
                option_away=first,
                option_towards=second,
                rows=shown,
                smaller=rows[len(shown) :],
                smaller_name=say("why.smaller", count=len(smaller)) if smaller else "",
                smaller_points=_points(sum(pull.points for pull in smaller)) if smaller else "",
                smaller_share=_share(sum(row.shares.get(pull.criterion, 0.0) for pull in smaller))
                if smaller
                else "",
                total_name=say("why.total"),
                score=say("size", points=Size(MIDDLE + sum(points.values()))),
            ),
            *_unknown(subject, row),
        ],
    )


def _row(subject: Subject, row: Question, pull: Pull, most: float) -> Answer:
    base = answer_of_pull(subject, pull)
    return Answer(
        question=base.question,
        answer=base.answer,
        about=base.about,
        points=_points(pull.points),
        side=base.side,
        bar=bar(pull.points / most),
        share=_share(row.shares.get(pull.criterion, 0.0)),
    )


def _points(points: float) -> Message:
    return say("points", points=Points(points))


def _share(share: float) -> Message:
    return say("percent", percent=Percent(share))


def _answer(subject: Subject, key: str, row: Question, score: float) -> Text:
    """The answer with its number, and what the line asks for; the score is that of the printed points."""
    advised = subject.advised
    word = advised.word_of(row)
    values = {"score": Score(tenth(score)), "line": Score(tenth(row.score_line))}
    part = say(f"certainty.part.{row.answer}")
    if advised.ruled_by and key == "who":
        return say("why.answer.ruled", part=part, count=len(advised.ruled_by), **values)
    if word == "open" and row.confidence != "open" and key != "who":
        side = say(f"side.{key}.{'towards' if row.answer in SECOND else 'away'}")
        chance = Chance(row.probability)
        return say(f"why.answer.{_unnamed(advised)}", side=side, chance=chance, **values)
    if word == "open":
        return _open(row, key, values)
    return say(f"why.answer.{key}", part=part, chance=Chance(row.probability), **values)


def _unnamed(advised: Recommendation) -> str:
    """Why an answer that would be sure by itself is not named: the steps differ, or it comes too seldom together
    with the answer to who."""
    ways = {row.recommendation.outcome for row in advised.steps if row.recommendation}
    return "steps" if len(ways) > 1 else "seldom"


def _open(row: Question, key: str, values: dict[str, Score]) -> Message:
    """Why a question is open: the readings are divided, they come out on the other side than the answers as
    they stand, or the work is with a provider already and the balance is weak."""
    if row.confidence != "open":
        return say("why.answer.today", **values)
    cause = "other" if row.probability < 1 - LEANING else "divided"
    most = max(row.probability, 1 - row.probability)
    is_second = (row.answer in SECOND) is (most == row.probability)
    side = say(f"side.{key}.{'towards' if is_second else 'away'}")
    line = say(f"why.line.{key}", line=values["line"])
    return say(f"why.answer.{cause}", side=side, chance=Chance(most), asked=line, **values)


def _unknown(subject: Subject, row: Question) -> list[Fold]:
    """The asked questions that nobody knows the answer to: they pull nowhere."""
    known = {one.criterion for one in row.contributions}
    codes = [code for code in row.shares if code not in known]
    if not codes:
        return []
    rows = [
        Answer(
            question=subject.short(code),
            answer=subject.answer(code, subject.spoken),
            about=About(criterion=code),
        )
        for code in codes
    ]
    return [Fold(say("why.unknown", count=len(codes)), [Answers(rows)])]


def _before(subject: Subject) -> Section:
    return Section("before", say("question.before"), [Paragraph(_said(subject))], half=True)


def _said(subject: Subject) -> Message:
    advised: Recommendation = subject.advised
    before = advised.before
    rows = fixes(advised)
    if rows:
        return say("why.before.fix", count=len(rows), names=quoted(subject.ruleset, rows))
    unknown = unknown_before(subject.ruleset, advised)
    if unknown and (before is None or before.automate == "none"):
        return say("why.before.unknown", names=unknown)
    if before is None or (before.probability == 1 and before.automate == "none"):
        return say("why.before.none")
    is_open = before.probability < LEANING
    key = f"open.{before.automate}" if is_open else before.automate.replace("none", "likely")
    return say(f"why.before.{key}", chance=Chance(before.probability))
