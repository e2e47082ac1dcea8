"""What is done already, or pointless as things stand, is not proposed; and reasons are told of what is named."""

from dataclasses import replace
from typing import Any, cast

from engine.fit.case import Given, Today
from engine.outcome import WIDE
from report.action_words import listed, words
from report.actions import Proposal, mark, proposals
from report.facts import advice as advice_of
from report.headline import certainty
from report.messages import Message, read, say
from report.money import doubts
from report.reasons import reasons_against, reasons_for
from report.result import Result
from report.subject import Subject
from report.why import why
from tests.decisions.paper_cases import money, stand_ins
from tests.report.cases import subjects, sure_ones
from tests.report.results import subject_of
from tests.shipped import shipped

DONE_BY = ("", "own", "shared_service", "provider", "mixed", "nobody")


DIVIDED = {"A1": 3, "A2": 4, "A3": 3, "D4": 2, "C4": 4}
"""Answers that leave a step of customer support open, the strongest of which is for own people."""


def advice(result: Result) -> set[str]:
    """The texts of the decision model that are proposed."""
    marks = {row.subjects[0] for row in proposals(result) if row.kind == "advice"}
    return {text for row in result.ruleset.options for text in row.actions if mark(text) in marks}


def of(subject: Subject, **changes: Any) -> Result:
    """The same case with other inputs."""
    return Result(
        subject.ruleset, replace(subject.result.inputs, **changes), subject.result.edition
    )


def test_nothing_is_to_be_set_up_that_stands_and_staying_has_actions_of_its_own() -> None:
    """Whoever does the work today, the actions of an option are those of getting there or those of staying."""
    seen = set()
    for subject in sure_ones():
        for done_by in DONE_BY:
            result = of(subject, today=Today(cast(Any, done_by)))
            option = result.ruleset.option.get(result.recommendation.outcome)
            if option is None:
                continue
            others = set(option.next_actions), set(option.stay_actions)
            is_there = result.case.today.is_done_as(option.key) and bool(option.stay_actions)
            meant, wrong = reversed(others) if is_there else others
            assert not advice(result) & (wrong - meant)
            seen.add((option.key, is_there))
    assert {("bpo", True), ("kpo", True), ("shared_service", True), ("in_house", True)} <= seen
    assert {("bpo", False), ("kpo", False), ("shared_service", False), ("in_house", False)} <= seen


def test_an_action_that_an_answer_calls_done_goes_with_that_answer_alone() -> None:
    seen = set()
    for subject in sure_ones():
        option = subject.ruleset.option.get(subject.advised.outcome)
        for row in option.settled if option else ():
            for choice in subject.ruleset.criterion[row.criterion].choices:
                answers = {**subject.result.inputs.answers, row.criterion: Given(choice.number)}
                result = of(subject, answers=answers)
                same = result.recommendation.outcome == subject.advised.outcome
                if same and row.action in (*advice(subject.result), *advice(result)):
                    is_done = choice.number in row.choices
                    assert (row.action in advice(result)) is not is_done
                    seen.add(row.action)
    assert len(seen) > 1


def test_who_manages_the_provider_is_asked_for_once() -> None:
    """By the check that fires while nobody would, by the advice while it is somebody beside other work."""
    owner = next(
        Proposal("advice", (mark(row.action),))
        for row in shipped().option["bpo"].settled
        if row.criterion == "D2"
    )
    answers = {"A1": 1, "A2": 1, "A4": 4, "C4": 5, "D4": 4}
    case = {"service": "payroll", "use_prefilled": True, "answers": answers}
    for choice, asked in ((1, Proposal("fix", ("KO6",))), (2, owner)):
        result = subject_of({**case, "answers": {**answers, "D2": choice}}).result
        assert result.recommendation.outcome == "bpo"
        assert {Proposal("fix", ("KO6",)), owner} & set(proposals(result)) == {asked}


def test_cost_is_to_be_counted_until_it_is_and_then_to_be_made_ones_own() -> None:
    """Without a cost case to be calculated, with other people's figures to be replaced, and then neither."""
    document = {"service": "payroll", "use_prefilled": True}
    document["answers"] = {"A1": 1, "A2": 1, "A4": 4, "C4": 5, "D4": 4}
    cases = [document | extra for extra in ({}, {"cost": stand_ins()}, {"cost": money()})]
    found = [subject_of(case).result for case in cases]
    assert [row.recommendation.outcome for row in found] == ["bpo"] * 3
    costing = set(shipped().option["bpo"].cost_actions)
    assert [bool(costing & advice(row)) for row in found] == [True, False, False]
    own = [Proposal("cost") in proposals(row) for row in found]
    assert own == [False, True, False]


def test_nobody_is_asked_to_count_work_that_nobody_does() -> None:
    """A provider that does it is asked as well."""
    ids = {"nobody": "action.find.nobody", "provider": "action.find.provider"}
    for row in shipped().criteria:
        for done_by in DONE_BY:
            how = words(shipped(), Proposal("find", (row.code,)), Today(cast(Any, done_by))).how
            said = how.id if isinstance(how, Message) else ""
            if row.find_out:
                assert said == (ids.get(done_by, "") if row.counts_today else "")


def test_while_it_is_open_what_decides_comes_before_what_only_warns_of_a_provider() -> None:
    """Whoever has to find out whether there is to be a provider at all looks for none near the sites first."""
    warned = 0
    for subject in subjects():
        if subject.advised.outcome != "open":
            continue
        rows = proposals(subject.result)
        warns = [row.kind == "fix" and _only_warns(subject, row.subjects[0]) for row in rows]
        assert warns == sorted(warns)
        warned += any(warns) and not all(warns)
    assert warned


def _only_warns(subject: Subject, code: str) -> bool:
    return {row.effect for row in subject.advised.fired if row.code == code} == {"warns"}


def test_an_action_of_a_split_names_the_ways_as_its_headline_does() -> None:
    """Own people whose place nobody knows are no in-house, and no kind of provider asks that no step goes to."""
    seen = set()
    for subject in subjects():
        if subject.advised.outcome != "split":
            continue
        steps = [row.recommendation for row in subject.advised.steps if row.recommendation]
        ways = {read(subject.way(row.named)) for row in steps}
        for row in listed(subject.result, ()):
            if row["kind"] == "advice":
                told = {read(way) for way in cast(Any, row["why"]).values["ways"].items}
                assert told <= ways
                seen |= told
    assert {read(say("way.own")), "BPO", "KPO"} <= seen


def test_no_reason_for_or_against_a_split_comes_from_a_step_that_is_open() -> None:
    """The strongest answer against any side is that of the step that is open."""
    document: dict[str, Any] = {
        "service": "inbound-customer-support",
        "use_prefilled": True,
        "answers": {"A1": 1, "A2": 1, "A3": 1, "A4": 4, "D4": 4, "C4": 5},
        "steps": [
            {"name": "Calls", "share": 0.3},
            {"name": "Complaints", "answers": {"A1": 5, "A2": 5, "A3": 5, "C4": 1}, "share": 0.3},
            {"name": "Campaigns", "answers": DIVIDED, "share": 0.4},
        ],
    }
    subject = subject_of(document)
    rows = [row.recommendation for row in subject.advised.steps]
    assert [row.confidence if row else "" for row in rows].count("open") == 1
    told = {row.about.step for row in (*reasons_for(subject, 9), *reasons_against(subject, 9))}
    assert told - {0} == {
        place for place, row in enumerate(rows, 1) if row and row.outcome != "open"
    }


def test_an_answer_on_cost_that_the_cost_case_contradicts_is_said_to_be_that() -> None:
    """Of the five answers those that fewer than a tenth of its outcomes come to or go beyond; without an answer none is."""
    said = set()
    for choice in (None, 1, 2, 3, 4, 5):
        answers = {"A1": 1, "A2": 1, "A4": 4, "D4": 4} | ({"C4": choice} if choice else {})
        case = {"service": "payroll", "use_prefilled": True, "answers": answers, "cost": money()}
        subject = subject_of(case)
        priced = subject.result.priced
        assert priced is not None
        assert priced.bands is not None
        found = priced.bands
        is_wrong = bool(choice and min(sum(found[:choice]), sum(found[choice - 1 :])) < 0.1)
        asked = [row.subjects for row in proposals(subject.result) if row.kind == "cost"]
        assert asked == ([("C4",)] if is_wrong else [])
        names = [row.name.id for row in doubts(subject) if isinstance(row.name, Message)]
        assert ("line.contradicted" in names) is (is_wrong and subject.is_sure)
        said.add(is_wrong)
        outside = subject_of({**case, "today": {"done_by": "provider"}}).result
        assert outside.contradicted is None
    assert said == {True, False}


LEFT = {
    "answers": {
        "A1": 3, "A2": 3, "A3": 3, "A4": 2, "B1": 3, "B2": 4, "B3": 2, "B4": 3, "C1": 2, "C2": 2, "C3": 5,
        "C4": 4, "C5": 1, "C6": 1, "D1": 4, "D2": 4, "D3": 2, "D4": 3, "E1": 4, "E2": 3, "F1": 4, "F2": 4,
        "F3": 2, "F4": 1, "G1": 3,
    },
    "gates": dict.fromkeys(("KO1", "KO14", "KO2", "KO4", "KO8", "KO9", "KO12"), "passes"),
    "steps": [
        {"name": "Review", "answers": {"B1": 1, "B4": 1, "F4": 1}},
        {"name": "Again", "answers": {"B1": 4, "B4": 4, "F4": 4}},
    ],
}  # fmt: skip
"""Likely expert work by itself, and likely a provider, but too seldom both at once to be named."""


def test_what_the_headline_leaves_open_is_told_as_open_in_every_place_and_is_to_be_settled() -> (
    None
):
    """However sure the kind or the place would be by itself: in the certainty, on Why and in JSON."""
    seen = set()
    divided = {**LEFT, "answers": {**cast(Any, LEFT["answers"]), "B4": 2, "G1": 1}, "steps": []}
    for row in (*subjects(), subject_of(LEFT), subject_of(divided)):
        advised = row.advised
        second = advised.kind if advised.outcome == "provider" else advised.inside
        if advised.outcome in WIDE and row.is_sure and second is not None:
            is_open = advised.word_of(second) == "open"
            asked = [one.subjects[1] for one in proposals(row.result) if one.kind == "settle"]
            assert any(asked) is is_open
            key = "kind" if advised.outcome == "provider" else "inside"
            told = [one.id for one in certainty(advised)]
            assert (f"certainty.open.{key}" in told) is is_open
            (part,) = (one for one in why(row).sections if one.key == key)
            open_ids = {f"why.answer.{one}" for one in ("divided", "other", "seldom", "steps")}
            assert (part.blocks[0].text.id in open_ids) is is_open  # type: ignore[union-attr]
            said = advice_of(advised)["questions"][key]["confidence"]
            assert (said == "open") is is_open
            seen.add((second.confidence == "open", is_open))
    assert seen >= {(True, True), (False, True)}
