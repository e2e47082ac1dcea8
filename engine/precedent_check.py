"""How the recommendation fares on the published decisions: a check, with what needs no model beside it.

What counts is the likelier answer of *who* and *kind*, also where the headline is open; a tie earns
nothing. A shared service counts as in-house, a provider with a decision that is kept as hybrid.
Expected hybrids stay out of everything that compares a share with what was right. The cases are few,
famous and biased to failures: no line was fitted to them, and they are no evidence about the world.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

from engine.location.engagement import PROVIDERS
from engine.model.precedents import Precedent
from engine.model.ruleset import Ruleset
from engine.outcome import Question, Recommendation
from engine.precedents import coded_case
from engine.recommendation import recommend

HYBRID = "hybrid"
WORDS = ("clear", "leaning", "open")
READERS = 2


@dataclass(frozen=True, slots=True)
class Tried:
    """One precedent as one reader coded it, with what is recommended for it."""

    precedent: Precedent
    reader: int
    recommendation: Recommendation

    @property
    def provider(self) -> float:
        """The share of the draws on the side of a provider."""
        return _share(self.recommendation.who, "provider")

    @property
    def went_out(self) -> bool | None:
        """Whether a provider was right; None where it was both."""
        expected = self.precedent.expected
        return None if expected == HYBRID else expected in PROVIDERS


@dataclass(frozen=True, slots=True)
class Hits:
    """Shares of the precedents: the answer is ``defensible`` at least, or the expert's ``own``."""

    defensible: float
    own: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the cases in which *who* has this word: how many, and in how many its answer was right."""

    word: str
    cases: int
    right: int


@dataclass(frozen=True, slots=True)
class Check:
    """The whole check. ``readers`` has the hits per reader, ``baselines`` those of answers that need
    no model, by name; ``brier`` is that of the share of a provider (0 is best, 0.25 a coin).
    Headlines are open in ``open_share`` of the codings, in ``early_share`` because it is too early."""

    cases: int
    readers: tuple[Hits, ...]
    brier: float
    open_share: float
    early_share: float
    calibration: tuple[Calibration, ...]
    baselines: dict[str, Hits]


def check(ruleset: Ruleset) -> Check:
    """The check on all precedents of a ruleset; there must be one, each with two codings."""
    tried = [
        Tried(row, reader, recommend(ruleset, coded_case(ruleset, row.codings[reader])))
        for row in ruleset.precedents
        for reader in range(READERS)
    ]
    sided = [row for row in tried if row.went_out is not None]
    return Check(
        cases=len(ruleset.precedents),
        readers=tuple(
            _hits([row for row in tried if row.reader == reader], likelier)
            for reader in range(READERS)
        ),
        brier=fsum((row.provider - bool(row.went_out)) ** 2 for row in sided) / len(sided),
        open_share=sum(row.recommendation.outcome == "open" for row in tried) / len(tried),
        early_share=sum(row.recommendation.confidence == "early" for row in tried) / len(tried),
        calibration=tuple(_calibration(sided, word) for word in WORDS),
        baselines={
            "always own": _hits(tried, lambda row: "in_house"),
            "always BPO": _hits(tried, lambda row: "bpo"),
            "sign of sourcing": _hits(tried, by_sign),
        },
    )


def likelier(row: Tried) -> str:
    """The likelier answer in the words of the experts; "" for a tie."""
    found = row.recommendation
    return _answer(row.provider, _share(found.kind, "kpo"), keeps=found.keeps_decision)


def by_sign(row: Tried) -> str:
    """The answer by the sums alone, without line, draws and gates."""
    who, kind = row.recommendation.who, row.recommendation.kind
    return _answer(
        _half(who.value if who else 0.0), _half(kind.value if kind else 0.0), keeps=False
    )


def _answer(provider: float, expert: float, *, keeps: bool) -> str:
    if provider < 0.5:
        return "in_house"
    if provider == 0.5 or (not keeps and expert == 0.5):
        return ""
    if keeps:
        return HYBRID
    return "kpo" if expert > 0.5 else "bpo"


def _half(value: float) -> float:
    return 0.5 if value == 0 else float(value > 0)


def _share(question: Question | None, answer: str) -> float:
    """The share of the draws on the side of one answer; half where the question is not asked."""
    if question is None:
        return 0.5
    return question.probability if question.answer == answer else 1 - question.probability


def _hits(rows: Sequence[Tried], answer: Callable[[Tried], str]) -> Hits:
    own = [answer(row) == row.precedent.expected for row in rows]
    fine = [answer(row) in (row.precedent.expected, *row.precedent.defensible) for row in rows]
    return Hits(sum(fine) / len(rows), sum(own) / len(rows))


def _calibration(rows: Sequence[Tried], word: str) -> Calibration:
    said = [
        (row, who)
        for row in rows
        if (who := row.recommendation.who) is not None and who.confidence == word
    ]
    right = sum((row.provider > 0.5) is row.went_out and row.provider != 0.5 for row, _ in said)
    return Calibration(word, len(said), right)
