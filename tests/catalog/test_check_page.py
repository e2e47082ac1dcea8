"""The page that checks the working copy: every finding with its link, and the effect on the test cases."""

from typing import Any

import pytest
from django.urls import reverse

from catalog.admin.findings import findings
from catalog.definition import working_ruleset
from catalog.models import (
    Choice,
    Country,
    Criterion,
    Gate,
    Lines,
    Option,
    ReferenceCase,
    ServiceType,
    ShowIf,
    Theme,
    Trigger,
)
from catalog.services import PublishRefusedError, publish

pytestmark = pytest.mark.usefixtures("kept_small")

CHECK = reverse("admin:catalog_check")


def test_the_check_page_of_a_sound_working_copy(small, erins):
    text = erins.get(CHECK).text
    assert "Nothing here stops you from publishing." in text
    assert "The working copy and Edition 1 are the same." in text
    assert "Publish edition 2" not in text
    Criterion.objects.filter(code="A1").update(help="In other words.")
    assert "Publish edition 2" in erins.get(CHECK).text


def test_every_problem_links_to_the_page_where_it_can_be_corrected(small, erins):
    """One defect of each kind that load and lint find in tables, each with its own page."""
    criterion = Criterion.objects.get(code="B1")
    Criterion.objects.filter(code="A1").update(help="", weight=0)
    Choice.objects.filter(criterion=criterion).update(expertise=0, automation=0)
    Gate.objects.filter(code="KO1").update(sources=[])
    Theme.objects.create(code="C", name="Empty", position=90)
    ReferenceCase.objects.create(name="Wrong", document={}, expected=["kpo"])
    found = {finding.problem.sentence: finding.url for finding in findings(working_ruleset())}

    def page(row: Any) -> str:
        return reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])

    expected = {
        "Criterion A1 lacks a help text.": page(Criterion.objects.get(code="A1")),
        "Criterion B1 moves nothing": page(criterion),
        "Gate KO1 lacks a source.": page(Gate.objects.get(code="KO1")),
        "Theme C has no question.": page(Theme.objects.get(code="C")),
        "Test case “Wrong”": page(ReferenceCase.objects.get()),
        "No answer has an effect on pooling.": reverse("admin:catalog_criterion_changelist"),
    }
    for start, url in expected.items():
        assert [link for text, link in found.items() if text.startswith(start)] == [url], start
    for url in set(found.values()):
        assert erins.get(url).status_code == 200


def test_problems_that_stop_loading_link_to_their_page_too(small, erins):
    """Errors of load: an empty list of actions, a wrong source, a rule without conditions."""
    Option.objects.filter(key="bpo").update(next_actions=[])
    ServiceType.objects.filter(slug="payroll").update(countries=["PL"])
    Trigger.objects.get().conditions.all().delete()
    ShowIf.objects.update(choices=[7])
    found = {finding.problem.path: finding.url for finding in findings(working_ruleset())}
    assert found["options[3].next_actions"].endswith(
        f"/option/{Option.objects.get(key='bpo').pk}/change/"
    )
    assert found["gates[1].triggers[0].when"].endswith(
        f"/trigger/{Trigger.objects.get().pk}/change/"
    )
    assert found["criteria[1].show_if[0].choices"].endswith(
        f"/criterion/{Criterion.objects.get(code='A2').pk}/change/"
    )
    Lines.objects.update(provider=3)
    line = {row.problem.path: row.url for row in findings(working_ruleset())}["lines.provider"]
    assert line.endswith("/lines/1/change/")
    for url in {line, *found.values()}:
        assert erins.get(url).status_code == 200
    page = erins.get(CHECK)
    assert "must be corrected before you can publish" in page.text


def test_no_finding_hides_another(small, erins):
    """A value that cannot be read, a reference to nothing, and what is only unwise, all at once."""
    Lines.objects.update(provider=3)
    Option.objects.filter(key="bpo").update(next_actions=[])
    ShowIf.objects.update(choices=[7])
    Trigger.objects.get().conditions.update(choices=[9])
    Criterion.objects.filter(code="A1").update(help="")
    Country.objects.filter(code="DE").update(code="Germany", languages=["english"])
    ServiceType.objects.filter(slug="payroll").update(countries=["Poland", "FR"])
    Gate.objects.filter(code="KO1").update(name="Name of KO2", sources=[])
    wrong = ReferenceCase.objects.create(name="Wrong", document={}, expected=["kpo"])
    # It may only need what is left out until it is corrected, so it waits.
    ReferenceCase.objects.create(name="Waits", document={"answers": {"A9": 1}}, expected=["kpo"])
    found = {(row.problem.id, row.url) for row in findings(working_ruleset())}
    kinds = {kind for kind, _ in found}
    assert kinds >= {"R005", "R012", "R022", "L006", "L028", "L029", "L030", "L032", "L033"}
    country = reverse("admin:catalog_country_change", args=[Country.objects.get(code="Germany").pk])
    assert {("L029", country), ("L030", country)} <= found
    case = reverse("admin:catalog_referencecase_change", args=[wrong.pk])
    assert {url for kind, url in found if kind == "C001"} == {case}
    page = erins.get(CHECK)
    assert {row.problem.id for row in page.context["findings"]} >= kinds
    with pytest.raises(PublishRefusedError) as caught:
        publish(by=None, note="All wrong", checked=None)
    assert {"R005", "R012", "L029", "L030"} <= {row.id for row in caught.value.problems}


def test_the_check_page_shows_what_an_edit_does_to_the_test_cases(small, erins):
    """A1 = 1 speaks against a provider. Turned round it speaks for one, so the recommendation goes
    from keeping to buying."""
    case = {"answers": {"A1": 1}}
    ReferenceCase.objects.create(name="One answer", document=case, expected=["in_house"])
    ReferenceCase.objects.create(name="Unreadable", document={"answers": []}, expected=["kpo"])
    one, other = erins.get(CHECK).context["effects"]
    assert (one.changed, one.before) == (False, one.after)
    assert one.after.startswith("“In-house” (")
    assert (other.before, other.after, other.changed) == ("", "", False)
    Choice.objects.filter(criterion__code="A1", number=1).update(sourcing=1)
    Choice.objects.filter(criterion__code="A1", number=2).update(sourcing=-1)
    page = erins.get(CHECK)
    assert page.context["effects"][0].changed
    assert "<strong>Changed</strong>" in page.text


def test_no_effects_are_shown_while_the_working_copy_cannot_be_loaded(small, erins):
    Option.objects.update(next_actions=[])
    assert erins.get(CHECK).context["effects"] == ()
