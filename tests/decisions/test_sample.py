"""The sample that anybody can read before signing up."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Edition
from decisions.sample import PATH, sample_snapshot
from engine.intake import read
from engine.model.load import load
from tests.people import make_edition, shipped_definition

pytestmark = pytest.mark.django_db


def test_anybody_can_read_the_sample(client: Client) -> None:
    """Signed out: the advice, all options, reasons, and no link that needs an account but one."""
    make_edition()
    response = client.get(reverse("sample"))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1>") == 1
    assert "Case against" in page
    assert "?from=result" not in page
    assert reverse("assessment_new") in page


def test_the_sample_fits_the_shipped_model() -> None:
    """Every answer of the file exists, and is worth reading: notes, an unknown, a full list."""
    ruleset = load(shipped_definition())
    case = read(ruleset, json.loads(PATH.read_text(encoding="utf-8"))["case"]).case
    assert case.answers.keys() == ruleset.criterion.keys()
    assert sum(bool(given.note) for given in case.answers.values()) >= 5


def test_the_sample_is_worked_out_once_per_edition() -> None:
    """The second reader gets the same object."""
    make_edition()
    assert sample_snapshot() is sample_snapshot()


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
    shown = sample_snapshot()
    assert shown is not None
    place = shown["place"]
    assert place is not None
    assert [row["name"] for row in place["countries"]] == ["Poland", "Bulgaria", "Romania"]
    assert [row["name"] for row in place["forms"]] == ["Managed service"]
    assert any(row["applies"] for row in place["regimes"])
    assert "Why this distance, and 3 countries" in client.get(reverse("sample")).content.decode()
