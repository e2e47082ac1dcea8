"""What the page of steps says: where each goes, what stays, what is handed over, and what is its own.

The small ruleset (``tests.engine.makers.make_tiny``), A1 = 3 and A2 = 2 measured: a provider. B1 = 1
sends a step out as routine work (BPO), B1 = 2 as expert work (KPO), both in every draw.
"""

from dataclasses import replace
from typing import Any

from engine.fit.case import UNKNOWN, Given, GivenGate
from engine.inputs import StepInputs
from engine.model.ruleset import Ruleset
from report.action_words import said
from report.actions import Written, proposals
from report.annex.answers import answers
from report.checks import fired_checks, question_of
from report.document import Paragraph, Table, as_read
from report.facts import facts
from report.headline import certainty, headline
from report.messages import Message, catalogue, read, say
from report.paper import paper
from report.reasons import pulls_of, reasons_against, reasons_for
from report.steps import steps
from report.subject import Subject
from report.summary import verdict
from report.why import why
from tests.decisions.snapshots import small
from tests.engine.makers import make_gate, make_tiny, measured
from tests.report.results import blocks_of, ids_of

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


def test_a_kept_step_that_is_a_part_of_the_work_stops_nothing_else() -> None:
    """The headline and its sums are those of the process; what is kept is told as beside free
    steps."""
    subject = subject_of(replace(decision(), share=0.05))
    said = headline(subject.advised)
    assert (said.id, said.values["count"]) == ("headline.keeps", 1)
    assert certainty(subject.advised) == certainty(subject.result.whole)
    page = sections(subject)
    (table,) = blocks_of(page["each"], "table")
    assert table["rows"][0][3]["text"] == "5%"
    assert lead(subject) == "steps.lead.part"
    assert "steps.passes.part" in ids_of(steps(subject))
    kept = page["kept"]["blocks"][0]["rows"]
    assert next(row["text"] for row in kept) == "The law wants our officer."
    assert {"who", "kind"} <= {row.key for row in why(subject).sections}
    all_kept = subject_of(decision())
    assert lead(all_kept) == "steps.lead.retained"
    assert list(ids_of(why(all_kept).lead)) == ["why.lead.retained"]
    assert "why.lead" in ids_of(why(subject).lead)


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


def test_of_hand_overs_around_an_open_step_the_least_number_is_told_as_that() -> None:
    """Wherever the open step goes, there are no fewer."""
    unknown = StepInputs("Open", {"A1": UNKNOWN, "A2": UNKNOWN, "B1": UNKNOWN})
    rows = (routine(), expert(), routine("More"))
    for open_at in (0, 1, 2, 3):
        subject = subject_of(*rows[:open_at], unknown, *rows[open_at:])
        assert subject.advised.steps[open_at].way == "open"
        (lead, *_) = sections(subject)["passes"]["blocks"]
        assert lead["text"] == read(say("steps.passes.open", count=2))
        for made in (routine, expert, decision):
            filled = subject_of(*rows[:open_at], made(), *rows[open_at:])
            assert len(filled.advised.handovers) >= 2


def test_an_answer_counts_as_no_reason_in_a_step_that_a_rule_decides() -> None:
    """Neither for its way nor, while another step has one, against it."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    ruled = expert("Ruled", gates={"KO1": GivenGate("fires")}, share=0.5)
    weak = StepInputs("Weak", {"B1": Given(1), "A2": Given(1)}, share=0.2)
    subject = subject_of(ruled, weak, routine(share=0.3), ruleset=ruleset, gates={"KO1": "passes"})
    assert subject.advised.outcome == "split"
    assert 1 not in {row.about.step for row in reasons_for(subject, 9) if row.about.criterion}
    places = [row.about.step for row in reasons_against(subject, 9)]
    assert (places[0], places[-1]) == (2, 1)


def test_what_rules_of_single_steps_ask_for_is_told_with_the_step_in_every_place() -> None:
    """Actions, conditions of the paper, the line of the summary, the checks under Where and rules and the facts:
    of a check that fires on some steps, of one that fires on all, and of one that keeps a step."""
    kinds = {"KO1": "rules_out_providers", "KO2": "fix_first", "KO4": "fix_first"}
    gates = [make_gate(code, effect=effect) for code, effect in kinds.items()]
    gates.append(make_gate("KO14", effect="keeps_decision"))
    ruleset, no = make_tiny(gates=tuple(gates)), GivenGate("fires")
    rows = (
        routine("Enter", gates={"KO4": no}),
        expert("Judge"),
        expert("Seal", gates={"KO1": no}),
        expert("Sign", gates={"KO14": no}),
    )
    given = {"KO1": "passes", "KO2": "fires", "KO4": "passes", "KO14": "passes"}
    subject = subject_of(*rows, ruleset=ruleset, gates=given)
    assert ways(subject) == ["bpo", "kpo", "in_house", "in_house"]
    where = {"KO1": "Step 3", "KO2": "", "KO4": "Step 1", "KO14": "Step 4"}
    asked = [row for row in proposals(subject.result) if row.kind == "fix"]
    assert {row.subjects for row in asked} == {(code,) for code in where}
    whys_asked = {row.subjects[0]: read(said(subject.result, row).why) for row in asked}
    assert {code: why.partition(": ")[0] for code, why in whys_asked.items() if ": " in why} == {
        code: step for code, step in where.items() if step
    }
    checks = fired_checks(subject, warning=False)
    assert {row.about.gate: read(row.where) for row in checks} == where
    (rule,) = (row for row in reasons_for(subject) if row.about.gate)
    for row in (rule, *checks):
        assert read(row.where) == (f"Step {row.about.step}" if row.about.step else "")
    first = [read(text) for text in paper(subject).first]
    for code, step in {"KO2": "first:", "KO4": "first in step 1:", "KO14": "Step 4:"}.items():
        assert [step in text for text in first if f"Act on {code}" in text] == [True]
    done = [Written(row.key, status="done") for row in asked]
    assert paper(subject, done).first == []
    (line,) = [row for row in verdict(subject).lines if row.name == say("line.first")]
    assert [
        f"{code}?”{step}" in read(line.text)
        for code, step in (("KO2", " and"), ("KO4", " (step 1)"))
    ] == [True] * 2
    assert whys(subject)[2] == "Reason of KO1"
    found = facts(subject.result)
    assert found["gates"]["fired"] == ["KO2"]
    assert [row["gates"] and row["gates"]["fired"] for row in found["steps"]] == [
        ["KO2", "KO4"], ["KO2"], ["KO1", "KO2"], None,
    ]  # fmt: skip


def test_only_answers_that_differ_are_listed_with_those_of_the_whole() -> None:
    """Those of checks, too; the annex says that its table is about the whole, and what steps say instead."""
    ruleset = make_tiny(gates=(make_gate("KO1"), make_gate("KO4", effect="fix_first")))
    no, yes = GivenGate("fires"), GivenGate("passes")
    steps = routine(gates={"KO1": yes}), expert(gates={"KO1": no, "KO4": yes})
    subject = subject_of(*steps, ruleset=ruleset, gates={"KO1": "passes"})
    (rows,) = blocks_of(sections(subject)["each"], "answers")
    assert [
        (*(row["about"][key] for key in ("criterion", "gate", "step")), row["answer"], row["then"])
        for row in rows["rows"]
    ] == [
        ("B1", "", 2, "B1 choice 2", "For the whole: B1 choice 1"),
        ("", "KO1", 2, "No", "For the whole: Yes"),
        ("", "KO4", 2, "Yes", "For the whole: Not answered"),
    ]
    found = [block for part in answers(subject) for block in part.blocks]
    assert say("answers.whole", count=3) in [
        row.text for row in found if isinstance(row, Paragraph)
    ]
    (checks,) = (
        row for row in found if isinstance(row, Table) and row.caption == say("answers.checks")
    )
    assert [read(row[1].note) for row in checks.rows] == ["Step 2: No", "Step 2: Yes"]
    alike = [block for part in answers(subject_of(routine())) for block in part.blocks]
    assert not [
        row for row in alike if isinstance(row, Paragraph) and row.text != say("answers.lead")
    ]


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
