"""Answers to the three questions and what comes before them, by the answers on record alone.

Nothing is drawn here, and no headline is chosen: ``engine.recommendation`` does both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engine.fit.axes import AxisFit, fit
from engine.fit.case import Asked, Case, hidden_codes, known_choice
from engine.fit.gates import KINDS, FiredGate, ProviderKind, closed_by, fired_gates
from engine.model.ruleset import Ruleset

Who = Literal["own", "provider"]
Inside = Literal["in_house", "shared_service"]
Automate = Literal["none", "part", "most"]

PART_FROM = 2
"""The place (from 0) of the choice from which on software could do a part of the work."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one case.

    ``axes`` are the sums behind them, ``above`` which of them exceed their lines, ``fired`` the gates.
    ``closed`` are the kinds of provider that gates rule out (both when they rule out every provider).
    ``kind`` follows from its sum whether or not it is closed; a provider of a closed kind makes ``who``
    own. ``who`` and ``kind`` are None when no counting criterion acts on their axis; ``inside`` also unless
    several units do the work. ``place`` is where own people do it: the answer to ``inside``, and where that
    is not asked the shared service of today that serves all as one unit, else in-house. ``automation`` is
    how much the answer on record says that software could do, ``automate`` how much to automate first.
    ``fix`` are the codes of the gates to fix first.
    """

    axes: Mapping[str, AxisFit]
    above: Mapping[str, bool]
    fired: tuple[FiredGate, ...]
    closed: frozenset[ProviderKind]
    who: Who | None
    inside: Inside | None
    place: Inside
    kind: ProviderKind | None
    automation: Automate
    automate: Automate
    fix: tuple[str, ...]
    keeps_decision: bool

    @property
    def says_something(self) -> bool:
        """Whether *who* can be answered and any answer that counts is known."""
        pulls = (row for axis in self.axes.values() for row in axis.asked)
        return self.who is not None and any(row.choice is not None for row in pulls)

    @property
    def ruled_by(self) -> tuple[str, ...]:
        """The gates that keep the work with own people whatever the sum says: those that leave no
        provider, or none of the kind that the sum asks for."""
        rows = [row for row in self.fired if row.rules_out]
        if self.closed == KINDS:
            whole = [row.code for row in rows if row.effect == "rules_out_providers"]
            return tuple(whole or [row.code for row in rows])
        if self.kind in self.closed and self.above.get("sourcing"):
            return tuple(row.code for row in rows if row.kind == self.kind)
        return ()


def answer(ruleset: Ruleset, case: Case) -> Answers:
    """The answers of a case. A tie takes the first answer: own, in_house, bpo, none."""
    return _answer(Asked.of(ruleset, case))


@lru_cache(maxsize=64)
def _answer(key: Asked) -> Answers:
    """The last ones are kept (about 1 MB): what is advised, what could still change it and what to ask
    next each begin with the answers of the same case."""
    ruleset, case = key.ruleset.ruleset, key.case
    axes = fit(ruleset, case)
    above = {axis: row.is_above for axis, row in axes.items()}
    return settle(ruleset, case, axes, above, fired_gates(ruleset, case))


def settle(
    ruleset: Ruleset,
    case: Case,
    axes: Mapping[str, AxisFit],
    above: Mapping[str, bool],
    fired: tuple[FiredGate, ...],
) -> Answers:
    """The answers of a case of which is known already which axes lie ``above`` their lines and which
    gates fire."""
    closed = closed_by(fired)
    kind: ProviderKind | None = None
    if "expertise" in above:
        kind = "kpo" if above["expertise"] else "bpo"
    inside: Inside | None = None
    if _several_units(ruleset, case) and "pooling" in above:
        inside = "shared_service" if above["pooling"] else "in_house"
    who: Who | None = None
    if "sourcing" in above:
        is_open = closed != KINDS and kind not in closed
        who = "provider" if above["sourcing"] and is_open else "own"
    automation = _automation(ruleset, case)
    return Answers(
        axes=axes,
        above=above,
        fired=fired,
        closed=closed,
        who=who,
        inside=inside,
        place=inside or ("shared_service" if _is_pooled(ruleset, case) else "in_house"),
        kind=kind,
        automation=automation,
        automate=automation if above.get("automation") else "none",
        fix=tuple(row.code for row in fired if row.effect == "fix_first"),
        keeps_decision=any(row.effect == "keeps_decision" for row in fired),
    )


def _place(ruleset: Ruleset, case: Case, decides: str) -> int | None:
    """The place (from 0) of the choice on record of a deciding criterion; None when unknown."""
    row = ruleset.decides(decides)
    if row is None or (row.show_if and row.code in hidden_codes(ruleset, case.answers)):
        return None
    number = known_choice(row, case.answers.get(row.code))
    return None if number is None else [choice.number for choice in row.choices].index(number)


def _several_units(ruleset: Ruleset, case: Case) -> bool:
    return bool(_place(ruleset, case, "units"))


def _is_pooled(ruleset: Ruleset, case: Case) -> bool:
    """Whether a shared service does it today and no other unit does it beside: there is nothing left to pool,
    and nothing to take apart."""
    is_one = _place(ruleset, case, "units") == 0
    return is_one and case.today.is_done_as("shared_service")


def _automation(ruleset: Ruleset, case: Case) -> Automate:
    row, place = ruleset.decides("automation"), _place(ruleset, case, "automation")
    if row is None or place is None or place < PART_FROM:
        return "none"
    return "most" if place == len(row.choices) - 1 else "part"
