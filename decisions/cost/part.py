"""The money part of a snapshot: beside the fit, never merged with it."""

from collections.abc import Container, Mapping
from decimal import Decimal

from decisions.cost import wording
from decisions.cost.option import option_part, silence
from decisions.cost.shape import (
    Assumption,
    CostAnswer,
    CostGate,
    CostOptionPart,
    CostPart,
    CostRow,
    CostTable,
    CostTerm,
)
from decisions.costing import stored_case
from decisions.evaluation import today_of
from decisions.models import Answer, Assessment, CostCase
from decisions.results import result_of
from decisions.wording import answer_words
from engine.cost import lines as cost_lines
from engine.cost.lines import KINDS, Line, Terms
from engine.cost.priced import Priced, priced
from engine.cost.result import Table, idle_in_all
from engine.model.ruleset import COST_CASE, Source
from report.messages import Text, read, say
from report.money import span_of
from report.numbers import in_table, plainly, share_entered
from report.result import Result, given_by
from report.sources import titled
from report.whole_years import whole, whole_table


def cost_part(result: Result, priced: Priced, by_case: Container[str] = ()) -> CostPart:
    """The money of one computed case, beside the fit of the answers; ``by_case`` are the criteria that
    the case itself answered."""
    terms, best = priced.case.terms, priced.best
    return {
        "currency": terms.currency,
        "best": best.key if best else "",
        "columns": columns(terms),
        "tables": tables(priced),
        "options": options(priced),
        "answer": _answer(result, priced, by_case),
        "silence": silence(priced),
        "gate": _gate(result, priced),
        "missing": [row.sentence for row in priced.problems],
        "idle": idle_words(priced),
    }


def idle_words(priced: Priced, side: str = "") -> list[str]:
    """What was entered and moves nothing in the whole case, or on one side of it, each with the reason."""
    result, case = priced.result, priced.case
    if result is None:
        return []
    found = [] if side else [wording.idle_term(name) for name in result.idle_terms]
    own = idle_in_all(result.options, "in_house")
    if side in ("", "in_house"):
        found += [
            wording.idle(row.title, own[row.key].why) for row in case.in_house if row.key in own
        ]
    for option in result.options:
        if side in ("", option.key):
            theirs, of = idle_in_all([option], "provider"), priced.option(option.key)
            found += [
                wording.idle(of.title_of(row), theirs[row.key].why, "" if side else of.name)
                for row in of.lines
                if row.key in theirs
            ]
    return found


def cost_now(assessment: Assessment, row: CostCase) -> CostPart:
    """The money of an assessment with this stored cost case."""
    ours = {
        one.criterion for one in assessment.answers.all() if one.origin == Answer.Origin.COST_CASE
    }
    return cost_part(
        result_of(assessment, row), priced(stored_case(row), today_of(assessment)), ours
    )


def columns(terms: Terms) -> list[str]:
    """The years of every table; the last one may be a part of a year."""
    years = [say("costs.year", year=year) for year in range(1, terms.periods + 1)]
    if terms.months:
        years[-1] = say("costs.year.part", year=terms.periods, count=terms.months)
    return [read(say("costs.year.start")), *map(read, years)]


def terms_of(terms: Terms) -> list[CostTerm]:
    """What holds for the whole case."""
    rows: dict[str, Text] = {
        "currency": terms.currency,
        "years": span_of(terms),
        "rate": say(f"costs.rate.{terms.prices}", rate=share_entered(terms.rate)),
        "timing": say(f"costs.timing.{terms.timing}"),
        "inflation": say("costs.a_year", rate=share_entered(terms.inflation)),
        "tax": share_entered(terms.tax),
        "staff": share_entered(terms.staff_follows_volume),
        "outcomes": say("costs.outcomes", shape=say(f"cost.shape.{terms.shape}")),
    }
    return [
        {"name": read(say(f"costs.term.{key}")), "value": read(value)}
        for key, value in rows.items()
    ]


def options(priced: Priced) -> list[CostOptionPart]:
    """Every option that can be computed."""
    return [option_part(priced, row) for row in priced.result.options] if priced.result else []


def tables(priced: Priced) -> list[CostTable]:
    """Our way today, improved, and every option that can be computed, by years."""
    result = priced.result
    if result is None:
        return []
    own = [
        ("today", wording.TODAY, result.today, result.today_npv),
        ("improved", wording.IMPROVED, result.improved, result.improved_npv),
    ]
    theirs = [
        (row.key, priced.option(row.key).name, row.table, row.cost_npv) for row in result.options
    ]
    return [table(*row) for row in (*own, *theirs)]


def table(key: str, name: str, shown: Table, npv: Decimal) -> CostTable:
    """One side by years."""
    left_out, printed = set(shown.left_out), whole_table(shown)
    return {
        "key": key,
        "name": name,
        "rows": [
            CostRow(
                name=row.name,
                status_words=wording.status(row.status),
                amounts=[in_table(amount) for amount in amounts or ()],
            )
            for row, amounts in zip(shown.rows, printed.rows, strict=True)
        ],
        "totals": [in_table(amount) for amount in printed.totals],
        "total": in_table(sum(printed.totals)),
        "npv": in_table(whole(npv)),
        "left_out": [row.name for row in shown.rows if row.key in left_out],
    }


def _answer(result: Result, priced: Priced, by_case: Container[str]) -> CostAnswer | None:
    criterion = result.ruleset.answered_by(COST_CASE)
    said = given_by(criterion, priced)
    if criterion is None or said is None or said.choice is None:
        return None
    code = criterion.code
    given, is_ours = result.case.answers.get(code), code in by_case
    found = criterion.choice(said.choice)
    return {
        "criterion": code,
        "question": criterion.question,
        "choice": said.choice,
        "answer": found.text if found else "",
        "by_case": is_ours,
        "stored": "" if is_ours or given is None else answer_words(criterion, given),
    }


def _gate(result: Result, priced: Priced) -> CostGate | None:
    gate, closes = result.ruleset.detailed_by(COST_CASE), priced.closes
    if gate is None or closes is None:
        return None
    return {
        "code": gate.code,
        "name": gate.name,
        "closes": closes,
        "words": wording.gate(closes=closes),
    }


def assumptions(case: cost_lines.CostCase, register: Mapping[str, Source]) -> list[Assumption]:
    """Every line with its figures and what they rest on, our own side first; sources of the register by
    their titles."""
    own = [
        _assumption(wording.TODAY, line.title, line, case.terms, register) for line in case.in_house
    ]
    return own + [
        _assumption(option.name, option.title_of(line), line, case.terms, register)
        for option in case.options
        for line in option.lines
    ]


def _assumption(
    side: str, title: str, line: Line, terms: Terms, register: Mapping[str, Source]
) -> Assumption:
    kind, used = KINDS[line.kind], line.used
    figures = (
        ("", "", "") if used is None else tuple(map(plainly, (used.low, used.likely, used.high)))
    )
    return {
        "side": side,
        "name": title,
        "low": figures[0],
        "likely": figures[1],
        "high": figures[2],
        "unit": wording.unit_words(kind.basis, kind.unit, terms.currency),
        "when": wording.when(line),
        "status": line.status,
        "status_words": wording.status(line.status),
        "note": line.note,
        "source": read(titled(register, line.source)),
        "mark": line.mark,
        "mark_words": wording.mark(line.mark),
    }
