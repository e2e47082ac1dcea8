"""What is used is retired instead of deleted, is kept whole, and can be restored."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from catalog.definition import working_definition, working_ruleset
from catalog.models import (
    Choice,
    Country,
    Criterion,
    Gate,
    Kpi,
    Lines,
    Option,
    PrefilledAnswer,
    Preset,
    ReferenceCase,
    ReferenceSettings,
    ServiceType,
    Source,
    Theme,
    Trigger,
)
from catalog.models.base import Page
from catalog.replacing import replace_working_copy
from catalog.retiring import restore, retire
from catalog.services import load_content, publish
from engine.model.dump import dump
from tests.admin import page_of, shown_in
from tests.catalog.makers import make_content, make_small

pytestmark = pytest.mark.usefixtures("kept_small")
NEEDED = (Option, Lines, ReferenceSettings)
PAGES = [
    model
    for model in apps.get_app_config("catalog").get_models()
    if issubclass(model, Page) and model not in NEEDED
]


def deletion(row):
    return reverse(f"admin:catalog_{row._meta.model_name}_delete", args=[row.pk])


def everything():
    """All rows of the working copy, but for whether they are retired."""
    return {
        model: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("catalog").get_models()
        if hasattr(model, "history")
    }


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_each_page_can_be_retired_and_restored_and_nothing_of_it_is_lost(model, with_case, erins):
    """Whatever names it and whatever belongs to it; retiring and restoring are in its history."""
    row, before, rows = model._default_manager.first(), working_definition(), everything()
    page = erins.get(deletion(row))
    assert page.status_code == 200
    assert (
        erins.post(deletion(row), shown_in(page, "retire") | {"retire": "Retire"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.retired
    assert model is ReferenceCase or working_definition() != before
    assert erins.get(reverse("admin:catalog_check")).status_code == 200
    assert (
        erins.get(reverse(f"admin:catalog_{model._meta.model_name}_changelist")).status_code == 200
    )

    opened = erins.get(page_of(row))
    assert erins.post(opened.context["restore_url"], shown_in(opened, "restore")).status_code == 302
    assert everything() == rows  # and with that the definition
    lines = [record.history_change_reason for record in row.history.all()[:2]]
    assert lines == ["Restored", "Retired"]


def test_a_service_type_with_measures_asks_and_is_retired_or_deleted(small, erins):
    """By an editor, who has no right to delete a measure by itself."""
    service = ServiceType.objects.get(slug="payroll")
    page = erins.get(deletion(service))
    assert "perms_lacking" not in page.context or not page.context["perms_lacking"]
    assert Kpi.objects.filter(service=service).exists()
    assert erins.post(deletion(service), shown_in(page, "")).status_code == 302
    assert not ServiceType.objects.filter(slug="payroll").exists()
    assert not Kpi.objects.exists()


@pytest.mark.parametrize(
    "find",
    [
        lambda: Source.objects.get(code="S1"),  # named by its code in lists
        lambda: Theme.objects.get(code="A"),  # named by questions
        lambda: Criterion.objects.get(code="A1"),  # named by conditions
        lambda: Gate.objects.get(code="KO1"),  # named by a coding and a limit
        lambda: Country.objects.get(code="PL"),  # a usual place of another
        lambda: Preset.objects.get(key="even"),  # the first has to be the one that changes nothing
    ],
    ids=["source", "theme", "criterion", "gate", "country", "preset"],
)
def test_what_is_used_is_not_deleted_and_says_by_what(find, small, erins):
    """The page that asks leads to each place; a confirmation sent all the same deletes nothing."""
    row = find()
    page = erins.get(deletion(row))
    assert page.context["protected"]
    for finding in page.wsgi_request.missed:
        assert erins.get(finding.url).status_code == 200
    sent = shown_in(page, "retire")
    assert erins.post(deletion(row), sent).status_code == 200
    listed = reverse(f"admin:catalog_{row._meta.model_name}_changelist")
    asking = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    erins.post(listed, asking | {"_version": sent["_version"]})
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", NEEDED, ids=lambda model: model.__name__)
def test_what_the_program_needs_is_neither_deleted_nor_retired(model, small, alice, client_of):
    """Not from its page, not from the list, and by no superuser."""
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client, count = client_of(alice), model.objects.count()
    row = model.objects.first()
    assert client.get(deletion(row)).status_code == 403
    assert client.post(deletion(row), {"post": "yes", "retire": "Retire"}).status_code == 403
    listed = reverse(f"admin:catalog_{model._meta.model_name}_changelist")
    for action in ("delete_selected", "retire_selected"):
        client.post(listed, {"action": action, "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(retired=False).count() == count
    page: Any = admin.site.get_model_admin(model)
    assert not page.can_retire


def test_what_was_changed_after_asking_is_asked_again_before_it_is_retired(small, erins):
    service = ServiceType.objects.get(slug="payroll")
    sent = shown_in(erins.get(deletion(service)), "retire") | {"retire": "Retire"}
    service.kpis.update(target="Changed since")
    response = erins.post(deletion(service), sent)
    assert response.status_code == 200
    assert not ServiceType.objects.get(slug="payroll").retired
    assert (
        erins.post(deletion(service), shown_in(response, "retire") | {"retire": "x"}).status_code
        == 302
    )


def test_several_are_retired_and_restored_from_the_list(small, erins):
    url = reverse("admin:catalog_servicetype_changelist")
    assert "retired" not in erins.get(url).context["cl"].list_filter
    keys = list(ServiceType.objects.values_list("pk", flat=True))
    erins.post(url, {"action": "retire_selected", "_selected_action": keys})
    assert ServiceType.objects.filter(retired=True).count() == 2
    assert "retired" in erins.get(url).context["cl"].list_filter
    assert working_definition()["services"] == []
    erins.post(url, {"action": "restore_selected", "_selected_action": keys})
    assert working_definition() == dump(make_small())


def test_retiring_a_question_takes_what_would_be_deleted_with_it_out_of_other_pages(small):
    """Suggested answers and weights of presets stay in their tables, and say nothing meanwhile."""
    question = Criterion.objects.get(code="B1")
    retire(pages=[question], by=None)
    ruleset = working_ruleset()
    assert "B1" not in ruleset.service["payroll"].prefilled
    assert PrefilledAnswer.objects.filter(criterion=question).exists()
    restore(pages=[question], by=None)
    assert working_definition() == dump(make_small())


def test_an_import_leaves_retired_pages_alone_and_restores_those_that_it_brings(small):
    """With their parts: neither deleted as surplus nor doubled."""
    service, gate = ServiceType.objects.get(slug="payroll"), Gate.objects.get(code="KO2")
    retire(pages=[service, gate, Trigger.objects.get()], by=None)
    before = everything()
    ruleset = working_ruleset()
    assert replace_working_copy(ruleset, by=None, reason="The same") == 0
    assert everything() == before

    replace_working_copy(make_small(), by=None, reason="All of it")
    assert working_definition() == dump(make_small())
    assert not ServiceType.objects.get(slug="payroll").retired
    assert ServiceType.objects.get(slug="payroll").kpis.count() == 2
    assert Choice.objects.count() == 7


def test_what_is_retired_is_not_published_and_its_test_case_not_tried(small):
    case = ReferenceCase.objects.create(name="Wrong", document={}, expected=["kpo"])
    retire(pages=[case, ServiceType.objects.get(slug="research")], by=None)
    edition = publish(by=None, note="Without research", checked=None)
    assert list(edition.ruleset.service) == ["payroll"]


def test_shipped_content_is_loaded_over_a_working_copy_in_which_only_something_was_retired_once(
    small,
):
    service = ServiceType.objects.get(slug="research")
    retire(pages=[service], by=None)
    restore(pages=[service], by=None)
    assert load_content(make_content(title="Newer")).edition is not None


def test_only_who_may_change_a_page_restores_it_and_only_by_a_button(small, stans, erins):
    service = ServiceType.objects.get(slug="payroll")
    retire(pages=[service], by=None)
    url = reverse("admin:catalog_servicetype_restore", args=[service.pk])
    assert erins.get(url).status_code == 405
    assert stans.post(url).status_code == 403
    for missing in ("999999", "x", "9" * 30):
        strange = url.replace(f"/{service.pk}/", f"/{missing}/")
        assert erins.post(strange).status_code == 404
    assert ServiceType.objects.get(slug="payroll").retired
