"""The sample that anybody can read before signing up."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Edition
from decisions.sample import sample, sample_result
from engine.intake import read
from tests.people import make_edition
from tests.shipped import shipped, shipped_definition

pytestmark = pytest.mark.django_db


def test_anybody_can_read_the_sample(client: Client) -> None:
    """Signed out: the advice, all options, reasons, and no link that needs an account but one."""
    make_edition()
    response = client.get(reverse("sample"))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1>") == 1
    assert "Accounts payable" in page
    assert response.context["sections"]["against"]["blocks"]  # as the first page says of real cases
    assert "?from=result" not in page
    assert reverse("assessment_new") in page


def test_the_sample_fits_the_shipped_model() -> None:
    """Every answer of the file exists, and is worth reading: notes, an unknown, a full list."""
    ruleset = shipped()
    inputs = read(ruleset, sample()["case"])
    assert inputs.answers.keys() == {row.code for row in ruleset.criteria if row.asked != "never"}
    assert inputs.gates.keys() == {row.code for row in ruleset.asked_gates()}
    assert inputs.today.done_by
    assert sum(bool(given.note) for given in inputs.answers.values()) >= 5


def test_the_sample_is_worked_out_once_per_edition() -> None:
    """The second reader gets the same object."""
    make_edition()
    assert sample_result() is sample_result()


def test_without_an_edition_there_is_no_sample(client: Client) -> None:
    """A page that is not found, no error."""
    assert client.get(reverse("sample")).status_code == 404


def test_a_newer_edition_that_asks_otherwise_hides_the_sample(client: Client) -> None:
    """The newest edition has no service types any more, so the sample's is unknown."""
    edition = make_edition()
    definition = {**shipped_definition(), "services": []}
    Edition.objects.create(
        pk=edition.pk + 1, number=2, note="", definition=definition, sha256="c" * 64
    )
    assert client.get(reverse("sample")).status_code == 404


def test_the_sample_says_where_the_work_could_go_and_which_rules_apply(client: Client) -> None:
    """A reader sees countries, a form of engagement and rules without signing up."""
    make_edition()
    found = sample_result()
    assert found is not None
    assert found.location is not None
    assert found.location.engagement
    assert found.location.regimes
    page = client.get(reverse("sample_page", args=["place"])).content.decode()
    assert "Managed service" in page
