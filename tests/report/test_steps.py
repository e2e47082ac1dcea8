"""What the page of steps says: where each goes, what stays, what is handed over, and what is its own.

The small ruleset (``tests.engine.makers.make_tiny``), A1 = 3 and A2 = 2 measured: a provider. B1 = 1
sends a step out as routine work (BPO), B1 = 2 as expert work (KPO), both in every draw.
"""

from typing import Any

from engine.fit.case import UNKNOWN, Given, GivenGate
from engine.inputs import StepInputs
from engine.model.ruleset import Ruleset
from report.checks import question_of
from report.document import as_read
from report.headline import headline
from report.messages import Message, catalogue, read
from report.paper import paper
from report.reasons import pulls_of
from report.steps import steps
from report.subject import Subject
from tests.decisions.snapshots import measured, small
from tests.engine.makers import make_gate, make_tiny
from tests.report.results import blocks_of

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)


def routine(name: str = "Routine", **kwargs: Any) -> StepInputs:
    return StepInputs(name, measured(B1=1), **kwargs)


def expert(name: str = "Expert", **kwargs: Any) -> StepInputs:
    return StepInputs(name, measured(B1=2), **kwargs)


def decision(reason: str = "The law wants our officer.") -> StepInputs:
    return StepInputs("Decide", retained=reason)


def subject_of(
    *rows: StepInputs,
    ruleset: Ruleset | None = None,
    gates: dict[str, str] | None = None,
    answers: dict[str, Given] | None = None,
) -> Subject:
    given = OUT if answers is None else answers
    return small(ruleset or make_tiny(), given, gates, steps=rows)


def sections(subject: Subject) -> dict[str, dict[str, Any]]:
    """The page of steps in English, by section."""
    shown = as_read(steps(subject), catalogue())
    return {row["key"]: row for row in shown["sections"]}


def ways(subject: Subject) -> list[str]:
    """Where each step goes, as the table marks it."""
    (table,) = blocks_of(sections(subject)["each"], "table")
    return [row[1]["option"] for row in table["rows"]]


def whys(subject: Subject) -> list[str]:
    """Why each stays, or what would change it."""
    (table,) = blocks_of(sections(subject)["each"], "table")
    return [row[2]["text"] for row in table["rows"]]


def lead(subject: Subject) -> str:
    said = steps(subject).lead
    assert isinstance(said, Message)
    return said.id


def test_steps_that_differ_are_a_split_with_their_hand_overs() -> None:
    """Two to BPO, one to KPO: the work changes hands once, between two providers."""
    subject = subject_of(routine(), routine("More"), expert())
    assert (lead(subject), ways(subject)) == ("steps.lead.split", ["bpo", "bpo", "kpo"])
    (items,) = blocks_of(sections(subject)["passes"], "items")
    assert len(items["texts"]) == len(subject.advised.handovers) == 1


def test_steps_that_are_all_alike_leave_the_headline_as_it_is() -> None:
    alone = headline(subject_of().advised)
    for count in (1, 2, 30):
        subject = subject_of(*(routine(f"Step {place}") for place in range(count)))
        assert headline(subject.advised) == alone
        assert lead(subject) == "steps.lead.agree"
    assert steps(subject_of()).empty


def test_of_many_steps_and_hand_overs_eight_are_told_and_the_others_fold() -> None:
    """A single one more does not fold: nine stand, of thirty eight. Numbers of hand-overs go on."""
    for count, told in ((1, 1), (8, 8), (9, 9), (10, 8), (30, 8)):
        pair = (routine, expert)
        subject = subject_of(*(pair[place % 2](f"Step {place}") for place in range(count)))
        shown = sections(subject)
        (figure,) = shown["strip"]["blocks"]
        data = figure["data"]
        assert (len(data["boxes"]), data["told"], bool(data["more"])) == (count, told, told < count)
        tables = blocks_of(shown["each"], "table")
        assert [len(table["rows"]) for table in tables] == [told, count - told][
            : 1 + (told < count)
        ]
        passes = blocks_of(shown["passes"], "items")
        told = count - 1 if count - 1 <= 9 else 8
        expected = [(told, 1), (count - 1 - told, told + 1)]
        assert [(len(row["texts"]), row["start"]) for row in passes] == [
            row for row in expected if row[0]
        ]


def test_what_stays_is_named_with_its_reason_its_team_and_its_check() -> None:
    """A retained step has a reason and no number; nothing is kept where no provider does the rest."""
    subject = subject_of(routine(), decision())
    assert whys(subject)[1] == "The law wants our officer."
    (terms,) = blocks_of(sections(subject)["kept"], "terms")
    texts = [row["text"] for row in terms["rows"]]
    assert len(texts) == 3
    assert texts[:2] == ["The law wants our officer.", make_tiny().option["bpo"].keeps_inside]
    inside = subject_of(decision(), answers=measured(A1=1, A2=1, C5=1, G1=1))
    assert "kept" not in sections(inside)


def test_the_headline_counts_the_decisions_that_are_kept() -> None:
    for count in (1, 2, 3):
        subject = subject_of(routine(), expert(), *(decision() for _ in range(count)))
        said = headline(subject.advised)
        assert (said.id, said.values["count"]) == ("headline.keeps", count)
        assert (f"{count} decisions" in read(paper(subject).asked)) is (count > 1)


def test_a_keeping_check_answered_on_a_step_retains_it() -> None:
    """By rule: a reason, no score. The same check for the whole keeps the decision only."""
    ruleset = make_tiny(gates=(make_gate("KO14", effect="keeps_decision"),))
    own = expert(gates={"KO14": GivenGate("fires")})
    subject = subject_of(routine(), own, ruleset=ruleset, gates={"KO14": "passes"})
    assert (ways(subject)[1], whys(subject)[1]) == ("own", "Reason of KO14")
    inherited = subject_of(routine(), expert(), ruleset=ruleset, gates={"KO14": "fires"})
    assert ways(inherited) == ["bpo", "kpo"]


def test_a_step_that_waits_for_a_fix_says_so_and_goes_where_it_went() -> None:
    ruleset = make_tiny(gates=(make_gate("KO4", effect="fix_first"),))
    waits = expert(gates={"KO4": GivenGate("fires")})
    subject = subject_of(routine(), waits, ruleset=ruleset, gates={"KO4": "passes"})
    assert ways(subject) == ["bpo", "kpo"]
    assert [question_of(ruleset, "KO4") in why for why in whys(subject)] == [False, True]


def test_only_answers_that_differ_are_listed_with_those_of_the_whole() -> None:
    (rows,) = blocks_of(sections(subject_of(routine(), expert()))["each"], "answers")
    (row,) = rows["rows"]
    assert (row["about"]["step"], row["answer"]) == (2, "B1 choice 2")
    assert "B1 choice 1" in row["then"]


def test_a_step_that_goes_elsewhere_with_little_work_splits_nothing() -> None:
    """Less than a tenth of the work: the headline is that for the whole."""
    subject = subject_of(routine(share=0.95), expert(share=0.05))
    assert (lead(subject), subject.advised.outcome) == ("steps.lead.whole", "bpo")
    (table,) = blocks_of(sections(subject)["each"], "table")
    assert [row[3]["text"] for row in table["rows"]] == ["95%", "5%"]


def test_the_weakest_step_speaks_where_all_agree_with_its_own_answers() -> None:
    """The second step's A2 pulls the other way and is an estimate: the reasons are that step's."""
    weak = StepInputs("Weak", {"A2": Given(1, evidence="estimate")})
    subject = subject_of(routine(), weak)
    who = subject.advised.who
    assert who is not None
    assert subject.advised.outcome == "bpo"
    (a2,) = [row for row in pulls_of("who", who, subject.spoken) if row.criterion == "A2"]
    assert (subject.answer("A2", subject.spoken), a2.points < 0) == ("A2 choice 1", True)


def test_an_open_step_names_no_way_and_before_the_first_answer_none_does() -> None:
    unknown = StepInputs("Open", {"A1": UNKNOWN, "A2": UNKNOWN, "B1": UNKNOWN})
    assert subject_of(routine(), unknown).advised.outcome == "bpo"
    listed = subject_of(StepInputs("Receive"), StepInputs("Pay"), answers={})
    assert (lead(listed), ways(listed)) == ("steps.lead.none", ["none", "none"])


def test_every_step_has_what_would_send_it_another_way() -> None:
    subject = subject_of(routine(), StepInputs("Guess", {"B1": Given(1, evidence="estimate")}))
    assert "B1?" in whys(subject)[1]
