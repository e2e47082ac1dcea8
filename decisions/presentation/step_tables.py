"""The steps of a process in a document: where each goes, and what stays. Rules as in ``shape``."""

from typing import TypedDict


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


class StepFlip(TypedDict):
    """One change of an answer that sends the step another way, as in ``shape.FlipPart``."""

    criterion: str
    gate: str
    words: str
    percent: int


class StepRow(TypedDict):
    """One step. ``place`` counts from 1; ``share`` is its part of the work in whole per cent.

    ``outcome``, ``label`` and ``percent`` are its own recommendation (``outcome_words`` a short
    name); for a step that a rule keeps, ``retained`` is the reason and the others are "" and 0.
    ``across`` and ``up`` are its place on the map. ``answers`` and ``gates`` are those that differ
    from the whole, ``fix`` what must be settled first, in words, ``flips`` what would send it
    another way.
    """

    place: int
    name: str
    share: int
    outcome: str
    option: str
    outcome_words: str
    label: str
    percent: int
    words: str
    retained: str
    across: float
    up: float
    answers: list[StepAnswerPart]
    gates: list[StepGatePart]
    fix: list[str]
    flips: list[StepFlip]


class StepGroup(TypedDict):
    """Steps that go the same way: "Steps 1 to 3", then their names."""

    outcome: str
    option: str
    name: str
    places: list[int]
    places_words: str
    steps: list[str]


class KeptPart(TypedDict):
    """Something that stays inside while a provider does the rest. ``kind`` is decision, step,
    retained_team or quality_check; ``place`` is 0 where it is about no single step."""

    kind: str
    place: int
    title: str
    words: str


class StepsPart(TypedDict):
    """The process as its steps. ``split``: they go different ways, and the headline says so.

    ``words`` say in one sentence how it came about, ``joint`` how often all steps of a split go their
    ways together ("" where one is open, and without a split); ``differing`` name steps that go another way
    than the headline although it is no split. ``groups`` are neighbours that go the same way,
    ``ways`` all steps by where they go. ``handovers`` counts how often the work passes between you
    and a provider, ``handovers_words`` say so. ``kept`` is empty when everything stays inside.
    """

    split: bool
    words: str
    joint: str
    differing: list[str]
    groups: list[StepGroup]
    ways: list[StepGroup]
    handovers: int
    handovers_words: str
    kept: list[KeptPart]
    rows: list[StepRow]
