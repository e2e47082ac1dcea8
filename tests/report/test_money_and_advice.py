"""Where the money points, beside the advice: told alike on summary, Money, paper and as JSON."""

from typing import Any

import pytest

from engine.cost.result import COST_CHOICES
from engine.outcome import INSIDE, OUTSIDE
from exports.pdf import front
from exports.pdf.attachment import printed
from exports.pdf.order import Order
from report.action_words import words
from report.actions import Proposal, proposals, with_actions
from report.document import Callout, Paragraph
from report.facts import facts
from report.messages import Message
from report.money import costs, money_line
from report.money import money as money_page
from report.paper import paper
from report.reasons import reasons_for
from report.subject import Subject
from report.summary import verdict
from report.turning import finds
from tests.decisions.printed import part_of, version_of
from tests.decisions.snapshots import sample_case
from tests.people import COST_CASE
from tests.report.results import subject_of
from tests.report.test_actions import DIVIDED

TODAY = ("own", "shared_service", "provider", "mixed", "nobody")
OUT = {"A1": 1, "A2": 1, "A4": 4, "D4": 4}
IN = {"A1": 5, "A2": 4, "A3": 5, "A4": 1, "D4": 1, "B3": 5}
ADVICE: dict[str, dict[str, Any]] = {
    "outside": {"answers": OUT},
    "inside": {"answers": IN},
    "open": {"answers": DIVIDED},
    "split": {
        "answers": OUT,
        "steps": [{"name": "Calls", "share": 0.5}, {"name": "Rest", "answers": IN, "share": 0.5}],
    },
}
YEARLY = {"cheaper": 400_000, "even": 500_000, "dearer": 600_000}
NOTHING_ELSE = ("set_up", "stranded", "severance", "provider_tools", "dip_year_1", "optimism")
OF_A_PROVIDER = (
    *("selection", "transition", "parallel", "governance", "dip_year_2", "travel", "indexation"),
    *("scope_creep",),
)


def option(deal: str, yearly: int, *, is_own: bool = True) -> dict[str, Any]:
    """A way that costs so much a year and nothing else; without figures of its own for the rest, weak."""
    kinds = NOTHING_ELSE if deal == "in_house" else (*NOTHING_ELSE, *OF_A_PROVIDER)
    lines = [{"kind": kind, "amount": 0} for kind in kinds if is_own]
    lines.append({"kind": "price_fixed", "amount": yearly})
    return {"key": "way", "name": "The way", "deal": deal, "lines": lines}


def priced(
    done_by: str, document: dict[str, Any], *options: dict[str, Any], **more: Any
) -> Subject:
    """Somebody's answers beside a case in which today's way costs 500,000 a year."""
    cost = {
        "terms": {"currency": "EUR", "years": 3, "rate": 0.1},
        "in_house": [{"kind": "contract", "amount": 500_000}, {"kind": "improvement", "amount": 0}],
        "options": list(options),
    }
    case = {"service": "payroll", "use_prefilled": True, "today": {"done_by": done_by}}
    return subject_of({**case, **document, "cost": cost, **more})


def ids(subject: Subject) -> tuple[list[str], list[str], list[str]]:
    """The lines of the summary, those of the paper, and the callouts of Money, by their messages."""
    lines = [verdict(subject).lines, paper(subject).lines]
    callouts = [
        block.title
        for section in money_page(subject).sections
        for block in section.blocks
        if isinstance(block, Callout)
    ]
    found = [[row.text for row in one] for one in lines] + [callouts]
    one, other, third = ([row.id for row in rows if isinstance(row, Message)] for rows in found)
    return one, other, third


AGAINST = {
    ("own", "outside"): "money.fit.against",
    ("provider", "inside"): "money.fit.for",
    ("provider", "inside", "provider"): "money.fit.back",
    ("own", "outside", "provider"): "money.fit.stays",
}


@pytest.mark.parametrize("done_by", TODAY)
@pytest.mark.parametrize("advice", ADVICE)
def test_money_that_points_another_way_than_the_advice_is_told_alike_everywhere(
    done_by: str, advice: str
) -> None:
    """A way that saves a fifth points to itself; one that saves nothing, or costs a fifth more, to the side that
    does the work today. Where the advice names the other side, that is a line of the summary, a callout
    on Money, which the paper prints with its table, an action, and true in JSON; a split and what is open name no side."""
    deal = "in_house" if done_by == "provider" else "bpo"
    itself, other = ("own", "provider") if deal == "in_house" else ("provider", "own")
    for money, yearly in YEARLY.items():
        subject = priced(done_by, ADVICE[advice], option(deal, yearly))
        outcome = subject.advised.outcome
        assert (outcome in OUTSIDE, outcome in INSIDE, outcome == "split", outcome == "open") == (
            advice == "outside",
            advice == "inside",
            advice == "split",
            advice == "open",
        )
        points = itself if money == "cheaper" else other
        against = {"outside": "own", "inside": "provider"}.get(advice) == points
        of_provider = ("provider",) if done_by == "provider" else ()
        said = [AGAINST[(points, advice, *of_provider)]] if against else []
        told = [[one for one in row if one.startswith("money.fit.")] for row in ids(subject)]
        assert told == [said, [], said]
        asked = Proposal("cost", ("", "advice")) in proposals(subject.result)
        cost = with_actions(subject.result)["cost"]
        assert (asked, cost["against_advice"]) == (against, against)
        assert cost["points_to"] == points
        found = subject.result.priced
        assert found is not None
        share = 1 - yearly / 500_000 if itself == "provider" else 1 - 500_000 / yearly
        assert found.choice == {0.2: 4, 0.0: 2, -0.2: 1, -0.25: 1}.get(round(share, 2), 4)


def test_what_ways_cost_is_told_on_the_front_of_a_paper_where_the_summary_tells_it() -> None:
    """Of an open result the annex has it, and the facts inside a paper without annex have none of it."""
    for document in (
        sample_case(),
        {"answers": DIVIDED, "service": "payroll", "use_prefilled": True},
    ):
        shown = version_of({**document, "cost": COST_CASE})
        is_named = shown["document"]["verdict"]["confidence"] in ("clear", "leaning")
        assert is_named is (document == sample_case())
        told = any(row["name"] == "Money" for row in shown["document"]["verdict"]["lines"])
        assert (told, front.costs(shown) is not None, bool(front.money(shown))) == (is_named,) * 3
        assert (printed(shown, Order(parts=()))["cost"] is not None) is is_named
        figures = part_of(shown, "cost")["sections"][0]["blocks"]
        assert len([row for row in figures if row["kind"] == "table"]) == (1 if is_named else 2)


def test_nobody_is_asked_why_a_rule_is_followed_against_the_money() -> None:
    document = {"answers": OUT, "gates": {"KO1": "fires"}}
    subject = priced("own", document, option("bpo", 400_000))
    assert subject.result.money_against
    assert [("money.fit.for" in row) for row in ids(subject)] == [True, False, True]
    assert not [row for row in proposals(subject.result) if row.kind == "cost"]


@pytest.mark.parametrize("done_by", TODAY)
@pytest.mark.parametrize("advised", ["outside", "inside"])
def test_the_one_figure_is_that_of_the_way_that_tells_own_people_from_a_provider(
    done_by: str, advised: str
) -> None:
    """Of 380,000 by own people and 450,000 by a provider, beside 500,000 today: where a provider does the work
    today, own people tell; it was the other provider."""
    offers = option("in_house", 380_000), {**option("bpo", 450_000), "key": "bpo"}
    subject = priced(done_by, ADVICE[advised], *offers)
    found = subject.result.priced
    assert found is not None
    assert found.best == found.compared
    line = money_line(subject)
    assert line is not None
    assert found.option(found.best.key).deal == ("in_house" if done_by == "provider" else "bpo")  # type: ignore[union-attr]
    assert facts(subject.result)["cost"]["best"] == found.best.key  # type: ignore[union-attr]


@pytest.mark.parametrize(("done_by", "is_own"), [("own", True), ("own", False), ("provider", True)])
def test_an_answer_that_the_cost_case_contradicts_is_told_of_other_peoples_figures_too(
    done_by: str, is_own: bool
) -> None:
    """Of 600,000 instead of 500,000 a provider is a fifth dearer, and one of today a sixth cheaper than own people:
    each of the other four answers is contradicted. Money and paper say so, and the summary; of mostly other people's figures
    it does where the answer is one of its reasons, and own ones are asked for first."""
    deal = "in_house" if done_by == "provider" else "bpo"
    right, seen = 4 if done_by == "provider" else 1, set()
    for choice in COST_CHOICES:
        document = {"answers": {**OUT, "A2": 2, "D4": 3, "C4": choice}}
        subject = priced(done_by, document, option(deal, 600_000, is_own=is_own))
        result = subject.result
        found = result.priced
        assert found is not None
        assert (found.silence == "weak") is not is_own
        assert found.compared is not None
        assert found.compared.bands is not None
        bands = found.compared.bands
        is_wrong = min(sum(bands[:choice]), sum(bands[choice - 1 :])) < 0.1
        assert is_wrong is (choice != right) or not is_own
        key = "money.contradicted" if is_own else "money.contradicted.weak"
        if subject.is_sure:
            is_reason = "C4" in {row.about.criterion for row in reasons_for(subject)}
            told = [key in row for row in ids(subject)]
            assert told == [is_wrong and (is_own or is_reason), False, is_wrong]
            seen.add((is_wrong, is_reason))
        assert with_actions(result)["cost"]["contradicts"] == ("C4" if is_wrong else None)
        asked = [row.subjects for row in proposals(result) if row.kind == "cost"]
        sought = {row.criterion for row in result.find_out_next}
        sought |= {row.criterion for row in finds(result)}
        assert "C4" not in sought or not is_own
        assert asked[:1] == ([()] if not is_own else [("C4",)] if is_wrong else asked[:1])
    assert done_by == "provider" or seen >= {(True, False), (True, True)}


@pytest.mark.parametrize(
    ("done_by", "deals", "silence", "asked"),
    [
        ("own", ["bpo"], "", []),
        ("own", ["in_house"], "no_provider", [("", "provider")]),
        ("mixed", ["shared_service"], "no_provider", [("", "provider")]),
        ("provider", ["in_house"], "", []),
        ("provider", ["bpo"], "rivals", []),
        ("provider", ["bpo", "in_house"], "", []),
        ("nobody", [], "incomplete", [()]),
    ],
)
def test_a_case_that_answers_nothing_asks_for_what_it_lacks(
    done_by: str, deals: list[str], silence: str, asked: list[tuple[str, ...]]
) -> None:
    """More figures of one's own are asked for only where they are what is missing: all of these are."""
    options = [{**option(deal, 400_000), "key": deal} for deal in deals]
    result = priced(done_by, {"answers": OUT}, *options).result
    assert result.priced is not None
    assert result.priced.silence == silence
    found = [row.subjects for row in proposals(result) if row.kind == "cost"]
    assert [row for row in found if row != ("", "advice")] == asked
    for row in found:
        assert words(result.ruleset, Proposal("cost", row)).what


@pytest.mark.parametrize(
    ("contract", "told"),
    [
        ([450_000, 500_000, 700_000], "money.likely.saves"),
        ([300_000, 500_000, 550_000], "money.likely.costs"),
        ([500_000, 500_000, 500_000], "money.likely.same"),
    ],
)
def test_it_is_said_on_which_side_the_ranges_reach_further(contract: list[int], told: str) -> None:
    """Where the cost of today reaches further up than down, the middle saves more than likely figures do; where it
    reaches further down, less."""
    cost = {
        "terms": {"currency": "EUR", "years": 3, "rate": 0.1},
        "in_house": [
            {"kind": "contract", "amount": contract},
            {"kind": "improvement", "amount": 0},
        ],
        "options": [option("bpo", 400_000)],
    }
    found = priced("own", {"answers": OUT}, cost=cost).result.priced
    assert found is not None
    notes = [row.text for row in costs(found) if isinstance(row, Paragraph)]
    assert [row.id for row in notes if isinstance(row, Message)][-1] == told
