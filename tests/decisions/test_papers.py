"""The pages of papers, the download, and who may see and ask for them."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions.models import Paper, Version
from decisions.services.papers import request_paper
from tests.decisions.printed import set_to
from tests.people import STRANGE_NAMES, make_answers, make_assessment

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("files")


def test_create_pdf_leads_to_a_ready_paper(answered, alices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("papers", args=[answered.pk]))
    paper = Paper.objects.get()
    assert response["Location"] == reverse("paper", args=[paper.pk])
    page = alices.get(response["Location"]).text
    assert "The PDF is ready" in page
    assert paper.sha256 in page
    assert paper.version.digest in page
    assert reverse("paper_download", args=[paper.pk]) in page
    assert "hx-trigger" not in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"state": "queued"}, "waits for its turn"), ({"state": "running"}, "is being made")],
)
def test_an_unfinished_paper_asks_again_with_and_without_javascript(paper, alices, fields, words):
    set_to(paper, started_at=timezone.now(), **fields)
    page = alices.get(reverse("paper", args=[paper.pk])).text
    assert words in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'role="status"' in page
    assert "Try again" not in page


def test_htmx_gets_nothing_until_the_state_changes(paper, alices):
    page = reverse("paper", args=[paper.pk])
    same = alices.get(page, {"known": "queued-0"}, headers=HTMX)
    assert (same.status_code, same.content) == (204, b"")
    set_to(paper, state="failed", reason="It broke.")
    changed = alices.get(page, {"known": "queued-0"}, headers=HTMX)
    assert changed.status_code == 200
    assert "It broke." in changed.text
    assert "<html" not in changed.text
    assert "hx-get" not in changed.text


def test_a_paper_that_waits_too_long_offers_to_try_again(paper, alices):
    set_to(paper, queued_at=timezone.now() - timedelta(hours=1))
    page = alices.get(reverse("paper", args=[paper.pk])).text
    assert "takes longer than it should" in page
    assert "Try again" in page


def test_the_page_names_what_could_not_be_printed(ready, alices):
    set_to(ready, missing_characters="\U00012000")
    assert (
        "No font of the paper has these characters"
        in alices.get(reverse("paper", args=[ready.pk])).text
    )


def test_the_list_shows_every_paper_with_its_state(ready, answered, alices):
    page = alices.get(reverse("papers", args=[answered.pk])).text
    assert reverse("paper", args=[ready.pk]) in page
    assert "status-ok" in page


def test_the_list_is_empty_at_first(assessment, alices, bob_as, client_of):
    """Whoever can ask for a paper sees only the form for it; a reader, that there is none."""
    path = reverse("papers", args=[assessment.pk])
    assert 'class="empty"' not in alices.get(path).text
    assert 'class="empty"' in client_of(bob_as(Role.VIEWER)).get(path).text


def test_the_download_is_an_attachment_with_a_plain_name(ready, alices):
    Version.objects.filter(pk=ready.version_id).update(created_at="2026-11-22T10:00:00Z")
    response = alices.get(reverse("paper_download", args=[ready.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="supplier-invoices_decision_v1_2026-11-22.pdf"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(ready.size)
    assert response.streaming
    content = b"".join(response)
    assert sha256(content).hexdigest() == ready.sha256


def test_a_paper_with_strange_names_can_be_downloaded(
    team, alice, alices, django_capture_on_commit_callbacks
):
    name = " ".join(STRANGE_NAMES)
    assessment = make_assessment(team, alice, name=name, unit=name)
    make_answers(assessment, {"A1": 1})
    with django_capture_on_commit_callbacks(execute=True):
        paper = request_paper(assessment=assessment, by=alice)
    assert alices.get(reverse("paper", args=[paper.pk])).status_code == 200
    response = alices.get(reverse("paper_download", args=[paper.pk]))
    assert response.status_code == 200
    assert response["Content-Disposition"].isascii()
    assert b"".join(response).startswith(b"%PDF-")


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_there_is_no_download_before_the_paper_is_ready(paper, alices, state):
    set_to(paper, state=state)
    response = alices.get(reverse("paper_download", args=[paper.pk]))
    assert response.status_code == 404
    assert "This PDF is not ready" in response.text


def pages_of(paper: Paper) -> dict[str, str]:
    return {
        "papers": reverse("papers", args=[paper.version.assessment_id]),
        **{
            name: reverse(name, args=[paper.pk])
            for name in ("paper", "paper_download", "paper_retry")
        },
    }


def status(client: Client, method: str, address: str) -> int:
    response = getattr(client, method)(address)
    b"".join(response)  # a file is closed once it was read
    return int(response.status_code)


@pytest.mark.parametrize(
    ("role", "may_create"),
    [(Role.VIEWER, False), (Role.REVIEWER, False), (Role.EDITOR, True), (Role.OWNER, True)],
)
def test_every_role_reads_and_editors_create(ready, bob_as, bobs, role, may_create):
    bob_as(role)
    pages = pages_of(ready)
    for name in ("papers", "paper", "paper_download"):
        assert status(bobs, "get", pages[name]) == 200
    for name in ("papers", "paper_retry"):
        assert status(bobs, "post", pages[name]) == (302 if may_create else 403)
    set_to(ready, state="failed", reason="It broke.")
    assert ("Try again" in bobs.get(pages["paper"]).text) is may_create
    assert ("Create PDF" in bobs.get(pages["papers"]).text) is may_create


def test_strangers_find_nothing_and_visitors_are_asked_to_sign_in(ready, charlies, client):
    pages = pages_of(ready)
    for name, address in pages.items():
        method = "post" if name == "paper_retry" else "get"
        assert status(charlies, method, address) == 404
        assert status(client, method, address) == 302
    assert status(charlies, "post", pages["papers"]) == 404


def test_other_methods_are_refused(ready, alices):
    pages = pages_of(ready)
    assert status(alices, "put", pages["papers"]) == 405
    assert status(alices, "post", pages["paper"]) == 405
    assert status(alices, "post", pages["paper_download"]) == 405
    assert status(alices, "get", pages["paper_retry"]) == 405


def test_reading_never_writes(ready, alices, django_assert_max_num_queries):
    before = Paper.objects.values().get()
    for name, address in pages_of(ready).items():
        if name != "paper_retry":
            status(alices, "get", address)
    assert Paper.objects.values().get() == before
    with django_assert_max_num_queries(5):
        alices.get(reverse("paper", args=[ready.pk]), headers=HTMX)
