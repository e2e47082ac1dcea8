"""manage.py try_precedents: how the recommendation fares on the published decisions of the catalog."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.content import read_content
from engine.model.load import load
from engine.precedent_check import Check, check


class Command(BaseCommand):
    """Prints the table that stands in docs/decision-model.md, from the shipped content."""

    help = "Try the recommendation on the published decisions of the shipped catalog."

    def handle(self, *args: Any, **options: Any) -> None:
        """See ``Command``."""
        self.stdout.write(table(check(load(read_content().definition))))


def table(found: Check) -> str:
    """The check as a table of Markdown."""
    readers = [f"reader {number}" for number, _ in enumerate(found.readers, start=1)]
    rows = [
        ("what", "defensible", "the expert's own"),
        ("---", "---", "---"),
        *(
            (name, f"{hits.defensible:.2f}", f"{hits.own:.2f}")
            for name, hits in (
                *zip(readers, found.readers, strict=True),
                *found.baselines.items(),
            )
        ),
    ]
    words = ", ".join(f"{row.word} {row.right} of {row.cases}" for row in found.calibration)
    return "\n".join(
        [
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
            f"{found.cases} decisions, each coded by {len(found.readers)} people. "
            f"Brier score of the share of a provider: {found.brier:.3f}.",
            f"Headline open: {found.open_share:.2f}, of that too early to say {found.early_share:.2f}. "
            f"Right on who, by word: {words}.",
        ]
    )
