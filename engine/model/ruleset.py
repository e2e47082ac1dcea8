"""What a ruleset is: the questions, how each answer counts, what can rule an option out.

Everything here is a frozen dataclass. ``engine.model.load`` builds a ``Ruleset`` from JSON (the format is
described in ``docs/ruleset.md``); nothing else in the engine knows JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from engine.model.codec import Part, Rows
from engine.model.facts import OPTIONS as OPTIONS
from engine.model.facts import Condition as Condition
from engine.model.facts import Conditions, GateEffect, Sources
from engine.model.facts import Effect as Effect
from engine.model.facts import Fact as Fact
from engine.model.facts import Mark as Mark
from engine.model.fields import (
    ASKED,
    CHOICES,
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
from engine.model.precedents import Precedent
from engine.model.reading import COUNT, Number
from engine.model.reference import Reference
from engine.model.services import Kpi as Kpi
from engine.model.services import ServiceType as ServiceType
from engine.model.services import TypicalStep as TypicalStep

AXES = ("sourcing", "expertise", "pooling", "automation")
"""What an answer can move. Positive means: towards a provider, towards expert work, pays to pool
inside the organisation, software could do it."""

EFFECT_LIMIT = 2
"""An effect is a whole or half number from -2 to +2."""

EFFECT = Number(-EFFECT_LIMIT, EFFECT_LIMIT, 0.5)
WEIGHT = Number(0, 1_000_000)
MOST = Number(0, EFFECT_LIMIT, 0.5)
SHARE = Number(0, 1)

COST_CASE, BARRED_COUNTRIES = "cost_case", "barred_countries"
"""What the program can tell by itself: how costs compare, and which countries are ruled out."""
AnsweredBy = Literal["", "cost_case"]
DetailedBy = Literal["", "cost_case", "barred_countries"]
Role = Literal["", "reason", "condition"]
Decides = Literal["", "units", "automation"]
AskedOn = Literal["questions", "place", "never"]
Kind = Literal["", "bpo", "kpo"]
GateAnswer = Literal["fires", "passes", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the source register; ``extent`` says how much of it was read."""

    code: Annotated[str, CODE, "Stable code, such as S105."]
    title: Annotated[str, TEXT, "Title, publisher, year."]
    where: Annotated[str, TEXT, "Where it can be found."] = ""
    extent: Annotated[str, TEXT, "How much of it was read."] = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Answers by which one of the actions of an option is done already, or asked for by a check that they fire."""

    action: Annotated[str, TEXT, "The action, word for word."]
    criterion: Annotated[str, CODE, "Code of the criterion whose answer is looked at."]
    choices: Annotated[frozenset[int], CHOICES, "It is needless when the answer is one of these."]


@dataclass(frozen=True, slots=True)
class Option:
    """A way to get the work done, in words. Options are answers: no score belongs to one.

    Which of its actions are proposed, ``report.actions`` says in one place.
    """

    key: Annotated[str, OneOf(OPTIONS), "One of the five that the program knows."]
    name: Annotated[str, TEXT, "Its name."]
    advice: Annotated[str, TEXT, "The advice in words, as the heading of the result."]
    definition: Annotated[str, TEXT, "What the option means, in plain words."]
    regret: Annotated[str, TEXT, "What people who chose it usually regret."]
    keeps_inside: Annotated[str, TEXT, "What stays inside even with this option."]
    next_actions: Annotated[
        tuple[str, ...], Texts(SAYS_SOMETHING, least=1), "What to do next to get there."
    ]
    stay_actions: Annotated[
        tuple[str, ...],
        Texts(SAYS_SOMETHING),
        "What to do in their place where the work is done this way today; none: the same.",
    ] = ()
    cost_actions: Annotated[
        tuple[str, ...],
        Texts(SAYS_SOMETHING),
        "What to do about cost; proposed until a cost case of mostly own figures stands.",
    ] = ()
    settled: Annotated[
        tuple[Settled, ...],
        Rows(Settled, told_by=("action", "criterion")),
        "Actions that answers make needless.",
    ] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """All of them, whenever each is proposed."""
        return (*self.next_actions, *self.stay_actions, *self.cost_actions)


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of criteria; its name is the section heading of the questionnaire."""

    code: Annotated[str, CODE, "Stable: criteria and weights refer to it."]
    name: Annotated[str, TEXT, "The heading of the section."]
    intro: Annotated[str, TEXT, "What the section is about."] = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One anchored answer. ``effects`` names only the axes it moves, each taken as it stands: an
    effect of 0 is no argument either way."""

    number: Annotated[int, Figure(COUNT), "Stable: saved answers refer to it."]
    text: Annotated[str, TEXT, "The answer, concrete enough that two people would choose the same."]
    effects: Annotated[
        Mapping[str, float],
        Axes(AXES, EFFECT, "R006"),
        "How far the choice moves each axis; axes that it does not move are left out.",
    ] = field(default_factory=dict)
    note: Annotated[
        str,
        TEXT,
        "Shown when this choice is given; also says that a choice without effect is neutral.",
    ] = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. ``weight`` is relative: only its ratio to the other weights counts.

    ``show_if`` holds conditions that must all be true for the question to be asked. One with
    ``per_step`` is asked anew for every step of a process; the others are inherited from the whole.
    Only criteria ``asked`` among the questions move an axis: those of the place say where the work
    can be done, and a retired one (never) is only kept. A reason pulls both ways; a condition (can
    it work?) pulls down to -2 when it fails and by at most ``most`` when it is met.
    """

    code: Annotated[str, CODE, "Stable: saved answers and files refer to it."]
    theme: Annotated[str, CODE, "Code of its theme."]
    name: Annotated[str, TEXT, "What is judged, in a few words."]
    question: Annotated[str, TEXT, "The question as the manager reads it."]
    short: Annotated[str, TEXT, "The question in at most nine words."]
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
    counts_today: Annotated[
        bool, FLAG, "Whether finding out looks at the work as it is done today."
    ] = False
    quick: Annotated[bool, FLAG, "Part of the quick screen."] = False
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
        "What answers it where a person does not: the cost case, with choices 1 to 5.",
    ] = ""
    asked: Annotated[
        AskedOn,
        OneOf(("questions", "place", "never")),
        "Where it is asked. place: on the page about the place, it moves nothing; never: retired, "
        "an old answer is kept and acts on nothing.",
    ] = "questions"
    role: Annotated[
        Role,
        OneOf(("reason", "condition")),
        "reason: an argument for one side or the other; condition: whether it can work at all, so "
        "being met pulls a little only.",
    ] = ""
    most: Annotated[
        float, Figure(MOST), "The largest effect on sourcing that a condition may have when met."
    ] = 0.5
    effects_reason: Annotated[str, TEXT, "Why its answers pull as they do."] = ""
    decides: Annotated[
        Decides,
        OneOf(("units", "automation")),
        "What its answer decides beside its effects. units: any choice after the first lets “in one "
        "place or pooled” be asked; automation: the last choice says that software could do most of "
        "it, the third and later ones part of it.",
    ] = ""
    apart: Annotated[
        bool, FLAG, "Its weight stands outside the sum of its theme: theme weights never scale it."
    ] = False
    read_as_unknown: Annotated[
        frozenset[int], CHOICES, "Numbers of former choices that are read as unknown."
    ] = frozenset()
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
    effect: GateEffect
    reason: Annotated[str, TEXT, "Why these answers fire it."]
    action: Annotated[
        str,
        TEXT,
        "What to do about it. Without one what the gate asks for, but nothing where a gate that rules "
        "out only warns.",
    ] = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule that is applied before and apart from the scores, which cannot overrule it.

    Its question is put so that yes is the good answer: yes means that it passes, no that it fires.
    One that is not ``asked`` fires by its triggers alone. ``kind`` is the kind of provider that
    ``rules_out_kind`` rules out, for the gate and its triggers alike.
    """

    code: Annotated[str, CODE, "Stable: saved answers refer to it."]
    name: Annotated[str, TEXT, "Its name."]
    effect: GateEffect
    asked: Annotated[bool, FLAG, "Whether it is asked; otherwise only triggers can fire it."]
    question: Annotated[
        str,
        Text(unless="asked"),
        "Asked with yes (it passes), no (it fires) and don't know; may be empty when it is not asked.",
    ]
    reason: Annotated[str, TEXT, "Why, shown when it fires."]
    action: Annotated[str, TEXT, "What to do, shown when it fires."]
    kind: Annotated[
        Kind, OneOf(("bpo", "kpo")), "The kind of provider that rules_out_kind rules out."
    ] = ""
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
    """Named weights, laid over the criteria's own; the first preset changes none."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    description: Annotated[str, TEXT, "For whom it is meant."]
    weights: Annotated[
        Mapping[str, float],
        Numbers(WEIGHT),
        "Criterion -> its weight; a criterion that is left out keeps its own.",
    ]


@dataclass(frozen=True, slots=True)
class Lines:
    """How far an axis must be moved before the answer changes, as shares (0 to 1) of its reach: the
    largest value that the asked criteria allow. ``argument`` says why these."""

    provider: Annotated[
        float,
        Figure(SHARE),
        ASKED,
        "Share of the reach of sourcing above which a provider is advised.",
    ] = 0.125
    inside: Annotated[
        float,
        Figure(SHARE),
        ASKED,
        "Share of the reach of pooling above which pooling is advised.",
    ] = 0.125
    argument: Annotated[str, TEXT, "Why the lines lie there."] = ""


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
    lines: Annotated[Lines, Part(Lines, "Lines"), "Where the model draws its lines."]
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
    precedents: Annotated[
        tuple[Precedent, ...],
        Rows(Precedent, "Precedent", "id"),
        "Published decisions, coded on the questions; they never act on a result.",
    ] = ()

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
    def effects(self) -> Mapping[str, Mapping[str, Mapping[int, float]]]:
        """Criterion code -> axis it acts on -> choice -> effect, zeros included.

        A criterion acts on an axis when it is asked among the questions and at least one of its
        choices has an effect there. One that acts on none has no axis here.
        """
        return {criterion.code: _effects(criterion) for criterion in self.criteria}

    @cached_property
    def extremes(self) -> Mapping[str, Mapping[str, tuple[float, float]]]:
        """Criterion code -> axis it acts on -> the least and the most that a choice of it moves it."""
        return {
            code: {axis: (min(table.values()), max(table.values())) for axis, table in rows.items()}
            for code, rows in self.effects.items()
        }

    def answered_by(self, source: str) -> Criterion | None:
        """The criterion that something other than a person answers."""
        return next((row for row in self.criteria if row.answered_by == source), None)

    def decides(self, what: str) -> Criterion | None:
        """The criterion whose answer decides whether several units do the work ("units") or how much
        of it software could do ("automation")."""
        return self._deciding.get(what)

    @cached_property
    def branched(self) -> tuple[str, ...]:
        """Codes of the criteria that are asked only after some answers to others."""
        return tuple(row.code for row in self.criteria if row.show_if)

    @cached_property
    def steering(self) -> tuple[str, ...]:
        """Codes of the criteria by whose answers others are asked."""
        conditions = (condition for row in self.criteria for condition in row.show_if)
        return tuple(dict.fromkeys(condition.criterion for condition in conditions))

    @cached_property
    def _deciding(self) -> Mapping[str, Criterion]:
        return {row.decides: row for row in reversed(self.criteria) if row.decides}

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
        """The gates that are asked, on a page of their own."""
        return tuple(gate for gate in self.gates if gate.asked)


def _effects(criterion: Criterion) -> dict[str, dict[int, float]]:
    """One criterion of ``Ruleset.effects``, axes in the order of ``AXES``."""
    table = {}
    for axis in AXES if criterion.asked == "questions" else ():
        effects = {choice.number: choice.effects.get(axis, 0.0) for choice in criterion.choices}
        if any(effects.values()):
            table[axis] = effects
    return table
