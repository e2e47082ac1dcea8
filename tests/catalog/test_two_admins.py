"""Two admins on one page: whatever the other one saved is kept, shown, and never put back unseen."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import (
    Choice,
    Criterion,
    Gate,
    Option,
    ReferenceCase,
    ServiceType,
    SettledAction,
    Theme,
    Trigger,
)
from catalog.models.base import Page
from catalog.models.regimes import RegimeAnswer, RegimeQuestion
from catalog.services import load_content
from tests.admin import conflict_in, filled, page_of, shown_in
from tests.catalog.makers import CASE, make_content
from tests.people import make_user
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
def with_case(small):
    ReferenceCase.objects.create(
        name=CASE["name"], document=CASE["input"], expected=["in_house", "automate"]
    )
    fact, on = RegimeQuestion.objects.earliest("pk"), Criterion.objects.get(code="A1")
    RegimeAnswer.objects.create(question=fact, on=on, choices=[1], values=["EU"])
    option = Option.objects.earliest("pk")
    SettledAction.objects.create(option=option, action=option.next_actions[0], on=on, choices=[1])


@pytest.fixture
def alices(alice, client_of) -> Client:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client: Client = client_of(alice)
    return client


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


def test_both_texts_are_shown_and_each_keeps_their_own(small, erins, erin, alices, alice):
    """The second choice is Alice's, the help is Erin's, whoever comes last."""
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"help": "Erin's help"}
    assert alices.post(url, filled(alices, url) | {"choices-1-text": "Alice's"}).status_code == 302

    response = erins.post(url, sent)
    lines = conflict_in(response)
    assert [(line.saved, line.yours, line.untouched) for line in lines] == [
        ("Alice's", "A1 choice 2", True),
        ("Some help.", "Erin's help", False),
    ]
    assert {line.who for line in lines} == {alice}
    assert Criterion.objects.get(code="A1").help == "Some help."

    assert erins.post(url, shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").help == "Erin's help"
    assert Choice.objects.get(criterion__code="A1", number=2).text == "Alice's"


def test_where_both_wrote_the_last_decides_after_reading_both(small, erins, alices):
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"question": "Erin?", "choices-0-text": "Erin's"}
    alices.post(url, filled(alices, url) | {"question": "Alice?", "choices-0-text": "Alice's"})
    response = erins.post(url, sent)
    said = [(line.saved, line.yours) for line in conflict_in(response)]
    assert said == [("Alice?", "Erin?"), ("Alice's", "Erin's")]
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").question == "Erin?"
    assert Choice.objects.get(criterion__code="A1", number=1).text == "Erin's"


def test_a_third_save_between_is_shown_again(small, erins, alices):
    url = page_of(Theme.objects.get(code="A"))
    sent = filled(erins, url) | {"intro": "Erin's"}
    for number in (1, 2):
        alices.post(url, filled(alices, url) | {"name": f"Alice {number}"})
        response = erins.post(url, sent)
        assert conflict_in(response)[0].saved == f"Alice {number}"
        sent = shown_in(response)
    assert erins.post(url, sent).status_code == 302
    theme = Theme.objects.get(code="A")
    assert (theme.name, theme.intro) == ("Alice 2", "Erin's")


def test_a_choice_that_was_deleted_while_i_wrote_in_it_comes_back_with_my_text(small, erins):
    url = page_of(Criterion.objects.get(code="A2"))
    sent = filled(erins, url) | {"choices-2-text": "Mine"}
    Choice.objects.filter(criterion__code="A2", number=3).delete()
    response = erins.post(url, sent)
    (line,) = conflict_in(response)
    assert (line.saved, line.untouched) == ("", False)
    assert "Mine" in line.yours
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Choice.objects.get(criterion__code="A2", number=3).text == "Mine"


def test_a_page_that_was_deleted_while_i_wrote_is_offered_to_add_with_my_text(small, erins):
    trigger = Trigger.objects.get()
    url = page_of(trigger)
    sent = filled(erins, url) | {"reason": "Mine"}
    trigger.delete()
    response = erins.post(url, sent)
    assert response.status_code == 200
    assert "Mine" in conflict_in(response)[0].yours
    assert not Trigger.objects.exists()
    add = reverse("admin:catalog_trigger_add")
    assert f'action="{add}"' in response.text
    assert erins.post(add, shown_in(response)).status_code == 302
    assert Trigger.objects.get().reason == "Mine"
    assert Trigger.objects.get().conditions.count() == 1


def test_an_import_between_opening_and_saving_is_shown_and_kept(small, erins):
    url = page_of(Criterion.objects.get(code="A1"))
    sent = filled(erins, url) | {"help": "Erin's help"}
    criteria = make_content().definition["criteria"]
    criteria[0]["choices"][0]["text"] = "Imported"
    load_content(make_content(criteria=criteria))
    response = erins.post(url, sent)
    assert conflict_in(response)[0].saved == "Imported"
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Choice.objects.get(criterion__code="A1", number=1).text == "Imported"


def test_the_same_page_sent_twice_is_saved_once_and_no_conflict(small, erins):
    url = page_of(Criterion.objects.get(code="A2"))
    new = {"choices-TOTAL_FORMS": "4", "choices-3-number": "4", "choices-3-text": "New"}
    axes = dict.fromkeys((f"choices-3-{n}" for n in ("sourcing", "expertise", "pooling")), "0")
    sent = filled(erins, url) | {"help": "Mine"} | new | axes | {"choices-3-automation": "0"}
    for _ in range(2):
        response = erins.post(url, sent)
        assert response.status_code == 302, response.context["errors"]
    assert Choice.objects.filter(criterion__code="A2", number=4).count() == 1


@pytest.mark.parametrize("version", ["", "x", "a:b:c", "\0", "é", "9" * 3000, None])
def test_a_page_without_a_readable_version_saw_nothing(small, erins, version):
    url = page_of(Theme.objects.get(code="A"))
    sent = filled(erins, url) | {"name": "Mine"}
    sent = {key: value for key, value in sent.items() if key != "_version"}
    response = erins.post(url, sent | ({} if version is None else {"_version": version}))
    assert [line.saved for line in conflict_in(response)] == ["Theme A"]
    assert Theme.objects.get(code="A").name == "Theme A"
    assert erins.post(url, shown_in(response)).status_code == 302
    assert Theme.objects.get(code="A").name == "Mine"


def test_the_version_of_another_page_is_none_of_this_one(small, erins):
    other = filled(erins, page_of(Theme.objects.get(code="B")))["_version"]
    url = page_of(Theme.objects.get(code="A"))
    response = erins.post(url, filled(erins, url) | {"name": "Mine", "_version": other})
    assert conflict_in(response)


def test_a_page_with_an_error_is_still_made_from_what_it_was_made_from(small, erins, alices):
    url = page_of(Theme.objects.get(code="A"))
    response = erins.post(url, filled(erins, url) | {"name": ""})
    assert "name" in response.context["adminform"].form.errors
    alices.post(url, filled(alices, url) | {"intro": "Alice's"})
    response = erins.post(url, shown_in(response) | {"name": "Mine"})
    assert [line.saved for line in conflict_in(response)] == ["Alice's", "Theme A"]


def test_a_rule_that_was_added_to_a_gate_meanwhile_is_told_on_its_page(small, erins):
    gate = Gate.objects.get(code="KO1")
    sent = filled(erins, page_of(gate)) | {"help": "Mine"}
    Trigger.objects.create(gate=gate, effect="warns", reason="New")
    response = erins.post(page_of(gate), sent)
    assert len(conflict_in(response)) == 2
    assert erins.post(page_of(gate), shown_in(response)).status_code == 302


def test_a_page_that_was_changed_after_somebody_was_asked_is_not_deleted(small, erins):
    """One row of its tables is enough."""
    service = ServiceType.objects.get(slug="payroll")
    url = reverse("admin:catalog_servicetype_delete", args=[service.pk])
    asked = shown_in(erins.get(url), "")
    service.kpis.update(target="Changed since")
    for sent in (asked, {"post": "yes"}, {"_version": "x"}):
        response = erins.post(url, sent)
        assert response.status_code == 200
        assert ServiceType.objects.filter(pk=service.pk).exists()
    assert erins.post(url, shown_in(response, "")).status_code == 302
    assert not ServiceType.objects.filter(pk=service.pk).exists()


def test_pages_that_were_changed_after_somebody_was_asked_are_not_deleted_from_the_list(
    small, erins
):
    url = reverse("admin:catalog_servicetype_changelist")
    keys = [service.pk for service in ServiceType.objects.all()]
    asking = {"action": "delete_selected", "_selected_action": keys}
    response = erins.post(url, asking)
    ServiceType.objects.filter(slug="research").update(summary="Changed since")
    response = erins.post(url, shown_in(response, ""))
    assert response.status_code == 200
    assert ServiceType.objects.count() == 2
    assert erins.post(url, shown_in(response, "")).status_code == 302
    assert not ServiceType.objects.exists()


def test_whatever_is_sent_in_a_conflict_is_answered(small, erins):
    """Every field at once, also those that nobody sees, with a version that cannot be read."""
    row = Criterion.objects.get(code="A1")
    shown, kept = filled(erins, page_of(row)), ("-TOTAL_FORMS", "-INITIAL_FORMS", "-id")
    for number, wrong in enumerate(
        ("\0", "9" * 5000, "-1", "1e400", "a\0b", "٣", "x" * 7_000, "[[[")
    ):
        end = kept[number % 3]
        sent = {name: value if name.endswith(end) else wrong for name, value in shown.items()}
        assert erins.post(page_of(row), sent).status_code == 200, (end, wrong[:9])
    assert row.history.count() == 1


def test_a_table_that_one_may_only_read_is_neither_emptied_nor_in_the_way(small, client_of):
    """Nothing of its rows is sent, which is no wish to clear them."""
    reader = make_user("rita@example.org", "Rita", is_staff=True)
    allowed = ["change_criterion", "view_criterion", "view_choice", "view_theme"]
    reader.user_permissions.add(*Permission.objects.filter(codename__in=allowed))
    ritas, row = client_of(reader), Criterion.objects.get(code="A1")
    sent = filled(ritas, page_of(row)) | {"help": "Rita's"}
    assert not any("text" in name for name in sent)
    assert ritas.post(page_of(row), sent).status_code == 302

    sent = filled(ritas, page_of(row)) | {"help": "Rita's second"}
    row.choices.create(number=9, text="Added")
    response = ritas.post(page_of(row), sent)
    assert [line.untouched for line in conflict_in(response)] == [True, False]
    assert ritas.post(page_of(row), shown_in(response)).status_code == 302
    assert Criterion.objects.get(code="A1").help == "Rita's second"
    assert row.choices.count() == 3
