"""Somebody who is no developer keeps the catalog: adds a service type, changes a question, publishes.

How long it takes is told by the keystroke-level model (Card, Moran, Newell 1980): 0.28 s a key for an
average typist, 1.1 s to point and 0.2 s to click, 1.35 s to think before each of them. Thinking out the
content comes on top; so the limits are a third of what a person shall need at most.
"""

import os
import re
from collections.abc import Callable
from copy import deepcopy
from math import fsum
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import (
    Choice,
    Criterion,
    Edition,
    Gate,
    Kpi,
    PrecedentCoding,
    Preset,
    Regime,
    ServiceType,
    Theme,
    Trigger,
)
from catalog.services import ensure_editors, load_content
from tests.browser import journey
from tests.catalog.loaded import load_shipped
from tests.people import make_user
from tests.shipped import shipped_content

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/admin/catalog/"
KEY, POINT, CLICK, THINK = 0.28, 1.1, 0.2, 1.35
MINUTES = {"a service type": 15, "a criterion": 3}


class Hands:
    """What a person does on a page, and how many seconds it takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds = 0.0

    def click(self, target: Locator) -> None:
        """Point and click."""
        self.seconds += THINK + POINT + CLICK
        target.click()

    def type(self, target: Locator, text: str) -> None:
        """Go to a field and write into it, key by key at the end, as scripts listen to keys."""
        self.seconds += THINK + POINT + CLICK + KEY * len(text)
        target.fill(text[:-1])
        target.press_sequentially(text[-1:])

    def pick(self, target: Locator, label: str) -> None:
        """Open a list and choose from it."""
        self.seconds += 2 * (THINK + POINT + CLICK)
        target.select_option(label=label)

    def row(self, table: str) -> int:
        """One more row in a table of the page; its number."""
        group = self.page.locator(f"#{table}-group")
        self.click(group.locator(".add-row a"))
        return group.locator("tr.form-row:not(.empty-form)").count() - 1

    def field(self, name: str) -> Locator:
        """A field by its name."""
        return self.page.locator(f"[name='{name}']")

    def told(self, what: str) -> None:
        """Hold the time to its limit, and note it where somebody asks for pictures."""
        if folder := os.environ.get("PICTURES"):
            (Path(folder) / f"{what}.txt").write_text(f"{self.seconds:.0f} s")
        assert self.seconds < 60 * MINUTES[what] / 3

    def beside(self, name: str) -> Locator:
        """What stands in for a field that holds numbers or codes."""
        return self.field(name).locator("xpath=following-sibling::*[1]")


@pytest.fixture
def olga(transactional_db: None) -> User:
    """She owns services and is no developer: a catalog editor, and no superuser."""
    load_shipped()
    user = make_user("olga@example.org", "Olga", is_staff=True)
    user.groups.add(ensure_editors())
    return user


def shot(page: Page, name: str) -> None:
    """Pictures of the page, where somebody asks for them."""
    if folder := os.environ.get("PICTURES"):
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def publish(hands: Hands, note: str) -> None:
    page = hands.page
    page.goto(HOME)
    hands.click(page.get_by_role("link", name="Check and publish"))
    hands.type(page.locator("textarea[name=note]"), note)
    hands.click(page.get_by_role("button", name="Publish edition 2"))
    shot(page, "confirm")
    hands.click(page.get_by_role("button", name="Yes, publish edition 2"))
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_service_owner_adds_a_service_type_with_all_that_belongs_to_it(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    page = open_site()
    journey.enter(page, olga)
    hands = Hands(page)
    page.goto(HOME)
    assert_accessible(page)
    shot(page, "home")
    hands.click(page.get_by_role("link", name="Add to Service types"))
    expect(hands.field("name")).to_be_focused()
    hands.type(hands.field("name"), "Translation of product texts")
    expect(hands.field("slug")).to_have_value("translation-of-product-texts")
    expect(hands.field("position")).to_have_value("490")
    hands.pick(hands.field("family"), "Transactional work")
    hands.pick(hands.field("label"), "Filed as either")
    hands.type(
        hands.field("summary"), "Product texts are translated into the languages of all markets."
    )
    hands.type(hands.beside("countries").locator("input"), "Poland")
    page.keyboard.press("Enter")
    expect(hands.field("countries")).to_have_value("PL")

    for code, number in (("A1", 1), ("B1", 2), ("B2", 3)):
        criterion = Criterion.objects.get(code=code)
        place = hands.row("prefilled")
        hands.pick(hands.field(f"prefilled-{place}-criterion"), str(criterion))
        text = Choice.objects.get(criterion=criterion, number=number).text
        hands.pick(hands.beside(f"prefilled-{place}-choice"), f"{number}. {text}")
        expect(hands.field(f"prefilled-{place}-choice")).to_have_value(str(number))
    for step in ("Collect the texts", "Translate", "Check the terms", "Publish"):
        place = hands.row("steps")
        hands.type(hands.field(f"steps-{place}-name"), step)
    for name, target in (("On time", "98 % within 3 working days"), ("Errors", "under 2 a page")):
        place = hands.row("kpis")
        hands.type(hands.field(f"kpis-{place}-name"), name)
        hands.type(hands.field(f"kpis-{place}-target"), target)
        hands.type(hands.beside(f"kpis-{place}-sources").locator("input"), "S105")
        page.keyboard.press("Enter")
        expect(hands.field(f"kpis-{place}-sources")).to_have_value("S105")
    place = hands.row("facts")
    hands.pick(hands.field(f"facts-{place}-kind"), "Risk")
    hands.type(hands.field(f"facts-{place}-text"), "Wrong terms in safety texts can hurt people.")
    shot(page, "service-filled")
    assert_accessible(page)

    hands.type(hands.field("summary"), "")
    hands.click(page.locator("input[name=_save]").first)
    shot(page, "service-errors")
    hands.click(page.locator("#linked-errors a").first)
    expect(page).to_have_url(re.compile("#id_summary$"))
    hands.type(hands.field("summary"), "Product texts are translated for all markets.")
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    service = ServiceType.objects.get(slug="translation-of-product-texts")
    assert (service.countries, service.prefilled.count(), service.steps.count()) == (["PL"], 3, 4)
    assert list(service.steps.values_list("position", "name"))[2] == (30, "Check the terms")
    assert Kpi.objects.get(service=service, name="On time").sources == ["S105"]

    publish(hands, "Translation of product texts is new.")
    assert Edition.objects.current().get().ruleset.service[service.slug].prefilled == {
        "A1": 1,
        "B1": 2,
        "B2": 3,
    }
    hands.told("a service type")


def test_a_service_owner_changes_a_criterion_and_sees_what_it_moves(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    page = open_site()
    journey.enter(page, olga)
    hands = Hands(page)
    page.goto(HOME)
    hands.type(page.locator("#q"), "A1")
    page.keyboard.press("Enter")
    hands.click(page.locator("#found ~ ul a").first)
    before = Choice.objects.get(criterion__code="A1", number=2)
    expect(page.locator("#moves table").first).to_be_visible()
    assert_accessible(page)
    shot(page, "criterion")
    points = page.locator("#moves tbody tr:nth-child(2) td:last-child").first
    said = points.inner_text()
    hands.click(page.locator("#choices-1 .field-sourcing .catalog-stepper button").last)
    expect(points).not_to_have_text(said)
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    after = Choice.objects.get(criterion__code="A1", number=2)
    assert after.sourcing == before.sourcing + 0.5
    publish(hands, "The second answer speaks a little more for a provider.")
    hands.told("a criterion")


def test_two_owners_at_once_lose_nothing(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    """One adds a step while the other copies, retires and writes on the same page."""
    owen = make_user("owen@example.org", "Owen", is_staff=True)
    owen.groups.add(ensure_editors())
    service = ServiceType.objects.get(slug="payroll")
    olgas, owens = open_site(), open_site()
    url = f"/admin/catalog/servicetype/{service.pk}/"
    steps = service.steps.count()
    for page, person in ((olgas, olga), (owens, owen)):
        journey.enter(page, person)
        page.goto(f"{url}change/")
    mine = Hands(olgas)
    place = mine.row("steps")
    mine.type(mine.field(f"steps-{place}-name"), "Olga's step")

    owens.get_by_role("button", name="Copy").click()
    expect(owens.locator(".messagelist .success")).to_be_visible()
    copied = ServiceType.objects.get(slug="payroll-copy")
    owens.goto(f"{url}change/")
    owens.locator("textarea[name=summary]").fill("Owen's summary")
    owens.locator("input[name=_save]").first.click()
    expect(owens.locator(".messagelist .success")).to_be_visible()
    owens.goto(f"{url}delete/")
    shot(owens, "retire")
    assert_accessible(owens)
    owens.get_by_role("button", name="Retire", exact=True).click()
    expect(owens.locator("#restore")).to_be_visible()

    olgas.locator("input[name=_save]").first.click()
    expect(olgas.locator("section.banner")).to_contain_text("Owen's summary")
    olgas.locator("input[name=_save]").first.click()
    expect(olgas.locator(".messagelist .success")).to_be_visible()
    olgas.goto(f"{url}change/")
    olgas.get_by_role("button", name="Restore it").click()
    expect(olgas.locator("#restore")).to_have_count(0)
    service.refresh_from_db()
    assert (service.summary, service.retired) == ("Owen's summary", False)
    assert service.steps.count() == steps + 1
    assert copied.steps.count() == steps


def test_conditions_are_ticked_by_text_and_read_back_and_weights_are_split(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    page = open_site()
    journey.enter(page, olga)
    hands = Hands(page)
    trigger = Trigger.objects.earliest("pk")
    page.goto(f"/admin/catalog/trigger/{trigger.pk}/change/")
    place = hands.row("conditions")
    criterion = Criterion.objects.get(code="B1")
    hands.pick(hands.field(f"conditions-{place}-on"), str(criterion))
    texts = dict(criterion.choices.values_list("number", "text"))
    for number in (1, 3):
        hands.click(hands.beside(f"conditions-{place}-choices").get_by_label(texts[number]))
    expect(hands.field(f"conditions-{place}-choices")).to_have_value("1, 3")
    said = page.locator(f"#conditions-{place} .field-reads")
    for words in (criterion.name, texts[1], texts[3]):
        expect(said).to_contain_text(words)
    assert_accessible(page)
    shot(page, "conditions")
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert trigger.conditions.latest("pk").choices == [1, 3]

    regime = Regime.objects.filter(when__isnull=False).earliest("pk")
    condition = regime.when.earliest("pk")
    page.goto(f"/admin/catalog/regime/{regime.pk}/change/")
    held, added = condition.question.choices.get(key=condition.values[0]), None
    added = condition.question.choices.exclude(key__in=condition.values).earliest("pk")
    field = page.locator("[name$='-values']:not([name*='__prefix__'])").first
    ticks = field.locator("xpath=following-sibling::*[1]")
    expect(ticks.get_by_label(held.name, exact=True)).to_be_checked()
    hands.click(ticks.get_by_label(added.name, exact=True))
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    condition.refresh_from_db()
    assert sorted(condition.values)[0] in (held.key, added.key)
    assert {held.key, added.key} <= set(condition.values)

    preset = Preset.objects.filter(weights__isnull=False).earliest("pk")
    page.goto(f"/admin/catalog/preset/{preset.pk}/change/")
    total, count = fsum(preset.weights.values_list("weight", flat=True)), preset.weights.count()
    expect(page.locator(".catalog-sum")).to_contain_text(f"{total:g}")
    hands.click(page.get_by_role("button", name="Split evenly"))
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert set(preset.weights.values_list("weight", flat=True)) == {round(total / count, 3)}


def test_a_published_decision_is_coded_by_text(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    page = open_site()
    journey.enter(page, olga)
    hands = Hands(page)
    coding = PrecedentCoding.objects.earliest("pk")
    page.goto(f"/admin/catalog/precedent/{coding.precedent_id}/change/")
    told = next(code for code in coding.answers if code != "A1")
    criterion = Criterion.objects.get(code="A1")
    first = page.locator("#codings-0 .catalog-coding")
    hands.pick(
        first.get_by_label(f"A1 {criterion.name}"), f"3. {criterion.choices.get(number=3).text}"
    )
    other = Criterion.objects.get(code=told)
    hands.pick(first.get_by_label(f"{told} {other.name}"), "Not told")
    gate = Gate.objects.exclude(code__in=coding.fires).earliest("pk")
    hands.click(page.locator("#codings-0").get_by_label(f"{gate.code} {gate.name}"))
    assert_accessible(page)
    shot(page, "coding")
    hands.click(page.locator("input[name=_save]").first)
    expect(page.locator(".messagelist .success")).to_be_visible()
    before = {code: number for code, number in coding.answers.items() if code != told}
    fires = {*coding.fires, gate.code}
    coding.refresh_from_db()
    assert (coding.answers, set(coding.fires)) == (before | {"A1": 3}, fires)


def test_a_release_is_compared_and_merged_in_the_browser(
    olga: User, open_site: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    Theme.objects.filter(code="A").update(name="Olga's name")
    content = deepcopy(shipped_content())
    content.definition["themes"][0]["name"] = "A name from the release"
    content.definition["criteria"][0]["help"] = "Help from the release."
    assert load_content(content).waits
    page = open_site()
    journey.enter(page, olga)
    page.goto(HOME)
    page.get_by_role("link", name="Compare and merge").click()
    for text in ("Olga's name", "A name from the release", "Help from the release."):
        expect(page.locator("main")).to_contain_text(text)
    assert_accessible(page)
    shot(page, "merge")
    page.get_by_role("button", name="Merge into the working copy").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Theme.objects.get(code="A").name == "Olga's name"
    assert Criterion.objects.get(code="A1").help == "Help from the release."
