"""Newer shipped content for a working copy that people have edited: offered, compared, merged."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.cases import in_order
from catalog.content import Content, InvalidContentError
from catalog.definition import fingerprint
from catalog.differences import Comparison, compare, compare_cases
from catalog.merging import Clash, Merge
from catalog.models import Edition, WorkingCopy
from catalog.shipped import (
    ChangedMeanwhileError,
    as_json,
    remember,
    replace_by,
    to_ruleset,
    working_content,
)
from engine.model.dump import dump

Json = dict[str, Any]
REASON = "Merged with newer shipped content"


@dataclass(frozen=True, slots=True)
class Offer:
    """Shipped content beside what stands here. ``state`` is the fingerprint of both.

    ``taken`` is what merging changes here, ``kept`` what stays other than shipped, ``clashes`` what
    both changed. ``problems`` say why the merged content cannot be used; empty when it can.
    """

    state: str
    merged: Content
    taken: Comparison
    kept: Comparison
    clashes: tuple[Clash, ...]
    problems: tuple[str, ...]


def is_waiting() -> bool:
    """Whether shipped content waits to be merged."""
    return WorkingCopy.objects.filter(offered__isnull=False).exists()


def waiting_offer(take: Collection[str] = ()) -> Offer | None:
    """What waits to be merged, if anything does. ``take`` are the keys of the clashes in which what is
    shipped is taken."""
    state = WorkingCopy.objects.first()
    return _offer(state, state.offered, take) if state and state.offered else None


@transaction.atomic
def merge_offered(*, take: Collection[str], over: str | None, by: Any) -> int:
    """Merge what waits into the working copy; returns how many rows changed. Nothing is published.

    ``over`` is the state that was looked at, None for the program itself, which decides nothing. Raises
    ``ChangedMeanwhileError`` when it is another one by now, and ``InvalidContentError`` when the merged
    content cannot be used, or when the program would have to decide.
    """
    state = WorkingCopy.objects.lock()
    shipped: Json = state.offered or {}
    offer = _offer(state, shipped, take) if shipped else None
    if offer is None or over not in (None, offer.state):
        raise ChangedMeanwhileError
    if over is None and offer.clashes:
        sentences = [
            f"Changed here and in the shipped content: {row.key}." for row in offer.clashes
        ]
        raise InvalidContentError(sentences)
    if offer.problems:
        raise InvalidContentError(offer.problems)
    count = replace_by(offer.merged, by=by, reason=REASON)
    remember(state, shipped)
    return count


def make_offer(state: WorkingCopy, shipped: Json) -> Offer | None:
    """Let shipped content wait to be merged; None when it brings nothing that is not here."""
    offer = _offer(state, shipped, ())
    if not offer.taken.changes and not offer.clashes and not offer.problems:
        remember(state, shipped)
        return None
    state.offered = shipped
    state.save()
    return offer


def _offer(state: WorkingCopy, shipped: Json, take: Collection[str]) -> Offer:
    here, base, shipped = as_json(working_content()), _base(state), _in_order(shipped)
    merge = Merge(take)
    sides = (base, here, shipped)
    definition = merge.definition(*(side["definition"] for side in sides))
    cases = merge.cases(*(side["cases"] for side in sides))
    problems: tuple[str, ...] = ()
    try:
        definition = dump(to_ruleset(definition))
    except InvalidContentError as error:
        problems = error.problems
    return Offer(
        state=fingerprint({"here": here, "shipped": shipped}),
        merged=Content(definition, {**shipped["positions"], **here["positions"]}, tuple(cases)),
        taken=_changes(here, definition, cases),
        kept=_changes(shipped, definition, cases),
        clashes=tuple(merge.clashes),
        problems=problems,
    )


def _in_order(content: Json) -> Json:
    """Stored content with its keys in the canonical order, which the database forgets."""
    cases = [{**row, "input": in_order(row["input"])} for row in content["cases"]]
    definition = dump(to_ruleset(content["definition"]))
    return {**content, "definition": definition, "cases": cases}


def _changes(old: Json, definition: Json, cases: list[Json]) -> Comparison:
    model, tried = compare(old["definition"], definition), compare_cases(old["cases"], cases)
    return Comparison((*model.changes, *tried.changes), model.unchanged + tried.unchanged)


def _base(state: WorkingCopy) -> Json:
    """What was loaded last; for a working copy that was loaded before that was kept, what the program
    published last."""
    if state.loaded:
        base: Json = state.loaded
        return base
    edition = Edition.objects.filter(published_by=None).only("pk").first()
    return {"definition": dump(edition.ruleset) if edition else {}, "cases": []}
