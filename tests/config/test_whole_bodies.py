"""A body that ends before its announced length saves nothing: over a socket, to the container's server."""

import json
import os
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Team, User
from catalog.models import Criterion, Edition
from config.middleware import refuse_cut_bodies
from config.whole_body import CutShortError, WholeBody
from decisions.models import Answer, Assessment, CostCase, CostUpload
from decisions.sheets import workbook_bytes
from tests.config.wire import TOKEN, body, chunks, post
from tests.decisions.cost_book import CASE
from tests.decisions.questions import sent, url
from tests.people import PASSWORD, make_assessment, make_team, make_user


@pytest.fixture
def session(transactional_db: None) -> str:
    """The session of Alice, who owns a team and may use the admin."""
    make_team(make_user("alice@example.org", is_staff=True, is_superuser=True), "Before")
    client = Client()
    client.force_login(User.objects.get())
    return client.cookies["sessionid"].value


def forms() -> dict[str, tuple[str, str, bytes]]:
    """A form of each kind: its address, its content type and its body. All give something a name."""
    team = Team.objects.get()
    rename = reverse("rename_team", args=[team.pk])
    assessment = make_assessment(team, team.members.get())
    note = sent(2, note="word " * 300)
    typed = {"name": "After", "version": "1", "more": "x" * 1000}
    file = SimpleUploadedFile("case.xlsx", os.urandom(100_000))
    return {
        "a page": (rename, *body(typed, multipart=False)),
        "an upload": (
            rename,
            *body({"name": "After", "version": "1", "file": file}, multipart=True),
        ),
        "a question": (url(assessment), *body(note, multipart=False)),
        "the admin": ("/admin/auth/group/add/", *body({"name": "After"}, multipart=True)),
    }


def saved() -> list[int]:
    """How many rows came from the forms."""
    named = [model.objects.filter(name="After").count() for model in (Team, Group)]
    return [*named, Answer.objects.count()]


def test_no_form_sees_a_part_of_what_was_sent(port, session):
    """Cut after its last field but one byte, in the middle, and at once; with the token of the form
    and with that of a script, which would be accepted without a form."""
    for kind, (path, content_type, whole) in forms().items():
        said = {"Content-Type": content_type, "Content-Length": len(whole)}
        for more in ({}, {"X-CSRFToken": TOKEN, "HX-Request": "true"}):
            for end in (0, len(whole) // 2, len(whole) - 1):
                assert post(port, path, said | more, whole[:end], session) == 400, (kind, end)
                assert not any(saved()), (kind, end)
        assert post(port, path, said, whole, session) == 302, kind
        assert sum(saved()) == 1, kind
        Team.objects.update(name="Before", version=1)
        Group.objects.filter(name="After").delete()
        Answer.objects.all().delete()


def test_a_body_of_unknown_length_is_refused(port, session):
    """Whole or cut: Django would take it for an empty form, in which nothing is ticked."""
    for kind, (path, content_type, whole) in forms().items():
        said = {"Content-Type": content_type, "X-CSRFToken": TOKEN}
        in_chunks = said | {"Transfer-Encoding": "chunked"}
        for rest in (b"0\r\n\r\n", b"0\r\n", b""):
            assert post(port, path, in_chunks, chunks(whole) + rest, session) == 411, kind
        assert post(port, path, said, b"", session) == 411, kind
        assert not any(saved()), kind


def test_nobody_is_signed_in_by_a_part_of_a_password(port, transactional_db):
    make_user("alice@example.org")
    content_type, whole = body({"login": "alice@example.org", "password": PASSWORD + "more"}, False)
    said = {"Content-Type": content_type, "Content-Length": len(whole)}
    part = whole.removesuffix(b"more")
    assert post(port, "/accounts/login/", said, part) == 400
    assert post(port, "/accounts/login/", said | {"Content-Length": len(part)}, part) == 302


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [1, 4, 20, 60, 200])
@pytest.mark.parametrize("large", [False, True])
def test_parts_that_are_not_closed_are_refused_though_their_length_is_right(
    alices, team, cut, large, settings
):
    """Something between us and the browser may have counted again what was left."""
    if large:  # goes to the disk
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    file = SimpleUploadedFile("case.xlsx", os.urandom(200_000))
    typed = {"name": "After", "version": team.version, "more": file if large else "x" * 1000}
    content_type, whole = body(typed, multipart=True)
    path = reverse("rename_team", args=[team.pk])
    # The line feed behind the last line says nothing.
    answer = alices.generic("POST", path, whole.rstrip()[:-cut], content_type)
    assert answer.status_code == 400
    assert not Team.objects.filter(name="After").exists()
    assert alices.generic("POST", path, whole.rstrip(), content_type).status_code == 302


@pytest.mark.parametrize("large", [False, True])
def test_a_file_of_any_size_arrives(client, settings, large):
    """Small ones are read into memory, large ones go to the disk."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    data = b"x" * (20_000 if large else 2_000)
    seen: list[bytes] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend(file.read() for file in request.FILES.values())  # type: ignore[union-attr]
        return HttpResponse()

    file = SimpleUploadedFile("a.bin", data)
    request = RequestFactory().post("/", {"file": file})
    assert refuse_cut_bodies(view)(request).status_code == 200
    assert seen == [data]


SIZES = (2_000, 990_000, 2_700_000, 5_300_000)
"""A small file, one near the most of a workbook, one that Django keeps on the disk, one in a body above the most that it
holds in memory."""


def uploads(user: User) -> dict[str, tuple[str, dict[str, object], bytes]]:
    """Where files are taken: the address, what is sent beside the file, and a whole file of its kind."""
    team = Team.objects.get()
    assessment = make_assessment(team, user)
    book = workbook_bytes(CASE)
    case = json.dumps({"name": "After", "answers": {}, "note": "x" * 6_000_000}).encode()
    return {
        "case.xlsx": (reverse("cost_sheet", args=[assessment.pk]), {}, book + bytes(6_000_000)),
        "case.json": (
            reverse("assessment_import"),
            {"team": team.pk, "start_key": uuid4(), "name": "After"},
            case,
        ),
        "model.json": (reverse("admin:catalog_import"), {}, case),
        "case.csv": (
            reverse("cost_sheet", args=[assessment.pk]),
            {},
            b"Kind,Likely\n" + b"people,1\n" * 700_000,
        ),
    }


def test_a_cut_file_of_any_size_is_refused_and_nothing_is_written(port, session):
    """Cut before it was chosen: the page again, which says so; or on the way, with the length counted again."""
    user = User.objects.get()
    kept: list[type[Model]] = [Assessment, CostUpload, CostCase, Edition, Criterion]
    for kind, (path, fields, whole) in uploads(user).items():
        before = [model._base_manager.count() for model in kept]
        for size in SIZES:
            file = SimpleUploadedFile(kind, whole[:size])
            content_type, sent_whole = body({**fields, "file": file}, multipart=True)
            for cut, status in ((0, {200, 422}), (30, {400}), (size // 2, {400})):
                sent_now = sent_whole[: len(sent_whole) - cut]
                said = {"Content-Type": content_type, "Content-Length": len(sent_now)}
                told = post(port, path, said, sent_now, session)
                assert told in status, (kind, size, cut)
        assert [model._base_manager.count() for model in kept] == before, kind


@pytest.mark.parametrize("length", ["abc", "-1", "1.5", "²"])
def test_a_length_that_is_no_number_is_refused(client, length):
    for method in ("GET", "POST"):
        answer = client.generic(method, "/", b"a=b", CONTENT_LENGTH=length)
        assert answer.status_code == 411


class Slow(BytesIO):
    """A stream that gives little at a time, as a server may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 3))


def test_a_body_that_comes_in_small_pieces_is_whole():
    assert WholeBody(Slow(b"0123456789")).read(10) == b"0123456789"
    assert WholeBody(BytesIO(b"one\ntwo")).readline(7) == b"one\n"
    assert WholeBody(BytesIO(b"one\ntwo")).readline(2) == b"on"


@pytest.mark.parametrize("stream", [Slow, BytesIO])
def test_a_body_that_ends_too_early_is_noticed(stream):
    with pytest.raises(CutShortError):
        WholeBody(stream(b"0123456789")).read(11)
    with pytest.raises(CutShortError):
        WholeBody(stream(b"one")).readline(4)
