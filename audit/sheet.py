"""Text for sheets: no cell of it is a formula, whatever people have written."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

STARTS = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a program may see the start of a cell with what it takes for the start of a formula. Where the
semicolon separates, as in much of Europe, it cuts a cell of ours in two."""


def plain(cell: object) -> str:
    """The cell with the apostrophe that tells a program that what follows is text."""
    return STARTS.sub(r"\1'\2", str(cell))


def line(cells: Iterable[object]) -> str:
    """A line of a CSV file."""
    text = StringIO()
    csv.writer(text).writerow([plain(cell) for cell in cells])
    return text.getvalue()
