"""The shape of a document: plain JSON data, in the order in which a reader meets it.

It is a result in words, made from ``report.result.Result`` and nothing else: no outcome, word of
confidence or number is decided here. Page, version and paper only lay it out; the same result as
ids and numbers stands under ``facts``. Rules that hold everywhere:

- Order is always a list, never an object: databases may reorder the keys of an object.
- Every key below is always present. Absent text is "", an absent object is null.
- ``option`` is the key of a delivery option (in_house, shared_service, automate, bpo, kpo), for
  colour and mark; ``outcome`` may also be provider, own, split, open or none. ``criterion`` and
  ``code`` are codes, the ``name`` beside them is what people read.
- ``percent`` is a share in whole per cent, rounded so that it never reaches a limit that the share
  itself did not (``engine.outcome.in_hundred``).
- ``points`` have one decimal, positive pulls towards the question's second answer (provider, pooled,
  expert); ``signed`` is the same as text, to be printed as it is. The points of one question and
  50.0 add up to its ``score``.
- Times are ISO 8601 text with offset, as handed in, or "".
- ``words`` are whole sentences, ready to print.
"""

from typing import Any, Literal, TypedDict

from decisions.presentation.cost_shape import CostPart
from decisions.presentation.place_shape import PlacePart
from decisions.presentation.step_tables import StepsPart
from decisions.presentation.tables import (
    ActionPart,
    AnswerPart,
    Coded,
    CompletenessPart,
    Definition,
    GateAnswerPart,
    Service,
    ServicePart,
    ThemeAnswers,
)

Confidence = Literal["clear", "leaning", "open", "early", "none"]


class HeadingPart(TypedDict):
    """What the assessment is about. ``quick``: made from the quick screen only. ``today`` says who
    does the work and until when a contract binds, "" when nobody said."""

    name: str
    unit: str
    team: str
    owner: str
    service: Service
    today: str
    depth: Literal["quick", "adaptive", "full"]
    depth_name: str
    quick: bool
    started_at: str
    changed_at: str
    finished_at: str


class VersionPart(TypedDict):
    """The frozen version this document belongs to; ``digest`` (64 hex digits) is that of its inputs."""

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


class AdvicePart(TypedDict):
    """The recommendation in words.

    ``headline`` is the heading of page and paper, each of its parts with its own word and number
    (``report.headline``); ``lead`` the sentence under it. ``label`` is the word of confidence ("Clear",
    "Leaning", "Open", "Too early to say", ""), ``percent`` the number behind it (0
    where none is shown). ``option`` is the delivery option of the headline, "" where it names none:
    for colour and mark. ``definition`` says what that option means. ``before`` are sentences on what
    is ruled out, and what to fix or automate first. ``cap`` says why the word is no better than leaning although the number is, "" otherwise.
    ``shows_numbers``: shares may be shown (not when it is early, nor when nothing is answered).
    """

    outcome: str
    option: str
    confidence: Confidence
    label: str
    percent: int
    headline: str
    lead: str
    meaning: str
    definition: str
    before: list[str]
    cap: str
    shows_numbers: bool


class OutcomeRow(TypedDict):
    """One delivery option with its joint share of the draws; ``percent`` add up to 100."""

    option: str
    name: str
    percent: int
    definition: str
    keeps_inside: str
    regret: str


class Reason(TypedDict):
    """One answer and what it pulls on one question; ``side`` is the answer it pulls towards."""

    criterion: str
    name: str
    question: str
    answer: str
    points: float
    signed: str
    side: str


class QuestionPart(TypedDict):
    """One question of the recommendation: who, inside or kind.

    ``on_path``: the recommendation goes through it; the other one only counts if the answer to who
    were another. ``title`` is the question, ``answer`` its answer, ``label`` and ``percent`` how sure.
    ``score`` and ``line`` are on the scale of 0 to 100 with one decimal; ``towards`` and ``away``
    name the two sides. ``reasons`` are all known answers that pull, strongest first: 50 and their
    points add up to ``score``. ``open`` names the asked questions that are not known.
    """

    question: Literal["who", "inside", "kind"]
    on_path: bool
    title: str
    answer: str
    answer_words: str
    label: str
    percent: int
    score: float
    line: float
    towards: str
    away: str
    words: str
    reasons: list[Reason]
    open: list[Coded]


class MapPart(TypedDict):
    """Who across, kind up, each as a share (-1 to 1) of what the asked questions allow; the two
    borders are straight. ``cloud`` are 100 dots, as many in each region as the printed shares; none
    where gates or steps decide."""

    across: float
    up: float
    line: float
    cloud: list[list[float]]
    words: str


class FlipPart(TypedDict):
    """One change that gives another answer to a question: a set of choices of one criterion, or a
    state of one gate (the other code is ""). ``now`` is the present answer in words, ``range`` the
    set ("5 people or fewer"). ``percent`` is how plausible it is, 0 for gates. ``to`` is the new
    answer in words; ``choice`` the choice of the set nearest to the present one, to be tried."""

    question: str
    criterion: str
    gate: str
    name: str
    asked: str
    now: str
    range: str
    choice: int | None
    state: str
    to: str
    percent: int
    words: str


class WeightRow(TypedDict):
    """How far one weight can move while every answer stays, in per cent of the weight on the question
    that its answers act on first: ``of`` names that question ("who")."""

    code: str
    name: str
    of: str
    share: float
    low: float
    high: float
    range_words: str
    near: bool
    words: str


class SurePart(TypedDict):
    """How sure the recommendation is. ``flips`` are the plausible changes, most plausible first,
    ``unlikely`` those under 1 in 100; ``no_flip`` is "" where an answer does."""

    meaning: str
    flips: list[FlipPart]
    unlikely: list[FlipPart]
    no_flip: str
    weights: list[WeightRow]
    no_weight_flip: str


class Cause(TypedDict):
    """An answer that fired a gate; ``criterion`` is "" when the gate itself was answered."""

    criterion: str
    question: str
    answer: str


class FiredPart(TypedDict):
    """A gate that fired, strongest effect first; ``effect_words`` say what it does."""

    code: str
    name: str
    effect: str
    effect_words: str
    reason: str
    action: str
    causes: list[Cause]


class OpenGate(TypedDict):
    """An asked gate of which nobody knows whether it passes; ``words`` say what it could do."""

    code: str
    name: str
    question: str
    answer: str
    words: str


class FindOut(TypedDict):
    """Something worth learning, most valuable first: a criterion, or a gate (the other is "").
    ``percent`` is the chance that knowing it changes an answer; 0 for gates."""

    criterion: str
    gate: str
    name: str
    question: str
    percent: int
    words: str
    how: str


class NextAction(TypedDict):
    """``origin`` names the gate that asks for it, "" for everything else."""

    text: str
    origin: str


class PrecedentPart(TypedDict):
    """A published decision near this one: what they did, how it went, where your case differs.
    ``alike`` says in a sentence how near it is."""

    id: str
    title: str
    period: str
    description: str
    decided: str
    outcome: str
    alike: str
    differs: list[str]
    sources: list[str]


class KeptScenario(TypedDict):
    """A named scenario: what differs, as ``report.whatif.to_json`` writes it."""

    name: str
    changes: dict[str, Any]


class Snapshot(TypedDict):
    """Everything. ``facts`` is the result as ids and numbers (``report.facts``). ``actions`` are the
    next actions with who, by when and status, ``next_actions`` the proposals among them as texts.

    ``questions``, ``outcomes``, ``sure`` and ``map`` are empty (null) while nothing is answered and
    while it is early; the first two also for a split, whose steps have their own. ``against`` are the strongest points against the
    headline, as sentences. ``not_asked`` counts the questions that the quick screen leaves out.
    ``steps`` is null when the process is not divided, ``cost`` and ``place`` while nothing was said.
    """

    format: int
    heading: HeadingPart
    version: VersionPart | None
    edition: EditionPart
    digest: str
    weights: WeightsPart
    advice: AdvicePart
    outcomes: list[OutcomeRow]
    questions: list[QuestionPart]
    against: list[str]
    sure: SurePart | None
    map: MapPart | None
    gates_fired: list[FiredPart]
    gates_open: list[OpenGate]
    find_out_next: list[FindOut]
    next_actions: list[NextAction]
    actions: list[ActionPart]
    steps: StepsPart | None
    answers: list[ThemeAnswers]
    not_asked: int
    set_aside: list[AnswerPart]
    gate_answers: list[GateAnswerPart]
    completeness: CompletenessPart
    service: ServicePart | None
    definitions: list[Definition]
    scenarios: list[KeptScenario]
    cost: CostPart | None
    place: PlacePart | None
    precedents: list[PrecedentPart]
    document: dict[str, Any]
    front: dict[str, Any]
    facts: dict[str, Any]
