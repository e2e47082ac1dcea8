"""An old state of a page of the catalog, looked at and taken back in the admin; a deleted page brought back."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.definition import working_definition
from catalog.models import (
    Country,
    Criterion,
    PlaceRule,
    Precedent,
    Preset,
    Regime,
    RegimeAnswer,
    RiskCondition,
    ServiceType,
    Theme,
)
from tests.admin import conflict_in, filled, page_of, shown_in
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("kept_small")


def test_an_old_state_can_be_looked_at_and_taken_back(small, erins):
    theme = Theme.objects.get(code="A")
    erins.post(page_of(theme), filled(erins, page_of(theme)) | {"name": "Renamed"})
    first = theme.history.last()
    url = reverse("admin:catalog_theme_simple_history", args=[theme.pk, first.pk])
    page = erins.get(url)
    (line,) = conflict_in(page)
    assert (line.saved, line.yours) == ("Renamed", "Theme A")
    assert Theme.objects.get(code="A").name == "Renamed"
    assert erins.post(page_of(theme), shown_in(page)).status_code == 302
    assert Theme.objects.get(code="A").name == "Theme A"
    # Whoever reads the history has another clock than whoever wrote the reason.
    reason = theme.history.first().history_change_reason
    assert re.match(r"Back to \d\d? \w+ \d{4}, \d\d:\d\d UTC\b", reason)


def test_an_old_state_brings_the_rows_of_the_tables_back_too(small, erins):
    """A changed one, a deleted one, and one that was added since, which goes."""
    criterion = Criterion.objects.get(code="A2")
    before = list(criterion.choices.values("number", "text", "sourcing"))
    url = page_of(criterion)
    first = criterion.history.last()
    sent = filled(erins, url) | {"choices-0-text": "Changed", "choices-2-DELETE": "on"}
    new = {f"choices-3-{name}": "0" for name in ("sourcing", "expertise", "pooling", "automation")}
    new |= {"choices-3-number": "4", "choices-3-text": "Added", "choices-TOTAL_FORMS": "4"}
    assert erins.post(url, sent | new).status_code == 302
    assert list(criterion.choices.values_list("number", flat=True)) == [1, 2, 4]

    page = erins.get(
        reverse("admin:catalog_criterion_simple_history", args=[criterion.pk, first.pk])
    )
    assert len(conflict_in(page)) == 3
    assert erins.post(url, shown_in(page)).status_code == 302
    assert list(criterion.choices.values("number", "text", "sourcing")) == before


def test_an_old_state_comes_back_without_the_rows_whose_reference_is_gone(small, erins):
    """The suggested answer to a question that is deleted by now."""
    service, b1 = ServiceType.objects.get(slug="payroll"), Criterion.objects.get(code="B1")
    url = page_of(service)
    erins.post(url, filled(erins, url) | {"summary": "One"})
    then = service.history.first()
    sent = filled(erins, url) | {"summary": "Two"}
    gone = next(
        key for key, value in sent.items() if key[-9:] == "criterion" and value == str(b1.pk)
    )
    erins.post(url, sent | {gone.replace("criterion", "DELETE"): "on"})
    for model in (RiskCondition, PlaceRule, RegimeAnswer):
        model._base_manager.filter(on=b1).delete()
    b1.delete()
    page = erins.get(
        reverse("admin:catalog_servicetype_simple_history", args=[service.pk, then.pk])
    )
    assert [(line.saved, line.yours) for line in conflict_in(page)] == [("Two", "One")]
    assert "1 rows of then are left out" in page.text
    assert erins.post(url, shown_in(page)).status_code == 302
    service.refresh_from_db()
    assert (service.summary, service.prefilled.count()) == ("One", 1)


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("model", [ServiceType, Preset, Country, Regime, Precedent])
def test_a_deleted_page_is_brought_back_from_its_history_with_all_its_rows(
    small, erins, model, line
):
    """From the line that says that it was deleted, and from the one before; whoever deletes it is told where."""
    row = (
        model._default_manager.earliest("pk")
        if model is not Preset
        else Preset.objects.get(key="first")
    )
    name = f"admin:catalog_{model._meta.model_name}"
    before, listed = working_definition(), reverse(f"{name}_changelist")
    delete = reverse(f"{name}_delete", args=[row.pk])
    told = erins.post(delete, shown_in(erins.get(delete), ""), follow=True)
    assert working_definition() != before
    history = reverse(f"{name}_history", args=[row.pk])
    assert (told.request["PATH_INFO"], f'href="{history}"' in told.text) == (listed, True)
    lines = [record.pk for record in model.history.filter(id=row.pk)]
    old = reverse(f"{name}_simple_history", args=[row.pk, lines[line]])
    assert old in erins.get(history).text
    page = erins.get(old)
    assert not model._default_manager.filter(pk=row.pk).exists()
    assert erins.post(reverse(f"{name}_add"), shown_in(page)).status_code == 302
    assert working_definition() == before


def test_whoever_may_not_add_brings_nothing_back(small, stans, client_of):
    theme = Theme.objects.create(code="Z", name="Gone")
    key = theme.pk
    theme.delete()
    url = reverse("admin:catalog_theme_simple_history", args=[key, Theme.history.first().pk])
    rita = make_user("rita@example.org", is_staff=True)
    rita.user_permissions.add(Permission.objects.get(codename="view_theme"))
    assert client_of(rita).get(url).status_code == 403
    assert client_of(rita).post(url).status_code == 405


def test_an_old_state_never_goes_over_what_was_saved_since_it_was_looked_at(small, erins):
    theme = Theme.objects.get(code="A")
    erins.post(page_of(theme), filled(erins, page_of(theme)) | {"name": "Renamed"})
    url = reverse("admin:catalog_theme_simple_history", args=[theme.pk, theme.history.last().pk])
    sent = shown_in(erins.get(url))
    Theme.objects.filter(code="A").update(intro="Saved since")
    response = erins.post(page_of(theme), sent)
    assert [line.saved for line in conflict_in(response)] == ["Saved since", "Renamed"]
    assert Theme.objects.get(code="A").name == "Renamed"


def test_the_present_state_has_nothing_to_bring_back(small, erins):
    theme = Theme.objects.get(code="A")
    url = reverse("admin:catalog_theme_simple_history", args=[theme.pk, theme.history.first().pk])
    assert erins.get(url).url == page_of(theme)


@pytest.mark.parametrize("wrong", ["abc", "0", "9" * 30, "٣"])
def test_a_line_of_the_history_that_there_is_not_is_not_found(small, erins, wrong):
    theme = Theme.objects.get(code="A")
    for args in ([theme.pk, wrong], [wrong, theme.history.first().pk]):
        url = reverse("admin:catalog_theme_simple_history", args=args)
        assert erins.get(url).status_code == 404
        assert erins.post(url, {}).status_code in (404, 405)
    assert erins.get(reverse("admin:catalog_theme_history", args=[wrong])).status_code == 404


def test_a_reader_looks_at_an_old_state_and_changes_nothing(small, client_of):
    reader = make_user("rita@example.org", "Rita", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_theme"))
    theme = Theme.objects.get(code="A")
    url = reverse("admin:catalog_theme_simple_history", args=[theme.pk, theme.history.first().pk])
    assert client_of(reader).get(url).status_code == 200
    assert client_of(reader).post(url, {"name": "Mine"}).status_code == 405
    assert theme.history.count() == 1
