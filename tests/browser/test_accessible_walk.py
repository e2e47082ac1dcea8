"""One walk over every page of the site, signed in once, in every width and mode.

The addresses come from the site itself, so a new page is in the walk without being named here."""

import re
from collections.abc import Iterator
from io import StringIO
from itertools import cycle
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Page

from accounts.models import Team, User
from catalog.models import Criterion
from decisions.models import Assessment, Step
from report.pages import ORDER
from tests.addresses import LED, kind_of, kinds
from tests.browser import journey
from tests.browser.axe import WINDOWS, Auditor, show_in
from tests.browser.conftest import LONG, assert_all
from tests.browser.forced_colours import Forced
from tests.everything import make_everything
from tests.people import STRANGE_NAMES, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ON_THE_WAY = {
    "account_set_password": "test_the_button_leads_to_the_provider_and_back",
    "account_confirm_login_code": "nowhere: nobody signs in by a code from a mail",
    "mfa_authenticate": "test_signing_in_in_two_steps",
    "mfa_reauthenticate": "test_signing_in_in_two_steps",
    "mfa_activate_totp": "test_the_second_step_from_setting_it_up_to_turning_it_off",
    "mfa_deactivate_totp": "test_the_second_step_from_setting_it_up_to_turning_it_off",
    "mfa_view_recovery_codes": "test_the_second_step_from_setting_it_up_to_turning_it_off",
    "mfa_generate_recovery_codes": "test_the_second_step_from_setting_it_up_to_turning_it_off",
    "mfa_download_recovery_codes": "nowhere: it is a file",
    "own_data_file": "nowhere: it is a file",
    "erase_account": "test_the_second_step_from_setting_it_up_to_turning_it_off",
    "socialaccount_login_error": "test_sign_in_errors",
    "socialaccount_signup": "nowhere: an account is made at once",
    "openid_connect_login": "nowhere: it leads to the organisation",
    "openid_connect_callback": "nowhere: the organisation leads there",
    "shared_open": "test_a_board_reads_by_a_link_until_it_is_revoked",
    "shared": "test_a_board_reads_by_a_link_until_it_is_revoked",
    **{
        f"shared_page {part}": "test_a_board_reads_by_a_link_until_it_is_revoked"
        for part in ORDER[1:]
    },
    "shared_paper": "nowhere: it is a file",
    "shared_comments": "test_a_board_comments_by_a_link_until_it_is_revoked",
    "shared_thread": "test_a_board_comments_by_a_link_until_it_is_revoked",
    "shared_comment": "test_a_board_comments_by_a_link_until_it_is_revoked",
    "shared_comment_remove": "test_a_board_comments_by_a_link_until_it_is_revoked",
    "compare_choose": "nowhere: it leads to the comparison that was chosen",
}
"""Pages that show themselves only in the middle of something, and where that is walked."""
PARTS = 2
"""Into so many tests the walk is divided, for processes that run side by side."""
BESIDE = 16
"""So many pages of the admin are looked at with the list of all tables beside them, in every window."""
CUT_ROWS = """[...document.querySelectorAll('.form-row')]
    .filter(row => row.scrollWidth > row.clientWidth + 1).map(row => row.className)"""
"""Rows of the admin's forms that run out of the page."""
BROKEN = r"""(within) => [...document.querySelectorAll(within)].flatMap((element) => {
    const isSeen = (one) => !one || (getComputedStyle(one).clipPath === 'none' && isSeen(one.parentElement));
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange();
    const found = [];
    while (texts.nextNode())
        for (const { 0: word, index } of texts.currentNode.data.matchAll(
            /(?<=^|[\s“(])[\p{Script=Latin}'\u2019]{2,16}(?=$|[\s”),.:;?!])/gu)) {
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            if (range.getClientRects().length > 1 && isSeen(texts.currentNode.parentElement)) found.push(word);
        }
    return found;
})"""
"""Words of usual length that are broken between two lines."""
NARROW = """[...document.querySelectorAll('#result_list :is(th, td)')].map((cell) => [cell.clientWidth, cell.innerText])
    .filter(([width, text]) => width < 80 && text.trim().length > 11).map(([, text]) => text)"""
"""Texts in lists of the admin that stand one word under the other."""
OUTSIDE = """(() => {
    const edge = document.querySelector('#content').getBoundingClientRect().left - 1;
    const texts = document.createTreeWalker(document.querySelector('#content'), NodeFilter.SHOW_TEXT);
    const found = [...document.querySelectorAll('.form-row :is([type=checkbox], [type=radio])')].filter((box) => {
        const [own, row] = [box, box.closest('.form-row')].map((one) => one.getBoundingClientRect());
        return own.width > 0 && own.left < row.left - 1;
    }).map((box) => box.outerHTML);
    for (const range = document.createRange(); texts.nextNode();) {
        range.selectNodeContents(texts.currentNode);
        if ([...range.getClientRects()].some(({ width, left }) => width > 1 && left < edge && left > -500))
            found.push(texts.currentNode.data.trim());
    }
    return found;
})()"""
"""Boxes in forms of the admin that stand outside of their row, and words left of the page, where they are
cut; those of icons stand a thousand pixels away."""
CELLS = ":is(#result_list, .catalog-groups, .catalog-moves) :is(th, td)"
WORDS = "main :is(h1, h2, h3, label, legend, summary, button, th, td, dt, .btn)"
OPEN_ALL = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"


@pytest.fixture
def site(filled: Assessment, team: Team, alice: User) -> dict[str, dict[str, tuple[str, str]]]:
    """What is at every address, for people who are signed out and for Alice."""
    Team.objects.filter(pk=team.pk).update(name=f"{LONG[:70]} {STRANGE_NAMES[1]}")
    User.objects.filter(pk=alice.pk).update(name=STRANGE_NAMES[1])
    keys = make_everything(filled)
    Step.objects.filter(pk=keys["step_id"]).update(name=STRANGE_NAMES[1], retained=STRANGE_NAMES[1])
    hers = Client()
    hers.force_login(alice)
    return {"out": kinds(Client(), keys), "in": kinds(hers, keys)}


def pages(found: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: path for name, (path, kind) in found.items() if kind == "page"}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_is_no_page_or_one_that_is_accessible_in_every_width_and_mode(
    page: Page,
    site: dict[str, dict[str, tuple[str, str]]],
    alice: User,
    auditor: Auditor,
    part: int,
):
    """Signed out where that shows the page, else signed in; with every disclosure open; and in the reader's
    own colours."""
    forced = Forced()
    open_to_all, hers = pages(site["out"]), pages(site["in"])
    shown = open_to_all | hers
    neither = {name for name, (_, kind) in site["in"].items() if kind not in ("file", "form")}
    assert neither - set(shown) == {*ON_THE_WAY, *LED, "paper_download"}  # whose file is not there
    assert len(shown) > 50
    page.add_init_script(auditor.script)
    first = list(open_to_all.values())[part::PARTS]
    then = [path for name, path in hers.items() if name not in open_to_all][part::PARTS]
    for path in first:
        visit(page, path, auditor, forced)
    journey.enter(page, alice)
    for path in then:
        visit(page, path, auditor, forced)


def visit(page: Page, path: str, auditor: Auditor, forced: Forced) -> None:
    answer = page.goto(path)
    assert answer
    assert answer.status == 200, path
    assert urlsplit(page.url).path == path, f"{path} leads to {page.url}"
    page.evaluate(OPEN_ALL)
    broken = page.evaluate(BROKEN, WORDS)
    assert_all(page, auditor)  # which ends in the other width
    broken += page.evaluate(BROKEN, WORDS)
    assert not broken, f"{path}: {broken}"
    gone = forced.gone(page)
    assert not gone, "\n".join(gone)


def admin_addresses() -> Iterator[str]:
    """The list of every table and the form of its first row; any other kind of page once."""
    yield reverse("admin:index")
    for app in sorted({model._meta.app_label for model in admin.site._registry}):
        yield reverse("admin:app_list", args=[app])
    seen = set()
    for model, its in admin.site._registry.items():
        row = model._default_manager.first()
        for pattern in [one for one in its.get_urls() if one.name]:
            kind = str(pattern.name).removeprefix(
                f"{model._meta.app_label}_{model._meta.model_name}_"
            )
            holds = pattern.pattern.regex.groups
            if (
                (holds and row is None)
                or holds > 1
                or (kind in seen and kind not in ("changelist", "change"))
            ):
                continue
            seen.add(kind)
            yield reverse(f"admin:{pattern.name}", args=[row.pk] if row and holds else [])
    assert {"changelist", "change", "add", "delete", "history"} < seen


def elements(page: str) -> set[tuple[str, ...]]:
    """Every kind of element on a page: its name and its classes, those left out that name a table or field."""
    found = re.findall(r'<(\w+)(?:[^>]*? class="([^"]*)")?', page)
    of_one_table = ("field-", "column-", "model-", "app-")
    return {
        (name, *(one for one in classes.split() if not one.startswith(of_one_table)))
        for name, classes in found
    }


def test_the_admin_is_accessible(
    page: Page,
    filled: Assessment,
    auditor: Auditor,
    monkeypatch: pytest.MonkeyPatch,
):
    """Django's own pages with the fields of each table: each in one of the windows, in turn. Lists are
    short, as their rows are all alike, and so have more than one page; a list of which every element
    stands on others is left out. The list of all tables stands beside the first pages only."""
    for table in admin.site._registry.values():
        monkeypatch.setattr(table, "list_per_page", 5)
    call_command("load_catalog", stdout=StringIO())
    Criterion.objects.filter(code="A1").update(question="Another question?")  # to be published
    make_everything(filled)
    ada = make_user("ada@example.org", "Ada", is_staff=True, is_superuser=True)
    hers = Client()
    hers.force_login(ada)
    journey.enter(page, ada)
    shown: list[str] = []
    known: set[tuple[str, ...]] = set()
    for path in admin_addresses():
        answer = hers.get(path)
        if kind_of(answer) == "page":
            new = elements(answer.content.decode()) - known
            known |= new
            if new or not str(resolve(path).url_name).endswith(("_changelist", "app_list")):
                shown.append(path)
    filled_tables = [one for one in admin.site._registry if one._default_manager.exists()]
    assert sum(path.endswith("/change/") for path in shown) == len(filled_tables) > 20
    found = []
    page.add_init_script(auditor.script)
    for place, (path, window) in enumerate(zip(shown, cycle(WINDOWS), strict=False)):
        monkeypatch.setattr(admin.AdminSite, "enable_nav_sidebar", place < BESIDE)
        show_in(page, window)  # before the page comes, as colours of the admin change slowly
        page.goto(path)
        assert page.locator("h1").count() > 0, path
        found += [f"{window}: {fault}" for fault in auditor.faults(page)]
        squeezed = [*page.evaluate(BROKEN, CELLS), *page.evaluate(NARROW)]
        found += [f"{path}: squeezed, {window}: {text}" for text in squeezed]
        found += [f"{path}: cut, {window}: {box}" for box in page.evaluate(OUTSIDE)]
        if place < BESIDE:
            page.set_viewport_size({"width": 768, "height": 800})
            found += [f"{path}: cut on a tablet: {row}" for row in page.evaluate(CUT_ROWS)]
    assert not found, "\n".join(found)
