"""Looking into pages of a document as their views hand them out."""

from typing import Any


def changes_on(page: Any) -> list[dict[str, Any]]:
    """Every row of a page whose change can be tried."""
    if isinstance(page, dict):
        here = [page] if isinstance(page.get("change"), dict) else []
        return here + [row for value in page.values() for row in changes_on(value)]
    return [row for value in page for row in changes_on(value)] if isinstance(page, list) else []


def rows_of(block: Any) -> list[dict[str, Any]]:
    """All rows of answers in blocks, folded ones too."""
    if isinstance(block, list):
        return [row for one in block for row in rows_of(one)]
    if block["kind"] == "fold":
        return rows_of(block["blocks"])
    return list(block["rows"]) if block["kind"] == "answers" else []
