"""The weights of questions split evenly: their sum stays what it is."""

from collections.abc import Sequence
from math import fsum
from typing import Any

from django.db import transaction

from catalog.models import WorkingCopy

PARTS = 1000
"""Weights are split to three decimals."""


def even(weights: Sequence[float]) -> list[float]:
    """As many weights with the same sum, none of them more than a thousandth above another."""
    each, left = divmod(round(fsum(weights) * PARTS), len(weights))
    return [(each + (place < left)) / PARTS for place in range(len(weights))]


@transaction.atomic
def split_evenly(*, questions: Sequence[Any], by: Any) -> None:
    """Give each of the questions, which are as they are stored, the same part of the sum of their weights."""
    WorkingCopy.objects.lock()
    for row, weight in zip(questions, even([row.weight for row in questions]), strict=True):
        if row.weight != weight:
            row.weight = weight
            row._history_user = by
            row._change_reason = "Weights split evenly"
            row.save(update_fields=["weight"])
