"""What speaks for and against the options, and what to find out and do. Rules as in ``shape``."""

from typing import TypedDict

from decisions.presentation.tables import Choosable, Coded


class Reason(TypedDict):
    """One answer and what it did to an option."""

    criterion: str
    name: str
    question: str
    answer: str
    points: float
    signed: str


class ReasonsPart(TypedDict):
    """The answers that moved one option most, strongest first; ``rest`` sums up what is not listed,
    so that 50 + the listed points + ``rest`` is the option's ``total``."""

    option: str
    name: str
    total: str
    pro: list[Reason]
    contra: list[Reason]
    rest: str
    rest_count: int


class WhyNot(TypedDict):
    """Why an option is not the advice. ``favoured`` are the answers that moved it further than the
    advice, ``against`` those that moved the advice further; points are that difference. Where fewer
    than two favoured it over the advice, ``favoured`` has those that gave it points at all;
    ``favoured_title`` and ``against_title`` say which.
    """

    option: str
    name: str
    title: str
    score: int
    words: str
    ruled_out_by: list[Coded]
    favoured_title: str
    favoured: list[Reason]
    against_title: str
    against: list[Reason]


class Counter(TypedDict):
    """One point against the advice; ``criterion`` is "" when no single answer makes it."""

    words: str
    criterion: str
    signed: str


class FindOut(TypedDict):
    """Something worth learning, most valuable first: a criterion, or a gate (the other is "").

    ``percent`` is the chance that knowing it for certain changes the advice (0 for gates, whose
    answers are never drawn); ``leads`` are the options that could then lead, likeliest first.
    ``swing`` is how many points it could move the lead, as text; "" for gates. ``words`` say all
    of that, ``how`` which evidence would settle it.
    """

    criterion: str
    gate: str
    name: str
    question: str
    percent: int
    leads: list[Choosable]
    words: str
    how: str
    swing: str


class NextAction(TypedDict):
    """``origin`` names the gate that asks for it, "" for everything else."""

    text: str
    origin: str
