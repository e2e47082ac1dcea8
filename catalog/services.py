"""What editors and operators do with the catalog: check, publish, import, export, load."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from audit.log import record
from audit.models import Kind
from catalog.cases import Effect, check_cases, dump_cases, effects
from catalog.content import Content, InvalidContentError, parse_json, write_content
from catalog.definition import fingerprint, working_definition, working_ruleset
from catalog.models import Edition, Lines, WorkingCopy
from catalog.offers import make_offer
from catalog.replacing import replace_working_copy
from catalog.schemas import schema_problems
from catalog.shipped import ChangedMeanwhileError as ChangedMeanwhileError
from catalog.shipped import (
    active_cases,
    as_json,
    canonical,
    remember,
    replace_by,
    to_ruleset,
)
from catalog.shipped import content_digest as content_digest
from catalog.shipped import working_content as working_content
from catalog.tables import UnfitRowsError
from engine.model.dump import dump
from engine.model.load import InvalidRuleset, examine, load, usable
from engine.model.reading import Problem
from engine.model.ruleset import Ruleset

EDITORS = "Catalog editors"
Json = dict[str, Any]


class PublishRefusedError(ValueError):
    """The working copy was not published; ``sentences`` says why, ``problems`` what to correct."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        self.sentences = (sentence, *(problem.sentence for problem in problems))
        super().__init__(" ".join(self.sentences))


def check(ruleset: Ruleset) -> tuple[Problem, ...]:
    """What is wrong with a ruleset: errors forbid publishing, warnings are to be weighed.

    Paths name a place in the definition, such as ``criteria[3].choices[0]``, or a test case. None of
    them hides another: of a ruleset that cannot be loaded, the test cases try what is left without
    what is wrong.
    """
    problems = examine(ruleset)
    whole = not any(problem.id.startswith("R") for problem in problems)
    tried = ruleset if whole else usable(dump(ruleset))
    found = check_cases(tried, active_cases(), whole=whole) if tried else ()
    return (*problems, *found)


def effects_on_cases(definition: Json, newest: Edition | None) -> tuple[Effect, ...]:
    """What a definition changes for the test cases, against the newest edition.

    Empty while the definition cannot be loaded.
    """
    try:
        ruleset = load(definition)
    except InvalidRuleset:
        return ()
    old = newest.ruleset if newest else None
    return effects(old, ruleset, active_cases())


def checked_state(definition: Json, newest: Edition | None) -> str:
    """The fingerprint of all that is checked before a publication: the working copy, the test cases,
    and the edition that it is compared with."""
    cases = dump_cases(active_cases())
    since = newest.number if newest else 0
    return fingerprint({"definition": definition, "cases": list(cases), "since": since})


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would be published: the number that comes next, the definition, its digest."""

    number: int
    definition: Json
    sha256: str


def propose(*, note: str, checked: str | None) -> Proposed:
    """The next edition, as ``publish`` would make it now. Raises what ``publish`` raises."""
    if not note.strip():
        raise PublishRefusedError("Write a note: what changed, and why.")
    ruleset = working_ruleset()
    definition = dump(ruleset)
    newest = Edition.objects.current().only("number", "sha256").first()
    if checked not in (None, checked_state(definition, newest)):
        raise ChangedMeanwhileError
    errors = tuple(problem for problem in check(ruleset) if problem.severity == "error")
    if errors:
        raise PublishRefusedError("The working copy has errors. Correct them first.", errors)
    digest = fingerprint(definition)
    if newest and newest.sha256 == digest:
        raise PublishRefusedError(
            f"Nothing has changed since edition {newest.number}, so there is nothing to publish."
        )
    return Proposed(newest.number + 1 if newest else 1, definition, digest)


@transaction.atomic
def publish(*, by: Any, note: str, checked: str | None) -> Edition:
    """Freeze the working copy as the next edition.

    ``by`` is the person, ``checked`` the ``checked_state`` that was looked at; both are None for the
    program itself. Raises ``ChangedMeanwhileError`` when that is no longer the state, and
    ``PublishRefusedError`` without a note, with errors in the check, and when nothing changed since
    the newest edition.
    """
    WorkingCopy.objects.lock()
    proposed = propose(note=note, checked=checked)
    edition = Edition.objects.create(
        number=proposed.number,
        note=note.strip(),
        definition=proposed.definition,
        sha256=proposed.sha256,
        published_by_id=by.pk if by else None,
    )
    record(Kind.PUBLISHED, by=by, subject=f"Edition {edition.number}", sha256=proposed.sha256)
    return edition


def read_definition(data: bytes) -> Ruleset:
    """The ruleset in an uploaded file. Raises ``InvalidContentError`` with a sentence each."""
    document = parse_json(data)
    broken = schema_problems("definition", document)
    if broken:
        raise InvalidContentError(broken)
    return to_ruleset(document)


@transaction.atomic
def import_definition(ruleset: Ruleset, *, over: str, by: Any, reason: str) -> int:
    """Replace the working copy by this ruleset; returns how many rows changed.

    ``over`` is the fingerprint of the definition that it was compared with. Editions are not touched:
    nothing is live before it is published. Raises ``ChangedMeanwhileError`` when the working copy is
    another one by now, and ``InvalidContentError`` when a text is too long for its field.
    """
    WorkingCopy.objects.lock()
    if over != fingerprint(working_definition()):
        raise ChangedMeanwhileError
    try:
        return replace_working_copy(ruleset, by=by, reason=reason)
    except UnfitRowsError as error:
        raise InvalidContentError(error.sentences) from None


def export_content(folder: Path) -> int:
    """Write the working copy as content files; returns how many."""
    return write_content(folder, working_content())


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading the shipped content did: a sentence, the edition if one was published, and whether
    the content waits for somebody to merge it."""

    sentence: str
    edition: Edition | None = None
    waits: bool = False


@transaction.atomic
def load_content(content: Content, *, replace: bool = False) -> Loaded:
    """Bring the working copy up to the shipped content. One that people have edited is left alone, and
    newer content is offered to be merged.

    Safe to run again and by several processes at once. Raises ``InvalidContentError`` when the
    content is no valid ruleset, and ``PublishRefusedError`` when its check finds errors.
    """
    content = canonical(content)
    ensure_editors()
    state = WorkingCopy.objects.lock()
    shipped = content_digest(content)
    empty = not Lines.objects.exists()
    present = "" if empty else content_digest(working_content())
    if present == shipped:
        remember(state, as_json(content))
        return _published("The catalog is up to date.")
    if not (empty or replace or present == state.loaded_sha256):
        return _offered(state, content, shipped)
    replace_by(content, by=None, reason="Loaded from the shipped content")
    remember(state, as_json(content))
    return _published("The working copy was loaded from the shipped content.")


def _offered(state: WorkingCopy, content: Content, shipped: str) -> Loaded:
    if shipped == state.loaded_sha256:
        remember(state, as_json(content))  # no other one waits any more, as after a step back
        sentence = "The working copy was edited here. Nothing was changed; --replace takes it back."
        return Loaded(sentence)
    offer = make_offer(state, as_json(content))
    if offer is None:
        return Loaded("All that is new in the shipped content is in the working copy already.")
    return Loaded(
        "The shipped content is newer, and the working copy was edited here, so nothing was changed yet: "
        f"{len(offer.taken.changes)} changes wait to be merged, {len(offer.clashes)} of them to be "
        "decided. Open Catalog, Merge in the admin, or run load_catalog --merge.",
        waits=True,
    )


def _published(sentence: str) -> Loaded:
    """Publish what was loaded, unless the newest edition is the same already."""
    newest = Edition.objects.current().only("sha256").first()
    if newest and newest.sha256 == fingerprint(working_definition()):
        return Loaded(sentence)
    edition = publish(by=None, note="Shipped content.", checked=None)
    return Loaded(f"{sentence} Edition {edition.number} was published.", edition)


def ensure_editors() -> Group:
    """The group whose members may edit, check and publish the catalog, and nothing else."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    allowed = Permission.objects.filter(content_type__app_label="catalog").exclude(
        content_type__model__startswith="historical"
    )
    present = set(group.permissions.values_list("pk", flat=True))
    wanted = set(allowed.values_list("pk", flat=True))
    if present != wanted:
        group.permissions.set(wanted)
    return group
