"""A release with newer content for a catalog that people have edited: nothing of either side is lost."""

import copy
from io import StringIO
from itertools import permutations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.content import InvalidContentError
from catalog.merging import Merge
from catalog.models import (
    Choice,
    Criterion,
    Edition,
    Option,
    ServiceType,
    Source,
    Theme,
    WorkingCopy,
)
from catalog.offers import is_waiting, merge_offered, waiting_offer
from catalog.retiring import retire
from catalog.services import ChangedMeanwhileError, load_content, working_content
from catalog.shipped import canonical
from engine.model.dump import dump
from tests.admin import shown_in
from tests.catalog.makers import make_content, make_small

pytestmark = pytest.mark.usefixtures("kept_small")
MERGE = reverse("admin:catalog_merge")
BASE = dump(make_small())


def changed(**lists):
    """The shipped definition after a function has changed each of these lists."""
    found = copy.deepcopy(BASE)
    for name, change in lists.items():
        change(found[name])
    return found


def newer(**lists):
    return make_content(**changed(**lists))


def set_name(text):
    return lambda rows: rows[0].update(name=text)


def merged(yours, shipped, take=()):
    merge = Merge(take)
    return merge.definition(BASE, yours, shipped), [clash.key for clash in merge.clashes]


def waiting():
    offer = waiting_offer()
    assert offer is not None
    return offer


EDITS = {
    "a field": {"themes": set_name("Other")},
    "the first of a list": {"criteria": lambda rows: rows[0].update(help="Other help.")},
    "a text of a choice": {"criteria": lambda rows: rows[0]["choices"][0].update(text="Other")},
    "an effect": {"criteria": lambda rows: rows[0]["choices"][1].update(effects={"pooling": 1})},
    "a choice more": {
        "criteria": lambda rows: rows[-1]["choices"].append({"number": 3, "text": "New"})
    },
    "a source more": {"criteria": lambda rows: rows[0].update(sources=["S1", "S2"])},
    "a question more": {
        "criteria": lambda rows: rows.insert(1, BASE["criteria"][0] | {"code": "A7"})
    },
    "a service less": {"services": lambda rows: rows.pop()},
    "a measure": {"services": lambda rows: rows[0]["kpis"][1].update(target="99 %")},
    "a usual answer": {"services": lambda rows: rows[0]["prefilled"].update(B1=2)},
    "another order": {"options": lambda rows: rows.reverse()},
    "a country": {
        "reference": lambda part: part["places"]["countries"][0].update(region="Elsewhere")
    },
    "a setting": {"reference": lambda part: part["places"].update(near_hours=3)},
    "a weight of a preset": {"presets": lambda rows: rows[1]["weights"].update(A1=3)},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_one_side_changed_is_taken_from_it_whatever_the_other_left_alone(edit):
    """Yours stays, what is shipped comes, the same from both is no clash."""
    other = changed(**edit)
    assert other != BASE
    assert merged(other, BASE) == (other, [])
    assert merged(BASE, other) == (other, [])
    assert merged(other, copy.deepcopy(other)) == (other, [])


def test_two_different_edits_both_arrive_and_either_side_may_be_yours():
    """Every pair: the merge holds both, in whichever order the two were made."""
    for first, second in permutations(EDITS, 2):
        yours, shipped = changed(**EDITS[first]), changed(**EDITS[second])
        both = copy.deepcopy(yours)
        for name, change in EDITS[second].items():
            change(both[name])
        found, clashes = merged(yours, shipped)
        assert clashes == [], (first, second)
        assert sorted_lists(found) == sorted_lists(both), (first, second)
        assert sorted_lists(merged(shipped, yours)[0]) == sorted_lists(both), (first, second)


def sorted_lists(value):
    """Without the order of lists, which two insertions may leave either way."""
    if isinstance(value, dict):
        return {key: sorted_lists(part) for key, part in value.items()}
    return sorted(map(str, map(sorted_lists, value))) if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("yours", "shipped", "key"),
    [
        ({"themes": set_name("Mine")}, {"themes": set_name("Theirs")}, "themes, A, name"),
        (
            {"criteria": lambda rows: rows[0]["choices"][0].update(text="Mine")},
            {"criteria": lambda rows: rows[0]["choices"][0].update(text="Theirs")},
            "criteria, A1, choices, 1, text",
        ),
        (
            {"services": lambda rows: rows.pop(0)},
            {"services": lambda rows: rows[0].update(summary="Theirs")},
            "services, payroll",
        ),
        (
            {"services": lambda rows: rows[0].update(summary="Mine")},
            {"services": lambda rows: rows.pop(0)},
            "services, payroll",
        ),
        (
            {"services": lambda rows: rows[0]["prefilled"].update(A1=1)},
            {"services": lambda rows: rows[0]["prefilled"].pop("A1")},
            "services, payroll, prefilled, A1",
        ),
    ],
)
def test_where_both_changed_the_same_yours_stays_unless_the_other_is_chosen(yours, shipped, key):
    mine, theirs = changed(**yours), changed(**shipped)
    assert merged(mine, theirs) == (mine, [key])
    assert merged(mine, theirs, take=[key]) == (theirs, [key])


def test_a_release_for_an_edited_working_copy_is_not_skipped_in_silence(small, erins, tmp_path):
    """It says so where operators look and where editors look, until somebody has merged it."""
    Theme.objects.filter(code="A").update(name="Edited here")
    loaded = load_content(newer(criteria=lambda rows: rows[0].update(help="Shipped help.")))
    assert loaded.waits
    assert is_waiting()
    assert Edition.objects.count() == 1
    assert MERGE in erins.get(reverse("admin:catalog_check")).text
    again = load_content(newer(criteria=lambda rows: rows[0].update(help="Shipped help.")))
    assert again.waits

    page = erins.get(MERGE)
    offer = page.context["offer"]
    assert [change.kind for change in offer.taken.changes] == ["changed"]
    assert [change.kind for change in offer.kept.changes] == ["changed"]
    assert page.context["decisions"] == []
    assert erins.post(MERGE, shown_in(page, "merge")).status_code == 302
    assert not is_waiting()
    assert Theme.objects.get(code="A").name == "Edited here"
    assert Criterion.objects.get(code="A1").help == "Shipped help."
    assert Edition.objects.count() == 1  # nobody publishes what people edited but people
    assert not load_content(newer(criteria=lambda rows: rows[0].update(help="Shipped help."))).waits


def test_the_next_release_is_compared_with_the_one_that_was_merged(small):
    """What was decided once is not asked again."""
    Theme.objects.filter(code="A").update(name="Mine")
    load_content(newer(themes=set_name("Theirs")))
    merge_offered(take=(), over=waiting().state, by=None)
    later = newer(themes=set_name("Theirs"), sources=lambda rows: rows[1].update(title="Third"))
    assert load_content(later).waits
    offer = waiting()
    assert offer.clashes == ()
    merge_offered(take=(), over=None, by=None)
    assert Theme.objects.get(code="A").name == "Mine"
    assert Source.objects.get(code="S2").title == "Third"


def test_each_clash_is_shown_with_its_three_texts_and_decided_by_itself(small, erins, erin):
    Theme.objects.filter(code="A").update(name="Mine A")
    Theme.objects.filter(code="B").update(name="Mine B")

    def both(rows):
        rows[0].update(name="Theirs A")
        rows[1].update(name="Theirs B")

    load_content(newer(themes=both))
    page = erins.get(MERGE)
    rows = [(row.what, row.was, row.yours, row.shipped) for row in page.context["decisions"]]
    assert rows == [
        ("Theme A: name", "Theme A", "Mine A", "Theirs A"),
        ("Theme B: name", "Theme B", "Mine B", "Theirs B"),
    ]
    sent = shown_in(page, "merge")
    first, second = (row.name for row in page.context["decisions"])
    assert (sent[first], sent[second]) == ("yours", "yours")
    assert erins.post(MERGE, sent | {second: "shipped"}).status_code == 302
    assert list(Theme.objects.values_list("name", flat=True)) == ["Mine A", "Theirs B"]
    assert Theme.objects.get(code="B").history.first().history_user == erin


def test_what_was_saved_after_the_page_was_shown_is_not_merged_over(small, erins):
    Theme.objects.filter(code="A").update(name="Mine")
    load_content(newer(themes=set_name("Theirs")))
    page = erins.get(MERGE)
    sent = shown_in(page, "merge") | {page.context["decisions"][0].name: "shipped"}
    Theme.objects.filter(code="A").update(name="Mine again")
    response = erins.post(MERGE, sent)
    assert response.status_code == 409
    assert Theme.objects.get(code="A").name == "Mine again"
    assert response.context["decisions"][0].taken
    assert erins.post(MERGE, shown_in(response, "merge")).status_code == 302
    assert Theme.objects.get(code="A").name == "Theirs"
    with pytest.raises(ChangedMeanwhileError):
        merge_offered(take=(), over=None, by=None)


def test_what_was_decided_stays_with_its_clash_when_another_comes_before_it(small, erins):
    Theme.objects.filter(code="B").update(name="Mine B")
    load_content(newer(themes=lambda rows: [row.update(name="Theirs") for row in rows]))
    page = erins.get(MERGE)
    sent = shown_in(page, "merge") | {page.context["decisions"][0].name: "shipped"}
    Theme.objects.filter(code="A").update(name="Mine A")
    again = erins.post(MERGE, sent)
    assert [(row.yours, row.taken) for row in again.context["decisions"]] == [
        ("Mine A", False),
        ("Mine B", True),
    ]


def test_a_merge_that_would_not_fit_together_says_why_and_changes_nothing(small, erins):
    """The release drops a source that an edit here names."""
    Criterion.objects.filter(code="B1").update(sources=["S2", "S1"])
    shipped = newer(
        sources=lambda rows: rows.pop(),
        gates=lambda rows: rows[1].update(sources=["S1"]),
        services=lambda rows: rows[0]["kpis"][1].update(sources=["S1"]),
        reference=without_second_source,
    )
    load_content(shipped)
    page = erins.get(MERGE)
    assert page.context["problems"]
    assert erins.post(MERGE, shown_in(page, "merge")).status_code == 422
    assert Source.objects.filter(code="S2").exists()
    Criterion.objects.filter(code="B1").update(sources=["S1"])
    assert erins.post(MERGE, shown_in(erins.get(MERGE), "merge")).status_code == 302


def without_second_source(part):
    part["places"]["countries"][1]["gsli"]["sources"] = ["S1"]
    part["regimes"]["regimes"][0]["fact"]["sources"] = ["S1"]


def test_a_retired_page_that_a_release_changes_is_asked_about_and_comes_back_when_taken(
    small, erins
):
    retire(pages=[ServiceType.objects.get(slug="payroll")], by=None)
    load_content(newer(services=lambda rows: rows[0].update(summary="Theirs")))
    page = erins.get(MERGE)
    assert [row.yours for row in page.context["decisions"]] == [""]
    name = page.context["decisions"][0].name
    erins.post(MERGE, shown_in(page, "merge") | {name: "shipped"})
    service = ServiceType.objects.get(slug="payroll")
    assert (service.retired, service.summary, service.kpis.count()) == (False, "Theirs", 2)


def test_the_command_merges_where_nothing_is_to_be_decided_and_refuses_where_something_is(
    small, monkeypatch
):
    def release(content):
        monkeypatch.setattr(
            "catalog.management.commands.load_catalog.read_content", lambda folder: content
        )

    out, err = StringIO(), StringIO()
    Choice.objects.filter(criterion__code="A1", number=1).update(text="Mine")
    release(newer(themes=set_name("Theirs")))
    call_command("load_catalog", stdout=out, stderr=err)
    assert err.getvalue()
    assert not out.getvalue()
    call_command("load_catalog", merge=True, stdout=out, stderr=err)
    assert Theme.objects.get(code="A").name == "Theirs"
    release(newer(themes=set_name("Later"), criteria=set_choice("Theirs")))
    with pytest.raises(CommandError, match="criteria, A1, choices, 1, text"):
        call_command("load_catalog", merge=True, stdout=out, stderr=err)
    assert Choice.objects.get(criterion__code="A1", number=1).text == "Mine"


def set_choice(text):
    return lambda rows: rows[0]["choices"][0].update(text=text)


def test_a_catalog_that_was_loaded_before_bases_were_kept_is_merged_with_what_was_published(small):
    WorkingCopy.objects.update(loaded=None)
    Option.objects.filter(key="bpo").update(name="Mine")
    load_content(newer(themes=set_name("Theirs")))
    assert waiting().clashes == ()
    merge_offered(take=(), over=None, by=None)
    expected = changed(themes=set_name("Theirs"))
    next(row for row in expected["options"] if row["key"] == "bpo")["name"] = "Mine"
    assert working_content().definition == expected


def test_a_step_back_to_the_release_before_withdraws_what_waits(small):
    """Which the program that runs now does not bring."""
    Theme.objects.filter(code="A").update(name="Mine")
    load_content(newer(themes=set_name("Theirs")))
    assert is_waiting()
    assert not load_content(make_content()).waits
    assert not is_waiting()
    assert Theme.objects.get(code="A").name == "Mine"


def test_what_is_here_already_needs_no_merge(small):
    """An edit that the release brings, too, beside one that it does not."""
    Theme.objects.filter(code="A").update(name="Both")
    Theme.objects.filter(code="B").update(name="Mine")
    loaded = load_content(canonical(newer(themes=set_name("Both"))))
    assert not loaded.waits
    assert not is_waiting()


def test_who_may_not_import_may_not_merge(small, stans, erins):
    assert stans.get(MERGE).status_code == 403
    assert erins.get(MERGE).status_code == 302  # nothing waits
    with pytest.raises((ChangedMeanwhileError, InvalidContentError)):
        merge_offered(take=(), over="", by=None)
