"""The tables of a document: answers, service type, scenarios. Rules as in ``shape``."""

from typing import TypedDict


class Coded(TypedDict):
    """A gate, theme or criterion, named."""

    code: str
    name: str


class Service(TypedDict):
    """The service type; ``slug`` is "" for something else."""

    slug: str
    name: str


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
    """``percent`` of the weight of who is known. Counts are of the questions that count."""

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
    """A usual step; ``retained`` says why it must stay, "" if it need not."""

    name: str
    retained: str


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
    """A term of the field; ``option`` is its key."""

    option: str
    name: str
    text: str


class ScenarioAnswer(TypedDict):
    """What a scenario answers to one question of the recommendation, in words with its number."""

    question: str
    title: str
    answer: str
    label: str
    percent: int
    score: float


class ScenarioPart(TypedDict):
    """One row of the table of scenarios. The first row is the saved assessment (``saved``).

    ``headline`` is the recommendation as one sentence, ``label`` and ``percent`` its word and number
    ("" and 0 where none is shown). ``before`` are sentences on what comes first, as under the headline
    of the result. ``cost`` is what the recommended option costs, "" without a cost case. ``answers``
    are those to the questions, empty for a split. ``changes`` say in whole sentences what differs from
    the saved assessment, ``moves`` which steps then go another way. ``stays``: the headline is the
    saved one. ``address`` is the query that opens the scenario on the what-if page.
    """

    name: str
    saved: bool
    outcome: str
    option: str
    headline: str
    label: str
    percent: int
    before: list[str]
    cost: str
    answers: list[ScenarioAnswer]
    changes: list[str]
    moves: list[str]
    stays: bool
    address: str


class ActionPart(TypedDict):
    """One thing to do next. ``kind`` and ``subjects`` say where it comes from (``report.actions``),
    "own" is people's own; ``asked``: the advice asks for it now. ``what`` is what is to be done, ``how``
    and ``why`` stand beside it. ``text`` is "" where the words are the proposal's own, ``who`` "" for
    nobody yet, ``due`` a day in ISO 8601 or null, ``status`` todo, doing or done."""

    key: str
    kind: str
    subjects: list[str]
    asked: bool
    what: str
    how: str
    why: str
    text: str
    who: str
    due: str | None
    status: str
    note: str
    status_name: str
