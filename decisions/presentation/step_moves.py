"""What would send the steps other ways: answers that make it another split, and what to find out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from decisions.presentation import step_wording, sure_wording
from decisions.presentation.figures import percent
from decisions.presentation.material import Material, answer_text
from decisions.presentation.step_rows import to_fix
from decisions.presentation.step_tables import SplitFlip, StepFindOut
from engine import step_moves
from engine.fit.case import Given
from engine.model.ruleset import HYBRID, IN_HOUSE
from engine.split import Split, StepAdvice, split, step_case

MOST = 10
"""So many changes are put into words, smallest first; the numbers have them all."""


class Flips(TypedDict):
    """The part of the steps that says what would make it another split."""

    flips: list[SplitFlip]
    more_flips: int
    no_flip: str


def flips(material: Material, parted: Split) -> Flips:
    """The smallest changes in words."""
    found = material.moves.flips if material.moves else ()
    alike: dict[tuple[object, ...], list[step_moves.SplitFlip]] = {}
    for row in found:
        alike.setdefault(_alike(material, parted, row), []).append(row)
    told = list(alike.values())[:MOST]
    return {
        "flips": [_flip(material, parted, rows) for rows in told],
        "more_flips": len(found) - sum(len(rows) for rows in told),
        "no_flip": "" if found else step_wording.NO_FLIP,
    }


def _alike(material: Material, parted: Split, row: step_moves.SplitFlip) -> tuple[object, ...]:
    """What has to be the same for two changes to be told in one sentence: the same change of one
    step does to each of several steps what it does to the first."""
    if row.place is None:
        return (row,)
    way = (parted.steps[row.place].advice, row.ways[row.place], row.advice)
    return (row.change, *way, *_waits(material, parted, row, [row.place])[row.place])


def find_out(material: Material, parted: Split) -> list[StepFindOut]:
    """Answers of single steps that are unknown or weak and could send their step another way."""
    found = material.moves.find_out_next if material.moves else ()
    return [_find(material, parted, row) for row in found]


def _find(material: Material, parted: Split, row: step_moves.StepLookup) -> StepFindOut:
    criterion = material.ruleset.criterion[row.criterion]
    chance = percent(row.probability)
    grade = sure_wording.GRADES[row.evidence or ""] if row.known else sure_wording.OPEN[True]
    return {
        "place": row.place + 1,
        "step": parted.steps[row.place].step.name,
        "criterion": row.criterion,
        "name": criterion.name,
        "question": criterion.question,
        "percent": chance,
        "words": step_wording.find_for_step(grade, chance, [option for option, _ in row.leads]),
        "how": criterion.find_out or sure_wording.SETTLED_BY[row.evidence or ""],
    }


def _flip(material: Material, parted: Split, rows: Sequence[step_moves.SplitFlip]) -> SplitFlip:
    """One sentence for changes that are alike."""
    row, places = rows[0], [place + 1 for other in rows if (place := other.place) is not None]
    criterion = material.ruleset.criterion[row.change.criterion]
    new = answer_text(material.ruleset, criterion.code, Given(row.change.new))
    return {
        "place": 0 if row.place is None else row.place + 1,
        "criterion": criterion.code,
        "choice": row.change.new,
        "name": criterion.name,
        "question": criterion.question,
        "new": new,
        "distance": step_wording.away(row.change.steps),
        "words": step_wording.split_flip(
            0 if row.place is None else row.place + 1,
            sure_wording.changed(criterion.name, _old(material, parted, row), new),
            _effects(material, parted, row),
            _then(parted, row),
        ),
        "alike": step_wording.alike(places[1:]),
    }


def _old(material: Material, parted: Split, row: step_moves.SplitFlip) -> str:
    """The answer of now in words, "" when none is known."""
    if row.change.old is None:
        return ""
    case = (
        material.case
        if row.place is None
        else step_case(material.case, parted.steps[row.place].step)
    )
    return answer_text(
        material.ruleset, row.change.criterion, case.answers.get(row.change.criterion)
    )


def _effects(material: Material, parted: Split, row: step_moves.SplitFlip) -> list[str]:
    """Half a sentence for every option that steps would now go to, in order of the first of them."""
    if len(parted.steps) == 1 and row.advice == HYBRID:
        return [step_wording.HELD_THEN]
    places = [
        place
        for place, (step, way) in enumerate(zip(parted.steps, row.ways, strict=True))
        if step.advice != way
    ] or [0]
    waits = _waits(material, parted, row, places)
    ways: dict[str, list[int]] = {}
    for place in places:
        ways.setdefault(row.ways[place], []).append(place)
    itself = row.place is not None and places == [row.place]
    return [
        step_wording.moved(
            [place + 1 for place in members],
            _would(parted, option),
            list(dict.fromkeys(gate for place in members for gate in waits[place])),
            itself=itself,
        )
        for option, members in ways.items()
    ]


def _would(parted: Split, option: str) -> str:
    if len(parted.steps) == 1 and parted.is_hybrid and option == IN_HOUSE:
        return step_wording.KEPT_ANYWAY
    return step_wording.WOULD[option]


def _waits(
    material: Material, parted: Split, row: step_moves.SplitFlip, places: Sequence[int]
) -> dict[int, list[str]]:
    """The gates that each step at ``places`` would have to wait for, in quotation marks."""
    fired = [gate for place in places for gate in parted.steps[place].evaluation.fired]
    fixes = any(gate.severity == "fix_first" for gate in fired)
    if not fixes and row.change.criterion not in material.fix_criteria:
        return {place: [] for place in places}
    given = {row.change.criterion: Given(row.change.new)}
    case, steps = material.case, [parted.steps[place].step for place in places]
    if row.place is None:
        case = replace(case, answers={**case.answers, **given})
    else:
        steps = [replace(step, answers={**step.answers, **given}) for step in steps]
    then: Sequence[StepAdvice] = split(material.ruleset, case, steps).steps
    return {
        place: [material.gate_quoted(code) for code in to_fix(found)]
        for place, found in zip(places, then, strict=True)
    }


def _then(parted: Split, row: step_moves.SplitFlip) -> str:
    if len(row.ways) == 1:
        return step_wording.NOTHING_LEFT if parted.is_hybrid else ""
    counts = Counter(row.ways)
    return step_wording.then_split(list(counts.items()), was_split=parted.is_hybrid)
