"""Pages for everybody: what the product is, how it computes, what the words mean."""

import copy

import pytest

from catalog.models import Edition
from decisions.sample import _result, sample, sample_result
from report.headline import certainty, headline
from report.messages import read
from tests.people import make_edition

PAGES = ["/", "/method/", "/glossary/", "/accessibility/"]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_may_read_it_with_and_without_a_published_model(client, db, path):
    Edition.objects.all().delete()
    assert client.get(path).status_code == 200
    make_edition()
    page = client.get(path).content.decode()
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert "<script>" not in page
    assert client.post(path).status_code == 405


def test_the_first_page_says_what_one_gets_how_long_and_what_to_have_at_hand(client, db):
    edition = make_edition()
    page = client.get("/").content.decode()
    quick = sum(row.quick for row in edition.ruleset.criteria)
    assert f"{quick} questions, 5 minutes" in page
    assert "25 questions, 30 to 40 minutes" in page
    assert "Twelve months of volumes and peaks" in page
    assert 'href="/accounts/signup/?next=/assessments/new/"' in page
    found = sample_result()
    assert found is not None
    advised = found.recommendation
    for part in (headline(advised, found.inputs.today), *certainty(advised)):
        assert read(part) in page
    for option in edition.ruleset.options:
        assert option.definition in page.replace("&#x27;", "'")


def test_the_example_of_the_first_page_is_drawn_from_the_document_of_the_sample(client, db):
    """Headline, certainty and bars are those of its summary, not worked out beside it."""
    make_edition()
    example, whole = client.get("/").context["example"], client.get("/sample/").context
    assert example["verdict"] == whole["verdict"]
    assert example["sections"] == whole["sections"]
    page = client.get("/").content.decode()
    for row in whole["sections"]["chances"]["blocks"][0]["data"]["rows"]:
        assert f'<td class="num">{row["percent"]}</td>' in page


def test_an_example_whose_kind_is_open_shows_provider_and_own_people_never_five_rivals(
    client, db, monkeypatch
):
    """With every question about the kind of work open the headline says a provider and no more: its bars
    are at most three, and that of the provider has two parts end to end."""
    ruleset = make_edition().ruleset
    found = copy.deepcopy(sample())
    for code in found["case"]["answers"]:
        if any("expertise" in row.effects for row in ruleset.criterion[code].choices):
            found["case"]["answers"][code] = {"choice": "unknown"}
    monkeypatch.setattr("decisions.sample.sample", lambda: found)
    monkeypatch.setattr("decisions.sample._result", _result.__wrapped__)
    example = client.get("/").context["example"]
    rows = example["sections"]["chances"]["blocks"][0]["data"]["rows"]
    assert example["verdict"]["marks"] == ["provider"]
    assert [len(row["parts"]) for row in rows if row["option"] == "provider"] == [2]
    assert {row["option"] for row in rows} <= {"provider", "own", "automate"}


def test_the_first_page_says_when_nothing_can_be_started(client, db):
    Edition.objects.all().delete()
    assert "No decision model is published yet" in client.get("/").content.decode()


def test_the_method_shows_weights_gates_and_thresholds_of_the_newest_edition(client, db):
    """Theme A's share with balanced weights is that of the sum of its questions; what is retired is
    not there."""
    ruleset = make_edition().ruleset
    page = client.get("/method/").content.decode().replace("&#x27;", "'")
    for gate in ruleset.gates:
        assert gate.name in page
    for criterion in ruleset.criteria:
        assert (criterion.question in page) == (criterion.asked != "never"), criterion.code
    counted = [row for row in ruleset.criteria if row.asked == "questions" and not row.apart]
    of_a = sum(row.weight for row in counted if row.theme == "A")
    share = round(100 * of_a / sum(row.weight for row in counted))
    assert f'data-label="{ruleset.presets[0].name}">{share}<' in page
    assert "The same answer in at least 90 of 100 readings" in page
    assert "The same answer in at least 65 of 100." in page
    assert "must win by 12.5% of what the answers could give" in page


def test_the_glossary_holds_options_and_other_words(client, db):
    make_edition()
    page = client.get("/glossary/").content.decode()
    for words in ("KPO", "Split by step", "Captive", "BOT", "Staff augmentation"):
        assert words in page


def test_an_address_with_a_nul_is_a_bad_request(client, db):
    assert client.get("/assessments/?q=%00").status_code == 400
