"""Papers in a bucket, on a server of its own process that speaks S3."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config import health
from decisions.deleted import remove
from decisions.models import Assessment, Paper
from decisions.papers import clear_out
from decisions.services.deleting import delete
from decisions.services.papers import request_paper
from tests.deploy.compose import Process, answers, free_port, wait_for
from tests.people import make_answers

pytestmark = pytest.mark.django_db(transaction=True)
BUCKET = "papers-of-tests"
KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}


@pytest.fixture
def bucket(tmp_path: Path, settings: Any) -> Iterator[Callable[[], list[str]]]:
    """The server, and what lies in the bucket; the site keeps its papers there, below ``site/``."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = Process("s3", command, tmp_path)
    wait_for(lambda: answers(port), server)
    address = f"http://127.0.0.1:{port}"
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **KEYS)
    client.create_bucket(Bucket=BUCKET)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "config.bucket.Bucket",
            "OPTIONS": {
                "endpoint_url": address,
                "bucket_name": BUCKET,
                "location": "site",
                "access_key": "key",
                "secret_key": "secret",
                "region_name": "us-east-1",
            },
        },
    }

    def inside() -> list[str]:
        return [row["Key"] for row in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    yield inside
    server.kill()


def test_papers_are_written_read_cleared_out_and_removed_in_a_bucket_that_may_be_away(
    bucket: Any,
    assessment: Assessment,
    alice: User,
    alices: Client,
    settings: Any,
    monkeypatch: Any,
) -> None:
    inside = bucket
    make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown"})
    paper = request_paper(assessment=assessment, by=alice)
    paper.refresh_from_db()
    assert inside() == [f"site/papers/{paper.pk}/1.pdf"]
    page, download = (reverse(name, args=[paper.pk]) for name in ("paper", "paper_download"))
    got = alices.get(download)
    assert b"".join(got).startswith(b"%PDF-")
    assert int(got["Content-Length"]) == paper.size
    assert "0 altered" in checked()
    assert health.storage() == health.FINE

    # What the settings call old goes, its fingerprint stays, and it can be made again.
    later = timezone.now() + timedelta(days=31)
    assert clear_out(later) == {"forgotten": 0}
    settings.RETAIN_PAPERS_DAYS = 32
    assert clear_out(later) == {"forgotten": 0, "old": 0}
    settings.RETAIN_PAPERS_DAYS = 30
    assert clear_out(later) == {"forgotten": 0, "old": 1}
    assert inside() == []
    assert "0 altered" in checked()
    assert alices.get(download).status_code == 404
    assert Paper.objects.get().sha256 == paper.sha256
    alices.post(reverse("paper_retry", args=[paper.pk]))
    assert b"".join(alices.get(download)).startswith(b"%PDF-")

    # A bucket that is away is no lost paper; the rest of the site goes on.
    there, elsewhere = settings.STORAGES, f"http://127.0.0.1:{free_port()}"
    options = {**there["default"]["OPTIONS"], "endpoint_url": elsewhere}
    settings.STORAGES = {**there, "default": {**there["default"], "OPTIONS": options}}
    assert [alices.get(address).status_code for address in (page, download)] == [503, 503]
    assert alices.get(reverse("assessments")).status_code == 200
    assert health.storage() != health.FINE
    assert delete(assessment=assessment, by=alice, seen=Assessment.objects.get().revision)
    assert remove(assessment)
    settings.STORAGES = there
    assert inside() == [f"site/papers/{paper.pk}/1.pdf"]
    assert clear_out(later) == {"forgotten": 1, "old": 0}
    assert inside() == []


def checked() -> str:
    out = StringIO()
    call_command("check_versions", stdout=out)
    return out.getvalue()
