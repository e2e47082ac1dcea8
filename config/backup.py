"""A backup of everything: the rows of PostgreSQL as one moment has them, and the files of the papers.

It is one tar file: ``manifest.json`` says what is in it, ``tables/`` has each table as PostgreSQL's COPY
writes it, ``papers/`` the files. It needs no program of PostgreSQL beside the server, and goes from one
major release of it to the next. A newer release of this site restores it, too: the tables are made as
they were, filled, and then brought up to date.
"""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from decisions.models import Paper

FORMAT = 2
READ = (1, FORMAT)
"""The first had no fingerprints of papers."""
LEFT_OUT = {"django_migrations", "django_session", "accounts_counter", "operations_pulse"}
"""What says nothing tomorrow: people sign in again, limits and signs of life begin anew."""
BLOCK = 1 << 20
COLUMNS = """SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'
    AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"""
COUNTED = """SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"""


class BackupError(Exception):
    """What keeps a backup from being made or restored, in a sentence."""


@dataclass
class Table:
    """One table: its columns in their order, how many rows, and the fingerprint of its file."""

    columns: list[str]
    rows: int = 0
    sha256: str = ""


@dataclass
class Manifest:
    """What is in a backup; of each paper its name and the fingerprint of its file."""

    made_at: str
    format: int = FORMAT
    migrations: list[list[str]] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def back_up(target: Path, now: datetime) -> Manifest:
    """Write a backup. The site goes on meanwhile; what it writes after the begin is not in it."""
    _only_postgresql()
    manifest = Manifest(now.isoformat())
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("xb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            part.chmod(0o600)
            with _one_moment():
                manifest.migrations = [
                    list(key) for key in MigrationRecorder(connection).applied_migrations()
                ]
                for name in _tables():
                    manifest.tables[name] = _copy_out(tar, name)
                ready = Paper.objects.filter(state=Paper.State.READY).exclude(file="")
                names = list(ready.order_by("pk").values_list("file", flat=True))
            for name in names:
                _add_paper(tar, str(name), manifest)
            _add_manifest(tar, manifest)
        part.replace(target)
    except FileExistsError:
        raise BackupError(f"{part} is there: another backup runs, or one was broken off.") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def restore(source: Path) -> Manifest:
    """Fill an empty database and storage. Nothing is changed when the file is not whole, or of a release
    that this one does not know."""
    _only_postgresql()
    with _opened(source) as tar:
        manifest = _read_manifest(tar)
        _check_files(tar, manifest)
        _check_release(manifest)
        if connection.introspection.table_names():
            raise BackupError(
                "The database is not empty. Make a new one, point DATABASE_URL to it, and run this again."
            )
        _make_tables_of(manifest)
        with transaction.atomic(), connection.cursor() as cursor:
            for name in manifest.tables:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, table in manifest.tables.items():
                _copy_in(_file(tar, f"tables/{name}"), name, table)
            _count_on(cursor)
        for name in manifest.papers:
            _store(name, _file(tar, f"papers/{name}"))
    call_command("migrate", verbosity=0)
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} is no backup, or was cut short.") from error


def _only_postgresql() -> None:
    if connection.vendor != "postgresql":
        raise BackupError(
            "This is for PostgreSQL. Of SQLite, stop the site and copy the folder var."
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the rows as they are now, whatever is written meanwhile."""
    with transaction.atomic(durable=True):
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - LEFT_OUT)


def _copy_out(tar: tarfile.TarFile, name: str) -> Table:
    with TemporaryDirectory() as folder, connection.cursor() as cursor:
        cursor.execute(COLUMNS, [name])
        table = Table([row[0] for row in cursor.fetchall()])
        path = Path(folder, name)
        with path.open("wb") as file, cursor.cursor.copy(_copy("TO STDOUT", name, table)) as copy:
            for block in copy:
                file.write(block)
        table.rows = cursor.cursor.rowcount
        with path.open("rb") as file:
            table.sha256 = file_digest(file, "sha256").hexdigest()
        tar.add(path, f"tables/{name}")
    return table


def _copy_in(file: IO[bytes], name: str, table: Table) -> None:
    with connection.cursor() as cursor:
        with cursor.cursor.copy(_copy("FROM STDIN", name, table)) as copy:
            while block := file.read(BLOCK):
                copy.write(block)
        if cursor.cursor.rowcount != table.rows:
            raise BackupError(f"{name} took {cursor.cursor.rowcount} of {table.rows} rows.")


def _copy(direction: str, name: str, table: Table) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    text = sql.SQL("COPY {} ({}) {}")
    return text.format(sql.Identifier(name), columns, sql.SQL(direction))


def _count_on(cursor: Any) -> None:
    """Let the next row of each table have a number that none has."""
    cursor.execute(COUNTED)
    for table, column, sequence in cursor.fetchall():
        query = sql.SQL("SELECT setval(%s, coalesce(max({}), 0) + 1, false) FROM {}")
        cursor.execute(query.format(sql.Identifier(column), sql.Identifier(table)), [sequence])


def _add_paper(tar: tarfile.TarFile, name: str, manifest: Manifest) -> None:
    try:
        with default_storage.open(name, "rb") as file:
            info = tarfile.TarInfo(f"papers/{name}")
            info.size = default_storage.size(name)
            read = _Digested(file)
            tar.addfile(info, read)
    except FileNotFoundError:
        manifest.missing.append(name)
    except OSError:
        raise
    except Exception as error:  # each storage has its own
        raise BackupError(f"The paper {name} could not be read ({error}).") from error
    else:
        manifest.papers[name] = read.digest.hexdigest()


class _Digested:
    """A file that knows the fingerprint of what was read from it."""

    def __init__(self, file: File[bytes]) -> None:
        self.file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = bytes(self.file.read(size))
        self.digest.update(block)
        return block


def _store(name: str, file: IO[bytes]) -> None:
    try:
        if default_storage.exists(name):
            default_storage.delete(name)
        stored = default_storage.save(name, File(file))
    except Exception as error:  # each storage has its own
        raise BackupError(
            f"{name} could not be stored ({error}). Once it can be, make a new database and run this again."
        ) from error
    if stored != name:
        raise BackupError(f"{name} was stored as {stored}.")


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "manifest.json")
        path.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
        tar.add(path, path.name)


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        data = json.loads(_file(tar, "manifest.json").read())
        if data["format"] not in READ:
            raise BackupError(f"This backup has format {data['format']}; formats {READ} are read.")
        if data["format"] == 1:
            data["papers"] = dict.fromkeys(data["papers"], "")
        tables = {name: Table(**table) for name, table in data.pop("tables").items()}
        return Manifest(**data, tables=tables)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError("The manifest of the backup cannot be read.") from error


def _check_files(tar: tarfile.TarFile, manifest: Manifest) -> None:
    for name, table in manifest.tables.items():
        _check_file(tar, f"tables/{name}", table.sha256)
    for name, digest in manifest.papers.items():
        _check_file(tar, f"papers/{name}", digest)


def _check_file(tar: tarfile.TarFile, name: str, digest: str) -> None:
    found = file_digest(_file(tar, name), "sha256").hexdigest()  # type: ignore[arg-type]
    if digest and found != digest:
        raise BackupError(f"{name} is not as it was written.")


def _check_release(manifest: Manifest) -> None:
    """Whether this release knows every change of tables that the one of the backup had made."""
    known = MigrationLoader(None).disk_migrations.keys()
    if unknown := {(app, name) for app, name in manifest.migrations} - known:
        app, name = min(unknown)
        raise BackupError(
            f"The backup is of a newer release, which has {app} {name}: restore it with that one."
        )


def _file(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        file = tar.extractfile(name)
    except KeyError:
        file = None
    if file is None:
        raise BackupError(f"{name} is missing: the backup was cut short.")
    return file


def _make_tables_of(manifest: Manifest) -> None:
    """Migrate to where the backup was: all at once where that is this release, else each app to its last
    migration there, and no further."""
    last = dict(sorted((app, name) for app, name in manifest.migrations))
    is_this_release = last == dict(MigrationLoader(None).graph.leaf_nodes())
    try:
        for goal in [()] if is_this_release else last.items():
            call_command("migrate", *goal, verbosity=0)
    except CommandError as error:
        raise BackupError(f"The backup is of another release: {error}") from error
