"""The working copy and the shipped content side by side: read, compared by digest, replaced."""

import dataclasses
from typing import Any

from django.utils import timezone

from catalog.cases import dump_cases
from catalog.content import Content, InvalidContentError
from catalog.definition import fingerprint, working_definition
from catalog.models import ReferenceCase, ServiceType, WorkingCopy
from catalog.replacing import replace_cases, replace_working_copy
from catalog.tables import UnfitRowsError
from engine.model.dump import dump
from engine.model.load import InvalidRuleset, load
from engine.model.ruleset import Ruleset

Json = dict[str, Any]


class ChangedMeanwhileError(ValueError):
    """Somebody changed the working copy, or published, after it was shown to who decides now."""

    def __init__(self) -> None:
        super().__init__("The working copy was changed after this page was shown.")


def active_cases() -> list[ReferenceCase]:
    """The test cases that are tried."""
    return list(ReferenceCase.objects.active())


def working_content() -> Content:
    """The working copy as content files would hold it."""
    return Content(
        definition=working_definition(),
        positions=dict(ServiceType.objects.active().values_list("slug", "position")),
        cases=tuple(dump_cases(active_cases())),
    )


def as_json(content: Content) -> Json:
    """Everything that the content files hold."""
    return {
        "definition": content.definition,
        "positions": dict(content.positions),
        "cases": list(content.cases),
    }


def content_digest(content: Content) -> str:
    """SHA-256 over everything that the content files hold."""
    return fingerprint(as_json(content))


def to_ruleset(document: object) -> Ruleset:
    """The ruleset of a definition. Raises ``InvalidContentError`` with a sentence for each problem."""
    try:
        return load(document)
    except InvalidRuleset as error:
        raise InvalidContentError(
            [f"{row.path}: {row.sentence}" for row in error.problems]
        ) from None


def canonical(content: Content) -> Content:
    """The content in the form that the tables give back, so that digests can be compared."""
    return dataclasses.replace(content, definition=dump(to_ruleset(content.definition)))


def replace_by(content: Content, *, by: Any, reason: str) -> int:
    """Make the working copy hold exactly this content; returns how many rows changed. Raises
    ``InvalidContentError`` when it cannot be used, or a text is too long for its field."""
    ruleset = to_ruleset(content.definition)
    try:
        rows = replace_working_copy(ruleset, by=by, reason=reason, positions=content.positions)
        return rows + replace_cases(content.cases, by=by, reason=reason)
    except UnfitRowsError as error:
        raise InvalidContentError(error.sentences) from None


def remember(state: WorkingCopy, loaded: Json) -> None:
    """Keep what was loaded or merged last: the next content is compared with it, and none waits."""
    digest = fingerprint(loaded)
    if state.loaded_sha256 != digest or state.loaded is None or state.offered is not None:
        state.loaded, state.loaded_sha256, state.offered = loaded, digest, None
        state.loaded_at = timezone.now()
        state.save()
