"""Published decisions from end to end: edited, checked, compared, frozen and written."""

import json

import pytest
from django.urls import reverse

from catalog.admin.findings import findings
from catalog.definition import working_ruleset
from catalog.models import Precedent
from catalog.services import export_content, publish
from tests.admin import filled, page_of


@pytest.fixture
def row(small):
    return Precedent.objects.get()


@pytest.mark.django_db
def test_a_coding_typed_in_the_admin_is_shown_as_a_change_frozen_and_exported(
    row, small, erins, tmp_path
):
    typed = {"codings-0-answers": " B1:2,A1 : 1,", "codings-0-fires": "KO2, KO1"}
    assert erins.post(page_of(row), filled(erins, page_of(row)) | typed).status_code == 302
    assert "codings 1, answers, B1" in erins.get(reverse("admin:catalog_check")).text

    edition = publish(by=None, note="Read again.", checked=None)
    before, after = (one.ruleset.precedents[0].codings[0] for one in (small, edition))
    assert (before.answers, before.fires) == ({"A1": 2, "B1": 1}, ())
    assert (after.answers, after.fires) == ({"A1": 1, "B1": 2}, ("KO2", "KO1"))

    export_content(tmp_path)
    (written,) = json.loads((tmp_path / "precedents.json").read_bytes())["precedents"]
    assert list(written["codings"][0]["answers"].items()) == [("A1", 1), ("B1", 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["A1", "A1: x", "A1: 1, A1: 2", "A1: 1; B1: 2", "A1: -1", "\0", "A1: \u0661", "[]"]
)
def test_a_coding_that_cannot_be_read_is_refused_beside_its_field_and_kept(row, erins, typed):
    sent = filled(erins, page_of(row)) | {"codings-0-answers": typed}
    response = erins.post(page_of(row), sent)
    assert response.status_code == 200
    form = response.context["inline_admin_formsets"][0].formset.forms[0]
    assert list(form.errors) == ["answers"]
    assert form["answers"].value() == typed
    assert row.codings.first().answers == {"A1": 2, "B1": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{"A1": 9}, {"Z9": 1}])
def test_a_coding_of_what_is_not_asked_stops_publishing_and_links_to_its_page(row, answers):
    coding = row.codings.first()
    coding.answers = answers
    coding.save()
    (finding,) = [row for row in findings(working_ruleset()) if row.is_error]
    assert finding.problem.path == f"precedents[0].codings[0].answers.{next(iter(answers))}"
    assert finding.url == page_of(row)
