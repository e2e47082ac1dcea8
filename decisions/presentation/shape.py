"""The shape of a snapshot: plain JSON data, in the order in which a reader meets it.

A snapshot holds everything that the result page, the JSON export, a version and the paper show,
already in words and already rounded; whoever renders one only lays it out. ``format`` counts
changes of the shape. Rules that hold everywhere:

- Order is always a list, never an object: databases may reorder the keys of an object.
- Every key below is always present. Absent text is "", an absent object is null.
- ``option`` is the key of a delivery option (in_house, shared_service, automate, bpo, kpo), for
  colour and mark; the ``name`` beside it is what people read. ``criterion`` and ``code`` are codes.
- ``score`` is a whole number from 0 to 100; ``exact`` is the engine's own number behind it.
- ``points`` has one decimal, positive speaks for the option; ``signed`` is the same as text
  ("+4.2", "0.0", or with a true minus sign), to be printed as it is. The points of one column and 50.0 add up to ``total``,
  and ``score`` is ``total`` rounded.
- Times are ISO 8601 text with offset, as handed in, or "". They are no part of a version's digest.
- ``words`` are whole sentences, ready to print.
"""

from typing import Any, Literal, TypedDict

State = Literal["clear", "leaning", "close", "blocked", "empty"]
"""How the advice may be presented. close: no single option is the winner; blocked: gates rule out
every option; empty: nothing is answered yet."""


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


class HeadingPart(TypedDict):
    """What the assessment is about. ``early``: made from the quick screen only."""

    name: str
    unit: str
    team: str
    owner: str
    service: Service
    depth: Literal["quick", "full"]
    depth_name: str
    early: bool
    started_at: str
    changed_at: str
    finished_at: str


class VersionPart(TypedDict):
    """The frozen version this snapshot belongs to; ``digest`` is 64 hex digits."""

    number: int
    name: str
    saved_by: str
    saved_at: str
    digest: str


class EditionPart(TypedDict):
    """The decision model that was used."""

    number: int
    sha256: str
    title: str


class ThemeWeight(TypedDict):
    """``percent`` are whole numbers that add up to 100 (all 0 when nothing is asked)."""

    code: str
    name: str
    percent: int


class WeightsPart(TypedDict):
    """``preset`` is "" for weights of one's own. Percentages are of what is asked here."""

    preset: str
    name: str
    description: str
    themes: list[ThemeWeight]


class AfterFix(TypedDict):
    """What the advice becomes once the gates to fix first are closed."""

    option: str
    name: str
    gates: list[Coded]
    words: str


class AdvicePart(TypedDict):
    """The advice. ``headline`` is the heading of page and paper, ``lead`` the sentence under it.

    When ``state`` is close, ``contenders`` are the options that nobody should call the winner;
    ``option`` then only names the highest score. ``margin`` is in printed points.
    """

    option: str
    name: str
    state: State
    headline: str
    lead: str
    definition: str
    verdict: str
    verdict_words: str
    margin: int
    runner_up: Choosable | None
    contenders: list[Choosable]
    doubts: list[str]
    after_fix: AfterFix | None
    split: str


class OptionRow(TypedDict):
    """One option, in rank order. ``low`` to ``high`` is what unknown answers leave open."""

    option: str
    name: str
    rank: int
    score: int
    exact: float
    low: int
    high: int
    open_words: str
    words: str
    definition: str
    ruled_out_by: list[Coded]
    keeps_inside: str
    usual_regret: str


class Reason(TypedDict):
    """One answer and what it did to an option."""

    criterion: str
    name: str
    question: str
    answer: str
    points: float
    signed: str


class ReasonsPart(TypedDict):
    """Answers that moved the advised option, strongest first; ``rest`` sums up what is not listed,
    so that 50 + the listed points + ``rest`` is the option's ``total``."""

    option: str
    name: str
    total: str
    pro: list[Reason]
    contra: list[Reason]
    rest: str
    rest_count: int


class WhyNot(TypedDict):
    """Why an option is not the advice. ``favoured`` spoke for it (points given to it), ``against``
    put the advice ahead (points by which the answer favours the advice over it)."""

    option: str
    name: str
    score: int
    words: str
    ruled_out_by: list[Coded]
    favoured: list[Reason]
    against: list[Reason]


class Counter(TypedDict):
    """One point against the advice; ``criterion`` is "" when no single answer makes it."""

    words: str
    criterion: str
    signed: str


class Cause(TypedDict):
    """An answer that fired a gate; ``criterion`` is "" when the gate itself was answered."""

    criterion: str
    question: str
    answer: str


class FiredPart(TypedDict):
    """A gate that fired, worst first. ``rules_out`` is empty when it only warns."""

    code: str
    name: str
    severity: str
    severity_words: str
    reason: str
    action: str
    rules_out: list[Choosable]
    causes: list[Cause]


class OpenGate(TypedDict):
    """A gate that was asked and has neither yes nor no."""

    code: str
    name: str
    question: str
    answer: str
    words: str


class FindOut(TypedDict):
    """Something worth learning, most valuable first: a criterion, or a gate (the other is "").

    ``swing`` is how many points it could still move the lead, as text; "" for gates.
    """

    criterion: str
    gate: str
    name: str
    question: str
    words: str
    how: str
    swing: str


class NextAction(TypedDict):
    """``origin`` names what asks for it: a gate, the option or something to find out."""

    text: str
    origin: str


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
    """Points of one answer for one option; ``open`` is a range as text when it is unknown."""

    option: str
    points: float
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
    """One answer. ``status`` is choice, unknown, not_applicable or unanswered."""

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


class Snapshot(TypedDict):
    """Everything. ``digest`` is the digest of the inputs, ``numbers`` the engine's JSON report."""

    format: int
    heading: HeadingPart
    version: VersionPart | None
    edition: EditionPart
    digest: str
    weights: WeightsPart
    advice: AdvicePart
    options: list[OptionRow]
    reasons: ReasonsPart
    why_not: list[WhyNot]
    case_against: list[Counter]
    gates_fired: list[FiredPart]
    gates_open: list[OpenGate]
    find_out_next: list[FindOut]
    next_actions: list[NextAction]
    map: MapPart
    contributions: ContributionsPart
    answers: list[ThemeAnswers]
    not_asked: int
    set_aside: list[AnswerPart]
    gate_answers: list[GateAnswerPart]
    completeness: CompletenessPart
    service: ServicePart | None
    definitions: list[Definition]
    numbers: dict[str, Any]
