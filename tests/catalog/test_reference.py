"""The content beside the questions in the catalog: edited, checked, compared and published."""

import re
from typing import Any

import pytest
from django.urls import reverse

from catalog.admin.findings import findings
from catalog.definition import fingerprint, working_definition, working_ruleset
from catalog.models import (
    CostDefault,
    Country,
    Criterion,
    Deal,
    Edition,
    EngagementRule,
    PlaceRule,
    PriceMakeUp,
    ReferenceSettings,
    Regime,
)
from catalog.services import import_definition, publish
from engine.model.dump import dump
from tests.admin import filled, page_of
from tests.catalog.makers import make_small
from tests.catalog.reference import make_reference

pytestmark = pytest.mark.usefixtures("kept_small")


def change(client: Any, row: Any, **values: Any) -> Any:
    """Save a page with some values changed."""
    return client.post(page_of(row), filled(client, page_of(row)) | values)


def test_an_edition_freezes_the_content_beside_the_questions(small):
    assert small.ruleset.reference == make_reference()
    assert working_definition() == dump(make_small())


def test_an_edition_from_before_this_content_still_loads(small):
    old = {key: value for key, value in small.definition.items() if key != "reference"}
    edition = Edition.objects.create(number=9, note="Older.", definition=old, sha256="0" * 64)
    assert edition.ruleset.reference.places.countries == {}
    assert edition.ruleset.reference.engagement.forms == {}


def test_a_country_edited_in_the_admin_reaches_the_next_edition_only(small, erins):
    poland = Country.objects.get(code="PL")
    saved = change(erins, poland, usual_places="DE", languages="pl, en, de", zone="Europe/Berlin")
    assert saved.status_code == 302
    edition = publish(by=None, note="Poland sends work to Germany.", checked=None)
    before, after = (row.ruleset.reference.places.countries["PL"] for row in (small, edition))
    assert (before.usual_places, before.zone) == ((), "Europe/Warsaw")
    assert (after.usual_places, after.zone) == (("DE",), "Europe/Berlin")
    assert after.languages == ("pl", "en", "de")
    page = erins.get(reverse("admin:catalog_edition_differences", args=[edition.pk])).text
    assert "Country PL: Poland" in page
    assert "Europe/Berlin" in page


@pytest.mark.parametrize(
    ("change_table", "sentence", "model"),
    [
        (lambda: Country.objects.filter(code="PL").update(zone="Mars/Base"), "time zone", Country),
        (
            lambda: Country.objects.filter(code="PL").update(gsli_sources=["S9"]),
            "S9, which is not in the source register",
            Country,
        ),
        (
            lambda: Regime.objects.update(sources=["S9"]),
            "S9, which is not in the source register",
            Regime,
        ),
        (lambda: CostDefault.objects.update(deals=["lease"]), "deal lease", CostDefault),
        (lambda: PriceMakeUp.objects.update(pay=90), "not to 100", PriceMakeUp),
        (lambda: EngagementRule.objects.update(options=["lend"]), "option lend", EngagementRule),
        (
            lambda: PlaceRule.objects.filter(gate=None).update(choices=[7]),
            "has no such choice",
            PlaceRule,
        ),
        (
            lambda: ReferenceSettings.objects.update(cost_checked_on=None),
            "does not say on which day it was checked",
            ReferenceSettings,
        ),
    ],
)
def test_a_problem_leads_to_the_page_where_it_is_corrected(small, change_table, sentence, model):
    change_table()
    found = next(row for row in findings(working_ruleset()) if sentence in row.problem.sentence)
    pages = [page_of(row) for row in model._default_manager.all()]
    assert found.url in pages


@pytest.mark.parametrize(
    ("model", "values", "field"),
    [
        (Country, {"gsli_rank": "3", "gsli_year": ""}, None),
        (Country, {"gsli_rank": "0"}, "gsli_rank"),
        (CostDefault, {"low": "70"}, None),
        (CostDefault, {"high": "much"}, "high"),
        (Deal, {"years_low": "3", "years_likely": "2", "years_high": "5"}, None),
        (Regime, {"checked_on": "yesterday"}, "checked_on"),
        (Regime, {"checked_on": ""}, "checked_on"),
        (ReferenceSettings, {"day_start": "20"}, None),
        (ReferenceSettings, {"near_hours": "25"}, "near_hours"),
        (PriceMakeUp, {"pay": "101"}, "pay"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_a_sentence(small, erins, model, values, field):
    row = model._default_manager.first()
    response = change(erins, row, **values)
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [field or "__all__"]
    assert row.history.count() == 1


def test_a_rule_about_the_place_needs_all_its_parts(small, erins):
    """An answer without choices, a limit without an end, and two things to look at at once."""
    rule = PlaceRule.objects.get(kind="limits", gate=None)
    errors = change(erins, rule, choices="", farthest="").context["adminform"].form.errors
    assert sorted(errors) == ["choices", "farthest"]
    by_gate = PlaceRule.objects.get(kind="limits", on=None)
    both = change(erins, by_gate, on=Criterion.objects.get(code="A1").pk, choices="1")
    assert "one question, or" in str(both.context["adminform"].form.errors)
    silent = change(erins, by_gate, effect="")
    assert list(silent.context["adminform"].form.errors) == ["effect"]


def test_rules_and_conditions_are_read_back_in_words(small, erins):
    rule = PlaceRule.objects.get(kind="limits", gate=None)
    text = erins.get(page_of(rule)).text
    assert re.search(r"“Name of A1” is answered with “A1 choice 2”", text)
    assert "“Region” is “The Union”" in erins.get(page_of(Regime.objects.get())).text


def test_an_import_without_this_content_says_what_would_go_and_then_empties_the_tables(small):
    bare = make_small(reference=type(make_reference())())
    import_definition(bare, over=fingerprint(working_definition()), by=None, reason="Back")
    assert not Country.objects.exists()
    assert not PriceMakeUp.objects.exists()
    assert "reference" not in working_definition()
    import_definition(
        make_small(), over=fingerprint(working_definition()), by=None, reason="And again"
    )
    assert working_definition() == dump(make_small())


def test_the_make_up_of_a_price_can_be_added_once(small, erins):
    add = reverse("admin:catalog_pricemakeup_add")
    assert erins.get(add).status_code == 403
    PriceMakeUp.objects.all().delete()
    data = filled(erins, add) | {
        "name": "Own",
        "age": "2026",
        "text": "Ours.",
        "mark": "assumption",
        "sources": "",
        "pay": "50",
        "management": "10",
        "support": "10",
        "facilities": "10",
        "telecom": "5",
        "margin": "15",
    }
    assert erins.post(add, data).status_code == 302
    assert PriceMakeUp.objects.get().pk == 1
