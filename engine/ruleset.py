"""What a ruleset is: the questions, how each answer counts, what can rule an option out.

Everything here is a frozen dataclass. ``engine.load`` builds a ``Ruleset`` from JSON (the format is
described in ``docs/ruleset.md``); nothing else in the engine knows JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum
from typing import Literal

from engine.facts import Condition as Condition
from engine.facts import Fact as Fact
from engine.facts import Mark as Mark
from engine.reference import Reference

AXES = ("sourcing", "expertise", "pooling", "automation")
"""What an answer can move. Positive means: towards a provider, towards expert work, pays to pool
inside the organisation, software could do it."""

IN_HOUSE, SHARED_SERVICE, AUTOMATE, BPO, KPO = OPTIONS = (
    "in_house",
    "shared_service",
    "automate",
    "bpo",
    "kpo",
)
"""The delivery options that are scored. Hybrid is never scored: it follows from the steps."""
HYBRID = "hybrid"

EFFECT_LIMIT = 2
"""An effect is a whole or half number from -2 to +2."""

Severity = Literal["stop", "fix_first", "location", "case", "caution"]
GateAnswer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the source register; ``extent`` says how much of it was read."""

    code: str
    title: str
    where: str = ""
    extent: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A delivery option as a fixed profile over the axes (one factor per axis, any sign)."""

    key: str
    name: str
    advice: str
    definition: str
    profile: Mapping[str, float]
    usual_regret: str
    keeps_inside: str
    next_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of criteria; its name is the section heading of the questionnaire."""

    code: str
    name: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One anchored answer. ``effects`` names only the axes it moves; ``is_unknown`` marks an answer
    that reads "not known yet" and therefore counts as unknown under its number."""

    number: int
    text: str
    effects: Mapping[str, float] = field(default_factory=dict)
    is_unknown: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. ``weight`` is relative: only its ratio to the other weights counts.

    ``show_if`` holds conditions that must all be true for the question to be asked. A criterion
    with ``location_only`` moves no axis; it decides where the work can be done. One with ``per_step``
    is asked anew for every step of a process; the others are inherited from the whole.
    """

    code: str
    theme: str
    name: str
    question: str
    weight: float
    choices: tuple[Choice, ...]
    hint: str = ""
    help: str = ""
    why: str = ""
    find_out: str = ""
    quick: bool = False
    location_only: bool = False
    per_step: bool = False
    not_applicable: bool = True
    weight_range: tuple[float, float] | None = None
    show_if: tuple[Condition, ...] = ()
    sources: tuple[str, ...] = ()

    def choice(self, number: int) -> Choice | None:
        """The choice with this number, or None."""
        for choice in self.choices:
            if choice.number == number:
                return choice
        return None


@dataclass(frozen=True, slots=True)
class Trigger:
    """Answers that reveal a gate without asking: all conditions must hold."""

    when: tuple[Condition, ...]
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule that is applied before and apart from the scores, which cannot overrule it.

    ``fires_on`` is the answer to ``question`` that fires it; None means it is never asked and only
    its triggers can fire it. A gate of severity stop or fix_first rules ``rules_out`` options out.
    """

    code: str
    name: str
    severity: Severity
    question: str
    fires_on: Literal["yes", "no"] | None
    rules_out: tuple[str, ...]
    reason: str
    action: str
    help: str = ""
    triggers: tuple[Trigger, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """Named theme weights. Inside a theme the criteria keep their proportions."""

    key: str
    name: str
    description: str
    themes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A usual measure with its usual target: a start for the contract, to be edited."""

    name: str
    target: str
    mark: Mark = "assumption"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypicalStep:
    """A usual step of the process; ``kept_inside`` says why it must stay, empty if it need not."""

    name: str
    kept_inside: str = ""


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of process with what is usually true of it.

    ``label`` is how the field usually files it: "bpo", "kpo" or "borderline". ``prefilled`` are
    suggested answers that a manager must confirm; they are assumptions.
    """

    slug: str
    name: str
    family: Literal["transactional", "expert"]
    label: Literal["bpo", "kpo", "borderline"]
    summary: str
    prefilled: Mapping[str, int]
    also: str = ""
    steps: tuple[TypicalStep, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    rules: tuple[Fact, ...] = ()
    risks: tuple[Fact, ...] = ()
    pricing: tuple[Fact, ...] = ()
    places: tuple[Fact, ...] = ()
    countries: tuple[str, ...] = ()
    notes: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the model draws its lines; margins in points on the 0-100 scale, the others as shares
    (0 to 1).

    An option less than ``in_play_margin`` behind the best is in play: a provider in play is worth a
    look at the steps. Less than ``close_margin`` behind, it would do nearly as well.
    ``clear_completeness`` is the share of the weight that clear advice needs answered,
    ``mixed_expertise`` half the width of "mixed" work on the expertise axis.
    """

    in_play_margin: float = 15.0
    close_margin: float = 7.0
    clear_completeness: float = 0.85
    mixed_expertise: float = 0.15


class Itself:
    """One ruleset and no other, however equal: found by what it is, without comparing thousands of
    numbers."""

    __slots__ = ("ruleset",)

    def __init__(self, ruleset: "Ruleset") -> None:
        self.ruleset = ruleset


@dataclass(frozen=True)
class Ruleset:
    """A whole decision model. Order is the order of asking; it never changes a score."""

    title: str
    options: tuple[Option, ...]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    presets: tuple[Preset, ...]
    thresholds: Thresholds
    services: tuple[ServiceType, ...] = ()
    sources: tuple[Source, ...] = ()
    reference: Reference = field(default_factory=Reference)

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
