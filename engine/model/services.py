"""What is usually true of a kind of process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from engine.model.codec import Rows
from engine.model.facts import Facts, Marked, Sources
from engine.model.fields import CODE, FLAG, TEXT, OneOf, Texts
from engine.model.figures import Numbers
from engine.model.reading import COUNT


@dataclass(frozen=True, slots=True)
class Kpi:
    """A usual measure with its usual target: a start for the contract, to be edited."""

    name: Annotated[str, TEXT, "What is measured."]
    target: Annotated[str, TEXT, "Usual target, with its unit."]
    mark: Marked = "assumption"
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class TypicalStep:
    """A usual step of the process; ``retained`` says why it must stay, empty if it need not."""

    name: Annotated[str, TEXT, "What is done."]
    retained: Annotated[str, TEXT, "Why it must stay inside; left out when it need not."] = ""


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of process with what is usually true of it.

    ``label`` is how the field usually files it: "bpo", "kpo" or "borderline". ``prefilled`` are
    suggested answers that a manager must confirm; they are assumptions.
    """

    slug: Annotated[str, CODE, "Stable: saved assessments refer to it; also the name of the file."]
    name: Annotated[str, TEXT, "Its name."]
    family: Annotated[
        Literal["transactional", "expert"],
        OneOf(("transactional", "expert")),
        "In which of the two lists managers look for it.",
    ]
    label: Annotated[
        Literal["bpo", "kpo", "borderline"],
        OneOf(("borderline", "bpo", "kpo")),
        "How the field usually files it.",
    ]
    summary: Annotated[str, TEXT, "Two or three sentences: what the work is."]
    prefilled: Annotated[
        Mapping[str, int],
        Numbers(COUNT),
        "Usual answers: criterion -> number of the choice. Suggestions that a manager confirms.",
    ]
    also: Annotated[str, TEXT, "Other names, separated by commas."] = ""
    common: Annotated[
        bool, FLAG, "Among those that a manager sees first; the first of them is the example."
    ] = False
    steps: Annotated[
        tuple[TypicalStep, ...], Rows(TypicalStep, "step"), "Usual steps, in order."
    ] = ()
    kpis: Annotated[tuple[Kpi, ...], Rows(Kpi, "KPI"), "Usual measures."] = ()
    rules: Annotated[Facts, "Rules to respect."] = ()
    risks: Annotated[Facts, "Risks."] = ()
    pricing: Annotated[Facts, "How it is priced."] = ()
    places: Annotated[Facts, "Where it is done."] = ()
    countries: Annotated[
        tuple[str, ...],
        Texts({"type": "string", "pattern": "^[A-Z]{2}$"}, unique=True),
        "Usual countries, as two-letter codes.",
    ] = ()
    notes: Annotated[Facts, "Notes."] = ()
