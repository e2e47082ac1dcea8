"""Where and rules: how far the work may go, in which form, under which rules and checks, and what is
usually true of such work. Beside the advice on who does it, never merged with it."""

from collections.abc import Iterator

from engine.fit.case import known_choices
from engine.location.advice import LocationAdvice, ToFind
from engine.location.countries import Candidate, PlaceAdvice
from engine.model.places import Caution, Limit, PutsFirst
from report.checks import fired_checks, open_checks, standing
from report.document import (
    About,
    Answer,
    Answers,
    Block,
    Callout,
    Cell,
    Column,
    Fold,
    Heading,
    Items,
    Page,
    Paragraph,
    Section,
    Table,
)
from report.engagement import forms
from report.headline import may_go_out
from report.messages import Language, Listed, Message, Number, Text, say
from report.regimes import rules
from report.service import usual
from report.sources import Cited
from report.subject import Subject

NEAR = ("on_site", "onshore")
TO_FIND = 3
"""So many things to find out are shown; the others fold."""


def place(subject: Subject) -> Page:
    """The page behind the place of the work."""
    where, sections = subject.result.location, place_sections(subject)
    if not sections:
        empty = Section("empty", "", [Paragraph(say("place.empty"))])
        return Page("place", say("page.place"), "", [empty], empty=True)
    return Page("place", say("page.place"), _lead(subject, where), sections)


def _lead(subject: Subject, where: LocationAdvice | None) -> Message:
    """What the page is about; where a provider may get nothing, or only what software leaves, it is for later."""
    if where is None or not where.is_later:
        return say("place.lead")
    return say("place.later.software" if may_go_out(subject.advised) else "place.later")


def place_sections(subject: Subject, *, brief: bool = False) -> list[Section]:
    """What is known of place and rules, and the sources that it names. ``brief`` leaves out what is true
    of such work anywhere, and what the list of checks says."""
    cited = Cited(subject)
    found = [row for row in _sections(subject, subject.result.location, cited, brief) if row.blocks]
    return [*found, cited.section(brief=brief)] if found else []


def _sections(
    subject: Subject, where: LocationAdvice | None, cited: Cited, brief: bool
) -> Iterator[Section]:
    for key, warning in (("checks", False), ("warnings", True)):
        rows = fired_checks(subject, warning=warning)
        if rows:
            yield Section(key, say(f"{key}.title"), [Answers(rows)])
    if where is not None:
        if where.place is not None:
            blocks = [
                *_far(subject, where.place, cited),
                *_countries(subject, where, cited, brief),
                *_cautions(subject, where.place, cited),
            ]
            yield Section("far", say("place.far"), blocks)
        yield Section("form", say("form.title"), forms(subject, where, cited, brief=brief))
        yield Section("rules", say("rules.title"), rules(subject, where, cited, brief=brief))
        yield Section("find", say("place.find"), _find(subject, where), half=True)
    if brief:
        return
    if subject.advised.outcome != "none":
        yield Section("open", say("checks.open"), _open(subject), half=True)
    yield Section("usual", say("usual.title"), usual(subject, cited), half=True)


def _open(subject: Subject) -> list[Block]:
    unknown = open_checks(subject)
    if unknown:
        return [Fold(say("sure.checks", count=len(unknown)), [Answers(unknown)])]
    if standing(subject.result) or subject.advised.open_gates:
        return []
    return [Paragraph(say("checks.none"))]


def _far(subject: Subject, advice: PlaceAdvice, cited: Cited) -> list[Block]:
    """How far at most, and the answers that keep it near or speak for some places."""
    rows = [_limit(subject, row, cited) for row in advice.reasons]
    if advice.farthest not in NEAR:
        rows += [_caution(subject, row, cited) for row in advice.put_first]
    blocks: list[Block] = [Paragraph(_distance(subject, advice))]
    return [*blocks, Answers(rows)] if rows else blocks


def _cautions(subject: Subject, advice: PlaceAdvice, cited: Cited) -> Iterator[Block]:
    said = () if advice.farthest in NEAR else advice.put_first
    rows = [_caution(subject, row, cited) for row in advice.cautions if row not in said]
    if rows:
        yield Fold(say("place.cautions", count=len(rows)), [Answers(rows)])


def _distance(subject: Subject, advice: PlaceAdvice) -> Message:
    key = advice.farthest
    if key == "nearshore" and advice.own_area:
        key_said = "area"
    elif key == "offshore" and advice.put_first:
        key_said = "first"
    elif key == "offshore" and advice.open_codes:
        key_said = "open"
    elif key == "onshore" and not may_go_out(subject.advised):
        key_said = "inside"
    else:
        key_said = key
    return say(f"place.far.{key_said}", hours=Number(subject.ruleset.reference.places.near_hours))


def _limit(subject: Subject, row: Limit, cited: Cited) -> Answer:
    then = say(f"place.limit.{row.farthest}", text=cited.told(row.fact))
    gate = subject.ruleset.gate.get(row.code)
    if gate is not None:
        said = say("gate.no") if gate.question else say("place.limit.gate")
        return Answer(gate.question or gate.name, said, about=About(gate=gate.code), then=then)
    return Answer(
        subject.short(row.code),
        subject.answer(row.code),
        about=About(criterion=row.code),
        then=then,
    )


def _caution(subject: Subject, row: Caution, cited: Cited) -> Answer:
    return Answer(
        subject.short(row.criterion),
        subject.answer(row.criterion),
        about=About(criterion=row.criterion),
        then=cited.told(row.fact),
    )


def _countries(subject: Subject, where: LocationAdvice, cited: Cited, brief: bool) -> list[Block]:
    """A few countries to look at first, with what to know about them."""
    advice = where.place
    if advice is None:
        return []
    blocks: list[Block] = [Paragraph(_why_these(subject, where, advice))]
    if advice.shortlist:
        blocks.insert(0, Heading(say("place.table")))
        blocks.append(_table(where, advice))
    if where.said.barred:
        names = subject.ruleset.reference.places.countries
        barred = [
            say("place.barred.why", name=names[code].name, reason=reason)
            if reason
            else names[code].name
            for code, reason in where.said.barred.items()
        ]
        blocks.append(Paragraph(say("place.barred", names=Listed(barred))))
    if advice.second_reasons:
        second = say(f"place.second.{_second(advice)}", name=_second_name(advice))
        reasons = [cited.told(row.fact) for row in advice.second_reasons]
        blocks.append(Callout("note", second, reasons))
    if not brief:
        blocks += _about_countries(subject, advice, cited)
    return blocks


def _about_countries(subject: Subject, advice: PlaceAdvice, cited: Cited) -> Iterator[Block]:
    if not advice.shortlist:
        return
    notes: list[Text] = [
        say("place.note", name=row.country.name, text=cited.told(note))
        for row in advice.shortlist
        for note in row.country.notes
    ]
    ranks: list[Text] = [
        say(
            "place.rank",
            name=row.country.name,
            rank=rank.rank,
            year=str(rank.year),
            sources=cited.named(rank.sources),
        )
        for row in advice.shortlist
        if (rank := row.country.gsli) and rank.sources
    ]
    content = subject.ruleset.reference.places
    general = [cited.told(row) for row in content.notes]
    blocks: list[Block] = [Items([*notes, *ranks, *general])]
    if content.checked_on:
        blocks.append(Paragraph(say("place.checked", day=content.checked_on), look="note"))
    yield Fold(say("place.about"), blocks)


def _why_these(subject: Subject, where: LocationAdvice, advice: PlaceAdvice) -> Message:
    """Why these countries, or why none."""
    said, content = where.said, subject.ruleset.reference.places
    if advice.farthest in NEAR:
        return say("place.none.stays")
    if not said.home and not said.zone:
        return say("place.none.home")
    if advice.own_area and not said.home:
        return say("place.none.area")
    spoken = content.speaks(known_choices(subject.ruleset, subject.case))
    if not advice.shortlist:
        key = "spoken" if said.languages and spoken else "fits"
        return say(f"place.none.{key}", count=len(content.countries))
    home = content.countries[said.home].name if said.home else said.zone.replace("_", " ")
    free = {None: "open", False: "written", True: "spoken"}[spoken if said.languages else True]
    first = {row.puts_first for row in advice.put_first if _has_any(advice, row.puts_first)}
    keys = ["languages"] if said.languages and spoken is not False else []
    keys += [key for key in ("area", "near") if key in first]
    order = Listed([say(f"place.order.{key}") for key in (*keys, "usual", "hours")])
    return say(f"place.these.{free}", home=home, order=order, day=where.on)


def _has_any(advice: PlaceAdvice, wanted: PutsFirst) -> bool:
    """Whether a country that is named has what answers put first."""
    if wanted == "area":
        return any(row.same_legal_area for row in advice.shortlist)
    return any(row.distance == "nearshore" for row in advice.shortlist)


def _table(where: LocationAdvice, advice: PlaceAdvice) -> Table:
    return Table(
        caption=say("place.table"),
        columns=[
            Column(say("place.column.country")),
            Column(say("place.column.distance")),
            Column(say("place.column.hours"), number=True),
            Column(say("place.column.languages")),
            Column(say("place.column.data")),
        ],
        rows=[_country(row, where.said.languages) for row in advice.shortlist],
    )


def _country(row: Candidate, needed: tuple[str, ...]) -> list[Cell]:
    country = row.country
    shared = [Language(code) for code in (row.languages if needed else country.languages)]
    lacking = [Language(code) for code in needed if code not in country.languages]
    area = "same" if row.same_legal_area else "other"
    return [
        Cell(country.name, note=say("place.usual") if row.usual else ""),
        Cell(say(f"place.distance.{row.distance}")),
        Cell(say("place.hours", hours=Number(row.hours))),
        Cell(
            say("texts", texts=Listed(shared)) if shared else say("dash"),
            note=say("place.lacking", names=Listed(lacking, "or")) if lacking else "",
        ),
        Cell(say(f"place.area.{area}")),
    ]


def _second(advice: PlaceAdvice) -> str:
    """What is known of a second site: its country, that it is near, that none fits, or nothing yet."""
    if advice.second:
        return "country"
    if advice.farthest in NEAR:
        return "stays"
    return "none" if advice.shortlist else "open"


def _second_name(advice: PlaceAdvice) -> str:
    return advice.second.country.name if advice.second else ""


def _find(subject: Subject, where: LocationAdvice) -> list[Block]:
    """What could bring the work nearer or bring a rule in, while nobody said it."""
    rows = [_to_find(subject, row) for row in where.to_find]
    if not rows:
        return []
    blocks: list[Block] = [Answers(rows[:TO_FIND])]
    if rows[TO_FIND:]:
        more = say("place.find.more", count=len(rows) - TO_FIND)
        blocks.append(Fold(more, [Answers(rows[TO_FIND:])], on_paper=False))
    return blocks


def _to_find(subject: Subject, row: ToFind) -> Answer:
    if row.criterion:
        return Answer(
            subject.short(row.criterion),
            subject.answer(row.criterion),
            about=About(criterion=row.criterion),
            then=say("place.find.nearer"),
        )
    about = About(place=True)
    if row.key in ("home", "languages", "barred"):
        question = say(f"place.find.{row.key}")
        return Answer(question, say("answer.none"), about=about, then=say(f"place.then.{row.key}"))
    names = {one.key: one.name for one in subject.ruleset.reference.regimes.questions}
    return Answer(names[row.key], say("answer.none"), about=about, then=say("place.then.rule"))
