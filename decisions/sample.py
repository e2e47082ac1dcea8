"""The finished sample that anybody can read: shipped answers on the current edition."""

import json
from functools import lru_cache
from typing import Any

from catalog.content import FOLDER
from catalog.models import Edition
from decisions.presentation import Heading, Snapshot, present
from engine.intake import read
from engine.location.advice import Said, has_content
from engine.location.intake import read_said
from engine.model.reading import InvalidInput

PATH = FOLDER / "sample.json"


def sample_snapshot() -> Snapshot | None:
    """The sample's result on the newest edition; None while nothing is published, or when the
    newest edition no longer has a question that the sample answers."""
    edition = Edition.objects.current().only("pk", "number", "sha256").first()
    return _evaluated(edition.pk, edition.number, edition.sha256) if edition else None


@lru_cache(maxsize=4)
def _evaluated(edition_id: int, number: int, sha256: str) -> Snapshot | None:
    """Worked out once per edition and process: neither the edition nor the file ever changes."""
    ruleset = Edition(pk=edition_id).ruleset
    sample: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    try:
        case = read(ruleset, sample["case"]).case
        said = Said()
        if has_content(ruleset.reference):
            said, _ = read_said(ruleset.reference, sample["place"])
    except InvalidInput:
        return None
    heading = Heading(
        **sample["heading"],
        edition_number=number,
        edition_sha256=sha256,
        weights=sample["case"].get("weights"),
        said=said,
    )
    return present(ruleset, case, heading)
