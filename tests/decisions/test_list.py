"""The list of assessments: rows, filters, search and pages."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from decisions.evaluation import case_of, summary_of
from decisions.models import Assessment, Depth
from decisions.results import result_of
from decisions.views.assessments import PAGE_SIZE
from report.headline import headline
from tests.browser.journey import GATES, OUTSOURCED, make_payroll
from tests.forms_on_page import submit
from tests.people import make_assessment, make_team

LIST = "/assessments/"


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def url(assessment, name=""):
    return f"/assessments/{assessment.pk}/{name}"


def test_the_list_shows_the_assessments_of_my_teams_and_no_others(alices, alice, team, charlie):
    make_assessment(team, alice, name="Mine")
    make_assessment(charlie.memberships.get().team, charlie, name="Theirs")
    page = text(alices.get(LIST))
    assert "Mine" in page
    assert "Theirs" not in page


def test_the_empty_list_says_what_to_do_first(alices, team):
    page = text(alices.get(LIST))
    assert "No assessments yet" in page
    assert 'href="/assessments/new/"' in page


def test_the_list_shows_what_is_recommended_and_how_sure_that_is(alices, alice, team):
    make_assessment(
        team,
        alice,
        outcome="bpo",
        confidence="leaning",
        probability=0.7449,
        keeps_decision=True,
        finished_at=timezone.now(),
        depth=Depth.QUICK,
    )
    page = text(alices.get(LIST))
    assert 'BPO<span class="note d-block">You keep the decision</span>' in page
    assert "Leaning" in page
    assert "74 of 100" in page
    assert "Early indication" in page
    assert "Not finished" not in page


@pytest.mark.parametrize("rule", ["passes", "fires"])
def test_the_list_says_that_you_keep_the_decision_where_the_headline_does(alice, team, rule):
    """Not of work that stays inside, where it says nothing."""
    made = make_payroll(team, alice, OUTSOURCED, GATES | {"KO14": "fires", "KO1": rule})
    found = result_of(made, None).recommendation
    assert found.keeps_decision
    listed = summary_of(made, case_of(made))["keeps_decision"]
    assert listed is (headline(found).id == "headline.keeps") is (rule == "passes")


@pytest.mark.parametrize(
    ("outcome", "confidence", "words"),
    [
        ("provider", "leaning", "A provider"),
        ("own", "clear", "Your own people"),
        ("split", "clear", "Split by step"),
        ("open", "open", "Still open"),
        ("open", "early", "Too early to say"),
        ("none", "none", "No advice yet"),
    ],
)
def test_every_outcome_has_words_in_the_list(alices, alice, team, outcome, confidence, words):
    make_assessment(team, alice, outcome=outcome, confidence=confidence)
    rows = text(alices.get(LIST)).split("<tbody>")[1]
    assert words in rows


def test_what_is_too_early_shows_no_number(alices, alice, team):
    make_assessment(team, alice, outcome="open", confidence="early", probability=0.55)
    assert "of 100" not in text(alices.get(LIST))


def test_the_list_can_be_narrowed_by_outcome_and_by_how_sure(alices, alice, team):
    make_assessment(team, alice, name="Payroll", outcome="bpo", confidence="clear")
    make_assessment(team, alice, name="Patents", outcome="kpo", confidence="clear")
    make_assessment(team, alice, name="Travel", outcome="bpo", confidence="leaning")

    def shown(**filters: str) -> set[str]:
        page = text(alices.get(LIST, filters))
        return {name for name in ("Payroll", "Patents", "Travel") if name in page}

    assert shown(outcome="bpo") == {"Payroll", "Travel"}
    assert shown(confidence="clear") == {"Payroll", "Patents"}
    assert shown(outcome="bpo", confidence="clear") == {"Payroll"}
    assert shown(outcome="split") == set()


def test_filters_are_in_the_address(alices, alice, team):
    other = make_team(alice, "Second team")
    make_assessment(team, alice, name="Payroll Spain")
    make_assessment(other, alice, name="Payroll Italy")
    make_assessment(team, alice, name="Travel")
    page = text(alices.get(LIST, {"q": "PAYROLL", "team": str(team.pk)}))
    assert "Payroll Spain" in page
    assert "Payroll Italy" not in page
    assert "Travel" not in page
    assert 'value="PAYROLL"' in page


def test_filters_and_page_are_there_again_after_an_assessment_was_opened(
    alices, bob_as, client_of, alice, team
):
    """Through its pages, and after it is deleted; the list of somebody else is their own."""
    for number in range(PAGE_SIZE + 2):
        make_assessment(team, alice, name=f"Process {number}")
    first = alices.get(LIST, {"q": "process"})
    older = alices.get(LIST + first.context["older"])
    opened = older.context["assessments"][0]
    alices.get(LIST, {"q": "nothing is called so"})
    page = text(alices.get(url(opened)))
    (link,) = re.findall(r'class="back-link" href="([^"]+)"', page)
    back = unescape(link)
    again = alices.get(back).context
    assert again["assessments"] == older.context["assessments"]
    assert again["form"].cleaned_data["q"] == "process"
    answer = submit(alices, url(opened, "delete/"), {})
    assert answer["Location"] == back
    bobs = client_of(bob_as(Role.EDITOR))
    other = older.context["assessments"][1]
    assert f'class="back-link" href="{LIST}"' in text(bobs.get(url(other)))
    alices.get(LIST)
    assert f'class="back-link" href="{LIST}"' in text(alices.get(url(other)))


def test_an_outcome_has_one_name_in_the_filter_and_in_the_rows(alices, alice, team):
    """The options of the decision model are called as it calls them, all else as everywhere."""
    keys = ("in_house", "shared_service", "automate", "bpo", "kpo", "provider", "own", "split")
    for key in (*keys, "open"):
        make_assessment(team, alice, name=key, outcome=key, confidence="leaning")
    response = alices.get(LIST)
    offered = dict(response.context["form"].fields["outcome"].choices)
    assert {row.outcome: row.outcome_name for row in response.context["assessments"]} == {
        key: name for key, name in offered.items() if key
    }


def test_a_filter_that_finds_nothing_says_so(alices, assessment):
    page = text(alices.get(LIST, {"q": "zzz"}))
    assert "Nothing matches" in page
    assert 'value="zzz"' in page


@pytest.mark.parametrize(
    "query",
    [
        "page=2",
        "older=x",
        "older=2026-01-01_x",
        "newer=99999-01-01T00:00_0f0c1d6e-0000-4000-8000-000000000000",
        "older=0001-01-01T00:00%2B23:59_0f0c1d6e-0000-4000-8000-000000000000",
        "newer=9999-12-31T23:59-23:59_0f0c1d6e-0000-4000-8000-000000000000",
        "older=%00_%00",
        "team=x",
        "team=\0x",
        "outcome=x",
        "confidence=%00",
        "outcome=bpo&outcome=kpo",
        "q=%25_'\"",
    ],
)
def test_a_strange_address_is_no_crash(alices, assessment, query):
    assert alices.get(f"{LIST}?{query}").status_code in (200, 400)


@pytest.mark.parametrize("query", ["page=999", "older=x", "newer=", "older=2026-01-01_x&q=pay"])
def test_a_page_that_the_list_does_not_have_is_said_and_leads_to_its_beginning(
    alices, assessment, query
):
    shown = alices.get(f"{LIST}?{query}")
    assert shown.context["is_beyond"]
    assert assessment.name not in text(shown)
    assert shown.context["first"] == ("?q=pay" if "q=" in query else "?")


@pytest.mark.parametrize("typed", ["übersee", "ÜBERSEE", "Übersee", "üb", "see"])
@pytest.mark.parametrize("name", ["ÜBERSEE", "Lager Übersee", "übersee"])
def test_the_list_finds_letters_of_any_script_whatever_their_case(alices, team, alice, name, typed):
    """On SQLite too, whose own comparison knows small letters of ASCII only."""
    make_assessment(team, alice, name=name)
    assert name in text(alices.get(LIST, {"q": typed})).replace(f'value="{typed}"', "")


@pytest.mark.parametrize("typed", ["(", "[a", "a.c", "\\\\", "*", "$"])
def test_what_is_typed_is_no_pattern(alices, team, alice, typed):
    make_assessment(team, alice, name="abc")
    assert "Nothing matches" in text(alices.get(LIST, {"q": typed}))


def test_a_team_of_strangers_is_no_filter(alices, assessment, charlie):
    theirs = charlie.memberships.get().team
    make_assessment(theirs, charlie, name="Theirs")
    assert "Theirs" not in text(alices.get(LIST, {"team": str(theirs.pk)}))


def _link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def _names(page: str) -> list[str]:
    return re.findall(r"Process \d\d", page)


@pytest.mark.parametrize("moments", [1, 7, 60])
def test_pages_hold_all_rows_once_in_both_directions_and_keep_the_filters(
    alices, alice, team, moments
):
    """60 rows, changed at so many moments: three pages, also where one moment spans all of them."""
    now = timezone.now()
    for number in range(60):
        row = make_assessment(team, alice, name=f"Process {number:02}")
        at = now + timedelta(minutes=number % moments)
        Assessment.objects.filter(pk=row.pk).update(updated_at=at)
    make_assessment(team, alice, name="Travel")
    address, there = "?q=Process", []
    while address:
        assert "q=Process" in address
        page = text(alices.get(LIST + address))
        there.append(_names(page))
        before, address = address, _link(page, "next")
    assert [len(names) for names in there] == [25, 25, 10]
    assert [name for names in there for name in names] == [
        row.name for row in Assessment.objects.filter(name__startswith="Process")
    ]

    address = before
    back: list[list[str]] = []
    while address:
        page = text(alices.get(LIST + address))
        back.insert(0, _names(page))
        address = _link(page, "prev")
    assert back == there


def test_a_page_whose_rows_are_gone_says_so_and_leads_back(alices, alice, team):
    for number in range(PAGE_SIZE + 1):
        make_assessment(team, alice, name=f"Process {number:02}")
    older = _link(text(alices.get(LIST, {"q": "Process"})), "next")
    list(Assessment.objects.all())[-1].delete()
    page = text(alices.get(LIST + older))
    assert not _names(page)
    assert "Nothing matches" not in page
    assert 'href="?q=Process"' in page


def test_rows_that_go_before_a_page_leave_it_the_first_page_as_the_newer_one(alices, alice, team):
    for number in range(PAGE_SIZE + 5):
        make_assessment(team, alice, name=f"Process {number:02}")
    second = text(alices.get(LIST + _link(text(alices.get(LIST)), "next")))
    newest = Assessment.objects.first()
    assert newest
    newest.delete()
    first = text(alices.get(LIST + _link(second, "prev")))
    assert len(_names(first)) == PAGE_SIZE
    assert not _link(first, "prev")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a", {"Audit", "Internal audit"}),
        ("AU", {"Audit", "Internal audit"}),
        ("ud", set()),
        ("udi", {"Audit", "Internal audit"}),
        ("in", {"Internal audit"}),
        ("%", set()),
    ],
)
def test_one_or_two_letters_begin_a_word_and_more_stand_anywhere(alice, team, typed, found):
    for name in ("Audit", "Internal audit", "Payroll"):
        make_assessment(team, alice, name=name)
    assert {row.name for row in Assessment.objects.named(typed)} == found


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_few_queries_for_one_row_and_for_many(alices, alice, team, count):
    """Session, person, teams, rows: 4."""
    for _ in range(count):
        make_assessment(team, alice, outcome="bpo", confidence="clear", finished_at=timezone.now())
    alices.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        text(alices.get(LIST))
    assert len(queries) <= 4


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has such an index")
@pytest.mark.parametrize("typed", ["invoices", "in", "i"])
def test_a_part_of_a_name_is_looked_up_in_an_index(db, typed):
    """Few rows are read faster without an index, so reading them all is made dear."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = Assessment.objects.named(typed).order_by()
    assert "assessment_name_trigrams" in found.explain()
