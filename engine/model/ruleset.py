"""What a ruleset is: the questions, how each answer counts, what can rule an option out.

Everything here is a frozen dataclass. ``engine.model.load`` builds a ``Ruleset`` from JSON (the format is
described in ``docs/ruleset.md``); nothing else in the engine knows JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum
from typing import Annotated, Literal

from engine.model.codec import Part, Rows
from engine.model.facts import OPTIONS as OPTIONS
from engine.model.facts import Condition as Condition
from engine.model.facts import Conditions, Severe, Sources
from engine.model.facts import Fact as Fact
from engine.model.facts import Mark as Mark
from engine.model.facts import Severity as Severity
from engine.model.fields import (
    ASKED,
    CODE,
    FLAG,
    SAYS_SOMETHING,
    TEXT,
    Figure,
    OneOf,
    Text,
    Texts,
)
from engine.model.figures import Axes, Numbers, Pair
from engine.model.reading import COUNT, Number
from engine.model.reference import Reference
from engine.model.services import Kpi as Kpi
from engine.model.services import ServiceType as ServiceType
from engine.model.services import TypicalStep as TypicalStep

AXES = ("sourcing", "expertise", "pooling", "automation")
"""What an answer can move. Positive means: towards a provider, towards expert work, pays to pool
inside the organisation, software could do it."""

IN_HOUSE, _, _, BPO, KPO = OPTIONS
HYBRID = "hybrid"

EFFECT_LIMIT = 2
"""An effect is a whole or half number from -2 to +2."""

EFFECT = Number(-EFFECT_LIMIT, EFFECT_LIMIT, 0.5)
PROFILE = Number(-4, 4)
WEIGHT = Number(0, 1_000_000)
POINTS = Number(0, 100)
SHARE = Number(0, 1)

COST_CASE, BARRED_COUNTRIES = "cost_case", "barred_countries"
"""What the program can tell by itself: how costs compare, and which countries are ruled out."""
AnsweredBy = Literal["", "cost_case"]
DetailedBy = Literal["", "cost_case", "barred_countries"]
GateAnswer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the source register; ``extent`` says how much of it was read."""

    code: Annotated[str, CODE, "Stable code, such as S105."]
    title: Annotated[str, TEXT, "Title, publisher, year."]
    where: Annotated[str, TEXT, "Where it can be found."] = ""
    extent: Annotated[str, TEXT, "How much of it was read."] = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A delivery option as a fixed profile over the axes (one factor per axis, any sign)."""

    key: Annotated[str, OneOf(OPTIONS), "One of the five that the program knows."]
    name: Annotated[str, TEXT, "Its name."]
    advice: Annotated[str, TEXT, "The advice in words, as the heading of the result."]
    definition: Annotated[str, TEXT, "What the option means, in plain words."]
    profile: Annotated[
        Mapping[str, float], Axes(AXES, PROFILE, "R005"), "Factors over the axes, zeros left out."
    ]
    usual_regret: Annotated[str, TEXT, "What people who chose it usually regret."]
    keeps_inside: Annotated[str, TEXT, "What stays inside even with this option."]
    next_actions: Annotated[tuple[str, ...], Texts(SAYS_SOMETHING, least=1), "What to do next."]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of criteria; its name is the section heading of the questionnaire."""

    code: Annotated[str, CODE, "Stable: criteria and weights refer to it."]
    name: Annotated[str, TEXT, "The heading of the section."]
    intro: Annotated[str, TEXT, "What the section is about."] = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One anchored answer. ``effects`` names only the axes it moves; ``is_unknown`` marks an answer
    that reads "not known yet" and therefore counts as unknown under its number."""

    number: Annotated[int, Figure(COUNT), "Stable: saved answers refer to it."]
    text: Annotated[str, TEXT, "The answer, concrete enough that two people would choose the same."]
    effects: Annotated[
        Mapping[str, float],
        Axes(AXES, EFFECT, "R006"),
        "How far the choice moves each axis; axes that it does not move are left out.",
    ] = field(default_factory=dict)
    is_unknown: Annotated[
        bool, FLAG, "The answer reads “not known yet”: it counts as unknown under its number."
    ] = False
    note: Annotated[
        str,
        TEXT,
        "Shown when this choice is given; also says that a choice without effect is neutral.",
    ] = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. ``weight`` is relative: only its ratio to the other weights counts.

    ``show_if`` holds conditions that must all be true for the question to be asked. A criterion
    with ``location_only`` moves no axis; it decides where the work can be done. One with ``per_step``
    is asked anew for every step of a process; the others are inherited from the whole.
    """

    code: Annotated[str, CODE, "Stable: saved answers and files refer to it."]
    theme: Annotated[str, CODE, "Code of its theme."]
    name: Annotated[str, TEXT, "What is judged, in a few words."]
    question: Annotated[str, TEXT, "The question as the manager reads it."]
    weight: Annotated[float, Figure(WEIGHT), "Only the ratio to the other weights counts."]
    choices: Annotated[
        tuple[Choice, ...],
        Rows(Choice, "choice", "number", least=2),
        "The answers, in the order shown.",
    ]
    hint: Annotated[str, TEXT, "One line under the question."] = ""
    help: Annotated[str, TEXT, "How to find the answer, with examples."] = ""
    why: Annotated[str, TEXT, "Why it is asked: what the answer is used for."] = ""
    find_out: Annotated[str, TEXT, "What to do when nobody knows."] = ""
    quick: Annotated[bool, FLAG, "Part of the quick screen."] = False
    location_only: Annotated[
        bool, FLAG, "Only says where the work can be done; its choices move nothing."
    ] = False
    per_step: Annotated[
        bool, FLAG, "Asked anew for every step of a process; other answers are inherited."
    ] = False
    not_applicable: Annotated[bool, FLAG, "May be answered with “does not apply”."] = True
    weight_range: Annotated[
        tuple[float, float] | None, Pair(WEIGHT), "Smallest and largest reasonable weight."
    ] = None
    show_if: Annotated[Conditions, "The question is asked only if all of these are true."] = ()
    answered_by: Annotated[
        AnsweredBy,
        OneOf((COST_CASE,)),
        "What answers it where a person does not: the cost case, with choices 1 to 6.",
    ] = ""
    evidence_strength: Annotated[
        Literal["A", "B", "C", "D"],
        OneOf(("D", "C", "B", "A")),
        "How well the direction of its effects is supported. A: a meta-analysis or several studies; "
        "B: one study or a public audit; C: practice; D: our proposal.",
    ] = "D"
    sources: Sources = ()

    def choice(self, number: int) -> Choice | None:
        """The choice with this number, or None."""
        for choice in self.choices:
            if choice.number == number:
                return choice
        return None


@dataclass(frozen=True, slots=True)
class Trigger:
    """Answers that reveal a gate without asking: all conditions must hold."""

    when: Annotated[Conditions, "The answers that fire the gate: all must be given."]
    severity: Severe
    reason: Annotated[str, TEXT, "Why these answers fire it."]


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule that is applied before and apart from the scores, which cannot overrule it.

    ``fires_on`` is the answer to ``question`` that fires it; None means it is never asked and only
    its triggers can fire it. A gate of severity stop or fix_first rules ``rules_out`` options out.
    """

    code: Annotated[str, CODE, "Stable: saved answers refer to it."]
    name: Annotated[str, TEXT, "Its name."]
    severity: Severe
    question: Annotated[
        str,
        Text(unless="fires_on"),
        "Asked with yes, no and don't know; may be empty when fires_on is null.",
    ]
    fires_on: Annotated[
        Literal["yes", "no"] | None,
        OneOf(("yes", "no"), nullable=True),
        "The answer that fires it; null when it is never asked and only triggers can fire it.",
    ]
    rules_out: Annotated[
        tuple[str, ...],
        Texts({"enum": list(OPTIONS)}, unique=True),
        "Options it rules out when it fires with stop or fix_first.",
    ]
    reason: Annotated[str, TEXT, "Why, shown when it fires."]
    action: Annotated[str, TEXT, "What to do, shown when it fires."]
    help: Annotated[str, TEXT, "Help beside the question."] = ""
    triggers: Annotated[
        tuple[Trigger, ...], Rows(Trigger, "trigger"), "Rules that fire it by themselves."
    ] = ()
    detailed_by: Annotated[
        DetailedBy,
        OneOf((COST_CASE, BARRED_COUNTRIES)),
        "What says more about it. cost_case: whether the best way out saves within its term; "
        "barred_countries: which single countries it rules out.",
    ] = ""
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """Named theme weights. Inside a theme the criteria keep their proportions."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    description: Annotated[str, TEXT, "For whom it is meant."]
    themes: Annotated[
        Mapping[str, float],
        Numbers(WEIGHT, least=1),
        "Weight of each theme by code; 0 leaves it out. Every theme must be there.",
    ]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the model draws its lines; margins in points on the 0-100 scale, the others as shares
    (0 to 1).

    An option less than ``in_play_margin`` behind the best is in play: a provider in play is worth a
    look at the steps. Less than ``close_margin`` behind, it would do nearly as well.
    ``clear_completeness`` is the share of the weight that clear advice needs answered,
    ``mixed_expertise`` half the width of "mixed" work on the expertise axis.
    """

    in_play_margin: Annotated[
        float,
        Figure(POINTS),
        ASKED,
        "A provider less than this many points behind the best is worth a look at the steps.",
    ] = 15.0
    close_margin: Annotated[
        float,
        Figure(POINTS),
        ASKED,
        "An option less than this many points behind the best would do nearly as well.",
    ] = 7.0
    clear_completeness: Annotated[
        float,
        Figure(SHARE),
        ASKED,
        "Share of the weight that must be answered for clear advice.",
    ] = 0.85
    mixed_expertise: Annotated[
        float, Figure(SHARE), ASKED, "Half the width of mixed work between routine and expert."
    ] = 0.15


class Itself:
    """One ruleset and no other, however equal: found by what it is, without comparing thousands of
    numbers."""

    __slots__ = ("ruleset",)

    def __init__(self, ruleset: "Ruleset") -> None:
        self.ruleset = ruleset


@dataclass(frozen=True)
class Ruleset:
    """A whole decision model. Order is the order of asking; it never changes a score."""

    title: Annotated[str, TEXT, "Title of the model."]
    options: Annotated[
        tuple[Option, ...],
        Rows(Option, "Option", "key", least=len(OPTIONS)),
        "The five options, each once.",
    ]
    themes: Annotated[
        tuple[Theme, ...],
        Rows(Theme, "Theme", "code", least=1),
        "The sections of the questionnaire.",
    ]
    criteria: Annotated[
        tuple[Criterion, ...],
        Rows(Criterion, "Criterion", "code", least=1),
        "The questions, in order.",
    ]
    gates: Annotated[
        tuple[Gate, ...], Rows(Gate, "Gate", "code"), "The rules that no score can overrule."
    ]
    presets: Annotated[
        tuple[Preset, ...],
        Rows(Preset, "Preset", "key"),
        "Named weights that a manager can pick; the first is the usual one.",
    ]
    thresholds: Annotated[
        Thresholds, Part(Thresholds, "Thresholds"), "Where the model draws its lines."
    ]
    services: Annotated[
        tuple[ServiceType, ...],
        Rows(ServiceType, "Service", "slug"),
        ASKED,
        "Service types, in order.",
    ] = ()
    sources: Annotated[
        tuple[Source, ...],
        Rows(Source, "Source", "code"),
        ASKED,
        "The source register: what the content rests on.",
    ] = ()
    reference: Annotated[
        Reference, Part(Reference, "Reference"), "The content beside the questions."
    ] = field(default_factory=Reference)

    @cached_property
    def itself(self) -> "Itself":
        """The key under which what is worked out for this ruleset is kept."""
        return Itself(self)

    @cached_property
    def criterion(self) -> Mapping[str, Criterion]:
        """Criteria by code."""
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """Options by key."""
        return {option.key: option for option in self.options}

    @cached_property
    def gate(self) -> Mapping[str, Gate]:
        """Gates by code."""
        return {gate.code: gate for gate in self.gates}

    @cached_property
    def theme(self) -> Mapping[str, Theme]:
        """Themes by code."""
        return {theme.code: theme for theme in self.themes}

    @cached_property
    def preset(self) -> Mapping[str, Preset]:
        """Weight presets by key."""
        return {preset.key: preset for preset in self.presets}

    @cached_property
    def service(self) -> Mapping[str, ServiceType]:
        """Service types by slug."""
        return {service.slug: service for service in self.services}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by code."""
        return {source.code: source for source in self.sources}

    @cached_property
    def centred(self) -> Mapping[str, Mapping[str, Mapping[int, float]]]:
        """Criterion code -> axis it acts on -> known choice -> effect minus the mean effect.

        The mean is taken over the known choices, so an average answer moves nothing. A criterion
        acts on an axis when at least one of its known choices has a non-zero effect there.
        """
        return {criterion.code: _centred(criterion) for criterion in self.criteria}

    @cached_property
    def pulls(self) -> Mapping[str, Mapping[str, Mapping[int, tuple[float, ...]]]]:
        """Criterion code -> axis -> known choice -> centred effect x profile, per option in order.

        The part of a contribution that neither the weights nor the answers change.
        """
        return {
            code: {
                axis: {
                    number: tuple(row.profile.get(axis, 0.0) * effect for row in self.options)
                    for number, effect in effects.items()
                }
                for axis, effects in table.items()
            }
            for code, table in self.centred.items()
        }

    def answered_by(self, source: str) -> Criterion | None:
        """The criterion that something other than a person answers."""
        return next((row for row in self.criteria if row.answered_by == source), None)

    def detailed_by(self, source: str) -> Gate | None:
        """The gate that something says more about."""
        return next((row for row in self.gates if row.detailed_by == source), None)

    def criteria_of(self, theme: str) -> tuple[Criterion, ...]:
        """The criteria of one theme, in order of asking."""
        return tuple(criterion for criterion in self.criteria if criterion.theme == theme)

    def step_criteria(self) -> tuple[Criterion, ...]:
        """The criteria that are asked anew for every step of a process, in order of asking."""
        return tuple(criterion for criterion in self.criteria if criterion.per_step)

    def asked_gates(self) -> tuple[Gate, ...]:
        """The gates that no criterion reveals, asked on a page of their own."""
        return tuple(gate for gate in self.gates if gate.fires_on is not None)


def _centred(criterion: Criterion) -> dict[str, dict[int, float]]:
    """One criterion of ``Ruleset.centred``, axes in the order of ``AXES``."""
    known = [choice for choice in criterion.choices if not choice.is_unknown]
    table = {}
    for axis in AXES:
        effects = {choice.number: choice.effects.get(axis, 0.0) for choice in known}
        if any(effects.values()):
            mean = fsum(effects.values()) / len(effects)
            table[axis] = {number: effect - mean for number, effect in effects.items()}
    return table
