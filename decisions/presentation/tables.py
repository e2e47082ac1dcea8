"""The tables of a snapshot: map, contributions, answers, service type. Rules as in ``shape``."""

from typing import TypedDict


class Choosable(TypedDict):
    """One delivery option, named."""

    option: str
    name: str


class Coded(TypedDict):
    """A gate, theme or criterion, named."""

    code: str
    name: str


class Service(TypedDict):
    """The service type; ``slug`` is "" for something else."""

    slug: str
    name: str


class AxisPart(TypedDict):
    """A position on one axis in units of effect, ``low`` to ``high`` when answers are unknown.
    The map shows ``-extent`` to ``extent``."""

    axis: str
    name: str
    value: float
    low: float
    high: float
    extent: float
    less: str
    more: str


class Border(TypedDict):
    """Where two options score the same, as a straight piece from one edge or corner to another."""

    between: list[str]
    start: list[float]
    end: list[float]


class Region(TypedDict):
    """Where an option scores highest among in-house, BPO and KPO; corners in order."""

    option: str
    name: str
    corners: list[list[float]]


class Flag(TypedDict):
    """An option that the two axes of the map cannot show, with how it stands."""

    option: str
    name: str
    words: str
    raised: bool


class MapPart(TypedDict):
    """Sourcing across, expertise up; both in units of effect."""

    across: AxisPart
    up: AxisPart
    regions: list[Region]
    borders: list[Border]
    flags: list[Flag]
    words: str


class Column(TypedDict):
    """One option of the contributions table; ``total`` is text with one decimal."""

    option: str
    name: str
    score: int
    total: str


class Cell(TypedDict):
    """Points of one answer for one option; ``open`` is a range as text when it is unknown, ``low``
    to ``high`` the same as numbers (both ``points`` when it is known; not in format 1)."""

    option: str
    points: float
    low: float
    high: float
    signed: str
    open: str


class ContributionRow(TypedDict):
    """One asked criterion; ``cells`` in the order of the columns, ``share`` its weight in percent."""

    criterion: str
    theme: str
    name: str
    question: str
    answer: str
    known: bool
    share: str
    cells: list[Cell]


class ContributionsPart(TypedDict):
    """Every asked criterion, in order of asking. A column's total is ``start`` + its points."""

    start: str
    columns: list[Column]
    rows: list[ContributionRow]


class AnswerPart(TypedDict):
    """One answer. ``status`` is choice, unknown, not_applicable or unanswered. ``by_case``: the cost
    case of that person gave it (not in format 1)."""

    criterion: str
    name: str
    question: str
    status: str
    choice: int | None
    answer: str
    remark: str
    evidence: str
    evidence_words: str
    note: str
    reason: str
    by: str
    at: str
    by_case: bool


class ThemeAnswers(TypedDict):
    """The answers of one theme that the depth asks for."""

    code: str
    name: str
    answers: list[AnswerPart]


class GateAnswerPart(TypedDict):
    """The answer to an asked gate: "Yes", "No", "I don't know" or "Not answered"."""

    code: str
    name: str
    question: str
    answer: str
    evidence: str
    evidence_words: str
    note: str
    fired: bool
    by: str
    at: str


class CompletenessPart(TypedDict):
    """``percent`` of the weight is known. Counts are of the questions that count in the score."""

    percent: int
    answered: int
    asked: int
    unknown: int
    unanswered: int
    not_applicable: int
    words: str


class FactPart(TypedDict):
    """A fact with what it rests on, in words ("Assumption", "Reported by S105")."""

    text: str
    mark: str
    mark_words: str


class KpiPart(TypedDict):
    """A usual measure with its usual target."""

    name: str
    target: str
    mark: str
    mark_words: str


class StepPart(TypedDict):
    """A usual step; ``kept_inside`` says why it must stay, "" if it need not."""

    name: str
    kept_inside: str


class SourcePart(TypedDict):
    """A source that the facts name."""

    code: str
    title: str
    where: str


class ServicePart(TypedDict):
    """What is usually true of the service type."""

    slug: str
    name: str
    summary: str
    label_words: str
    steps: list[StepPart]
    kpis: list[KpiPart]
    rules: list[FactPart]
    risks: list[FactPart]
    pricing: list[FactPart]
    places: list[FactPart]
    notes: list[FactPart]
    sources: list[SourcePart]


class Definition(TypedDict):
    """A term of the field; ``option`` is its key or "hybrid"."""

    option: str
    name: str
    text: str


class ScenarioScore(TypedDict):
    """One option in a scenario; ``score`` is a whole number from 0 to 100."""

    option: str
    name: str
    score: int
    ruled_out: bool


class ScenarioPart(TypedDict):
    """One row of the table of scenarios. The first row is the saved assessment (``saved``).

    ``option`` is "" and ``verdict_label`` "Nothing answered" without any answer; "hybrid" where the
    steps go different ways: the scores are always of the process as one piece. ``percent`` is the
    chance that the advice is the best option, 0 where nothing is drawn for it. ``cost`` is what the
    advised option costs, "" without a cost case. ``changes`` says in whole sentences what differs from
    the saved assessment. ``other_advice``: the advice differs from the saved one. ``address`` is the
    query that opens the scenario in the what-if view.
    """

    name: str
    saved: bool
    option: str
    advice: str
    verdict: str
    verdict_label: str
    percent: int
    scores: list[ScenarioScore]
    cost: str
    changes: list[str]
    other_advice: bool
    address: str
