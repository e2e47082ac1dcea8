"""Names of files: the process, what kind of paper it is, which version and of which day.

They are safe on every system and can be read: letters of other scripts are spelled in Latin ones.
"""

import re
from datetime import date
from typing import Literal

from anyascii import anyascii

Kind = Literal["decision", "note", "questionnaire", "result"]
Suffix = Literal["pdf", "json"]

LONGEST = 60
"""Letters of the name of the process that are kept."""
GAPS = re.compile(r"[^a-z0-9]+")
NUMBERED: dict[Kind, str] = {
    "decision": "v",
    "note": "v",
    "questionnaire": "edition-",
    "result": "edition-",
}
"""What a number counts: versions of an assessment, or editions of the questions."""


def file_name(process: str, kind: Kind, number: int, day: date, suffix: Suffix = "pdf") -> str:
    """``payroll-emea_decision_v3_2026-11-22.pdf``; without the process where nothing is left of its name."""
    spelled = anyascii(process.replace("'", "").replace("\u2019", "")).lower()
    stem = GAPS.sub("-", spelled)[:LONGEST].strip("-")
    parts = [stem, kind, f"{NUMBERED[kind]}{number}", day.isoformat()]
    return f"{'_'.join(filter(None, parts))}.{suffix}"


def kind_of(*, is_note: bool) -> Kind:
    """The kind of a paper of a version."""
    return "note" if is_note else "decision"
