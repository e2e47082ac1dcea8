"""Pages are compressed on the wire, except where a compressed length could give a key away (BREACH)."""

import gzip
import re

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config.middleware import CompressPages
from tests.people import make_answers

pytestmark = pytest.mark.django_db
ASKS = {"Accept-Encoding": "gzip, deflate, br"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SIGNED_NOW = re.compile(r'name="opened" value="[^"]+"')
"""What a form was opened with, signed with the second: it differs where two requests meet two."""


def through(response, path: str = "/", **headers: str):
    """The response of a view after the middleware."""
    request = RequestFactory().get(path, headers=ASKS | headers)
    return CompressPages(lambda _: response)(request)


def without_tokens(text: str) -> str:
    return SIGNED_NOW.sub("", TOKEN.sub("", text))


def pages(assessment) -> list[str]:
    of = [assessment.pk]
    return [
        reverse("question", args=[*of, "A1"]),
        *(reverse(name, args=of) for name in ("result", "whatif", "cost_short", "place", "gates")),
        reverse("result_json", args=of),
        reverse("assessments"),
        reverse("home"),
        "/nothing/here/",
    ]


def test_pages_and_data_arrive_compressed_and_unchanged(alices, assessment):
    make_answers(assessment, {"A1": 2, "B1": 1})
    for path in pages(assessment):
        plain, packed = alices.get(path), alices.get(path, headers=ASKS)
        assert packed["Content-Encoding"] == "gzip", path
        assert int(packed["Content-Length"]) == len(packed.content)
        assert "Accept-Encoding" in packed["Vary"]
        assert "Accept-Encoding" in plain["Vary"]
        assert len(packed.content) < len(plain.content) / 2
        unpacked = gzip.decompress(packed.content).decode()
        assert without_tokens(unpacked) == without_tokens(plain.text), path


def test_whoever_does_not_ask_gets_the_page_as_it_is(alices):
    assert not alices.get(reverse("assessments")).has_header("Content-Encoding")


def test_the_token_of_forms_is_never_twice_the_same_and_its_secret_in_no_page(alices):
    first, second = (alices.get(reverse("create_team")) for _ in range(2))
    assert TOKEN.findall(first.text)[0] != TOKEN.findall(second.text)[0]
    for name in ("csrftoken", "sessionid"):
        assert alices.cookies[name].value not in first.text


def test_the_same_page_has_many_lengths():
    lengths = {len(through(HttpResponse("word " * 1000)).content) for _ in range(60)}
    assert len(lengths) > 10


@pytest.mark.parametrize(
    "name", ["account_login", "account_email", "mfa_index", "mfa_activate_totp", "teams"]
)
def test_pages_with_keys_are_not_compressed(alices, client, name):
    answer = (client if name == "account_login" else alices).get(reverse(name), headers=ASKS)
    assert len(answer.content) > 1000 or answer.status_code == 302
    assert not answer.has_header("Content-Encoding")


def test_no_page_with_links_of_invitations_is_compressed(alices, assessment):
    team = assessment.team
    alices.post(reverse("invite", args=[team.pk]), {"email": "b@example.org", "role": "viewer"})
    for name, key in (("team", team.pk), ("share", assessment.pk)):
        answer = alices.get(reverse(name, args=[key]), headers=ASKS)
        assert str(team.invitations.get().token) in answer.text
        assert not answer.has_header("Content-Encoding"), name


def test_files_and_streams_of_other_kinds_pass_untouched(tmp_path):
    """A paper keeps its length, and nothing waits for the end of a stream of events."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF" + b"0" * 5000)
    answer = through(FileResponse(paper.open("rb"), content_type="application/pdf"))
    assert answer["Content-Length"] == "5004"
    assert not answer.has_header("Content-Encoding")
    answer.close()
    events = StreamingHttpResponse(iter([b"data: 1\n\n"]), content_type="text/event-stream")
    assert list(through(events)) == [b"data: 1\n\n"]


def test_a_page_that_is_compressed_already_is_not_compressed_again():
    packed = HttpResponse(gzip.compress(b"x" * 5000), headers={"Content-Encoding": "gzip"})
    assert through(packed).content == packed.content


def test_the_mark_of_a_version_of_a_page_stays_true():
    """Compressed and plain are the same page to a cache, not the same bytes."""
    marked = HttpResponse("word " * 1000, headers={"ETag": '"1"'})
    assert through(marked)["ETag"] == 'W/"1"'


def test_a_file_of_the_site_is_not_the_work_of_this_middleware(client, settings):
    settings.WHITENOISE_USE_FINDERS = True
    answer = client.get("/static/site.css", headers=ASKS)
    answer.close()
    assert "max-age" in answer["Cache-Control"]
    assert not answer.has_header("Content-Encoding")  # in the container its .gz lies beside it
