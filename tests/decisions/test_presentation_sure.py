"""How sure a snapshot says the advice is: chances, what would change it, weights, what to find out.

``tests.decisions.snapshots`` says what the small ruleset does.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict

from decisions.certainty import in_hundred
from decisions.forms.whatif import WhatIfForm
from decisions.presentation.sure_shape import FlipPart, HowSurePart
from decisions.whatif import Saved, outcome
from engine.fit.case import Case, Given
from engine.intake import read
from engine.scoring import evaluate
from tests.decisions.snapshots import (
    HEADING,
    REFERENCE_CASES,
    measured,
    reference_input,
    shipped,
    shipped_case,
    shown,
)
from tests.engine.makers import answers_of, make_gate, make_rich, make_tiny

every_case = pytest.mark.parametrize("name", REFERENCE_CASES)


def sure_of(snapshot: Any) -> HowSurePart:
    """The part in question, which must be there."""
    found: HowSurePart | None = snapshot["how_sure"]
    assert found is not None
    return found


def changed(case: Case, flip: FlipPart) -> Case:
    """The case with what a listed change says."""
    answers, gates = dict(case.answers), dict(case.gates)
    for row in flip["changes"]:
        if row["choice"] is not None:
            answers[row["criterion"]] = Given(row["choice"])
        else:
            gates[row["gate"]] = "yes" if row["new"] == "Yes" else "no"
    return replace(case, answers=answers, gates=gates)


def test_the_chances_are_those_that_can_be_worked_out() -> None:
    """B1 = 1 is an estimate: 2 in 3 of 10 readings, when KPO leads as far as BPO does now."""
    sure = sure_of(shown(make_tiny(), {**measured(A1=3, A2=2), **answers_of(B1=1)}))
    best = {row["option"]: row["percent"] for row in sure["chances"]}
    assert best["bpo"] + best["kpo"] == 100
    assert best["bpo"] == pytest.approx(70, abs=1)
    assert sure["probability"] == best["bpo"]
    words = [row["words"] for row in sure["chances"]]
    assert words == [f"{best['bpo']}%", f"{best['kpo']}%", "never", "never", "never"]
    assert sure["words"] == (
        f"In {best['bpo']} of 100 plausible readings of your answers, "
        "\u201cName of bpo\u201d is best."
    )
    assert "10,000 times" in sure["meaning"]


@every_case
def test_chances_and_ranks_add_up(name: str) -> None:
    """Whole per cents; an option is first exactly as often as it is best."""
    sure = sure_of(shipped_case(reference_input(name)))
    assert sum(row["percent"] for row in sure["chances"]) == 100
    for row in sure["chances"]:
        assert sum(row["ranks"]) == 100
        assert row["ranks"][0] == row["percent"]
        assert row["low"] <= row["median"] <= row["high"]
    assert len(sure["cloud"]) == 240


@every_case
def test_the_word_and_the_figure_agree(name: str) -> None:
    """Clear from 90, leaning from 65, whatever rounding does."""
    snapshot = shipped_case(reference_input(name))
    state, percent = snapshot["advice"]["state"], sure_of(snapshot)["probability"]
    assert state in ("clear", "leaning", "close")
    assert (state == "close") is (percent < 65)
    if state == "clear":
        assert percent >= 90
        assert not snapshot["advice"]["doubts"]


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


@every_case
def test_every_listed_change_gives_exactly_what_it_says(name: str) -> None:
    """Evaluating the changed case names the same option, and the same gates to fix first."""
    document = reference_input(name)
    case = read(shipped(), document).case
    snapshot = shipped_case(document)
    sure = sure_of(snapshot)
    pairs = [sure["pair"]] if sure["pair"] else []
    for flip in (*sure["flips"], *sure["gate_flips"], *pairs):
        after = evaluate(shipped(), changed(case, flip))
        assert after.leader == flip["option"]
        assert flip["option"] != snapshot["advice"]["option"] or flip["fix_first"]
        if flip["fix_first"]:
            holding = after.score_of(after.leader).ruled_out_by
            assert [gate["code"] for gate in flip["fix_first"]] == list(holding)


@every_case
def test_the_smallest_change_comes_first_and_nothing_is_left_unsaid(name: str) -> None:
    """Steps rise; an empty list says so and looks for two answers."""
    sure = sure_of(shipped_case(reference_input(name)))
    steps = [flip["changes"][0]["steps"] for flip in sure["flips"]]
    assert steps == sorted(steps)
    assert bool(sure["no_flip"]) is not bool(sure["flips"])
    assert sure["pair"] is None or not sure["flips"]
    assert any(row["near"] for row in sure["weights"]) is not bool(sure["no_weight_flip"])


@every_case
def test_every_sentence_is_one(name: str) -> None:
    """Capital, full stop, no gap, no code of the program in it."""
    snapshot = shipped_case(reference_input(name))
    sure = sure_of(snapshot)
    texts = [flip["words"] for flip in (*sure["flips"], *sure["gate_flips"])]
    texts += [row["words"] for row in sure["weights"] if row["near"]]
    texts += [row["words"] for row in snapshot["find_out_next"]]
    texts += [sure["words"], sure["meaning"], *snapshot["advice"]["doubts"]]
    for text in texts:
        assert text[0].isupper() or text[0] in "\u201c0123456789"
        assert text.endswith(".")
        assert not [bad for bad in ("  ", "..", "in_house", "shared_service") if bad in text]


@every_case
def test_the_same_inputs_give_the_same_text(name: str) -> None:
    """A reload, in another process too: the draws come from the inputs alone."""
    document = reference_input(name)
    first = json.dumps(shipped_case(document)["how_sure"])
    assert json.dumps(shipped_case(document)["how_sure"]) == first


def test_a_change_names_the_old_and_the_new_answer() -> None:
    """B1 = 2 puts KPO 60 points above BPO."""
    sure = sure_of(shown(make_tiny(), measured(A1=3, A2=2, B1=1)))
    (flip,) = sure["flips"]
    assert flip["words"] == (
        "If \u201cName of B1\u201d were \u201cB1 choice 2\u201d instead of \u201cB1 choice 1\u201d, "
        "\u201cName of kpo\u201d would lead."
    )
    assert (flip["option"], flip["distance"]) == ("kpo", "1 step away")
    (change,) = flip["changes"]
    assert (change["criterion"], change["choice"]) == ("B1", 2)


def test_what_is_not_known_has_no_old_answer() -> None:
    """B1 is not answered; the engine puts BPO before KPO when they tie."""
    sure = sure_of(shown(make_tiny(), measured(A1=3)))
    flip = sure["flips"][0]
    assert flip["words"] == (
        "If \u201cName of B1\u201d turned out to be \u201cB1 choice 2\u201d, "
        "\u201cName of kpo\u201d would lead."
    )
    assert flip["distance"] == ""


def test_a_change_that_only_asks_for_a_fix_says_that_the_advice_stays() -> None:
    """The gate to fix first rules BPO out; after the fix BPO leads as before."""
    gate = make_gate("KO4", severity="fix_first")
    sure = sure_of(shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO4": "no"}))
    (flip,) = sure["gate_flips"]
    assert flip["option"] == "bpo"
    assert flip["fix_first"] == [{"code": "KO4", "name": "Name of KO4"}]
    assert flip["words"].endswith(
        "\u201cName of KO4\u201d (KO4) has to be settled first. After that, "
        "\u201cName of bpo\u201d still leads."
    )


def test_after_a_fix_the_chances_are_those_of_the_advice_after_it() -> None:
    """The same case with the gate open and closed: BPO is as likely either way."""
    gate = make_gate("KO4", severity="fix_first")
    given = {**measured(A1=3, A2=2), **answers_of(B1=1)}
    fixed = sure_of(shown(make_tiny(gates=(gate,)), given, {"KO4": "yes"}))
    assert fixed["probability"] == pytest.approx(70, abs=1)
    assert fixed["chances"][0]["option"] == "bpo"
    assert [flip["option"] for flip in fixed["flips"]] == ["kpo"]


def test_where_everything_is_ruled_out_nothing_is_best() -> None:
    """No chances, no weights; the answer that opens an option is still named."""
    gate = make_gate("KO1", rules_out=tuple(make_tiny().option))
    sure = sure_of(shown(make_tiny(gates=(gate,)), measured(A1=3), {"KO1": "yes"}))
    assert (sure["words"], sure["chances"], sure["cloud"], sure["weights"]) == ("", [], [], [])
    assert sure["no_flip"] == "No single answer opens an option."
    assert [flip["option"] for flip in sure["gate_flips"]] == ["bpo"]


def test_the_shares_of_a_weight_are_those_of_what_is_asked() -> None:
    """``make_rich``, A1 = 1 and B1 = 1: the engine gives A1 (weight 3 of 6) the interval from 1 of 4
    on, and A2 (weight 1 of 6) up to 3 of 8: in-house and automate then stand equal."""
    rows = {
        row["code"]: row for row in sure_of(shown(make_rich(), answers_of(A1=1, B1=1)))["weights"]
    }
    assert (rows["A1"]["share"], rows["A1"]["low"], rows["A1"]["high"]) == (50.0, 25.0, 100.0)
    assert rows["A1"]["range_words"] == "25.0% and more"
    assert rows["A1"]["words"] == (
        "\u201cName of A1\u201d counts 50.0% now. Below 25.0%, \u201cName of automate\u201d would lead."
    )
    assert (rows["A2"]["share_words"], rows["A2"]["range_words"]) == ("16.7%", "up to 37.5%")
    assert rows["B1"]["range_words"] == "any"
    assert [row["kind"] for row in rows.values()] == ["theme", "theme", *["criterion"] * 3]


@every_case
def test_moving_a_theme_within_and_beyond_its_interval_does_what_the_row_says(name: str) -> None:
    """A tenth of a per cent inside the advice holds, three tenths outside the named option leads."""
    case = read(shipped(), reference_input(name)).case
    snapshot = shipped_case(reference_input(name))
    if snapshot["advice"]["after_fix"]:
        return

    def leader(code: str, percent: float) -> str:
        mine = [row.code for row in shipped().criteria_of(code)]
        own = sum(case.weights[one] for one in mine)
        rest = sum(case.weights.values()) - own
        factor = percent / (100 - percent) * rest / own
        weights = {
            one: weight * factor if one in mine else weight for one, weight in case.weights.items()
        }
        return evaluate(shipped(), replace(case, weights=weights)).advice

    asked = {row["criterion"] for row in snapshot["contributions"]["rows"]}
    if asked != set(case.weights):
        return
    for row in sure_of(snapshot)["weights"]:
        if row["kind"] == "theme" and row["above"] and row["high"] < 99:
            assert leader(row["code"], row["high"] - 0.1) == snapshot["advice"]["option"]
            assert leader(row["code"], row["high"] + 0.3) == row["above"]["option"]


@every_case
def test_every_weight_that_can_be_tried_gives_on_the_what_if_page_what_the_row_says(
    name: str,
) -> None:
    """All themes and questions whose interval has an end have an address, but where something to fix
    first would make the what-if page speak of the advice after the fix."""
    case = read(shipped(), reference_input(name)).case
    snapshot = shipped_case(reference_input(name))
    saved = Saved(shipped(), case, HEADING.weights)
    rows = [row for row in sure_of(snapshot)["weights"] if row["below"] or row["above"]]
    for row in rows:
        for option, address in ((row["below"], row["try_below"]), (row["above"], row["try_above"])):
            if option is None:
                assert address == ""
                continue
            if not address:
                fired = {gate["severity"] for gate in snapshot["gates_fired"]}
                assert "fix_first" in fired, (row["name"], option)
                continue
            form = WhatIfForm(saved, QueryDict(address))
            assert form.is_valid()
            assert form.changes
            found = outcome(saved, form.changes, HEADING.edition_sha256)
            assert found.advice == option["option"], (row["name"], address)


def test_find_out_next_is_ranked_by_the_chance_that_it_matters() -> None:
    """B1 open: half of its choices make KPO lead. A1 an estimate: 3 of 10 readings put it on 2,
    where the options stand equal and in-house, the first of the ruleset, leads."""
    rows = shown(make_tiny(), {**answers_of(A1=3), **measured(A2=1)})["find_out_next"]
    assert (rows[0]["criterion"], rows[0]["percent"]) == ("B1", 50)
    assert rows[0]["words"] == (
        "Not answered yet. In 50 of 100 cases, knowing it for certain changes which option is first: "
        "to \u201cName of kpo\u201d."
    )
    assert [row["percent"] for row in rows] == sorted(
        (row["percent"] for row in rows), reverse=True
    )


def test_evidence_that_would_settle_it_is_named() -> None:
    """By the grade where the decision model says nothing, else in its own words."""
    document = {"A1": Given(3, evidence="document"), **measured(A2=2)}
    rows = shown(make_tiny(), {**document, "B1": Given(1, evidence="document")})["find_out_next"]
    assert rows[0]["words"].startswith("A document says so. In 10 of 100 cases")
    assert rows[0]["how"] == "Measured data would settle it."
    shipped_rows = shipped_case(reference_input("accounts-payable-paper"))["find_out_next"]
    assert shipped_rows[0]["how"] == shipped().criterion[shipped_rows[0]["criterion"]].find_out
