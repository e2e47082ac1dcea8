"""Notices about answers that stop or start to count: none does so in silence."""

from django.contrib import messages
from django.http import HttpRequest

from engine.model.ruleset import Ruleset

WORDS = (
    ("is set aside: kept, but not counted", "are set aside: kept, but not counted"),
    ("is back and counts again", "are back and count again"),
)


def tell(
    request: HttpRequest,
    ruleset: Ruleset,
    set_aside: tuple[str, ...],
    brought_back: tuple[str, ...],
) -> None:
    """A notice each for the answers that were set aside, and for those that are back."""
    for codes, (one, many) in zip((set_aside, brought_back), WORDS, strict=True):
        if codes:
            names = ", ".join(f"“{ruleset.criterion[code].name}”" for code in codes)
            count = "Your earlier answer" if len(codes) == 1 else f"{len(codes)} earlier answers"
            messages.warning(request, f"{count} to {names} {one if len(codes) == 1 else many}.")
