"""A spreadsheet that comes back: it shows what it would change, replaces nothing before somebody says so,
overwrites nothing unseen, and can be undone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import Role, User
from decisions.cost import differences as cost_differences
from decisions.costing import stored_case
from decisions.models import Activity, Answer, Assessment, CostCase, CostUpload
from decisions.services.cost import CostSaved, keep_upload, save_cost, use_upload
from decisions.sheets.layout import COLUMN, FIRST_ROW, OWN
from engine.cost.intake import plain, read_cost_case
from engine.cost.lines import CostCase as Case
from engine.cost.lines import Line, Range, Terms
from engine.cost.term import year_problem
from tests.decisions.cost_book import edited
from tests.decisions.money import at, dearer, fresh_of, text_of
from tests.engine.test_cost_fields import FIELDS, RICH, another
from tests.people import COST_CASE, join, make_assessment, make_cost_case
from writing.conflict import Conflict

SAVED = read_cost_case(COST_CASE)
TWO = replace(
    SAVED,
    options=(*SAVED.options, replace(SAVED.options[0], key="acme", name="Acme", deal="")),
)


def differences(before: Case, after: Case) -> list[cost_differences.CostDifference]:
    return cost_differences.differences(before, after, cost_differences.CostNames())


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def workbook(case: Case, *changes: Callable[[Workbook], None]) -> SimpleUploadedFile:
    return SimpleUploadedFile("case.xlsx", edited(*changes, case=case))


def dearer_people(book: Workbook) -> None:
    """Pay 60,000 instead of 50,000."""
    for head in ("Low", "Likely", "High"):
        book[OWN][f"{COLUMN[head]}{FIRST_ROW + 1}"] = 60_000


def send(client, assessment, file):
    return client.post(at("cost_sheet", assessment), {"file": file})


def compared(client, assessment, file):
    """The page with the differences after an upload, and its address."""
    answer = send(client, assessment, file)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"], client.get(answer["Location"])


def use(client, address: str, page):
    return client.post(address, {"version": page.context["form"]["version"].value()})


def test_an_upload_shows_the_differences_and_replaces_nothing(assessment, alices):
    row = make_cost_case(assessment)
    _, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    (found,) = page.context["differences"]
    assert (found["sort"], found["before"], found["after"]) == (
        "changed",
        "50,000 EUR per person and year",
        "60,000 EUR per person and year",
    )
    row.refresh_from_db()
    assert (row.version, stored_case(row)) == (1, SAVED)


def test_a_confirmed_upload_takes_the_place_of_the_case_and_one_undo_brings_it_back(
    assessment, alices
):
    """Ten people at 60,000 are 600,000 a year: 342,400 for the provider is 42.9 % less at first, the
    fifth choice of C4; at 50,000 it is the fourth."""
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    assert use(alices, address, page).status_code == 302
    row = CostCase.objects.get()
    assert stored_case(row).in_house[1].amount == Range(60_000, 60_000, 60_000)
    assert Answer.objects.get(criterion="C4").choice == 5
    assert not CostUpload.objects.exists()
    figures = alices.get(at("cost", assessment))
    assert [change["after"] for change in figures.context["undone"]] == [
        "50,000 EUR per person and year"
    ]
    undone = {"version": figures.context["version"]}
    assert alices.post(at("cost_undo", assessment), undone).status_code == 302
    row.refresh_from_db()
    assert stored_case(row) == SAVED
    assert Answer.objects.get(criterion="C4").choice == 4
    verbs = [row.verb for row in Activity.objects.order_by("pk") if row.verb.startswith("cost_")]
    assert verbs == ["cost_imported", "cost_undone"]
    alices.post(at("cost_undo", assessment), undone)
    row.refresh_from_db()
    assert stored_case(row) == SAVED


def test_the_first_case_may_come_from_a_file_and_undoing_it_removes_it(assessment, alices):
    address, page = compared(alices, assessment, workbook(SAVED))
    assert {row["sort"] for row in page.context["differences"]} == {"added"}
    use(alices, address, page)
    row = CostCase.objects.get()
    assert stored_case(row) == SAVED
    alices.post(at("cost_undo", assessment), {"version": row.version})
    assert not CostCase.objects.exists()
    assert not Answer.objects.filter(criterion="C4").exists()


def rename(book: Workbook) -> None:
    book["Option 2"].title = "Acme Ltd"


def drop(book: Workbook) -> None:
    del book["Option 2"]


def test_a_renamed_sheet_is_kept_and_a_missing_one_is_named_before_it_goes(assessment, alices):
    row = make_cost_case(assessment)
    CostCase.objects.update(case=plain(TWO))
    _, page = compared(alices, assessment, workbook(TWO, rename))
    assert page.context["differences"] == []
    address, page = compared(alices, assessment, workbook(TWO, drop))
    gone = page.context["differences"]
    assert {(row["sort"], row["side"], row["after"]) for row in gone} == {("removed", "Acme", "")}
    assert "40,000 EUR per person and year" in {row["before"] for row in gone}
    row.refresh_from_db()
    assert stored_case(row) == TWO
    use(alices, address, page)
    assert stored_case(CostCase.objects.get()) == SAVED
    alices.post(at("cost_undo", assessment), {"version": CostCase.objects.get().version})
    assert stored_case(CostCase.objects.get()) == TWO


def test_a_case_that_somebody_changed_after_the_comparison_is_not_replaced(
    team, assessment, alices, bob, bobs
):
    """Bob saves another price after Alice's comparison; she sees his, and nothing is overwritten."""
    join(team, bob, Role.EDITOR)
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    _dearer(assessment, bob)
    changed = CostCase.objects.get()
    answer = use(alices, address, page)
    assert answer.status_code == 200
    shown = {
        (row.name.partition(",")[0], row.saved, row.yours) for row in answer.context["conflict"]
    }
    assert shown == {
        (
            "Pay per person and year",
            "50,000 EUR per person and year",
            "60,000 EUR per person and year",
        ),
        (
            "Price per person and year",
            "45,000 EUR per person and year",
            "40,000 EUR per person and year",
        ),
    }
    assert {row.who for row in answer.context["conflict"]} == {bob}
    assert stored_case(CostCase.objects.get()) == stored_case(changed)
    assert use(alices, address, answer).status_code == 302
    assert stored_case(CostCase.objects.get()).in_house[1].amount == Range(60_000, 60_000, 60_000)


def _dearer(assessment, by) -> None:
    save_cost(assessment=fresh_of(assessment), by=by, change=dearer(45_000), seen=1)


def test_a_case_that_somebody_removed_after_the_comparison_is_not_made_anew(assessment, alices):
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    alices.post(at("cost_remove", assessment), {"version": "1"})
    answer = use(alices, address, page)
    assert answer.context["conflict"]
    assert not CostCase.objects.exists()


def test_an_undo_of_what_somebody_changed_meanwhile_does_nothing(team, assessment, alices, bob):
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    use(alices, address, page)
    version = CostCase.objects.get().version
    alices.post(at("cost_undo", assessment), {"version": version})
    answer = alices.post(at("cost_undo", assessment), {"version": version}, follow=True)
    assert "nothing was done" in text_of(answer)
    assert stored_case(CostCase.objects.get()) == SAVED


def test_a_file_that_is_confirmed_twice_is_used_once(assessment, alices):
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    use(alices, address, page)
    before = Activity.objects.count()
    again = use(alices, address, page)
    assert again["Location"] == at("cost_sheet", assessment)
    assert alices.get(address)["Location"] == at("cost_sheet", assessment)
    assert Activity.objects.count() == before


def test_a_newer_file_takes_the_place_of_the_one_that_waits(assessment, alices):
    """The page of the first file, still open in another tab, must not confirm the second."""
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    compared(alices, assessment, workbook(TWO))
    assert use(alices, address, page)["Location"] == at("cost_sheet", assessment)
    assert stored_case(CostCase.objects.get()) == SAVED
    assert CostUpload.objects.count() == 1


def test_nobody_else_sees_or_uses_a_file_that_waits(team, assessment, alices, bob, bobs, charlies):
    join(team, bob, Role.EDITOR)
    make_cost_case(assessment)
    address, page = compared(alices, assessment, workbook(SAVED, dearer_people))
    for answer in (bobs.get(address), use(bobs, address, page)):
        assert answer["Location"] == at("cost_sheet", assessment)
    assert charlies.get(address).status_code == 404
    other = make_assessment(team, bob)
    key = CostUpload.objects.get().pk
    assert alices.get(reverse("cost_upload", args=[other.pk, key])).status_code == 302
    assert stored_case(CostCase.objects.get()) == SAVED


def test_a_refused_file_changes_nothing_says_why_and_leaves_no_trace(assessment, alices):
    row = make_cost_case(assessment)
    for data in (b"", b"no zip"):
        answer = send(alices, assessment, SimpleUploadedFile("case.xlsx", data))
        assert set(answer.context["form"].errors) == {"file"}
    wrong = workbook(SAVED, lambda book: book[OWN].__setitem__(f"G{FIRST_ROW}", "ten"))
    assert f"{OWN}!G{FIRST_ROW}" in str(send(alices, assessment, wrong).context["form"].errors)
    row.refresh_from_db()
    assert row.version == 1
    assert not CostUpload.objects.exists()


def test_a_download_that_comes_back_unchanged_changes_nothing(assessment, alices):
    make_cost_case(assessment)
    found = alices.get(at("cost_sheet_file", assessment))
    assert found["Content-Disposition"] == 'attachment; filename="supplier-invoices-cost.xlsx"'
    _, page = compared(alices, assessment, SimpleUploadedFile("case.xlsx", found.content))
    assert page.context["differences"] == []


def test_every_field_that_is_stored_otherwise_is_a_difference():
    """Of every line, term and option; words too, a second line of the same name, and the order."""
    for field in FIELDS:
        for place, line in enumerate(RICH.in_house):
            rows = list(RICH.in_house)
            rows[place] = replace(line, **{field: another(Line, field, getattr(line, field))})
            if rows[place] != line and year_problem(rows[place], RICH.terms.years) is None:
                (found,) = differences(RICH, replace(RICH, in_house=tuple(rows)))
                assert found["sort"] == "changed"
    for name in (row.name for row in fields(Terms)):
        other = {name: another(Terms, name, getattr(RICH.terms, name))}
        assert differences(RICH, replace(RICH, terms=replace(RICH.terms, **other))), name
    named: tuple[dict[str, Any], ...] = ({"name": "B"}, {"deal": "kpo"})
    for changes in named:
        option = replace(RICH.options[0], **changes)
        assert differences(RICH, replace(RICH, options=(option,))), changes
    twin = replace(RICH.in_house[0], key="twin")
    doubled = replace(RICH, in_house=(*RICH.in_house, twin))
    assert [row["sort"] for row in differences(RICH, doubled)] == ["added"]
    changed = replace(doubled, in_house=(*RICH.in_house, replace(twin, amount=Range(7, 7, 7))))
    assert [row["sort"] for row in differences(doubled, changed)] == ["changed"]
    turned = replace(RICH, in_house=tuple(reversed(RICH.in_house)))
    assert [row["name"] for row in differences(RICH, turned)] == ["Order"]
    assert [row["name"] for row in differences(TWO, replace(TWO, options=TWO.options[::-1]))] == [
        "Order"
    ]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other")
@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_confirm_in_the_same_moment_one_is_shown_the_other(
    team, assessment, alice, bob
):
    """Both compared with version 1. One file is used; the other person sees it, and their file waits."""
    join(team, bob, Role.EDITOR)
    make_cost_case(assessment)
    start = Barrier(2, timeout=30)

    def confirm(person: User, pay: int) -> object:
        try:
            mine = fresh_of(assessment)
            line = replace(SAVED.in_house[1], amount=Range(pay, pay, pay))
            case = replace(SAVED, in_house=(SAVED.in_house[0], line))
            upload = keep_upload(assessment=mine, by=person, case=case, unread=())
            start.wait()
            return use_upload(assessment=mine, upload=upload, by=person, seen=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(confirm, (alice, bob), (60_000, 70_000)))
    assert {type(row) for row in found} == {CostSaved, Conflict}
    (conflict,) = [row for row in found if isinstance(row, Conflict)]
    assert conflict.overtaken[0].saved == stored_case(CostCase.objects.get())
    assert CostUpload.objects.count() == 1
