"""Settings of the tests: the site's own, fed by a test environment.

``tests.servers`` has put DATABASE_URL, TEST_REDIS_URL and a MEDIA_ROOT for this process alone into the
environment before this is read.
"""

import os
import tempfile
from pathlib import Path

os.environ |= {
    "DOTENV": "no-file.env",
    "DEBUG": "false",
    "SECRET_KEY": "tests-only-0123456789abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "EMAIL_VERIFICATION": "mandatory",
    "STAFF_SECOND_STEP": "false",
    "LOG_LEVEL": "WARNING",
}
# Jobs run at once, except in the lane of tests that starts a worker of its own.
TEST_REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
os.environ["REDIS_URL"] = ""

from config.settings import *  # noqa: E402, F403

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A worker of its own process must see the same rows, so the test database is a file.
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": str(Path(tempfile.gettempdir()) / f"sourcing-decisions-{os.getpid()}.db")
    }
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
