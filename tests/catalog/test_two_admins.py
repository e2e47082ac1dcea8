"""Two admins on one page: every field and every row that another changed meanwhile is shown and kept."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, models, transaction

from catalog.models import Criterion, Option, SettledAction, Trigger
from catalog.models.base import Page
from catalog.models.regimes import RegimeAnswer, RegimeQuestion
from tests.admin import conflict_in, filled, page_of, shown_in
from writing.admin import GuardedAdmin

pytestmark = pytest.mark.usefixtures("kept_small")
PAGES = [model for model in apps.get_app_config("catalog").get_models() if issubclass(model, Page)]
TABLES = [
    pytest.param(page, table, id=f"{page.__name__}-{table.model.__name__}")
    for page in PAGES
    for table in admin.site.get_model_admin(page).inlines
]
REASON = {"change_reason": "Mine"}


@pytest.fixture
def with_case(with_case):
    """With a row in every table that the small catalog leaves empty."""
    fact, on = RegimeQuestion.objects.earliest("pk"), Criterion.objects.get(code="A1")
    RegimeAnswer.objects.create(question=fact, on=on, choices=[1], values=["EU"])
    option = Option.objects.earliest("pk")
    SettledAction.objects.create(option=option, action=option.next_actions[0], on=on, choices=[1])


def another(field: models.Field[Any, Any], row: Any) -> Any:
    """A value that the field takes and does not have."""
    value = getattr(row, field.attname)
    if isinstance(field, models.ForeignKey):
        rows = field.related_model._default_manager.exclude(pk=value)
        return rows.values_list("pk", flat=True).first()
    if field.choices:
        return next((key for key, _ in field.choices if key != value), None)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        if field.name == "document":
            return {"answers": {"A1": 2}}
        return {"B1": 2} if field.name == "answers" else another_list(field.name, value)
    if isinstance(field, models.DateField):
        return value.replace(year=value.year - 1) if value else None
    if isinstance(field, models.FloatField | models.IntegerField):
        return (value or 0) + 1 if (value or 0) < 1 else value - 1
    return f"{value}x"


def another_list(name: str, value: list[Any]) -> list[Any]:
    if name in ("options", "expected", "defensible"):
        return ["kpo"] if value != ["kpo"] else ["bpo"]
    return [7] if name in ("choices", "read_as_unknown") else [*value, "XY"]


def fields_on(form: Any) -> list[models.Field[Any, Any]]:
    """The model fields that a form offers."""
    opts = form._meta.model._meta
    return [f for f in opts.concrete_fields if f.name in form.fields and not f.primary_key]


def stored(row: Any) -> dict[str, Any]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(fresh, field.attname) for field in row._meta.concrete_fields}


def changed_alone(field: models.Field[Any, Any], row: Any) -> bool:
    """Change one field as another program would; False where no other value is allowed."""
    value = another(field, row)
    if value is None:
        return False
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: value})
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_each_field_of_each_page_that_another_changed_is_shown_and_kept(model, with_case, erins):
    """Whoever changed it and how: nothing has to be counted for it to be noticed."""
    row = model._default_manager.first()
    page = erins.get(page_of(row))
    form = page.text.split(f'id="{model._meta.model_name}_form"')[1].split(">")[0]
    assert 'autocomplete="off"' in form  # no browser puts old values back beside a new version
    sent, before = shown_in(page) | REASON, stored(row)
    fields = fields_on(page.context["adminform"].form)
    changed = [field for field in fields if changed_alone(field, row)]
    assert changed
    expected = stored(row)

    response = erins.post(page_of(row), sent)
    assert response.status_code == 200
    lines = conflict_in(response)
    assert len(lines) == len(changed)
    assert all(line.untouched and line.saved != line.yours for line in lines)
    assert stored(row) == expected != before

    kept = shown_in(response)
    theirs = filled(erins, page_of(row))
    assert {**kept, "_version": ""} == {**theirs, "_version": "", **REASON}


@pytest.mark.parametrize(("page", "table"), TABLES)
def test_what_another_did_to_a_row_while_i_looked_at_its_page_is_shown_and_kept(
    page, table, with_case, erins
):
    """Each from the same page: one field changed after the other, the row deleted, and deleted while I wrote in it."""
    owner = owner_of(page, table, table.model._default_manager.first())
    opened = erins.get(page_of(owner))
    for look in (
        each_field_that_they_changed_is_kept,
        a_row_that_they_deleted_stays_deleted,
        a_row_that_they_deleted_while_i_wrote_in_it_comes_back_as_i_wrote_it,
    ):
        with transaction.atomic():
            look(erins, owner, table, opened)
            transaction.set_rollback(True)


def each_field_that_they_changed_is_kept(erins, owner, table, opened):
    form, sent = formset_of(opened, table).initial_forms[0], shown_in(opened) | REASON
    own = foreign_key(type(owner), table)
    changed = [
        field for field in fields_on(form) if field != own and changed_alone(field, form.instance)
    ]
    expected = stored(form.instance)

    response = erins.post(page_of(owner), sent)
    assert response.status_code == (200 if changed else 302)
    lines = conflict_in(response) if changed else []
    assert len(lines) == len(changed)
    assert all(line.untouched and line.saved != line.yours for line in lines)
    assert stored(form.instance) == expected
    if changed:
        theirs = filled(erins, page_of(owner))
        assert {**shown_in(response), "_version": ""} == {**theirs, "_version": "", **REASON}
    else:
        assert formset_of(opened, table).model is Trigger  # which is only read there


def a_row_that_they_deleted_stays_deleted(erins, owner, table, opened):
    rows = table.model._default_manager
    count = rows.count()
    rows.filter(pk=rows.first().pk).delete()

    response = erins.post(page_of(owner), shown_in(opened) | REASON)
    (line,) = conflict_in(response)
    assert (line.saved, line.untouched) == ("", True)
    assert line.yours
    assert erins.post(page_of(owner), shown_in(response)).status_code == 302
    assert rows.count() == count - 1


def a_row_that_they_deleted_while_i_wrote_in_it_comes_back_as_i_wrote_it(
    erins, owner, table, opened
):
    form = formset_of(opened, table).initial_forms[0]
    fields = [
        field
        for field in sorted(fields_on(form), key=lambda field: field.get_internal_type()[0] != "T")
        if not isinstance(field, models.ForeignKey | models.BooleanField)
    ]
    if not fields:
        assert table.model is Trigger  # which is only read there
        return
    field, value = fields[0], another(fields[0], form.instance)
    typed = form.fields[field.name].prepare_value(value)
    sent = shown_in(opened) | {f"{form.prefix}-{field.name}": typed}
    count = table.model._default_manager.count()
    table.model._default_manager.filter(pk=form.instance.pk).delete()

    answer = erins.post(page_of(owner), sent)
    (line,) = conflict_in(answer)
    assert (line.saved, line.untouched) == ("", False)
    assert erins.post(page_of(owner), shown_in(answer)).status_code == 302
    assert table.model._default_manager.count() == count
    assert getattr(table.model._default_manager.latest("pk"), field.attname) == value


@pytest.mark.parametrize(("page", "table"), TABLES)
def test_a_row_that_another_added_is_shown_and_kept(page, table, with_case, erins):
    row = table.model._default_manager.last()
    owner = owner_of(page, table, row)
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    table.model._default_manager.filter(pk=row.pk).delete()
    sent = filled(erins, page_of(owner)) | REASON
    added = table.model._default_manager.create(**values)

    response = erins.post(page_of(owner), sent)
    (line,) = conflict_in(response)
    assert (line.yours, line.untouched) == ("", True)
    assert line.saved
    assert erins.post(page_of(owner), shown_in(response)).status_code == 302
    assert stored(added) == {**values, "id": added.pk}


def formset_of(response: Any, table: Any) -> Any:
    return next(
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.model is table.model
    )


def foreign_key(page: Any, table: Any) -> models.Field[Any, Any]:
    return next(
        field
        for field in table.model._meta.concrete_fields
        if field.related_model is page and table.fk_name in (None, field.name)
    )


def owner_of(page: Any, table: Any, row: Any) -> Any:
    return getattr(row, foreign_key(page, table).name)


def test_every_page_of_the_admin_that_can_be_saved_is_guarded(rf, alice):
    alice.is_superuser = True
    request = rf.get("/")
    request.user = alice
    changing = [
        page for page in admin.site._registry.values() if page.has_change_permission(request)
    ]
    assert len(changing) > 20
    assert [page for page in changing if not isinstance(page, GuardedAdmin)] == []
