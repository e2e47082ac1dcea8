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
  ("+4.2", "0.0", or with a true minus sign), to be printed as it is. The points of one column and
  50.0 add up to ``total``, and ``score`` is ``total`` rounded.
- Times are ISO 8601 text with offset, as handed in, or "". They are no part of a version's digest.
- ``words`` are whole sentences, ready to print.
"""

from typing import Any, Literal, TypedDict

from decisions.presentation.cost_shape import CostPart
from decisions.presentation.place_shape import PlacePart
from decisions.presentation.reason_shape import (
    Counter,
    FindOut,
    NextAction,
    ReasonsPart,
    WhyNot,
)
from decisions.presentation.step_tables import StepsPart
from decisions.presentation.sure_shape import HowSurePart
from decisions.presentation.tables import (
    AnswerPart,
    Choosable,
    Coded,
    CompletenessPart,
    ContributionsPart,
    Definition,
    GateAnswerPart,
    MapPart,
    ScenarioPart,
    Service,
    ServicePart,
    ThemeAnswers,
)

State = Literal["clear", "leaning", "close", "split", "blocked", "empty"]
"""How the advice may be presented. close: no single option is the winner; split: the steps go
different ways, so no option is advised for the whole; blocked: gates rule out every option; empty:
nothing is answered yet."""


class HeadingPart(TypedDict):
    """What the assessment is about. ``early``: made from the quick screen only."""

    name: str
    unit: str
    team: str
    owner: str
    service: Service
    depth: Literal["quick", "adaptive", "full"]
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
    """``preset`` is "" for weights of one's own. Percentages are of what is asked here.

    ``method`` is "preset", "numbers", "rank" or "pairwise"; ``how`` says in whole sentences how the
    weights came about, "" for a preset and typed numbers. ``consistent`` is false for pairwise
    judgements that contradict each other and were used anyway.
    """

    preset: str
    name: str
    description: str
    method: str
    how: str
    consistent: bool
    themes: list[ThemeWeight]


class AfterFix(TypedDict):
    """What the advice becomes once the gates to fix first are closed. The whole result is then
    about this option; ``until`` is the best one that is open now, ``words`` say what to do so long.
    """

    option: str
    name: str
    gates: list[Coded]
    until: Choosable | None
    words: str


class AdvicePart(TypedDict):
    """The advice. ``headline`` is the heading of page and paper, ``lead`` the sentence under it.

    When ``state`` is close, ``contenders`` are the options that nobody should call the winner;
    ``option`` then only names the highest score. ``margin`` is in printed points. ``because`` says in
    one sentence which answers moved it most. When ``state`` is split, headline, lead, verdict and
    ``because`` speak of the steps; everything else is about the process as one piece.
    ``verdict_words`` is ``verdict_label`` ("Leaning"), a colon and ``verdict_rest``. With ``after_fix`` everything here is about the advice after the fix.
    """

    option: str
    name: str
    state: State
    headline: str
    lead: str
    definition: str
    verdict: str
    verdict_words: str
    verdict_label: str
    verdict_rest: str
    because: str
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


class Snapshot(TypedDict):
    """Everything. ``digest`` is the digest of the inputs, ``numbers`` the engine's JSON report.
    ``how_sure`` is None while no answer moves anything. Format 1 had no ``how_sure``, and no
    ``percent`` and ``leads`` in ``find_out_next``.

    ``reasons`` has one entry, for the advice; when it is too close to call, one per contender.
    ``not_asked`` counts the questions that the quick screen leaves out. ``scenarios`` is empty
    without a named scenario. ``steps`` is null when the
    process is not divided into steps. ``place`` is null while nothing was said and where the edition
    has no content about it, and absent in snapshots from before it was known.
    """

    format: int
    heading: HeadingPart
    version: VersionPart | None
    edition: EditionPart
    digest: str
    weights: WeightsPart
    advice: AdvicePart
    how_sure: HowSurePart | None
    options: list[OptionRow]
    reasons: list[ReasonsPart]
    why_not: list[WhyNot]
    case_against: list[Counter]
    gates_fired: list[FiredPart]
    gates_open: list[OpenGate]
    find_out_next: list[FindOut]
    next_actions: list[NextAction]
    steps: StepsPart | None
    map: MapPart
    contributions: ContributionsPart
    answers: list[ThemeAnswers]
    not_asked: int
    set_aside: list[AnswerPart]
    gate_answers: list[GateAnswerPart]
    completeness: CompletenessPart
    service: ServicePart | None
    definitions: list[Definition]
    scenarios: list[ScenarioPart]
    cost: CostPart | None
    place: PlacePart | None
    numbers: dict[str, Any]
