"""Results that are kept between two pages: worked out once, and never stale."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from decisions import results
from decisions.models import (
    Answer,
    Assessment,
    CostCase,
    GateAnswer,
    Scenario,
    StepAnswer,
    StepGateAnswer,
)
from decisions.results import result_of
from engine.cost.intake import plain, read_cost_case
from report.pages import ORDER
from report.result import Result
from tests.people import COST_CASE, make_answers, make_cost_case, make_gates, make_steps

TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"')


@pytest.fixture
def rich(assessment: Assessment) -> Assessment:
    """An assessment with one of all that a result depends on."""
    asked = assessment.edition.ruleset.criteria[:12]
    make_answers(assessment, {row.code: row.choices[0].number for row in asked})
    make_gates(assessment, KO1="passes")
    make_steps(assessment, "Receive", "Pay")
    make_cost_case(assessment)
    Scenario.objects.create(
        assessment=assessment, name="As it is", changes={}, created_by=assessment.owner
    )
    return assessment


def _read(client: Client, assessment: Assessment) -> list[bytes]:
    """The facts and a page, without what differs between any two answers."""
    base = f"/assessments/{assessment.pk}/result"
    addresses = [f"{base}.json", f"{base}/versions/"]
    return [TOKEN.sub(b"", client.get(address).content) for address in addresses]


def _changes(assessment: Assessment) -> Iterator[tuple[str, Callable[[], Any]]]:
    """One input at a time, and the words around it."""
    mine = {"assessment": assessment}
    first, second = assessment.edition.ruleset.criteria[:2]
    answer = Answer.objects.filter(**mine, criterion=first.code)
    own = Assessment.objects.filter(pk=assessment.pk)
    dearer = COST_CASE | {
        "in_house": [{"kind": "people", "amount": 99}, *COST_CASE["in_house"][1:]]
    }
    yield "choice", lambda: answer.update(choice=first.choices[-1].number)
    yield "note", lambda: answer.update(note="As the books say")
    yield "evidence", lambda: answer.update(evidence="measured")
    yield "no answer", lambda: Answer.objects.filter(**mine, criterion=second.code).delete()
    yield "gate", lambda: GateAnswer.objects.filter(**mine).update(value="fires")
    yield "name of a step", lambda: assessment.steps.filter(position=1).update(name="Scan")
    yield "share of a step", lambda: assessment.steps.filter(position=1).update(share=0.9)
    yield "kept step", lambda: assessment.steps.filter(position=2).update(retained="The law")
    own_to = {"step": assessment.steps.get(position=1), "answered_by": assessment.owner}
    answered, passed = (
        {"criterion": first.code, "status": "choice", "choice": 1},
        {"gate": "KO1", "value": "passes"},
    )
    yield "answer of a step", lambda: StepAnswer.objects.create(**own_to, **answered)
    yield "gate of a step", lambda: StepGateAnswer.objects.create(**own_to, **passed)
    yield "place", lambda: own.update(place={"home": "DE"})
    yield "depth", lambda: own.update(depth="quick")
    yield "weights", lambda: own.update(weights=[*assessment.edition.ruleset.preset][-1])
    yield "today", lambda: own.update(done_by="provider")
    yield "end of the contract", lambda: own.update(contract_ends=date(2027, 3, 31))
    yield "service type", lambda: own.update(service=assessment.edition.ruleset.services[-1].slug)
    yield "name", lambda: own.update(name="Something else")
    yield "cost", lambda: CostCase.objects.filter(**mine).update(case=_plain(dearer))
    yield "name of a scenario", lambda: Scenario.objects.filter(**mine).update(name="As it may be")


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    return plain(read_cost_case(document, computable=False))


def test_no_page_is_stale_whichever_input_changes(rich: Assessment, alices: Client) -> None:
    before = _read(alices, rich)
    for what, change in _changes(rich):
        change()
        kept = _read(alices, rich)
        results._result.cache_clear()
        assert kept == _read(alices, rich), what
        assert kept != before, f"{what} changes nothing that is read"
        before = kept


def test_the_pages_of_a_result_are_worked_out_once(
    rich: Assessment, alices: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Result] = []

    class Counted(Result):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            made.append(self)

    monkeypatch.setattr(results, "Result", Counted)
    results._result.cache_clear()
    for key in ("", *(f"{key}/" for key in ORDER[1:])):
        assert alices.get(f"/assessments/{rich.pk}/result/{key}").status_code == 200
    assert len(made) == 1
    results._result.cache_clear()


def test_another_day_is_another_result(rich: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    today = result_of(rich, None)
    assert result_of(rich, None) is today
    day = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    assert result_of(rich, None).on == day
