"""Handing an assessment over: to another team, and to another owner."""

from collections.abc import Iterable

from accounts.models import Team, User
from accounts.services import RefusedError
from audit.log import record
from audit.models import Kind
from decisions.models import Assessment, Part
from decisions.services.changes import in_turn
from decisions.services.parts import change_part
from decisions.services.sharing import revoke_all
from writing.conflict import Conflict


def shut_out(assessment: Assessment, teams: Iterable[Team]) -> dict[Team, list[User]]:
    """For each team that could take the assessment over, the people who would no longer find it."""
    people = [row.user for row in assessment.team.memberships.select_related("user")]
    there: dict[Team, set[int]] = {
        team: {row.user_id for row in team.memberships.all()} for team in teams
    }
    return {
        team: [person for person in people if person.pk not in keys] for team, keys in there.items()
    }


def hand_over(*, assessment: Assessment, by: User, team: Team, seen: int) -> Conflict[Team] | None:
    """Move the assessment, with all that belongs to it, to another team. Its links are revoked: that team
    has not decided on them. An owner who is not in the team is followed by whoever moves it."""

    def work() -> Conflict[Team] | None:
        before = assessment.team
        stays = team.memberships.filter(user=assessment.owner_id).exists()
        conflict = change_part(
            assessment,
            part=Part.TEAM,
            seen=seen,
            by=by,
            verb="moved",
            old=before,
            new=team,
            detail={"old": before.name, "new": team.name},
            team=team,
            owner=assessment.owner if stays else by,
        )
        if conflict is None and before != team:
            revoke_all(assessment, by)
            record(
                Kind.MOVED,
                by=by,
                subject=assessment.name,
                team=before.pk,
                other_team=team.pk,
            )
        return conflict

    return in_turn(assessment, work)


def give_to(*, assessment: Assessment, by: User, owner: User, seen: int) -> Conflict[User] | None:
    """Make a member of the team the owner, who is named on papers. Raises ``RefusedError`` for somebody
    who has left meanwhile."""

    def work() -> Conflict[User] | None:
        if not assessment.team.memberships.filter(user=owner).exists():
            raise RefusedError(f"{owner} is no longer in {assessment.team}.")
        before = assessment.owner
        return change_part(
            assessment,
            part=Part.OWNER,
            seen=seen,
            by=by,
            verb="owner_changed",
            old=before,
            new=owner,
            detail={"old": {"member": before.pk}, "new": {"member": owner.pk}},
            owner=owner,
        )

    return in_turn(assessment, work)
