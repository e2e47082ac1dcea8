"""The pages of errors, as they are shown with DEBUG off, also when the static files are missing."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template import Engine
from django.test import Client
from django.urls import reverse

from tests.forms_on_page import forms_of
from tests.people import make_assessment, make_team

pytestmark = pytest.mark.django_db
TITLES = {
    400: "We cannot read this request",
    403: "You may not do this",
    404: "Page not found",
    500: "Something went wrong",
}


@pytest.fixture
def client(client: Client, settings) -> Client:
    """A browser that gets the error page instead of the test getting the exception."""
    assert not settings.DEBUG
    settings.ROOT_URLCONF = "tests.error_urls"
    client.raise_request_exception = False
    return client


@pytest.fixture
def nothing_collected(settings, tmp_path) -> None:
    """The storage of production without the list that collectstatic writes, in a process that has written no
    page yet: what is written once holds links to files."""
    for loader in Engine.get_default().template_loaders:
        loader.reset()
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }


@pytest.mark.parametrize(("status", "title"), TITLES.items())
def test_each_error_has_a_page_that_says_what_happened(client, status, title):
    answer = client.get(f"/fail/{status}/" if status != 404 else "/nothing/here/")
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_form_that_is_too_old_says_so():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/")
    assert answer.status_code == 403
    assert "<h1>The page was too old</h1>" in answer.text


def test_an_address_that_only_takes_forms_says_so_and_shows_a_way_on(alices, alice):
    """Django's own answer is an empty page, and the browser then says that the site is broken."""
    assessment = make_assessment(make_team(alice), alice)
    address = reverse("assessment_finish", args=[assessment.pk])
    for answer in (alices.get(address), alices.head(address)):
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
    page = alices.get(address).text
    assert "<h1>This address only takes what a form sends</h1>" in page
    assert f'href="{reverse("assessments")}"' in page


@pytest.mark.parametrize(
    ("sender", "after"),
    [
        ("http://testserver/teams/?page=2", "/teams/%3Fpage%3D2"),
        ("http://testserver/teams/", "/teams/"),
        ("", "/teams/new/"),
        ("http://other.example/teams/", "/teams/new/"),
        ("//other.example/teams/", "/teams/new/"),
        ("http://[broken", "/teams/new/"),
    ],
)
def test_who_presses_a_button_signed_out_goes_on_from_the_page_with_the_button(
    client, sender, after
):
    """Only from a page of this site: nobody is led to another one."""
    answer = client.post("/teams/new/", {"name": "Ours"}, headers={"Referer": sender})
    assert answer["Location"] == f"/accounts/login/?next={after}&ended=yes"


def test_signing_in_after_a_refused_change_says_that_it_is_not_saved_until_it_is_done(client):
    """Also after a wrong password; not to somebody who only opens a page."""
    refused = client.post("/teams/new/", {"name": "Ours"}, follow=True).text
    assert "data-ended" in refused
    (form,) = [row for row in forms_of(refused) if row.posts and "password" in row.names]
    wrong = {"login": "nobody@example.com", "password": "wrong"}
    again = form.send(client, "/accounts/login/", wrong).text
    assert "data-ended" in again
    (form,) = [row for row in forms_of(again) if row.posts and "password" in row.names]
    assert form.values["next"] == ["/teams/new/"]
    assert "data-ended" not in client.get("/teams/new/", follow=True).text


@pytest.mark.usefixtures("nothing_collected")
@pytest.mark.parametrize("address", ["/fail/500/", "/fail/403/", "/nothing/here/", "/", "/?q=%00"])
def test_without_collected_files_every_page_is_the_page_of_a_fault(client, address):
    """All other pages need the hashed names, so each of them ends here, and never as a bare text."""
    answer = client.get(address)
    assert answer.status_code == 500
    assert "<h1>Something went wrong</h1>" in answer.text
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_of_a_fault_links_files_that_exist_by_names_that_do_not_change(client):
    links = re.findall(r'<link [^>]*href="/static/([^"]+)"', client.get("/fail/500/").text)
    assert {"tokens.css", "site.css"} < set(links)
    assert all(finders.find(link) for link in links)
