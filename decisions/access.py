"""The one door to assessments: who may do what, and the only functions that hand one out.

A view names the action it is about to do and gets an ``Access``: the assessment, and the role that
the person has in its team::

    access = assessment_or_404(request.user, assessment_id, Action.EDIT)
    access.assessment            # with team, edition (without its definition) and answers
    access.can(Action.DELETE)    # in templates: {% if "delete" in access.allowed %}

Strangers get 404, as if nothing were there; members without the right get 403. Each door takes one
query. The decision model comes from ``access.assessment.edition.ruleset``, which asks the process
and not the database. Doors to teams themselves are in ``accounts.access``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import BigAutoField, Exists, F, Model, OuterRef, Q, QuerySet, UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from decisions.models import ANSWERS, Assessment, Paper, SharedLink, Step, Version
from decisions.models.nested import Nested, put
from reviews.models import Comment, Thread
from reviews.services import Target
from writing.prepared import Prepared, Slot

Row = TypeVar("Row", bound=Model)
MY_ROLE = "my_role"
"""Where a row that came through a door holds the role of the person who asked."""
HAS_THREADS = "has_threads"
"""Where an assessment holds whether a thread about it, or about anything in it, is open."""


class Action(StrEnum):
    """What can be done with an assessment, its versions and its papers."""

    VIEW = "view"  # read answers, result and versions; download papers
    COMMENT = "comment"  # write, answer, assign and resolve comments
    EDIT = "edit"  # answer questions; choose service, depth and weights; finish
    SAVE_VERSION = "save_version"
    CREATE_PAPER = "create_paper"  # ask for the PDF of a version, or ask again
    SHARE = "share"  # make links for people without an account, and revoke them
    CREATE = "create"  # start an assessment in the team
    MOVE = "move"  # hand the assessment over to another team
    DELETE = "delete"


_READ = frozenset({Action.VIEW})
_REVIEW = _READ | {Action.COMMENT}
_EDIT = _REVIEW | {
    *(Action.EDIT, Action.SAVE_VERSION, Action.CREATE_PAPER, Action.SHARE, Action.CREATE),
}

ROLES: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _READ,
    Role.REVIEWER: _REVIEW,
    Role.EDITOR: _EDIT,
    Role.OWNER: _EDIT | {Action.MOVE, Action.DELETE},
}
"""What each role may do: always everything that the role above it may, and more."""


@dataclass(frozen=True, slots=True)
class Access:
    """An assessment, seen by a member of its team."""

    assessment: Assessment
    role: Role
    # Whether any thread is open, so that pages of what nobody speaks of never look for one.
    has_threads: bool = field(default=True, kw_only=True)

    @property
    def allowed(self) -> frozenset[Action]:
        """Everything that the member may do; a set of plain words for templates."""
        return ROLES[self.role]

    def can(self, action: Action) -> bool:
        """Whether the member may do this."""
        return action in ROLES[self.role]


@dataclass(frozen=True, slots=True)
class StepAccess(Access):
    """A step, seen by a member of its assessment's team."""

    step: Step


@dataclass(frozen=True, slots=True)
class ThreadAccess(Access):
    """A thread of comments, seen by a member of its assessment's team."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class VersionAccess(Access):
    """A version, seen by a member of its assessment's team."""

    version: Version


@dataclass(frozen=True, slots=True)
class PaperAccess(VersionAccess):
    """A paper, seen by a member of its assessment's team. The version comes without snapshot."""

    paper: Paper


def assessment_or_404(user: User | AnonymousUser, assessment_id: UUID, action: Action) -> Access:
    """The assessment with its answers, for a member who may do ``action`` with it."""
    assessment, role = _one(_ASSESSMENT, user, action, pk=assessment_id)
    _put_answers(assessment, assessment)
    return Access(assessment, role, has_threads=getattr(assessment, HAS_THREADS))


def deleted_or_404(user: User | AnonymousUser, assessment_id: UUID) -> Assessment:
    """A deleted assessment, for a member who may delete it, and so bring it back."""
    return _one(_DELETED, user, Action.DELETE, pk=assessment_id)[0]


def step_or_404(
    user: User | AnonymousUser, assessment_id: UUID, step_id: UUID, action: Action
) -> StepAccess:
    """The step of this assessment, for a member who may do ``action`` with the assessment, which
    comes with its answers."""
    step, role = _one(_STEP, user, action, pk=step_id, assessment=assessment_id)
    _put_answers(step.assessment, step)
    return StepAccess(step.assessment, role, step)


def thread_or_404(
    user: User | AnonymousUser, assessment_id: UUID, thread_id: UUID, action: Action
) -> ThreadAccess:
    """The thread of comments on this assessment, for a member who may do ``action`` with the assessment."""
    access = assessment_or_404(user, assessment_id, action)
    rows = Thread.objects.select_related("started_by", "assigned_to", "resolved_by")
    thread = get_object_or_404(rows, pk=thread_id, assessment=assessment_id)
    return ThreadAccess(access.assessment, access.role, thread)


def comment_or_404(
    user: User | AnonymousUser,
    assessment_id: UUID,
    thread_id: UUID,
    comment_id: UUID,
    *,
    to_remove: bool = False,
) -> tuple[ThreadAccess, Comment]:
    """A comment, for its writer, who alone may edit and remove it; that of a guest may be removed by
    whoever can make links, too."""
    access = thread_or_404(user, assessment_id, thread_id, Action.COMMENT)
    comment = get_object_or_404(Comment, pk=comment_id, thread=thread_id)
    of_guest = to_remove and comment.is_by_guest and access.can(Action.SHARE)
    if comment.writer_id != user.pk and not of_guest:
        raise PermissionDenied
    comment.thread = access.thread
    return access, comment


def version_or_404(user: User | AnonymousUser, version_id: UUID, action: Action) -> VersionAccess:
    """The version with its snapshot, for a member who may do ``action`` with its assessment."""
    version, role = _one(_VERSION, user, action, pk=version_id)
    return VersionAccess(version.assessment, role, version)


def paper_or_404(user: User | AnonymousUser, paper_id: UUID, action: Action) -> PaperAccess:
    """The paper, for a member who may do ``action`` with its assessment."""
    paper, role = _one(_PAPER, user, action, pk=paper_id)
    return PaperAccess(paper.version.assessment, role, paper.version, paper)


def teams_allowing(user: User, action: Action) -> QuerySet[Team]:
    """The teams where the person may do ``action``, for example start an assessment."""
    return Team.objects.filter(
        memberships__user=user, memberships__role__in=_roles_allowing(action)
    )


def _roles_allowing(action: Action) -> list[Role]:
    return [role for role, allowed in ROLES.items() if action in allowed]


def open_links() -> QuerySet[SharedLink]:
    """The links that open something at this moment: neither revoked nor ended, of an assessment that is
    there, and made by somebody who may still share it. Whoever loses that, in whatever way, has no way
    back by a link of their own."""
    makers = Membership.objects.filter(
        team=OuterRef("assessment__team"),
        user=OuterRef("made_by"),
        user__is_active=True,
        role__in=_roles_allowing(Action.SHARE),
    )
    return SharedLink.objects.filter(
        Exists(makers),
        revoked_at=None,
        ends_at__gt=timezone.now(),
        assessment__deleted_at=None,
    )


def open_link(link_id: UUID) -> SharedLink | None:
    """The link with all that its holder reads, if it opens; None for any other. Who holds it is known
    by its secret alone (``decisions.views.shared``)."""
    rows = open_links().select_related("assessment__team", "assessment__edition", "version")
    rows = rows.defer("assessment__edition__definition")
    return (
        rows.prefetch_related("assessment__answers", "assessment__gate_answers")
        .filter(pk=link_id)
        .first()
    )


def names_of_readers(assessment: Assessment, thread: Thread | None = None) -> list[str]:
    """What the links are called by which somebody without an account reads comments as they are written: on
    the result as it is, and in this thread."""
    rows = open_links().filter(assessment=assessment, right=SharedLink.Right.COMMENT)
    rows = rows.filter(Q(version=None) | _wrote(thread=thread, guest__link=OuterRef("pk")))
    return list(rows.order_by("made_at", "pk").values_list("made_for", flat=True))


def link_to_write_by(link: SharedLink) -> SharedLink | None:
    """The link if its holder may comment at this moment, locked: it is not revoked before what is written
    stands. The assessment first, as whoever hands it over locks both. None for any other."""
    Assessment.objects.select_for_update().only("pk").filter(pk=link.assessment_id).first()
    rows = open_links().filter(right=SharedLink.Right.COMMENT, pk=link.pk)
    rows = rows.select_related("assessment", "version").defer("version__snapshot")
    return rows.select_for_update(of=("self",)).first()


def _wrote(**where: Any) -> Q:
    """Whether guests wrote there: what one has written stays in reach of all who hold the same link."""
    return Q(Exists(Comment.objects.filter(**where)))


def threads_of_link(link: SharedLink, shown: Iterable[Target]) -> QuerySet[Thread]:
    """The threads that the holder of a link to comment finds: those about what the link shows, and those in
    which its holders wrote; of a link to a version these alone, as what the team said is kept there. Never a
    question to a colleague: that is the team's own work."""
    if link.right != SharedLink.Right.COMMENT:
        raise Http404
    found = _wrote(thread=OuterRef("pk"), guest__link=link)
    keys: dict[str, list[str]] = {}
    for one in () if link.version_id else shown:
        keys.setdefault(one.about, []).append(one.key)
    for about, some in keys.items():
        found |= Q(about=about, key__in=some)
    return Thread.objects.filter(found, assessment=link.assessment_id, asks=False)


def thread_of_link_or_404(link: SharedLink, shown: Iterable[Target], thread_id: UUID) -> Thread:
    """One of these threads."""
    return get_object_or_404(threads_of_link(link, shown), pk=thread_id)


def comment_of_guest_or_404(thread: Thread, comment_id: UUID, guest_id: UUID | None) -> Comment:
    """A comment in a thread that its holder of a link found, for the browser in which it was written."""
    rows = thread.comments.select_related("guest").exclude(guest=None)
    comment = get_object_or_404(rows, pk=comment_id, guest=guest_id)
    comment.thread = thread
    return comment


def members_allowing(team: Team, action: Action) -> list[User]:
    """The members of the team who may do ``action`` and can sign in, by name."""
    rows = team.memberships.filter(role__in=_roles_allowing(action), user__is_active=True)
    rows = rows.select_related("user")
    return sorted((row.user for row in rows), key=str)


def readable(user: User) -> QuerySet[Assessment]:
    """The assessments that the person may read."""
    return Assessment.objects.live().filter(team__in=teams_allowing(user, Action.VIEW))


def readers(assessments: Collection[UUID]) -> set[tuple[int, UUID]]:
    """Who may read which of these assessments now, by their keys, in one query."""
    rows = Assessment.objects.live().filter(
        pk__in=assessments,
        team__memberships__role__in=_roles_allowing(Action.VIEW),
        team__memberships__user__is_active=True,
    )
    return set(rows.order_by().values_list("team__memberships__user", "pk"))


def readable_papers(user: User) -> QuerySet[Paper]:
    """The papers that the person may read, newest version first, with version and assessment."""
    rows = Paper.objects.filter(
        version__assessment__team__in=teams_allowing(user, Action.VIEW),
        version__assessment__deleted_at=None,
    )
    rows = rows.select_related("version__assessment__team", "version__assessment__edition")
    rows = rows.defer("version__assessment__edition__definition")
    return rows.order_by("-version__number", "-requested_at")


def _one(
    door: Prepared[Row], user: User | AnonymousUser, action: Action, **keys: UUID
) -> tuple[Row, Role]:
    """The row behind the door, and the person's role in the team of its assessment."""
    if not user.is_authenticated:
        raise Http404
    row = door.first(user=user.pk, **keys)
    if row is None:
        raise Http404
    role = Role(getattr(row, MY_ROLE))
    if action not in ROLES[role]:
        raise PermissionDenied
    return row, role


def _door(rows: QuerySet[Row], path: str, *, is_deleted: bool = False) -> QuerySet[Row]:
    """The row of a key, for a member of the team of its assessment, to which ``path`` leads; without
    the decision model. One row at most, as everybody is in a team once: an order would cost. Of an
    assessment that is deleted nothing is there, but for the door to it that says so."""
    rows = rows.filter(**{f"{path}deleted_at__isnull": not is_deleted})
    rows = rows.select_related(f"{path}team", f"{path}edition").defer(f"{path}edition__definition")
    member = f"{path}team__memberships"
    key, person = Slot("pk", UUIDField()), Slot("user", BigAutoField())
    mine = rows.filter(pk=key, **{f"{member}__user": person}).order_by()
    found: QuerySet[Row] = mine.annotate(**{MY_ROLE: F(f"{member}__role")})
    return found


def _with_answers(rows: QuerySet[Row], path: str) -> QuerySet[Row]:
    """The same rows with the answers of the assessment to which ``path`` leads."""
    for name, model in ANSWERS.items():
        rows = rows.annotate(**{f"found_{name}": Nested(f"{path}pk", model, "assessment")})
    return rows


def _put_answers(assessment: Assessment, row: Model) -> None:
    for name in ANSWERS:
        put(assessment, name, getattr(row, f"found_{name}"))


_THREADS = Exists(Thread.objects.open().filter(assessment=OuterRef("pk")))
_ASSESSMENT = Prepared(
    lambda: _with_answers(_door(Assessment.objects.all(), ""), "").annotate(
        **{HAS_THREADS: _THREADS}
    )
)
_DELETED = Prepared(lambda: _door(Assessment.objects.all(), "", is_deleted=True))
_STEP = Prepared(
    lambda: _with_answers(
        _door(Step.objects.filter(assessment=Slot("assessment", UUIDField())), "assessment__"),
        "assessment__",
    )
)
_VERSION = Prepared(lambda: _door(Version.objects.all(), "assessment__"))
_PAPER = Prepared(lambda: _door(Paper.objects.defer("version__snapshot"), "version__assessment__"))
