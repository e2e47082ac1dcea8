"""What somebody chose when asking for a paper: parts of the annex, size, mark, who signs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from engine.inputs import fingerprint

Size = Literal["a4", "us-letter"]

PARTS = {
    "answers": "Answers, with what they rest on and notes",
    "sure": "How sure, and what would change it",
    "steps": "Steps",
    "cost": "Cost lines and assumptions",
    "place": "Where, how, and which rules apply",
    "precedents": "Published decisions like this one",
    "method": "How it was worked out",
}
"""What an annex can hold, in the order of printing: each only where there is something to say."""
SIZES: dict[Size, str] = {"a4": "A4, 210 by 297 mm", "us-letter": "Letter, 8.5 by 11 inches"}


@dataclass(frozen=True, slots=True)
class Approver:
    """One line to sign on: either may be empty, to be written by hand."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One paper as it was asked for. ``mark`` is a word of confidentiality for every page."""

    parts: tuple[str, ...] = tuple(PARTS)
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
