"""Who wants no daily mails, about one assessment or at all; and the address in each mail that stops them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from accounts.models import User
from reviews.models import Muted

SALT = "mails"


def mute(*, person: User, assessment: UUID | None) -> None:
    """Send this person no more daily mails about the assessment; about none, where none is given. Twice is
    the same as once."""
    row = Muted(person=person, assessment_id=assessment)
    Muted.objects.bulk_create([row], ignore_conflicts=True)


def unmute(*, person: User, assessment: UUID | None) -> None:
    """Take that back. What is stopped for all assessments stays so for one of them."""
    Muted.objects.filter(person=person, assessment=assessment).delete()


@dataclass(frozen=True, slots=True)
class Stopped:
    """Whether a person wants no daily mails at all, and about which assessments none."""

    everywhere: bool
    assessments: frozenset[UUID]

    def about(self, assessment: UUID) -> bool:
        """Whether none are sent about this one."""
        return self.everywhere or assessment in self.assessments


def stopped_by(person: User) -> Stopped:
    """What this person has stopped, in one query."""
    found = {row.assessment_id for row in Muted.objects.filter(person=person)}
    return Stopped(None in found, frozenset(key for key in found if key is not None))


def muted_pairs(people: Iterable[int]) -> set[tuple[int, UUID | None]]:
    """Who of these wants no mails about what, None for all."""
    rows = Muted.objects.filter(person__in=set(people))
    return set(rows.values_list("person", "assessment"))


def stop_token(person: int, assessment: UUID) -> str:
    """What the address in a mail carries. It can turn such mails off and do nothing else, so it never ends."""
    return signing.Signer(salt=SALT).sign_object([person, str(assessment)])


def meant_by(token: str) -> tuple[int, UUID] | None:
    """Whose mails about what; None for a token that this site has not made."""
    try:
        person, assessment = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return person, UUID(assessment)
