"""What a script of the page gets: parts carry a mark, and nothing that comes instead does."""

from typing import Any

import pytest
from django.test import Client

from tests.people import make_steps

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "Referer": "http://testserver/assessments/1/questions/A1/?from=check"}


def test_a_part_for_a_person_who_is_signed_in_is_marked(alices: Client, assessment: Any) -> None:
    path = f"/assessments/{assessment.pk}/questions/A1/"
    assert alices.get(path, headers=HTMX)["X-Part"] == "yes"
    assert "X-Part" not in alices.get(path)


def test_a_part_behind_a_redirect_is_marked(alices: Client, assessment: Any) -> None:
    (step, _) = make_steps(assessment, "Collect", "Pay")
    path = f"/assessments/{assessment.pk}/steps/{step.pk}/move/"
    moved = alices.post(path, {"way": "down", "place": "1"}, headers=HTMX, follow=True)
    assert moved.redirect_chain
    assert moved["X-Part"] == "yes"


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/no-such-page/"])
def test_a_page_to_sign_in_and_an_error_are_not_marked(client: Client, path: str) -> None:
    assert "X-Part" not in client.get(path, headers=HTMX)


def test_an_error_is_not_marked(charlies: Client, assessment: Any) -> None:
    gone = charlies.get(f"/assessments/{assessment.pk}/what-if/", headers=HTMX)
    assert gone.status_code == 404
    assert "X-Part" not in gone


@pytest.mark.parametrize(
    ("method", "back"),
    [
        ("get", "/papers/1/%3Fknown%3Dqueued"),
        ("post", "/assessments/1/questions/A1/%3Ffrom%3Dcheck"),
    ],
)
def test_a_script_without_a_session_gets_the_way_to_sign_in_and_no_page(
    client: Client, assessment: Any, method: str, back: str
) -> None:
    """And back: to what was asked for where it can be opened, else to the page that sent it."""
    paper = "/papers/00000000-0000-0000-0000-000000000001/?known=queued"
    path = paper if method == "get" else f"/assessments/{assessment.pk}/questions/A1/"
    answer = getattr(client, method)(path, headers=HTMX)
    assert answer.status_code == 401
    assert not answer.content
    assert "Location" not in answer
    back = back.replace("/papers/1/", "/papers/00000000-0000-0000-0000-000000000001/")
    ended = "&ended=yes" if method == "post" else ""
    assert answer["X-Sign-In"] == f"/accounts/login/?next={back}{ended}"


def test_the_way_to_sign_in_never_leads_to_another_site(client: Client, assessment: Any) -> None:
    headers = HTMX | {"Referer": "https://evil.example/"}
    answer = client.post(f"/assessments/{assessment.pk}/questions/A1/", headers=headers)
    assert "evil" not in answer["X-Sign-In"]
