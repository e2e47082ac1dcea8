"""Where the stored document becomes a cost case of the engine, computed, and what follows from it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from accounts.models import User
from decisions.models import Assessment, CostCase, CostUpload
from engine.cost import lines as cost_lines
from engine.cost.check import problems
from engine.cost.evaluate import CostResult, OptionCost, best_of, closes, cost_choice, evaluate
from engine.cost.intake import digest, plain, read_cost_case
from engine.cost.lines import CostOption, CostProblem, InvalidCostError
from engine.cost.uncertainty import seed_of
from engine.model.ruleset import COST_CASE, Criterion, Ruleset


@dataclass(frozen=True, slots=True)
class Priced:
    """A cost case with its figures.

    ``result`` holds the options that can be computed, None when there is none. ``problems`` say what
    is missing; an option that lacks something keeps no other from being computed. ``best`` is the
    option that saves most.
    """

    case: cost_lines.CostCase
    result: CostResult | None
    problems: tuple[CostProblem, ...]

    @property
    def best(self) -> OptionCost | None:
        """The outsourced option whose middle outcome saves most, in today's money."""
        return best_of(self.result) if self.result else None

    @property
    def choice(self) -> int | None:
        """The choice of its criterion that the case answers, None while nothing is computed."""
        return None if self.best is None else cost_choice(self.best.middle_share)

    @property
    def closes(self) -> bool | None:
        """Whether the best option saves within its term, None while nothing is computed."""
        return None if self.best is None else closes(self.best)

    def option(self, key: str) -> CostOption:
        """The lines behind a computed option."""
        return next(row for row in self.case.options if row.key == key)


@lru_cache(maxsize=128)
def priced(case: cost_lines.CostCase) -> Priced:
    """The case with its figures. The same case always gives the same figures."""
    own = problems(cost_lines.CostCase(case.terms, case.in_house, ()))
    if own:
        return Priced(case, None, problems(case))
    usable = tuple(
        option
        for option in case.options
        if not problems(cost_lines.CostCase(case.terms, case.in_house, (option,)))
    )
    lacking = problems(case)
    try:
        found = cost_lines.CostCase(case.terms, case.in_house, usable)
        result = evaluate(found, seed=seed_of(digest(found)))
    except InvalidCostError as error:
        return Priced(case, None, (*lacking, *error.problems))
    return Priced(case, result, lacking)


def stored_case(row: CostCase | CostUpload) -> cost_lines.CostCase:
    """The case as it is stored; figures may be missing."""
    return read_cost_case(row.case, computable=False)


def former_case(row: CostCase) -> cost_lines.CostCase | None:
    """The case before its last change, None where there was none."""
    return None if row.previous is None else read_cost_case(row.previous, computable=False)


def document_of(case: cost_lines.CostCase) -> dict[str, Any]:
    """What is stored of a case."""
    return plain(case)


def cost_row(assessment: Assessment) -> CostCase | None:
    """The stored cost case of an assessment with who changed it last; one query."""
    rows = CostCase.objects.filter(assessment=assessment).select_related("changed_by")
    return rows.first()


def cost_upload_of(assessment: Assessment, by: User, key: UUID) -> CostUpload | None:
    """An uploaded case that waits for the person who sent it."""
    return CostUpload.objects.filter(assessment=assessment, by=by, pk=key).first()


def priced_of(assessment: Assessment) -> Priced | None:
    """The cost case of an assessment with its figures, None when it has none; one query."""
    row = cost_row(assessment)
    return None if row is None else priced(stored_case(row))


def answered(ruleset: Ruleset, choice: int | None) -> Criterion | None:
    """The criterion that a cost case answers, where this decision model has one with the choice."""
    criterion = ruleset.answered_by(COST_CASE)
    found = criterion and choice is not None and criterion.choice(choice)
    return criterion if found else None
