"""A result of every kind, as rows of the site: the demo, and the kinds that it lacks."""

from datetime import date
from typing import Any

from django.core.management import call_command

from accounts.models import Team, User
from decisions.action_items import ActionEdit
from decisions.costing import cost_row
from decisions.management.commands.add_demo import PEOPLE, TEAM
from decisions.models import Assessment
from decisions.results import result_of
from decisions.services.actions import save_action
from decisions.services.cost import save_cost
from engine.cost.defaults import short_case
from engine.cost.lines import Range, Terms
from report.actions import proposals
from tests.browser import journey
from tests.people import make_answers, make_assessment, make_edition, make_gates, make_steps

LATER = date(2027, 1, 15)
ODD = {"Advise managers on odd cases": {"B1": 5, "B4": 4}}
"""A step of payroll that is expert work."""
EXPERT = {"B1": 5, "B2": 5, "B4": 5}


def add_results() -> list[tuple[str, Assessment]]:
    """Add them to the demo's team and give all by their names."""
    make_edition()
    call_command("add_demo", force=True, verbosity=0)
    team, alice = Team.objects.get(name=TEAM), User.objects.get(email=PEOPLE[0][0])

    def make(name: str, answers: dict[str, Any], gates: dict[str, str] | None = None) -> Assessment:
        made = make_assessment(team, alice, name=name, service="payroll")
        make_answers(made, answers)
        make_gates(made, **gates or {})
        return made

    make("All unknown", dict.fromkeys(journey.PAYROLL, "unknown"))
    make("Blocked", journey.PAYROLL, journey.GATES | {"KO1": "fires", "KO2": "fires"})
    make("Early", {"A1": 1, "A2": 2})
    thirty = make("Thirty steps", journey.PAYROLL, journey.GATES)
    names = [f"Step {number}" for number in range(1, 31)]
    make_steps(thirty, *names, **dict.fromkeys(names[::3], EXPERT))
    for name, rule in (("Own split", "passes"), ("Own split, ruled", "fires")):
        gates = journey.GATES | {"KO1": rule}
        own = make(name, journey.OUTSOURCED | {"G2": 1, "G3": 1}, gates)
        typical = own.edition.ruleset.service["payroll"].steps
        made = make_steps(own, *(row.name for row in typical), *ODD, **ODD)
        for step, row in zip(made, typical, strict=False):
            type(step).objects.filter(pk=step.pk).update(retained=row.retained)
        _price(own, alice)
        if rule == "fires":
            _plan(own, alice)
    rows = Assessment.objects.filter(team=team).order_by("name")
    return [(row.name, row) for row in rows]


def _price(assessment: Assessment, by: User) -> None:
    """The short form of its money."""
    people, pay, price = (Range(one, one, one) for one in (31, 52_000, 28_000))
    content = assessment.edition.ruleset.reference.cost
    case = short_case(content, "bpo_abroad", Terms("EUR", 5, rate=0.1), people, pay, price)
    save_cost(assessment=assessment, by=by, change=lambda _: case, seen=0)


def _plan(assessment: Assessment, by: User) -> None:
    """A day for the first thing to do."""
    fresh = Assessment.objects.get(pk=assessment.pk)
    first = proposals(result_of(fresh, cost_row(fresh)))[0]
    save_action(assessment=fresh, by=by, key=first.key, edit=ActionEdit(due=LATER), seen=0)
