"""A cost case with its figures, as far as they can be computed, and what they answer."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from engine.cost.check import problems
from engine.cost.evaluate import evaluate
from engine.cost.intake import digest
from engine.cost.lines import CostCase, CostOption, CostProblem, InvalidCostError
from engine.cost.result import (
    CostResult,
    OptionCost,
    closes,
    cost_choice,
    own_of,
    provider_of,
)
from engine.cost.uncertainty import seed_of
from engine.fit.case import UNSAID, Today
from engine.outcome import WIDE

Silence = Literal["incomplete", "no_provider", "rivals", "weak", ""]
"""Why a case answers nothing about own people or a provider: it cannot be computed, it has ways of own people
alone, or providers alone where one does the work today, or most figures are other people's; "" where it does."""
Points = Literal["own", "provider", ""]


@dataclass(frozen=True, slots=True)
class Priced:
    """A cost case with its figures.

    ``result`` holds the options that can be computed, None when there is none. ``problems`` say what
    is missing; an option that lacks something keeps no other from being computed. ``today``: who does the work
    today. Where a provider does, every option is compared with him, and only a way of one's own people answers
    anything about own people or a provider.
    """

    case: CostCase
    result: CostResult | None
    problems: tuple[CostProblem, ...]
    today: Today = UNSAID

    @property
    def rivals(self) -> bool:
        """Whether today's way is a provider's, so that another provider is compared with him."""
        return self.today.is_outside

    @property
    def best(self) -> OptionCost | None:
        """The option that the headline is about: the one that tells own people from a provider; where none
        does, the one whose middle outcome saves most, in today's money."""
        rows = self.result.options if self.result else ()
        return self.compared or max(rows, key=lambda row: row.spread.p50, default=None)

    @property
    def choice(self) -> int | None:
        """The choice of its criterion that the case answers, None while nothing is computed, too little
        of it is its own, or it compares providers alone."""
        return cost_choice(self._answering.middle_share) if self._answering else None

    @property
    def bands(self) -> tuple[float, ...] | None:
        """The share of the draws that answers each choice, None where the case answers none."""
        return self._answering.bands if self._answering else None

    @property
    def closes(self) -> bool | None:
        """Whether a provider saves within its term, None where the case answers nothing."""
        return closes(self._answering) if self._answering else None

    @property
    def compared(self) -> OptionCost | None:
        """The option that tells own people from a provider: the provider that saves most, or where one does the
        work today the way of own people that does."""
        if self.result is None:
            return None
        return own_of(self.result) if self.rivals else provider_of(self.result)

    @property
    def silence(self) -> Silence:
        """Why it answers nothing."""
        if self.best is None:
            return "incomplete"
        if self.compared is None:
            return "rivals" if self.rivals else "no_provider"
        return "" if self.compared.speaks else "weak"

    @property
    def points(self) -> Points:
        """Which side the money speaks for: that of the compared option where it saves enough, else the side that
        does the work today; "" where the case answers nothing."""
        row = self._answering
        if row is None:
            return ""
        return "provider" if row.passes_hurdle is (row.way == "provider") else "own"

    @property
    def _answering(self) -> OptionCost | None:
        return self.compared if self.compared and self.compared.speaks else None

    def option(self, key: str) -> CostOption:
        """The lines behind a computed option."""
        return next(row for row in self.case.options if row.key == key)

    def kind_of(self, key: str) -> str:
        """The delivery option that an option of the case is, "" for none."""
        option = self.option(key)
        if option.way != "provider":
            return option.way
        first = option.deal.split("_")[0]
        return first if first in WIDE["provider"] else ""


def priced(case: CostCase, today: Today = UNSAID) -> Priced:
    """The case with its figures, beside who does the work today. The same case always gives the same figures."""
    return replace(_priced(case), today=today)


@lru_cache(maxsize=128)
def _priced(case: CostCase) -> Priced:
    own = problems(CostCase(case.terms, case.in_house, ()))
    if own:
        return Priced(case, None, problems(case))
    usable = tuple(
        option
        for option in case.options
        if not problems(CostCase(case.terms, case.in_house, (option,)))
    )
    lacking = problems(case)
    try:
        found = CostCase(case.terms, case.in_house, usable)
        result = evaluate(found, seed=seed_of(digest(found)))
    except InvalidCostError as error:
        return Priced(case, None, (*lacking, *error.problems))
    return Priced(case, result, lacking)
