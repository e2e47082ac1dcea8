"""How sure the advice is: that part of a snapshot. Rules as in ``decisions.presentation.shape``.

A **reading** is one of 10,000 draws of the weights and of the answers that are not measured
(docs/robustness.md). ``percent`` is therefore also "in so many of 100 readings".
"""

from typing import Literal, TypedDict

from decisions.presentation.tables import Choosable, Coded


class Chance(TypedDict):
    """One option over all readings, likeliest first.

    ``percent`` are whole numbers that add up to 100; ``words`` is the same for print ("83%", "under
    1%", "never"). ``low`` to ``high`` holds the score in eight of ten readings, ``median`` is in
    the middle (whole points). ``ranks`` are the percentages of readings in which the option comes
    first, second ... (one per option; they add up to 100; options that a gate rules out rank last).
    """

    option: str
    name: str
    percent: int
    words: str
    low: int
    median: int
    high: int
    ranks: list[int]


class ChangedAnswer(TypedDict):
    """One answer that would be another: of a criterion or of a gate (the other is "").

    ``choice`` is the number of the new choice (None for a gate, whose ``new`` is "Yes" or "No");
    ``steps`` says how many choices further it stands: 0 when no known answer is given up.
    """

    criterion: str
    gate: str
    name: str
    question: str
    old: str
    new: str
    choice: int | None
    steps: int


class FlipPart(TypedDict):
    """A change that gives another result: exact, all else as it is.

    ``option`` is what the page then advises (as everywhere: once ``fix_first`` is fixed). When it
    is the advice of now, only ``fix_first`` is new. ``distance`` says how far the answers move ("1
    step away"), "" where no known answer is given up.
    """

    changes: list[ChangedAnswer]
    option: str
    name: str
    fix_first: list[Coded]
    distance: str
    words: str


class WeightRow(TypedDict):
    """The shares of one weight, in percent of what is asked, with which the advice holds.

    ``share`` is today's, ``low`` and ``high`` the ends (0.0 and 100.0 where nothing changes);
    ``below`` and ``above`` lead beyond them (None where the advice holds). ``near`` says that an
    end lies within what the decision model allows for this weight; ``words`` then has its sentence.
    ``try_below`` and ``try_above`` are the queries of the what-if view that show it, "" for none.
    """

    kind: Literal["theme", "criterion"]
    code: str
    name: str
    share: float
    low: float
    high: float
    share_words: str
    range_words: str
    below: Choosable | None
    above: Choosable | None
    near: bool
    words: str
    try_below: str
    try_above: str


class HowSurePart(TypedDict):
    """How sure the advice is, and what would change it.

    ``probability`` is that of the advice in whole percent, ``words`` a sentence that says so,
    ``meaning`` what it means. ``cloud`` are points of the map (sourcing, expertise). Where gates rule out
    every option, all of that, ``weights`` and ``no_weight_flip`` are empty. ``flips`` are all single answers,
    smallest change first, ``gate_flips`` those of gates, ``pair`` the smallest two
    answers together (only when ``flips`` is empty). ``no_flip`` is "" when ``flips`` has any,
    ``no_weight_flip`` when a row of ``weights`` is near. ``weights`` has the themes, then the
    criteria, each in order of asking.
    """

    probability: int
    words: str
    meaning: str
    chances: list[Chance]
    cloud: list[list[float]]
    flips: list[FlipPart]
    gate_flips: list[FlipPart]
    pair: FlipPart | None
    no_flip: str
    weights: list[WeightRow]
    no_weight_flip: str
