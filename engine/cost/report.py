"""A cost case from JSON to JSON: what ``manage.py assess`` takes and prints under ``cost``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.cost.defaults import CostContent, stand_ins
from engine.cost.intake import digest, plain, read_cost_case
from engine.cost.lines import OWN_WAYS, CostCase
from engine.cost.priced import Priced
from engine.cost.result import OptionCost, Outcomes, Spread, Table
from engine.cost.term import fitted
from engine.model.reading import InvalidInput, shown
from engine.rounding import rounded

PATH, PUBLISHED = "cost", "published_ranges"
TOP = 5
"""How many drivers the tornado lists."""


def read_money(document: object, content: CostContent) -> CostCase:
    """The cost case in ``document``. With ``"published_ranges": true`` the ranges of each option's
    ``deal`` count wherever it has no figure, and those of the first deal on our own side.

    Raises ``InvalidInput`` with one sentence per problem.
    """
    fill = isinstance(document, dict) and document.get(PUBLISHED, False)
    if not isinstance(fill, bool):
        raise InvalidInput((f"{PATH}.{PUBLISHED}: {shown(fill)} is not true or false",))
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if key != PUBLISHED}
    case = read_cost_case(document, path=PATH, computable=not fill)
    known = [*OWN_WAYS, *(deal.key for deal in content.deals)]
    unknown = [row for row in case.options if row.deal not in known and (fill or row.deal)]
    if unknown:
        names = ", ".join(sorted(known))
        raise InvalidInput(
            tuple(
                f"{PATH}.options.{row.key}.deal: the kinds of deal are {names}" for row in unknown
            )
        )
    if not fill:
        return case
    filled = tuple(
        replace(row, lines=stand_ins(content, row.deal, row.lines, "provider"))
        for row in case.options
    )
    deals = [row.deal for row in filled if row.way == "provider"]
    own = stand_ins(content, deals[0], case.in_house, "in_house") if deals else case.in_house
    case = fitted(replace(case, in_house=own, options=filled))
    return read_cost_case(plain(case), path=PATH)


def report_cost(found: Priced) -> dict[str, Any] | None:
    """The JSON object of one case, None while none of it can be computed. Amounts are texts, exact to
    the smallest unit."""
    result, best = found.result, found.best
    if result is None:
        return None
    return {
        "currency": result.currency,
        "years": found.case.terms.years,
        "months": found.case.terms.months,
        "today": {
            **_table(result.today, result.today_npv),
            "cost_range": _range(result.today_cost),
            "saving_range": _range(result.today_saving),
        },
        "improved": {
            **_table(result.improved, result.improved_npv),
            "cost_range": _range(result.improved_cost),
        },
        "options": [_option(row) for row in result.options],
        "best": best.key if best else None,
        "saving": str(best.spread.p50) if best and best.speaks else None,
        "choice": found.choice,
        "closes": found.closes,
        "points_to": found.points or None,
        "idle_terms": list(result.idle_terms),
        "digest": digest(found.case),
    }


def _option(row: OptionCost) -> dict[str, Any]:
    spread = row.spread
    return {
        "key": row.key,
        "way": row.way,
        "speaks": row.speaks,
        **_table(row.table, row.cost_npv),
        "saving": _texts(row.saving),
        "cumulative": _texts(row.cumulative),
        "discounted": _texts(row.discounted),
        "saving_npv": str(row.saving_npv),
        "saving_npv_today": str(row.saving_npv_today),
        "saving_share": rounded(row.saving_share),
        "middle_share": rounded(row.middle_share),
        "bands": row.bands and list(row.bands),
        "cost_range": _range(row.cost),
        "saving_range": _range(spread),
        "chance_to_save": rounded(spread.chance_to_save),
        "chance_of_hurdle": rounded(spread.chance_of_hurdle),
        "passes_hurdle": row.passes_hurdle if row.speaks else None,
        "break_even_month": row.break_even_month,
        "break_even_warning": row.break_even_warning,
        "payback_years": rounded(row.payback_years),
        "rate_of_return": rounded(row.rate_of_return),
        "no_rate": row.no_rate,
        "indifference": {
            "volume": rounded(row.indifference_volume),
            "price": rounded(row.indifference_price),
        },
        "drivers": [
            {"line": driver.key, "side": driver.owner, "status": driver.status,
             "at_low": str(driver.at_low), "at_high": str(driver.at_high)}
            for driver in row.drivers[:TOP]
        ],
        "completeness": rounded(row.completeness),
        "not_estimated": list(row.not_estimated),
        "idle": [{"line": idle.key, "side": idle.owner, "why": idle.why} for idle in row.idle],
    }  # fmt: skip


def _range(found: Outcomes | Spread) -> dict[str, str]:
    return {"p10": str(found.p10), "p50": str(found.p50), "p90": str(found.p90)}


def _table(table: Table, npv: Decimal) -> dict[str, Any]:
    rows: list[Mapping[str, Any]] = [
        {
            "line": row.key,
            "status": row.status,
            "years": None if row.amounts is None else _texts(row.amounts),
        }
        for row in table.rows
    ]
    return {"lines": rows, "years": _texts(table.totals), "npv": str(npv)}


def _texts(amounts: Sequence[Decimal]) -> list[str]:
    return [str(amount) for amount in amounts]
