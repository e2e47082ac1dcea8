"""What a person chooses when asking for a paper: it is kept with the row and stands in the file."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from decisions.forms.papers import LONGEST_NAME, MOST_APPROVERS, OrderForm
from decisions.models import Assessment, Paper, Version
from decisions.services.papers import USUAL, request_version_paper
from decisions.services.versions import save_version
from exports.pdf.order import PARTS, Approver, Order, read
from tests.decisions.printed import bytes_of
from tests.people import make_answers

pytestmark = pytest.mark.usefixtures("files")

CHOSEN = {
    "parts": ["cost", "answers"],
    "size": "us-letter",
    "mark": " For  the board only ",
    "approvers": "Bob Brown, Finance director\r\n\r\n , \r\nŻofia Żak\r\n, Head of procurement",
}
ORDER = Order(
    parts=("answers", "cost"),
    size="us-letter",
    mark="For the board only",
    approvers=(
        Approver("Bob Brown", "Finance director"),
        Approver("Żofia Żak"),
        Approver("", "Head of procurement"),
    ),
)


def test_what_is_chosen_is_kept_and_printed(payroll, alices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("papers", args=[payroll.pk]), CHOSEN)
    paper = Paper.objects.get()
    assert response["Location"] == reverse("paper", args=[paper.pk])
    assert read(paper.order) == ORDER
    pages = PdfReader(BytesIO(bytes_of(paper))).pages
    assert {round(page.mediabox.height) for page in pages} == {792}
    assert all(ORDER.mark in page.extract_text() for page in pages)
    for words in ("Bob Brown", "Finance director", "Żofia Żak", "Head of procurement"):
        assert words in pages[0].extract_text()
    page = alices.get(reverse("paper", args=[paper.pk])).text
    for words in (ORDER.mark, "Letter", PARTS["answers"], "Żofia Żak"):
        assert words in page
    for not_printed in ("precedents", "cost"):  # not chosen, and without anything to say
        assert PARTS[not_printed] not in page


def test_as_many_and_as_long_names_as_are_promised_can_be_given():
    rows = [
        Approver(f"{'n' * (LONGEST_NAME - 2)}{row:02}", "r" * LONGEST_NAME)
        for row in range(MOST_APPROVERS)
    ]
    text = "\r\n".join(f"{row.name}, {row.role}" for row in rows)
    form = OrderForm({"size": "a4", "approvers": text})
    assert form.is_valid(), form.errors
    assert form.order.approvers == tuple(rows)


def test_the_first_pages_alone_can_be_chosen(payroll, alices):
    alices.post(reverse("papers", args=[payroll.pk]), {"size": "a4"})
    assert read(Paper.objects.get().order) == Order(parts=())


def test_a_button_without_a_form_asks_for_the_usual_paper(payroll, alices):
    alices.post(reverse("papers", args=[payroll.pk]))
    paper = Paper.objects.get()
    assert (read(paper.order), paper.order_key) == (USUAL, USUAL.key)


def test_the_same_order_of_a_version_is_one_paper_and_another_order_another(payroll, alices):
    address = reverse("papers", args=[payroll.pk])
    found = [alices.post(address, data)["Location"] for data in (CHOSEN, {}, CHOSEN)]
    assert found[0] == found[2] != found[1]
    assert (Version.objects.count(), Paper.objects.count()) == (1, 2)


def test_an_older_version_has_its_own_paper_whatever_changed_since(
    payroll, alice, alices, django_capture_on_commit_callbacks
):
    old = save_version(assessment=payroll, by=alice)
    payroll.answers.all().delete()
    Assessment.objects.filter(pk=payroll.pk).update(name="Another name")
    with django_capture_on_commit_callbacks(execute=True):
        alices.post(reverse("version_papers", args=[old.pk]), {"size": "a4"})
    paper = Paper.objects.get()
    assert paper.version == old
    text = PdfReader(BytesIO(bytes_of(paper))).pages[0].extract_text()
    assert old.snapshot["heading"]["name"] in text
    assert "Another name" not in text
    page = alices.get(reverse("version_papers", args=[old.pk])).text
    assert reverse("paper", args=[paper.pk]) in page
    assert reverse("version_papers", args=[old.pk]) in alices.get(
        reverse("version", args=[old.pk])
    ).text  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"size": "a3"}, "size"),
        ({"size": ""}, "size"),
        ({"parts": ["answers", "everything"]}, "parts"),
        ({"mark": "x" * 41}, "mark"),
        ({"approvers": "\n".join(f"Name {number}" for number in range(MOST_APPROVERS + 1))}, "approvers"),
        ({"approvers": "x" * (LONGEST_NAME + 1)}, "approvers"),
        ({"approvers": f"Bob, {'x' * (LONGEST_NAME + 1)}"}, "approvers"),
        ({"approvers": "x\n" * 1_001}, "approvers"),
        ({"mark": "a\x00b"}, "mark"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_explained_beside_it_and_the_rest_stays(
    payroll, alices, fields, name
):
    response = alices.post(reverse("papers", args=[payroll.pk]), CHOSEN | fields)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert f'id="id_{name}_error' in response.text or f"id_{name}" in response.text
    if name != "approvers":
        assert "Finance director" in response.text
    assert not Paper.objects.exists()


def test_a_paper_of_too_few_answers_is_a_note_on_every_page_and_in_its_name(
    assessment, alices, alice, django_capture_on_commit_callbacks
):
    make_answers(assessment, {"A1": 2, "B1": 1})
    with django_capture_on_commit_callbacks(execute=True):
        alices.post(reverse("papers", args=[assessment.pk]))
    paper = Paper.objects.get()
    assert paper.is_note
    download = alices.get(reverse("paper_download", args=[paper.pk]))
    assert "_note_v1_" in download["Content-Disposition"]
    b"".join(download)
    for address in (reverse("paper", args=[paper.pk]), reverse("papers", args=[assessment.pk])):
        page = alices.get(address).text
        assert "Note on where we stand" in page
        assert "Paper for decision" not in page


def test_enough_answers_make_a_paper_for_decision(payroll, alice):
    version = save_version(assessment=payroll, by=alice)
    assert not request_version_paper(version=version, by=alice).is_note


def test_what_the_first_pages_rest_on_is_chosen_at_first():
    assert OrderForm().fields["parts"].initial == list(USUAL.parts)


def test_the_form_of_a_note_asks_nobody_to_sign_and_that_of_a_decision_does(payroll, alice, alices):
    """Of what the assessment shows now, and of a version that was kept before."""
    kept = save_version(assessment=payroll, by=alice)
    addresses = [reverse("papers", args=[payroll.pk]), reverse("version_papers", args=[kept.pk])]
    assert all("approvers" in alices.get(one).context["form"].fields for one in addresses)
    payroll.answers.exclude(criterion="A1").delete()
    assert ["approvers" in alices.get(one).context["form"].fields for one in addresses] == [
        False,
        True,
    ]
    # On a page from before, who signs is not dropped without a word.
    refused = alices.post(addresses[0], CHOSEN)
    assert (list(refused.context["form"].errors), "Żofia Żak" in refused.text) == (
        ["approvers"],
        True,
    )
    assert not Paper.objects.exists()
    alices.post(addresses[0], CHOSEN | {"approvers": ""})
    paper = Paper.objects.get()
    assert (paper.is_note, read(paper.order).approvers) == (True, ())
