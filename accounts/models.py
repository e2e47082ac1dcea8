"""People sign in by e-mail; teams own assessments; a membership says what a member may do."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from writing.models import Versioned

# ``email__lower``: the same address in whatever case, and no other one. Ignoring case by upper case, as
# ``iexact`` does, takes letters for each other that are not the same, such as an i without a dot.
models.CharField.register_lookup(Lower)


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(
        self, email: str, password: str | None = None, name: str = "", **flags: bool
    ) -> "User":
        """A person with a hashed password; without one the account cannot sign in by password. The address is
        kept in small letters, as the sign-in library keeps and looks for it."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), name=name, **flags)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, name: str = "") -> "User":
        """A person who may do everything in the admin."""
        return self.create_user(email, password, name, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, email: str | None) -> "User":
        """Sign-in ignores the case of the address."""
        return self.get(email__lower=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address identifies, the name is what others read."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    time_zone = models.CharField(max_length=64, blank=True, default="")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The name, or the part of the address before the @ when no name is known."""
        return self.name or self.email.partition("@")[0]

    @property
    def zone(self) -> ZoneInfo:
        """The person's clock; that of the site where none is chosen, or one that this machine does not know."""
        try:
            return ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # the last: a folder of zones
            return ZoneInfo(settings.TIME_ZONE)

    def name_of_team(self) -> str:
        """What the person's own team is called at first."""
        return PERSONAL.format(self.get_full_name()[:90])

    def get_short_name(self) -> str:
        """The same as the full name: we do not guess which part is a first name."""
        return self.get_full_name()


class Personal(models.Model):
    """A row that is of use to one person alone: it goes when the person is erased."""

    class Meta:
        abstract = True


class Counter(models.Model):
    """What a limit has counted, in the columns of Django's database cache: a broker that is down lets
    nobody in more often, and keeps nobody out."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


PERSONAL = "{}'s team"
"""How the site names a team after a person."""


def in_log(team: str) -> str:
    """What a line of the log calls a team of this name. It stays when somebody asks to be erased, so it holds
    no name of a person."""
    return "A personal team" if team.endswith(PERSONAL.format("")) else team


class Role(models.TextChoices):
    """What a member may do with the team's assessments; an owner also manages the team."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"
    VIEWER = "viewer", "Viewer"


class TeamQuerySet(models.QuerySet["Team"]):
    """Which teams."""

    def owned_only_by(self, people: Iterable[int]) -> Self:
        """Those that these people own, and nobody else who can sign in."""
        of_team = Membership.objects.filter(team=models.OuterRef("pk"))
        owned = models.Exists(of_team.filter(role=Role.OWNER, user__in=people))
        return self.filter(owned, ~models.Exists(of_team.owners().exclude(user__in=people)))


class Team(Versioned):
    """People who share assessments. Everybody has a team of their own (``personal_to``), where
    their assessments start; they may invite others into it or make further teams."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    personal_to = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="personal_team",
    )
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Which memberships."""

    def owners(self) -> Self:
        """Of owners who can sign in: one who cannot keeps no team going."""
        return self.filter(role=Role.OWNER, user__is_active=True)


class Membership(Versioned):
    """One person in one team, with one role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} ({self.get_role_display()})"


class Mail(models.TextChoices):
    """How far the mail of an invitation is."""

    QUEUED = "queued", "Waits to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    NOT_SENT = "not_sent", "Not sent"


class Mailed(models.Model):
    """A row that is the mail of something: it waits here until a mail server has taken it."""

    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.NOT_SENT)
    mail_at = models.DateTimeField("state of the mail since", default=timezone.now)

    class Meta:
        abstract = True

    def mail_is_under_way(self) -> bool:
        """The mail waits for its turn, for another try, or for the mail server."""
        return self.mail in (Mail.QUEUED, Mail.SENDING)


class Letter(Mailed):
    """A mail about signing in. Its text may open an account: it is gone once it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField()
    subject = models.CharField(max_length=500)
    body = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mail__in=Mail.values), name="letter_mail_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_mail_display()})"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def pending(self) -> Self:
        """Neither accepted nor withdrawn; some of them may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> Self:
        """Pending, still in time, and from somebody who still owns the team: whoever stops being an
        owner, in whatever way, has no way back by an address they once invited."""
        senders = Membership.objects.owners().filter(
            team=models.OuterRef("team"), user=models.OuterRef("invited_by")
        )
        return self.pending().filter(models.Exists(senders), expires_at__gt=timezone.now())

    def to(self, addresses: Iterable[str]) -> Self:
        """To one of the addresses, in whatever case."""
        return self.filter(email__lower__in={one.lower() for one in addresses})

    def mailed_since(self, moment: datetime) -> Self:
        """Whose mail was asked for or sent after the moment; one that was not sent does not count."""
        return self.filter(mail_at__gt=moment).exclude(mail=Mail.NOT_SENT)


class Invitation(Mailed):
    """An e-mail that asks somebody to join a team. The token in its link is the secret."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=10, choices=Role.choices)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "team",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(mail__in=Mail.values), name="invitation_mail_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team}"

    def is_open(self) -> bool:
        """Whether it can still be accepted, in one query."""
        return Invitation.objects.open().filter(pk=self.pk).exists()
