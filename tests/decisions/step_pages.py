"""Addresses of the pages of steps, and what a browser reads there."""

import uuid

from decisions.models import Assessment, Step


def url(assessment: Assessment, *parts: object) -> str:
    return "/".join(["/assessments", str(assessment.pk), "steps", *map(str, parts), ""])


def names(assessment: Assessment) -> list[str]:
    return [row.name for row in Step.objects.filter(assessment=assessment)]


def new(name: str) -> dict[str, str]:
    return {"name": name, "key": str(uuid.uuid4())}
