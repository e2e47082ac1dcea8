"""Print the way of an answer beside RDMO 2.5, the questionnaire of the same kind and framework.

``make bench-rdmo`` runs it by hand: it makes an environment of its own in ``var/rdmo``, installs RDMO from
its package there (once, some minutes), and lets both save an answer and show the next question on one
PostgreSQL server: the same 25 questions with the same options, one a page, fresh answers each time. RDMO's
script in the browser sends three requests for it, ours one. Both are called without a network.
"""

import json
import subprocess
import venv
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import override_settings

from tools import bench, bench_site
from tools.measuring import Row, Spent, medians
from tools.wire import Browser

from catalog.models import Edition  # isort: skip
from decisions.models import Depth  # isort: skip

PACKAGE = "rdmo==2.5.*"
FOLDER = Path(settings.BASE_DIR) / "var" / "rdmo"
PYTHON = FOLDER / "bin" / "python"
BUDGET = 1 / 5


def install() -> None:
    """RDMO and a driver in an environment of its own, unless they are there."""
    done = FOLDER / ".installed"
    if not done.exists():
        venv.create(FOLDER, clear=True, with_pip=True)
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", PACKAGE, "psycopg[binary]"]
        subprocess.run(command, check=True)  # noqa: S603
        done.touch()


def ours(edition: Edition) -> Spent:
    """Save an answer and show the next question here, all questions asked."""
    user = bench_site.person(edition)
    walk = bench_site.Walk(Browser(user), bench_site.assessment_of(user, Depth.FULL), scripted=True)
    return medians({"": walk.step})[""]


def theirs(edition: Edition) -> tuple[str, Spent]:
    """RDMO's version, and the same there."""
    own = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS rdmo_bench")
        cursor.execute("CREATE DATABASE rdmo_bench")
    names = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = {name: own[name] for name in names} | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rdmo_bench",
        "CONN_MAX_AGE": 60,
    }
    questions = [
        {"text": row.question, "help": row.help, "options": [choice.text for choice in row.choices]}
        for row in edition.ruleset.criteria
        if row.asked == "questions"
    ]
    asked = json.dumps({"database": database, "questions": questions})
    side = Path(__file__).with_name("bench_rdmo_side.py")
    done = subprocess.run([str(PYTHON), str(side)], input=asked, text=True, stdout=-1, check=True)  # noqa: S603
    found = json.loads(done.stdout)
    return found["version"], Spent(found["wall"], found["cpu"])


def main() -> None:
    """Install, measure, print."""
    install()
    edition = bench.prepare()
    with override_settings(**bench.SETTINGS):
        here = ours(edition)
    version, there = theirs(edition)
    ratio = here.against(there)
    bench.show(Row("what", "clock / processor", "ratio", "budget"))
    bench.show(Row(f"RDMO {version}: save an answer and show the next page", str(there)))
    bench.show(
        Row(
            "here: save an answer and show the next question",
            str(here),
            f"{ratio.wall:.2f}x / {ratio.cpu:.2f}x",
            f"{BUDGET:.2f}x / {BUDGET:.2f}x",
            max(ratio) <= BUDGET,
        )
    )


if __name__ == "__main__":
    main()
