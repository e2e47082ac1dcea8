"""JSON definition -> ``Ruleset``, or a list of problems, each with a path and a sentence.

The format is described in ``docs/ruleset.md``. ``dump`` and ``lint`` belong to the same family and
can be imported from here.
"""

from dataclasses import dataclass
from typing import Any, Literal

from engine.dump import FORMAT, dump
from engine.gates import SEVERITIES
from engine.lint import lint
from engine.load_facts import MARKS, conditions, facts
from engine.load_reference import read_reference
from engine.reading import COUNT, Node, Number, Problem, Reader
from engine.reference_checks import check_reference_content
from engine.references import check_references
from engine.ruleset import (
    AXES,
    EFFECT_LIMIT,
    OPTIONS,
    Choice,
    Criterion,
    Gate,
    Kpi,
    Option,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Theme,
    Thresholds,
    Trigger,
    TypicalStep,
)

__all__ = ["InvalidRuleset", "Problem", "dump", "lint", "load"]

EFFECT = Number(-EFFECT_LIMIT, EFFECT_LIMIT, 0.5)
PROFILE = Number(-4, 4)
WEIGHT = Number(0, 1_000_000)
POINTS = Number(0, 100)
SHARE = Number(0, 1)
FAMILIES: tuple[Literal["transactional", "expert"], ...] = ("transactional", "expert")
LABELS: tuple[Literal["bpo", "kpo", "borderline"], ...] = ("borderline", "bpo", "kpo")
FIRES_ON: tuple[Literal["yes", "no"], ...] = ("yes", "no")


class InvalidRuleset(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The definition is no ruleset; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{row.path}: {row.sentence}" for row in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Definition:
    """The keys of the whole document."""

    format: Any
    title: Any
    options: Any
    themes: Any
    criteria: Any
    gates: Any
    presets: Any
    thresholds: Any
    services: Any = None
    sources: Any = None
    reference: Any = None


def load(definition: object) -> Ruleset:
    """The ruleset in ``definition`` (parsed JSON). Raises ``InvalidRuleset`` with all problems.

    References between parts are checked once every part is readable.
    """
    reader = Reader()
    root = reader.node(definition, "", "The definition", Definition)
    if root.value.get("format", FORMAT) is not FORMAT:
        root.fail("R008", "format", f"only format {FORMAT} can be read.")
    ruleset = Ruleset(
        title=root.text("title"),
        options=tuple(map(_option, root.nodes("options", "Option", Option, "key"))),
        themes=tuple(map(_theme, root.nodes("themes", "Theme", Theme, "code"))),
        criteria=tuple(map(_criterion, root.nodes("criteria", "Criterion", Criterion, "code"))),
        gates=tuple(map(_gate, root.nodes("gates", "Gate", Gate, "code"))),
        presets=tuple(map(_preset, root.nodes("presets", "Preset", Preset, "key"))),
        thresholds=_thresholds(root),
        services=tuple(map(_service, root.nodes("services", "Service", ServiceType, "slug"))),
        sources=tuple(map(_source, root.nodes("sources", "Source", Source, "code"))),
        reference=read_reference(root),
    )
    problems = tuple(reader.problems) or (
        *check_references(ruleset),
        *check_reference_content(ruleset),
    )
    if problems:
        raise InvalidRuleset(problems)
    return ruleset


def _axes(node: Node, key: str, limits: Number, problem: str) -> dict[str, float]:
    """Axis -> number, zeros left out."""
    found = node.numbers(key, limits, problem)
    for axis in found:
        if axis not in AXES:
            node.fail("R002", f"{key}.{axis}", f'"{axis}" is not one of {", ".join(AXES)}.')
    return {axis: found[axis] for axis in AXES if found.get(axis)}


def _option(node: Node) -> Option:
    return Option(
        key=node.one_of("key", OPTIONS),
        name=node.text("name"),
        advice=node.text("advice"),
        definition=node.text("definition"),
        profile=_axes(node, "profile", PROFILE, "R005"),
        usual_regret=node.text("usual_regret"),
        keeps_inside=node.text("keeps_inside"),
        next_actions=node.texts("next_actions"),
    )


def _theme(node: Node) -> Theme:
    return Theme(code=node.code("code"), name=node.text("name"), intro=node.text("intro"))


def _choice(node: Node) -> Choice:
    return Choice(
        number=int(node.number("number", COUNT)),
        text=node.text("text"),
        effects=_axes(node, "effects", EFFECT, "R006"),
        is_unknown=node.flag("is_unknown", False),
        note=node.text("note"),
    )


def _criterion(node: Node) -> Criterion:
    return Criterion(
        code=node.code("code"),
        theme=node.code("theme"),
        name=node.text("name"),
        question=node.text("question"),
        weight=node.number("weight", WEIGHT),
        choices=tuple(map(_choice, node.nodes("choices", "choice", Choice, "number"))),
        hint=node.text("hint"),
        help=node.text("help"),
        why=node.text("why"),
        find_out=node.text("find_out"),
        quick=node.flag("quick", False),
        location_only=node.flag("location_only", False),
        per_step=node.flag("per_step", False),
        not_applicable=node.flag("not_applicable", True),
        weight_range=_weight_range(node),
        show_if=conditions(node, "show_if"),
        sources=node.texts("sources"),
    )


def _weight_range(node: Node) -> tuple[float, float] | None:
    values = node.sequence("weight_range")
    if not values:
        return None
    if len(values) == 2 and all(map(WEIGHT.accepts, values)) and values[0] <= values[1]:
        return float(values[0]), float(values[1])
    node.fail("R005", "weight_range", '"weight_range" must be two weights, the lower one first.')
    return None


def _gate(node: Node) -> Gate:
    asked = node.value.get("fires_on") is not None
    return Gate(
        code=node.code("code"),
        name=node.text("name"),
        severity=node.one_of("severity", SEVERITIES),
        question=node.text("question", may_be_empty=not asked),
        fires_on=node.one_of("fires_on", FIRES_ON) if asked else None,
        rules_out=node.texts("rules_out"),
        reason=node.text("reason"),
        action=node.text("action"),
        help=node.text("help"),
        triggers=tuple(map(_trigger, node.nodes("triggers", "trigger", Trigger))),
        sources=node.texts("sources"),
    )


def _trigger(node: Node) -> Trigger:
    return Trigger(
        when=conditions(node, "when"),
        severity=node.one_of("severity", SEVERITIES),
        reason=node.text("reason"),
    )


def _preset(node: Node) -> Preset:
    return Preset(
        key=node.code("key"),
        name=node.text("name"),
        description=node.text("description"),
        themes=node.numbers("themes", WEIGHT),
    )


def _thresholds(root: Node) -> Thresholds:
    usual = Thresholds()
    value = root.value.get("thresholds", {})
    node = root.reader.node(value, "thresholds", "Thresholds", Thresholds)
    return Thresholds(
        in_play_margin=node.number("in_play_margin", POINTS, usual.in_play_margin),
        close_margin=node.number("close_margin", POINTS, usual.close_margin),
        clear_completeness=node.number("clear_completeness", SHARE, usual.clear_completeness),
        mixed_expertise=node.number("mixed_expertise", SHARE, usual.mixed_expertise),
    )


def _kpi(node: Node) -> Kpi:
    mark = node.one_of("mark", MARKS)
    return Kpi(node.text("name"), node.text("target"), mark, node.texts("sources"))


def _service(node: Node) -> ServiceType:
    prefilled = node.numbers("prefilled", COUNT)
    steps = node.nodes("steps", "step", TypicalStep)
    return ServiceType(
        slug=node.code("slug"),
        name=node.text("name"),
        family=node.one_of("family", FAMILIES),
        label=node.one_of("label", LABELS),
        summary=node.text("summary"),
        prefilled={code: int(number) for code, number in prefilled.items()},
        also=node.text("also"),
        steps=tuple(TypicalStep(row.text("name"), row.text("kept_inside")) for row in steps),
        kpis=tuple(map(_kpi, node.nodes("kpis", "KPI", Kpi))),
        rules=facts(node, "rules"),
        risks=facts(node, "risks"),
        pricing=facts(node, "pricing"),
        places=facts(node, "places"),
        countries=node.texts("countries"),
        notes=facts(node, "notes"),
    )


def _source(node: Node) -> Source:
    return Source(node.code("code"), node.text("title"), node.text("where"), node.text("extent"))
