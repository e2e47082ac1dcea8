"""The steps of the process: the advice for each, whether that makes a hybrid, and what stays."""

from collections import Counter

from decisions import wording
from decisions.certainty import CLEAR, CLOSE, split_word
from decisions.presentation import step_moves, step_wording, verdict_wording
from decisions.presentation.material import Material
from decisions.presentation.shape import AdvicePart
from decisions.presentation.step_rows import LABELS, own_answers, own_gates, placed, row_of
from decisions.presentation.step_tables import KeptPart, StepGroup, StepsPart
from decisions.wording import continued
from engine.handovers import spared
from engine.split import Group, Kept, Split, StepAdvice

NAMED = 3
"""How many answers the sentence names that says what parts the steps."""


def steps(material: Material) -> StepsPart | None:
    """The process as its steps; None when it has none."""
    split = material.split
    if split is None:
        return None
    if not any(_is_open(material, row) for row in split.steps):
        return _unanswered(split)
    verdicts = [word for word, _ in material.steps_sure]
    word = split_word(material.evaluation, split, verdicts)
    headline, lead = _headline(material, split, word)
    return {
        "hybrid": split.is_hybrid,
        "option": split.advice,
        "name": wording.HYBRID_NAME if split.is_hybrid else material.name(split.advice),
        "verdict_label": LABELS[word],
        "headline": headline,
        "lead": lead,
        "why": _why(material, split),
        "doubts": _doubts(material, split, verdicts),
        "whole": _whole(material),
        "groups": [_group(material, split, group) for group in split.groups],
        "ways": [
            _group(material, split, Group(option, tuple(place - 1 for place in places)))
            for option, places in _ways(split).items()
        ],
        "handovers": split.handovers,
        "handovers_words": step_wording.handovers(split.handovers),
        "kept": _all_kept(material, split),
        **step_moves.flips(material, split),
        "find_out": step_moves.find_out(material, split),
        "rows": [
            row_of(material, place, row, *sure)
            for place, (row, sure) in enumerate(
                zip(split.steps, material.steps_sure, strict=True), start=1
            )
        ],
    }


def over(part: AdvicePart, shown: StepsPart | None) -> AdvicePart:
    """The advice as the steps make it: where they go different ways, headline, verdict and reason
    speak of them. Nothing changes while nothing is answered or no option is open for the whole."""
    if shown is None:
        return part
    part = {**part, "split": ""}
    if not shown["hybrid"] or part["state"] in ("empty", "blocked"):
        return part
    label, rest = shown["verdict_label"], f"{continued(shown['handovers_words'])} {shown['whole']}"
    return {
        **part,
        "state": "split",
        "headline": shown["headline"],
        "lead": shown["lead"],
        "definition": wording.HYBRID_DEFINITION,
        "verdict_label": label,
        "verdict_rest": rest,
        "verdict_words": f"{label}: {rest}",
        "because": shown["why"],
        "doubts": shown["doubts"],
    }


def _is_open(material: Material, row: StepAdvice) -> bool:
    """Whether anything is answered that the step could be judged by."""
    return bool(material.case.answers or row.step.answers)


def _unanswered(split: Split) -> StepsPart:
    """The steps by name, before the first answer."""
    return {
        "hybrid": False,
        "option": "",
        "name": "",
        "verdict_label": "",
        "headline": step_wording.EMPTY_HEADLINE,
        "lead": step_wording.EMPTY_LEAD,
        "why": "",
        "doubts": [],
        "whole": "",
        "groups": [],
        "ways": [],
        "handovers": 0,
        "handovers_words": "",
        "kept": [],
        "flips": [],
        "more_flips": 0,
        "no_flip": "",
        "find_out": [],
        "rows": [
            {**placed(place, row), "words": step_wording.EMPTY_WORDS}
            for place, row in enumerate(split.steps, start=1)
        ],
    }


def _doubts(material: Material, split: Split, verdicts: list[str]) -> list[str]:
    """Why the split is not clear: one option would nearly do, steps are not clear themselves, or
    handovers hardly pay."""
    weak = [
        place
        for place, (row, word) in enumerate(zip(split.steps, verdicts, strict=True), start=1)
        if word != CLEAR and not row.is_held
    ]
    joins = [
        step_wording.join(
            [place + 1 for place in row.places], material.name(row.option), row.handovers
        )
        for row in spared(split)
    ]
    nearly_one = split.is_hybrid and bool(split.common)
    return [*step_wording.doubts(weak, nearly_one=nearly_one), *joins]


def _ways(split: Split) -> dict[str, list[int]]:
    """Option -> the places, from 1, of the steps that go there; options as they come first."""
    ways: dict[str, list[int]] = {}
    for place, row in enumerate(split.steps, start=1):
        ways.setdefault(row.advice, []).append(place)
    return ways


def _headline(material: Material, split: Split, word: str) -> tuple[str, str]:
    """Heading and lead. Steps that agree get an imperative only when it is clear, and while it is
    too close to call nobody says where they go."""
    ways = _ways(split)
    lead = step_wording.split_lead(list(ways.items()))
    if not split.is_hybrid:
        if word != CLEAR:
            return step_wording.NO_SPLIT, "" if word == CLOSE else lead
        head, _ = verdict_wording.parted(material.ruleset.option[split.advice].advice)
        return step_wording.all_steps(head, len(split.steps)), lead
    if len(split.steps) == 1:
        return step_wording.HELD_HEADLINE, step_wording.HELD_SINGLE
    headline = step_wording.split_headline([(key, len(places)) for key, places in ways.items()])
    if material.evaluation.after_fix:
        headline = verdict_wording.headline_fix(headline)
    elif split.common:
        lead = f"{lead} {step_wording.NEARLY_ONE}"
    return headline, lead


def _why(material: Material, split: Split) -> str:
    if split.why == "single_step":
        return step_wording.SINGLE
    if split.why == "steps_agree":
        return step_wording.AGREE
    if len(split.steps) == 1:
        return step_wording.HELD_SINGLE
    held = [place for place, row in enumerate(split.steps, start=1) if row.is_held]
    return step_wording.differ(_parting(material, split), held)


def _parting(material: Material, split: Split) -> list[str]:
    """The questions and gates that some steps answer otherwise than the whole process, those with the most
    such steps first; three at most."""
    own = Counter(
        part["name"]
        for place, row in enumerate(split.steps, start=1)
        for part in (*own_answers(material, row), *own_gates(material, place, row))
    )
    return [name for name, _ in own.most_common(NAMED)]


def _whole(material: Material) -> str:
    runner_up = material.runner_up
    return step_wording.whole(
        material.name(material.advice),
        material.lead(material.advice, runner_up) if runner_up else 0,
        material.name(runner_up) if runner_up else "",
    )


def _group(material: Material, split: Split, group: Group) -> StepGroup:
    places = [place + 1 for place in group.places]
    return {
        **material.choosable(group.option),
        "places": places,
        "places_words": step_wording.places_words(places),
        "steps": [split.steps[place].step.name for place in group.places],
    }


def _all_kept(material: Material, split: Split) -> list[KeptPart]:
    """What stays inside; several quality gates are one entry, because all say the same."""
    gates = [
        row.place + 1 for row in split.kept if row.kind == "quality_gate" and row.place is not None
    ]
    if len(gates) < 2:
        return [_kept(material, split, row) for row in split.kept]
    rows = [_kept(material, split, row) for row in split.kept if row.kind != "quality_gate"]
    return [
        *rows,
        {
            "kind": "quality_gate",
            "place": 0,
            "title": step_wording.quality_gates(gates),
            "words": step_wording.QUALITY_GATE,
        },
    ]


def _kept(material: Material, split: Split, kept: Kept) -> KeptPart:
    name = split.steps[kept.place].step.name if kept.place is not None else ""
    gates = [material.gate_words(code) for code in kept.gates]
    sentences = {
        "step": lambda: step_wording.kept_step(kept.option or ""),
        "decision_rights": lambda: step_wording.kept_decision(kept.reason, gates),
        "retained_team": lambda: material.ruleset.option[kept.option or ""].keeps_inside,
        "quality_gate": lambda: step_wording.QUALITY_GATE,
    }
    subject = material.name(kept.option) if kept.kind == "retained_team" and kept.option else name
    return {
        "kind": kept.kind,
        "place": 0 if kept.place is None else kept.place + 1,
        "title": step_wording.kept_title(kept.kind, subject),
        "words": sentences[kept.kind](),
    }
