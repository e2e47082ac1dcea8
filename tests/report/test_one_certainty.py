"""One certainty a result: a rule that decides is told as a rule, and what nobody knows as not known."""

from typing import Any

import pytest

from engine.outcome import LEANING
from report.facts import advice as advice_of
from report.figures import bars_of
from report.messages import Chance, Message, say
from report.paper import paper
from report.subject import Subject
from report.summary import summary, verdict
from report.turning import changes
from report.why import why
from tests.decisions.snapshots import small
from tests.engine.makers import make_gate, make_tiny, measured
from tests.report.cases import subjects
from tests.report.results import ids_of, subject_of
from tests.shipped import shipped

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)
"""Everything measured and on the provider's side."""
INSIDE = OUT | measured(A1=1, A2=1)
RULE = make_gate("KO1")


def chances_of(part: Any) -> list[float]:
    """The chances that the sentences of certainty name."""
    return [
        value.probability
        for row in part
        if isinstance(row, Message)
        for value in row.values.values()
        if isinstance(value, Chance)
    ]


def said(subject: Subject) -> list[str]:
    return [row.id for row in verdict(subject).certainty if isinstance(row, Message)]


def pooled(subject: Subject) -> list[str]:
    """The messages of the sections of Why about in the unit or pooled."""
    return list(ids_of([row for row in why(subject).sections if row.key == "inside"]))


@pytest.mark.parametrize(("answers", "alone"), [(OUT, "provider"), (INSIDE, "own")])
def test_where_a_rule_decides_it_is_said_with_what_the_answers_alone_would_say(
    answers: dict[str, Any], alone: str
) -> None:
    """No number of readings stands beside a rule, in the words and in the bars: no reading asks it."""
    subject = small(make_tiny(gates=(RULE,)), answers, {"KO1": "fires"})
    assert subject.advised.ruled_by == ("KO1",)
    assert said(subject)[0] == "certainty.ruled.clear"
    assert said(subject)[-1] == f"certainty.rule.{alone}"
    assert chances_of(verdict(subject).certainty) == []
    assert verdict(subject).meaning == ""
    assert bars_of(subject) is None


def test_a_rule_that_decides_nothing_is_not_said_to_decide() -> None:
    """It rules the other kind out, or fires where the sum keeps the work inside anyway."""
    for kind, ruled in (("kpo", ()), ("bpo", ("KO1",))):
        gate = make_gate("KO1", effect="rules_out_kind", kind=kind)
        subject = small(make_tiny(gates=(gate,)), OUT, {"KO1": "fires"})
        assert subject.advised.ruled_by == ruled
        assert ("why.answer.ruled" in ids_of(why(subject))) is bool(ruled)


def test_how_many_units_is_said_to_be_unknown_where_nobody_said_it() -> None:
    """One unit needs no pooling, several are asked, and of unknown ones nothing is certain."""
    for choice, unknown in ((None, True), (1, False), (3, False)):
        answers = dict(INSIDE)
        answers.pop("C5")
        if choice:
            answers |= measured(C5=choice)
        subject = small(make_tiny(), answers)
        assert subject.advised.units_unknown is unknown
        assert ("certainty.unknown.inside" in said(subject)) is unknown
        assert ("why.inside.unknown" in pooled(subject)) is unknown
        way = {None: "own", 1: "in_house"}.get(choice, subject.advised.outcome)
        told = verdict(subject)
        assert told.headline == say(f"headline.nobody.{way}")
        assert told.marks == [way]
        assert f"paper.asked.{way}" in ids_of(paper(subject))
        assert ("why.inside.one" in pooled(subject)) is (choice == 1)
        figure = bars_of(subject)
        assert figure is not None
        assert ("own" in [row["option"] for row in figure.data["rows"]]) is unknown


def test_whether_something_comes_before_is_yes_no_or_not_known() -> None:
    """No only where every check that could put something first passes, and software has an answer."""
    fix = make_gate("KO4", effect="fix_first")
    for gate, software, wanted in (
        ("passes", 1, "why.before.none"),
        ("unknown", 1, "why.before.unknown"),
        ("passes", None, "why.before.unknown"),
        ("fires", None, "why.before.fix"),
        ("unknown", 3, "why.before.part"),
    ):
        answers = dict(OUT)
        answers.pop("G1")
        if software:
            answers |= measured(G1=software)
        subject = small(make_tiny(gates=(fix,)), answers, {"KO4": gate})
        assert wanted in ids_of(why(subject))
    inside = small(make_tiny(gates=(fix,)), INSIDE, {"KO4": "unknown"})
    assert "why.before.none" in ids_of(why(inside))  # nothing is handed over


def test_no_result_says_no_to_what_is_not_known_nor_a_number_beside_a_rule() -> None:
    seen = {"rule": 0, "units": 0, "before": 0, "open": 0}
    for row in subjects():
        advised = row.advised
        pages = set(ids_of(why(row)))
        if advised.before and row.ruleset.decides("automation").code not in row.spoken.answers:  # type: ignore[union-attr]
            assert "why.before.none" not in pages
            seen["before"] += 1
        if advised.before and row.shows_shares:
            said_of = next(one for one in why(row).sections if one.key == "before").blocks[0]
            id = next(ids_of(said_of))
            is_open = id.startswith("why.before.open")
            if not id.endswith((".fix", ".unknown")):
                assert is_open is (advised.before.probability < LEANING)
                assert (id == "why.before.none") <= (advised.before.probability == 1)
                seen["open"] += is_open
        if not row.is_sure or advised.outcome == "split":
            continue
        told = verdict(row).certainty
        if advised.ruled_by and advised.probability == 1:
            assert chances_of(told[:1]) == []
            seen["rule"] += 1
        if advised.units_unknown and advised.outcome in ("in_house", "own"):
            assert "certainty.unknown.inside" in said(row)
            seen["units"] += 1
    assert all(seen.values())


def test_a_rule_that_decides_on_what_software_leaves_is_told_as_one() -> None:
    """Not as readings, of which no rule had been told that "without the rule" speaks of."""
    answers = {"A1": 1, "A2": 1, "B1": 1, "C4": 5, "D1": 5, "E1": 5, "G1": 5}
    for rule in ("passes", "fires"):
        subject = subject_of({"answers": answers, "gates": {"KO1": rule}})
        assert subject.advised.outcome == "automate"
        is_ruled = rule == "fires"
        assert ("certainty.rest.ruled" in said(subject)) is is_ruled
        assert ("certainty.rule.provider" in said(subject)) is is_ruled
        assert len(chances_of(verdict(subject).certainty)) == (1 if is_ruled else 2)


def test_where_everything_is_answered_and_nothing_applies_no_answer_is_asked_for() -> None:
    """Nothing can be recommended, and nothing is left to find out."""
    codes = [row.code for row in shipped().criteria if row.asked == "questions"]
    for status, said_there in (
        ("unknown", "summary.none"),
        ("not_applicable", "summary.none.applies"),
    ):
        subject = subject_of({"answers": dict.fromkeys(codes, status)})
        assert subject.advised.outcome == "none"
        assert said_there in ids_of(summary(subject).sections)


TODAYS = {
    "A1": 1, "A2": 4, "A3": 4, "A4": 2, "B1": 2, "B2": 3, "B3": 2, "B4": 1, "C1": 3, "C2": 1, "C3": 5,
    "C4": 2, "C5": 1, "C6": 4, "D1": 2, "D2": 2, "D3": 2, "D4": 1, "E1": 5, "E2": 2, "F1": 3, "F2": 3,
    "F3": 3, "F4": 3, "G1": 1, "G2": 1, "G3": 1,
}  # fmt: skip


@pytest.mark.parametrize(("today", "id"), [("provider", "certainty.open.today"), ("own", "")])
def test_no_number_of_readings_is_named_that_the_bars_contradict(today: str, id: str) -> None:
    """82 of 100 readings are on the side of own people, and it is open because a provider does it today."""
    subject = subject_of({"answers": TODAYS, "today": {"done_by": today}})
    assert (subject.advised.outcome == "open") is bool(id)
    assert (said(subject)[0] == id) is bool(id)
    who = subject.advised.who
    assert who is not None
    assert who.probability > LEANING


WAITS = {
    "answers": TODAYS | {"A2": 2, "A3": 1, "B1": 1, "C4": 4, "C6": 2, "D1": 4, "D2": 4, "F4": 1},
    "gates": dict.fromkeys(("KO1", "KO14", "KO2", "KO4", "KO8", "KO9", "KO12"), "passes"),
    "steps": [
        {"name": "Sort"},
        {"name": "Judge", "answers": {"A1": 5, "A2": 5, "B1": 5, "E1": 2, "F4": 5}},
        {
            "name": "Answer complaints",
            "answers": {"A1": 3, "A2": "unknown", "C4": "unknown", "D4": "unknown", "F4": 4},
        },
    ],
}
"""A step that a rule keeps, and one that is open because what decides it is not known."""


def test_what_gives_an_open_step_a_direction_comes_first_in_what_would_change_a_split() -> None:
    """Not what lifts the rule of another step: the split waits for this one. Nor only what changes the side that its
    answers are on, which the likeliest ones do not."""
    subject = subject_of(WAITS)
    assert (subject.advised.outcome, subject.advised.confidence) == ("split", "open")
    for row in changes(subject):
        assert row.about is not None
        assert (row.about.step, row.option) == (3, "bpo")


HALF = {
    "A1": 5, "A2": 2, "A3": 4, "B1": 5, "B2": 5, "B3": 3, "B4": 4, "C1": 2, "C2": 4, "C3": 5, "C5": 1,
    "D1": 3, "D2": 4, "D3": 1, "D4": 4, "E1": 4, "E2": 3, "F1": 4, "F2": 2, "F3": 1, "F4": 1, "G1": 1,
}  # fmt: skip
"""Nearly as much for either side, and expert work for sure."""


def test_while_who_is_open_kind_and_inside_keep_the_word_of_their_own_readings() -> None:
    """They are what would follow: no answer about who makes another word of them, on whichever side of the line it
    leaves it. Why tells both with their condition, JSON the same word."""
    sides = set()
    for number in (1, 4):
        row = subject_of({"service": "data-analytics", "answers": {**HALF, "A4": number}})
        advised = row.advised
        assert advised.outcome == "open"
        assert advised.who is not None
        assert advised.kind is not None
        told = advice_of(advised)["questions"]
        assert (told["who"]["confidence"], told["kind"]["confidence"]) == ("open", "clear")
        (title,) = (one.title for one in why(row).sections if one.key == "kind")
        assert isinstance(title, Message)
        assert title.id == "question.if.kind"
        sides.add(advised.who.answer)
    assert sides == {"own", "provider"}
