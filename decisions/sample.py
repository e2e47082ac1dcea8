"""The finished sample that anybody can read: shipped answers on the current edition."""

import json
from functools import lru_cache
from typing import Any

from catalog.content import FOLDER
from catalog.models import Edition
from decisions.elicitation import weights_named
from engine.intake import read
from engine.location.advice import has_content
from engine.model.reading import InvalidInput
from report.result import Edition as Used
from report.result import Result
from report.subject import Subject

PATH = FOLDER / "sample.json"


@lru_cache(maxsize=1)
def sample() -> dict[str, Any]:
    """The shipped file: ``heading`` and the document of the case."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def sample_result() -> Result | None:
    """The sample's result on the newest edition; None while nothing is published, or when the
    newest edition no longer has a question that the sample answers."""
    edition = Edition.objects.current().only("pk", "number", "sha256").first()
    return _result(edition.pk, edition.number, edition.sha256) if edition else None


def sample_subject() -> Subject | None:
    """The sample as its pages are about it; None where there is no result of it."""
    found = sample_result()
    if found is None:
        return None
    return Subject(found, weights=weights_named(found.ruleset, found.inputs.weights, {}))


@lru_cache(maxsize=4)
def _result(edition_id: int, number: int, sha256: str) -> Result | None:
    """Worked out once per edition and process: neither the edition nor the file ever changes."""
    ruleset = Edition(pk=edition_id).ruleset
    document = dict(sample()["case"])
    if not has_content(ruleset.reference):
        document.pop("place", None)
    try:
        inputs = read(ruleset, document)
    except InvalidInput:
        return None
    return Result(ruleset, inputs, Used(number, sha256))
