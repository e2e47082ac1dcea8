"""The first two pages of a paper say what belongs to what is advised."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, cast

from engine.fit.case import Today
from engine.fit.interview import progress
from report.action_words import listed
from report.actions import Written, proposals
from report.checks import asked_still, open_checks, software_told, software_waits
from report.headline import goes_out, headline, is_by_rule
from report.messages import Message, Text, say
from report.paper import first_sentence, paper
from report.result import Result
from report.sources import is_weak
from report.subject import Subject
from report.summary import verdict
from report.turning import turns
from tests.decisions.snapshots import REFERENCE_CASES
from tests.report.cases import subjects
from tests.report.results import subject_of
from tests.shipped import shipped


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


def test_the_short_form_counts_what_is_open_as_the_pages_do():
    """The questions of the full assessment without an answer, and the checks that are worth one: as many
    as the summary, How sure and Where say."""
    known = set()
    for subject in subjects():
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
        known.add((bool(left), checks < len(subject.advised.open_gates)))
    assert {left for left, _ in known} == {True, False}
    assert {fewer for _, fewer in known} == {True, False}


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


def test_money_that_nobody_counted_is_said_to_be_so():
    for subject in subjects():
        front = paper(subject)
        texts = ids([row.text for row in front.lines])
        assert ("paper.money.none" in texts) is subject.shows_shares


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
