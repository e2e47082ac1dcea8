"""Editing in the admin: every page opens, saves with history, and never overwrites in silence."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.definition import working_definition
from catalog.forms import NumberField, WholeNumberField
from catalog.models import (
    Choice,
    Criterion,
    Gate,
    Kpi,
    Lines,
    Option,
    ReferenceCase,
    ServiceType,
    Theme,
    Trigger,
)
from catalog.models.base import Page
from tests.admin import filled, page_of, shown_in

pytestmark = pytest.mark.usefixtures("kept_small")
PAGES = [model for model in apps.get_app_config("catalog").get_models() if issubclass(model, Page)]
SHEETS = ("servicetype", "source", "kpi")
"""Lists that can be taken along."""


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_an_editor_can_list_search_open_save_and_see_the_history_of_every_table(
    model, with_case, erins
):
    """Opening and saving a page changes nothing, and none of its fields has the name of another."""
    name = model._meta.model_name
    before = working_definition()
    listed = reverse(f"admin:catalog_{name}_changelist")
    assert erins.get(listed).status_code == 200
    if admin.site.get_model_admin(model).search_fields:
        assert erins.get(f"{listed}?q=a").status_code == 200
    row = model._default_manager.first()
    opened = erins.get(page_of(row))
    assert 'type="number"' not in opened.text  # the wheel would change it
    labels = [bound.label for bound in opened.context["adminform"].form if not bound.is_hidden]
    assert len(set(labels)) == len(labels)
    data = shown_in(opened) | {"change_reason": "Just looking"}
    response = erins.post(page_of(row), data)
    assert response.status_code == 302, response.context["errors"]
    assert row.history.count() == 2
    saved = model._default_manager.get(pk=row.pk)
    names = [field.attname for field in model._meta.concrete_fields]
    assert [getattr(saved, name) for name in names] == [getattr(row, name) for name in names]
    assert working_definition() == before
    history = erins.get(reverse(f"admin:catalog_{name}_history", args=[row.pk]))
    assert "Erin Editor" in history.text
    assert "Just looking" in history.text


def numbers_in(page):
    """The number fields of the page and of the first row of each of its tables: name to form and field."""
    parts = page.context["inline_admin_formsets"]
    rows = [row for part in parts for row in part.formset.initial_forms[:1]]
    return {
        form.add_prefix(name): (form, name)
        for form in (page.context["adminform"].form, *rows)
        for name, field in form.fields.items()
        if isinstance(field, NumberField | WholeNumberField) and not field.widget.is_hidden
    }


def test_a_number_that_can_be_read_in_two_ways_is_asked_about_in_every_table(with_case, erins):
    """5.000 is five thousand to half of Europe: neither that nor five is stored unasked."""
    tried = set()
    for model in PAGES:
        row = model._default_manager.first()
        opened = erins.get(page_of(row))
        typed = dict.fromkeys(numbers_in(opened), "5.000")
        if not typed:
            continue
        answered = erins.post(page_of(row), shown_in(opened) | typed | {"change_reason": "Five"})
        found = numbers_in(answered)
        assert all(form.errors[name] for form, name in found.values()), model
        assert answered.text.count('value="5.000"') == len(typed) == len(found), model
        tried |= {(model, type(form.fields[name])) for form, name in found.values()}
    assert {kind for _, kind in tried} == {NumberField, WholeNumberField}
    assert len({model for model, _ in tried}) > 8


def test_a_page_takes_as_many_queries_with_many_parts_as_with_one(
    small, erins, django_assert_max_num_queries
):
    """Parts with a question each: the questions are asked of the database once, with their choices."""
    service = ServiceType.objects.get(slug="payroll")
    assert service.prefilled.count() == 2
    erins.get(page_of(service))
    with CaptureQueriesContext(connection) as few:
        erins.get(page_of(service))
    service.prefilled.create(criterion=Criterion.objects.get(code="A2"), choice=1)
    with django_assert_max_num_queries(len(few)):
        assert erins.get(page_of(service)).status_code == 200


def test_saving_a_choice_says_so_in_the_history_of_its_criterion(small, erins, erin):
    criterion = Criterion.objects.get(code="A1")
    data = filled(erins, page_of(criterion)) | {"choices-0-sourcing": "-1.5"}
    assert erins.post(page_of(criterion), data).status_code == 302
    assert Choice.objects.get(criterion=criterion, number=1).sourcing == -1.5
    record = criterion.history.first()
    assert record.history_user == erin
    assert "Changed Provider for choice" in record.history_change_reason
    assert Choice.history.first().history_user == erin


def test_an_effect_out_of_range_is_refused_beside_its_field(small, erins):
    criterion = Criterion.objects.get(code="A1")
    data = filled(erins, page_of(criterion))
    for effect in ("2.5", "-3", "0.3", "nan", "inf", "much", "1e400"):
        response = erins.post(page_of(criterion), data | {"choices-0-sourcing": effect})
        assert response.status_code == 200
        formset = response.context["inline_admin_formsets"][0].formset
        assert list(formset.forms[0].errors) == ["sourcing"], effect
        assert Choice.objects.get(criterion=criterion, number=1).sourcing == -1


def test_an_editor_adds_a_rule_with_its_condition_and_reads_it_back(small, erins):
    gate = Gate.objects.get(code="KO1")
    url = reverse("admin:catalog_trigger_add")
    data = filled(erins, url) | {
        "gate": gate.pk,
        "effect": "fix_first",
        "reason": "Because.",
        "position": "10",
        "conditions-TOTAL_FORMS": "1",
        "conditions-0-on": Criterion.objects.get(code="B1").pk,
        "conditions-0-choices": "2, 1, 2",
    }
    assert erins.post(url, data).status_code == 302
    trigger = Trigger.objects.get(gate=gate)
    assert trigger.conditions.get().choices == [1, 2]
    text = erins.get(page_of(gate)).text
    assert "“Name of B1” is answered with “B1 choice 1” or “B1 choice 2”" in text.replace(
        "&quot;", '"'
    )


def test_a_condition_that_is_no_list_of_numbers_is_refused_and_kept(small, erins):
    url = page_of(Trigger.objects.get())
    data = filled(erins, url)
    for typed in ("four", "1;2", "1.5", "-1", "\0", "\u0661"):
        response = erins.post(url, data | {"conditions-0-choices": typed})
        assert response.status_code == 200
        formset = response.context["inline_admin_formsets"][0].formset
        assert list(formset.forms[0].errors) == ["choices"], typed
        assert formset.forms[0]["choices"].value() == typed


def test_a_nul_character_is_refused_beside_its_field(small, erins):
    url = page_of(Option.objects.first())
    names = ("name", "next_actions", "advice")
    response = erins.post(url, filled(erins, url) | dict.fromkeys(names, "a\0b"))
    assert response.status_code == 200
    assert set(names) <= response.context["adminform"].form.errors.keys()


def test_answers_of_a_test_case_that_cannot_be_stored_are_refused(with_case, erins):
    url = page_of(ReferenceCase.objects.get())
    data = filled(erins, url)
    for document in ("{", '{"answers": "\\u0000"}', '{"answers": "\\ud800"}', "[" * 20000, "{} {}"):
        response = erins.post(url, data | {"document": document})
        assert response.status_code == 200
        assert "document" in response.context["adminform"].form.errors, document[:20]


def test_source_codes_are_read_from_text(small, erins):
    url = page_of(Gate.objects.get(code="KO1"))
    assert erins.post(url, filled(erins, url) | {"sources": " S2,S1 , "}).status_code == 302
    assert Gate.objects.get(code="KO1").sources == ["S2", "S1"]
    response = erins.post(url, filled(erins, url) | {"sources": "S2; S1"})
    assert "is not a code" in str(response.context["adminform"].form.errors["sources"])


def test_a_criterion_that_others_depend_on_is_not_deleted(small, erins):
    criterion = Criterion.objects.get(code="A1")
    url = reverse("admin:catalog_criterion_delete", args=[criterion.pk])
    assert erins.get(url).context["protected"]
    assert erins.post(url, {"post": "yes"}).status_code in (200, 403)
    assert Criterion.objects.filter(pk=criterion.pk).exists()


def test_rows_are_added_without_a_script(small, erins):
    row = ServiceType.objects.get(slug="payroll")
    url = page_of(row)
    assert '<a href="?rows=5">' in erins.get(url).text
    count = row.steps.count()
    for asked, more in (("5", 5), ("x", 0), ("-1", 0), ("9" * 9, 20), ("\u0665", 0)):
        sent = filled(erins, f"{url}?rows={asked}")
        assert int(sent["steps-TOTAL_FORMS"]) == count + more
    sent = filled(erins, f"{url}?rows=5") | {f"steps-{count + 2}-name": "By hand"}
    assert erins.post(f"{url}?rows=5", sent).status_code == 302
    assert row.steps.filter(name="By hand").count() == 1
    assert row.steps.count() == count + 1


def test_a_key_in_other_digits_is_no_key(small, erins):
    """Python reads them as a number, so they could open another page."""
    theme = Theme.objects.get(code="A")
    digits = str(theme.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    url = reverse("admin:catalog_theme_simple_history", args=[digits, theme.history.first().pk])
    assert erins.get(url).status_code == 404


def test_a_delivery_option_is_never_deleted_and_added_only_where_one_is_missing(small, erins):
    option = Option.objects.get(key="automate")
    delete = reverse("admin:catalog_option_delete", args=[option.pk])
    add = reverse("admin:catalog_option_add")
    listed = reverse("admin:catalog_option_changelist")
    asked = {"action": "delete_selected", "_selected_action": [option.pk]}
    assert erins.post(delete, {"post": "yes"}).status_code == 403
    erins.post(listed, asked | {"post": "yes"})
    assert Option.objects.count() == 5
    assert erins.get(add).status_code == 403
    option.delete()
    assert erins.get(add).status_code == 200


def test_the_lines_are_neither_added_nor_deleted(small, erins):
    assert erins.get(reverse("admin:catalog_lines_add")).status_code == 403
    row = Lines.objects.get()
    assert erins.get(reverse("admin:catalog_lines_delete", args=[row.pk])).status_code == 403


def test_a_service_type_page_shows_suggested_answers_in_words(small, erins):
    text = erins.get(page_of(ServiceType.objects.get(slug="payroll"))).text
    assert "A1 choice 2" in text
    assert "B1 choice 1" in text


@pytest.mark.parametrize("name", SHEETS)
def test_lists_can_be_taken_along_as_a_sheet_of_plain_texts(small, erins, name):
    Kpi.objects.update(name="=1+1")
    response = erins.get(reverse(f"admin:catalog_{name}_export"))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv"
    assert response.text.startswith("\ufeff")
    assert ("'=1+1" in response.text) == (name == "kpi")


def test_staff_without_permission_see_nothing_of_the_catalog_and_take_no_sheet(with_case, stans):
    for model in PAGES:
        name, row = f"admin:catalog_{model._meta.model_name}", model._default_manager.earliest("pk")
        for url in (
            reverse(f"{name}_changelist"),
            page_of(row),
            reverse(f"{name}_history", args=[row.pk]),
        ):
            assert stans.get(url).status_code == 403, url
            assert stans.post(url, {}).status_code == 403, url
    for name in SHEETS:
        assert stans.get(reverse(f"admin:catalog_{name}_export")).status_code == 403


def test_every_field_of_every_table_says_what_it_is_for_or_has_a_plain_name():
    """Codes, axes and references need words of help; a name or a summary explains itself."""
    plain = re.compile(r"name|theme|gate|criterion|service|preset|trigger|family|label|mark")
    silent = [
        f"{model.__name__}.{field.name}"
        for model in PAGES
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not field.help_text
        if not plain.match(field.name)
    ]
    assert silent == ["Criterion.weight_high", "Criterion.quick", "Criterion.not_applicable"]
