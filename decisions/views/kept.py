"""The versions of an assessment as a list, wherever a page shows it."""

from typing import Any

from django.db.models import Count

from decisions.models import Assessment

SHOWN = 20
"""So many of the newest versions are shown before the others fold."""


def kept_of(assessment: Assessment) -> dict[str, Any]:
    """What ``decisions/_result_versions.html`` shows: all versions, the newest first."""
    rows = assessment.versions.select_related("created_by").defer("snapshot")
    # A query that counts leaves the order of the model out.
    found = list(rows.annotate(paper_count=Count("papers")).order_by("-number"))
    return {"versions": found[:SHOWN], "older_versions": found[SHOWN:], "all_versions": found}
