"""From a name to the first question: name, who does it today, service type, depth."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.html import escape
from django.utils.timezone import localdate

from accounts.models import Role, Team
from catalog.models import Edition
from decisions.evaluation import case_of
from decisions.forms.start import TodayForm
from decisions.models import Assessment
from decisions.results import result_of
from engine.fit.case import Today
from report.action_words import contract
from report.messages import read, say
from tests.forms_on_page import submit
from tests.people import STRANGE_NAMES, join, make_answers, make_team

NEW = "/assessments/new/"
QUICK = 10


def form(**more):
    said = {"name": "Payroll for EMEA", "unit": "", "service": "payroll", "depth": "quick"}
    return said | {"start_key": str(uuid4())} | more


def test_a_name_starts_an_assessment_on_the_newest_edition(alices, alice, team, edition):
    response = alices.post(NEW, form(unit="People"))
    assessment = Assessment.objects.get()
    assert response["Location"] == f"/assessments/{assessment.pk}/questions/A1/"
    assert (assessment.name, assessment.unit) == ("Payroll for EMEA", "People")
    assert (assessment.owner, assessment.team, assessment.edition) == (alice, team, edition)
    assert (assessment.service, assessment.service_chosen) == ("payroll", True)
    assert (assessment.depth, assessment.answered, assessment.total) == ("quick", 0, QUICK)
    assert assessment.activities.get().verb == "started"


def test_the_page_offers_a_key_that_is_new_every_time(alices, team, edition):
    first, second = (alices.get(NEW).context["form"]["start_key"].value() for _ in range(2))
    assert first != second


def test_a_double_click_starts_one_assessment(alices, team, edition):
    data = form()
    first, second = alices.post(NEW, data), alices.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Assessment.objects.count() == 1


def test_another_word_in_a_form_that_was_sent_starts_another(alices, team, edition):
    """Whoever goes back and changes one field finds what they changed, in a second assessment."""
    data = form()
    made = {
        alices.post(NEW, data | more)["Location"] for more in ({}, {"name": "Z"}, {"unit": "Z"})
    }
    assert len(made) == Assessment.objects.count() == 3
    assert set(Assessment.objects.values_list("name", "unit")) == {
        (data["name"], data.get("unit", "")),
        ("Z", data.get("unit", "")),
        (data["name"], "Z"),
    }


def test_a_key_of_somebody_else_starts_an_assessment_of_ones_own(alices, charlies, team, edition):
    data = form()
    alices.post(NEW, data)
    charlies.post(NEW, data)
    assert Assessment.objects.count() == 2
    assert {str(row.team) for row in Assessment.objects.select_related("team")} == {
        "Finance operations",
        "Charlie's team",
    }


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "\u200b\u2060"},
        {"name": "n" * 201},
        {"name": "a\0b"},
        {"start_key": "x"},
        {"unit": "\0"},
    ],
)
def test_what_is_refused_leaves_nothing_behind(bobs, edition, bob, bad):
    """Bob has no team yet; his first assessment makes one, and nothing else does."""
    response = bobs.post(NEW, form(**bad))
    assert response.context["form"].errors
    assert (Team.objects.count(), Assessment.objects.count()) == (0, 0)


def test_nothing_starts_in_another_team_than_the_chosen_one(alices, alice, team, edition, bob):
    """Bob has made Alice a reader of the team that she chose, while she filled in the page."""
    other = make_team(bob, "Board")
    membership = join(other, alice, Role.EDITOR)
    assert "team" in alices.get(NEW).context["form"].fields
    membership.role = Role.VIEWER
    membership.save()
    refused = alices.post(NEW, form(team=str(other.pk)))
    assert list(refused.context["form"].errors) == ["team"]
    assert not Assessment.objects.exists()


def test_without_a_published_model_nothing_is_left_behind_either(bobs):
    assert "banner-warn" in bobs.post(NEW, form()).content.decode()
    assert (Team.objects.count(), Assessment.objects.count()) == (0, 0)


def test_a_first_assessment_sent_twice_makes_one_team(bobs, bob, edition):
    data = form()
    assert bobs.post(NEW, data)["Location"] == bobs.post(NEW, data)["Location"]
    assert Team.objects.get().personal_to == bob
    assert Assessment.objects.get().team == Team.objects.get()


def test_the_first_page_asks_who_does_it_today_and_says_it_in_the_trail(alices, team, edition):
    alices.post(NEW, form(done_by="provider", contract_ends="2027-09-30"))
    assessment = Assessment.objects.get()
    assert (assessment.done_by, assessment.contract_ends) == ("provider", date(2027, 9, 30))
    shown = alices.get(f"/assessments/{assessment.pk}/").content.decode()
    assert "the contract ends on 30 September 2027" in shown
    assert case_of(assessment).today == Today("provider", date(2027, 9, 30))


def test_who_does_it_today_may_stay_unsaid(alices, team, edition):
    alices.post(NEW, form())
    assessment = Assessment.objects.get()
    assert (assessment.done_by, assessment.contract_ends) == ("", None)
    assert case_of(assessment).today == Today()


@pytest.mark.parametrize(
    ("done_by", "day", "field"),
    [
        ("own", "2027-09-30", "contract_ends"),
        ("", "2027-09-30", "contract_ends"),
        ("provider", "9/30/2027", "contract_ends"),
        ("provider", "2027-02-30", "contract_ends"),
        ("provider", "30 Feb", "contract_ends"),
        ("provider", "0001-01-01", "contract_ends"),
        ("provider", "2101-01-01", "contract_ends"),
        ("provider", "\0", "contract_ends"),
        ("aliens", "", "done_by"),
        ("\0", "", "done_by"),
        ("o" * 100_000, "2027-09-30", "done_by"),
    ],
)
def test_what_cannot_be_about_today_is_said_beside_it_and_kept(
    alices, team, edition, done_by, day, field
):
    response = alices.post(NEW, form(done_by=done_by, contract_ends=day))
    assert list(response.context["form"].errors) == [field]
    assert escape(day) in response.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("30 Feb", "no_such_day"),
        ("30 February 2027", "no_such_day"),
        (" 2027-02-30 ", "no_such_day"),
        ("29 Feb 2027", "no_such_day"),
        ("0 March 2027", "no_such_day"),
        ("2027-11-31", "no_such_day"),
        ("31.11.2027", "no_such_day"),
        ("28 Feb", "no_year"),
        ("31 December", "no_year"),
        ("31.12.", "no_year"),
        ("31.12", "no_year"),
        ("2027-13-01", "invalid"),
        ("12.31.2027", "invalid"),
        ("300 May 2027", "invalid"),
        ("soon", "invalid"),
        ("\0", "invalid"),
    ],
)
def test_a_day_that_is_none_is_told_apart(typed, code):
    (error,) = TodayForm({"contract_ends": typed}).errors.as_data()["contract_ends"]
    assert error.code == code


@pytest.mark.parametrize(
    "typed", ["2027-12-31", "31.12.2027", "31 December 2027", "31 Dec 2027", "31 dec 2027 "]
)
def test_a_day_may_be_typed_in_words_and_with_dots_day_first(typed):
    """In a field of text: a browser sends nothing of a date that it cannot read."""
    bound = TodayForm({"done_by": "provider", "contract_ends": typed, "version": "0"})
    assert bound.is_valid(), bound.errors
    assert bound.today == Today("provider", date(2027, 12, 31))
    assert 'type="text"' in str(bound["contract_ends"])


def test_a_contract_that_is_over_is_kept_and_said(alices, alice, team, edition):
    """On the form that it was typed in, and wherever it is told; the advice does not count on it."""
    over, coming = localdate() - timedelta(days=1), localdate()
    for day, is_over in ((over, True), (coming, False)):
        response = alices.post(NEW, form(done_by="provider", contract_ends=str(day)), follow=True)
        levels = [row.level_tag for row in response.context["messages"]]
        assert ("warning" in levels) is is_over
        assessment = Assessment.objects.latest("created_at")
        assert assessment.contract_ends == day
        make_answers(assessment, dict.fromkeys(("A1", "A2", "A3", "B1", "B3", "B4"), 1))
        result = result_of(assessment, None)
        assert result.case.today.is_over(result.on) is is_over
        message = contract(result.case.today, result.on)
        assert (message.id == "action.contract.ended") is is_over
        shown = alices.get(f"/assessments/{assessment.pk}/actions/").content.decode()
        assert read(message) in shown
        path = f"/assessments/{assessment.pk}/today/"
        back = submit(alices, path, {"done_by": "mixed"})["Location"]
        ended = read(say("action.contract.ended", day=day))
        assert (ended in alices.get(back).content.decode()) is is_over


def test_today_is_said_later_and_changed_and_its_contract_goes_with_the_provider(
    alices, assessment
):
    """A date that stands there from before is no mistake of who now says that nobody outside does it."""
    path = f"/assessments/{assessment.pk}/"
    typed = {"done_by": "mixed", "contract_ends": "2028-01-31"}
    assert submit(alices, path + "today/", typed)["Location"] == path
    assessment.refresh_from_db()
    assert (assessment.done_by, assessment.contract_ends) == ("mixed", date(2028, 1, 31))
    back = submit(alices, path + "today/?from=check", {"done_by": "own"})
    assert back["Location"] == path + "check/"
    assessment.refresh_from_db()
    assert (assessment.done_by, assessment.contract_ends) == ("own", None)
    said = [row.detail["new"] for row in assessment.activities.filter(verb="today_said")]
    assert said == [
        {"done_by": "own", "contract_ends": ""},
        {"done_by": "mixed", "contract_ends": "2028-01-31"},
    ]
    assert "said who does it today" in alices.get(path).content.decode()


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_name_may_be_in_any_script(alices, team, edition, name):
    response = alices.post(NEW, form(name=name), follow=True)
    assert response.status_code == 200
    assert Assessment.objects.get().name == name
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "Give the process a name."),
        ({"name": "   "}, "Give the process a name."),
        ({"name": "n" * 201}, "at most 200 characters (it has 201)"),
        ({"unit": "u" * 201}, "at most 200 characters (it has 201)"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"start_key": "x"}, "Enter a valid UUID."),
        ({"start_key": ""}, "Open this page again and start anew."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    alices, team, edition, data, words
):
    response = alices.post(NEW, form(unit="Kept unit") | data)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in shown
    assert words in shown
    assert "unit" in data or "Kept unit" in shown
    assert not Assessment.objects.exists()


def test_who_may_edit_in_several_teams_chooses_one(alices, alice, team, edition):
    other = make_team(alice, "Second team")
    assert 'name="team"' in alices.get(NEW).content.decode()
    alices.post(NEW, form(team=str(other.pk)))
    assert Assessment.objects.get().team == other


def test_a_team_of_strangers_cannot_be_chosen(alices, alice, team, charlie, edition):
    make_team(alice, "Second team")
    theirs = charlie.memberships.get().team
    response = alices.post(NEW, form(team=str(theirs.pk)))
    assert list(response.context["form"].errors) == ["team"]
    assert not Assessment.objects.exists()


def test_a_viewer_of_other_teams_starts_in_a_team_of_their_own(bob_as, client_of, team, edition):
    bob = bob_as(Role.VIEWER)
    client_of(bob).post(NEW, form())
    started = Assessment.objects.get()
    assert started.team != team
    assert started.team.personal_to == bob


def test_the_first_assessment_of_somebody_new_makes_a_team_of_their_own(bob, bobs, edition):
    assert not bob.teams.exists()
    bobs.get(NEW)
    assert not bob.teams.exists()
    bobs.post(NEW, form())
    bobs.post(NEW, form())
    assert [team.personal_to for team in bob.teams.all()] == [bob]


def test_without_a_published_model_the_page_says_so(alices, team):
    Edition.objects.all().delete()
    response = alices.post(NEW, form())
    assert "No decision model is published yet." in response.content.decode()


def test_starting_needs_a_sign_in_and_knows_its_methods(client, alices):
    assert client.get(NEW)["Location"].startswith("/accounts/login/")
    assert alices.delete(NEW).status_code == 405


@pytest.mark.parametrize("sent", ["", "nonsense", "\0"])
def test_nothing_starts_without_a_service_and_the_page_offers_the_closest(
    alices, team, edition, sent
):
    """Also without script, where nothing was offered while the name was typed."""
    response = alices.post(NEW, form(name="Supplier invoices", service=sent))
    assert list(response.context["form"].errors) == ["service"]
    assert response.context["form"].closest[0].slug == "accounts-payable"
    assert not Assessment.objects.exists()


def test_the_best_hit_stands_above_something_else_and_what_is_chosen_stays(alices, edition, team):
    typed = {"name": "Patent searches", "service": "payroll"}
    shown = alices.get(NEW, typed, headers={"HX-Request": "true"}).content.decode()
    places = [shown.index(f'value="{slug}"') for slug in ("patent-research", "payroll", "other")]
    assert places == sorted(places)
    assert 'value="payroll" id="id_service_1" checked' in shown
    assert "<main" not in shown


@pytest.mark.parametrize(
    ("typed", "checked"),
    [
        ({"name": "Accounts payable"}, ["accounts-payable"]),
        ({"name": "Accounts payable", "service": "payroll"}, ["payroll"]),
        ({"name": "Accounts payable", "service": "other"}, ["other"]),
        ({"name": "Accounts of anything"}, []),
    ],
)
def test_a_service_type_that_is_typed_by_its_name_is_chosen_until_somebody_chooses(
    alices, edition, team, typed, checked
):
    """What stands chosen only by the name is not sent with the next letters of it, so that it follows
    them."""
    shown = alices.get(NEW, typed, headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'value="([\w-]+)" id="[\w-]+" checked', shown) == checked
    assert ("data-named" in shown) is (checked == ["accounts-payable"])
    assert ":checked:not([data-named])" in alices.get(NEW).content.decode()
