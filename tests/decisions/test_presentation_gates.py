"""What gates make of a document: ruled out, fix first, kept, warned of, open.
``tests.engine.makers.make_tiny`` says what the small ruleset does."""

from dataclasses import replace

import pytest

from decisions.presentation.advice_wording import LEADS, SECOND, SOFTWARE, cap
from engine.fit.case import Given
from report.messages import read, say
from tests.decisions.snapshots import measured, shown
from tests.engine.makers import answers_of, make_criterion, make_gate, make_rich, make_tiny

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)
"""Everything measured and on the provider's side: BPO in every draw."""


def test_a_fired_gate_names_the_answers_that_fired_it() -> None:
    """A1 = 1 fires KO3: nobody out there could do it, so it is own people in every draw."""
    snapshot = shown(make_rich(), measured(A1=1, B1=1))
    (gate,) = snapshot["gates_fired"]
    assert (gate["code"], gate["effect"]) == ("KO3", "rules_out_providers")
    assert (gate["reason"], gate["action"]) == ("No provider.", "Act on KO3")
    assert gate["causes"] == [
        {"criterion": "A1", "question": "Question A1, in full?", "answer": "A1 choice 1"}
    ]
    assert (snapshot["advice"]["outcome"], snapshot["advice"]["percent"]) == ("in_house", 100)


def test_a_gate_that_was_answered_is_its_own_cause() -> None:
    """Rules every provider out against all answers."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    snapshot = shown(ruleset, OUT, {"KO1": "fires"})
    assert snapshot["advice"]["headline"].startswith(read(say("headline.nobody.in_house")))
    assert (snapshot["advice"]["outcome"], snapshot["advice"]["confidence"]) == (
        "in_house",
        "clear",
    )
    (cause,) = snapshot["gates_fired"][0]["causes"]
    assert (cause["criterion"], cause["question"]) == ("", ruleset.gate["KO1"].question)
    (given,) = snapshot["gate_answers"]
    assert (given["answer"], given["fired"]) == ("No", True)


def test_the_strongest_effect_comes_first() -> None:
    """Rules out, then keeps the decision, then fix first, then a warning, whatever their order."""
    effects = ("warns", "fix_first", "keeps_decision", "rules_out_providers")
    gates = tuple(make_gate(f"KO{place}", effect=row) for place, row in enumerate(effects))
    snapshot = shown(make_tiny(gates=gates), OUT, {row.code: "fires" for row in gates})
    assert [row["effect"] for row in snapshot["gates_fired"]] == list(reversed(effects))
    acts = [row["text"] for row in snapshot["next_actions"] if row["origin"]]
    assert acts == [f"Act on KO{place}" for place in (3, 2, 1, 0)]


def test_a_gate_to_fix_first_stands_before_a_headline_that_stays() -> None:
    """The recommendation is the same with and without it: to fix comes before, and is no rival."""
    ruleset = make_tiny(gates=(make_gate("KO4", effect="fix_first"),))
    fired, passed = (shown(ruleset, OUT, {"KO4": value}) for value in ("fires", "passes"))
    assert fired["advice"]["headline"] == passed["advice"]["headline"]
    assert fired["outcomes"] == passed["outcomes"]
    assert passed["advice"]["before"] == []
    (words,) = fired["advice"]["before"]
    assert "\u201cName of KO4\u201d" in words


def test_a_kept_decision_is_said_behind_a_provider_and_not_behind_own_people() -> None:
    """Own people keep what they do anyway."""
    ruleset = make_tiny(gates=(make_gate("KO14", effect="keeps_decision"),))
    out = shown(ruleset, OUT, {"KO14": "fires"})["advice"]["headline"]
    bpo = read(say("headline.nobody.bpo"))
    assert out.startswith(read(say("headline.keeps", headline=bpo)))
    own = shown(ruleset, measured(A1=1, A2=1, B1=2, C5=1, G1=1), {"KO14": "fires"})
    assert own["advice"]["headline"].startswith(f"{read(say('headline.nobody.in_house'))} (")


def test_a_warning_speaks_against_and_moves_nothing() -> None:
    """The same headline, and one more point against it."""
    ruleset = make_tiny(gates=(make_gate("KO9", effect="warns"),))
    fired, passed = (shown(ruleset, OUT, {"KO9": value}) for value in ("fires", "passes"))
    assert fired["advice"] == passed["advice"]
    assert len(fired["against"]) == len(passed["against"]) + 1


def test_an_open_gate_caps_the_word_and_is_the_first_thing_to_find_out() -> None:
    """ "I don't know" leaves a gate open, like no answer; the number stays, and the page says why
    the word is lower."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    for given in ({"KO1": "unknown"}, {}):
        snapshot = shown(ruleset, OUT, given)
        advice = snapshot["advice"]
        assert (advice["confidence"], advice["percent"]) == ("leaning", 100)
        assert advice["cap"]
        assert [row["code"] for row in snapshot["gates_open"]] == ["KO1"]
        assert snapshot["find_out_next"][0]["gate"] == "KO1"
    passed = shown(ruleset, OUT, {"KO1": "passes"})
    assert (passed["advice"]["confidence"], passed["advice"]["cap"]) == ("clear", "")
    assert passed["gates_open"] == []


def test_an_open_gate_that_only_warns_caps_nothing() -> None:
    """It is still named among what is open."""
    ruleset = make_tiny(gates=(make_gate("KO9", effect="warns"),))
    snapshot = shown(ruleset, OUT)
    assert (snapshot["advice"]["confidence"], snapshot["advice"]["cap"]) == ("clear", "")
    assert [row["code"] for row in snapshot["gates_open"]] == ["KO9"]


def test_the_cap_is_only_named_where_it_holds_the_word_back() -> None:
    """A share that is leaning by itself needs no excuse: A1 alone, an estimate, leaves it open."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    advice = shown(ruleset, answers_of(A1=3))["advice"]
    assert advice["percent"] < 90
    assert advice["cap"] == ""


def test_the_cap_counts_the_gates_that_hold_the_word_and_none_that_warn() -> None:
    """Own people are held back by none."""
    rows = [make_gate("KO1"), make_gate("KO2", effect="fix_first")]
    warning = make_gate("KO9", effect="warns")
    for count in (1, 2):
        ruleset = make_tiny(gates=(*rows[:count], warning))
        assert shown(ruleset, OUT)["advice"]["cap"] == cap(count)
        inside = shown(ruleset, measured(A1=1, A2=1))
        assert (inside["advice"]["confidence"], inside["advice"]["cap"]) == ("clear", "")
        assert len(inside["gates_open"]) == count + 1


@pytest.mark.parametrize(
    ("answers", "lead"),
    [
        (measured(A1=3, A2=2, B1=1, G1=4), SECOND["provider"]),
        (measured(A1=3, A2=2, G1=4), LEADS["provider"]),
        (measured(A1=1, A2=1, G1=4), SOFTWARE),
        (measured(A1=1, A2=1, C5=3, G1=4), SECOND["own"]),
    ],
)
def test_what_only_who_is_said_of_is_not_called_open_where_it_has_an_answer(
    answers: dict[str, Given], lead: str
) -> None:
    """With software in half of the draws (G1 = 4 gives 2, D1 takes 1.97) only *who* is named."""
    tiny = make_tiny()
    slow = make_criterion("D1", {"automation": -1.0}, {}, weight=1.97)
    ruleset = replace(tiny, criteria=(*tiny.criteria, slow))
    advice = shown(ruleset, {**answers, **measured(D1=1)})["advice"]
    assert advice["outcome"] in ("provider", "own")
    assert advice["lead"] == lead


def test_managers_read_no_codes_of_gates() -> None:
    """In no sentence of the advice, of what to find out, nor of what would change it."""
    gates = (make_gate("KO1"), make_gate("KO4", effect="fix_first"))
    snapshot = shown(make_tiny(gates=gates), OUT, {"KO4": "fires"})
    sure = snapshot["sure"]
    assert sure is not None
    texts = [snapshot["advice"]["headline"], *snapshot["advice"]["before"]]
    texts += [row["words"] for row in (*sure["flips"], *sure["unlikely"])]
    texts += [row["words"] for row in snapshot["find_out_next"]]
    names = [f"Name of {gate.code}" for gate in gates] + [gate.question for gate in gates]
    for text in texts:
        for name in names:
            text = text.replace(name, "")
        assert "KO" not in text


def test_what_gates_rule_out_is_said_beside_the_headline_that_they_decide() -> None:
    """Providers by one, one kind of them by the other; both sentences name their gates."""
    kind = make_gate("KO10", effect="rules_out_kind", kind="bpo")
    ruleset = make_tiny(gates=(make_gate("KO1"), kind))
    said = {
        codes: shown(
            ruleset, OUT, {"KO1": "passes", "KO10": "passes"} | dict.fromkeys(codes, "fires")
        )
        for codes in ((), ("KO1",), ("KO10",))
    }
    assert said[()]["advice"]["before"] == []
    for codes in (("KO1",), ("KO10",)):
        (words,) = said[codes]["advice"]["before"]
        assert f"Name of {codes[0]}" in words
        assert said[codes]["advice"]["outcome"] == "in_house"
