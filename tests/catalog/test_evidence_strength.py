"""A field of a question from end to end: declared, edited, compared, published, written, refused."""

import json

import pytest
from django.urls import reverse

from catalog.models import Criterion
from catalog.schemas import document
from catalog.services import export_content, publish
from engine.model.dump import dump
from engine.model.load import InvalidRuleset, load
from tests.admin import filled, page_of
from tests.catalog.makers import make_small


@pytest.mark.django_db
def test_a_strength_set_in_the_admin_is_shown_as_a_change_frozen_and_exported(
    small, erins, tmp_path
):
    row = Criterion.objects.get(code="A1")
    assert erins.post(page_of(row), filled(erins, page_of(row)) | {"evidence_strength": "A"})
    check = erins.get(reverse("admin:catalog_check")).text
    assert "evidence strength" in check
    edition = publish(by=None, note="Two studies.", checked=None)
    assert small.ruleset.criterion["A1"].evidence_strength == "D"
    assert edition.ruleset.criterion["A1"].evidence_strength == "A"
    page = erins.get(reverse("admin:catalog_edition_differences", args=[edition.pk])).text
    assert "evidence strength" in page
    export_content(tmp_path)
    written = json.loads((tmp_path / "ruleset.json").read_bytes())["criteria"]
    assert [row.get("evidence_strength") for row in written] == ["A", None, None]


def test_only_the_four_strengths_are_read():
    definition = dump(make_small())
    definition["criteria"][0]["evidence_strength"] = "E"
    with pytest.raises(InvalidRuleset) as caught:
        load(definition)
    (problem,) = caught.value.problems
    assert (problem.id, problem.path) == ("R007", "criteria[0].evidence_strength")
    said = document("ruleset")["$defs"]["Criterion"]["properties"]["evidence_strength"]
    assert sorted(said["enum"]) == ["A", "B", "C", "D"]
