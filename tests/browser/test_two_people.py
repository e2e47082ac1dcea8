"""Two people on one page, and the button Back: browsers put old choices back beside what is new.

Alice opens a page, touches it and leaves it; Bob saves something else; Alice presses Back, then the
button that saves. What Bob saved stays until she has seen it: it is shown in the form, or beside hers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from accounts.models import Role, Team, User
from decisions.models import Assessment
from tests.browser import journey
from tests.forms_on_page import submit
from tests.people import join, make_steps

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Shared:
    """A page that two people use. ``touched`` are the choices that Alice presses, the last of them as
    it was; ``bobs`` is what Bob saves, ``stored`` reads it back."""

    path: str
    touched: tuple[str, ...]
    bobs: dict[str, str]
    stored: Callable[[Assessment], Any]
    button: str


PAGES = {
    "gates": Shared(
        "gates/",
        ("input[name=KO1][value=fires]", "input[name=KO1][value=passes]"),
        {"KO1": "fires"},
        lambda row: row.gate_answers.get(gate="KO1").value,
        "Continue",
    ),
    "question": Shared(
        "questions/A1/",
        ("input[name=answer][value='3']", "input[name=answer][value='2']"),
        {"answer": "5"},
        lambda row: row.answers.get(criterion="A1").choice,
        "Continue",
    ),
    "today": Shared(
        "today/",
        ("input[name=done_by][value=mixed]", "input[name=done_by][value='']"),
        {"done_by": "provider", "contract_ends": "2027-12-31"},
        lambda row: (row.done_by, row.contract_ends),
        "Save",
    ),
    "depth": Shared(
        "depth/",
        ("input[name=depth][value=quick]", "input[name=depth][value=full]"),
        {"depth": "adaptive"},
        lambda row: row.depth,
        "Continue",
    ),
    "weights": Shared(
        "weights/",
        ("input[name=preset][value=regulated]", "input[name=preset][value=default]"),
        {"preset": "cost_led"},
        lambda row: row.weights,
        "Save the weights",
    ),
    "ranks": Shared(
        "weights/rank/",
        (),
        {f"rank_{code}": "1" for code in "ABCDEFG"},
        lambda row: row.elicitation,
        "Save the order",
    ),
    "step": Shared(
        "steps/{step}/",
        (),
        {"answer-B1": "5", "name": "Approve invoices", "retained": "The law", "share": "40"},
        lambda row: row.steps.values("name", "retained", "share").get(),
        "Save",
    ),
}


@pytest.fixture
def shared(transactional_db: None, alice: User, bob: User, team: Team) -> Assessment:
    """A payroll that Alice and Bob edit."""
    join(team, bob, Role.EDITOR)
    assessment = journey.make_payroll(team, alice, journey.PAYROLL)
    make_steps(assessment, "Approve", Approve={"B1": 2})
    return assessment


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("name", PAGES)
def test_back_and_save_overwrites_nothing_that_was_not_seen(
    name: str,
    scripts: bool,
    open_site: Callable[..., Page],
    shared: Assessment,
    alice: User,
    bob: User,
    client_of: Callable[[User], Client],
) -> None:
    page = PAGES[name]
    home = f"/assessments/{shared.pk}/"
    path = home + page.path.format(step=shared.steps.get().pk)
    window = open_site(java_script_enabled=scripts)
    journey.enter(window, alice)
    window.goto(path)
    for choice in page.touched:
        window.locator(choice).check()
    window.locator("main a.back-link").first.click()
    window.wait_for_load_state()

    assert submit(client_of(bob), path, page.bobs).status_code == 302
    theirs = page.stored(Assessment.objects.get(pk=shared.pk))

    journey.back(window)
    window.wait_for_load_state()
    assert window.url.endswith(path)
    journey.press(window, page.button)
    assert page.stored(Assessment.objects.get(pk=shared.pk)) == theirs
