"""What somebody chose when asking for a paper: parts of the annex, size, mark, who signs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from engine.inputs import fingerprint
from report import annex
from report.messages import read as read_words
from report.messages import say

Size = Literal["a4", "us-letter"]

PARTS: dict[str, str] = {key: read_words(say(f"annex.{key}")) for key in annex.PARTS}
"""What an annex can hold, in the order of printing: each only where there is something to say."""
USUAL = ("answers", "sure", "steps", "cost")
"""Where nobody chooses: what the first two pages rest on."""
SIZES: dict[Size, str] = {
    "a4": read_words(say("paper.size.a4")),
    "us-letter": read_words(say("paper.size.letter")),
}


@dataclass(frozen=True, slots=True)
class Approver:
    """One line to sign on: either may be empty, to be written by hand."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One paper as it was asked for. ``mark`` is a word of confidentiality for every page."""

    parts: tuple[str, ...] = USUAL
    size: Size = "a4"
    mark: str = ""
    approvers: tuple[Approver, ...] = ()

    @property
    def key(self) -> str:
        """The same for equal orders (64 hex digits)."""
        return fingerprint(plain(self))


def plain(order: Order) -> dict[str, Any]:
    """The order as JSON; ``read`` takes it back."""
    return {**asdict(order), "approvers": [asdict(row) for row in order.approvers]}


def read(stored: Mapping[str, Any]) -> Order:
    """An order that ``plain`` wrote. What is missing is as where nothing was chosen."""
    usual = Order()
    return Order(
        parts=tuple(part for part in PARTS if part in stored.get("parts", PARTS)),
        size=stored.get("size", usual.size),
        mark=stored.get("mark", usual.mark),
        approvers=tuple(Approver(**row) for row in stored.get("approvers", ())),
    )
