"""The first two pages of a paper say what belongs to what is advised."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, cast

import pytest

from engine.fit.case import Today
from engine.fit.interview import progress
from report.action_words import listed
from report.actions import Written, proposals
from report.checks import asked_still, open_checks, software_told, software_waits
from report.document import About
from report.headline import goes_out, headline, is_by_rule
from report.messages import Message, Text, read, say
from report.paper import first_sentence, paper
from report.result import Result
from report.sources import is_weak
from report.subject import Subject
from report.summary import verdict
from report.turning import turns
from report.why import why
from tests.decisions.snapshots import REFERENCE_CASES
from tests.report.cases import subjects
from tests.report.results import ids_of, subject_of
from tests.shipped import shipped

SOFTWARE = {"A1": 1, "A2": 1, "B1": 1, "B3": 1, "C1": 4, "C4": 5, "D1": 5, "E1": 5, "G1": 5}
"""Work that software takes over, and a provider what is left of it."""
STRENGTHS = {"A1": 5, "A2": 4, "A3": 5, "C4": 1}
DIVIDED = {"A1": 2, "A2": 4, "A3": 2, "B1": 2, "B3": 2, "C4": 3, "D1": 3, "D2": 3, "E1": 4}

OUT = SOFTWARE | {"G1": 1}
CHECKED = ("KO1", "KO14", "KO2", "KO4", "KO8", "KO9", "KO12")


def ids(rows: Sequence[Text]) -> list[str]:
    """The messages of texts, "" for words of the decision model."""
    return [row.id if isinstance(row, Message) else "" for row in rows]


def test_every_decision_says_what_must_be_true_first_and_each_point_what_kind_it_is():
    """What the line of the summary names, and more. How the advice is carried out is no condition, and a part
    for software is told beside the decision, in paper and summary; without a condition nothing stands there."""
    seen, counts = set(), set()
    for subject in (*subjects(), keeping()):
        front = paper(subject)
        if front.note:
            continue
        advised, gates = subject.advised, subject.ruleset.gates
        told = set(ids(front.first))
        assert told <= {"paper.first.labelled", "paper.first.more", *AUTOMATE, ""}
        asked = {row.action for row in gates if row.effect == "keeps_decision"}
        plain = {row for row in front.first if isinstance(row, str)}
        assert plain <= asked
        kept = any(row.effect == "keeps_decision" for row in advised.fired)
        assert bool(plain) is (kept and goes_out(advised))
        seen |= {"kept"} if plain else set()
        waits = software_told(advised) is not None and software_waits(advised)
        assert bool(told & set(AUTOMATE)) is waits
        beside = software_told(advised) is not None and not waits
        for lines in (front.lines, verdict(subject).lines):
            assert ("line.beside" in ids([row.name for row in lines])) is beside
        counts |= {bool(front.first), *(["beside"] if beside else [])}
        assert "line.first" not in ids([row.name for row in front.lines])
        labels = [
            row.values["label"]
            for row in front.first
            if isinstance(row, Message) and "label" in row.values
        ]
        seen |= set(ids(cast(Any, labels)))
    assert {"kept", "action.why.check", "action.why.check.unsigned", "paper.first.fix"} <= seen
    assert counts == {True, False, "beside"}


AUTOMATE = ("first.automate.most", "first.automate.open")


def test_what_the_summary_names_first_and_what_holds_a_split_up_are_actions():
    """Of a split that is open nothing stood there but checks, and of software nothing."""
    seen = set()
    for subject in subjects():
        advised = subject.advised
        settled = [row.subjects for row in proposals(subject.result) if row.kind == "settle"]
        is_named = advised.confidence in ("clear", "leaning")
        if software_told(advised) is not None and advised.confidence != "early":
            assert [code for _, code, _ in settled].count("") == 1
            seen.add("software")
        if advised.outcome == "split" and not is_named:
            found = [(row.step.name, row.recommendation) for row in advised.steps]
            held = [name for name, row in found if row and row.confidence in ("open", "early")]
            assert [name for way, _, name in settled if way == "open"] == held != []
            seen.add("split")
    assert seen == {"software", "split"}


def test_what_is_done_is_no_condition_any_more():
    """A check that keeps the decision, and what is to be settled or found out."""
    kinds = set()
    for subject in (*subjects(), keeping()):
        before = paper(subject).first
        for row in listed(subject.result, ()):
            said = [[row["why"], row["what"]], [say("paper.first.fix"), row["what"]]]
            told = [text for text in before if text == row["what"] or values_of(text) in said]
            if told:
                after = paper(subject, [Written(row["key"], status="done")]).first
                assert not [text for text in told if text in after]
                kinds.add(row["kind"])
    assert {"fix", "settle", "find"} <= kinds


def keeping() -> Subject:
    """Work that goes out while its decision stays."""
    answers = {"A1": 1, "A2": 1, "C1": 4, "D2": 5, "D4": 4}
    case = {"service": "payroll", "use_prefilled": True, "answers": answers}
    return subject_of({**case, "gates": {"KO14": "fires"}})


def values_of(said: Text) -> list[Any]:
    """The values of a message."""
    return [*said.values.values()] if isinstance(said, Message) else []


def move(done_by: str, subject: Subject) -> Subject:
    """The same case, done by somebody else today."""
    inputs = replace(subject.result.inputs, today=Today(cast(Any, done_by)))
    return Subject(Result(subject.ruleset, inputs, subject.result.edition), subject.depth)


def test_the_boxes_to_tick_fit_what_is_asked():
    """Each outcome has its own yes and no, which turn round where a provider does it today."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for subject in subjects():
        for done_by in ("own", "provider"):
            front = paper(moved := move(done_by, subject))
            outcome: str = "note" if front.note else moved.advised.outcome
            outcome = "quick" if subject.is_quick else outcome
            outcome += " ruled" if is_by_rule(moved.advised) and not front.note else ""
            boxes = tuple(one.removeprefix("paper.choice.") for one in ids(front.choices))
            seen.setdefault(f"{outcome} {done_by}", set()).add(boxes)
    said = {key: found.pop() for key, found in seen.items() if len(found) == 1}
    assert said.keys() == seen.keys()
    assert (
        said["bpo own"] == said["kpo own"] == ("out.yes", "any.conditions", "out.no", "any.later")
    )
    assert said["bpo provider"][::2] == ("stay.yes", "stay.no")
    assert said["in_house ruled own"][::2] == ("inside.yes", "ruled.no")
    assert said["in_house own"][::2] == ("inside.yes", "inside.no")
    assert said["in_house provider"][::2] == ("back.yes", "back.no")
    assert said["split own"][:2] == ("split.yes", "split.conditions")
    assert said["note own"] == said["note provider"] == ("note.find", "note.leave")
    assert said["quick own"] == said["quick provider"] == ("note.deeper", "note.leave")


SHORT = {
    "service": "payroll",
    "answers": {"A1": 1, "A2": 1, "B1": 1, "B3": 1, "B4": 1, "D2": 4, "D4": 4, "E1": 5, "F1": 2, "G1": 1},
}  # fmt: skip
"""All for a provider, and no check has an answer."""


def test_the_short_form_counts_what_is_open_as_the_pages_do():
    """The questions of the full assessment without an answer, and the checks that are worth one: as many
    as the summary, How sure and Where say. No part of the checks has a number of its own."""
    known: set[Any] = set()
    for subject in (*subjects(), subject_of(SHORT, depth="quick")):
        if not (subject.is_quick and subject.is_sure):
            continue
        found = {
            row.id: row.values
            for row in paper(subject).first
            if isinstance(row, Message) and "count" in row.values
        }
        full = progress(subject.ruleset, subject.case.answers, "full")
        named = sum("paper.first.answer" in ids_in(row) for row in paper(subject).first)
        left = found.get("paper.first.left", {"count": 0})["count"]
        assert named + cast(int, left) == full.total - full.answered
        checks = len(asked_still(subject.ruleset, subject.advised))
        assert found.get("first.open", {"count": 0})["count"] == checks
        assert len(open_checks(subject)) == checks
        before = [part for part in why(subject).sections if part.key == "before"]
        assert not {"first.open", "checks.more"} & set(ids_of(before))  # it takes questions, too
        for row in verdict(subject).certainty:
            if "certainty.capped" in ids_in(row):  # some checks hold it back, others only warn
                assert not re.search(r"\d", read(row))
                known.add("capped")
        known |= {("left", bool(left)), ("fewer", checks < len(subject.advised.open_gates))}
    assert known == {"capped", *product(("left", "fewer"), (True, False))}


def test_what_is_pooled_already_is_not_asked_to_be_pooled():
    answers = {"A1": 3, "A2": 5, "A3": 3, "C4": 1, "C5": 3, "D4": 1, "G1": 2}
    pooled = subject_of({"service": "hr-administration", "use_prefilled": True, "answers": answers})
    assert pooled.advised.outcome == "shared_service"
    fronts = {one: paper(move(one, pooled)) for one in ("own", "shared_service")}
    assert "paper.asked.shared_service" in ids_in(fronts["own"].asked)
    assert "paper.asked.pooled" in ids_in(fronts["shared_service"].asked)
    assert ids(fronts["own"].choices)[::2] == ["paper.choice.pool.yes", "paper.choice.pool.no"]
    stays = ["paper.choice.pooled.yes", "paper.choice.pooled.no"]
    assert ids(fronts["shared_service"].choices)[::2] == stays
    back = "headline.shared_service.in_house"
    for units, today in product((1, 3, None), ("own", "shared_service")):
        said = {key: value for key, value in answers.items() if key != "C5"}
        one = subject_of(
            {
                "service": "hr-administration",
                "use_prefilled": True,
                "answers": said if units is None else {**said, "C5": units},
                "today": {"done_by": today},
            }
        )
        assert headline(one.advised, one.case.today).id != back
        of_units = [row for row in turns(one.result) if row.criterion == "C5" and 1 in row.choices]
        assert back not in {headline(row.then, one.case.today).id for row in of_units}
        assert not of_units or (units, today) != (3, "shared_service")


def ids_in(said: Text) -> list[str]:
    """The ids of a message and of those among its values."""
    assert isinstance(said, Message)
    return ids([said, *(row for row in said.values.values() if isinstance(row, Message))])


def test_money_that_nobody_counted_is_said_to_be_so_where_a_way_is_named():
    """On the summary and on the paper alike."""
    for subject in subjects():
        for lines in (paper(subject).lines, verdict(subject).lines):
            texts = ids([row.text for row in lines])
            assert ("money.none" in texts) is subject.is_sure


def test_risks_are_those_of_what_is_advised():
    """The risks of a kind of work are about a provider: nobody is warned of one that gets nothing."""
    kept = 0
    for subject in subjects():
        if not subject.shows_shares:
            continue
        service = subject.ruleset.service[subject.case.service or ""]
        provider = {first_sentence(row.text) for row in service.risks}
        options = subject.ruleset.option
        provider |= {first_sentence(options[key].regret) for key in ("bpo", "kpo")}
        shown = paper(subject).risks
        names = [cast(Message, term.name).id for term in shown]
        assert names == ["paper.risk", "paper.risk", "paper.back"]
        stays = not goes_out(subject.advised) and subject.advised.outcome != "open"
        kept += stays
        if stays:
            assert not provider & {term.text for term in shown if isinstance(term.text, str)}
        elif subject.advised.outcome != "open":
            assert provider & {term.text for term in shown if isinstance(term.text, str)}
    assert kept > 3


@pytest.mark.parametrize(
    ("answers", "own", "provider"),
    [(SOFTWARE, "provider", "stays"), (SOFTWARE | STRENGTHS, "own", "back")],
)
def test_what_software_leaves_comes_back_or_stays_where_a_provider_does_the_work(
    answers: dict[str, int], own: str, provider: str
) -> None:
    """As every other headline: it was given to a provider who has it already."""
    for today, rest in (("own", own), ("provider", provider)):
        subject = subject_of({"answers": answers, "today": {"done_by": today}})
        said = headline(subject.advised, subject.case.today)
        assert ids_in(said) == ["headline.automate", f"headline.rest.{rest}"]


@pytest.mark.parametrize(
    ("today", "back"), [("provider", "stay"), ("mixed", "stay"), ("nobody", "open")]
)
def test_the_way_back_of_what_is_open_is_that_of_todays_contract(today: str, back: str) -> None:
    """Nothing is given away before the decision, except where a provider has it already."""
    subject = subject_of({"answers": DIVIDED, "today": {"done_by": today}})
    assert subject.advised.outcome == "open"
    assert ids_in(paper(subject).risks[-1].text) == [f"paper.back.{back}"]


@pytest.mark.parametrize(("today", "back"), [("provider", "stay"), ("own", "outside")])
def test_the_way_back_of_a_split_is_that_of_todays_contract_where_a_provider_has_it_all(
    today: str, back: str
) -> None:
    steps = [{"name": "Sort"}, {"name": "Judge", "answers": {"A1": 5, "A2": 5}}]
    subject = subject_of({"answers": OUT, "steps": steps, "today": {"done_by": today}})
    assert subject.advised.outcome == "split"
    assert ids_in(paper(subject).risks[-1].text) == [f"paper.back.{back}"]


def test_a_check_that_is_open_in_a_step_alone_is_told_with_that_step_wherever_open_checks_are():
    """It holds the word back, and nothing said which check or where; for the whole it is answered."""
    gates = dict.fromkeys(CHECKED, "passes")
    steps = [{"name": "Sort"}, {"name": "Post", "gates": {"KO2": "unknown"}}]
    subject = subject_of({"answers": OUT, "gates": gates, "steps": steps})
    advised = subject.advised
    assert (advised.outcome, advised.confidence, advised.open_gates) == ("bpo", "leaning", ())
    assert "certainty.capped" in ids(verdict(subject).certainty)
    assert asked_still(subject.ruleset, advised) == {"KO2": (2,)}
    (row,) = open_checks(subject)
    assert (row.about, read(row.where)) == (About(gate="KO2", step=2), "Step 2")
    (line,) = (row for row in verdict(subject).lines if read(row.name) == "First")
    assert line.about == About(gate="KO2", step=2)
    (action,) = (row for row in listed(subject.result, ()) if row["kind"] == "check")
    assert (action["key"], read(action["why"])[:6]) == ("check:KO2:steps", "Step 2")
    assert read(action["where"]) == "Step 2"
    (first,) = (row for row in paper(subject).first if action["what"] in read(row))
    assert "Step 2" in read(first)


def test_a_figure_among_the_risks_has_its_source_and_whether_that_is_weak():
    cited = weak = 0
    (case,) = (
        row
        for name, row in REFERENCE_CASES.items()
        if name.startswith("Customer care with routine")
    )
    for service in shipped().services:
        facts = {first_sentence(row.text): row for row in service.risks}
        if not any(re.search(r"\d", text) for text in [*facts][:2]):
            continue
        subject = subject_of({**case, "service": service.slug})
        for risk in paper(subject).risks:
            if isinstance(risk.text, Message) and risk.text.id == "paper.risk.source":
                fact, told = facts[cast(str, risk.text.values["text"])], risk.text.values["source"]
                (source,) = (row for row in shipped().sources if row.code == fact.sources[0])
                assert source.title in str(told)
                assert (told != source.title) is is_weak(source)
                weak, cited = weak + is_weak(source), cited + 1
            elif isinstance(risk.text, str) and risk.text in facts:
                assert facts[risk.text].mark == "assumption" or not re.search(r"\d", risk.text)
    assert cited >= weak > 0
