"""The checks of Django that need settings: deployment checks and missing migrations.

They run with production-like values, so that a development .env cannot hide a warning.
"""

import os
import sys
import tempfile

from django.core.management import execute_from_command_line

PRODUCTION = {
    "DOTENV": "no-file.env",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "false",
    "SECRET_KEY": "check-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SECURE_HTTPS": "true",
    "ALLOWED_HOSTS": "decisions.example",
    "EMAIL_VERIFICATION": "mandatory",
    "REDIS_URL": "",
}


def main() -> None:
    """Run both commands; Django exits with 1 on the first finding."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= PRODUCTION | {"DATABASE_URL": f"sqlite:///{folder}/check.db"}
        execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
        execute_from_command_line(["manage.py", "makemigrations", "--check", "--dry-run"])


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    main()
