"""Statements with what they rest on, and conditions on answers: what all parts of a model share."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from engine.model.codec import Rows
from engine.model.fields import ASKED, CHOICES, CODE, DAY, TEXT, UNIQUE_CODES, OneOf, Texts

OPTIONS = ("in_house", "shared_service", "automate", "bpo", "kpo")
"""The ways to get the work done. A split is none of them: it follows from the steps."""

Effect = Literal["rules_out_providers", "rules_out_kind", "keeps_decision", "fix_first", "warns"]
EFFECTS: tuple[Effect, ...] = (
    "rules_out_providers",
    "rules_out_kind",
    "keeps_decision",
    "fix_first",
    "warns",
)
"""What a gate can do, strongest first. Only the first two close an answer."""

GateEffect = Annotated[
    Effect,
    OneOf(EFFECTS),
    "What it does when it fires. rules_out_providers: your own people do it; rules_out_kind: no "
    "provider of one kind; keeps_decision: the work may go out, the decision stays; fix_first: "
    "something comes before any change; warns: a warning to read.",
]

Mark = Literal["verified", "reported", "assumption"]
MARKS: tuple[Mark, ...] = ("assumption", "verified", "reported")

Sources = Annotated[
    tuple[str, ...],
    UNIQUE_CODES,
    "Where the content comes from: codes of the source register, most important first.",
]
Marked = Annotated[
    Mark,
    OneOf(MARKS),
    "What it rests on. verified: read in the source; reported: a source says that somebody else "
    "says so; assumption: our own judgement, shown as an assumption.",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of content with what it rests on; an assumption is shown as an assumption."""

    text: Annotated[str, TEXT, "One or two sentences."]
    mark: Annotated[Marked, ASKED] = "assumption"
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the criterion is answered with one of the choices."""

    criterion: Annotated[str, CODE, "Code of the criterion whose answer is looked at."]
    choices: Annotated[frozenset[int], CHOICES, "True when the answer is one of these."]


MeantFor = Annotated[
    tuple[str, ...],
    Texts({"enum": list(OPTIONS)}, unique=True),
    "For which ways it holds, where the work may go; none: for all.",
]
CheckedOn = Annotated[date | None, DAY, "The day on which somebody last went through this part."]
Facts = Annotated[tuple[Fact, ...], Rows(Fact, told_by=("text",))]
Notes = Annotated[tuple[Fact, ...], Rows(Fact, "note", told_by=("text",)), "What to know about it."]
Conditions = Annotated[
    tuple[Condition, ...], Rows(Condition, "condition"), "Conditions that must all be true."
]
