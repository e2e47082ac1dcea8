"""Copies of pages of the working copy, to start a new one from."""

from typing import Any

from django.db import transaction

from catalog.models import Fact, Kpi, PrefilledAnswer, ServiceType, Step, WorkingCopy

PARTS = (PrefilledAnswer, Step, Kpi, Fact)
REASON = "Copied from {name}"


@transaction.atomic
def copy_service_type(*, service: ServiceType, by: Any) -> ServiceType:
    """A second service type with the same answers, steps, measures and facts, under a name and a slug of
    its own, after all others. The check points it out until it is told apart."""
    WorkingCopy.objects.lock()
    last = ServiceType.objects.order_by("-position").values_list("position", flat=True).first()
    copied = ServiceType.objects.get(pk=service.pk)
    copied.pk = None
    copied._state.adding = True
    copied.name = f"Copy of {service.name}"[:200]
    copied.slug = _free_slug(service.slug)
    copied.position = (last or 0) + 10
    copied.common = copied.retired = False
    _save(copied, service, by)
    for model in PARTS:
        for part in model._default_manager.filter(service=service):
            part.pk = None
            part._state.adding = True
            part.service = copied
            _save(part, service, by)
    return copied


def _free_slug(slug: str) -> str:
    """The slug with an ending that nobody has."""
    taken = set(ServiceType.objects.values_list("slug", flat=True))
    number = 1
    while True:
        ending = "-copy" if number == 1 else f"-copy-{number}"
        found = f"{slug[: 60 - len(ending)]}{ending}"
        if found not in taken:
            return found
        number += 1


def _save(row: Any, service: ServiceType, by: Any) -> None:
    row._history_user = by
    row._change_reason = REASON.format(name=service.name)[:100]
    row.save()
