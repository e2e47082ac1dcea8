"""Two admins in two browsers work on one page of the catalog: nothing is lost, whoever saves last. What both
may lose in the same minute is in ``test_losing``."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Choice, Criterion, Trigger
from tests.admin import page_of
from tests.browser import journey
from tests.catalog.test_two_admins import TABLES, another, fields_on, formset_of, owner_of
from tests.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grace(ada: User) -> User:
    return make_user("grace@example.org", "Grace", is_staff=True, is_superuser=True)


@pytest.fixture
def theirs(open_site: Callable[..., Page], ada: User, grace: User) -> tuple[Page, Page]:
    """Ada's browser and Grace's, which is that of a telephone."""
    pages = open_site(), open_site(width=375, height=812)
    for page, person in zip(pages, (ada, grace), strict=True):
        journey.enter(page, person)
        page.context.on("dialog", lambda dialog: dialog.accept())  # "Leave without saving?"
    return pages


def save(page: Page) -> None:
    page.locator("input[name=_save]").first.click()


def saved(page: Page) -> None:
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()


def shot(page: Page, name: str) -> None:
    """A picture of the page, where somebody asks for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_choice_that_was_deleted_while_somebody_wrote_in_it_is_not_lost(
    theirs: tuple[Page, Page],
):
    adas, graces = theirs
    criterion = Criterion.objects.get(code="A1")
    last = criterion.choices.last()
    assert last is not None
    place = criterion.choices.count() - 1
    for page in theirs:
        page.goto(f"/admin/catalog/criterion/{criterion.pk}/change/")
    adas.locator(f"input[name=choices-{place}-DELETE]").check()
    saved(adas)
    graces.locator(f"textarea[name=choices-{place}-text]").fill("Grace's words")
    save(graces)
    expect(graces.locator("section.banner")).to_contain_text("Grace's words")
    assert not Choice.objects.filter(pk=last.pk).exists()
    saved(graces)
    assert criterion.choices.get(number=last.number).text == "Grace's words"


def test_the_back_button_shows_what_is_saved_now(theirs: tuple[Page, Page]):
    """A browser that filled in its old values beside a fresh version would put them back unseen."""
    adas, graces = theirs
    criterion = Criterion.objects.get(code="A1")
    address = f"/admin/catalog/criterion/{criterion.pk}/change/"
    graces.goto(address)
    graces.locator("textarea[name=hint]").fill("Never saved")
    graces.locator("input[name=per_step]").click()
    graces.goto("/admin/")
    adas.goto(address)
    adas.locator("textarea[name=hint]").fill("Ada's hint")
    saved(adas)
    journey.back(graces)
    graces.locator("textarea[name=help]").fill("Grace's help")
    save(graces)
    graces.wait_for_load_state()
    now = Criterion.objects.get(code="A1")
    assert (now.hint, now.per_step) == ("Ada's hint", criterion.per_step)


def test_an_old_state_with_its_table_is_looked_at_and_brought_back(
    theirs: tuple[Page, Page], assert_accessible: Callable[[Page], None]
):
    page, _ = theirs
    criterion = Criterion.objects.get(code="A1")
    before = list(criterion.choices.values("number", "text"))
    page.goto(f"/admin/catalog/criterion/{criterion.pk}/change/")
    page.locator("textarea[name=hint]").fill("Another hint")
    page.locator("textarea[name=choices-0-text]").fill("Another text")
    page.locator("input[name=choices-4-DELETE]").check()
    saved(page)

    page.goto(f"/admin/catalog/criterion/{criterion.pk}/history/")
    page.locator("#change-history tbody th a").last.click()
    expect(page.locator("section.banner tbody tr")).to_have_count(3)
    assert Criterion.objects.get(code="A1").hint == "Another hint"
    assert_accessible(page)
    shot(page, "old-1280")
    saved(page)
    assert Criterion.objects.get(code="A1").hint == criterion.hint
    assert list(criterion.choices.values("number", "text")) == before


def typed_in(form: Any, row: models.Model) -> tuple[str, str, str, Any]:
    """A field of a form that one types in, what somebody types there, its column and what is stored then."""
    own: list[Any] = [
        field
        for field in fields_on(form)
        if not field.choices
        and not field.is_relation
        and not isinstance(field, models.BooleanField)
    ]
    texts = [field for field in own if isinstance(field, models.TextField) and not field.unique]
    field = (texts or [field for field in own if not field.unique] or own)[0]
    value = another(field, row)
    if field.name == "choice":  # the number of one that there is
        value = 1 if field.value_from_object(row) != 1 else 2
    return (
        form.add_prefix(field.name),
        str(form.fields[field.name].prepare_value(value)),
        field.attname,
        value,
    )


def test_what_two_write_in_every_kind_of_table_and_on_its_page_is_both_kept(
    open_site: Callable[..., Page],
    ada: User,
    grace: User,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
):
    """Ada, without scripts, writes in a row; Grace, on a telephone, on the page that has it, opened before.
    The lists to which they come back are short, and no list of all tables stands beside the pages."""
    monkeypatch.setattr(admin.AdminSite, "enable_nav_sidebar", False)
    for one in admin.site._registry.values():
        monkeypatch.setattr(one, "list_per_page", 5)
    adas, graces = open_site(java_script_enabled=False), open_site(width=375, height=812)
    for page, person in ((adas, ada), (graces, grace)):
        journey.enter(page, person)
    client.force_login(ada)
    walked = 0
    pairs: list[Any] = [param.values for param in TABLES]
    for page_model, table in pairs:
        if table.model is Trigger:
            continue  # it has a page of its own, and is only read on that of its gate
        row: Any = table.model._default_manager.earliest("pk")
        owner: Any = owner_of(page_model, table, row)
        opened = client.get(page_of(owner))
        form = next(
            one for one in formset_of(opened, table).initial_forms if one.instance.pk == row.pk
        )
        hers = typed_in(form, row)
        mine = typed_in(opened.context["adminform"].form, owner)
        for page in (adas, graces):
            page.goto(page_of(owner))
        adas.locator(f"[name='{hers[0]}']").fill(hers[1])
        saved(adas)
        graces.locator(f"[name='{mine[0]}']").fill(mine[1])
        save(graces)
        conflict = graces.locator("section.banner")
        expect(conflict).to_contain_text("Ada saved something else")
        expect(graces.locator(f"[name='{mine[0]}']")).to_have_value(mine[1])
        expect(graces.locator(f"[name='{hers[0]}']")).to_have_value(hers[1])
        saved(graces)
        for stored, (_, _, column, value) in ((row, hers), (owner, mine)):
            stored.refresh_from_db()
            assert getattr(stored, column) == value, (page_model, table.model, column)
        walked += 1
    assert walked == len(TABLES) - 1
