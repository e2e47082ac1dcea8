"""The restore drill: a filled site, backed up, and back in another place with the same fingerprints."""

import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone

from accounts.models import Invitation, Team, User
from audit.models import Event, Kind
from catalog.models.edition import edition_ruleset
from config import backup
from config.backup import BackupError, back_up
from decisions.models import Answer, Assessment, Paper, Version
from decisions.services.papers import request_paper
from tests.config.test_health import file_size
from tests.database import write_what_migrations_write
from tests.people import make_answers, make_assessment, make_team, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the backup is of PostgreSQL"),
]


@contextmanager
def database(name: str) -> Iterator[None]:
    """An empty database in the place of that of the tests."""
    usual = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    _use(name)
    try:
        yield
    finally:
        _use(usual)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@contextmanager
def migrated(settings: Any) -> Iterator[None]:
    """The database of the tests as if migrations had made it: its tables are the same
    (tests/test_migrations.py), and this takes no half a minute."""
    settings.MIGRATION_MODULES = {}
    _say_that_all_migrations_ran()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE django_migrations")


@contextmanager
def made_from_the_models() -> Iterator[None]:
    """What ``migrate`` makes of an empty database, in the same way without half a minute. It is told no goal:
    the backup is of this release."""

    def migrate(command: str, *goal: str, **options: Any) -> None:
        assert (command, goal) == ("migrate", ())
        if MigrationRecorder(connection).has_table():
            return
        with override_settings(
            MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}
        ):
            call_command("migrate", run_syncdb=True, **options)
        write_what_migrations_write()
        _say_that_all_migrations_ran()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "call_command", migrate)
        yield


def _say_that_all_migrations_ran() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    edition_ruleset.cache_clear()


def run(*command: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def all_rows() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of what people wrote, and of what guards it."""
    models = (User, Team, Invitation, Assessment, Answer, Version, Paper, Event)
    return {
        model.__name__: {tuple(map(repr, row)) for row in model._base_manager.values_list()}
        for model in models
    }


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.pdf")
    }


def test_a_restored_site_has_the_same_digests_and_the_same_papers(
    settings: Any, tmp_path: Path
) -> None:
    file, old, new = tmp_path / "site.tar", tmp_path / "old", tmp_path / "new"
    settings.MEDIA_ROOT = str(old)
    with migrated(settings):
        alice = make_user("alice@example.org")
        assessment = make_assessment(make_team(alice), alice)
        make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown"})
        request_paper(assessment=assessment, by=alice)
        Answer.objects.filter(criterion="B1").update(note="Zeile 1\n\\.\tü \\N ☂")
        request_paper(assessment=assessment, by=alice)
        Event.objects.create(kind=Kind.EXPORTED, by=alice.pk, person=alice.pk)
        assert Paper.objects.filter(state="ready").count() == 2
        rows, papers = all_rows(), files(old)
        assert all(rows[name] for name in rows.keys() - {"Invitation"})
        checked = run("check_versions")
        with somebody_working(assessment, files=old):
            assert "2 papers in" in run("backup", file)
        assert all_rows() != rows
        now = all_rows()
        with pytest.raises(CommandError, match="not empty"):
            run("restore", file)
        assert all_rows() == now
    assert (file.stat().st_mode & 0o077) == 0

    settings.MEDIA_ROOT = str(new)
    with database(f"{connection.settings_dict['NAME']}_new"), made_from_the_models():
        assert checked in run("restore", file)
        assert all_rows() == rows
        assert files(new) == papers
        # The next rows get numbers that none has, and the log is guarded as before.
        team = Team.objects.order_by("pk")[0]
        make_assessment(team, make_user("new@example.org"))
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.all().delete()
    altered(file, tmp_path)
    of_another_release(file, tmp_path)


@contextmanager
def somebody_working(assessment: Assessment, files: Path) -> Iterator[None]:
    """While tables are copied somebody answers, adds a person and asks for another paper: the backup has
    none of it, and all of what was there."""

    def write() -> None:
        Answer.objects.filter(assessment=assessment, criterion="A1").update(note="Too late.")
        request_paper(assessment=assessment, by=make_user("late@example.org"))
        connection.close()

    def copy_out(tar: Any, name: str) -> Any:
        if name == "decisions_answer":  # accounts were copied, papers were not
            with ThreadPoolExecutor() as pool:
                pool.submit(write).result()
        return usual(tar, name)

    usual = backup._copy_out
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "_copy_out", copy_out)
        yield
    assert len(list(files.rglob("*.pdf"))) == 3


def rewritten(file: Path, to: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The backup with some of its files changed, or left out."""
    with tarfile.open(file) as tar, tarfile.open(to, "w") as out:
        for member in tar.getmembers():
            data = tar.extractfile(member)
            assert data
            content = change(member.name, data.read())
            if content is not None:
                member.size = len(content)
                out.addfile(member, BytesIO(content))
    return to


def of_another_release(file: Path, folder: Path) -> None:
    """One that this release does not know is refused before a table is made."""

    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["migrations"].append(["decisions", "9999_of_next_year"])
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match=r"newer release.*9999_of_next_year"):
        run("restore", rewritten(file, folder / "newer.tar", newer))


def altered(file: Path, folder: Path) -> None:
    """A backup that is not whole is refused before anything is made."""

    def without_papers(name: str, content: bytes) -> bytes | None:
        return None if name.endswith(".pdf") else content

    def other_answer(name: str, content: bytes) -> bytes:
        return content.replace(b"A1", b"A2") if name == "tables/decisions_answer" else content

    def other_paper(name: str, content: bytes) -> bytes:
        return content[:-1] + b"x" if name.endswith(".pdf") else content

    for change, said in (
        (without_papers, "missing"),
        (other_answer, "decisions_answer is not as it was written"),
        (other_paper, "pdf is not as it was written"),
    ):
        with pytest.raises(CommandError, match=said):
            run("restore", rewritten(file, folder / "changed.tar", change))
    whole, cut = file.read_bytes(), folder / "cut.tar"
    for part in (whole[: len(whole) // 2], whole[:700], whole[:100], b"", b"no tar" * 1000):
        cut.write_bytes(part)
        with pytest.raises(CommandError, match="cut short"):
            run("restore", cut)
    with pytest.raises(CommandError, match="No such file"):
        run("restore", folder / "nowhere.tar")
    assert not list(folder.glob("*.part"))


def test_a_backup_that_cannot_be_written_says_so(
    tmp_path: Path, assessment: Assessment, alice: User, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "papers")
    paper = request_paper(assessment=assessment, by=alice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(default_storage, "open", lambda *_: 1 / 0)
        with pytest.raises(CommandError, match=f"{paper.pk}.* could not be read"):
            run("backup", tmp_path / "site.tar")
    shutil.rmtree(tmp_path / "papers")
    assert "can be made again" in run("backup", tmp_path / "site.tar")
    (tmp_path / "site.tar").unlink()
    with pytest.raises(CommandError, match="No such file"):
        run("backup", tmp_path / "nowhere" / "site.tar")
    with file_size(4096), pytest.raises(CommandError, match="too large"):
        run("backup", tmp_path / "site.tar")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_breaks_off_leaves_nothing_and_two_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, team: Team
) -> None:
    file = tmp_path / "site.tar"
    (tmp_path / "site.tar.part").touch()
    with pytest.raises(BackupError, match="another backup runs"):
        back_up(file, timezone.now())
    (tmp_path / "site.tar.part").unlink()
    monkeypatch.setattr("config.backup._add_manifest", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        back_up(file, timezone.now())
    assert list(tmp_path.iterdir()) == []
