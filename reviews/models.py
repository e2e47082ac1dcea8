"""Threads of comments about an assessment or one thing in it; the mail that asks somebody to answer, and the
one mail a day with what is new.

The assessment is known here by its key alone: who may read it is said in ``decisions.access``.
"""

import uuid
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Mail, Mailed, Personal, User
from writing.models import Versioned
from writing.prepared import Slot


class About(models.TextChoices):
    """What a thread can be about."""

    ASSESSMENT = "assessment", "The whole assessment"
    QUESTION = "question", "Question"
    GATE = "gate", "Rule"
    STEP = "step", "Step"
    COST = "cost", "Cost line"
    ACTION = "action", "Action"


UNNAMED = "A reader"
"""What a guest is called who gave no name."""


class Guest(models.Model):
    """Who writes by a link, in one browser and without an account: under the name that they gave with their
    first comment, which nobody has checked and nobody changes. ``link_name`` is what the team calls the
    link and ``version_number`` the version that it shows, None for the assessment as it is: both stay when
    the row of the link is gone.

    Whatever shows a guest shows that it is one, by ``mark``: ``str`` says so, and names the link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        "decisions.Assessment", on_delete=models.CASCADE, related_name="guests"
    )
    link = models.ForeignKey(
        "decisions.SharedLink", on_delete=models.SET_NULL, null=True, related_name="guests"
    )
    link_name = models.CharField(max_length=150)
    version_number = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.outward} {self.link_name}"

    @property
    def html(self) -> SafeString:
        """As in text, for the middle of a sentence: two names of another script turn nothing around, nor each other."""
        return format_html(
            "<bdi>{}</bdi>, {} <bdi>{}</bdi>", self.called, self.mark, self.link_name
        )

    @property
    def called(self) -> str:
        """The name alone, for a page that shows the link beside it."""
        return self.name or UNNAMED

    @property
    def mark(self) -> str:
        """How they came, and what they read: what is saved now may say something else than a version."""
        return f"on version {self.version_number}, by link" if self.version_number else "by link"

    @property
    def outward(self) -> str:
        """As others who hold a link are told: they do not learn what the team calls its links."""
        return f"{self.called}, {self.mark}"


Writer = User | Guest
"""Who can write a comment; ``isinstance(by, Guest)`` tells them apart, of a row ``Comment.is_by_guest``."""


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Which threads."""

    def open(self) -> Self:
        """Those that nobody has resolved."""
        return self.filter(resolved_at=None)

    def about(self, about: str | Slot, key: str | Slot) -> Self:
        """Those about one thing."""
        return self.filter(about=about, key=key)

    def readable_by(self, person: User) -> Self:
        """Those of assessments that are there, in teams that the person is in now."""
        return self.filter(
            assessment__deleted_at=None, assessment__team__memberships__user=person.pk
        )


class Thread(Versioned):
    """Comments on one thing. ``name`` is what that was called when the thread began: it stays when the
    thing is gone. ``key`` tells it from others of its kind, "" for the whole assessment.

    ``asks``: whoever it is assigned to was asked to answer the question that it is about. ``started_by`` is
    nobody where a guest did (who that was, its first comment says). ``version`` is that of who it is
    assigned to and whether it is resolved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        "decisions.Assessment", on_delete=models.CASCADE, related_name="threads"
    )
    about = models.CharField(max_length=20, choices=About.choices)
    key = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who gave it to somebody else after it was begun, and when; nobody where its beginning did.
    assigned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    asks = models.BooleanField(default=False)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    # How many comments were written in it, also those that were removed; and when the last one was.
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects: ClassVar[ThreadQuerySet] = ThreadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-last_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=About.values), name="thread_about_is_known"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(about=About.ASSESSMENT, key="")
                | (~Q(about=About.ASSESSMENT) & ~Q(key="")),
                name="thread_key_names_its_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["assessment", "-last_at"], name="threads_of_an_assessment"),
            models.Index(
                fields=["assessment", "about", "key"],
                condition=Q(resolved_at=None),
                name="open_threads",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.resolved_at is None

    @property
    def replies(self) -> int:
        """How many comments follow the first."""
        return max(self.count - 1, 0)


class Comment(Versioned):
    """One comment, the first of its thread or a reply. A removed one keeps its place and loses its text.

    Its writer is a member, or else a guest; ``by`` is who, whichever, and what every reader asks for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    writer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Guests go with their assessment alone, and so do comments: no other query looks for them by this.
    guest = models.ForeignKey(
        Guest, models.RESTRICT, null=True, blank=True, related_name="comments", db_index=False
    )
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_comment_per_place"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(text=""), name="removed_comments_have_no_text"
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.number} by {self.by}"

    @property
    def is_by_guest(self) -> bool:
        """Whether a guest wrote it; reads nothing more."""
        return self.guest_id is not None

    @property
    def by(self) -> Writer:
        """Who wrote it."""
        writer = self.writer or self.guest
        assert writer
        return writer


class Mention(models.Model):
    """Somebody who is to see a comment. ``seen_at``: the person said so, or answered in the thread."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="one_mention_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.comment}"


class RequestQuerySet(models.QuerySet["Request"]):
    """Which requests."""

    def due(self) -> Self:
        """Those that still ask: of an open thread, to whom it is assigned, who is in the team still."""
        threads = Thread.objects.open().filter(
            pk=models.OuterRef("thread"),
            assigned_to=models.OuterRef("person"),
            assessment__deleted_at=None,
            assessment__team__memberships__user=models.OuterRef("person"),
        )
        return self.filter(models.Exists(threads), person__is_active=True)

    def of(self, thread: UUID) -> Self:
        """Those of a thread."""
        return self.filter(thread=thread)


class Request(Mailed):
    """The mail that asks somebody to answer the question that a thread is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = [F("asked_at").desc(), "id"]
        constraints = [
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="request_mail_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_mail_display()})"


class Muted(Personal):
    """Somebody wants no daily mails about an assessment; about none, where no assessment stands here."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey(
        "decisions.Assessment", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "muted"
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "assessment"], name="muted_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(assessment=None), name="all_muted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.assessment_id or 'all'}"


class DigestQuerySet(models.QuerySet["Digest"]):
    """Which daily mails."""

    def due(self) -> Self:
        """Those that may be sent: to somebody who can read the assessment now and wants such mails, and has
        none of a later day, which tells all that this one would."""
        members = User.objects.filter(
            pk=models.OuterRef("person"),
            is_active=True,
            memberships__team__assessments=models.OuterRef("assessment"),
        )
        muted = Muted.objects.filter(
            Q(assessment=None) | Q(assessment=models.OuterRef("assessment")),
            person=models.OuterRef("person"),
        )
        later = Digest.objects.filter(
            person=models.OuterRef("person"),
            assessment=models.OuterRef("assessment"),
            day__gt=models.OuterRef("day"),
        )
        rows = self.filter(models.Exists(members), assessment__deleted_at=None)
        return rows.exclude(models.Exists(muted)).exclude(models.Exists(later))


class Digest(Personal, Mailed):
    """The mail of one day to one person about one assessment. It tells what was new ``until`` a moment, as it
    is when it is sent; ``told`` are the actions that it named, each with its day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey(
        "decisions.Assessment", on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField()
    until = models.DateTimeField()
    told = models.JSONField(default=list, blank=True)

    objects: ClassVar[DigestQuerySet] = DigestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "assessment", "day"], name="one_digest_a_day"
            ),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="digest_mail_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["mail_at"],
                condition=Q(mail__in=["queued", "sending"]),
                name="digests_under_way",
            ),
            models.Index(fields=["day"], name="digests_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.day} ({self.get_mail_display()})"
