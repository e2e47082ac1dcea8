"""The steps of a process in a snapshot: where each goes, and what stays. Rules as in ``shape``."""

from typing import TypedDict

from decisions.presentation.tables import Choosable, Coded


class StepScore(TypedDict):
    """One option for one step; ``ruled_out_by`` are gates that hold for this step."""

    option: str
    name: str
    score: int
    ruled_out_by: list[Coded]


class StepAnswerPart(TypedDict):
    """An answer that differs from that of the whole process; ``whole`` is the latter in words.
    ``criterion`` is a code. ``reason`` is why it does not apply, "" otherwise; ``rests_on`` its
    evidence in words, "" where none is said."""

    criterion: str
    name: str
    question: str
    answer: str
    whole: str
    reason: str
    rests_on: str
    note: str


class StepGatePart(TypedDict):
    """A gate that is answered for this step; ``whole`` is the answer for the whole process."""

    code: str
    name: str
    question: str
    answer: str
    whole: str
    rests_on: str
    note: str


class StepRow(TypedDict):
    """One step. ``place`` counts from 1. ``words`` say in one sentence where it goes and why so.

    ``verdict_label`` is "Clear", "Leaning", "Too close to call", "Fix first", "Stays inside" or,
    without any answer, "". ``percent`` is the chance behind it, 0 where none counts. ``held`` is true when a provider would do the step were it not for
    ``kept_inside`` (the reason as typed, "" without one) or for the gates ``held_by``; ``would_be``
    is then that provider's option. ``scores`` are best first, ``across`` and ``up`` the place on the
    map. ``answers`` and ``gates`` (``checks`` in format 2) are those that differ from the whole.
    ``fix`` are the gates that must be settled before the step can go there.
    """

    place: int
    name: str
    option: str
    option_name: str
    verdict_label: str
    percent: int
    words: str
    held: bool
    held_by: list[Coded]
    kept_inside: str
    would_be: Choosable | None
    scores: list[StepScore]
    across: float
    up: float
    answers: list[StepAnswerPart]
    gates: list[StepGatePart]
    fix: list[Coded]


class StepGroup(TypedDict):
    """Steps that go the same way: "Steps 1 to 3", then their names."""

    option: str
    name: str
    places: list[int]
    places_words: str
    steps: list[str]


class KeptPart(TypedDict):
    """Something that stays inside while a provider does the rest. ``kind`` is step,
    decision_rights, retained_team or quality_gate; ``place`` is 0 where it is about no single step.
    ``title`` is a few words, ``words`` the sentences."""

    kind: str
    place: int
    title: str
    words: str


class SplitFlip(TypedDict):
    """One answer that makes it another split. ``place`` is that of the step it is about, 0 for the
    whole process. ``criterion`` and ``choice`` are code and number, ``name`` and ``new`` their words;
    ``distance`` says how far the answer moves ("1 answer away"), "" where none is given up.
    ``alike`` names the other steps of which each alone would do the same, "" for none."""

    place: int
    criterion: str
    choice: int
    name: str
    question: str
    new: str
    distance: str
    words: str
    alike: str


class StepFindOut(TypedDict):
    """An answer of one step that is worth finding out; ``percent`` is the chance that knowing it
    sends the step another way. ``how`` says which evidence would settle it."""

    place: int
    step: str
    criterion: str
    name: str
    question: str
    percent: int
    words: str
    how: str


class StepsPart(TypedDict):
    """The process as its steps.

    ``hybrid``: the steps go different ways. ``option`` is then "hybrid", and else the option of all
    steps; "" while nothing is answered. ``headline`` and ``lead`` are the advice over the steps:
    when hybrid, they are also those of ``advice``. ``why`` says how it came about, or why it is not
    hybrid; ``doubts`` why it is not clear. ``whole`` sets it beside the advice for the process as one piece. ``kept`` is empty when
    everything stays inside. ``groups`` are neighbours that go the same way, ``ways`` all steps by
    the option they go to. ``handovers`` counts how often the work changes hands. ``flips`` are the
    smallest single answers that would make it another split, ``more_flips`` counts the others;
    ``no_flip`` is "" where there are any. ``find_out`` are weak answers of single steps. Versions
    saved before these were known have none of the four.
    """

    hybrid: bool
    option: str
    name: str
    verdict_label: str
    headline: str
    lead: str
    why: str
    doubts: list[str]
    whole: str
    groups: list[StepGroup]
    ways: list[StepGroup]
    handovers: int
    handovers_words: str
    kept: list[KeptPart]
    flips: list[SplitFlip]
    more_flips: int
    no_flip: str
    find_out: list[StepFindOut]
    rows: list[StepRow]
