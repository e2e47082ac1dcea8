"""A cost case with its figures, as far as they can be computed, and what they answer."""

from dataclasses import dataclass, replace
from functools import lru_cache

from engine.cost.check import problems
from engine.cost.evaluate import evaluate
from engine.cost.intake import digest
from engine.cost.lines import CostCase, CostOption, CostProblem, InvalidCostError
from engine.cost.result import (
    CostResult,
    OptionCost,
    best_of,
    closes,
    cost_choice,
    speaking,
)
from engine.cost.uncertainty import seed_of
from engine.fit.case import Today


@dataclass(frozen=True, slots=True)
class Priced:
    """A cost case with its figures.

    ``result`` holds the options that can be computed, None when there is none. ``problems`` say what
    is missing; an option that lacks something keeps no other from being computed. ``rivals``: today's way is
    a provider's, so that every provider is compared with him and none with own people; such a case answers
    nothing about own people or a provider.
    """

    case: CostCase
    result: CostResult | None
    problems: tuple[CostProblem, ...]
    rivals: bool = False

    @property
    def best(self) -> OptionCost | None:
        """The option that the headline is about: the provider whose middle outcome saves most, in today's
        money; a way of one's own where no provider can be computed."""
        return best_of(self.result) if self.result else None

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
        """Whether the best option saves within its term, None where the case answers nothing."""
        return closes(self._answering) if self._answering else None

    @property
    def speaks(self) -> bool:
        """Whether it is computed, and enough of it is its own to say anything but amounts."""
        return self._speaking is not None

    @property
    def _speaking(self) -> OptionCost | None:
        return speaking(self.result) if self.result else None

    @property
    def _answering(self) -> OptionCost | None:
        return None if self.rivals else self._speaking

    def option(self, key: str) -> CostOption:
        """The lines behind a computed option."""
        return next(row for row in self.case.options if row.key == key)


def priced(case: CostCase, today: Today = Today()) -> Priced:  # noqa: B008 - frozen
    """The case with its figures, beside who does the work today. The same case always gives the same figures."""
    found = _priced(case)
    return replace(found, rivals=True) if today.is_outside else found


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
