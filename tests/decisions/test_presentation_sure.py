"""How sure a document says the recommendation is: what would change it, weights, what to find out.

``tests.engine.makers.make_tiny`` says what the small ruleset does.
"""

from typing import Any

import pytest
from django.http import QueryDict

from decisions.forms.whatif import WhatIfForm
from decisions.presentation import Snapshot
from decisions.presentation.shape import FlipPart, SurePart
from decisions.presentation.sure import UNLIKELY
from decisions.presentation.sure_wording import range_words
from engine.fit.case import Given
from engine.outcome import NAMES, Recommendation, in_hundred
from report.headline import sentence
from report.result import Result
from report.whatif import Changes, Saved, query, recommended
from tests.decisions.snapshots import (
    REFERENCE_CASES,
    measured,
    sample_case,
    shipped,
    shipped_case,
    shipped_result,
    shown,
)
from tests.engine.makers import answers_of, make_gate, make_tiny

CASES: dict[str, dict[str, Any]] = {**REFERENCE_CASES, "sample": sample_case()}
every_case = pytest.mark.parametrize("name", CASES)


def sure_of(snapshot: Snapshot) -> SurePart:
    """The part in question, which must be there."""
    found = snapshot["sure"]
    assert found is not None
    return found


def saved_of(result: Result) -> Saved:
    """What the what-if page changes."""
    return Saved(result.ruleset, result.case, result.inputs.weights, result.steps)


def tried(saved: Saved, changes: Changes) -> Recommendation:
    """What the what-if page shows at the address of some changes."""
    form = WhatIfForm(saved, QueryDict(query(saved.ruleset, changes)))
    assert form.is_valid()
    assert not form.unknown_names
    assert form.changes == changes
    return recommended(saved, form.changes)


def changes_of(row: FlipPart) -> list[Changes]:
    """Every change that the line names by its nearest choice, or by its gate."""
    if row["gate"]:
        return [Changes(gates={row["gate"]: row["state"]})]  # type: ignore[dict-item]
    assert row["choice"] is not None
    return [Changes({row["criterion"]: row["choice"]})]


def answer_to(found: Recommendation, question: str) -> str:
    """The answer that a recommendation gives, as flips name it."""
    if question == "headline":
        return found.outcome
    if question == "before":
        return found.before.automate if found.before else "none"
    row = {"who": found.who, "kind": found.kind, "inside": found.inside}[question]
    if row is None:  # work of one place is not pooled
        return "in_house" if question == "inside" and found.who else ""
    return row.answer


@every_case
def test_every_line_applied_on_the_what_if_page_gives_the_answer_that_it_prints(name: str) -> None:
    """All of them: likely, unlikely and gates, by the address of the page."""
    result = shipped_result(CASES[name])
    sure, saved = shipped_case(CASES[name])["sure"], saved_of(result)
    printed = [*sure["flips"], *sure["unlikely"]] if sure else []
    plausible = [bool(row.gate) or (row.plausibility or 0.0) >= UNLIKELY for row in result.flips]
    facts = [row for row, likely in zip(result.flips, plausible, strict=True) if likely]
    facts += [row for row, likely in zip(result.flips, plausible, strict=True) if not likely]
    before = result.recommendation
    for row, one in zip(printed, facts if sure else [], strict=True):
        assert (one.question, one.criterion) == (row["question"], row["criterion"])
        assert row["choice"] in one.choices if row["criterion"] else row["state"] == one.state
        for changes in changes_of(row):
            after = tried(saved, changes)
            if one.to == "fix":
                assert before.before is not None
                assert after.before is not None
                assert set(after.before.fix) > set(before.before.fix)
            else:
                assert answer_to(after, row["question"]) == one.to, row["words"]
                assert answer_to(before, row["question"]) != one.to


@every_case
def test_the_most_plausible_change_comes_first_and_nothing_is_left_unsaid(name: str) -> None:
    """Under 1 in 100 is folded away; an empty list says so."""
    sure = shipped_case(CASES[name])["sure"]
    if sure is None:
        return
    answers = [row for row in sure["flips"] if row["criterion"]]
    assert all(row["percent"] >= 1 for row in answers)
    assert [row["percent"] for row in answers] == sorted(
        (row["percent"] for row in answers), reverse=True
    )
    assert all(row["criterion"] for row in sure["unlikely"])
    assert bool(sure["no_flip"]) is not bool(answers)
    assert any(row["near"] for row in sure["weights"]) is not bool(sure["no_weight_flip"])


@every_case
def test_weights_count_as_their_part_of_their_own_question(name: str) -> None:
    """Those that act on who are all of it together, as the recommendation has them, and no number of
    units takes any of it; each stands inside its own interval."""
    sure = shipped_case(CASES[name])["sure"]
    if sure is None:
        return
    who = shipped_result(CASES[name]).whole.who
    assert who is not None
    shares = {row["code"]: row["share"] for row in sure["weights"] if row["of"] == "who"}
    assert sum(shares.values()) == pytest.approx(100, abs=2)
    assert shares == pytest.approx(
        {code: 100 * part for code, part in who.shares.items()}, abs=0.06
    )
    assert "C5" not in shares
    for row in sure["weights"]:
        assert 0 <= row["low"] <= row["share"] <= row["high"] <= 100
        assert not row["words"] or f"{row['share']:.1f}% of {row['of']}" in row["words"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((0, 1), "\u201ca\u201d or \u201cb\u201d"),
        ((0, 1, 2), "\u201cc\u201d or any answer before it on the scale"),
        ((2, 3, 4), "\u201cc\u201d or any answer after it on the scale"),
        ((1, 2, 3), "\u201cb\u201d to \u201cd\u201d"),
        ((0, 2, 4), "\u201ca\u201d, \u201cc\u201d or \u201ce\u201d"),
        ((4,), "\u201ce\u201d"),
    ],
)
def test_a_set_of_answers_is_told_as_a_range(place: tuple[int, ...], words: str) -> None:
    told = range_words(
        ["abcde"[one] for one in place],
        is_run=list(place) == list(range(place[0], place[-1] + 1)),
        from_first=place[0] == 0,
        to_last=place[-1] == 4,
    )
    assert told == words


@every_case
def test_what_to_find_out_is_ranked_by_the_chance_that_it_matters(name: str) -> None:
    """Open gates first, then answers by their chance; nothing that cannot change anything."""
    found = shipped_case(CASES[name])["find_out_next"]
    gates = [row for row in found if row["gate"]]
    assert found[: len(gates)] == gates
    chances = [row["percent"] for row in found[len(gates) :]]
    assert chances == sorted(chances, reverse=True)
    assert all(chances)


@pytest.mark.parametrize(
    ("probability", "percent"),
    [
        (0.0, 0),
        (0.0001, 1),
        (0.6499, 64),
        (0.65, 65),
        (0.8996, 89),
        (0.9, 90),
        (0.9999, 99),
        (1.0, 100),
        (0.834, 83),
        (0.835, 84),
    ],
)
def test_rounding_crosses_no_limit(probability: float, percent: int) -> None:
    """89.96 is not yet 90, and 99.99 is not certain."""
    assert in_hundred(probability) == percent


def test_a_change_names_the_old_and_the_new_answer() -> None:
    """B1 = 2 turns routine into expert work, and pulls less towards a provider."""
    sure = sure_of(shown(make_tiny(), measured(A1=3, A2=2, B1=1, C5=1, G1=1)))
    rows = {(row["question"], row["criterion"]): row for row in (*sure["flips"], *sure["unlikely"])}
    row = rows["kind", "B1"]
    assert (row["now"], row["choice"]) == ("B1 choice 1", 2)
    assert "B1 choice 2" in row["range"]
    assert all(text in row["words"] for text in ("B1 choice 1", "B1 choice 2"))
    assert rows["who", "A1"]["choice"] == 1


def test_what_is_not_known_has_no_old_answer() -> None:
    """B1 is "I don't know": either of its answers is possible, one of them changes the kind."""
    sure = sure_of(shown(make_tiny(), {**measured(A1=3, A2=2), **answers_of(B1=None)}))
    (row,) = [row for row in sure["flips"] if row["question"] == "kind"]
    assert (row["criterion"], row["now"]) == ("B1", "")
    assert "instead of" not in row["words"]


def test_neighbouring_answers_are_told_as_one_range() -> None:
    """A1 = 2 and A1 = 1 both make it own people: one line, tried with the nearer one."""
    sure = sure_of(shown(make_tiny(), measured(A1=3, A2=1, B1=2, C5=1, G1=1)))
    rows = [*sure["flips"], *sure["unlikely"]]
    (row,) = [row for row in rows if (row["question"], row["criterion"]) == ("who", "A1")]
    assert row["choice"] == 2
    assert "A1 choice 1" in row["range"]
    assert "A1 choice 2" in row["range"]


def test_a_gate_that_would_change_something_is_named_without_a_chance() -> None:
    """Nobody knows how plausible a law is."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    sure = sure_of(shown(ruleset, measured(A1=3, A2=2, B1=1, C5=1, G1=1), {"KO1": "passes"}))
    (row,) = [row for row in sure["flips"] if row["gate"]]
    assert (row["gate"], row["state"], row["percent"], row["choice"]) == ("KO1", "fires", 0, None)
    assert row["asked"] == ruleset.gate["KO1"].question


def test_evidence_that_would_settle_it_is_named() -> None:
    """By the decision model's own words where it has any."""
    rows = shipped_case(REFERENCE_CASES["Accounts payable, 80,000 invoices a year, mostly paper"])
    for row in rows["find_out_next"]:
        assert row["how"]
        if row["criterion"]:
            own = shipped().criterion[row["criterion"]].find_out
            assert row["how"] == own or not own


def test_what_is_known_is_told_from_what_is_not() -> None:
    """A document, no answer and "I don't know" are three different things."""
    given = {"A1": Given(2, evidence="document"), **answers_of(G1=None)}
    rows = {row["criterion"]: row["words"] for row in shown(make_tiny(), given)["find_out_next"]}
    assert {"A1", "C5", "G1"} <= rows.keys()
    assert len({rows[code].split(".")[0] for code in ("A1", "C5", "G1")}) == 3


@every_case
def test_a_change_ends_with_the_headline_where_that_does_not_name_the_new_answer(name):
    """By the nearest choice of the line, which is the one that its link tries."""
    result = shipped_result(CASES[name])
    saved = saved_of(result)
    for row in sure_of(shipped_case(CASES[name]))["flips"]:
        then = tried(saved, changes_of(row)[0])
        said = sentence(then, saved.case.today)
        flips = [
            one
            for one in result.flips
            if (one.question, one.criterion, one.gate, one.state or "")
            == (row["question"], row["criterion"], row["gate"], row["state"])
            and (row["gate"] or row["choice"] in one.choices)
        ]
        names = NAMES.get(then.outcome, ())
        (is_named,) = {one.question == "before" or one.to in names for one in flips}
        assert (f"{said}." in row["words"]) != is_named
