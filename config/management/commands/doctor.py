"""Says in sentences whether this site can run as it is set up, and what to do where it cannot."""

from collections.abc import Callable, Iterator
from pathlib import Path
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.http.request import validate_host
from django.utils import timezone

from accounts.models import User
from catalog.models import Edition
from config.health import CHECKS, FINE

WRONG = 1
APART = 20
"""Seconds by which clocks may differ before anybody notices: jobs wait for minutes."""


def servers() -> Iterator[str]:
    """What /readyz asks, too."""
    names = {
        "database": "The database of DATABASE_URL",
        "migrations": "The migrations:",
        "replica": "The replica of REPLICA_URL",
        "broker": "The broker of REDIS_URL",
        "storage": f"The {'bucket of S3_URL' if settings.S3_BUCKET else 'folder of MEDIA_ROOT'}",
        "beat": "Scheduler and workers:",
    }
    for name, check in CHECKS.items():
        if (found := check()) != FINE:
            yield f"{names[name]} {found}."


def addresses() -> Iterator[str]:
    """Whether the address in mails and papers is one at which the site answers."""
    url = urlsplit(settings.SITE_URL)
    if not validate_host(url.hostname or "", settings.ALLOWED_HOSTS):
        yield f"SITE_URL names {url.hostname}, which ALLOWED_HOSTS does not hold: links lead nowhere."
    if settings.SECURE_HTTPS and url.scheme != "https":
        yield "SECURE_HTTPS is true, but SITE_URL begins with http://: links are redirected."
    if settings.DEBUG:
        return
    if url.scheme == "https" and not settings.SECURE_HTTPS:
        yield "SITE_URL begins with https://, but SECURE_HTTPS is false: cookies go over http, too."
    if url.hostname in ("localhost", "127.0.0.1", "::1"):
        yield f"SITE_URL is {settings.SITE_URL}: links in mails and papers work on this machine only."
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS holds *: pages and links can be made to name any host."


def production() -> Iterator[str]:
    """What only matters where people work."""
    if settings.DEBUG:
        return
    if settings.CELERY_TASK_ALWAYS_EAGER:
        yield "REDIS_URL is empty: people wait while papers are made in the web process."
    if settings.TRUSTED_PROXY_COUNT == 0:
        yield "TRUSTED_PROXY_COUNT is 0: behind a proxy, all people seem to come from one address."
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: nobody gets a mail."
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if hasattr(staticfiles_storage, "manifest_name") and not manifest.exists():
        yield "The style sheets were not gathered: run manage.py collectstatic."


def clocks() -> Iterator[str]:
    """Whether this machine and the database agree on the time, by which waiting and lost jobs are told."""
    if connection.vendor != "postgresql":
        return  # it asks this machine for the time
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
            there = float(cursor.fetchone()[0])
    except DatabaseError:  # it is away, as is said elsewhere
        connection.close()
        return
    if (apart := abs(timezone.now().timestamp() - there)) > APART:
        yield f"The clocks of this machine and of the database are {apart:.0f} seconds apart: jobs are taken for lost too early or too late. Let both follow a time server (NTP)."


def mail() -> Iterator[str]:
    """Whether the mail server lets us in."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError) as error:
        yield f"The mail server {server} does not take us in ({error}): mails wait. See EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS and EMAIL_USE_SSL."


def content() -> Iterator[str]:
    """Whether there is something to answer, and somebody who may look after it."""
    try:
        if not Edition.objects.exists():
            yield "No catalog was loaded: run manage.py load_catalog."
        if not User.objects.filter(is_superuser=True, is_active=True).exists():
            yield "Nobody may use the admin: run manage.py createsuperuser."
    except DatabaseError:
        yield "Without the database or its tables, nothing can be told about the catalog."


LOOKS: list[Callable[[], Iterator[str]]] = [
    *(servers, clocks, addresses, production, mail, content)
]


class Command(BaseCommand):
    """``manage.py doctor``: exit status 1 when something is wrong."""

    help = "Say in sentences what is wrong with settings, servers, tables and signs of life."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence for each finding."""
        found = [sentence for look in LOOKS for sentence in look()]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise SystemExit(WRONG)
        self.stdout.write("All is well.")
