"""Two people in two browsers on one assessment: nothing that either typed or saved is lost in silence.

One sign-in each; then one row after the other, each with pages and values of its own.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from decisions.models import Assessment, CostCase
from tests.browser import journey
from tests.people import join, make_cost_case, make_steps

pytestmark = pytest.mark.django_db(transaction=True)
Row = Callable[[Page, Page, Assessment], None]


def at(page: Page, payroll: Assessment, path: str) -> None:
    page.goto(f"/assessments/{payroll.pk}/{path}")


def note(page: Page, text: str) -> None:
    details = page.locator("details", has=page.locator("textarea[name=note]"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator("textarea[name=note]").fill(text)


def gates_that_came_back(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Alice leaves the page, Bob says no, Alice goes back and on: his no stays."""
    at(alice, payroll, "gates/")
    alice.locator("main a.back-link").first.click()
    alice.wait_for_load_state()
    at(bob, payroll, "gates/")
    bob.locator("input[name=KO1][value=fires]").check()
    journey.press(bob, "Continue")
    journey.back(alice)
    journey.press(alice, "Continue")
    assert payroll.gate_answers.get(gate="KO1").value == "fires"


def name_and_unit(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Both texts are shown, and hers is still in the field."""
    at(alice, payroll, "edit/")
    at(bob, payroll, "edit/")
    bob.locator("input[name=unit]").fill("Asia")
    journey.press(bob, "Save")
    alice.locator("input[name=unit]").fill("Africa")
    journey.press(alice, "Save")
    expect(alice.locator("input[name=unit]")).to_have_value("Africa")
    expect(alice.locator("main")).to_contain_text("Asia")
    payroll.refresh_from_db()
    assert payroll.unit == "Asia"
    journey.press(alice, "Save")
    payroll.refresh_from_db()
    assert payroll.unit == "Africa"


def weights(alice: Page, bob: Page, payroll: Assessment) -> None:
    """12,5 is twelve and a half, the wheel changes nothing, and the second writer sees the first."""
    at(alice, payroll, "weights/")
    at(bob, payroll, "weights/")
    alice.locator("input[name=preset][value=own]").check()
    alice.locator("details > summary", has_text="Type your own numbers").click()
    fields = alice.locator("main details input[type=text]")
    values = ["12,5", *["12.5"] * 5, "25"]
    for field, value in zip(fields.all(), values, strict=False):
        field.fill(value)
    fields.first.hover()
    fields.first.focus()
    alice.mouse.wheel(0, 300)
    expect(fields.first).to_have_value("12,5")
    assert alice.locator("main input[type=number]").count() == 0
    bob.locator("input[name=preset][value=cost_led]").check()
    journey.press(bob, "Save the weights")
    journey.press(alice, "Save the weights")
    payroll.refresh_from_db()
    assert payroll.weights == "cost_led"
    expect(fields.first).to_have_value("12,5")
    journey.press(alice, "Save the weights")
    payroll.refresh_from_db()
    assert sorted(payroll.weights.values()) == [12.5] * 6 + [25]


def a_question_that_was_hidden(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob hides the question that Alice answers: hers is kept and said not to count."""
    at(alice, payroll, "questions/C2/")
    at(bob, payroll, "questions/C3/")
    bob.locator("input[name=answer][value='1']").check()
    journey.press(bob, "Continue")
    bob.get_by_role("button", name=re.compile("^Save and set 1 answer aside")).click()
    expect(bob).not_to_have_url(re.compile("/C3/"))
    alice.locator("input[name=answer][value='5']").check()
    note(alice, "Counted in June")
    journey.press(alice, "Continue")
    expect(alice.get_by_text(re.compile("set aside: kept, but not counted"))).to_be_visible()
    kept = payroll.answers.get(criterion="C2")
    assert (kept.choice, kept.note) == (5, "Counted in June")


def a_price_and_a_pay(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob saves the pay while Alice types a price: she is told, saves again, and both are kept."""
    at(alice, payroll, "cost/lines/bpo/")
    at(bob, payroll, "cost/lines/in_house/")
    bob.locator("input[name='pay-likely']").fill("55,000")
    bob.locator("input[name='pay-high']").fill("60,000")
    journey.press(bob, "Save these lines")
    alice.locator("input[name='price_per_person-likely']").fill("41,000")
    alice.locator("input[name='price_per_person-high']").fill("45,000")
    journey.press(alice, "Save these lines")
    expect(alice.locator("main")).to_contain_text("Nothing is overwritten")
    assert "41000" not in str(CostCase.objects.get().case)
    journey.press(alice, "Save my figures instead")
    case = CostCase.objects.get().case
    assert "55000" in str(case["in_house"])
    assert "41000" in str(case["options"])


def deleted_while_somebody_answers(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob is told, what he typed stays, and is there again when Alice brings the assessment back."""
    at(bob, payroll, "questions/A1/")
    bob.locator("input[name=answer][value='5']").check()
    note(bob, "Two years of tickets")
    at(alice, payroll, "delete/")
    journey.press(alice, "Delete")
    bob.watch.expected_status |= {404}  # type: ignore[attr-defined]
    bob.get_by_role("button", name="Continue", exact=True).click()
    told = bob.locator("[data-interrupted]")
    expect(told).to_contain_text("no longer here")
    expect(bob.locator("textarea[name=note]")).to_have_value("Two years of tickets")
    alice.goto("/assessments/deleted/")
    journey.press(alice, "Bring back")
    told.get_by_role("link").click()
    expect(bob.locator("textarea[name=note]")).to_have_value("Two years of tickets")
    expect(bob.locator("input[name=answer][value='5']")).to_be_checked()
    bob.get_by_role("button", name="Continue", exact=True).click()
    expect(bob).not_to_have_url(re.compile("/A1/"))
    assert payroll.answers.get(criterion="A1").note == "Two years of tickets"


def a_step_that_was_removed(alice: Page, bob: Page, payroll: Assessment) -> None:
    """What Bob typed about a step is shown to him when Alice has removed it."""
    step = payroll.steps.get(name="Check")
    at(bob, payroll, f"steps/{step.pk}/")
    bob.locator("textarea[name=retained]").fill("The law wants it inside")
    at(alice, payroll, f"steps/{step.pk}/remove/")
    alice.locator("main button[type=submit]").click()
    alice.wait_for_load_state()
    bob.watch.expected_status |= {404}  # type: ignore[attr-defined]
    journey.press(bob, "Save")
    expect(bob.locator("main")).to_contain_text("The law wants it inside")


ROWS: tuple[Row, ...] = (
    gates_that_came_back,
    name_and_unit,
    weights,
    a_question_that_was_hidden,
    a_price_and_a_pay,
    deleted_while_somebody_answers,
    a_step_that_was_removed,
)


def test_nothing_is_lost_between_two_people_in_two_browsers(
    open_site: Callable[..., Page], transactional_db: None, alice: User, bob: User, team: Team
) -> None:
    join(team, bob, Role.EDITOR)
    payroll = journey.make_payroll(team, alice, journey.PAYROLL)
    make_steps(payroll, "Collect", "Check")
    make_cost_case(payroll)
    hers, his = open_site(), open_site()
    for page, person in ((hers, alice), (his, bob)):
        page.goto("/")
        journey.enter(page, person)
    for row in ROWS:
        row(hers, his, payroll)
