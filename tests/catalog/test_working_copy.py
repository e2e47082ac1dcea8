"""The pages of the working copy: publish, export, import; those of editions; and who may use them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.definition import working_definition
from catalog.models import (
    Choice,
    Criterion,
    Edition,
    ReferenceCase,
    Theme,
)
from catalog.services import EDITORS, publish
from engine.model.dump import dump
from tests.admin import shown_in
from tests.catalog.makers import make_small
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("kept_small")

CHECK = reverse("admin:catalog_check")
PUBLISH = reverse("admin:catalog_publish")
EXPORT = reverse("admin:catalog_export")
IMPORT = reverse("admin:catalog_import")
APPLY = reverse("admin:catalog_import_apply")


def upload(client: Client, data: bytes) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("catalog.json", data)})


def as_file(**changes: Any) -> bytes:
    return json.dumps({**dump(make_small()), **changes}).encode()


def checked(client: Client) -> dict[str, str]:
    """What the button that confirms to publish says about what was looked at."""
    context = client.get(CHECK).context
    shown = {"checked": context["checked"], "shown": context["shown"]}
    return shown | {"confirmed": "yes"}


def test_an_editor_edits_sees_the_change_and_publishes_it(small, erins, erin):
    Theme.objects.filter(code="A").update(name="<b>Renamed</b>")
    text = erins.get(CHECK).text
    assert "Changes since Edition 1" in text
    assert "Theme A: &lt;b&gt;Renamed&lt;/b&gt;" in text
    response = erins.post(PUBLISH, checked(erins) | {"note": "A better name"}, follow=True)
    assert "Edition 2 is published. New assessments use it." in response.text
    edition = Edition.objects.current().get()
    assert (edition.note, edition.published_by) == ("A better name", erin)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "This field is required."),
        ("a\0b", "Null characters are not allowed."),
        ("x" * 2001, "at most 2000 characters"),
        ("Same", "Nothing has changed since edition 1"),
    ],
)
def test_publishing_is_refused_with_a_reason_and_keeps_the_note(small, erins, note, sentence):
    response = erins.post(PUBLISH, checked(erins) | {"note": note})
    assert response.status_code == 422
    assert sentence in response.text
    assert response.context["form"]["note"].value() == note
    assert Edition.objects.count() == 1


def test_pressing_publish_twice_publishes_once(small, erins):
    Theme.objects.filter(code="A").update(name="Renamed")
    sent = checked(erins) | {"note": "Rename"}
    assert erins.post(PUBLISH, sent).status_code == 302
    assert erins.post(PUBLISH, sent).status_code == 409
    assert Edition.objects.count() == 2


@pytest.mark.parametrize("meanwhile", ["row", "case", "edition and back"])
def test_what_was_not_checked_is_not_published(small, erins, meanwhile):
    """Another change, another test case, or another edition since the page was shown."""
    Theme.objects.filter(code="A").update(name="Checked")
    sent = checked(erins) | {"note": "What I checked"}
    if meanwhile == "row":
        Choice.objects.filter(criterion__code="A1", number=2).update(text="Unseen")
    elif meanwhile == "case":
        ReferenceCase.objects.create(name="C", document={"answers": {}}, expected=["bpo"])
    else:
        Theme.objects.filter(code="B").update(name="Between")
        publish(by=None, note="Between", checked=None)
        Theme.objects.filter(code="B").update(name="Theme B")
    editions = Edition.objects.count()
    response = erins.post(PUBLISH, sent)
    assert response.status_code == 409
    assert Edition.objects.count() == editions
    assert response.context["form"]["note"].value() == "What I checked"
    expected = {"row": ["changed"], "case": [], "edition and back": ["changed"]}[meanwhile]
    assert [change.kind for change in response.context["fresh"]] == expected

    ReferenceCase.objects.all().delete()
    again = checked(erins) | {"note": "What I checked"}
    assert erins.post(PUBLISH, again).status_code == 302


def test_a_publication_without_a_word_on_what_was_checked_is_refused(small, erins):
    Theme.objects.filter(code="A").update(name="Renamed")
    for sent in ({}, {"checked": ""}, {"checked": "\0" * 9}, {"shown": "\0é "}):
        assert erins.post(PUBLISH, {"note": "Blind", **sent}).status_code == 409
    assert Edition.objects.count() == 1


def test_publishing_asks_first_with_the_number_that_it_proposes(small, erins):
    """The page that asks stores nothing, and what it asks about is what is published."""
    Theme.objects.filter(code="A").update(name="Renamed")
    sent = {name: value for name, value in checked(erins).items() if name != "confirmed"}
    page = erins.post(PUBLISH, sent | {"note": "A better <name>\nand more"})
    assert page.status_code == 200
    assert page.context["number"] == 2
    assert [change.kind for change in page.context["comparison"].changes] == ["changed"]
    assert Edition.objects.count() == 1
    asked = shown_in(page, "confirm")
    Theme.objects.filter(code="A").update(name="Unseen")
    assert erins.post(PUBLISH, asked).status_code == 409
    Theme.objects.filter(code="A").update(name="Renamed")
    assert erins.post(PUBLISH, asked).status_code == 302
    edition = Edition.objects.current().get()
    assert (edition.number, edition.note.split()) == (2, ["A", "better", "<name>", "and", "more"])


def test_an_edition_is_restored_into_the_working_copy_and_published_under_a_new_number(
    small, erins
):
    Theme.objects.filter(code="A").update(name="Renamed")
    publish(by=None, note="Rename", checked=None)
    page = erins.get(reverse("admin:catalog_edition_restore", args=[small.pk]))
    assert [change.kind for change in page.context["comparison"].changes] == ["changed"]
    assert Theme.objects.get(code="A").name == "Renamed"
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert erins.post(APPLY, data).status_code == 302
    assert Theme.objects.get(code="A").history.first().history_change_reason == "Back to Edition 1"
    assert erins.post(PUBLISH, checked(erins) | {"note": "Back"}).status_code == 302
    third = Edition.objects.current().get()
    assert (third.number, third.sha256) == (3, small.sha256)


def test_who_may_not_import_may_not_restore_an_edition(small, stans, client_of):
    url = reverse("admin:catalog_edition_restore", args=[small.pk])
    assert stans.get(url).status_code == 403
    rita = make_user("rita@example.org", is_staff=True)
    rita.user_permissions.add(Permission.objects.get(codename="view_edition"))
    assert client_of(rita).get(url).status_code == 403


def test_the_export_is_the_whole_model_in_canonical_form(small, erins):
    response = erins.get(EXPORT)
    assert response["Content-Disposition"] == 'attachment; filename="working-copy.json"'
    expected = json.dumps(dump(make_small()), ensure_ascii=False, indent=2) + "\n"
    assert response.content == expected.encode()


def test_an_import_shows_what_would_change_before_it_is_applied(small, erins, erin):
    theme = {"code": "A", "name": "Imported"}
    page = upload(erins, as_file(themes=[theme, {"code": "B", "name": "Theme B"}]))
    assert "0 added, 1 changed, 0 removed" in page.text
    assert "Theme A: Imported" in page.text
    assert Theme.objects.get(code="A").name == "Theme A"
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields} | {"reason": "From the other site"}
    response = erins.post(APPLY, data, follow=True)
    assert "The working copy was replaced; 1 rows changed." in response.text
    record = Theme.objects.get(code="A").history.first()
    assert (record.history_user, record.history_change_reason) == (erin, "From the other site")
    assert Edition.objects.count() == 1


def test_an_exported_file_is_imported_without_any_change(small, erins):
    page = upload(erins, erins.get(EXPORT).content)
    assert "0 added, 0 changed, 0 removed, 43 unchanged." in " ".join(page.text.split())
    assert "Replace the working copy" not in page.text


def test_an_import_is_compared_again_when_somebody_saved_meanwhile(small, erins):
    form = upload(erins, as_file(title="Imported")).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"shown": "", "reason": "Mine"}
    Theme.objects.filter(code="A").update(name="Saved meanwhile")
    response = erins.post(APPLY, data)
    assert response.status_code == 409
    assert [change.what for change in response.context["fresh"]]
    assert response.context["form"]["reason"].value() == "Mine"
    assert "Theme A: Theme A" in response.text
    assert Theme.objects.get(code="A").name == "Saved meanwhile"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"PK\x03\x04 a spreadsheet", "The file is not JSON"),
        (b"\0", "The file is not JSON"),
        ("{é".encode("utf-16"), "The file is not UTF-8 text"),
        (b"[]", "is not of type"),
        (b'{"format": 2}', "is a required property"),
        (as_file(format=1), "2 was expected"),
        (as_file(title="a\0b"), "cannot be stored"),
        (as_file(title="\ud800"), "cannot be stored"),
        (as_file(title="x" * 201), "at most 200 characters"),
        (as_file(gates="none"), "is not of type"),
        (as_file(themes=[{"code": "A", "name": "A", "colour": "red"}]), "was unexpected"),
        (as_file(sources=[]), "names the source S1, which is not in the source register"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (3 * 1024 * 1024 + 1), "larger than 3 MB"),
        (b"x" * 10_000_000, "larger than 3 MB"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(small, erins, data, sentence):
    before = working_definition()
    response = upload(erins, data)
    if response.status_code == 200:  # only fields of the table refuse it, when it is applied
        form = response.context["form"]
        response = erins.post(APPLY, {name: form[name].value() for name in form.fields})
    assert response.status_code == 422
    assert sentence in response.text
    assert working_definition() == before


def test_an_import_without_a_file_and_a_forged_apply_are_refused(small, erins):
    assert "This field is required." in erins.post(IMPORT, {}).text
    assert erins.post(APPLY, {"definition": "{", "compared_with": ""}).status_code == 422
    missing = erins.post(APPLY, {"definition": as_file().decode()})
    assert missing.status_code == 422


def test_old_editions_can_be_read_compared_and_taken_but_not_changed(small, erins):
    Theme.objects.filter(code="A").update(name="Renamed")
    second = publish(by=None, note="Rename", checked=None)
    assert second.sha256[:12] in erins.get(reverse("admin:catalog_edition_changelist")).text
    url = reverse("admin:catalog_edition_change", args=[second.pk])
    page = erins.get(url)
    assert second.sha256 in page.text
    assert 'name="_save"' not in page.text
    assert erins.post(url, {"note": "Rewritten"}).status_code == 403
    assert erins.get(reverse("admin:catalog_edition_delete", args=[small.pk])).status_code == 403
    assert erins.get(reverse("admin:catalog_edition_add")).status_code == 403
    changes = reverse("admin:catalog_edition_differences", args=[second.pk])
    assert "Theme A: Renamed" in erins.get(changes).text
    assert "Theme A: Renamed" in erins.get(changes + "?with=1").text
    assert erins.get(changes + "?with=77").status_code == 404
    assert erins.get(changes + "?with=x").status_code == 200
    first = reverse("admin:catalog_edition_differences", args=[small.pk])
    assert "is the first edition" in erins.get(first).text
    assert "Edition 2 compared with Edition 1" in erins.get(first + "?with=2").text
    file = erins.get(reverse("admin:catalog_edition_download", args=[small.pk]))
    assert json.loads(file.content) == dump(make_small())
    assert file["Content-Disposition"] == 'attachment; filename="edition-1.json"'


def test_a_superuser_cannot_change_an_edition_either(small, alice, client_of):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client = client_of(alice)
    url = reverse("admin:catalog_edition_change", args=[small.pk])
    assert client.post(url, {"note": "Rewritten"}).status_code == 403
    delete = reverse("admin:catalog_edition_delete", args=[small.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:catalog_edition_changelist"),
        {"action": "delete_selected", "_selected_action": small.pk, "post": "yes"},
    )
    assert Edition.objects.filter(pk=small.pk).exists()


GET_PAGES = [CHECK, EXPORT, IMPORT]


@pytest.mark.parametrize("url", [*GET_PAGES, PUBLISH, APPLY])
def test_who_may_use_the_pages_of_the_working_copy(small, erins, stans, alices, url):
    """Editors may, staff without permission get 403, others are sent to the sign-in page."""
    ask = "get" if url in GET_PAGES else "post"
    assert getattr(erins, ask)(url).status_code in (200, 422)
    assert getattr(stans, ask)(url).status_code == 403
    for outsider in (alices, Client()):
        response = getattr(outsider, ask)(url)
        assert response.status_code == 302
        assert "/login/?next=" in response["Location"]


@pytest.mark.parametrize(
    ("url", "page"), [(PUBLISH, CHECK), (APPLY, reverse("admin:catalog_import"))]
)
def test_pages_that_write_lead_whoever_opens_them_to_their_form(small, erins, url, page):
    """A refused form answers with a page under this address."""
    assert erins.get(url)["Location"] == page
    assert erins.get(page).status_code == 200


@pytest.mark.parametrize("url", [CHECK, EXPORT])
def test_pages_that_read_refuse_post(small, erins, url):
    assert erins.post(url).status_code == 405


def test_a_reader_of_the_catalog_may_look_but_not_publish_or_import(small, client_of):
    rita = make_user("rita@example.org", is_staff=True)
    rita.user_permissions.set(
        Permission.objects.filter(content_type__app_label="catalog", codename__startswith="view_")
    )
    reader = client_of(rita)
    text = reader.get(CHECK).text
    assert "Publish edition" not in text
    assert IMPORT not in text
    assert reader.get(EXPORT).status_code == 200
    assert reader.post(PUBLISH, {"note": "x"}).status_code == 403
    assert reader.get(IMPORT).status_code == 403
    criterion = reverse("admin:catalog_criterion_change", args=[Criterion.objects.first().pk])  # type: ignore[union-attr]
    assert reader.get(criterion).status_code == 200
    assert reader.post(criterion, {}).status_code == 403


def test_editors_have_the_permissions_of_the_catalog_and_no_others(erin):
    permissions = erin.get_all_permissions()
    assert {name.split(".")[0] for name in permissions} == {"catalog"}
    assert "catalog.publish_edition" in permissions
    assert "catalog.change_criterion" in permissions
    assert not any(
        "historical" in name or "_edition" in name
        for name in permissions - {"catalog.publish_edition", "catalog.view_edition"}
    )
    assert erin.groups.get().name == EDITORS


def test_the_list_pages_lead_to_the_working_copy(small, erins, stans):
    assert CHECK in erins.get(reverse("admin:catalog_criterion_changelist")).text
    assert CHECK in erins.get(reverse("admin:app_list", args=["catalog"])).text
