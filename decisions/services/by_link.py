"""What the holder of a link writes, without an account: only while the link opens, and under the name that
they give. The rules of comments are those of members, who alone mention, assign and resolve."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from decisions.access import link_to_write_by
from decisions.models import SharedLink
from decisions.services import comments
from reviews.lookalike import numbered
from reviews.models import Comment, Guest, Thread
from reviews.services import Target, Written
from writing.conflict import Conflict

Made = TypeVar("Made")


class LinkClosed(Exception):  # noqa: N818 - named for its reader, like Http404
    """The link opens nothing any more: nothing is written."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes by a link: in which browser, and under which name, which counts with the first comment alone."""

    link: SharedLink
    browser: UUID
    name: str = ""


def names_taken(link: SharedLink) -> list[str]:
    """The names that no holder of a link gets: of members, and of whoever wrote and is none any more."""
    of_team = Q(memberships__team=link.assessment.team_id)
    wrote = Comment.objects.filter(thread__assessment=link.assessment_id).order_by()
    people = User.objects.filter(of_team | Q(pk__in=wrote.values("writer"))).distinct()
    return [str(one) for one in people]


def begin(*, holder: Holder, target: Target, written: Written) -> Thread:
    """A new thread. Raises ``LinkClosed`` and ``TooManyComments``."""
    return _written(
        holder,
        lambda link, guest: comments.write_comment(
            assessment=link.assessment, by=guest, target=target, written=written
        ),
    )


def reply(*, holder: Holder, thread: Thread, written: Written) -> Comment:
    """A reply in a thread that the link shows. Raises ``LinkClosed`` and ``TooManyComments``."""
    return _written(
        holder,
        lambda link, guest: comments.reply(
            assessment=link.assessment, by=guest, thread=thread, written=written
        ),
    )


def edit(*, holder: Holder, comment: Comment, text: str, seen: int) -> Conflict[str] | None:
    """Another text for what was written in this browser. Raises ``LinkClosed`` and ``CommentRemoved``."""
    return _written(
        holder,
        lambda link, guest: comments.edit_comment(
            assessment=link.assessment, by=guest, comment=comment, text=text, seen=seen
        ),
    )


def remove(*, holder: Holder, comment: Comment, seen: int) -> bool:
    """Take the text of it away; whether it is. Raises ``LinkClosed``."""
    return _written(
        holder,
        lambda link, guest: comments.remove_comment(
            assessment=link.assessment, by=guest, comment=comment, seen=seen
        ),
    )


@transaction.atomic
def _written(holder: Holder, write: Callable[[SharedLink, Guest], Made]) -> Made:
    """What ``write`` makes, while nobody can revoke the link."""
    link = link_to_write_by(holder.link)
    if link is None:
        raise LinkClosed
    guests = Guest.objects.filter(assessment=link.assessment).exclude(name="")
    names = guests.values_list("name", flat=True)
    defaults = {**_of(link), "name": lambda: numbered(holder.name, names)}
    guest, _ = Guest.objects.get_or_create(pk=holder.browser, defaults=defaults)
    return write(link, guest)


def _of(link: SharedLink) -> dict[str, Any]:
    return {
        "assessment": link.assessment,
        "link": link,
        "link_name": link.made_for,
        "version_number": link.version and link.version.number,
    }
