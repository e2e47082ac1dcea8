"""Published decisions, each coded on the questions by two people who did not see each other's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from engine.model.codec import Rows
from engine.model.fields import CODE, TEXT, UNIQUE_CODES, OneOf, Texts
from engine.model.figures import Numbers
from engine.model.reading import COUNT

Decided = Literal["in_house", "bpo", "kpo", "hybrid"]
DECIDED: tuple[Decided, ...] = ("in_house", "bpo", "kpo", "hybrid")


@dataclass(frozen=True, slots=True)
class Coding:
    """What one person read out of the sources. A question that they do not answer is left out."""

    answers: Annotated[
        Mapping[str, int], Numbers(COUNT, least=1), "Criterion -> number of the choice."
    ]
    fires: Annotated[
        tuple[str, ...], UNIQUE_CODES, "Gates that fired; every other one counts as passed."
    ] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One public report of a decision."""

    title: Annotated[str, TEXT, "Who published it."]
    where: Annotated[str, TEXT, "Where it can be found."]


@dataclass(frozen=True, slots=True)
class Precedent:
    """A published decision: what it was about, what was decided and how it went.

    ``expected`` is what an expert calls right in hindsight, ``defensible`` what can be argued as well.
    Both serve as a check of the model and are never shown as advice.
    """

    id: Annotated[str, CODE, "Stable key."]
    title: Annotated[str, TEXT, "Who decided about what, in a few words."]
    sector: Annotated[str, TEXT, "The sector."]
    process: Annotated[str, TEXT, "The work."]
    kind: Annotated[
        Literal["bpo", "kpo", "mixed"],
        OneOf(("bpo", "kpo", "mixed")),
        "Routine work, expert work, or both.",
    ]
    period: Annotated[str, TEXT, "The years."]
    description: Annotated[str, TEXT, "The situation, in at most 60 words."]
    decided: Annotated[str, TEXT, "What was decided, in one sentence."]
    outcome: Annotated[str, TEXT, "What happened, in one or two sentences."]
    expected: Annotated[
        Decided, OneOf(DECIDED), "What an expert calls right in hindsight; a check of the model."
    ]
    codings: Annotated[
        tuple[Coding, ...], Rows(Coding, "coding", least=2), "The answers, once for each reader."
    ]
    sources: Annotated[
        tuple[Report, ...], Rows(Report, "source", told_by=("where",), least=1), "Public reports."
    ]
    lesson: Annotated[str, TEXT, "What it teaches, in one sentence."] = ""
    defensible: Annotated[
        tuple[str, ...],
        Texts({"enum": list(DECIDED)}, unique=True),
        "What an expert calls defensible as well.",
    ] = ()
