"""The process as its steps: where each goes, and what stays with your own people."""

from collections.abc import Iterable
from itertools import groupby

from decisions.presentation import step_wording as say
from decisions.presentation.material import Material
from decisions.presentation.step_rows import RETAINED, row_of, way_of
from decisions.presentation.step_tables import KeptPart, StepGroup, StepsPart
from engine.outcome import Recommendation, in_hundred

PROVIDER = frozenset({"provider", "bpo", "kpo"})


def steps(material: Material) -> StepsPart | None:
    """The process as its steps; None when it has none."""
    advised = material.advised
    if not advised.steps:
        return None
    rows = [row_of(material, place) for place in range(len(advised.steps))]
    ways = [way_of(row) for row in advised.steps]
    runs = [
        (way, [place for place, _ in run])
        for way, run in groupby(enumerate(ways, start=1), key=lambda item: item[1])
    ]
    return {
        "split": material.is_split,
        "words": _words(material, ways),
        "joint": _joint(material),
        "differing": _differing(material),
        "groups": [_group(material, way, places) for way, places in runs],
        "ways": [_group(material, way, places) for way, places in _all_ways(ways).items()],
        "handovers": len(advised.handovers),
        "handovers_words": say.handovers(len(advised.handovers)),
        "kept": _kept(material, runs),
        "rows": rows,
    }


def ways_of(advised: Recommendation) -> dict[str, list[int]]:
    """Outcome -> the places (from 1) of the steps that go there; retained ones left out."""
    return _all_ways(
        [way_of(row) for row in advised.steps],
        skip=frozenset({RETAINED}),
    )


def _all_ways(ways: Iterable[str], skip: frozenset[str] = frozenset()) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, way in enumerate(ways, start=1):
        if way not in skip:
            found.setdefault(way, []).append(place)
    return found


def _words(material: Material, ways: list[str]) -> str:
    """How the headline came about from the steps."""
    if material.is_empty:
        return say.EMPTY
    if material.is_split:
        return say.SPLIT
    free = {way for way in ways if way != RETAINED}
    if not free:
        return say.ALL_RETAINED
    if len(free) == 1:
        return say.AGREE if len(ways) > 1 else say.SINGLE
    return say.NO_SPLIT


def _joint(material: Material) -> str:
    """How sure the ways of a split are together; nothing where one of them is open."""
    joint = material.advised.joint
    return say.joint(in_hundred(joint)) if material.is_split and joint is not None else ""


def _differing(material: Material) -> list[str]:
    """The steps that go another way than a headline that is no split."""
    advised = material.advised
    if material.is_split or not material.shows_numbers:
        return []
    return [
        say.goes_elsewhere(place, row.step.name, material.name(row.recommendation.outcome))
        for place, row in enumerate(advised.steps, start=1)
        if row.recommendation
        and row.recommendation.outcome != advised.outcome
        and row.recommendation.confidence in ("clear", "leaning")
    ]


def _group(material: Material, way: str, places: list[int]) -> StepGroup:
    found = material.advised.steps
    return {
        "outcome": "" if way == RETAINED else way,
        "option": _option(material, way),
        "name": say.RETAINED if way == RETAINED else material.name(way),
        "places": places,
        "places_words": say.places_words(places),
        "steps": [found[place - 1].step.name for place in places],
    }


def _option(material: Material, way: str) -> str:
    if way == RETAINED:
        return "in_house"
    return way if way in material.ruleset.option else ""


def _kept(material: Material, runs: list[tuple[str, list[int]]]) -> list[KeptPart]:
    """What stays inside while a provider does the rest; nothing to name while none does."""
    outside = [(way, places) for way, places in runs if way in PROVIDER]
    if not outside:
        return []
    found = material.advised.steps
    decisions: list[KeptPart] = [
        {
            "kind": "decision",
            "place": place,
            "title": say.kept_title("decision", row.step.name),
            "words": say.sentence(row.retained),
        }
        for place, row in enumerate(found, start=1)
        if row.retained
    ]
    teams: list[KeptPart] = [
        {
            "kind": "retained_team",
            "place": 0,
            "title": say.kept_title("retained_team", option.name),
            "words": option.keeps_inside,
        }
        for option in material.ruleset.options
        if option.key in dict(outside)
    ]
    checks: KeptPart = {
        "kind": "quality_check",
        "place": 0,
        "title": say.quality_checks([places[-1] for _, places in outside]),
        "words": say.QUALITY_CHECK,
    }
    return [*decisions, *teams, checks]
