"""A copy of a service type holds all that belongs to it, under a name of its own."""

import pytest
from django.urls import reverse

from catalog.definition import working_ruleset
from catalog.models import ServiceType
from catalog.retiring import retire
from catalog.services import check
from tests.admin import page_of, shown_in

pytestmark = pytest.mark.usefixtures("kept_small")


def contents(service):
    parts = (service.prefilled, service.steps, service.kpis, service.facts)
    own = {"id", "service_id"}
    return [
        [{key: value for key, value in row.items() if key not in own} for row in part.values()]
        for part in parts
    ]


def test_a_copy_has_everything_of_the_original_and_a_name_of_its_own(small, erins, erin):
    service = ServiceType.objects.get(slug="payroll")
    page = erins.get(page_of(service))
    slugs = []
    for _ in range(3):
        response = erins.post(page.context["copy_url"], shown_in(page, "copy"))
        assert response.status_code == 302
        copied = ServiceType.objects.latest("pk")
        assert response["Location"] == page_of(copied)
        assert contents(copied) == contents(service)
        assert all(contents(service)[:3])
        assert (copied.summary, copied.family) == (service.summary, service.family)
        assert copied.history.get().history_user == erin
        slugs.append(copied.slug)
    assert slugs == ["payroll-copy", "payroll-copy-2", "payroll-copy-3"]
    found = {(row.id, row.severity) for row in check(working_ruleset())}
    assert ("L028", "warning") in found
    assert "error" not in {severity for _, severity in found}


def test_a_copy_of_the_longest_name_and_slug_and_of_a_retired_one_fits(small, erins):
    service = ServiceType.objects.get(slug="research")
    service.slug, service.name = "x" * 60, "y" * 200
    service.save()
    retire(pages=[service], by=None)
    url = reverse("admin:catalog_servicetype_copy", args=[service.pk])
    for _ in range(2):
        assert erins.post(url).status_code == 302
    copied = ServiceType.objects.latest("pk")
    copied.full_clean()
    assert not copied.retired


def test_who_may_not_add_one_may_not_copy_one(small, stans, erins):
    url = reverse("admin:catalog_servicetype_copy", args=[ServiceType.objects.earliest("pk").pk])
    assert stans.post(url).status_code == 403
    assert erins.get(url).status_code == 405
    assert erins.post(reverse("admin:catalog_servicetype_copy", args=["999999"])).status_code == 404
    assert ServiceType.objects.count() == 2
