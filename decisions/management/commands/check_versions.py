"""Computes the fingerprints of every stored version and file anew, and names what was altered."""

from typing import Any

from django.core.management.base import BaseCommand

from decisions.models import Paper, Version
from decisions.services.papers import intact_file
from decisions.services.versions import problems_of

CHUNK = 50
ALTERED = 1


class Command(BaseCommand):
    """``manage.py check_versions``: exit status 1 when anything is not as it was kept."""

    help = "Recompute the digests of all versions and papers and name those that were altered."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each problem, then how many were checked."""
        found = count = 0
        for version in Version.objects.order_by("pk").iterator(chunk_size=CHUNK):
            count += 1
            for what in problems_of(version):
                found += 1
                self.stdout.write(f"version {version.pk}: the {what} were altered")
        # A file that was cleared out, with its size, is no fault.
        papers = Paper.objects.filter(state=Paper.State.READY).exclude(file="", size=0)
        papers = papers.order_by("pk")
        for paper in papers.iterator(chunk_size=CHUNK):
            count += 1
            if (problem := _altered(paper)) is not None:
                found += 1
                self.stdout.write(f"paper {paper.pk}: {problem}")
        self.stdout.write(f"{count} checked, {found} altered")
        if found:
            raise SystemExit(ALTERED)


def _altered(paper: Paper) -> str | None:
    if (file := intact_file(paper)) is not None:
        file.close()
        return None
    is_there = paper.file.name and paper.file.storage.exists(paper.file.name)
    return "the file was altered" if is_there else "the file is missing"
