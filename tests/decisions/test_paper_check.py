"""Checking a PDF: one of ours and as it was made, changed, or not ours; and nothing for strangers."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from decisions.forms.papers import LARGEST_FILE
from decisions.models import Assessment, Paper
from decisions.services.papers import request_paper
from exports.pdf.order import Order
from tests.decisions.printed import bytes_of

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def made(
    payroll: Assessment, alice: User, django_capture_on_commit_callbacks: Any
) -> tuple[Paper, bytes]:
    """A paper of a payroll, and its file."""
    with django_capture_on_commit_callbacks(execute=True):
        paper = request_paper(assessment=payroll, by=alice)
    paper.refresh_from_db()
    return paper, bytes_of(paper)


def changed(pdf: bytes) -> bytes:
    """Somebody took out a page and saved the file with another program."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        del file.pages[-1]
        file.save(out)
    return out.getvalue()


def check(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    response = client.post(reverse("paper_check"), {"file": file})
    assert response.status_code == 200
    return response


def test_the_file_as_it_was_made_is_known_and_whether_anything_changed_since(made, payroll, alices):
    paper, pdf = made
    found = check(alices, pdf).context["checked"]
    assert (found.paper, found.is_intact, found.is_current) == (paper, True, True)
    payroll.answers.filter(criterion="A1").update(choice=5)
    found = check(alices, pdf).context["checked"]
    assert (found.paper, found.is_intact, found.is_current) == (paper, True, False)


@pytest.mark.parametrize("fields", [{"name": "Another name"}, {"unit": "Another unit"}])
def test_another_name_or_unit_is_a_change_too(made, payroll, alices, fields):
    Assessment.objects.filter(pk=payroll.pk).update(**fields)
    assert not check(alices, made[1]).context["checked"].is_current


def test_a_file_that_was_changed_is_told_from_the_one_that_was_made(made, alices):
    paper, pdf = made
    response = check(alices, changed(pdf))
    found = response.context["checked"]
    assert (found.paper, found.is_intact) == (paper, False)
    assert reverse("paper", args=[paper.pk]) in response.text


def test_of_two_papers_with_the_same_facts_the_one_with_these_bytes_is_found(
    made, payroll, alice, alices, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        letter = request_paper(assessment=payroll, by=alice, order=Order(size="us-letter"))
    letter.refresh_from_db()
    assert letter.attached_sha256 == made[0].attached_sha256
    for paper, pdf in (made, (letter, bytes_of(letter))):
        found = check(alices, pdf).context["checked"]
        assert (found.paper, found.is_intact) == (paper, True)


def test_a_stranger_learns_no_more_of_a_paper_than_of_any_other_file(made, charlies, alices):
    paper, pdf = made
    other = BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(other)
    pages = [check(charlies, content).text for content in (pdf, changed(pdf), other.getvalue())]
    assert len({without_token(page) for page in pages}) == 1
    assert str(paper.pk) not in pages[0]
    assert check(alices, other.getvalue()).context["checked"] is None


def without_token(page: str) -> str:
    """The page without what differs each time."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower())


def test_signed_out_visitors_are_asked_to_sign_in(made, client):
    response = client.post(reverse("paper_check"), {"file": BytesIO(made[1])})
    assert (response.status_code, reverse("account_login") in response["Location"]) == (302, True)


@pytest.mark.parametrize(
    "content",
    [b"", b"no PDF at all", b"%PDF-1.7\n" + b"stream\n" * 30_000, b"%PDF-1.7\n/Encrypt 5 0 R"],
    ids=["empty", "text", "too many pieces", "protected"],
)
def test_a_file_that_cannot_be_looked_into_is_refused_in_a_sentence(alices, content):
    response = check(alices, content)
    (error,) = response.context["form"].errors["file"]
    assert error in response.text
    assert not response.context["was_checked"]


def test_a_file_that_is_too_large_and_none_at_all_are_refused(alices):
    assert check(alices, b"%PDF-" + b"0" * LARGEST_FILE).context["form"].errors
    response = alices.post(reverse("paper_check"))
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["file"])


def test_a_paper_that_is_made_again_is_still_known_by_the_same_bytes(
    made, alices, django_capture_on_commit_callbacks
):
    paper, pdf = made
    paper.file.storage.delete(paper.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        alices.post(reverse("paper_retry", args=[paper.pk]))
    paper.refresh_from_db()
    assert bytes_of(paper) == pdf
    assert check(alices, pdf).context["checked"].is_intact
    assert len(PdfReader(BytesIO(pdf)).pages) >= 2
