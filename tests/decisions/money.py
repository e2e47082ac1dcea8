"""What the tests of the money pages share."""

import re

from django.urls import reverse

from decisions.cost.part import cost_now
from decisions.models import ANSWERS, Answer, Assessment, CostCase
from decisions.results import result_of
from decisions.services.cost import CostSaved, save_cost
from engine.cost.intake import read_cost_case
from tests.people import COST_CASE


def at(name: str, assessment: Assessment, *keys: str) -> str:
    return reverse(name, args=[assessment.pk, *keys])


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def c4(assessment):
    return Answer.objects.filter(assessment=assessment, criterion="C4").first()


def money_of_the_only_one():
    return cost_now(Assessment.objects.get(), CostCase.objects.get())


def prepared(assessment: Assessment, by) -> CostCase:
    saved = save_cost(
        assessment=assessment, by=by, change=lambda stored: read_cost_case(COST_CASE), seen=0
    )
    assert isinstance(saved, CostSaved)
    return CostCase.objects.get()


def dearer(price: float):
    document = {**COST_CASE, "options": [dict(COST_CASE["options"][0])]}
    lines = [dict(line) for line in document["options"][0]["lines"]]
    lines[1]["amount"] = price
    document["options"][0]["lines"] = lines
    return lambda stored: read_cost_case(document)


def fresh_of(assessment: Assessment) -> Assessment:
    return Assessment.objects.prefetch_related(*ANSWERS).get(pk=assessment.pk)


def fired(assessment: Assessment) -> set[str]:
    advised = result_of(Assessment.objects.get(pk=assessment.pk), None).recommendation
    return {gate.code for gate in advised.fired}
